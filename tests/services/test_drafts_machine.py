"""Everything that can happen to drafts, in any order: none is lost, doubled, or in the wrong place."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders import ANA, BO, World, a_world
from smstui.domain.models import Draft, Suppression
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.services.drafts import Drafts, save_draft
from smstui.services.outbox import GatesRefusedError, queue, take_back
from smstui.services.reading import start_conversation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

    from smstui.domain.models import TextMessage

T = TypeVar("T")

FULL = StoreError("The disk is full.", hint="Make room.")


class Written(RuleBasedStateMachine):
    """One person who writes to two others, and what a screen does for that."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._folder = tempfile.TemporaryDirectory()
        self.world: World = self.do(self._stack.enter_async_context(a_world(Path(self._folder.name))))
        self.drafts = Drafts(self.world.store, self.world.clock)
        self.words = 0
        self.peers: dict[int, str] = {}
        """Whom each conversation is with."""
        self.mine: dict[int, str] = {}
        """What the person left as the draft of each conversation."""
        self.shown = 0
        self.typed = ""
        """What stands on the screen, and of which conversation."""
        self.sent: deque[tuple[int, str]] = deque()
        """What left the screen and is not recorded yet."""
        self.readings: list[tuple[int, dict[int, str]]] = []
        """What is on its way from the store to the screen, and how far the drafts were when it was asked."""
        self.rows: dict[int, str] = {}
        """The drafts as the list has them."""
        self.unheard: set[int] = set()
        """Conversations of whose drafts somebody else wrote another, which was not read yet."""
        self.safe: set[str] = set()
        """Words that the store has: they may not leave it."""

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def teardown(self) -> None:
        try:
            self.do(self.all_ends_well())
        finally:
            self.do(self._stack.aclose())
            self._loop.close()
            self._folder.cleanup()

    @initialize()
    def begin(self) -> None:
        async def begin() -> None:
            line = await self.world.line()
            needs: dict[str, Any] = {"store": self.world.store, "clock": self.world.clock}
            for peer in (ANA, BO):
                made = await start_conversation(line.id, peer, rules=self.world.rules, **needs)
                self.peers[made.id] = peer

        self.do(begin())
        self.mine = dict.fromkeys(self.peers, "")
        self.rows = dict.fromkeys(self.peers, "")
        self.show(min(self.peers))

    # the screen
    def type(self, text: str) -> None:
        self.typed = self.mine[self.shown] = text
        self.drafts.put(self.shown, text)
        self.unheard.discard(self.shown)

    def some_words(self) -> str:
        self.words += 1
        return f"w{self.words}"

    @rule()
    def open_the_other(self) -> None:
        [other] = self.peers.keys() - {self.shown}
        self.show(other)

    def show(self, conversation: int) -> None:
        if conversation != self.shown:
            self.shown = conversation
            self.typed = self.drafts.begin(conversation, self.rows[conversation])
            self.see()

    def see(self) -> None:
        """Say that what stands on the screen is what the person wrote there, or somebody else since."""
        if self.shown not in self.unheard:
            assert self.typed == self.mine[self.shown]

    @rule()
    def write(self) -> None:
        self.type(" ".join(part for part in (self.typed, self.some_words()) if part))

    @precondition(lambda self: self.typed)
    @rule()
    def wipe(self) -> None:
        self.safe -= set(self.typed.split())
        self.type("")

    @precondition(lambda self: self.typed and self.shown not in self.unheard)
    @rule(more=st.booleans())
    def send(self, more: bool) -> None:
        self.sent.append((self.shown, self.typed))
        left = self.some_words() if more else ""
        self.drafts.send(self.shown, self.typed, left=left)
        self.typed = self.mine[self.shown] = left

    def return_(self, conversation: int, body: str, draft: str) -> None:
        """Have a text stand above what was typed since, also on the screen."""
        self.mine[conversation] = "\n".join(part for part in (body, self.mine[conversation]) if part)
        if self.shown == conversation:
            self.typed = draft
            self.see()

    # the store
    async def drafts_there(self) -> dict[int, str]:
        found = await self.world.store.read(
            lambda reader: {each: reader.conversation(each) for each in self.peers}
        )
        return {each: conversation.draft for each, conversation in found.items() if conversation is not None}

    async def meanwhile(self, work: Coroutine[Any, Any, T], types: bool) -> T:
        """Do this, and type while it waits for the store."""
        task = asyncio.ensure_future(work)
        for _ in range(3):
            await asyncio.sleep(0)
        if types:
            self.write()
        return await task

    @rule(fails=st.booleans(), types=st.booleans())
    def keep(self, fails: bool, types: bool) -> None:
        self.world.store.refuses = FULL if fails else None
        before = self.all_words()
        try:
            self.do(self.meanwhile(self.drafts.keep(), types))
        except StoreError:
            assert fails
        else:
            self.safe |= before
        self.world.store.refuses = None

    def all_words(self) -> set[str]:
        known = [text for each, text in self.mine.items() if each not in self.unheard]
        return {word for text in (*known, *(body for _, body in self.sent)) for word in text.split()}

    @precondition(lambda self: self.sent)
    @rule(goes=st.sampled_from(["well", "well", "refused", "full"]), types=st.booleans())
    def record(self, goes: str, types: bool) -> None:
        self.do(self.record_next(goes, types))

    async def record_next(self, goes: str, types: bool) -> None:
        conversation, body = self.sent[0]
        peer = self.peers[conversation]
        line = await self.world.line()
        if goes == "refused":
            no = Suppression(peer=peer, since=self.world.clock.now(), source="keyword", word="STOP")
            await self.world.store.write(lambda tx: tx.suppress(no))
        self.world.store.refuses = FULL if goes == "full" else None

        def record(left: str) -> Awaitable[TextMessage]:
            needs: dict[str, Any] = {"store": self.world.store, "clock": self.world.clock}
            draft = Draft(line.id, peer, body)
            return queue(draft, rules=self.world.rules, delay=3600, draft_left=left, **needs)

        try:
            await self.meanwhile(self.drafts.record(conversation, body, record), types)
        except (StoreError, GatesRefusedError):
            assert goes != "well"
            self.sent.popleft()
            self.return_(conversation, body, self.drafts.came_back(conversation, body))
        else:
            self.sent.popleft()
        self.world.store.refuses = None
        if goes == "refused":
            await self.world.store.write(lambda tx: tx.lift_suppression(peer))

    @precondition(lambda self: self.sent)
    @rule(first=st.booleans(), goes=st.sampled_from(["well", "refused"]))
    def record_and_keep_at_once(self, first: bool, goes: str) -> None:
        async def both() -> None:
            works = [self.record_next(goes, types=False), self.drafts.keep()]
            await asyncio.gather(*(works if first else reversed(works)))

        self.do(both())

    @rule()
    def take_the_newest_back(self) -> None:
        async def take() -> None:
            async with self.drafts.in_order:
                waiting = await self.world.texts(State.QUEUED)
                if not waiting:
                    return
                text = waiting[-1]
                await take_back(text.id, store=self.world.store, clock=self.world.clock)
                there = (await self.drafts_there())[text.conversation_id]
                draft = self.drafts.taken_back(text.conversation_id, text.body or "", there)
            self.return_(text.conversation_id, text.body or "", draft)
            self.show(text.conversation_id)

        self.do(take())

    @rule()
    def read(self) -> None:
        """Have the screen ask for what the store has; `hear` is when it comes."""
        self.readings.append((self.drafts.generation, self.do(self.drafts_there())))

    @precondition(lambda self: self.readings)
    @rule(data=st.data(), rows=st.booleans())
    def hear(self, data: st.DataObject, rows: bool) -> None:
        generation, found = self.readings.pop(data.draw(st.integers(0, len(self.readings) - 1)))
        if rows:
            self.rows = found
            self.drafts.trust(generation=generation, but=self.shown)
        else:
            self.hear_of(generation, found)

    def hear_of(self, generation: int, found: dict[int, str]) -> None:
        self.typed = self.drafts.hear(self.shown, found[self.shown], generation=generation)
        self.see()

    # others
    @precondition(lambda self: not (self.drafts.is_owing or self.sent))
    @rule(data=st.data())
    def somebody_else_writes(self, data: st.DataObject) -> None:
        """Have a draft written by another program; what it says is read later."""
        conversation = data.draw(st.sampled_from(sorted(self.peers)))
        needs: dict[str, Any] = {"store": self.world.store, "clock": self.world.clock}
        self.safe -= set(self.mine[conversation].split())
        self.mine[conversation] = self.some_words()
        self.do(save_draft(conversation, self.mine[conversation], **needs))
        self.unheard.add(conversation)
        self.readings.clear()  # they would be followed by the one that this change brings about
        self.rows = self.do(self.drafts_there())
        self.drafts.trust(generation=self.drafts.generation, but=self.shown)
        if data.draw(st.booleans()):
            self.hear_of(self.drafts.generation, self.rows)
            self.unheard.discard(conversation)

    # what must hold
    @invariant()
    def what_was_kept_is_in_the_store_and_in_one_place(self) -> None:
        """Say that a program that is killed now loses no word, and leaves none that is sent twice."""

        async def check() -> None:
            drafts = {word for text in (await self.drafts_there()).values() for word in text.split()}
            waiting = {
                word for text in await self.world.texts(State.QUEUED) for word in (text.body or "").split()
            }
            assert self.safe <= drafts | waiting
            assert not drafts & waiting

        self.do(check())

    async def all_ends_well(self) -> None:
        """Once all is recorded and kept the store has the drafts that the person left, and no others."""
        while self.sent:
            await self.record_next("well", types=False)
        await self.drafts.keep()
        there = await self.drafts_there()
        assert {each: there[each] for each in there if each not in self.unheard} == {
            each: text for each, text in self.mine.items() if each not in self.unheard
        }
        assert not self.drafts.is_owing


TestWritten = Written.TestCase
TestWritten.settings = settings(
    max_examples=250,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
