"""A scrolling widget drawn line by line in the styles of its component classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smstui.tui.formatting import CleanText, cells, graphemes, is_narrow, segment
from smstui.tui.roles import style_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from rich.segment import Segment
    from rich.style import Style
    from textual.geometry import Region

Run = tuple[CleanText, str]
"""A piece of a line and the role that styles it."""


class WholeStrip(Strip):
    """A line that something may cover from any column on: half of an emoji is a blank there.

    Rich cuts wide characters so, but leaves one cell too few of what several characters make wide.
    """

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return the line in pieces."""
        cuts = list(cuts)
        return Strip(_without_halves(self, set(cuts)), self.cell_length).divide(cuts)


def _without_halves(strip: Strip, cuts: Collection[int]) -> list[Segment]:
    """Return the pieces of a line with blanks for what these columns would tear."""
    pieces, at = [], 0
    for piece in strip:
        shown: list[str] = []
        for start, end, size in [] if is_narrow(piece.text) else graphemes(piece.text):
            torn = size == 2 and end - start > 1 and at + 1 in cuts
            shown.append("  " if torn else piece.text[start:end])
            at += size
        pieces.append(piece._replace(text="".join(shown)) if shown else piece)
        at += 0 if shown else piece.cell_length
    return pieces


class StyledLines(ScrollView, can_focus=False, inherit_bindings=False):
    """What the lists and the conversation share: styles by role, and lines made of runs."""

    DEFAULT_CSS = """
    StyledLines { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, classes=classes)
        self._role_styles: dict[tuple[str, str], Style] = {}
        self._blank = Strip((), 0)

    def notify_style_update(self) -> None:
        """Forget the styles: the theme, the focus or the size changed them."""
        super().notify_style_update()
        self._role_styles.clear()
        self._blank = Strip((), 0)

    def jump(self, y: int) -> None:
        """Scroll to a line at once; forced, for Textual refuses until its scrollbar is laid out."""
        self.scroll_to(y=max(y, 0), animate=False, force=True, immediate=True)

    def size_content(self, lines: int) -> None:
        """Say how many lines there are. Textual would lay out the whole screen, and then draw it, for each
        new number; that is needed only where the scrollbar comes or goes.
        """
        size = Size(1, lines)
        if size == self.virtual_size:
            return
        height = self.container_size.height
        has_bar = lines > height or self.styles.overflow_y == "scroll"
        if not height or has_bar != self.show_vertical_scrollbar:
            self.virtual_size = size
            return
        self.set_reactive(StyledLines.virtual_size, size)
        if has_bar:
            self.vertical_scrollbar.window_virtual_size = lines
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return lines that may be cut anywhere, for a pop-up or a dialog may stand over them."""
        return [
            line if all(is_narrow(piece.text) for piece in line) else WholeStrip(line, line.cell_length)
            for line in super().render_lines(crop)
        ]

    def style_of(self, role: str, ground: str = "") -> Style:
        """Return the style of a role, drawn on the background of the role `ground` where one is given."""
        found = self._role_styles.get((role, ground))
        if found is None:
            found = style_of(role, ground, self.rich_style, self.app.theme_variables)
            self._role_styles[role, ground] = found
        return found

    def blank(self, width: int) -> Strip:
        """Return an empty line, the same each time: Textual keeps what it made of a `Strip` with it."""
        if self._blank.cell_length != width:
            self._blank = self.strip((), width)
        return self._blank

    def strip(self, runs: Sequence[Run], width: int, ground: str = "") -> Strip:
        """Return a line of these runs, filled up to `width` cells, or cut."""
        segments = [segment(text, self.style_of(role, ground)) for text, role in runs]
        length = sum(cells(text) for text, _ in runs)
        if length < width:
            segments.append(segment(CleanText(" " * (width - length)), self.style_of("", ground)))
        line = Strip(segments, max(length, width))
        return line if length <= width else line.crop(0, width)
