"""Which panes stand side by side in a terminal of some width, and how wide each is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Pane(StrEnum):
    """The parts of the inbox, from left to right."""

    VIEWS = "views"
    """Views and contacts."""
    LIST = "list"
    CONVERSATION = "conversation"
    CONTACT = "contact"


SMALLEST = (40, 10)
"""Columns and lines below which nothing is shown but how many are needed."""
TWO_PANES = 100
"""Columns from which list and conversation stand side by side (product page, The inbox)."""
THREE_PANES = 120
"""Columns from which the views stand there too."""
FOUR_PANES = 160
"""Columns from which the contact panel stays."""

LEAST: Mapping[Pane, int] = {Pane.VIEWS: 14, Pane.LIST: 24, Pane.CONVERSATION: 34, Pane.CONTACT: 22}
"""Cells below which a pane is not drawn next to others."""
_USUAL: Mapping[Pane, int] = {Pane.VIEWS: 22, Pane.CONTACT: 32}
_LIST_SHARE = 0.4
_LIST_WIDEST = 52


class Wanted(Struct, frozen=True):
    """What the person wants to see."""

    at: Pane = Pane.LIST
    """Where the keyboard is: that pane is always on the screen."""
    contact: bool = True
    """The contact panel, where there is room for it beside the others."""
    contacts: bool = False
    """The contacts at full size, with one of them beside it."""
    widths: Mapping[Pane, int] = field(default_factory=dict)
    """What dividers were moved to."""


def is_too_small(size: tuple[int, int]) -> bool:
    """Say whether a terminal of so many columns and lines shows nothing that a key could be for."""
    return size[0] < SMALLEST[0] or size[1] < SMALLEST[1]


def panes_shown(width: int, wanted: Wanted) -> tuple[Pane, ...]:
    """Return the panes for a terminal of this many columns, from left to right."""
    if width < TWO_PANES:
        return (wanted.at,)
    if wanted.contacts:
        return (Pane.VIEWS, Pane.CONTACT)
    left = (Pane.LIST, Pane.CONVERSATION)
    if width >= FOUR_PANES:
        return (Pane.VIEWS, *left, *((Pane.CONTACT,) if wanted.contact or wanted.at is Pane.CONTACT else ()))
    if wanted.at is Pane.CONTACT:
        return (*left, Pane.CONTACT) if width >= THREE_PANES else (Pane.CONVERSATION, Pane.CONTACT)
    return (Pane.VIEWS, *left) if width >= THREE_PANES or wanted.at is Pane.VIEWS else left


def columns(width: int, wanted: Wanted) -> dict[Pane, int]:
    """Return the panes that are shown with their widths; between two of them a cell is left for a divider."""
    shown = panes_shown(width, wanted)
    room = width - (len(shown) - 1)
    taker = Pane.VIEWS if Pane.CONVERSATION not in shown else Pane.CONVERSATION
    taker = taker if taker in shown else shown[0]
    cells = {pane: _desired(pane, room, wanted) for pane in shown if pane is not taker}
    missing = LEAST[taker] - (room - sum(cells.values()))
    for pane, desired in cells.items():
        given = max(0, min(missing, desired - LEAST[pane]))
        cells[pane] = desired - given
        missing -= given
    rest = room - sum(cells.values())
    return {pane: rest if pane is taker else cells[pane] for pane in shown}


def _desired(pane: Pane, room: int, wanted: Wanted) -> int:
    usual = _USUAL.get(pane, min(_LIST_WIDEST, int(room * _LIST_SHARE)))
    return max(LEAST[pane], wanted.widths.get(pane, usual))


def dragged(width: int, wanted: Wanted, left: Pane, x: int) -> Mapping[Pane, int]:
    """Return the widths after the divider right of `left` was moved to column `x`.

    Never so far that another pane would become narrower than it may be; the others keep what they have now.
    All keep theirs where no such divider is left: the terminal may have become narrower under the pointer.
    """
    shown = columns(width, wanted)
    order = list(shown)
    if left not in order[:-1]:
        return wanted.widths
    right = order[order.index(left) + 1]
    pane = right if left in {Pane.CONVERSATION, Pane.VIEWS} and right is Pane.CONTACT else left
    taker = Pane.CONVERSATION if Pane.CONVERSATION in shown else Pane.VIEWS
    start = sum(shown[each] + 1 for each in order[: order.index(left)])
    asked = width - x - 1 if pane is right else x - start
    most = shown[pane] + shown[taker] - LEAST[taker]
    kept = {each: cells for each, cells in shown.items() if each is not taker}
    return {**wanted.widths, **kept, pane: max(LEAST[pane], min(asked, most))}
