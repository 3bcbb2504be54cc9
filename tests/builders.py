"""What tests are built from: a clock that only they move, a wire they can cut, and a world with a carrier."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import httpx

from smstui.domain.gates import SendingRules
from smstui.domain.models import Draft
from smstui.providers.simulator import DEMO_LINES, Carrier, Faults, Ledger, demo_transport
from smstui.providers.twilio import Options, connect
from smstui.services.desk import SendingDesk
from smstui.services.lines import adopt_lines
from smstui.services.outbox import queue
from smstui.services.plan import AccountPlan
from smstui.services.sync import sync_account
from smstui.storage import open_locks, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
    from pathlib import Path

    from smstui.domain.models import Line, TextMessage
    from smstui.domain.states import State
    from smstui.ports.errors import StoreError
    from smstui.ports.locks import Locks
    from smstui.ports.provider import Provider
    from smstui.ports.store import Reader, Store, Writer
    from smstui.providers.simulator import History, OwnLine
    from smstui.services.reports import SyncReport

T = TypeVar("T")

NOON = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
MAIN, WORKSHOP, VOICE_ONLY = (line.number for line in DEMO_LINES)
ANA, BO, CLEO = "+14155550101", "+14155550102", "+14155550103"
RULES = SendingRules(region="US")


class ManualClock:
    """Time that stands still until a test moves it; with `jumping`, every wait passes at once."""

    def __init__(self, start: datetime = NOON, *, jumping: bool = False) -> None:
        self._now = start
        self._elapsed = 0.0
        self.jumping = jumping
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if self.jumping:
            self.move(max(seconds, 0.0))
        if self.jumping or seconds <= 0:
            await asyncio.sleep(0)
            return
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), wake))
        await wake

    def move(self, seconds: float) -> None:
        """Move time forward and wake whoever waited for it."""
        self._now += timedelta(seconds=seconds)
        self._elapsed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            _, _, wake = heapq.heappop(self._sleepers)
            if not wake.done():
                wake.set_result(None)

    def turn(self, seconds: float) -> None:
        """Set the wall clock forward or back, as people and time servers do; nobody wakes."""
        self._now += timedelta(seconds=seconds)

    @property
    def next_wake(self) -> float | None:
        """Seconds until the next sleeper wakes."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return max(0.0, self._sleepers[0][0] - self._elapsed) if self._sleepers else None


class Wire(httpx.AsyncBaseTransport):
    """The way to the carrier, which a test can cut, watch and hold up."""

    def __init__(self, carrier: Carrier) -> None:
        self._inner = demo_transport(carrier)
        self.offline = False
        self.requests: list[str] = []
        """What was asked, as `POST` or `GET`, in order."""
        self.in_flight = 0
        self.most_in_flight = 0
        self.before_post: Callable[[], Awaitable[None]] | None = None
        self.after_post: Callable[[], Awaitable[None]] | None = None
        self.on_post: Callable[[Mapping[str, str]], Awaitable[None]] | None = None
        """Called with the form of each send, in the moment in which it leaves."""

    @property
    def posts(self) -> int:
        """How many sends were tried on the wire."""
        return self.requests.count("POST")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.offline:
            raise httpx.ConnectError("no network", request=request)
        self.requests.append(request.method)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if request.method == "POST":
                if self.before_post is not None:
                    await self.before_post()
                if self.on_post is not None:
                    await self.on_post(dict(parse_qsl(request.content.decode())))
            answer = await self._inner.handle_async_request(request)
            if request.method == "POST" and self.after_post is not None:
                await self.after_post()
            return answer
        finally:
            self.in_flight -= 1


class WatchedStore:
    """The real store, which also tells a test whether it is at work, and may refuse to write or to read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.busy = 0
        self.fates: list[StoreError | None] = []
        """What the next writes raise, as a full disk or another process would make them; None: nothing."""
        self.refuses: Exception | None = None
        """What every write after those raises, a store or a fault of ours."""
        self.read_fates: list[Exception | None] = []
        """What the next reads raise instead of an answer, a store or a fault of ours; None: nothing."""

    async def read(self, ask: Callable[[Reader], T]) -> T:
        refusal = self.read_fates.pop(0) if self.read_fates else None
        found = await self._count(self._store.read(ask))
        if refusal is not None:
            raise refusal
        return found

    async def answer(self) -> None:
        """Wait until everything is answered that was asked before this."""
        await self._count(self._store.read(lambda _: None))

    async def write(self, change: Callable[[Writer], T]) -> T:
        refusal = self.fates.pop(0) if self.fates else self.refuses
        if refusal is not None:
            raise refusal
        return await self._count(self._store.write(change))

    async def _count(self, work: Awaitable[T]) -> T:
        self.busy += 1
        try:
            return await work
        finally:
            self.busy -= 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class WatchedThreads(ThreadPoolExecutor):
    """What `asyncio.to_thread` runs in, which also tells a test whether it is at work."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="beside")
        self.busy = 0

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        loop = asyncio.get_running_loop()
        self.busy += 1
        work = super().submit(fn, *args, **kwargs)
        # Behind asyncio's own callback, which is added next: it tells whoever waits before this counts down.
        loop.call_soon(work.add_done_callback, lambda _: loop.call_soon_threadsafe(self._done))
        return work

    def _done(self) -> None:
        self.busy -= 1


@dataclass
class World:
    """A carrier, a store beside it, and one account between the two."""

    folder: Path
    clock: ManualClock
    carrier: Carrier
    wire: Wire
    store: WatchedStore
    locks: Locks
    plan: AccountPlan
    rules: SendingRules = RULES
    stores: list[WatchedStore] = field(default_factory=list)
    threads: WatchedThreads = field(default_factory=WatchedThreads)

    @property
    def desk(self) -> SendingDesk:
        """What services work with."""
        return SendingDesk(self.store, self.locks, self.clock, self.rules)

    def beside(self) -> World:
        """The same world as a second process sees it: its own store, locks and connection."""
        store = _open(self.folder, self.clock)
        self.stores.append(store)
        return replace(
            self,
            store=store,
            locks=open_locks(self.folder),
            plan=_plan(self.carrier, self.wire, self.clock, self.plan.configured),
        )

    async def settle(self) -> None:
        """Wait until nothing happens any more without time passing."""
        stores = (self.store, *self.stores)
        quiet = 0
        while quiet < 4:
            busy = self.threads.busy or any(store.busy for store in stores)
            for _ in range(15):
                await asyncio.sleep(0)
            # The feed reads by itself: what it asked for is answered before this.
            for store in stores:
                await store.answer()
            if self.threads.busy:
                await asyncio.sleep(0.001)
            quiet = 0 if busy or self.threads.busy or any(store.busy for store in stores) else quiet + 1

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, stopping wherever somebody waits for a moment within it."""
        left = seconds
        await self.settle()
        while left > 0:
            wake = self.clock.next_wake
            stride = left if wake is None else min(left, wake)
            self.clock.move(stride)
            left -= stride
            await self.settle()

    async def until(self, work: Coroutine[Any, Any, T], *, longest: float = 3600.0) -> T:
        """Let time pass until this is done, and return what it returns."""
        if self.clock.jumping:
            return await work
        task = asyncio.ensure_future(work)
        spent = 0.0
        await self.settle()
        patience = 1000
        while not task.done():
            wake = self.clock.next_wake
            if wake is None:
                # A thread of the loop's own, as for a file's lock, takes real time on a busy machine.
                assert patience, "it waits for something that never comes"
                patience -= 1
                await asyncio.sleep(0.005)
                continue
            assert spent <= longest, "it takes too long"
            self.clock.move(wake)
            spent += wake
            await self.settle()
        return await task

    # what people do

    async def sync(self, *, full: bool = False) -> SyncReport:
        """Do one pass."""
        return await self.until(
            sync_account(self.plan, store=self.store, locks=self.locks, clock=self.clock, full=full)
        )

    async def line(self, number: str = MAIN) -> Line:
        """Return a line of ours, known from the settings at least."""
        await adopt_lines(self.plan, store=self.store)
        line = await self.store.read(lambda reader: reader.line_numbered(number))
        assert line is not None
        return line

    async def write_to(self, peer: str, body: str, *, line: str = MAIN, delay: float = 0.0) -> TextMessage:
        """Queue a text."""
        draft = Draft(line_id=(await self.line(line)).id, peer=peer, body=body)
        return await queue(
            draft,
            store=self.store,
            clock=self.clock,
            rules=self.rules,
            delay=delay,
        )

    # what there is

    async def text(self, message_id: int) -> TextMessage:
        """Return a text as the store has it."""
        text = await self.store.read(lambda reader: reader.message(message_id))
        assert text is not None
        return text

    async def texts(self, *states: State) -> list[TextMessage]:
        """Return all texts, or those in these states, oldest first."""
        from smstui.ports.records import TextFilter

        found = await self.store.read(lambda reader: reader.find(TextFilter(states=states, limit=100_000)))
        return list(reversed(found))

    def ledger(self, event: str = "accepted") -> list[dict[str, Any]]:
        """Return what the carrier swears to."""
        lines = (self.folder / "ledger.jsonl").read_text().splitlines()
        return [line for line in map(json.loads, lines) if line["event"] == event]


def stop_meanwhile(world: World) -> Callable[[], Awaitable[None]]:
    """Return what lets ANA say STOP in the moment in which a text to her is on the wire."""

    async def stop() -> None:
        world.carrier.say(ANA, MAIN, "STOP")

    return stop


def _open(folder: Path, clock: ManualClock) -> WatchedStore:
    return WatchedStore(open_store(folder / "smstui.db", clock=clock))


def _plan(carrier: Carrier, wire: Wire, clock: ManualClock, configured: Sequence[str]) -> AccountPlan:
    options = Options(account_sid=carrier.account.sid)
    provider: Provider = connect(
        options, {"auth_token": carrier.account.auth_token}, transport=wire, clock=clock
    )

    async def give() -> Provider:
        return provider

    return AccountPlan(name="work", provider_name="twilio", configured=tuple(configured), connect=give)


@asynccontextmanager
async def a_world(
    folder: Path,
    *,
    faults: str = "",
    seed: int = 1,
    configured: Sequence[str] = (MAIN, WORKSHOP),
    lines: Sequence[OwnLine] = DEMO_LINES,
    history: History | int = 0,
    peers_answer: bool = False,
    jumping: bool = False,
    start: datetime = NOON,
    carrier_ahead: float = 0.0,
) -> AsyncIterator[World]:
    """Open a world whose carrier's time is ours, `carrier_ahead` seconds early, and close it afterwards."""
    clock = ManualClock(start, jumping=jumping)
    ledger = Ledger(folder / "ledger.jsonl")
    carrier = Carrier(
        seed=seed,
        lines=lines,
        history=history,
        faults=Faults(faults, seed=seed),
        ledger=ledger,
        peers_answer=peers_answer,
        clock=clock,
    )
    carrier.advance(carrier_ahead)
    wire = Wire(carrier)
    store = _open(folder, clock)
    world = World(
        folder, clock, carrier, wire, store, open_locks(folder), _plan(carrier, wire, clock, configured)
    )
    asyncio.get_running_loop().set_default_executor(world.threads)
    try:
        yield world
    finally:
        for each in (store, *world.stores):
            each.close()
        ledger.close()
