"""The left pane: the views of the inbox, and below them the contacts, which typing narrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from smstui.domain.models import Contact, View
from smstui.tui.actions import Place
from smstui.tui.formatting import CleanText, cells, cleaned, cleaned_line, fit
from smstui.tui.panes.conversations import VIEW_NAMES
from smstui.tui.widgets.ground import Ground
from smstui.tui.widgets.paged_list import Page, PagedList
from smstui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widgets import Input

    from smstui.tui.keymap import Keymap
    from smstui.tui.widgets.line_field import LineField
    from smstui.tui.widgets.styled import Run

_WIDE = 48
"""Cells from which a contact's number stands beside the name."""
_NAME, _NUMBER = 48, 22
"""Cells that a name has at most, so that the eye finds the number beside it, and that a number has."""
_UNMARKED = CleanText("  ")


class Heading(Struct, frozen=True):
    """A line between views and contacts, or words where there is no contact."""

    words: CleanText
    key: str = "contacts"
    count: int = 0


Row: TypeAlias = View | Heading | Contact

_VIEWS: tuple[View, ...] = tuple(View)


def rows_of(contacts: Page[Contact], *, narrowed: bool, empty: CleanText) -> Page[Row]:
    """Return the rows: the views and a heading stand above the contacts, unless these are narrowed.

    Where there is no contact, `empty` says so.
    """
    if not contacts.count:
        nobody: tuple[Row, ...] = (Heading(empty, "nobody"),)
        head = above(narrowed=narrowed)
        return Page((*head, *nobody), 0, len(head) + 1)
    head = above(narrowed=narrowed, count=contacts.count)
    if contacts.start:
        return Page(contacts.items, contacts.start + len(head), contacts.count + len(head))
    return Page((*head, *contacts.items), 0, contacts.count + len(head))


def above(*, narrowed: bool, count: int = 0) -> tuple[Row, ...]:
    """Return what stands above the contacts."""
    return (
        ()
        if narrowed
        else (*_VIEWS, Heading(CleanText(""), "gap"), Heading(CleanText("Contacts"), count=count))
    )


class ViewsList(PagedList[Row]):
    """Views with their counts, and contacts by name."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.view = View.INBOX
        """The one that is listed."""
        self.counts: Mapping[View, int] = {}

    def key_of(self, item: Row) -> object:
        match item:
            case Contact():
                return item.id
            case Heading():
                return item.key
            case _:
                return item.value

    def show_counts(self, counts: Mapping[View, int], view: View) -> None:
        """Draw these figures, and which view is listed."""
        if (self.counts, self.view) != (counts, view):
            self.counts, self.view = counts, view
            for row in _VIEWS:
                self._drawn.pop(row, None)
            self.refresh_lines(0, len(_VIEWS))

    def go_to_view(self, view: View) -> None:
        """Put the cursor on a view, where the views are shown."""
        self.move_to(_VIEWS.index(view))

    def move_to(self, index: int) -> None:
        """Put the cursor on a row; headings are passed over, or gone back from where nothing is behind."""
        forward = 1 if index >= self.cursor else -1
        for step in (forward, -forward):
            at = max(0, min(index, self.page.count - 1))
            while isinstance(self.item(at), Heading):
                at += step
            if 0 <= at < self.page.count:
                super().move_to(at)
                return

    def draw(self, item: Row, width: int, *, selected: bool) -> Sequence[Sequence[Run]]:
        match item:
            case Contact():
                return (self._contact_runs(item, width),)
            case Heading():
                figure = f"{item.count:,} " if item.count else ""
                return (self._runs(_UNMARKED, item.words, figure, width, "day"),)
            case _:
                count = self.counts.get(item, 0)
                listed = item is self.view
                return (
                    self._runs(
                        CleanText("▸ ") if listed else _UNMARKED,
                        cleaned_line(VIEW_NAMES[item]),
                        f"{count:,} " if count else "",
                        width,
                        "unread" if listed or (item is View.UNREAD and count) else "title",
                    ),
                )

    def _runs(self, mark: CleanText, words: CleanText, figure: str, width: int, role: str) -> Sequence[Run]:
        room = max(width - 2 - len(figure), 0)
        return (
            (mark, "bar"),
            (fit(words, room), role),
            (cleaned(figure), "when"),
        )

    def _contact_runs(self, item: Contact, width: int) -> Sequence[Run]:
        name = cleaned_line(item.name, 120)
        if width < _WIDE:
            return ((_UNMARKED, ""), (fit(name, max(width - 2, 0)), "title"))
        first = cleaned_line(item.points[0].display, 40) if item.points else CleanText("no number yet")
        more = cleaned_line(f"+{len(item.points) - 1}" if len(item.points) > 1 else "")
        label = cleaned_line(item.points[0].label, 12) if item.points else CleanText("")
        tail = (
            (fit(first, _NUMBER), "preview" if item.points else "empty"),
            (fit(label, 12), "label"),
            (fit(more, 4), "when"),
        )
        room = width - 2 - sum(cells(text) for text, _ in tail)
        return ((_UNMARKED, ""), (fit(name, min(room - 1, _NAME)), "title"), (CleanText(" "), ""), *tail)


class ViewsPane(Vertical, Ground):
    """Title, a field that narrows the contacts, and the rows."""

    def __init__(self, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.keymap = keymap
        self.title_line = TitleLine(Content(" smstui"))
        self.list = ViewsList(id="views-list")
        self.field: LineField | None = None

    class Moved(Message):
        """The cursor stands on another row."""

    class Opened(Message):
        """This row was clicked."""

        def __init__(self, row: object) -> None:
            super().__init__()
            self.row = row

    class Wanted(Message):
        """Rows from `start` on are needed."""

        def __init__(self, start: int) -> None:
            super().__init__()
            self.start = start

    class Narrowed(Message):
        """The beginning of a name or number was typed."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield self.title_line
        yield self.list

    def show_title(self, words: str) -> None:
        """Say what is shown here."""
        self.title_line.say(Content.assemble(" ", (cleaned_line(words), "bold")))

    async def ready(self) -> LineField:
        """Return the field, made now where it is not there yet."""
        if self.field is None:
            from smstui.tui.widgets.line_field import LineField

            words = CleanText("name or number")
            self.field = LineField(words, self.keymap, Place.NARROW, id="narrow")
            await self.mount(self.field, after=self.title_line)
        self.field.display = True
        return self.field

    def put_field_away(self) -> None:
        """Take the field off the screen."""
        if self.field is not None:
            self.field.display = False

    # what the parts tell, as this pane's own: the list of conversations is one of the same kind
    def on_paged_list_moved(self, event: PagedList.Moved) -> None:
        """Tell that the cursor moved."""
        event.stop()
        self.post_message(self.Moved())

    def on_paged_list_opened(self, event: PagedList.Opened) -> None:
        """Tell that a row was clicked."""
        event.stop()
        self.post_message(self.Opened(event.item))

    def on_paged_list_wanted(self, event: PagedList.Wanted) -> None:
        """Tell which rows are needed."""
        event.stop()
        self.post_message(self.Wanted(event.start))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self.post_message(self.Narrowed(event.value))
