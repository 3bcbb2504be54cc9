"""A window of a conversation's texts: which are loaded and laid out, and where the view stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from smstui.tui.formatting import CleanText
from smstui.tui.widgets.stack import Stack
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from smstui.domain.models import TextMessage

KEPT = 900
"""Texts kept at most; farther ones are read again when they are needed."""
_NEAR = 30
"""Lines from the edge of what is loaded at which more is asked for."""


class Stand(NamedTuple):
    """Where a text stands in the view."""

    text_id: int
    above: int
    """Its lines that are above the view, or less than none where it begins below the first line."""
    height: int
    """How many lines it takes."""


class TextsWindow(StyledLines):
    """The texts, oldest first; whatever becomes of others, the first one in view stays where it is.

    Where the newest text is in view, that stays instead, and what comes below it comes into view.
    """

    class OlderWanted(Message):
        """Texts older than those loaded are needed."""

    class NewerWanted(Message):
        """Texts newer than those loaded are needed."""

    def __init__(self, *, now: datetime, plain: bool, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.now = now
        self.texts: list[TextMessage] = []
        self.has_older = False
        self.has_newer = False
        self._first_unread: int | None = None
        self._stack = Stack(plain=plain)
        self._peer_name = CleanText("")
        """Who writes to us."""
        self._asked = False
        """More texts were asked for and have not come."""
        self._broken_at = 0
        """The width at which lines were broken last."""
        self._height = 0
        """How high the view was when its size changed last."""
        self._follows = True
        """The newest text was in view when the person last scrolled: it stays there when the size changes."""

    # where the view is
    @property
    def at_newest(self) -> bool:
        """Whether the newest text is in view."""
        return not self.has_newer and self.scroll_offset.y >= self._stack.end - self.size.height

    def to_newest(self) -> None:
        """Scroll to the end of what is loaded."""
        self.jump(max(self._stack.height - self.size.height, 0))
        self._follows = not self.has_newer

    def _place(self, *, but: Collection[int] = ()) -> Stand | None:
        """Return where the first text in view stands that is none of `but`; None where there is none."""
        y = self.scroll_offset.y
        blank = max(self._height - self._stack.height, 0)  # few texts stand at the bottom
        for index in range(self._stack.index_at(y), len(self.texts)):
            if self.texts[index].id not in but:
                top, bottom = self._stack.extent(index)
                return Stand(self.texts[index].id, y - blank - top, bottom - top)
        return None

    def _return_to(self, place: Stand) -> None:
        """Put a text where it stood; of one that takes more or fewer lines now, that part is above again."""
        index = self._stack.index_of(place.text_id)
        if index is None:
            return
        top, bottom = self._stack.extent(index)
        above = place.above
        if above > 0:
            above = round(above * (bottom - top) / place.height)
        self.jump(top + above)

    # what is there
    def clear(self) -> None:
        """Draw no conversation."""
        self.show((), has_older=False, first_unread=None)

    def show(
        self,
        texts: Sequence[TextMessage],
        *,
        has_older: bool,
        has_newer: bool = False,
        first_unread: int | None,
        from_newest: bool = False,
    ) -> None:
        """Draw another conversation from the first unread text, where that is higher than the newest ones.

        With `from_newest` the newest text is in view in any case.
        """
        self._put(texts, has_older=has_older, has_newer=has_newer, first_unread=first_unread)
        self.to_newest()
        first = self._stack.index_of(first_unread)
        if first is not None and not from_newest and self._stack.top(first) < self.scroll_offset.y:
            self.jump(self._stack.top(first))
        self._ask_ahead()

    def _put(
        self, texts: Sequence[TextMessage], *, has_older: bool, has_newer: bool, first_unread: int | None
    ) -> None:
        self.texts = list(texts)
        self.has_older, self.has_newer = has_older, has_newer
        self._first_unread = first_unread
        self._lay_out()

    def prepend(self, texts: Sequence[TextMessage], *, has_older: bool) -> None:
        """Add older texts above."""
        self._become([*texts, *self.texts], has_older=has_older)

    def append(self, texts: Sequence[TextMessage], *, has_newer: bool = False) -> None:
        """Add newer texts below."""
        self._become([*self.texts, *texts], has_newer=has_newer)

    def change(
        self, texts: Sequence[TextMessage], *, gone: Collection[int] = (), has_older: bool = False
    ) -> None:
        """Draw these texts as they are now, and those with the ids in `gone` no more.

        One that is not there yet is put in its place, unless it comes before the first or behind the last;
        `has_older` says that there are such before the first.
        """
        there = {text.id: text for text in self.texts if text.id not in gone}
        if self.texts:
            first, last = self.texts[0].position, self.texts[-1].position
            there |= {each.id: each for each in texts if each.id in there or first < each.position < last}
        now = sorted(there.values(), key=lambda text: text.position)
        is_renamed = self._stack.name != self._peer_name
        if now != self.texts or is_renamed or (has_older and not self.has_older):
            self._become(now, has_older=has_older or self.has_older, gone=gone)

    def show_day(self, now: datetime) -> None:
        """Draw the days as they read from now on."""
        if now.date() != self.now.date():
            self.now = now
            self._become(self.texts)

    def name_peer(self, name: CleanText) -> None:
        """Say who writes to us in what is shown or changed next, where the look of the texts names people."""
        self._peer_name = name

    def not_coming(self) -> None:
        """Note that the texts that were asked for could not be read: they are asked for again."""
        self._asked = False

    def _become(
        self,
        texts: list[TextMessage],
        *,
        has_older: bool | None = None,
        has_newer: bool | None = None,
        gone: Collection[int] = (),
    ) -> None:
        """Have these texts loaded, but for the farthest from the view if they are too many."""
        follows = self.at_newest if self._height else self._follows
        place = None if follows else self._place(but=gone)
        self.texts = texts
        self.has_older = self.has_older if has_older is None else has_older
        self.has_newer = self.has_newer if has_newer is None else has_newer
        self._let_go(place)
        self._lay_out()
        if place is None:
            self.to_newest()
        else:
            self._return_to(place)
            self._follows = self.at_newest
        self._ask_ahead()

    def _let_go(self, place: Stand | None) -> None:
        """Forget the texts that are farthest from the view, where too many are loaded."""
        too_many = len(self.texts) - KEPT
        if too_many <= 0:
            return
        ids = [text.id for text in self.texts]
        if place is not None and place.text_id in ids[: len(ids) // 2]:
            del self.texts[-too_many:]
            self.has_newer = True
        else:
            del self.texts[:too_many]
            self.has_older = True

    # laying out
    def _lay_out(self) -> None:
        self._broken_at, self._asked = self.size.width, False
        self._stack.name = self._peer_name
        self._stack.lay_out(self.texts, width=self._broken_at, now=self.now, first_unread=self._first_unread)
        self.size_content(self._stack.height)
        self.refresh()

    def _ask_ahead(self) -> None:
        """Ask for the page that is about to come into view."""
        y = self.scroll_offset.y
        if self._asked or not self.size.height:
            return
        if self.has_older and y < _NEAR:
            self._asked = True
            self.post_message(self.OlderWanted())
        elif self.has_newer and y > self._stack.height - self.size.height - _NEAR:
            self._asked = True
            self.post_message(self.NewerWanted())
