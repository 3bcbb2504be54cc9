"""A few sentences in a box; where there is no room for all of them, that is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from smstui.tui.formatting import CleanText, cleaned, content, fit, wrap

if TYPE_CHECKING:
    from textual.content import Content
    from textual.geometry import Size


class Words(Widget):
    """What matters most stands first: it is the end that is cut, with an ellipsis."""

    DEFAULT_CSS = "Words { height: auto; }"

    def __init__(self, words: str, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._words = cleaned(words)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """Return how many lines all of it takes."""
        return len(wrap(self._words, width))

    def render(self) -> Content:
        """Return the lines that there is room for."""
        width, height = self.size
        lines = wrap(self._words, width)
        if len(lines) > height > 0:
            lines[height - 1 :] = [fit(CleanText(f"{lines[height - 1]} …"), width)]
        return content("\n".join(lines))
