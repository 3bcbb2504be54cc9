"""Two lists read side by side as if they were one, newest first."""

from __future__ import annotations

from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smstui.domain.order import is_newest_first
from smstui.ports.provider import Page

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from smstui.domain.remote import RemoteText


@dataclass(slots=True)
class _Source:
    pages: AsyncGenerator[Page, None]
    texts: list[RemoteText] = field(default_factory=list)
    unreadable: int = 0
    server_offset: float = 0.0
    ended: bool = False
    unsorted: bool = False

    async def fill(self) -> None:
        """Read until there is a text to offer; a list that is not newest first is read to its end."""
        while not self.ended and (self.unsorted or not self.texts):
            page = await anext(self.pages, None)
            if page is None:
                self.ended = True
                return
            self.unsorted |= not is_newest_first([text.listed_at for text in page.texts])
            self.texts += page.texts
            self.unreadable += page.unreadable
            self.server_offset = page.server_offset


async def merge(lists: Sequence[AsyncGenerator[Page, None]]) -> AsyncGenerator[Page, None]:
    """Yield the pages of all lists, each newest first; a text waits until no list can have a newer one."""
    sources = [_Source(pages) for pages in lists]
    async with AsyncExitStack() as stack:
        for pages in lists:
            await stack.enter_async_context(aclosing(pages))
        while True:
            for source in sources:
                await source.fill()
            # What is older than the end of a page may be preceded by something on that list's next one.
            ends = [min(text.listed_at for text in source.texts) for source in sources if not source.ended]
            unreadable = sum(source.unreadable for source in sources)
            floor = max(ends, default=None)
            texts = [text for source in sources for text in source.texts]
            ready = [text for text in texts if floor is None or text.listed_at >= floor]
            if not ready and not unreadable:
                return
            for source in sources:
                source.texts = [text for text in source.texts if floor and text.listed_at < floor]
                source.unreadable = 0
            ready.sort(key=lambda text: text.listed_at, reverse=True)
            yield Page(ready, sources[0].server_offset, unreadable)
