"""The pages above and below what is loaded of a conversation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.ports.errors import StoreError
from smstui.tui.background import background
from smstui.tui.queries import newer, older

if TYPE_CHECKING:
    from collections.abc import Callable

    from smstui.ports.store import Reader
    from smstui.tui.panes.texts import TextsView
    from smstui.tui.queries import Stretch
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.screens.reading import Reading


class Paging:
    """Reads pages as they are asked for; what was read for another place by then is let go."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @property
    def screen(self) -> InboxScreen:
        """The screen that everything is on."""
        return self.reading.screen

    @property
    def _texts(self) -> TextsView:
        return self.reading.pane.texts

    @background("older", exclusive=True)
    async def load_older(self) -> None:
        """Read the page above."""
        conversation, texts = self.reading.conversation, self._texts
        if conversation is None or not self.reading.is_read or not texts.texts:
            return
        before = texts.texts[0].position
        found = await self._read(partial(older, conversation_id=conversation.id, before=before))
        if self.reading.is_shown(conversation.id) and texts.texts and texts.texts[0].position == before:
            texts.prepend(found.texts, has_older=found.has_more)

    @background("newer", exclusive=True)
    async def load_newer(self) -> None:
        """Read the page below, where it was let go while scrolling up."""
        conversation, texts = self.reading.conversation, self._texts
        if conversation is None or not self.reading.is_read or not texts.texts:
            return
        after = texts.texts[-1].position
        found = await self._read(partial(newer, conversation_id=conversation.id, after=after))
        if self.reading.is_shown(conversation.id) and texts.texts and texts.texts[-1].position == after:
            texts.append(found.texts, has_newer=found.has_more)

    async def _read(self, ask: Callable[[Reader], Stretch]) -> Stretch:
        try:
            return await self.screen.runtime.store.read(ask)
        except StoreError:
            self._texts.not_coming()
            raise
