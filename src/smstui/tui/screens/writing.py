"""The composer's side of the inbox: drafts, sending, taking back, and who a text is from and to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smstui.domain.models import Draft
from smstui.domain.states import State
from smstui.ports.errors import SmstuiError
from smstui.tui.background import background, tell
from smstui.tui.formatting import cleaned, short_when
from smstui.tui.pause import Pause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Conversation, Suppression, TextMessage
    from smstui.tui.panes.composer import Composer
    from smstui.tui.screens.inbox import InboxScreen

SAVE_AFTER = 0.15
"""Seconds between a key and the draft on disk; the promise is 0.25."""


class Writing:
    """What is being written, and what just left."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.conversation: Conversation | None = None
        self._saved = ""
        """The draft as the store has it."""
        self._left: dict[int, str] = {}
        """What drafts elsewhere were left or written as, until their rows in the list are as new."""
        self.generation = 0
        """Grows with everything done here: what was read of a draft before that is stale."""
        self._sends = 0
        """Texts that left the composer and are not recorded yet: their drafts in the store are stale."""
        self._saves = 0
        """Drafts that are to be written and are not yet: what the store has of them is stale too."""
        self._in_order = asyncio.Lock()
        """Held while something is written: recording a text clears its draft, and not the next one's."""
        self._pause = Pause(screen.runtime.clock, SAVE_AFTER)
        self._saves_soon = False

    @property
    def composer(self) -> Composer:
        """Where it is typed."""
        return self.screen.conversation.composer

    @property
    def _dirty(self) -> bool:
        return self.conversation is not None and self.composer.text != self._saved

    # which conversation
    def _is_to(self, conversation_id: int) -> bool:
        return self.conversation is not None and self.conversation.id == conversation_id

    def take_up(self, conversation: Conversation) -> None:
        """Write to this conversation from now on, going on with its draft."""
        self.generation += 1
        self.conversation = conversation
        self._saved = self._left.get(conversation.id, cleaned(conversation.draft))
        self.composer.set_text(self._saved)
        self.composer.show_standing("")
        self.composer.show_parties(conversation, self.screen.line_of(conversation))

    def put_away(self) -> None:
        """Keep what is typed, and write to nobody."""
        if self.conversation is not None:
            self._left[self.conversation.id] = self.composer.text
            if self._dirty:
                self._save(self.conversation.id, self.composer.text)
        self.conversation = None

    def rows_were_read(self, *, generation: int) -> None:
        """Trust the drafts in the list again, where none was written since this was the generation."""
        if generation == self.generation and not self._saves:
            self._left.clear()

    def renew(self, conversation: Conversation, suppression: Suppression | None, *, generation: int) -> None:
        """Take over what changed elsewhere: a draft nobody here is changing, an opt-out."""
        if not self._is_to(conversation.id):
            return
        self.conversation = conversation
        stored = cleaned(conversation.draft)
        is_told = not (self._saves or self._sends or self.composer.is_sending)
        if generation == self.generation and is_told:
            if stored != self._saved and not self._dirty:
                self.composer.set_text(stored)
            self._saved = stored
        self.composer.show_standing(self._words_of(suppression) if suppression else "")
        self.composer.show_parties(conversation, self.screen.line_of(conversation))

    def _words_of(self, suppression: Suppression) -> str:
        on = short_when(suppression.since, self.screen.now)
        word = f"said {suppression.word}" if suppression.word else "does not want texts"
        return f"⊘ {word} on {on}: cannot be texted"

    # drafts
    def changed(self) -> None:
        """Keep the draft in a moment, however long the person types on, and judge it once they pause."""
        self.generation += 1
        self.composer.show_notice("")
        if not self._saves_soon:
            self._saves_soon = True
            self._save_soon()
        if self._pause.touch():
            self._warn_soon()

    @background("draft")
    async def _save_soon(self) -> None:
        await self.screen.runtime.clock.sleep(SAVE_AFTER)
        self._saves_soon = False
        await self.flush()

    @background("warn")
    async def _warn_soon(self) -> None:
        await self._pause.settle()
        await self._warn()

    @background("draft")
    async def keep(self) -> None:
        """Keep the draft now, whoever asks."""
        await self.flush()

    async def flush(self) -> None:
        """Keep the draft now."""
        async with self._in_order:
            await self._flush()

    async def _flush(self) -> None:
        if self._dirty and self.conversation is not None:
            await self._write(self.conversation.id, self.composer.text)

    def _save(self, conversation_id: int, text: str) -> None:
        self._saves += 1
        self._save_in_order(conversation_id, text)

    @background("draft")
    async def _save_in_order(self, conversation_id: int, text: str) -> None:
        try:
            async with self._in_order:
                await self._write(conversation_id, text)
        finally:
            self._saves -= 1

    @background("draft")
    async def _save_above(self, conversation_id: int, text: str) -> None:
        """Keep a text that came back, above what was typed in its conversation since."""
        async with self._in_order:
            found = await self.screen.runtime.store.read(lambda reader: reader.conversation(conversation_id))
            typed = found.draft if found is not None else ""
            await self._write(conversation_id, text + ("\n" + typed if typed else ""))

    async def copy_draft(self, here: int, there: int) -> bool:
        """Write the draft of one conversation to another too, where that has none; say whether it was."""
        async with self._in_order:
            await self._flush()
            ours, theirs = await self.screen.runtime.store.read(
                lambda reader: (reader.conversation(here), reader.conversation(there))
            )
            if ours is None or theirs is None or not ours.draft or theirs.draft:
                return False
            await self._write(there, ours.draft)
            return True

    async def drop_draft(self, conversation_id: int) -> None:
        """Forget the draft of a conversation that is not written in."""
        async with self._in_order:
            await self._write(conversation_id, "")

    async def _write(self, conversation_id: int, text: str) -> None:
        from smstui.services.drafts import save_draft

        runtime = self.screen.runtime
        await save_draft(conversation_id, text, store=runtime.store, clock=runtime.clock)
        self.generation += 1
        if not self._is_to(conversation_id):
            self._left[conversation_id] = text
        elif not self._sends:  # a text that was sent meanwhile takes what was just written with it
            self._saved = text

    async def _warn(self) -> None:
        """Say while it is written what would stop the text."""
        from smstui.services.outbox import judge_draft

        conversation, text = self.conversation, self.composer.text
        if conversation is None or not text.strip():
            return
        runtime = self.screen.runtime
        verdict = await judge_draft(self._draft(conversation, text), store=runtime.store, rules=runtime.rules)
        if self.conversation is conversation and self.composer.text == text and not verdict.passed:
            self.composer.show_notice(f"✗ {verdict.reason} {verdict.remedy}", severity="warning")

    def _draft(self, conversation: Conversation, text: str) -> Draft:
        return Draft(line_id=conversation.line_id, peer=conversation.peer, body=text)

    # sending
    def send(self, body: str) -> None:
        """Send what enter was pressed on, which left the composer; a text that a gate refuses comes back."""
        if self.conversation is not None and self.composer.take(body):
            self.generation += 1
            self._saved = ""
            self._sends += 1
            self._queue(self.conversation, body)

    @background("send")
    async def _queue(self, conversation: Conversation, body: str) -> None:
        from smstui.services.outbox import queue
        from smstui.services.reading import mark_read

        runtime = self.screen.runtime
        try:
            async with self._in_order:
                queued = await queue(
                    self._draft(conversation, body),
                    store=runtime.store,
                    clock=runtime.clock,
                    rules=runtime.rules,
                    delay=runtime.settings.send_delay,
                    from_draft=True,
                )
        except SmstuiError as error:
            self._give_back(conversation, body, error)
            return
        finally:
            self.generation += 1
            self._sends -= 1
        self.screen.telling.queued(queued)
        runtime.engine.nudge()
        if self._is_to(conversation.id):
            self.screen.reading.to_newest()
        await mark_read(conversation.id, store=runtime.store)

    def _give_back(self, conversation: Conversation, body: str, error: SmstuiError) -> None:
        """Put a refused text back where it came from, and say why."""
        if not self._is_to(conversation.id):
            self._save_above(conversation.id, body)
            tell(self.screen, error)
            return
        typed = self.composer.text
        self.composer.set_text(body + ("\n" + typed if typed else ""))
        self._save(conversation.id, self.composer.text)
        self.composer.show_notice(f"✗ Not sent: {error.message} {error.hint}")

    # taking back
    def can_take_back(self) -> TextMessage | None:
        """Return the newest text whose countdown runs."""
        return self._newest_counting(self.screen.overview.waiting)

    def _newest_counting(self, waiting: Sequence[TextMessage]) -> TextMessage | None:
        now = self.screen.runtime.clock.now()
        counting = [text for text in waiting if text.not_before and text.not_before > now]
        return max(counting, key=lambda text: text.position, default=None)

    def take_back(self) -> None:
        """Put the newest text that is about to be sent back into the composer, also while it is recorded."""
        self.screen.asking.begin(self._take_back, keeps_keys=True)

    async def _take_back(self) -> None:
        from smstui.services.outbox import take_back

        runtime = self.screen.runtime
        async with self._in_order:
            await self._flush()
            waiting = await runtime.store.read(lambda reader: reader.in_states({State.QUEUED}))
            text = self._newest_counting(waiting)
            if text is None:
                self.screen.say("There is nothing to take back.")
                return
            await take_back(text.id, store=runtime.store, clock=runtime.clock)
            conversation = await runtime.store.read(lambda reader: reader.conversation(text.conversation_id))
        if conversation is None:
            return
        self.screen.open_conversation(conversation)
        self.generation += 1
        self._saved = cleaned(conversation.draft)
        self.composer.set_text(conversation.draft)
        if self._sends:  # what is recorded next takes the draft in the store with it
            self._saved = ""
            self.changed()
        await self.screen.write_reply()
