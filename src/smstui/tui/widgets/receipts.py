"""What a conversation says of the state of our texts: beside them in a word, below them with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import Direction
from smstui.domain.states import WITH_THE_PROVIDER, State
from smstui.tui.formatting import MARKS, CleanText, joined, state_words

if TYPE_CHECKING:
    from smstui.domain.models import TextMessage

_NONE = CleanText("")
_PASSING = frozenset({State.QUEUED, State.SENDING})
"""States that pass: nothing should jump because of them."""
_ARRIVED = {
    State.SENT: CleanText("sent"),
    State.DELIVERED: CleanText("delivered"),
    State.READ: CleanText("read"),
}
"""How far a text came: said of the newest one alone, for the mark says it of the others."""


def mark_of(text: TextMessage) -> CleanText:
    """Return the mark of one of our texts; of one that was reported failed late, of both."""
    mark = MARKS.get(text.state, _NONE)
    return joined([mark, "✗"], " ") if text.late_failure else mark


def words_beside(text: TextMessage, *, is_last: bool) -> CleanText:
    """Return the word that stands beside the mark; empty where more is said below, or the mark says all."""
    if _is_told_below(text):
        return _NONE
    if text.state in WITH_THE_PROVIDER:
        return _ARRIVED[text.state] if is_last or text.state is State.READ else _NONE
    return state_words(text)


def words_below(text: TextMessage) -> CleanText:
    """Return what is said under one of our texts, with its mark: what is wrong, or what it waits for."""
    if not _is_told_below(text):
        return _NONE
    mark = CleanText("✗") if text.late_failure else MARKS.get(text.state, _NONE)
    return joined([mark, state_words(text)], " ")


def role_below(text: TextMessage) -> str:
    """Return the role of what is said under a text."""
    return "trouble" if text.is_troubled else "faint"


def _is_told_below(text: TextMessage) -> bool:
    if text.direction is Direction.INBOUND:
        return False
    if text.state in _PASSING:
        return bool(text.reason)
    return text.late_failure or text.state not in WITH_THE_PROVIDER or bool(state_words(text) and text.reason)
