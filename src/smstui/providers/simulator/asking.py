"""How lists are asked for: pages with a token, and texts by number and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from smstui.providers.simulator.archive import Query
from smstui.providers.simulator.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PAGE = 1000
DEFAULT_PAGE = 50

_DAY = timedelta(days=1) - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for."""

    size: int
    page: int
    below: int | None
    """Only what has a smaller number: the page begins after what the page before ended with."""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Paging:
        """Read the parameters; a size outside 1 to 1000 becomes the nearest, as at Twilio."""
        size = _whole(asked.get("PageSize", ""), DEFAULT_PAGE)
        token = asked.get("PageToken", "")
        if token and not re.fullmatch(r"PA[0-9a-f]{1,32}", token):
            raise Refusal(20001, "Invalid PageToken")
        return cls(
            size=min(max(size, 1), MAX_PAGE),
            page=_whole(asked.get("Page", ""), 0),
            below=int(token[2:], 16) if token else None,
        )


def token_after(seq: int) -> str:
    """Return the token of the page that follows this number."""
    return f"PA{seq:032x}"


def read_query(asked: Mapping[str, str]) -> Query:
    """Read the filters of the list of texts; raises `Refusal` for a time that is none."""
    sent_from = sent_to = None
    if exact := asked.get("DateSent"):
        sent_from, sent_to = _span(exact)
    if after := asked.get("DateSent>"):
        sent_from = _span(after)[0]
    if before := asked.get("DateSent<"):
        sent_to = _span(before)[1]
    return Query(asked.get("From") or None, asked.get("To") or None, sent_from, sent_to)


def _whole(word: str, otherwise: int) -> int:
    return int(word) if re.fullmatch(r"[0-9]{1,9}", word) else otherwise


def _span(word: str) -> tuple[int, int]:
    """Return the first and the last second of a day or of a moment; without a zone it is UTC."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
        try:
            first = datetime.combine(date.fromisoformat(word), time.min, UTC)
        except ValueError:
            raise Refusal(20001, f"Invalid DateSent: {word}") from None
        return int(first.timestamp()), int((first + _DAY).timestamp())
    moment = int(_moment(word).timestamp())
    return moment, moment


def _moment(word: str) -> datetime:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(word)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise Refusal(20001, f"Invalid DateSent: {word}")
