"""What the search screen reads from the store, each answer from one consistent view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Collection

    from smstui.domain.models import Hit
    from smstui.domain.query import SearchQuery
    from smstui.ports.store import Reader

HITS = 50
"""Hits read at a time."""
NEWER = 500
"""Newer hits read at most: of more it is only said that there are more."""


class Found(Struct, frozen=True):
    """The hits of a query as far as they are read, newest first."""

    query: SearchQuery
    """What was searched for in the end."""
    hits: tuple[Hit, ...] = ()
    before: int | None = None
    """Where the next page begins; None where there is no more."""
    widened: bool = False
    """The last word was taken as a beginning, because as a whole word it found nothing."""
    seen: int = 0
    """The last change that is in it."""


class Renewal(Struct, frozen=True):
    """What was written since the hits were read."""

    hits: tuple[Hit, ...]
    """The same ones, as they are now."""
    newer: tuple[Hit, ...]
    """Hits above those, or the first ones where there were none."""
    before: int | None
    """Where the next page begins; None where there is no more."""
    has_gap: bool = False
    """There are still others, below the newer ones and above those."""


def find(reader: Reader, query: SearchQuery, *, may_widen: bool) -> Found:
    """Return the newest hits; where there are none, those of words that begin like the last one."""
    seen = reader.last_change()
    hits, before = _page(reader, query, None)
    if hits or not may_widen:
        return Found(query, hits, before, seen=seen)
    wider = replace(query, terms=(*query.terms[:-1], replace(query.terms[-1], prefix=True)))
    more, before = _page(reader, wider, None)
    return Found(wider, more, before, widened=True, seen=seen) if more else Found(query, seen=seen)


def go_on(reader: Reader, found: Found) -> Found:
    """Return the hits with the next page of them."""
    hits, before = _page(reader, found.query, found.before)
    return replace(found, hits=found.hits + hits, before=before)


def renew(reader: Reader, found: Found, message_ids: Collection[int] | None) -> Renewal:
    """Return hits as they are now (the texts with these ids, or all), and those that came above them."""
    if not found.hits:
        newer, before = _page(reader, found.query, None)
        return Renewal((), newer, before)
    first = found.hits[0].message
    after = max(found.query.after, first.at) if found.query.after is not None else first.at
    newest = reader.search(replace(found.query, after=after), limit=NEWER + 1)
    newer = tuple(hit for hit in newest if hit.message.position > first.position)
    if message_ids is None:
        # Whose they are may have changed too, with a contact's name.
        again = reader.search(found.query, limit=len(found.hits) + len(newer))
        known = {hit.message.id: hit for hit in again}
    else:
        known = {
            hit.message.id: _as_it_is(reader, hit) for hit in found.hits if hit.message.id in message_ids
        }
    hits = tuple(known.get(hit.message.id, hit) for hit in found.hits)
    return Renewal(hits, newer[:NEWER], found.before, has_gap=len(newer) > NEWER)


def _as_it_is(reader: Reader, hit: Hit) -> Hit:
    text = reader.message(hit.message.id)
    return replace(hit, message=text) if text is not None else hit


def _page(reader: Reader, query: SearchQuery, before: int | None) -> tuple[tuple[Hit, ...], int | None]:
    """Return the next hits, and where the page after them begins, if one more hit shows that there is one."""
    hits = reader.search(query, limit=HITS + 1, before=before)
    shown = hits[:HITS]
    following = shown[-1].message.position if len(hits) > HITS else None
    return tuple(shown), following
