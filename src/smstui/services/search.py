"""Finding texts by the query language of `/` and `smstui search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.query import QueryError, parse_query
from smstui.ports.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from smstui.domain.models import Hit
    from smstui.ports.clock import Clock
    from smstui.ports.store import Store


async def search(
    text: str, *, store: Store, clock: Clock, zone: tzinfo, limit: int, before: int | None = None
) -> Sequence[Hit]:
    """Return the newest texts that match, older than position `before`; raises `UsageError`."""
    try:
        query = parse_query(text, now=clock.now().astimezone(zone))
    except QueryError as error:
        raise UsageError(error.message, hint=error.hint) from None
    return await store.read(lambda reader: reader.search(query, limit=limit, before=before))
