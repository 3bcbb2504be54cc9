"""The list's side of the inbox: its view, its pages, and moving through it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.models import View
from smstui.ports.errors import StoreError
from smstui.tui.background import background, be_done
from smstui.tui.pause import Pause
from smstui.tui.queries import first_page, overview, page_around, rows_from, unread_beside
from smstui.tui.widgets.paged_list import Page

if TYPE_CHECKING:
    from textual.worker import Worker

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
        """The one that was chosen."""
        self._listed = View.INBOX
        """The one whose rows are there."""
        self._pause = Pause(screen.runtime.clock, PREVIEW_AFTER)
        self._jump: Worker[None] | None = None

    @property
    def widget(self) -> ConversationList:
        """The list itself."""
        return self.screen.conversations.list

    @property
    def rows(self) -> Page[Conversation]:
        """The rows of the view that was chosen; none where they have not been read yet."""
        return self.widget.page if self._listed is self.view else Page((), 0, 0)

    def put(self, page: Page[Conversation], found: Overview, *, stay_on: int | None) -> None:
        """Draw the list of the view that was chosen as it was just read."""
        self._listed = self.view
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
            self.view, found, self.screen.keymap, has_account=bool(runtime.plans), now=self.screen.now
        )

    def choose(self, view: View) -> None:
        """Show another view, from its top."""
        self.view = view
        self.screen.side.go_to(view)
        self.screen.leave_conversation()
        self.screen.asking.begin(self._load_view, keeps_keys=True)

    async def _load_view(self) -> None:
        view, runtime = self.view, self.screen.runtime
        page, found = await runtime.store.read(
            lambda reader: (first_page(reader, view), overview(reader, runtime.plans))
        )
        if view is not self.view:
            return
        self.widget.start_over()
        self.put(page, found, stay_on=None)
        self.preview()

    @background("pages")
    async def load(self, start: int) -> None:
        """Read the rows that the list asked for, until nothing else was read of it meanwhile.

        Rows that are behind others in one reading are elsewhere in the next.
        """
        view = self._listed
        while view is self._listed:
            known = self.widget.page
            ask = partial(rows_from, view=view, start=start, known=known)
            try:
                page = await self.screen.runtime.store.read(ask)
            except StoreError:
                self.widget.not_coming()
                raise
            if self.widget.page is known:
                self.widget.extend(page)
                return

    def reach(self) -> None:
        """Read the row that the cursor went to, where it is not loaded: the next key may be for it."""
        if self.widget.page.count and self.widget.current is None:
            self.screen.asking.begin(self._reach, keeps_keys=True)

    async def _reach(self) -> None:
        view, row = self._listed, self.widget.cursor
        page = await self.screen.runtime.store.read(lambda reader: page_around(reader, view, row))
        if view is self._listed:
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
            self._jump = self._find(conversation.id)

    async def be_there(self) -> None:
        """Wait until the cursor is on what was opened last: the next key may be for what is under it."""
        await be_done(lambda: self._jump)

    @background("jump", exclusive=True)
    async def _find(self, conversation_id: int) -> None:
        view = self.view

        def find(reader: Reader) -> Page[Conversation] | None:
            found = reader.conversation(conversation_id)
            if found is None:
                return None
            page = page_around(reader, view, reader.conversation_rank(view, found.last_position))
            return page if any(item.id == conversation_id for item in page.items) else None

        page = await self.screen.runtime.store.read(find)
        if page is not None and view is self.view:
            self.widget.show(page, stay_on=conversation_id)

    def to_unread(self, *, older: bool) -> None:
        """Go to the nearest unread conversation below the cursor, or above it."""
        self.screen.asking.begin(partial(self._to_unread, older=older), keeps_keys=True)

    async def _to_unread(self, *, older: bool) -> None:
        view, known, current = self.view, self.widget.page, self.widget.current
        reading = self.screen.reading
        # One that is open may be listed no more once it is read: then the cursor is on the next one already.
        here = reading.conversation if reading.deliberate else current
        position = here.last_position if here is not None else 0
        found = await self.screen.runtime.store.read(
            partial(unread_beside, view=view, position=position, older=older, known=known)
        )
        if view is not self.view:
            return  # a mouse chose another one meanwhile
        if found is None:
            self.screen.say("No unread conversation " + ("further down." if older else "further up."))
            return
        conversation, rank, page = found
        is_listed = current is not None and any(item.id == current.id for item in page.items)
        self.widget.show(page, stay_on=current.id if current is not None and is_listed else conversation.id)
        self.widget.move_to(rank)
        if reading.deliberate:
            reading.open(conversation)
        else:
            self.moved()
