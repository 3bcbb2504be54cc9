"""The query language of `/` and `smstui search`: words that must all be there, and fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from smstui.domain.cleaning import clean, one_line
from smstui.domain.numbers import normalise
from smstui.domain.states import State


class Term(Struct, frozen=True):
    """Words that must stand in the text one after the other; the last may be the beginning of a word."""

    text: str
    prefix: bool = False


class SearchQuery(Struct, frozen=True):
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
    """Any of these; none means every state."""


class QueryError(ValueError):
    """A field of the query has a value that means nothing; `hint` says what was expected."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


MOST_PARTS = 50

FIELD = "(?ai:from|to|line|in|before|after|has|state)"
"""Matches the name of a field, in ASCII alone: `re` takes `ı` for an `i`, and `str.lower` does not."""

_PART = re.compile(
    rf'(?P<field>{FIELD}):(?:"(?P<quoted>[^"]*)"|(?P<bare>\S*))'
    r'|"(?P<phrase>[^"]*)"(?P<open>\*?)'
    r"|(?P<word>\S+)"
)
_CURLY = str.maketrans("“”„", '"""')
_DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_AGO = re.compile(r"(\d{1,5})([hdw])", re.IGNORECASE)
_NEAR_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_DATES = "a date such as 2026-03-01, 2026-03, today, yesterday, 7d or 2026-03-01T09:00:00Z"


@dataclass(slots=True)
class _Reading:
    """What has been understood so far."""

    now: datetime
    terms: list[Term] = field(default_factory=list)
    people: dict[str, list[str]] = field(default_factory=lambda: {"from": [], "to": [], "line": [], "in": []})
    after: list[datetime] = field(default_factory=list)
    before: list[datetime] = field(default_factory=list)
    has_media: bool = False
    states: list[State] = field(default_factory=list)


def parse_query(text: str, *, now: datetime) -> SearchQuery:
    """Read a query; `now` is aware and in the user's zone. Raises `QueryError`, and nothing else.

    - words that must all be there; `"a phrase"`; `pre*` or `"a phr"*` for the beginning of a word
    - `from:` and `to:` a name's beginning, a number's digits, or `me`
    - `line:` a number of ours or its label; `in:` a conversation, by name, number or `#id`
    - `after:` (inclusive) and `before:` (exclusive) a moment: 2026-03-01, 2026-03, today, yesterday, 12h, 7d,
      2w, or RFC 3339; a day begins at midnight where the user is
    - `has:media`; `state:failed` or `state:failed,undelivered`, any of them

    A value may be quoted: `from:"Ana Reyes"`. An unknown `word:` is text; so is a quote that does not close.
    """
    parts = list(_PART.finditer(clean(text).translate(_CURLY)))
    if len(parts) > MOST_PARTS:
        raise QueryError(
            message=f"The query has {len(parts)} parts.", hint=f"At most {MOST_PARTS} parts are searched for."
        )
    reading = _Reading(now)
    for part in parts:
        _take(part, reading)
    return SearchQuery(
        terms=tuple(reading.terms),
        senders=tuple(reading.people["from"]),
        recipients=tuple(reading.people["to"]),
        lines=tuple(reading.people["line"]),
        places=tuple(reading.people["in"]),
        after=max(reading.after, default=None),
        before=min(reading.before, default=None),
        has_media=reading.has_media,
        states=tuple(dict.fromkeys(reading.states)),
    )


def _take(part: re.Match[str], reading: _Reading) -> None:
    if part["field"]:
        value = part["quoted"] if part["quoted"] is not None else part["bare"].strip('"')
        _take_field(part["field"].lower(), value.strip(), reading)
    elif part["phrase"] is not None:
        if part["phrase"].strip():
            reading.terms.append(Term(part["phrase"].strip(), prefix=bool(part["open"])))
    elif word := part["word"].strip('"'):
        stem = word.rstrip("*")
        reading.terms.append(Term(stem or word, prefix=bool(stem) and stem != word))


def _take_field(name: str, value: str, reading: _Reading) -> None:
    match name:
        case "before":
            reading.before.append(_moment(name, value, reading.now))
        case "after":
            reading.after.append(_moment(name, value, reading.now))
        case "has":
            if value.lower() != "media":
                raise _unexpected(name, value, "has:media")
            reading.has_media = True
        case "state":
            reading.states.extend(_state(word) for word in value.split(","))
        case _:
            if not value:
                raise _unexpected(name, value, f"a name or a number after {name}:")
            reading.people[name].append(_person(value))


def _person(value: str) -> str:
    """Return a number's digits, and its plus where it was given, however they are written; else a name."""
    kept = normalise(value)
    return kept if kept.removeprefix("+").isdigit() else value


def _state(word: str) -> State:
    try:
        return State(word.strip().lower())
    except ValueError:
        raise _unexpected("state", word, "one of " + ", ".join(State)) from None


def _moment(name: str, value: str, now: datetime) -> datetime:
    try:
        return _read_moment(value.lower(), now)
    except (ValueError, OverflowError):
        raise _unexpected(name, value, _DATES) from None


def _read_moment(value: str, now: datetime) -> datetime:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if value in _NEAR_DAYS:
        moment = midnight + timedelta(days=_NEAR_DAYS[value])
    elif ago := _AGO.fullmatch(value):
        moment = now.astimezone(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    elif day := _DAY.fullmatch(value):
        moment = midnight.replace(year=int(day[1]), month=int(day[2]), day=int(day[3] or 1))
    else:
        moment = datetime.fromisoformat(value.upper())
    found = (moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)).astimezone(UTC)
    found.astimezone(now.tzinfo)  # raises where the user's calendar does not reach, in which it is read back
    return found


def _unexpected(name: str, value: str, expected: str) -> QueryError:
    return QueryError(f"{name}:{one_line(value, 40)} means nothing.", f"Expected {expected}.")
