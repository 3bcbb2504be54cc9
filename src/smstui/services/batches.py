"""A provider's pages, cut between two seconds, so that texts of one second are filed together."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.order import is_newest_first

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import datetime

    from smstui.domain.remote import RemoteText
    from smstui.ports.provider import Page

MOST_HELD_BACK = 5000
"""No more texts of one second are kept waiting for the next page than this."""


class Cut(Struct, frozen=True):
    """Whole seconds of a list, newest first, with what the page said beside them."""

    texts: Sequence[RemoteText]
    offset: float
    unreadable: int = 0
    newest: datetime | None = None
    """The latest time on the page, of texts that wait for the next cut, too."""


async def whole_seconds(
    pages: AsyncGenerator[Page, None], *, since: datetime | None = None
) -> AsyncGenerator[Cut, None]:
    """Yield a list in cuts, newest first, down to `since`; stop at the first page that lies wholly before.

    The tail of a page that shares its oldest second waits for the next page. Older texts than `since` are
    left out. Closing this closes the pages.
    """
    held: list[RemoteText] = []
    offset = 0.0
    async with aclosing(pages) as listed:
        async for page in listed:
            offset = page.server_offset
            wanted = [text for text in page.texts if since is None or text.listed_at >= since]
            ready, held = _split([*held, *wanted])
            newest = max((text.listed_at for text in page.texts), default=None)
            yield Cut(ready, offset, page.unreadable, newest)
            if page.texts and not wanted and is_newest_first([text.listed_at for text in page.texts]):
                break
    if held:
        yield Cut(held, offset)


def _split(texts: list[RemoteText]) -> tuple[list[RemoteText], list[RemoteText]]:
    """Part a list before its oldest second; both parts newest first."""
    if not texts or len(texts) > MOST_HELD_BACK:
        return texts, []
    oldest = texts[-1].listed_at.replace(microsecond=0)
    kept = len(texts)
    while kept and texts[kept - 1].listed_at.replace(microsecond=0) == oldest:
        kept -= 1
    return texts[:kept], texts[kept:]
