"""The conversation's side of the inbox: which one is shown, and its texts."""

from __future__ import annotations

import asyncio
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from smstui.ports.errors import StoreError
from smstui.tui.background import background, be_done
from smstui.tui.formatting import CleanText, cleaned_line
from smstui.tui.panes.texts import Landing
from smstui.tui.queries import (
    Opened,
    opened,
    opened_around,
    opened_at_oldest,
    renewed,
    written,
)
from smstui.tui.screens.attention import Attention, InView
from smstui.tui.screens.paging import Paging

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.worker import Worker

    from smstui.domain.models import Change, Conversation
    from smstui.ports.store import Reader
    from smstui.tui.panes.contact import Acquaintance
    from smstui.tui.panes.conversation import ConversationPane
    from smstui.tui.queries import Renewed
    from smstui.tui.screens.inbox import InboxScreen

_NOBODY = "Choose a conversation: {down} and {up} move, {open} opens, {new_conversation} starts a new one."
_NOBODY_LISTED = "{new_conversation} starts a new conversation."
_NO_TEXTS = CleanText("No texts yet: write the first one.")
_NOT_READ = "These texts could not be read. They come with the next change; {last} tries again now."


class Edge(Enum):
    """One end of a conversation."""

    OLDEST = auto()
    NEWEST = auto()


class Reading:
    """The conversation on the screen."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.conversation: Conversation | None = None
        self.deliberate = False
        """Opened with a key, not only browsed past."""
        self.attention = Attention(self)
        self.paging = Paging(self)
        self._seen_through = 0
        """The newest text that was in view, or was there when the conversation was opened."""
        self._wanted: int | None = None
        """The conversation that is shown, or will be once its texts are read."""
        self._texts_of: int | None = None
        """The conversation whose texts stand in the pane: it has its title before it has its texts."""
        self._work: Worker[None] | None = None
        """What reads the texts that are shown."""
        self._reads: int | None = None
        """The conversation whose texts that reads."""

    @property
    def pane(self) -> ConversationPane:
        """Where it is drawn."""
        return self.screen.conversation

    @property
    def nobody(self) -> CleanText:
        """What is said where no conversation is shown."""
        listed = self.screen.listing.widget.page.count
        return cleaned_line(self.screen.keymap.said(_NOBODY if listed else _NOBODY_LISTED))

    # showing
    def open(self, conversation: Conversation) -> None:
        """Show a conversation that the person chose."""
        self.deliberate = True
        self.show(conversation)
        self.attention.look()

    def browse(self, conversation: Conversation) -> None:
        """Show a conversation as soon as its texts are read: it comes in one picture, and not in parts."""
        self._wanted = conversation.id
        if self.is_shown(conversation.id):
            self._complete(conversation.id)
        else:
            self._begin(conversation.id, self._turn_to(conversation))

    def show(self, conversation: Conversation) -> None:
        """Show a conversation; the same one again changes nothing, but that no other is wanted any more."""
        self._wanted = conversation.id
        if not self.is_shown(conversation.id):
            self._change_to(conversation)
        self._complete(conversation.id)

    def land(self, conversation: Conversation, landing: Landing) -> None:
        """Show one text of a conversation, selected, however far back it lies."""
        self.deliberate, self._wanted = True, conversation.id
        if not self.is_shown(conversation.id):
            self._change_to(conversation)
        self._begin(conversation.id, self._load(conversation.id, landing))

    def _complete(self, conversation_id: int) -> None:
        """Read the texts of the conversation that is shown, unless they are there or are being read."""
        if not self._is_coming(conversation_id):
            self._begin(conversation_id, self._load(conversation_id))

    def _begin(self, conversation_id: int, work: Worker[None]) -> None:
        self._reads, self._work = conversation_id, work

    def _is_coming(self, conversation_id: int) -> bool:
        """Say whether the texts of a conversation that is shown are there, or are being read."""
        is_reading = self._work is not None and not self._work.is_finished
        return self.is_read or (is_reading and self._reads == conversation_id)

    async def be_read(self) -> None:
        """Wait until the texts that are to be shown are there, or turned out not to be readable."""
        await be_done(lambda: self._work)

    def _change_to(self, conversation: Conversation) -> None:
        self.screen.writing.put_away()
        self.conversation, self._wanted = conversation, conversation.id
        self._texts_of = None
        self.pane.show_title(conversation)
        self.pane.texts.greeting = CleanText("")
        self._seen_through = conversation.last_position
        self.pane.show_news(0)
        self.screen.writing.take_up(conversation)
        self.screen.person.look()

    def close(self) -> None:
        """Show none."""
        if self.conversation is not None:
            self.screen.writing.put_away()
        self.conversation, self._wanted, self._texts_of, self.deliberate = None, None, None, False
        self.pane.texts.greeting = self.nobody
        self.pane.show_nobody()
        self.screen.person.look()

    @background("read", exclusive=True)
    async def _turn_to(self, conversation: Conversation) -> None:
        try:
            found, peer = await self._read(conversation)
        except StoreError:
            self._miss()
            raise
        is_shown = self.is_shown(conversation.id)  # enter may have come meanwhile: it waits for these texts
        if found is None or self._wanted != conversation.id or (is_shown and self.is_read):
            return
        if peer is not None:
            self.screen.person.put_peer(conversation, peer)
        if not is_shown:
            self._change_to(found.conversation)
        self._put(found, since=self.screen.writing.drafts.moment)

    async def _read(self, conversation: Conversation) -> tuple[Opened | None, Acquaintance | None]:
        """Return its texts and who it is with, read again where its draft was kept meanwhile."""
        drafts = self.screen.writing.drafts
        while True:
            since = drafts.moment
            found = await asyncio.gather(
                self.screen.runtime.store.read(lambda reader: opened(reader, conversation.id)),
                self.screen.person.read_peer(conversation),
            )
            if not drafts.is_stale(conversation.id, since=since):
                return found

    @background("read", exclusive=True)
    async def _load(self, conversation_id: int, at: Landing | Edge | None = None) -> None:
        ask = partial(opened, conversation_id=conversation_id)
        if at is Edge.OLDEST:
            ask = partial(opened_at_oldest, conversation_id=conversation_id)
        elif at is Edge.NEWEST:
            ask = partial(opened, conversation_id=conversation_id, from_newest=True)
        elif at is not None:
            ask = partial(opened_around, conversation_id=conversation_id, position=at.text.position)
        since = self.screen.writing.drafts.moment
        try:
            found = await self.screen.runtime.store.read(ask)
        except StoreError:
            self._miss()
            raise
        if found is None:
            self.close()
        elif self.is_shown(conversation_id):
            self._put(found, since=since, at=at)

    def _miss(self) -> None:
        """Show no texts rather than those of the one before, which stand there until others come.

        Whatever could not be read: for that, reading the one that is shown was given up.
        """
        if self.conversation is not None and not self.is_read:
            self.pane.texts.greeting = cleaned_line(self.screen.keymap.said(_NOT_READ))
            self.pane.texts.clear()

    def _put(self, found: Opened, *, since: int, at: Landing | Edge | None = None) -> None:
        """Show what was read, asked for at that moment of the drafts."""
        self._take(found.conversation)
        self._texts_of = found.conversation.id
        texts = self.pane.texts
        texts.greeting = _NO_TEXTS
        texts.show_day(self.screen.now)
        if at is Edge.OLDEST:
            at = next(map(Landing, found.texts), None)
        if at is None or isinstance(at, Edge):
            texts.show(
                found.texts,
                has_older=found.has_older,
                has_newer=found.has_newer,
                first_unread=found.first_unread,
                from_newest=at is Edge.NEWEST,
            )
        else:
            texts.show_around(
                at,
                found.texts,
                has_older=found.has_older,
                has_newer=found.has_newer,
                first_unread=found.first_unread,
            )
        self.screen.writing.renew(found.conversation, found.suppression, since=since)
        self.attention.look()

    def _take(self, conversation: Conversation) -> None:
        """Have the conversation that is shown as it is now: its person may have got a name."""
        self.conversation = conversation
        self.pane.show_title(conversation)

    def is_shown(self, conversation_id: int) -> bool:
        """Say whether this is the conversation on the screen."""
        return self.conversation is not None and self.conversation.id == conversation_id

    @property
    def is_read(self) -> bool:
        """Whether the texts in the pane are of the conversation that is shown."""
        return self.conversation is not None and self.conversation.id == self._texts_of

    # keeping up
    def renewal(self, changes: Sequence[Change]) -> Callable[[Reader], Renewed | Opened | None]:
        """Return how to read again what is shown here; it finds None where nothing is."""
        if self.conversation is None:
            return lambda _reader: None
        if not self.is_read:  # the store could not be read when it was opened
            return partial(opened, conversation_id=self.conversation.id)
        return partial(
            renewed,
            conversation_id=self.conversation.id,
            written=written(changes, self.conversation.id),
            texts=tuple(self.pane.texts.texts),
            has_newer=self.pane.texts.has_newer,
            seen=self._seen_through,
        )

    def renew(self, found: Renewed | Opened, *, since: int) -> None:
        """Draw what became of the texts, and the new ones; or all of them, where none were there."""
        if isinstance(found, Opened):
            if self.is_shown(found.conversation.id) and not self.is_read:
                self._put(found, since=since)
            return
        if self._texts_of != found.conversation.id:
            return
        texts = self.pane.texts
        follows = texts.at_newest
        self._take(found.conversation)
        texts.show_day(self.screen.now)
        texts.change(found.changed, gone=found.gone, has_older=found.has_older)
        if found.added.texts and not texts.has_newer:
            known = {text.id for text in texts.texts}
            added = [text for text in found.added.texts if text.id not in known]
            texts.append(added, has_newer=found.added.has_more)
            if follows and texts.has_newer:
                self.to_newest()
        self._see_newest()
        self.pane.show_news(0 if texts.at_newest else found.arrived)
        self.screen.writing.renew(found.conversation, found.suppression, since=since)
        self.attention.look()

    def _see_newest(self) -> None:
        """Note how far the person has seen, where the newest text is in view."""
        texts = self.pane.texts
        if self.is_read and texts.at_newest and texts.texts:
            self._seen_through = max(self._seen_through, texts.texts[-1].position)
            self.pane.show_news(0)

    def seen_through(self) -> int | None:
        """Return the position of the newest text that the person has seen; None where none is there."""
        texts = self.pane.texts.texts
        if not self.is_read or not texts:
            return None
        self._see_newest()
        return min(self._seen_through, texts[-1].position)

    def to_oldest(self) -> None:
        """Show the oldest text, selected."""
        texts = self.pane.texts
        if self.conversation is not None and texts.has_older and self.is_read:
            self._begin(self.conversation.id, self._load(self.conversation.id, Edge.OLDEST))
        else:
            texts.to_oldest_loaded()

    def to_newest(self) -> None:
        """Show the newest text."""
        texts = self.pane.texts
        texts.unselect()
        if self.conversation is not None and (texts.has_newer or not self.is_read):
            self._begin(self.conversation.id, self._load(self.conversation.id, Edge.NEWEST))
        else:
            texts.to_newest()
            self._see_newest()

    # counting as read
    def looked(self) -> None:
        """Note that the newest text came into view, or left it."""
        self._see_newest()
        self.attention.look()

    @property
    def unread_in_view(self) -> InView | None:
        """What will count as read if it stays as it is; None of nothing unread."""
        conversation, texts = self.conversation, self.pane.texts
        if conversation is None or not conversation.unread or not self.is_read or not texts.texts:
            return None
        looks_at_it = self.deliberate and self.screen.is_seen and self.screen.is_reading
        if not looks_at_it or not texts.at_newest:
            return None
        return InView(conversation.id, conversation.unread, texts.texts[-1].position)
