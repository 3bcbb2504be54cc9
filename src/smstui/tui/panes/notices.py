"""What came in and what failed, the newest first: a mark of its kind, when, who, and words or reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.notices import Notice, NoticeKind
from smstui.tui.formatting import CleanText, cells, fit, long_when
from smstui.tui.naming import name_runs
from smstui.tui.notice_words import mark_of, row_words
from smstui.tui.widgets.growing_list import WHEN, WHO, GrowingList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual import events

    from smstui.tui.widgets.styled import Run

_MARK = 2
_NEW = CleanText("new ")
_ROLES = {
    NoticeKind.ARRIVED: "arrived",
    NoticeKind.UNCONFIRMED: "doubt",
    NoticeKind.HELD: "doubt",
    NoticeKind.OPTED_OUT: "doubt",
}
"""The colours of the marks; the other kinds are trouble."""


class NoticeList(GrowingList[Notice]):
    """Notices in one line each, or two where there is little room; a click opens."""

    def __init__(self, *, now: datetime, looked_through: int, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(now=now, id=id)
        self.looked_through = looked_through
        """Notices after this one are new to the person."""

    def key_of(self, item: Notice) -> object:
        return item.id

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked, with one click."""
        event.prevent_default()  # in other lists a first click only moves the cursor
        index = (event.y + self.scroll_offset.y) // self.ROW_HEIGHT
        if index < self.page.count:
            self.move_to(index)
            self.post_message(self.Opened(self.current))

    # drawing
    def draw(self, item: Notice, width: int, *, selected: bool) -> Sequence[Sequence[Run]]:
        width -= 1  # the scrollbar's
        when = long_when(item.at, self.now)
        mark: Run = (fit(mark_of(item), _MARK), _ROLES.get(item.kind, "trouble"))
        new: Run = (_NEW if item.id > self.looked_through else CleanText(" " * len(_NEW)), "new")
        if self.ROW_HEIGHT == 1:
            room = width - WHEN - WHO - _MARK - len(_NEW) - 4
            return (
                (
                    (CleanText(f"{when:>{WHEN}}  "), "when"),
                    new,
                    mark,
                    *name_runs(item.title, item.which, WHO, "unread"),
                    (CleanText("  "), "unread"),
                    *_word_runs(item, room),
                ),
            )
        return (
            (
                mark,
                *name_runs(item.title, item.which, width - _MARK - len(_NEW) - WHEN - 2, "unread"),
                new,
                (CleanText(f" {when:>{WHEN}} "), "when"),
            ),
            ((CleanText(" " * _MARK), ""), *_word_runs(item, width - _MARK)),
        )


def _word_runs(item: Notice, room: int) -> Sequence[Run]:
    happened, words = row_words(item)
    if not happened:
        return ((fit(words, room), "title"),)
    if cells(happened) + 3 >= room:
        return ((fit(happened, room), "trouble"),)
    role = "trouble" if item.is_trouble and item.holds else "title"
    return ((CleanText(f"{happened} "), role), (fit(words, room - cells(happened) - 1), "preview"))
