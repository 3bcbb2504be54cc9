"""The inbox: conversations, the texts of one, the composer and the status line, put together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual.widgets import Static

from smstui.tui.actions import Place
from smstui.tui.columns import SMALLEST, TWO_PANES, Pane, is_too_small
from smstui.tui.formatting import cleaned_line, content
from smstui.tui.panes.conversation import ConversationPane
from smstui.tui.panes.conversations import ConversationsPane
from smstui.tui.panes.status import StatusLine
from smstui.tui.panes.texts import Landing
from smstui.tui.panes.views import ViewsPane
from smstui.tui.screens.arranging import Arranging, remembered
from smstui.tui.screens.following import Following
from smstui.tui.screens.hearing import Hearing
from smstui.tui.screens.listing import Listing
from smstui.tui.screens.person import Person
from smstui.tui.screens.reading import Reading
from smstui.tui.screens.side import Side
from smstui.tui.screens.standing import Standing
from smstui.tui.screens.writing import Writing
from smstui.tui.widgets.columns import Columns
from smstui.tui.widgets.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Conversation, Line, TextMessage
    from smstui.domain.query import Term
    from smstui.tui.app import SmstuiApp
    from smstui.tui.keymap import Keymap
    from smstui.tui.panes.contact import ContactPane
    from smstui.tui.queries import First, Overview
    from smstui.tui.screens.addressing import Addressing
    from smstui.tui.screens.amending import Amending
    from smstui.tui.screens.asking import Asking
    from smstui.tui.screens.commands import Commands
    from smstui.tui.screens.telling import Telling

_PLACES: Mapping[str | None, Place] = {
    "field": Place.COMPOSER,
    "texts": Place.READING,
    "views-list": Place.VIEWS,
    "narrow": Place.NARROW,
    "contact-view": Place.CONTACT,
}
"""Where the keyboard is, by the id of the widget that has it; anything else is the list."""


class InboxScreen(Hearing, Ground, inherit_bindings=False):
    """The parts of the inbox, and what the store's change feed does to them."""

    AUTO_FOCUS = ""

    def __init__(self, runtime: Runtime, keymap: Keymap, first: First) -> None:
        super().__init__()
        self.runtime = runtime
        self.keymap = keymap
        self.overview: Overview = first.overview
        self.views = ViewsPane(keymap, id="views")
        self.conversations = ConversationsPane(now=self.now, id="conversations")
        self.conversation = ConversationPane(
            now=self.now,
            keymap=keymap,
            max_segments=runtime.settings.compliance.max_segments,
            plain=runtime.settings.conversation_style == "plain",
            id="conversation",
        )
        self.columns = Columns(
            {
                Pane.VIEWS: self.views,
                Pane.LIST: self.conversations,
                Pane.CONVERSATION: self.conversation,
            },
            remembered(runtime.memory.now),
            id="panes",
        )
        self.trouble = Static(id="trouble", classes="-hidden")
        self.status = StatusLine(keymap, id="status")
        self.too_small = Static(id="too-small")
        self.is_too_small = False
        """Nothing is shown but that, and no key does anything but quit."""
        self.arranging = Arranging(self)
        self.side = Side(self)
        self.listing = Listing(self)
        self.reading = Reading(self)
        self.person = Person(self)
        self.writing = Writing(self)
        self.standing = Standing(self)
        self._first = first
        self.early: list[events.Key | events.Paste] | None = []
        """What is typed before all parts are there, and waits for them."""
        self._steps = [
            self._begin_following,
            self.conversation.composer.ready,
            self._complete,
            self._take_early,
            self._tell,
        ]

    def compose(self) -> ComposeResult:
        """Yield the panes."""
        yield self.columns
        yield self.trouble
        yield self.status
        yield self.too_small

    def on_mount(self) -> None:
        """Show what the store has before anything else happens."""
        self.set_focus(self.conversations.list)
        self.standing.put(self._first.overview)
        self.side.put(self._first.contacts, stay_on=self.listing.view.value)
        self.listing.put(self._first.page, self._first.overview, stay_on=None)
        self.call_after_refresh(self.go_on)

    async def take(self, key: str) -> bool:
        """Do what the table of keys says."""
        return await self.commands.take(key)

    async def go_on(self) -> None:
        """Do what the first paint did not wait for; while one leaves nothing can be mounted."""
        while self._steps and not self.program.is_quitting:
            await self._steps.pop(0)()

    async def _take_early(self) -> None:
        # In its turn with the keys that are pressed now: they came later.
        self.app.call_later(self._let_go)

    async def _let_go(self) -> None:
        early, self.early = self.early or [], None
        for typed in early:
            await self.app.on_event(typed)

    async def _begin_following(self) -> None:
        Following(self).follow(self._first.seen)
        self.watch(self.app, "app_focus", self.on_screen_resume, init=False)
        self.standing.tick()
        self.listing.preview()

    async def _complete(self) -> None:
        await self.columns.complete({Pane.CONTACT: self.contact})
        self.person.look()

    async def _tell(self) -> None:
        await self.telling.begin()

    # what is known
    @cached_property
    def contact(self) -> ContactPane:
        """The contact panel; imported after the first picture."""
        from smstui.tui.panes.contact import ContactPane

        return ContactPane(now=self.now, id="contact")

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

    @cached_property
    def addressing(self) -> Addressing:
        """The questions about from and to; imported after the first picture."""
        from smstui.tui.screens.addressing import Addressing

        return Addressing(self)

    @cached_property
    def amending(self) -> Amending:
        """The questions about contacts; imported after the first picture."""
        from smstui.tui.screens.amending import Amending

        return Amending(self)

    @cached_property
    def telling(self) -> Telling:
        """What is told; imported after the first picture."""
        from smstui.tui.screens.telling import Telling

        return Telling(self)

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
        return _PLACES.get(focused.id, Place.LIST) if focused is not None else Place.LIST

    @property
    def is_reading(self) -> bool:
        """Whether the keyboard is in the conversation."""
        return self.place in {Place.READING, Place.COMPOSER}

    @property
    def chosen(self) -> Conversation | None:
        """The conversation that keys act on: in the list the one under the cursor, elsewhere the one in view.

        The panel of its person stands for it where it has all the room. None is in view where contacts have.
        """
        if self.place is Place.LIST and self.listing.widget.page.count:
            return self.listing.widget.current
        conversation = self.reading.conversation
        if conversation is None or self.arranging.shows(Pane.CONVERSATION):
            return conversation
        return conversation if self.person.is_peer_of(conversation) else None

    def line_of(self, conversation: Conversation) -> Line | None:
        """Return the line of a conversation."""
        return self.overview.line(conversation.line_id)

    # moving between panes
    def open_conversation(self, conversation: Conversation) -> None:
        """Show a conversation and give it the keyboard."""
        self.arranging.go(Pane.CONVERSATION)
        self.reading.open(conversation)
        self.listing.go_to(conversation)

    def land_on(self, conversation: Conversation, text: TextMessage, terms: Sequence[Term] = ()) -> None:
        """Show one text in its conversation, where it has what was looked for; and give that the keyboard."""
        self.arranging.go(Pane.CONVERSATION)
        self.reading.land(conversation, Landing(text, terms))
        self.listing.go_to(conversation)

    def leave_conversation(self) -> None:
        """Give the list the keyboard; what is shown follows its cursor again."""
        self.arranging.go(Pane.LIST)
        self.reading.deliberate = False
        self.listing.preview()

    async def write_reply(self) -> None:
        """Give the composer the keyboard."""
        conversation = self.chosen
        if conversation is None:
            self.say(
                self.keymap.said("Choose a conversation first, or press {new_conversation} for a new one.")
            )
            return
        self.open_conversation(conversation)
        self.set_focus(await self.conversation.composer.ready())

    def say(self, words: str) -> None:
        """Show a short notice of our own words."""
        self.notify(cleaned_line(words), timeout=3, markup=False)

    def on_descendant_focus(self) -> None:
        """Show the keys that work here; a mouse may have opened the conversation, or left it for the list."""
        self.standing.chord.keyboard_is_in(self.place)
        self.arranging.show_keyboard()
        self.standing.show()
        if self.is_reading and self.reading.conversation is not None:
            if not self.reading.deliberate:
                self.reading.open(self.reading.conversation)
                self.listing.go_to(self.reading.conversation)
            self.reading.looked()
        elif self.focused is self.conversations.list and self.reading.deliberate:
            self.leave_conversation()
        self.person.look()
        self._show_news()

    @property
    def is_seen(self) -> bool:
        """Whether the person can see the inbox: nothing covers it, and the terminal is in front."""
        return self.app.screen is self and self.app.app_focus

    def on_screen_resume(self) -> None:
        """Count as seen what was covered, or on a terminal that was not in front."""
        self.reading.looked()
        self._show_news()

    def _show_news(self) -> None:
        """Tell only what is not in view now, and nothing before the first picture."""
        if "telling" in vars(self):
            self.telling.look_again()

    def on_resize(self, event: events.Resize) -> None:
        """Say so where the terminal is too small; a wider one shows a second pane."""
        width, height = event.size
        self.is_too_small = is_too_small(event.size)
        self.set_class(self.is_too_small, "-too-small")
        self.conversation.composer.fit_screen(height)
        if self.is_too_small:
            needed = "smstui needs {} columns and {} lines;\nhere are {} and {}."
            self.too_small.update(content(needed.format(*SMALLEST, width, height)))
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        self.listing.preview()
        self.person.look()
        self._show_news()
