"""What is said of notices: on the line along the top, in the pop-up, and in the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.domain.models import Direction
from smstui.domain.notices import NoticeKind
from smstui.domain.states import State
from smstui.tui.formatting import MARKS, CleanText, body_of, cleaned_line, joined, state_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.notices import Notice, NoticeCounts
    from smstui.tui.notice_queries import Own

ARRIVED, OPTED_OUT, LATE = CleanText("●"), CleanText("⊘"), CleanText("✗")
"""The marks of what is no state of a text of ours; those have their own."""
EMPTY = CleanText(
    "Nothing has happened yet.\n"
    "\n"
    "Texts that come in, texts of yours that fail or wait for you, "
    "and people who opt out stand here, the newest first."
)
_SAYS = {
    State.FAILED: CleanText("Not sent to"),
    State.UNDELIVERED: CleanText("Not delivered to"),
    State.UNCONFIRMED: CleanText("Nobody knows whether it was sent to"),
    State.HELD: CleanText("Held, not sent to"),
    State.CANCELED: CleanText("Not sent to"),
}
_SHORT = 160
"""Characters of a text or a reason: more fits on no line."""


def mark_of(notice: Notice) -> CleanText:
    """Return the mark of a notice: each kind can be told from the others without colour."""
    match notice.kind:
        case NoticeKind.ARRIVED:
            return ARRIVED
        case NoticeKind.OPTED_OUT:
            return OPTED_OUT
        case NoticeKind.LATE_FAILURE:
            return LATE
        case kind:
            return MARKS[State(kind.value)]


# the line along the top
def sent_words(own: Own) -> CleanText:
    """Return that a text is with the provider, to whom, and what it says."""
    return CleanText(f"✓ Sent to {_who(own)}  “{cleaned_line(body_of(own.text), _SHORT)}”")


def trouble_words(own: Own) -> CleanText:
    """Return what is wrong with a text of ours, to whom, and why."""
    text = own.text
    if text.late_failure:
        says = f"{LATE} Reported failed after it was delivered to"
    else:
        says = f"{MARKS[text.state]} {_SAYS[text.state]}"
    who = cleaned_line(f"{says} {_who(own)}", _SHORT)
    return joined([who, cleaned_line(text.reason or text.error_code or "", _SHORT)], ": ")


def outcome_counts(troubled: Sequence[Own], sent: int) -> CleanText:
    """Return how many texts met what, in one line, the worst first."""
    doubtful = sum(own.text.state is State.UNCONFIRMED for own in troubled)
    held = sum(own.text.state is State.HELD for own in troubled)
    failed = len(troubled) - doubtful - held
    parts = [
        _many(failed, "✗", "not sent"),
        _many(doubtful, "?", "unconfirmed"),
        _many(held, "‖", "held"),
        _many(sent, "✓", "sent"),
    ]
    return joined(parts)


def _many(number: int, mark: str, word: str) -> str:
    return f"{mark} {number:,} {word}" if number else ""


def _who(own: Own) -> CleanText:
    return cleaned_line(own.who, 60)


def away_words(missed: NoticeCounts) -> tuple[CleanText, ...]:
    """Return what came while nobody looked, the longest words first."""
    came = sum_words(missed)
    return (CleanText(f"While you were away: {came}"), CleanText(f"Missed: {came}"), came)


def sum_words(counts: NoticeCounts) -> CleanText:
    """Return how much came and what is in trouble; empty where nothing is."""
    came = ""
    if counts.texts:
        texts, where = _plural(counts.texts, "text"), _plural(counts.conversations, "conversation")
        came = f"{texts} in {where}"
    parts = [
        came,
        _some(counts.failed, "failed"),
        _some(counts.unconfirmed, "unconfirmed"),
        _some(counts.held, "held"),
        _some(counts.opted_out, "opted out"),
    ]
    return joined(parts, ", ")


def _some(number: int, word: str) -> str:
    return f"{number:,} {word}" if number else ""


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


# the pop-up
@dataclass(frozen=True, slots=True)
class Came:
    """What just came, of whom."""

    newest: Sequence[Notice]
    """The newest of each person, the newest first; of very many people only of some."""
    people: int
    texts: int
    writers: int
    """Those who wrote."""
    gone: int
    """Those who opted out."""


def card_words(came: Came) -> tuple[CleanText, CleanText]:
    """Return title and words of what just came."""
    if came.people == 1:
        return _one_person(came.newest[0], came.texts)
    wrote = f"{ARRIVED} {_plural(came.texts, 'new text')} from {_people(came.writers)}" if came.texts else ""
    left = f"{OPTED_OUT} {_people(came.gone)} opted out" if came.gone else ""
    names = joined([cleaned_line(notice.full_title, 60) for notice in came.newest], ", ")
    return joined([wrote, left]), names


def _one_person(last: Notice, texts: int) -> tuple[CleanText, CleanText]:
    name = cleaned_line(last.full_title, 60)
    if last.kind is NoticeKind.OPTED_OUT:
        return CleanText(f"{OPTED_OUT} {name} opted out"), opt_out_words(last)
    more = CleanText(f" · {texts:,} new texts" if texts > 1 else "")
    return CleanText(f"{ARRIVED} {name}{more}"), cleaned_line(body_of(last.text), _SHORT)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def opt_out_words(notice: Notice) -> CleanText:
    """Return how a person opted out, and what that means."""
    if notice.text.direction is Direction.OUTBOUND:
        return CleanText("says the provider: nobody here can text them now")
    said = cleaned_line(body_of(notice.text), 40)
    return CleanText(f"“{said}”: nobody here can text them now")


# the list
def row_words(notice: Notice) -> tuple[CleanText, CleanText]:
    """Return what happened to a text, and the text; what happened is empty for one that came in."""
    body = cleaned_line(body_of(notice.text), 400)
    if notice.kind is NoticeKind.ARRIVED:
        return CleanText(""), body
    if notice.kind is NoticeKind.OPTED_OUT:
        return CleanText("opted out"), opt_out_words(notice)
    if notice.holds:
        return state_words(notice.text), CleanText(f"“{body}”")
    state = notice.text.state
    now = joined([MARKS.get(state, ""), state.value], " ")
    return CleanText(f"was {cleaned_line(notice.kind.value)}, now {now}"), CleanText(f"“{body}”")
