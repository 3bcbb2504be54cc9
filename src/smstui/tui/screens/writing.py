"""The composer's side of the inbox: drafts, sending, taking back, and who a text is from and to."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from smstui.domain.models import Draft
from smstui.domain.states import State
from smstui.ports.errors import SmstuiError, StoreError
from smstui.services.drafts import Drafts
from smstui.tui.background import background, tell
from smstui.tui.crash import describe
from smstui.tui.formatting import cleaned, spoken_when
from smstui.tui.pause import Pause

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from smstui.domain.models import Conversation, Suppression, TextMessage
    from smstui.tui.panes.composer import Composer
    from smstui.tui.screens.editing import Handed
    from smstui.tui.screens.inbox import InboxScreen

SAVE_AFTER = 0.15
"""Seconds between a key and the draft on disk; the promise is 0.25."""

SLOW_AFTER = 1.0
"""Seconds after which it is said that a text is still being recorded: it stands nowhere on the screen."""

log = logging.getLogger(__name__)


class Writing:
    """What is being written, and what just left."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.conversation: Conversation | None = None
        self.drafts = Drafts(screen.runtime.store, screen.runtime.clock)
        self._pause = Pause(screen.runtime.clock, SAVE_AFTER)
        self._keeps_soon = False
        self._refused = ""
        """The text that the notice above the composer says was not sent."""
        self.is_slow = False
        """A text is being recorded for longer than one expects."""
        self._warns = False
        """That notice says what would stop what is being written."""
        self.handed: Handed | None = None
        """What an editor has just now."""

    @property
    def composer(self) -> Composer:
        """Where it is typed."""
        return self.screen.conversation.composer

    # which conversation
    def _is_to(self, conversation_id: int) -> bool:
        return self.conversation is not None and self.conversation.id == conversation_id

    def take_up(self, conversation: Conversation) -> None:
        """Write to this conversation from now on, going on with its draft."""
        self.conversation = conversation
        self.composer.set_text(self.drafts.begin(conversation.id, cleaned(conversation.draft)))
        self.composer.show_standing("")
        self._say_nothing()
        self.composer.show_parties(conversation, self.screen.line_of(conversation))

    def put_away(self) -> None:
        """Keep what is typed, and write to nobody."""
        self.keep()
        self.conversation = None

    def rows_were_read(self, *, since: int) -> None:
        """Trust the drafts in the list again, which were asked for at that moment of the drafts."""
        self.drafts.forget(since=since, but=self.conversation.id if self.conversation else None)

    def renew(self, conversation: Conversation, suppression: Suppression | None, *, since: int) -> None:
        """Take over what changed elsewhere: a draft nobody here is changing, an opt-out."""
        if not self._is_to(conversation.id):
            return
        self.conversation = conversation
        self._note()
        if not self.composer.is_sending:
            draft = self.drafts.hear(conversation.id, cleaned(conversation.draft), since=since)
            if draft != cleaned(self.composer.text):
                self.composer.set_text(draft)
        self.composer.show_standing(self._words_of(suppression) if suppression else "")
        self.composer.show_parties(conversation, self.screen.line_of(conversation))
        if self._warns:  # its reason may be gone
            self._warn_soon()

    def _words_of(self, suppression: Suppression) -> str:
        when = spoken_when(suppression.since, self.screen.now)
        word = f"said {suppression.word}" if suppression.word else "does not want texts"
        return f"⊘ {word} {when}: cannot be texted"

    def _say_nothing(self) -> None:
        """Take away what was said about a text that was written before."""
        self._refused, self._warns = "", False
        self.composer.show_notice("")

    # drafts
    def _note(self) -> None:
        """Note what is typed: the message that it changed may be on its way still."""
        if self.conversation is not None:
            self.drafts.put(self.conversation.id, self.composer.text)

    def _show(self, conversation_id: int, draft: str) -> None:
        """Show what became of a draft, where it is written, and keep it."""
        if self._is_to(conversation_id):
            self.composer.set_text(draft)
        self.keep()

    def changed(self) -> None:
        """Keep the draft in a moment, however long the person types on, and judge it once they pause."""
        if self.composer.text != self._refused:
            self._say_nothing()
        self.keep()
        if self._pause.touch():
            self._warn_soon()

    def keep(self) -> None:
        """Keep in a moment what was written anywhere."""
        self._note()
        if self.drafts.is_owing and not self._keeps_soon:
            self._keeps_soon = True
            self._keep_soon()

    @background("draft")
    async def _keep_soon(self) -> None:
        """Keep what was written until the store has all; that it does not take it is told once."""
        is_told = False
        try:
            while self.drafts.is_owing:
                await self.screen.runtime.clock.sleep(SAVE_AFTER)
                try:
                    await self.flush()
                except StoreError as error:
                    if not is_told:
                        log.warning("draft: %s", describe(error))
                        tell(self.screen, error)
                    is_told = True
                else:
                    is_told = False
        finally:
            self._keeps_soon = False

    async def flush(self) -> None:
        """Keep now all that was written, also while this goes on, and saved; raises `StoreError`."""
        if self.handed is not None:
            self.handed.take_early()
        self._note()
        while self.drafts.is_owing:
            await self.drafts.keep()
            self._note()

    def move_draft(self, here: Conversation, there: Conversation, *, since: int) -> bool:
        """Go on with the draft of one conversation in another; False where one stays, for that has its own.

        Both were asked for at that moment of the drafts.
        """
        self._note()
        typed, _ = (self.drafts.hear(each.id, cleaned(each.draft), since=since) for each in (here, there))
        is_moved = self.drafts.move(here.id, there.id)
        if is_moved:
            self._show(here.id, "")
        return is_moved or not typed

    @background("warn")
    async def _warn_soon(self) -> None:
        await self._pause.settle()
        await self._warn()

    async def _warn(self) -> None:
        """Say while it is written what would stop the text."""
        from smstui.services.outbox import judge_draft

        conversation, text = self.conversation, self.composer.text
        if conversation is None or not text.strip():
            return
        runtime = self.screen.runtime
        verdict = await judge_draft(self._draft(conversation, text), store=runtime.store, rules=runtime.rules)
        if not self._is_to(conversation.id) or self.composer.text != text:
            return
        if not verdict.passed:
            self._warns = True
            self.composer.show_notice(f"✗ {verdict.reason} {verdict.remedy}", severity="warning")
        elif self._warns:
            self._say_nothing()

    def _draft(self, conversation: Conversation, text: str) -> Draft:
        return Draft(line_id=conversation.line_id, peer=conversation.peer, body=text)

    # sending
    def send(self, body: str) -> None:
        """Send what enter was pressed on, which left the composer; a text that a gate refuses comes back."""
        if self.conversation is not None and self.composer.take(body):
            self.drafts.send(self.conversation.id, body, left=self.composer.text)
            self._queue(self.conversation, body, self.screen.reading.seen_through())
            self._say_that_it_waits()

    @background("send")
    async def _queue(self, conversation: Conversation, body: str, seen_through: int | None) -> None:
        from smstui.services.outbox import queue

        runtime = self.screen.runtime

        def record(left: str) -> Awaitable[TextMessage]:
            return queue(
                self._draft(conversation, body),
                store=runtime.store,
                clock=runtime.clock,
                rules=runtime.rules,
                delay=runtime.settings.send_delay,
                draft_left=left,
                seen_through=seen_through,
            )

        try:
            queued = await self.drafts.record(conversation.id, body, record)
        except Exception as error:
            self._give_back(conversation, body)
            if not isinstance(error, SmstuiError):
                raise
            self._say_why(conversation, error)
            return
        finally:
            self._note_slow(self.is_slow and self.drafts.is_recording)
        self.keep()
        self.screen.telling.queued(queued)
        runtime.engine.nudge()
        if self._is_to(conversation.id):
            self.screen.reading.to_newest()

    @background("slow")
    async def _say_that_it_waits(self) -> None:
        """Say where a text is that the store takes long to record."""
        await self.screen.runtime.clock.sleep(SLOW_AFTER)
        self._note_slow(self.drafts.is_recording)

    def _note_slow(self, is_slow: bool) -> None:
        if is_slow is not self.is_slow:
            self.is_slow = is_slow
            self.screen.standing.show()

    def _give_back(self, conversation: Conversation, body: str) -> None:
        """Put a text that was not recorded back where it came from."""
        self._note()
        self._show(conversation.id, self.drafts.came_back(conversation.id, body))

    def _say_why(self, conversation: Conversation, error: SmstuiError) -> None:
        if self._is_to(conversation.id):
            self._refused, self._warns = self.composer.text, False
            self.composer.show_notice(f"✗ Not sent: {error.message} {error.hint}")
        else:
            tell(self.screen, error)

    async def count_waiting(self) -> int:
        """Return how many texts wait to be sent; none where the store cannot tell."""
        try:
            waiting = await self.screen.runtime.store.read(lambda reader: reader.in_states({State.QUEUED}))
        except StoreError:
            return 0
        return len(waiting)

    # taking back
    @property
    def counting(self) -> TextMessage | None:
        """The newest text whose countdown runs."""
        counting = [text for text in self.screen.overview.waiting if self._counts_down(text)]
        return max(counting, key=lambda text: text.position, default=None)

    def _counts_down(self, text: TextMessage) -> bool:
        return text.not_before is not None and text.not_before > self.screen.runtime.clock.now()

    def take_back(self) -> None:
        """Put the newest text that waits back into the composer, also while it is recorded.

        One whose countdown runs comes before those that wait for the network.
        """
        self.screen.asking.begin(self._take_back, keeps_keys=True)

    async def _take_back(self) -> None:
        from smstui.services.outbox import take_back

        runtime = self.screen.runtime
        await self.composer.settle()  # esc and `u` are no keys of its field, which waits for one behind enter
        async with self.drafts.in_order:  # what was sent is recorded by then
            waiting = await runtime.store.read(lambda reader: reader.in_states({State.QUEUED}))
            text = max(waiting, key=lambda each: (self._counts_down(each), each.position), default=None)
            if text is None:
                self.screen.say("There is nothing to take back.")
                return
            stored = await take_back(text.id, store=runtime.store, clock=runtime.clock)
            self._note()
            draft = self.drafts.taken_back(text.conversation_id, text.body or "", cleaned(stored))
        self._show(text.conversation_id, draft)
        conversation = await runtime.store.read(lambda reader: reader.conversation(text.conversation_id))
        if conversation is not None:
            self.screen.open_conversation(conversation)
            await self.screen.write_reply()
