"""Whether a text may go: every rule is asked, and the verdict names each with what would mend it."""

from __future__ import annotations

import string
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from smstui.domain.cleaning import clean, one_line
from smstui.domain.numbers import (
    Address,
    EmergencyNumberError,
    InvalidNumberError,
    NumberKind,
    parse_peer,
)
from smstui.domain.segments import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smstui.domain.models import Line, Suppression

MOST_CHARACTERS = 1600
"""What a provider takes where nothing else is known (Twilio's limit)."""

NEVER_SENDS = frozenset({"local-presence"})
"""Kinds of numbers that are for calls alone, whatever else is said of them."""

_BLANK = string.whitespace + "\xa0\u2800\u3000"


class Gate(StrEnum):
    """The rules, in the order in which they are asked."""

    NUMBER = "number"
    EMERGENCY = "emergency"
    COUNTRY = "country"
    LINE = "line"
    TEXT = "text"
    LENGTH = "length"
    SEGMENTS = "segments"
    OPT_OUT = "opt-out"


class SendingRules(Struct, frozen=True):
    """What the settings say about sending; `max_characters` is by account, in UTF-16 units."""

    accounts: frozenset[str] | None = None
    """The names of the accounts that are in the settings; None where that is not asked."""
    region: str = "US"
    countries: tuple[str, ...] = ()
    max_segments: int = 10
    max_characters: Mapping[str, int] = field(default_factory=dict)


class Question(Struct, frozen=True):
    """One text that somebody wants to send: to whom (as typed), from which line, under which rules."""

    body: str
    peer: str
    line: Line | None
    suppression: Suppression | None
    rules: SendingRules
    media_count: int = 0


class Ruling(Struct, frozen=True):
    """What one gate says: its `rule`, and where it refuses the `reason` and the `remedy`."""

    gate: Gate
    passed: bool
    rule: str
    reason: str
    remedy: str = ""


class Verdict(Struct, frozen=True):
    """What all gates say; `address` is whom the text would reach, None where nobody."""

    rulings: tuple[Ruling, ...]
    address: Address | None

    @property
    def passed(self) -> bool:
        """Whether the text may go."""
        return not self.refusals

    @property
    def refusals(self) -> tuple[Ruling, ...]:
        """The gates that refuse, in their order."""
        return tuple(ruling for ruling in self.rulings if not ruling.passed)

    @property
    def reason(self) -> str:
        """Why the text may not go: the first refusal's reason, empty where it may."""
        return self.refusals[0].reason if self.refusals else ""

    @property
    def remedy(self) -> str:
        """What to do about the first refusal."""
        return self.refusals[0].remedy if self.refusals else ""


class _Case(Struct, frozen=True):
    question: Question
    address: Address | None
    trouble: InvalidNumberError | None


def judge(question: Question) -> Verdict:
    """Ask every gate about a text; pure, and quick enough to be asked on each key."""
    try:
        case = _Case(question, parse_peer(question.peer, question.rules.region), None)
    except InvalidNumberError as trouble:
        case = _Case(question, None, trouble)
    rulings = tuple(_rule(gate, rule, ask(case)) for gate, (rule, ask) in _GATES.items())
    return Verdict(rulings, case.address)


def _rule(gate: Gate, rule: str, refusal: tuple[str, str] | None) -> Ruling:
    reason, remedy = refusal or ("", "")
    return Ruling(gate, refusal is None, rule, reason, remedy)


def _number(case: _Case) -> tuple[str, str] | None:
    if case.trouble and not isinstance(case.trouble, EmergencyNumberError):
        return case.trouble.message, case.trouble.hint
    address, line = case.address, case.question.line
    if address and address.kind is NumberKind.ALPHANUMERIC:
        return (
            f"{address.display} is a name, not a number: it cannot be texted.",
            "Choose a phone number or a short code.",
        )
    if address and line and address.value == line.number:
        return f"{address.display} is the line that this text comes from.", "Choose another number."
    return None


def _emergency(case: _Case) -> tuple[str, str] | None:
    if isinstance(case.trouble, EmergencyNumberError):
        return case.trouble.message, case.trouble.hint
    return None


def _country(case: _Case) -> tuple[str, str] | None:
    allowed = case.question.rules.countries
    if not allowed or case.address is None or case.address.kind is NumberKind.ALPHANUMERIC:
        return None
    if case.address.country in {country.upper() for country in allowed}:
        return None
    where = f"is in {case.address.country}" if case.address.country else "is in no country that is known"
    return (
        f"{case.address.display} {where}; texts go only to {', '.join(allowed)}.",
        "Add the country to `countries` under [compliance] in config.toml.",
    )


def _line(case: _Case) -> tuple[str, str] | None:
    line = case.question.line
    if line is None:
        return "The sender is not one of your lines.", "Choose one that `smstui lines` shows."
    if line.gone:
        return f"{line.display} is no longer one of your lines.", "Choose another line."
    accounts = case.question.rules.accounts
    if accounts is not None and line.account not in accounts:
        return (
            f"{line.display} belongs to the account {line.account}, which is not in your settings.",
            f"Choose another line, or bring it back: smstui accounts add {line.account}",
        )
    if not line.can_sms or line.kind in NEVER_SENDS:
        return f"{line.display} cannot send texts.", "Choose a line that can: `smstui lines` shows which."
    return None


def _text(case: _Case) -> tuple[str, str] | None:
    if case.question.media_count or clean(case.question.body).strip(_BLANK):
        return None
    return "There is nothing in this text.", "Write something."


def _length(case: _Case) -> tuple[str, str] | None:
    question = case.question
    account = question.line.account if question.line else ""
    limit = question.rules.max_characters.get(account, MOST_CHARACTERS)
    size = len(question.body.encode("utf-16-le", "surrogatepass")) // 2
    if size <= limit:
        return None
    return (
        f"The text has {size:,} characters; the provider takes {limit:,}.",
        "Shorten it, or send it in parts.",
    )


def _segments(case: _Case) -> tuple[str, str] | None:
    segments = measure(case.question.body).segments
    limit = case.question.rules.max_segments
    if segments <= limit:
        return None
    return (
        f"The text needs {segments} segments; your limit is {limit}.",
        "Shorten it, or raise `max_segments` under [compliance] in config.toml.",
    )


def _opt_out(case: _Case) -> tuple[str, str] | None:
    said = case.question.suppression
    if said is None:
        return None
    day = f"{said.since.day} {said.since:%B %Y}"
    remedy = "Wait until they send START to one of your numbers."
    match said.source:
        case "keyword":
            word = one_line(said.word or "STOP", 20).upper()
            return f"This person said {word} on {day}: nobody here can text them.", remedy
        case "provider":
            return f"This person opted out; the provider said so on {day}.", remedy
        case _:
            return f"This person was marked as not to be texted on {day}.", remedy


_GATES: Mapping[Gate, tuple[str, Callable[[_Case], tuple[str, str] | None]]] = {
    Gate.NUMBER: ("A text needs a valid phone number or short code.", _number),
    Gate.EMERGENCY: ("Emergency services are never texted.", _emergency),
    Gate.COUNTRY: ("Texts go only to the countries in the settings.", _country),
    Gate.LINE: ("The sender is one of your lines, of an account in the settings, and can send texts.", _line),
    Gate.TEXT: ("A text says something or carries a file.", _text),
    Gate.LENGTH: ("A text is no longer than the provider takes.", _length),
    Gate.SEGMENTS: ("A text has no more segments than the settings allow.", _segments),
    Gate.OPT_OUT: ("Nobody who said no is texted.", _opt_out),
}
