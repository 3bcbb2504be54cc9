"""The line at the top of a pane or a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Span

_NOTHING = Content("")


class TitleLine(Static):
    """Words that are drawn anew only where they are others than before."""

    def __init__(self, words: Content = _NOTHING) -> None:
        super().__init__(words, classes="pane-title")
        self._said: tuple[str, Sequence[Span]] = (words.plain, words.spans)

    def say(self, words: Content) -> None:
        """Say this; contents that differ in their styles only are equal to Textual, so both are compared."""
        if (words.plain, words.spans) != self._said:
            self._said = (words.plain, words.spans)
            self.update(words, layout=False)
