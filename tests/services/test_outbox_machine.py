"""Everything that can happen to outgoing texts, in any order, against what must always hold."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from builders import ANA, BO, MAIN, WORKSHOP, World, a_world
from smstui.domain.states import IN_DOUBT, STEPS, State
from smstui.providers.simulator import Fault
from smstui.services.accounts import Link
from smstui.services.dispatch import Dispatcher
from smstui.services.outbox import GatesRefusedError, TooLateError, cancel, resend, take_back
from smstui.services.receipts import ask_receipts
from smstui.services.recover import recover

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

T = TypeVar("T")

WITH_THE_PROVIDER = frozenset({State.SENT, State.DELIVERED, State.UNDELIVERED, State.READ})


def _reachable(start: State) -> frozenset[State]:
    found, left = {start}, [start]
    while left:
        for state in STEPS[left.pop()] - found:
            found.add(state)
            left.append(state)
    return frozenset(found)


REACHABLE = {state: _reachable(state) for state in State}


class Outbox(RuleBasedStateMachine):
    """One account, two people, two lines, two bodies, and a carrier that fails in every way it knows."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._folder = tempfile.TemporaryDirectory()
        self.world: World = self.do(
            self._stack.enter_async_context(a_world(Path(self._folder.name), jumping=True))
        )
        self.world.wire.on_post = self.leaves
        self.seen: dict[int, State] = {}
        self.late: list[str] = []
        """People to whom a text left although they had said no."""
        self.link = Link(self.world.plan, self.world.clock)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def teardown(self) -> None:
        try:
            self.do(self.all_ends_well())
        finally:
            self.do(self._stack.aclose())
            self._loop.close()
            self._folder.cleanup()

    async def leaves(self, form: Mapping[str, str]) -> None:
        if await self.world.store.read(lambda reader: reader.suppression(form["To"])):
            self.late.append(form["To"])

    @initialize()
    def begin(self) -> None:
        self.do(self.world.sync())

    @rule(
        peer=st.sampled_from([ANA, BO]),
        line=st.sampled_from([MAIN, WORKSHOP]),
        body=st.sampled_from(["same", "other"]),
        delay=st.sampled_from([0.0, 0.0, 30.0]),
    )
    def write(self, peer: str, line: str, body: str, delay: float) -> None:
        try:
            self.do(self.world.write_to(peer, body, line=line, delay=delay))
        except GatesRefusedError:
            assert self.do(self.world.store.read(lambda reader: reader.suppression(peer)))

    @rule(fault=st.sampled_from([fault for fault in Fault if fault is not Fault.SLOW]))
    def plan_a_fault(self, fault: Fault) -> None:
        self.world.carrier.faults.order(fault, seconds=20)

    @rule()
    def send(self) -> None:
        self.do(self.drain())

    @rule(after=st.booleans())
    def crash_while_sending(self, after: bool) -> None:
        wire = self.world.wire

        async def hang() -> None:
            await asyncio.Event().wait()

        async def die() -> None:
            wire.after_post, wire.before_post = (hang, None) if after else (None, hang)
            draining = asyncio.ensure_future(self.drain())
            await self.world.settle()
            draining.cancel()
            await asyncio.gather(draining, return_exceptions=True)
            wire.after_post = wire.before_post = None
            await self.world.settle()

        self.do(die())
        self.link = Link(self.world.plan, self.world.clock)

    @rule()
    def sync(self) -> None:
        self.do(self.world.sync())

    @rule()
    def ask(self) -> None:
        if not self.world.wire.offline:
            self.do(ask_receipts(self.link, desk=self.world.desk))

    @rule(seconds=st.sampled_from([1, 25, 400, 4000]))
    def wait(self, seconds: float) -> None:
        self.world.clock.move(seconds)

    @rule(peer=st.sampled_from([ANA, BO]), word=st.sampled_from(["STOP", "START", "ok"]))
    def say(self, peer: str, word: str) -> None:
        self.world.carrier.say(peer, MAIN, word)
        self.world.clock.move(1)

    @rule(gone=st.booleans())
    def network(self, gone: bool) -> None:
        self.world.wire.offline = gone

    @rule(data=st.data())
    def change_ones_mind(self, data: st.DataObject) -> None:
        texts = [text for text in self.do(self.world.texts()) if text.direction == "out"]
        if not texts:
            return
        text = data.draw(st.sampled_from(texts))
        needs = {"store": self.world.store, "clock": self.world.clock}
        what = data.draw(st.sampled_from(["take back", "cancel", "resend"]))
        try:
            match what:
                case "take back":
                    self.do(take_back(text.id, **needs))  # type: ignore[arg-type]
                case "cancel":
                    self.do(cancel(text.id, **needs))  # type: ignore[arg-type]
                case _:
                    self.do(resend(text.id, rules=self.world.rules, **needs))  # type: ignore[arg-type]
        except (TooLateError, GatesRefusedError):
            assert self.do(self.world.text(text.id)).state is text.state

    @invariant()
    def what_must_always_hold(self) -> None:
        self.do(self.check())

    async def check(self) -> None:
        texts = [text for text in await self.world.texts() if text.direction == "out"]
        for text in texts:
            assert text.state in REACHABLE[self.seen.get(text.id, State.QUEUED)]
            self.seen[text.id] = text.state
        assert not self.late
        ids = [text.provider_id for text in texts if text.provider_id]
        assert len(ids) == len(set(ids))
        taken = Counter(_kind(line["from"], line["to"], line["body"]) for line in self.world.ledger())
        mine = Counter(
            _kind(text.line, text.peer, text.body)
            for text in texts
            if text.state in WITH_THE_PROVIDER | IN_DOUBT or (text.state is State.FAILED and text.provider_id)
        )
        assert not taken - mine, "sent twice, or sent and not known"

    async def drain(self) -> None:
        lock = self.world.locks.dispatcher()
        assert lock.acquire()
        try:
            await recover(store=self.world.store, clock=self.world.clock)
            await Dispatcher(self.link, self.world.desk).drain()
        finally:
            lock.release()

    async def all_ends_well(self) -> None:
        """Once everything works again nothing is stuck, nothing is lost, and every row knows its own id."""
        self.world.wire.offline = False
        while self.world.carrier.faults.throw(sending=True) is not None:
            pass
        for _ in range(12):
            await self.world.sync()
            await self.drain()
            self.world.clock.move(40)
        await self.check()
        texts = [text for text in await self.world.texts() if text.direction == "out"]
        assert not [text for text in texts if text.state in {State.QUEUED, State.SENDING}]
        sids = {line["sid"] for line in self.world.ledger()}
        assert {text.provider_id for text in texts if text.provider_id} >= sids


def _kind(line: str, peer: str, body: str | None) -> tuple[str, str, str | None]:
    return line, peer, body


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
