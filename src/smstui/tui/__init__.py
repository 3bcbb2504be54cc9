"""The Textual front end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.bootstrap import Runtime


def run(runtime: Runtime) -> int:
    """Show the screen until the person quits; return the exit code.

    Raises `NotConfiguredError` for a wrong theme or clashing keys, before anything is shown.
    """
    from smstui.tui.app import run as run_app

    return run_app(runtime)
