"""A bare Textual app with one Static: the floor of every launch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class OneStatic(App[None]):
    """Nothing but a word on the screen."""

    def compose(self) -> ComposeResult:
        yield Static("Ready")


if __name__ == "__main__":
    OneStatic().run()
