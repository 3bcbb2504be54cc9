"""A window of a conversation's texts: which are loaded and laid out, and where the view stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.widgets.stack import Stack
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from smstui.domain.models import TextMessage
    from smstui.tui.formatting import CleanText

KEPT = 900
"""Texts kept at most; farther ones are read again when they are needed."""


class TextsWindow(StyledLines):
    """The texts, oldest first; whoever adds some above or below does not move what is read."""

    def __init__(self, *, now: datetime, plain: bool, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.now = now
        self.texts: list[TextMessage] = []
        self.has_older = False
        self.has_newer = False
        self._first_unread: int | None = None
        self._stack = Stack(plain=plain)
        self._asked = False
        """More texts were asked for and have not come."""
        self._broken_at = 0
        """The width at which lines were broken last."""
        self._follows = True
        """The newest text was in view when the person last scrolled: it stays there when the size changes."""

    # what is there
    @property
    def at_newest(self) -> bool:
        """Whether the newest text is in view."""
        return not self.has_newer and self.scroll_offset.y >= self._stack.height - self.size.height

    def clear(self) -> None:
        """Draw no conversation."""
        self.show((), has_older=False, first_unread=None)

    def show(self, texts: Sequence[TextMessage], *, has_older: bool, first_unread: int | None) -> None:
        """Draw another conversation from its newest text, or the first unread one where that is higher."""
        self._put(texts, has_older=has_older, has_newer=False, first_unread=first_unread)
        self.to_newest()
        first = self._stack.index_of(first_unread)
        if first is not None and self._stack.top(first) < self.scroll_offset.y:
            self.jump(self._stack.top(first))

    def _put(
        self, texts: Sequence[TextMessage], *, has_older: bool, has_newer: bool, first_unread: int | None
    ) -> None:
        self.texts = list(texts)
        self.has_older, self.has_newer = has_older, has_newer
        self._first_unread = first_unread
        self._lay_out()

    def prepend(self, texts: Sequence[TextMessage], *, has_older: bool) -> None:
        """Add older texts above; what is in view stays where it is."""
        height = self._stack.height
        self.texts[:0] = texts
        self.has_older = has_older
        dropped = len(self.texts) - KEPT
        if dropped > 0:
            del self.texts[-dropped:]
            self.has_newer = True
        below = sum(block.height for block in self._stack.blocks[-dropped:]) if dropped > 0 else 0
        y = self.scroll_offset.y
        self._lay_out()
        self.jump(y + self._stack.height - height + below)

    def append(self, texts: Sequence[TextMessage], *, has_newer: bool = False) -> None:
        """Add newer texts below; the view follows when the newest was in it."""
        follows = self.at_newest
        self.texts.extend(texts)
        self.has_newer = has_newer
        dropped = len(self.texts) - KEPT
        above = sum(block.height for block in self._stack.blocks[:dropped]) if dropped > 0 else 0
        if dropped > 0:
            del self.texts[:dropped]
            self.has_older = True
        y = self.scroll_offset.y
        self._lay_out()
        self.jump(self._stack.height if follows and not has_newer else y - above)

    def change(self, texts: Sequence[TextMessage], *, gone: Collection[int] = ()) -> None:
        """Draw these texts as they are now, and those with the ids in `gone` no more."""
        changed = {text.id: text for text in texts}
        now = [changed.get(text.id, text) for text in self.texts if text.id not in gone]
        if now == self.texts:
            return  # read again because of something else in the conversation: a draft that was kept
        follows = self.at_newest
        self.texts = now
        self._lay_out()
        if follows:
            self.to_newest()

    def show_day(self, now: datetime) -> None:
        """Draw the days as they read from now on."""
        self.now = now
        self._lay_out()

    def name_peer(self, name: CleanText) -> None:
        """Say who writes to us in the texts that are shown next, where their look names people."""
        self._stack.name = name

    def to_newest(self) -> None:
        """Scroll to the end of what is loaded."""
        self.jump(max(self._stack.height - self.size.height, 0))
        self._follows = True

    # laying out
    def _lay_out(self) -> None:
        self._broken_at, self._asked = self.size.width, False
        self._stack.lay_out(self.texts, width=self._broken_at, now=self.now, first_unread=self._first_unread)
        self.size_content(self._stack.height)
        self.refresh()
