"""A bare Line-API list of 20,000 rows: the floor of a key press."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.app import ComposeResult

ROWS = 20_000
PLAIN = Style()
MARKED = Style(reverse=True)


class BareList(ScrollView, can_focus=True):
    """Rows of two lines, as the list of conversations has, made when they are drawn."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("j", "move(1)"), Binding("k", "move(-1)")]
    cursor = 0

    def on_mount(self) -> None:
        self.virtual_size = Size(40, ROWS * 2)

    def render_line(self, y: int) -> Strip:
        row, half = divmod(y + self.scroll_offset.y, 2)
        text = f"  Peer {row:06}" if half == 0 else "    the newest text of this row, on one line"
        style = MARKED if row == self.cursor else PLAIN
        return Strip([Segment(text.ljust(self.size.width)[: self.size.width], style)])

    def action_move(self, by: int) -> None:
        old, self.cursor = self.cursor, max(0, min(ROWS - 1, self.cursor + by))
        self.scroll_to_region(Region(0, self.cursor * 2, 1, 2), animate=False, force=True, immediate=True)
        for row in (old, self.cursor):
            self.refresh(Region(0, row * 2 - self.scroll_offset.y, self.size.width, 2))


class BareApp(App[None]):
    """The list alone."""

    def compose(self) -> ComposeResult:
        yield BareList()

    def on_mount(self) -> None:
        self.query_one(BareList).focus()


if __name__ == "__main__":
    BareApp().run()
