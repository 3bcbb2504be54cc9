"""Searching and listing texts, newest first: by the index, by state, or by walking."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.models import Hit
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.session import Session, as_json
from smstui.storage.sqlite.times import LATEST, micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import TextMessage
    from smstui.domain.query import SearchQuery
    from smstui.domain.states import State
    from smstui.ports.records import TextFilter
    from smstui.storage.sqlite.matching import Matcher, Wanted

_COMMON = frozenset({"received", "delivered"})
"""States that most texts are in: no index, because a walk from the newest finds them soon."""


class _Range(Struct, frozen=True):
    """Positions from `after` (inclusive) to `before` (exclusive), and how many texts of them."""

    after: int
    before: int
    limit: int


class SearchReader(Session):
    """Finds texts."""

    def search(self, query: SearchQuery, *, limit: int, before: int | None = None) -> Sequence[Hit]:
        """Return texts that match every part, newest first, older than position `before`."""
        ends = [end for end in (before, micros(query.before)) if end is not None]
        within = _Range(micros(query.after) or 0, min(ends, default=LATEST), limit)
        return [
            Hit(message=rows.text(row), name=row[-3], peer_display=row[-2], which=row[-1] or "")
            for row in self._found(self._matcher().wanted(query), query.states, within)
        ]

    def find(self, wanted: TextFilter) -> Sequence[TextMessage]:
        """Return the texts that a listing wants, newest first."""
        if wanted.id is not None:
            return [rows.text(row) for row in self._by_id(wanted.id) if _passes(rows.text(row), wanted)]
        matcher = self._matcher()
        composed = matcher.compose(matcher.between(wanted.peer, wanted.line))
        within = _Range(micros(wanted.since) or 0, LATEST, wanted.limit)
        return [rows.text(row) for row in self._found(composed, wanted.states, within)]

    def _matcher(self) -> Matcher:
        """Return what understands queries, loaded only now: the first picture needs none."""
        from smstui.storage.sqlite.matching import Matcher

        return Matcher(self._connection, self._clock)

    def _by_id(self, message_id: int) -> list[rows.Row]:
        return self._all("message_by_id", message_id=message_id)

    def _found(self, wanted: Wanted | None, states: Sequence[State], within: _Range) -> list[rows.Row]:
        if wanted is None or within.limit <= 0:
            return []
        values: dict[str, object] = {
            "after": within.after,
            "before": within.before,
            "limit": within.limit,
            "states": as_json(states) if states else None,
            "within": None if wanted.within is None else as_json(wanted.within),
            "literals": as_json(wanted.literals) if wanted.literals else None,
        }
        if wanted.match:
            return self._all("search_words", match=wanted.match, **values)
        if states and _COMMON.isdisjoint(states):
            pages = [self._all("search_states", state=state, **values) for state in dict.fromkeys(states)]
            return list(islice(merge(*pages, key=_newest_first), within.limit))
        return self._all("search_walk", **values)


def _newest_first(row: rows.Row) -> int:
    return -int(row[1])


def _passes(text: TextMessage, wanted: TextFilter) -> bool:
    return (
        (wanted.peer is None or text.peer == wanted.peer)
        and (wanted.line is None or text.line == wanted.line)
        and (not wanted.states or text.state in wanted.states)
        and (wanted.since is None or text.at >= wanted.since)
    )
