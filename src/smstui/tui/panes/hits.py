"""The texts that a search found, newest first, with the words that found them marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Direction, Hit
from smstui.tui.formatting import (
    MARKS,
    CleanText,
    body_of,
    cells,
    cleaned_line,
    fit,
    long_when,
    pieces,
    without_end,
)
from smstui.tui.marking import marks
from smstui.tui.naming import name_runs
from smstui.tui.widgets.growing_list import WHEN, WHO, GrowingList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from smstui.domain.query import Term
    from smstui.tui.widgets.paged_list import Page
    from smstui.tui.widgets.styled import Run

_LABEL = 14
_MARK = 3
_LONGEST = 20_000
"""Characters of one text that words are looked for in."""
_BEFORE = 4
"""The part of the room that is given to what stands before the first marked word."""


class HitList(GrowingList[Hit]):
    """Hits in one line each, or two where there is little room."""

    def __init__(self, *, now: datetime, labels: Mapping[int, str], id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(now=now, id=id)
        self.labels = labels
        """What our lines are called, by id; empty where there is only one."""
        self.terms: Sequence[Term] = ()

    def key_of(self, item: Hit) -> object:
        return item.message.id

    @property
    def has_keyboard(self) -> bool:
        """Always: the arrows move the cursor while one types too."""
        return True

    def show(self, page: Page[Hit], *, stay_on: object = None) -> None:
        """Draw these hits, whose marks may be others than before."""
        super().show(page, stay_on=stay_on)
        self.draw_again()

    # drawing
    def draw(self, item: Hit, width: int, *, selected: bool) -> Sequence[Sequence[Run]]:
        width -= 1  # the scrollbar's
        when = long_when(item.message.at, self.now)
        if self.ROW_HEIGHT == 1:
            label = self._label_runs(item)
            room = width - WHEN - WHO - _MARK - 5 - sum(cells(text) for text, _ in label)
            return (
                (
                    (CleanText(f"{when:>{WHEN}}  "), "when"),
                    *name_runs(item.title, item.which, WHO, "unread"),
                    (CleanText("  "), "unread"),
                    *self._body_runs(item, room),
                    *label,
                ),
            )
        return (
            (
                (CleanText(" "), ""),
                *name_runs(item.title, item.which, width - WHEN - 3, "unread"),
                (CleanText(f" {when:>{WHEN}} "), "when"),
            ),
            ((CleanText(" "), ""), *self._body_runs(item, width - _MARK - 2)),
        )

    def _label_runs(self, item: Hit) -> Sequence[Run]:
        if not self.labels:
            return ()
        label = self.labels.get(item.message.line_id, item.message.line)
        return ((CleanText("  "), ""), (fit(cleaned_line(label, 40), _LABEL), "label"))

    def _body_runs(self, item: Hit, room: int) -> list[Run]:
        own = item.message.direction is Direction.OUTBOUND
        mark = MARKS.get(item.message.state, CleanText("")) if own else CleanText("")
        shown = excerpt(cleaned_line(body_of(item.message), _LONGEST), self.terms, max(room, 1))
        return [
            (fit(mark, _MARK), "preview"),
            *((text, "found" if is_marked else "title") for text, is_marked in shown),
        ]


def excerpt(body: CleanText, terms: Sequence[Term], room: int) -> list[tuple[CleanText, bool]]:
    """Return `room` cells of a text in pieces, marked or not; the first marked word is among them."""
    found = marks(body, terms)
    begins = _beginning(body, found[0], room) if found else 0
    ahead = CleanText("…" if begins else "")
    # Four characters a cell are more than any script needs; the rest of a very long text is not measured.
    piece = CleanText(body[begins : begins + room * 4])
    window = CleanText(ahead + without_end(piece))
    shown = fit(window, room)
    kept = shown.rindex("…") if cells(window) > room else len(window)
    moved = [(start - begins + len(ahead), min(end - begins + len(ahead), kept)) for start, end in found]
    return pieces(shown, [(start, end) for start, end in moved if 0 <= start < end])


def _beginning(body: CleanText, first: tuple[int, int], room: int) -> int:
    """Return where an excerpt begins: at the top if it can, else at a word before the first mark."""
    if cells(body[: first[1]]) < room:
        return 0
    earliest = max(first[0] - room // _BEFORE, 0)
    # What follows may be short: then there is room for more of what stands before.
    spare = room - 2 - cells(body[earliest : earliest + room * 4])
    earliest -= max(spare if body.isascii() else spare // 2, 0)
    blank = body.find(" ", earliest, first[0])
    return blank + 1 if blank >= 0 else first[0]
