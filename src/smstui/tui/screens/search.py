"""Searching all texts: a field, and the hits below it while one types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from smstui.tui.actions import Place
from smstui.tui.chord import waiting
from smstui.tui.formatting import CleanText, cells
from smstui.tui.panes.hits import HitList
from smstui.tui.screens.finding import NOTHING, Finding
from smstui.tui.screens.list_screen import Instead, ListScreen
from smstui.tui.search_words import (
    LANGUAGE,
    PLACEHOLDER,
    count_words,
    hint,
    nothing_words,
    widened_words,
)
from smstui.tui.widgets.in_turn import wait_for_keys
from smstui.tui.widgets.line_field import LineField

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget
    from textual.widgets import Input

    from smstui.bootstrap import Runtime
    from smstui.domain.models import TextMessage
    from smstui.tui.keymap import Keymap
    from smstui.tui.queries import Overview
    from smstui.tui.search_queries import Found
    from smstui.tui.widgets.outside_keys import OutsideKeys


@dataclass(frozen=True, slots=True)
class Chosen:
    """A hit to be shown in its conversation."""

    text: TextMessage
    replies: bool = False
    """The person wants to answer at once."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was searched for, and the text that the cursor stood on."""

    words: str
    text_id: int | None


class SearchScreen(ListScreen[Chosen]):
    """The query language with its hits; None is the answer of whoever goes back."""

    CSS_PATH = Path(__file__).parent / "search.tcss"

    def __init__(
        self, runtime: Runtime, keymap: Keymap, overview: Overview, remembered: Remembered | None
    ) -> None:
        super().__init__(runtime, keymap)
        self.finding = Finding(self)
        self.remembered = remembered
        self._complete = all(account.complete for account in overview.accounts)
        lines = [line for line in overview.lines if not line.gone]
        labels = {line.id: line.label or line.display for line in overview.lines} if len(lines) > 1 else {}
        self.field = LineField(PLACEHOLDER, keymap, Place.QUERY, id="query")
        self.hint = Static(id="query-hint")
        self.hits = HitList(now=self.now, labels=labels, id="hits")
        self._trouble: CleanText = CleanText("")
        self._helps = CleanText("")
        self._waits = False
        self._opens: bool | None = None
        """Whether to reply too, once the answer is there; None where nobody pressed enter ahead of it."""
        self._stay_on = remembered.text_id if remembered is not None else None
        self.does |= {
            "next_hit": self.does["down"],
            "previous_hit": self.does["up"],
            "open": self._open,
            "reply": partial(self._open, replies=True),
            "next_pane": self._other_pane,
            "previous_pane": self._other_pane,
            "search": lambda: self.set_focus(self.field),
            "leave_search": self.leave,
        }

    def compose(self) -> ComposeResult:
        """Yield the field and what was found."""
        with Vertical():
            yield self.title_line
            with Horizontal(id="query-line"):
                yield Static(Content(" / "), id="query-sign")
                yield self.field
            yield self.hint
            yield self.hits
        yield self.status

    def first(self) -> Widget:
        """Return the field, with what was searched for last, ready to be typed over."""
        self.hits.empty = LANGUAGE
        if self.remembered is not None and self.remembered.words:
            self.field.put(self.remembered.words)
        else:
            self.put(NOTHING)
        self._say()
        self.finding.follow()
        return self.field

    @property
    def rows(self) -> HitList:
        """The hits."""
        return self.hits

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        return Place.HITS if self.focused is self.hits else Place.QUERY

    # what is found
    def put(self, found: Found) -> None:
        """Show the answer to what is typed, from its top."""
        self._trouble = CleanText("")
        self.hits.start_over()
        self._show(found, stay_on=self._stay_on)
        self._stay_on = None
        self._open_as_wanted()

    def put_again(self, found: Found) -> None:
        """Show the same hits as they are now, or more of them; the cursor stays on its text."""
        current = self.hits.current
        self._show(found, stay_on=current.message.id if current is not None else None)

    def put_history(self, *, is_complete: bool) -> None:
        """Say from now on whether there may be older texts that no account has read yet."""
        if is_complete != self._complete:
            self._complete = is_complete
            self.put_again(self.finding.found)

    def _show(self, found: Found, *, stay_on: int | None) -> None:
        self.hits.terms = found.query.terms
        self.hits.empty = (
            LANGUAGE if found is NOTHING else nothing_words(found.query, self.now, complete=self._complete)
        )
        self.hits.show_read(found.hits, has_more=found.before is not None, now=self.now, stay_on=stay_on)
        self._say()

    def show_trouble(self, words: CleanText) -> None:
        """Say what is wrong with the query; the last good hits stay."""
        self._trouble, self._opens = words, None
        self._say()

    @property
    def has_room_above(self) -> bool:
        """Whether hits can come in at the top without moving those in view."""
        return not self.hits.page.count or self.hits.scroll_offset.y > 0

    @property
    def needed(self) -> int:
        """How many hits there are down to the last one in view, and to the one under the cursor."""
        first = self.hits.scroll_offset.y // self.hits.ROW_HEIGHT
        return max(first + self.hits.rows_visible, self.hits.cursor) + 1

    # what is said
    def _say(self) -> None:
        found, newer = self.finding.found, self.finding.newer
        parts = [(" Search", "bold")]
        if found is not NOTHING:
            parts.append((f"  {count_words(found)}", "$faint"))
            if self._trouble:
                parts.append((" of the query before", "$faint"))
        if newer:
            parts.append((f"  ↑ {newer:,}{'+' if self.finding.has_gap else ''} newer", "bold $accent"))
        self.title_line.say(Content.assemble(*parts))
        helps = widened_words(found) or hint(self.finding.words, self.size.width - 4)
        self._help_with(CleanText(f"✗ {self._trouble}") if self._trouble else helps)
        self.say_where()

    def _help_with(self, words: CleanText) -> None:
        """Say this below the field; the screen is laid out anew only for other than one line."""
        if words != self._helps:
            room = self.hint.size.width
            is_one_line = 0 < cells(words) <= room and 0 < cells(self._helps) <= room
            self._helps = words
            self.hint.set_class(bool(self._trouble), "-error")
            self.hint.update(Content(words), layout=not is_one_line)

    @property
    def waits_for(self) -> str:
        """What the status line says of the keys of a chord, here or behind ctrl+o, else of a countdown."""
        return waiting(self.field.chord) or super().waits_for

    # keys
    async def take(self, key: str) -> bool:
        """Do what the table says; in the field, what edits it is the field's, and what follows ctrl+o."""
        if self.place is Place.QUERY:
            if not self.acts_on(key):
                return False
            await wait_for_keys(self.field)
            if self.field.chord:
                return False
        return await super().take(key)

    def acts_on(self, key: str) -> bool:
        """Say whether a key does something else than to edit what is typed."""
        action = self.keymap.find([key], Place.QUERY)
        return (action is not None and action.name in self.does) or super().acts_on(key)

    def on_outside_keys_pressed(self, event: OutsideKeys.Pressed) -> None:
        """Do what the key does among the hits."""
        self.do(event.name)

    def on_outside_keys_waits(self) -> None:
        """Say that a key is waited for."""
        self.say_where()

    def go(self, rows: int) -> None:
        """Move the cursor by so many rows; at the first one, show what is newer."""
        if rows < 0 and self.finding.newer and not self.hits.cursor:
            self.finding.ask_again()
        else:
            self.hits.move(rows)

    def _other_pane(self) -> None:
        self.set_focus(self.hits if self.place is Place.QUERY else self.field)

    def _open(self, *, replies: bool = False) -> None:
        self._opens = replies
        if self.finding.is_answered:
            self._open_as_wanted()
        elif not self._waits:
            self._waits = True
            self.hold()
            self.finding.ask_again()

    def be_answered(self) -> None:
        """Take the keys that waited for the answer, where it has come or cannot be had."""
        self._opens = None  # whoever pressed enter has seen that it cannot
        if self._waits:
            self._waits = False
            self.release()

    def gives_up(self) -> bool:
        """Leave without the answer."""
        if self._waits:
            self.leave()
        return self._waits

    def _open_as_wanted(self) -> None:
        """Go to the hit under the cursor where that was asked for: never to one of an older query."""
        replies, self._opens = self._opens, None
        current = self.hits.current
        if replies is not None and current is not None and not self._trouble:
            self._remember()
            self.dismiss(Chosen(current.message, replies))

    def leave(self, instead: Instead | None = None) -> None:
        """Go back, and remember what was searched for."""
        self._remember()
        self.dismiss(instead)

    def _remember(self) -> None:
        current = self.hits.current
        self.remembered = Remembered(self.field.value, current.message.id if current is not None else None)

    # what widgets tell
    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed."""
        event.stop()
        self._opens = None
        self.finding.typed(event.value)
        self._say()

    def on_paged_list_wanted(self) -> None:
        """Load more."""
        self.finding.load_more()

    def on_paged_list_opened(self) -> None:
        """Open what was clicked."""
        self._open()

    def on_descendant_focus(self) -> None:
        """Show the keys that work here."""
        self.chord.keyboard_is_in(self.place)
        self.say_where()

    def on_resize(self) -> None:
        """Choose the words that fit."""
        self._say()
