"""When texts that are in view count as read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smstui.tui.background import background

if TYPE_CHECKING:
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.screens.reading import Reading

READ_AFTER = 2.0
"""Seconds that the newest text must have been in view (product page, Files and keys)."""


class InView(NamedTuple):
    """What is unread of a conversation whose newest text is in view."""

    conversation_id: int
    unread: int
    newest: int
    """The position of the newest text."""


class Attention:
    """The seconds that unread texts are in view; they begin anew only where these are others."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._counted: InView | None = None
        self._counting = 0
        """Which counting of the seconds is the last."""

    @property
    def screen(self) -> InboxScreen:
        """The screen that everything is on."""
        return self.reading.screen

    def look(self) -> None:
        """Begin to count, or stop, where what is in view has changed."""
        in_view = self.reading.unread_in_view
        if in_view == self._counted:
            return
        self._counted = in_view
        self._counting += 1
        if in_view is not None:
            self._mark_read_soon(in_view, self._counting)

    @background("seen")
    async def _mark_read_soon(self, in_view: InView, counting: int) -> None:
        from smstui.services.reading import mark_read

        runtime = self.screen.runtime
        await runtime.clock.sleep(READ_AFTER)
        if self._counting != counting:
            return
        self._counted = None  # counted anew, should the store refuse it
        if self.reading.unread_in_view is not None:
            await mark_read(in_view.conversation_id, store=runtime.store, through=in_view.newest)
