"""What is said of the field that has the keyboard, below the step and never scrolled away with it."""

from __future__ import annotations

from textual.widgets import Static

from smstui.tui.formatting import cleaned, content, wrap

_USUAL = 3
"""Lines that it takes whatever it says, so that the box stays as high while one types."""


class Note(Static):
    """A sentence or two; it grows with what has to be said."""

    def __init__(self) -> None:
        super().__init__(classes="note")
        self._said = ""

    def say(self, words: str, style: str) -> None:
        """Show these words instead of the last ones."""
        self._said = words
        self.update(content(words, style) if words else "")

    def grow(self, width: int, most: int) -> int:
        """Take the lines that the words need in this width, at most so many; return how many that are."""
        needed = max(_USUAL, len(wrap(cleaned(self._said), width)))
        lines = max(min(needed, most), 1)
        self.styles.height = lines
        return lines
