"""Everything that can happen to drafts, in any order: none is lost, doubled, or in the wrong place."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders import ANA, BO, World, a_world
from smstui.domain.models import Draft, Suppression
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.services.drafts import Drafts, above, save_drafts
from smstui.services.outbox import GatesRefusedError, queue, take_back
from smstui.services.reading import start_conversation

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

FULL = StoreError("The disk is full.", hint="Make room.")


@dataclass(frozen=True)
class Seen:
    """What was read of the drafts; `step` and `since` are when it was asked for, by us and by them."""

    step: int
    since: int
    found: dict[int, str]


class Written(RuleBasedStateMachine):
    """One person who writes to two others, what a screen does for that, and somebody else who writes too."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._folder = tempfile.TemporaryDirectory()
        self.world: World = self.do(self._stack.enter_async_context(a_world(Path(self._folder.name))))
        self.needs: dict[str, Any] = {"store": self.world.store, "clock": self.world.clock}
        self.drafts = Drafts(self.world.store, self.world.clock)
        self.steps = 0
        self.words = 0
        self.peers: dict[int, str] = {}
        """Whom each conversation is with."""
        self.mine: dict[int, str] = {}
        """What should become of the draft of each conversation."""
        self.unkept: set[int] = set()
        """Conversations that the person wrote to since the store got what they wrote."""
        self.unheard: set[int] = set()
        """Conversations of whose drafts somebody else wrote another, which did not come to the screen yet."""
        self.changed: dict[int, int] = {}
        """The step at which each draft was changed last, by anybody."""
        self.shown = 0
        self.typed = ""
        """What stands on the screen, and of which conversation."""
        self.sent: deque[tuple[int, str]] = deque()
        """What left the screen and is not recorded yet."""
        self.is_recorded = asyncio.Event()
        self.readings: list[Seen] = []
        """What is on its way from the store to the screen."""
        self.rows: dict[int, str] = {}
        """The drafts as the list has them."""
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
            for peer in (ANA, BO):
                made = await start_conversation(line.id, peer, rules=self.world.rules, **self.needs)
                self.peers[made.id] = peer

        self.do(begin())
        self.mine = dict.fromkeys(self.peers, "")
        self.rows = dict.fromkeys(self.peers, "")
        self.changed = dict.fromkeys(self.peers, 0)
        self.show(min(self.peers))

    # the screen
    @property
    def other(self) -> int:
        """The conversation that is not shown."""
        [other] = self.peers.keys() - {self.shown}
        return other

    def change(self, conversation: int, draft: str) -> None:
        """Have the draft be this by the person's wish, whatever somebody else wrote."""
        self.steps += 1
        self.mine[conversation] = draft
        self.changed[conversation] = self.steps
        self.unkept.add(conversation)
        if conversation in self.unheard:  # the last one wins
            self.unheard.discard(conversation)
            self.safe -= self.theirs

    @property
    def theirs(self) -> set[str]:
        """The words of somebody else."""
        return {word for word in self.safe if word.startswith("theirs")}

    def is_ours(self, conversation: int) -> bool:
        """Whether the store will get a draft from here, whatever it has now."""
        return conversation in self.unkept or conversation in dict(self.sent)

    def type(self, text: str) -> None:
        self.typed = text
        self.drafts.put(self.shown, text)
        self.change(self.shown, text)

    def some_words(self, whose: str = "w") -> str:
        self.words += 1
        return f"{whose}{self.words}"

    @rule()
    def open_the_other(self) -> None:
        self.show(self.other)

    def show(self, conversation: int) -> None:
        self.shown = conversation
        self.typed = self.drafts.begin(conversation, self.rows[conversation])
        self.see()

    def see(self) -> None:
        """Say that what stands on the screen is what should, or will be once it is heard of."""
        if self.typed == self.mine[self.shown]:
            self.unheard.discard(self.shown)
        assert self.shown in self.unheard or self.typed == self.mine[self.shown]

    @rule()
    def write(self) -> None:
        self.type(" ".join(part for part in (self.typed, self.some_words()) if part))

    @precondition(lambda self: self.typed)
    @rule()
    def wipe(self) -> None:
        self.safe -= set(self.typed.split())
        self.type("")

    @rule()
    def write_and_think_better_of_it(self) -> None:
        typed = self.typed
        self.type(f"{typed}?")
        self.type(typed)

    @precondition(lambda self: self.typed and self.shown not in self.unheard)
    @rule(more=st.booleans())
    def send(self, more: bool) -> None:
        self.sent.append((self.shown, self.typed))
        left = self.some_words() if more else ""
        is_kept = self.shown not in self.unkept and not more  # what is sent stays in its draft there
        self.drafts.send(self.shown, self.typed, left=left)
        self.typed = left
        self.change(self.shown, left)
        if is_kept:
            self.unkept.discard(self.shown)

    def came_above(self, conversation: int, body: str, draft: str) -> None:
        """Have a text stand above what was typed since, on the screen too."""
        self.change(conversation, above(body, self.mine[conversation]))
        if self.shown == conversation:
            self.typed = draft
            self.see()

    @precondition(lambda self: not self.unheard)
    @rule()
    def go_on_in_the_other(self) -> None:
        here, there = self.shown, self.other
        seen = self.now()
        for each in (here, there):
            self.drafts.hear(each, seen.found[each], since=seen.since)
        moves = bool(self.mine[here] and not self.mine[there])
        assert self.drafts.move(here, there) is moves
        if moves:
            self.change(there, self.mine[here])
            self.change(here, "")
        self.show(there)

    # the store
    async def drafts_there(self) -> dict[int, str]:
        found = await self.world.store.read(
            lambda reader: {each: reader.conversation(each) for each in self.peers}
        )
        return {each: conversation.draft for each, conversation in found.items() if conversation is not None}

    def now(self) -> Seen:
        return Seen(self.steps, self.drafts.moment, self.do(self.drafts_there()))

    async def meanwhile(self, work: Coroutine[Any, Any, T], *, types: bool) -> T:
        """Do this, and type while it waits for the store."""
        task = asyncio.ensure_future(work)
        for _ in range(3):
            await asyncio.sleep(0)
        if types:
            self.write()
        return await task

    def are_kept(self, texts: dict[int, str]) -> None:
        """Note that the store has these, as they were some time ago."""
        for each, text in texts.items():
            self.safe |= set(text.split())
            if self.whole(each) == text:
                self.unkept.discard(each)

    def whole(self, conversation: int) -> str:
        """Return what the store should have: what is sent is a draft until it is recorded."""
        return above("\n".join(body for to, body in self.sent if to == conversation), self.mine[conversation])

    @rule(fails=st.booleans(), types=st.booleans())
    def keep(self, fails: bool, types: bool) -> None:
        self.world.store.refuses = FULL if fails else None
        self.do(self.keep_all(fails=fails, types=types))
        self.world.store.refuses = None

    async def keep_all(self, *, fails: bool = False, types: bool = False) -> None:
        before = {each: self.whole(each) for each in self.unkept}
        try:
            await self.meanwhile(self.drafts.keep(), types=types)
        except StoreError:
            assert fails
        else:
            self.are_kept(before)

    @precondition(lambda self: self.sent)
    @rule(goes=st.sampled_from(["well", "well", "refused", "full"]), types=st.booleans())
    def record(self, goes: str, types: bool) -> None:
        self.do(self.record_next(goes, types=types))

    async def record_next(self, goes: str, *, types: bool = False) -> None:
        conversation, body = self.sent[0]
        peer = self.peers[conversation]
        line = await self.world.line()
        if goes == "refused":
            no = Suppression(peer=peer, since=self.world.clock.now(), source="keyword", word="STOP")
            await self.world.store.write(lambda tx: tx.suppress(no))
        self.world.store.refuses = FULL if goes == "full" else None
        kept = ""
        before = {each: self.whole(each) for each in self.unkept}

        async def record(left: str) -> None:
            nonlocal kept
            kept = left
            if before.keys() - {conversation}:  # words may have gone from one to another
                self.are_kept(before)
            draft = Draft(line.id, peer, body)
            await queue(draft, rules=self.world.rules, delay=3600, draft_left=left, **self.needs)
            self.is_recorded.set()
            for _ in range(9):  # the answer is on its way
                await asyncio.sleep(0)

        try:
            await self.meanwhile(self.drafts.record(conversation, body, record), types=types)
        except (StoreError, GatesRefusedError):
            assert goes != "well"
            self.sent.popleft()
            self.came_above(conversation, body, self.drafts.came_back(conversation, body))
        else:
            self.sent.popleft()
            self.safe |= set(body.split())
            self.are_kept({conversation: kept})
        self.world.store.refuses = None
        if goes == "refused":
            await self.world.store.write(lambda tx: tx.lift_suppression(peer))

    @precondition(lambda self: self.sent)
    @rule(goes=st.sampled_from(["well", "refused"]))
    def record_and_keep_at_once(self, goes: str) -> None:
        async def both() -> None:
            self.is_recorded.clear()
            recording = asyncio.ensure_future(self.record_next(goes))
            is_recorded = asyncio.ensure_future(self.is_recorded.wait())
            await asyncio.wait((recording, is_recorded), return_when=asyncio.FIRST_COMPLETED)
            is_recorded.cancel()
            self.write()
            await asyncio.gather(self.drafts.keep(), recording)

        self.do(both())
        self.what_was_kept_is_in_the_store_and_in_one_place()
        self.do(self.keep_all())

    @rule(hears=st.booleans())
    def take_the_newest_back(self, hears: bool) -> None:
        early = self.now()

        async def take() -> None:
            async with self.drafts.in_order:
                waiting = await self.world.texts(State.QUEUED)
                if not waiting:
                    return
                text = waiting[-1]
                to, body = text.conversation_id, text.body or ""
                is_ours = self.is_ours(to)
                stored = await take_back(text.id, **self.needs)
                if hears and self.shown not in self.unheard:  # before the answer comes
                    self.rows = await self.drafts_there()
                    self.typed = self.drafts.hear(self.shown, self.rows[self.shown], since=self.drafts.moment)
                    self.drafts.forget(since=self.drafts.moment, but=self.shown)
                draft = self.drafts.taken_back(to, body, stored)
            if is_ours:
                self.came_above(to, body, draft)
            else:
                self.mine[to] = draft
                assert draft == (await self.drafts_there())[to]
                assert set(body.split()) <= set(draft.split())
                self.steps += 1
                self.changed[to] = self.steps
                self.unheard.discard(to)
            self.show(to)
            if hears:
                self.hear_of(early)

        self.do(take())

    @rule()
    def read(self) -> None:
        """Have the screen ask for what the store has; `hear` is when it comes."""
        self.readings.append(self.now())

    @precondition(lambda self: self.readings)
    @rule(data=st.data(), rows=st.booleans())
    def hear(self, data: st.DataObject, rows: bool) -> None:
        at = data.draw(st.integers(0, len(self.readings) - 1))
        seen = self.readings.pop(at)
        if rows:
            del self.readings[:at]  # the list is never drawn as it was before: the store answers in order
            self.rows = seen.found
            self.drafts.forget(since=seen.since, but=self.shown)
        else:
            self.hear_of(seen)

    def hear_of(self, seen: Seen) -> None:
        self.typed = self.drafts.hear(self.shown, seen.found[self.shown], since=seen.since)
        is_as_new = seen.step >= self.changed[self.shown] and not self.is_ours(self.shown)
        if is_as_new:
            assert self.typed == self.mine[self.shown], "what was read was not taken"
        self.see()

    # somebody else
    @precondition(lambda self: self.peers.keys() - dict(self.sent))
    @rule(data=st.data(), is_told=st.booleans())
    def somebody_else_writes(self, data: st.DataObject, is_told: bool) -> None:
        """Have a draft written by another program; where it is ours that will be kept it is gone again."""
        conversation = data.draw(st.sampled_from(sorted(self.peers.keys() - dict(self.sent))))
        draft = self.some_words("theirs")
        there = self.do(self.drafts_there())[conversation]
        self.safe -= set(there.split())
        self.do(save_drafts({conversation: draft}, **self.needs))
        if not self.is_ours(conversation):
            self.steps += 1
            self.changed[conversation] = self.steps
            self.mine[conversation] = draft
            self.unheard.add(conversation)
            self.safe.add(draft)
        # Its change has the screen read again, behind whatever is on its way.
        self.readings.clear()
        if is_told:
            self.rows = self.do(self.drafts_there())
            self.drafts.forget(since=self.drafts.moment, but=self.shown)
            self.hear_of(self.now())

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
        """Once all is recorded and kept the store has the drafts that it should, and no others."""
        while self.sent:
            await self.record_next("well")
        await self.drafts.keep()
        assert await self.drafts_there() == self.mine
        assert not self.drafts.is_owing


TestWritten = Written.TestCase
TestWritten.settings = settings(
    max_examples=250,
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
