"""The contact panel: who this is, their numbers and their time of day, and what was said elsewhere."""

from __future__ import annotations

from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from smstui.domain.models import Contact, ContactPoint, Conversation, Suppression
from smstui.domain.numbers import named
from smstui.tui.formatting import (
    CleanText,
    cells,
    cleaned_line,
    clock_time,
    fit,
    preview,
    short_when,
    spoken_when,
)
from smstui.tui.naming import name_runs
from smstui.tui.widgets.ground import Ground
from smstui.tui.widgets.styled import StyledLines
from smstui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from textual import events
    from textual.app import ComposeResult
    from textual.strip import Strip

    from smstui.tui.widgets.styled import Run


class Act(StrEnum):
    """What choosing a row of the panel does."""

    TEXT = "text"
    """Write to this number."""
    OPEN = "open"
    """Open this conversation."""
    EDIT = "edit"
    """Change this contact."""
    NAME = "name"
    """Name this number."""


class Acquaintance(Struct, frozen=True):
    """What is known of a person: a contact, or only a number."""

    contact: Contact | None
    points: tuple[ContactPoint, ...]
    """Their numbers, the one that is talked with first where it belongs to nobody."""
    suppressions: Mapping[str, Suppression]
    conversations: Sequence[Conversation]
    zones: Mapping[str, Sequence[tzinfo | None]]
    """Where each number may be, by the time of day there."""


class _Line(Struct, frozen=True):
    runs: tuple[Run, ...]
    act: Act | None = None
    value: str = ""

    @property
    def does(self) -> tuple[Act | None, str]:
        """What choosing it does: a value alone may be of several rows, such as a number of text and name."""
        return self.act, self.value


class ContactView(StyledLines, can_focus=True):
    """The rows of the panel, of which some can be chosen."""

    class Chosen(Message):
        """A row was chosen: `value` is a number or the id of a conversation."""

        def __init__(self, act: Act, value: str) -> None:
            super().__init__()
            self.act = act
            self.value = value

    def __init__(self, *, now: datetime, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.now = now
        self.known: Acquaintance | None = None
        self.cursor = 0
        self._lines: list[_Line] = []

    def show(self, known: Acquaintance | None, now: datetime) -> None:
        """Draw this person; the cursor stays on its row where that is still there, and that where it was."""
        before, cursor, lines = self.current, self.cursor, self._lines
        self.known, self.now = known, now
        self._lay_out()
        kept = (at for at, line in enumerate(self._lines) if before and line.does == before.does)
        at_row = next(kept, None)
        self.cursor = self._next(-1, 1) if at_row is None else at_row
        if at_row is None:
            self.jump(0)
        elif at_row != cursor:
            self.jump(self.scroll_offset.y and self.scroll_offset.y + at_row - cursor)
            self._keep_visible()
        for at, (old, new) in enumerate(zip_longest(lines, self._lines)):
            if old != new or (cursor != self.cursor and at in {cursor, self.cursor}):
                self.refresh_lines(at)

    @property
    def current(self) -> _Line | None:
        """The row that can be chosen under the cursor."""
        found = self._lines[self.cursor] if self.cursor < len(self._lines) else None
        return found if found is not None and found.act is not None else None

    def move(self, steps: int) -> None:
        """Move the cursor to the next row that can be chosen, or scroll where there is none."""
        at = self._next(self.cursor, steps)
        if at == self.cursor:
            self.jump(self.scroll_offset.y + steps)
            return
        self.cursor = at
        self._keep_visible()
        self.refresh()

    def _keep_visible(self) -> None:
        if self.cursor < self.scroll_offset.y:
            self.jump(self.cursor)
        elif self.cursor >= self.scroll_offset.y + self.size.height > 0:
            self.jump(self.cursor - self.size.height + 1)

    def choose(self) -> None:
        """Choose the row under the cursor."""
        if self.current is not None and self.current.act is not None:
            self.post_message(self.Chosen(self.current.act, self.current.value))

    def _next(self, at: int, steps: int) -> int:
        """Return the next row up or down that can be chosen; the same where there is none."""
        step = 1 if steps > 0 else -1
        found = at
        for _ in range(abs(steps)):
            place = found + step
            while 0 <= place < len(self._lines) and self._lines[place].act is None:
                place += step
            if not 0 <= place < len(self._lines):
                break
            found = place
        return max(found, 0)

    # laying out
    def _lay_out(self) -> None:
        width = max(self.size.width, 10) - 1  # a cell is the cursor's bar's
        self._lines = list(self._person(width)) if self.known is not None else []
        self.size_content(len(self._lines))

    def _person(self, width: int) -> Sequence[_Line]:
        known = self.known
        if known is None:
            return []
        lines = [_blank()]
        for point in known.points:
            lines += self._number(point, width)
        if not known.points:
            lines.append(_words(CleanText("no number yet"), width, "empty"))
        lines += [_blank(), self._edit_line(known, width)]
        if known.conversations:
            lines += [_blank(), _words(CleanText("Conversations"), width, "day")]
            are_several = len({each.peer for each in known.conversations}) > 1
            for each in known.conversations:
                theirs = (each.which or each.peer_display) if are_several else ""
                lines += self._conversation(each, theirs, width)
        return lines

    def _number(self, point: ContactPoint, width: int) -> Sequence[_Line]:
        known = self.known
        number, label = cleaned_line(point.display, 40), cleaned_line(point.label, 24)
        room = max(width - 2, 0)
        beside = max(min(cells(label), room - cells(number) - 1), 0)  # what the number leaves
        runs: tuple[Run, ...] = (
            (CleanText(" "), ""),
            (fit(number, room - beside - (1 if beside else 0)), "title"),
            (CleanText(f" {fit(label, beside)}" if beside else ""), "label"),
        )
        lines = [_Line(runs, Act.TEXT, point.number)]
        said_no = known.suppressions.get(point.number) if known is not None else None
        if said_no is not None:
            when = spoken_when(said_no.since, self.now)
            word = f"said {said_no.word}" if said_no.word else "wants no texts"
            lines.append(_words(cleaned_line(f"⊘ {word} {when}"), width, "trouble", indent=3))
        zones = known.zones.get(point.number, ()) if known is not None else ()
        if zones:
            hours = " or ".join(clock_time(self.now, zone) for zone in zones)
            lines.append(_words(cleaned_line(f"local {hours}, by the number"), width, "faint", indent=3))
        return lines

    def _edit_line(self, known: Acquaintance, width: int) -> _Line:
        if known.contact is not None:
            words, act, value = CleanText("Change name and numbers"), Act.EDIT, str(known.contact.id)
        else:
            words, act, value = CleanText("Name this number"), Act.NAME, known.points[0].number
        return _Line(((CleanText(" "), ""), (fit(words, width - 2), "choice")), act, value)

    def _conversation(self, item: Conversation, theirs: str, width: int) -> Sequence[_Line]:
        unread = item.unread > 0
        when = short_when(item.last_at, self.now)
        ours, room = item.line_label or item.line, max(width - 4 - len(when), 0)
        runs: tuple[Run, ...] = (
            (CleanText("● " if unread else "  "), "unread"),
            *name_runs(ours, theirs, room, "unread" if unread else "title"),
            (CleanText(f" {when} "), "when"),
        )
        return [
            _Line(runs, Act.OPEN, str(item.id)),
            _words(preview(item), width, "preview", indent=3),
        ]

    # events
    def on_resize(self, _event: events.Resize) -> None:
        """Lay out anew; it may have been drawn at this size already, with the rows of another."""
        self._lay_out()
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        at = event.y + self.scroll_offset.y
        if at < len(self._lines) and self._lines[at].act is not None:
            self.cursor = at
            self.refresh()
            self.choose()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        at = y + self.scroll_offset.y
        if at >= len(self._lines):
            return self.blank(width)
        line = self._lines[at]
        has_cursor = at == self.cursor and self.has_focus and line.act is not None
        bar: Run = (CleanText("▌"), "bar") if has_cursor else (CleanText(" "), "")
        return self.strip([bar, *line.runs], width, "cursor-focus" if has_cursor else "")


def _blank() -> _Line:
    return _Line(((CleanText(" "), ""),))


def _words(words: CleanText, width: int, role: str, *, indent: int = 1) -> _Line:
    return _Line(((CleanText(" " * indent), ""), (fit(words, max(width - indent - 1, 0)), role)))


class ContactPane(Vertical, Ground):
    """The panel under the person's name."""

    def __init__(self, *, now: datetime, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.title_line = TitleLine(Content(" Contact"))
        self.view = ContactView(now=now, id="contact-view")

    def compose(self) -> ComposeResult:
        """Yield the title and the rows."""
        yield self.title_line
        yield self.view

    def show(self, known: Acquaintance | None, now: datetime) -> None:
        """Show a person, or nobody."""
        name = ""
        if known is not None:
            shown = known.contact.name if known.contact else named(None, known.points[0].display)
            name = cleaned_line(shown, 60)
        self.title_line.say(Content.assemble(" ", (name or "Contact", "bold")))
        self.view.show(known, now)
