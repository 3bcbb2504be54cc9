"""The inbox: conversations, the texts of one, the composer and the status line, put together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from smstui.tui.background import background
from smstui.tui.formatting import cleaned_line, content
from smstui.tui.keymap import Place
from smstui.tui.panes.conversation import ConversationPane
from smstui.tui.panes.conversations import ConversationsPane
from smstui.tui.panes.status import StatusLine
from smstui.tui.queries import First, Overview, overview, page_again
from smstui.tui.screens.listing import Listing
from smstui.tui.screens.reading import NOBODY, Reading
from smstui.tui.screens.standing import Standing
from smstui.tui.screens.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Change, Conversation, Line, TextMessage
    from smstui.ports.store import Reader
    from smstui.tui.app import SmstuiApp
    from smstui.tui.keymap import Keymap
    from smstui.tui.panes.composer import Composer
    from smstui.tui.queries import Renewed
    from smstui.tui.screens.asking import Asking
    from smstui.tui.screens.commands import Commands
    from smstui.tui.widgets.paged_list import Page, PagedList
    from smstui.tui.widgets.text_field import TextField

TWO_PANES = 100
"""Columns from which list and conversation stand side by side (product page, The inbox)."""
SMALLEST = (40, 10)
_REST = 0.1
"""Seconds between two readings of what changed, so that a first sync does not keep the screen busy."""


class InboxScreen(Screen[None], inherit_bindings=False):
    """The parts of the inbox, and what the store's change feed does to them."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-one-pane"), (TWO_PANES, "-two-panes")]  # noqa: RUF012 (Textual types it so)

    def __init__(self, runtime: Runtime, keymap: Keymap, first: First, *, width: int) -> None:
        super().__init__(classes="-two-panes" if width >= TWO_PANES else "-one-pane")
        self.runtime = runtime
        self.keymap = keymap
        self.overview = first.overview
        self.conversations = ConversationsPane(now=self.now, id="conversations")
        self.conversation = ConversationPane(
            now=self.now,
            keymap=keymap,
            max_segments=runtime.settings.compliance.max_segments,
            id="conversation",
        )
        self.trouble = Static(id="trouble", classes="-hidden")
        self.status = StatusLine(keymap, id="status")
        self.too_small = Static(id="too-small")
        self.listing = Listing(self)
        self.reading = Reading(self)
        self.writing = Writing(self)
        self.standing = Standing(self)
        self._first = first

    def compose(self) -> ComposeResult:
        """Yield the panes."""
        with Horizontal(id="panes"):
            yield self.conversations
            yield self.conversation
        yield self.trouble
        yield self.status
        yield self.too_small

    def on_mount(self) -> None:
        """Show what the store has before anything else happens."""
        self.set_focus(self.conversations.list)
        self.conversation.texts.greeting = NOBODY
        self.standing.put(self._first.overview)
        self.listing.put(self._first.page, self._first.overview, stay_on=None)
        self.call_after_refresh(self._go_on)

    async def _go_on(self) -> None:
        """Do what the first paint did not wait for."""
        if self.program.is_quitting:
            return  # pressed ctrl+q at once: nothing can be mounted any more
        self._follow()
        self.standing.tick()
        self.listing.preview()
        await self.conversation.composer.ready()

    # what is known
    @cached_property
    def commands(self) -> Commands:
        """What keys do; imported after the first picture."""
        from smstui.tui.screens.commands import Commands

        return Commands(self)

    @cached_property
    def asking(self) -> Asking:
        """The questions; imported after the first picture."""
        from smstui.tui.screens.asking import Asking

        return Asking(self)

    @property
    def program(self) -> SmstuiApp:
        """The application that this screen is of."""
        return cast("SmstuiApp", self.app)

    @property
    def now(self) -> datetime:
        """The time in the person's zone."""
        return self.runtime.clock.now().astimezone(self.runtime.zone)

    @property
    def shows_both(self) -> bool:
        """Whether list and conversation stand side by side."""
        return self.app.size.width >= TWO_PANES

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        focused = self.focused
        if focused is self.conversation.composer.field and focused is not None:
            return Place.COMPOSER
        return Place.READING if focused is self.conversation.texts else Place.LIST

    @property
    def is_reading(self) -> bool:
        """Whether the keyboard is in the conversation."""
        return self.place is not Place.LIST

    @property
    def chosen(self) -> Conversation | None:
        """The conversation that keys act on: the one that is open, else the one under the cursor."""
        if self.is_reading or self.listing.widget.current is None:
            return self.reading.conversation
        return self.listing.widget.current

    def line_of(self, conversation: Conversation) -> Line | None:
        """Return the line of a conversation."""
        return self.overview.line(conversation.line_id)

    # moving between panes
    def open_conversation(self, conversation: Conversation) -> None:
        """Show a conversation and give it the keyboard."""
        self.add_class("-reading")
        self.set_focus(self.conversation.texts)
        self.reading.open(conversation)
        self.listing.go_to(conversation)

    def land_on(self, conversation: Conversation, text: TextMessage) -> None:
        """Show one text in its conversation, and give that the keyboard."""
        self.add_class("-reading")
        self.set_focus(self.conversation.texts)
        self.reading.land(conversation, text)
        self.listing.go_to(conversation)

    def leave_conversation(self) -> None:
        """Give the list the keyboard; what is shown follows its cursor again."""
        self.remove_class("-reading")
        self.set_focus(self.conversations.list)
        self.reading.deliberate = False
        self.listing.preview()

    async def write_reply(self) -> None:
        """Give the composer the keyboard."""
        conversation = self.chosen
        if conversation is None:
            self.say("Choose a conversation first, or press c for a new one.")
            return
        self.open_conversation(conversation)
        self.set_focus(await self.conversation.composer.ready())

    def say(self, words: str) -> None:
        """Show a short notice of our own words."""
        self.notify(cleaned_line(words), timeout=3, markup=False)

    def on_descendant_focus(self) -> None:
        """Show the keys that work here; a mouse may have opened the conversation."""
        self._show_keyboard()
        if self.is_reading and self.reading.conversation is not None:
            self.add_class("-reading")
            self.reading.deliberate = True
            self.reading.looked()

    def on_screen_resume(self) -> None:
        """Count as seen what was covered."""
        self.reading.looked()

    def _show_keyboard(self) -> None:
        """Show which pane has the keyboard, and what its keys do; Textual is late with `:focus-within`."""
        self.status.show_place(self.place)
        self.conversations.set_class(not self.is_reading, "-has-keyboard")
        self.conversation.set_class(self.is_reading, "-has-keyboard")

    # the feed
    @background("feed")
    async def _follow(self) -> None:
        """Read again what was written, by whomever."""
        async for changes in self.runtime.store.watch(self._first.seen):
            await self._renew(changes)
            await self.runtime.clock.sleep(_REST)

    async def _renew(self, changes: Sequence[Change]) -> None:
        """Bring list, conversation and status up to date in one look at the store."""
        view, known, current = self.listing.view, self.listing.widget.page, self.listing.widget.current
        texts_again = self.reading.renewal(changes)

        def read(reader: Reader) -> tuple[Page[Conversation], Overview, Renewed | None]:
            return page_again(reader, view, known), overview(reader), texts_again(reader)

        page, found, texts = await self.runtime.store.read(read)
        self.standing.put(found)
        if view is self.listing.view:
            self.listing.put(page, found, stay_on=current.id if current is not None else None)
            if not self.reading.deliberate and self.listing.widget.current != current:
                self.listing.moved()
        if texts is not None:
            self.reading.renew(texts)

    # what panes ask for
    def on_paged_list_moved(self) -> None:
        """Preview what the cursor stands on."""
        self.listing.moved()

    def on_paged_list_opened(self) -> None:
        """Open what was clicked."""
        self.commands.open()

    def on_paged_list_wanted(self, event: PagedList.Wanted) -> None:
        """Load rows."""
        self.listing.load(event.start)

    def on_texts_view_older_wanted(self) -> None:
        """Load older texts."""
        self.reading.load_older()

    def on_texts_view_newer_wanted(self) -> None:
        """Load newer texts."""
        self.reading.load_newer()

    def on_texts_view_newest_seen(self) -> None:
        """Count what is seen."""
        self.reading.looked()

    def on_composer_send_requested(self, event: Composer.SendRequested) -> None:
        """Send."""
        self.writing.send(event.body)

    def on_composer_draft_changed(self) -> None:
        """Keep the draft."""
        self.writing.changed()

    async def on_text_field_action_pressed(self, event: TextField.ActionPressed) -> None:
        """Do an action of the composer."""
        await self.commands.run(event.name)

    async def on_text_field_outside_key(self, event: TextField.OutsideKey) -> None:
        """Do what the key does outside."""
        await self.commands.take_outside(event.key)

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small; a wider one shows a second pane."""
        width, height = event.size
        small = width < SMALLEST[0] or height < SMALLEST[1]
        self.set_class(small, "-too-small")
        if small:
            needed = "smstui needs {} columns and {} lines;\nhere are {} and {}."
            self.too_small.update(content(needed.format(*SMALLEST, width, height)))
        self.call_after_refresh(self.listing.preview)
