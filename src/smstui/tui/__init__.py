"""The Textual front end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.bootstrap import Runtime
    from smstui.config.paths import Home
    from smstui.config.settings import Settings
    from smstui.config.validation import Source

# Textual reads this when it is first imported. A picture that follows another waits for one to two periods of
# 60 a second, which is half of what a preview may take.
os.environ.setdefault("TEXTUAL_FPS", "120")


def check_settings(settings: Settings, source: Source, home: Home) -> None:
    """Raise `NotConfiguredError` for keys or a theme with which no screen opens; nothing is shown."""
    from smstui.tui.keymap import Keymap
    from smstui.tui.theming import load_theme

    Keymap(settings.keys, source, profile=settings.key_profile)
    load_theme(settings.theme, home.themes, source=source)


def run(runtime: Runtime) -> int:
    """Show the screen until the person quits; return the exit code.

    Raises `NotConfiguredError` for a wrong theme or clashing keys, before anything is shown.
    """
    from smstui.tui.app import run as run_app

    return run_app(runtime)
