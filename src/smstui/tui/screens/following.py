"""Following the store's change feed, the only way in which data reaches the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.background import background
from smstui.tui.queries import Overview, overview, page_again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Change, Conversation
    from smstui.ports.store import Reader
    from smstui.tui.queries import Renewed
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.widgets.paged_list import Page

_REST = 0.1
"""Seconds between two readings of what changed, so that a first sync does not keep the screen busy."""


class Following:
    """What changes do to the parts of the inbox."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    @background("feed")
    async def follow(self, since: int) -> None:
        """Read again what was written after this change, by whomever."""
        async for changes in self.screen.runtime.store.watch(since):
            await self._renew(changes)
            await self.screen.runtime.clock.sleep(_REST)

    async def _renew(self, changes: Sequence[Change]) -> None:
        """Bring list, conversation, status and panel up to date in one look at the store."""
        screen = self.screen
        view, known, current = screen.listing.view, screen.listing.widget.page, screen.listing.widget.current
        texts_again = screen.reading.renewal(changes)

        def read(reader: Reader) -> tuple[Page[Conversation], Overview, Renewed | None]:
            return page_again(reader, view, known), overview(reader), texts_again(reader)

        page, found, texts = await screen.runtime.store.read(read)
        screen.standing.put(found)
        if view is screen.listing.view:
            screen.listing.put(page, found, stay_on=current.id if current is not None else None)
            if not screen.reading.deliberate and screen.listing.widget.current != current:
                screen.listing.moved()
        if texts is not None:
            screen.reading.renew(texts)
        screen.side.renew(changes)
        screen.person.renew(changes)
