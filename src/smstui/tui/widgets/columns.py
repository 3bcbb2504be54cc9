"""Panes side by side with dividers that a mouse can move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.geometry import Region, Spacing
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from smstui.tui.columns import Pane, Wanted, columns
from smstui.tui.formatting import CleanText, segment
from smstui.tui.roles import style_of
from smstui.tui.widgets.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size

_NONE = Spacing()


class Divider(Widget):
    """The line right of a pane."""

    DEFAULT_CSS = "Divider { width: 1; pointer: ew-resize; }"

    class Moved(Message):
        """The divider right of a pane was dragged to a column of the screen."""

        def __init__(self, left: Pane, x: int) -> None:
            super().__init__()
            self.left = left
            self.x = x

    class Dropped(Message):
        """It was let go."""

    def __init__(self, left: Pane) -> None:
        super().__init__()
        self.left = left
        self._is_held = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of it."""
        event.stop()
        self._hold(held=True)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go where the pointer goes."""
        if self._is_held:
            event.stop()
            self.post_message(self.Moved(self.left, event.screen_x))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let it go."""
        if self._is_held:
            event.stop()
            self._hold(held=False)
            self.post_message(self.Dropped())

    def on_mouse_release(self) -> None:
        """Let it go: something else has the mouse."""
        self._is_held = False
        self.refresh()

    def on_enter(self) -> None:
        """Show that it can be moved."""
        self.refresh()

    def on_leave(self) -> None:
        """Show it as it was."""
        self.refresh()

    def _hold(self, *, held: bool) -> None:
        self._is_held = held
        self.capture_mouse(held)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one cell of it."""
        del y
        role = "bar" if self._is_held or self.mouse_hover else "rule"
        style = style_of(role, "", self.rich_style, self.app.theme_variables)
        return Strip([segment(CleanText("│"), style)], 1)


class Columns(Container, Ground, inherit_bindings=False):
    """Panes, of which those are placed that there is room for."""

    DEFAULT_CSS = "Columns { height: 1fr; }"

    def __init__(self, panes: Mapping[Pane, Widget], wanted: Wanted, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.panes = dict(panes)
        self.wanted = wanted
        self.dividers: dict[Pane, Divider] = {}
        self._columns = _ColumnsLayout()

    @property
    def layout(self) -> Layout:
        """How the children are placed; a stylesheet knows none by this name."""
        return self._columns

    def compose(self) -> ComposeResult:
        """Yield the panes of the first picture; the others and the dividers find their room kept."""
        yield from self.panes.values()

    async def complete(self, panes: Mapping[Pane, Widget]) -> None:
        """Add what the first picture did not wait for."""
        self.panes |= panes
        self.dividers = {pane: Divider(pane) for pane in list(Pane)[:-1]}
        await self.mount_all([*panes.values(), *self.dividers.values()])

    def show(self, wanted: Wanted) -> None:
        """Place the panes anew where something else is wanted."""
        if wanted != self.wanted:
            self.wanted = wanted
            for child in self.children[:1]:
                child.refresh(layout=True)  # Textual keeps an arrangement until a child changes

    def place(self, size: Size) -> Iterator[WidgetPlacement]:
        """Yield where each pane is, and each divider."""
        x = 0
        for pane, width in columns(size.width, self.wanted).items():
            yield from _placed(self.panes.get(pane), Region(x, 0, width, size.height))
            x += width
            if x < size.width:
                yield from _placed(self.dividers.get(pane), Region(x, 0, 1, size.height))
                x += 1


def _placed(widget: Widget | None, region: Region) -> Iterator[WidgetPlacement]:
    if widget is not None:
        yield WidgetPlacement(region, _NO_OFFSET, _NONE, widget)


_NO_OFFSET = Region().offset


class _ColumnsLayout(Layout):
    """Lets the columns decide: what is not placed is not on the screen."""

    name = "columns"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> list[WidgetPlacement]:
        """Return the placements; Textual asks again whenever the size changes."""
        del greedy
        if not isinstance(parent, Columns):
            raise TypeError(parent)
        return [placement for placement in parent.place(size) if placement.widget in children]
