"""The query language of `/` and `smstui search`: words that must all be there, and fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.states import State


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand in the text one after the other; the last may be the beginning of a word."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A parsed query: everything in it must hold (AND); an empty one matches every text."""

    terms: tuple[Term, ...] = ()
    senders: tuple[str, ...] = ()
    """`from:` a name's beginning, or digits or E.164 of a number, or `me`."""
    recipients: tuple[str, ...] = ()
    """`to:`, the same."""
    lines: tuple[str, ...] = ()
    """`line:` a number's digits or a label's beginning."""
    places: tuple[str, ...] = ()
    """`in:` whose conversation: a name's beginning, a number, or a conversation's id written `#42`."""
    after: datetime | None = None
    """Inclusive."""
    before: datetime | None = None
    """Exclusive."""
    has_media: bool = False
    states: tuple[State, ...] = ()
