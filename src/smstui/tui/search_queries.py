"""What the search screen reads from the store, each answer from one consistent view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Collection

    from smstui.domain.models import Hit, TextMessage
    from smstui.domain.query import SearchQuery
    from smstui.ports.store import Reader

HITS = 50
"""Hits read at a time."""
NEWER = 500
"""Hits read at most that came meanwhile: of more it is only said that there are more."""

MOST = 2_000
"""Hits kept at most, but for those that a person scrolled to."""


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
    """The same ones, as they are now, and older ones that came late among them."""
    newer: tuple[Hit, ...]
    """Hits above those, or the first ones where there were none."""
    before: int | None
    """Where the next page begins; None where there is no more."""
    has_gap: bool = False
    """There are still others, below the newer ones and above those."""


def has_all(reader: Reader, configured: Collection[str]) -> bool:
    """Say whether the history of every account with one of these names has been read."""
    return all(account.complete for account in reader.accounts() if account.name in configured)


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


def renew(reader: Reader, found: Found, message_ids: Collection[int] | None, *, needed: int = 0) -> Renewal:
    """Return hits as they are now (the texts with these ids, or all), and those that came meanwhile.

    The first hits, as many as are `needed`, stay: they are in view, or above that.
    """
    if not found.hits:
        newer, before = _page(reader, found.query, None)
        return Renewal((), newer, before)
    first = found.hits[0].message
    newest = reader.search(_since(found.query, first), limit=NEWER + 1)
    newer = tuple(hit for hit in newest if hit.message.position > first.position)
    hits, before = found.hits, found.before
    if message_ids is None or _may_be_among(reader, found, message_ids):
        # Whose they are may have changed too, with a contact's name.
        hits, before = _again(reader, found, needed)
    else:
        hits = tuple(_as_it_is(reader, hit) if hit.message.id in message_ids else hit for hit in hits)
    return Renewal(hits, newer[:NEWER], before, has_gap=len(newer) > NEWER)


def _since(query: SearchQuery, text: TextMessage) -> SearchQuery:
    return replace(query, after=max(query.after, text.at) if query.after is not None else text.at)


def _may_be_among(reader: Reader, found: Found, message_ids: Collection[int]) -> bool:
    """Say whether one of these texts is no hit, but older than the first one, and no older than is read."""
    others = frozenset(message_ids).difference(hit.message.id for hit in found.hits)
    texts = (reader.message(each) for each in others)
    end, top = found.before or 0, found.hits[0].message.position
    return any(text is not None and end < text.position < top for text in texts)


def _again(reader: Reader, found: Found, needed: int) -> tuple[tuple[Hit, ...], int | None]:
    """Return all hits from the first one down to where they are read, and where the next page begins.

    A hit stays though it matches no more, as it is now. Where very many came among them, at once or by and
    by, the last ones are let go, as if they had not been read yet.
    """
    top = found.hits[0].message.position + 1
    most = min(len(found.hits) + NEWER, max(MOST, needed + NEWER))
    query, end = found.query, found.before
    if end is not None:
        query = _since(query, found.hits[-1].message)
    read = list(reader.search(query, limit=most + 1, before=top))
    if len(read) > most:
        end = read[most - 1].message.position
    matching = {hit.message.id for hit in read}
    read += [_as_it_is(reader, hit) for hit in found.hits if hit.message.id not in matching]
    read.sort(key=lambda hit: -hit.message.position)
    return tuple(hit for hit in read if end is None or hit.message.position >= end), end


def _as_it_is(reader: Reader, hit: Hit) -> Hit:
    text = reader.message(hit.message.id)
    return replace(hit, message=text) if text is not None else hit


def _page(reader: Reader, query: SearchQuery, before: int | None) -> tuple[tuple[Hit, ...], int | None]:
    """Return the next hits, and where the page after them begins, if one more hit shows that there is one."""
    hits = reader.search(query, limit=HITS + 1, before=before)
    shown = hits[:HITS]
    following = shown[-1].message.position if len(hits) > HITS else None
    return tuple(shown), following
