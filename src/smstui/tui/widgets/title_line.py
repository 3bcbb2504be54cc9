"""The line at the top of a pane or a screen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class TitleLine(Static):
    """Words in pieces with their styles, drawn anew only where they are others than before."""

    def __init__(self, words: str = "") -> None:
        """`words` are our own, for as long as nothing else is said."""
        super().__init__(Content(words and f" {words}"), classes="pane-title")
        self._said: tuple[tuple[str, str] | str, ...] = ()

    def say(self, *parts: tuple[str, str] | str) -> None:
        """Say this; what a stranger named must have been cleaned."""
        if parts != self._said:
            self._said = parts
            self.update(Content.assemble(" ", *parts), layout=False)
