"""The list's side of the inbox: its view, its pages, and moving through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.models import View
from smstui.tui.background import background
from smstui.tui.pause import Pause
from smstui.tui.queries import first_page, overview, rows_from
from smstui.tui.widgets.paged_list import PAGE, Page

if TYPE_CHECKING:
    from smstui.domain.models import Conversation
    from smstui.ports.store import Reader
    from smstui.tui.panes.conversations import ConversationList
    from smstui.tui.queries import Overview
    from smstui.tui.screens.inbox import InboxScreen

PREVIEW_AFTER = 0.08
"""Seconds after the cursor stopped that the conversation under it is shown (product page, The inbox)."""


class Listing:
    """Which conversations are listed."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.view = View.INBOX
        self._pause = Pause(screen.runtime.clock, PREVIEW_AFTER)

    @property
    def widget(self) -> ConversationList:
        """The list itself."""
        return self.screen.conversations.list

    def put(self, page: Page[Conversation], found: Overview, *, stay_on: int | None) -> None:
        """Draw the list as it was just read."""
        self.widget.show_lines(several=sum(not line.gone for line in found.lines) > 1)
        if self.screen.now.date() != self.widget.now.date():
            self.widget.show_day(self.screen.now)
        if not page.count:
            self._explain_emptiness(found)
        self.widget.show(page, stay_on=stay_on)
        self.screen.conversations.show_title(self.view, count=page.count, unread=found.counts.unread)
        self.screen.side.show_counts(found)

    def _explain_emptiness(self, found: Overview) -> None:
        from smstui.tui.screens.emptiness import words_for_nothing

        runtime = self.screen.runtime
        self.widget.empty = words_for_nothing(
            self.view, found, self.screen.keymap, has_account=bool(runtime.plans), zone=runtime.zone
        )

    def choose(self, view: View) -> None:
        """Show another view, from its top."""
        self.view = view
        self.screen.leave_conversation()
        self._load_view()

    @background("list", exclusive=True)
    async def _load_view(self) -> None:
        view = self.view
        page, found = await self.screen.runtime.store.read(
            lambda reader: (first_page(reader, view), overview(reader))
        )
        self.widget.start_over()
        self.put(page, found, stay_on=None)
        self.preview()

    @background("pages")
    async def load(self, start: int) -> None:
        """Read the rows that the list asked for."""
        view, known = self.view, self.widget.page
        page = await self.screen.runtime.store.read(lambda reader: rows_from(reader, view, start, known))
        if view is self.view:
            self.widget.extend(page)

    def moved(self) -> None:
        """Show the conversation under the cursor soon, where there is a pane for it."""
        # Since the key: what it moved is drawn before this is told of it.
        if self.screen.shows_both and self._pause.touch(self.screen.program.last_key_at):
            self._preview_soon()

    @background("preview")
    async def _preview_soon(self) -> None:
        await self._pause.settle()
        self.preview()

    def preview(self) -> None:
        """Show the conversation under the cursor, as long as the person only browses."""
        current = self.widget.current
        if not self.screen.shows_both or self.screen.reading.deliberate:
            return
        if current is None:
            self.screen.reading.close()
        else:
            self.screen.reading.browse(current)

    def go_to(self, conversation: Conversation) -> None:
        """Put the cursor on a conversation that was opened from elsewhere."""
        current = self.widget.current
        if current is None or current.id != conversation.id:
            self._find(conversation.id)

    @background("jump", exclusive=True)
    async def _find(self, conversation_id: int) -> None:
        view = self.view

        def find(reader: Reader) -> Page[Conversation] | None:
            found = reader.conversation(conversation_id)
            if found is None:
                return None
            rank = reader.conversation_rank(view, found.last_position)
            page = rows_from(reader, view, max(rank - PAGE // 2, 0), Page((), 0, 0))
            return page if any(item.id == conversation_id for item in page.items) else None

        page = await self.screen.runtime.store.read(find)
        if page is not None and view is self.view:
            self.widget.show(page, stay_on=conversation_id)

    @background("jump", exclusive=True)
    async def to_unread(self, *, older: bool) -> None:
        """Go to the nearest unread conversation below the cursor, or above it."""
        current = self.widget.current
        view, opens = self.view, self.screen.reading.deliberate
        position = current.last_position if current is not None else 0

        def find(reader: Reader) -> tuple[Conversation, int] | None:
            found = reader.next_unread(view, position=position, older=older)
            return (found, reader.conversation_rank(view, found.last_position)) if found else None

        found = await self.screen.runtime.store.read(find)
        if found is None:
            self.screen.say("No unread conversation " + ("further down." if older else "further up."))
            return
        conversation, rank = found
        self.widget.move_to(rank)
        if opens:
            self.screen.reading.open(conversation)
