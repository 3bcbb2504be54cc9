"""What a person meets who has no account yet: five steps from nothing to the inbox, or the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.config.paths import Home
    from smstui.config.settings import Settings
    from smstui.config.validation import Source
    from smstui.tui.wizard.answers import Ending


def run(home: Home, settings: Settings, source: Source) -> Ending:
    """Lead through the steps until the end; return what is to be opened.

    Raises `NotConfiguredError` for a wrong theme or clashing keys, before anything is shown.
    """
    from smstui.tui.wizard.app import run as run_app

    return run_app(home, settings, source)
