"""The carrier itself: an account, its texts, peers who answer, receipts that come, and a clock."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from smstui.providers.simulator import fates, replies
from smstui.providers.simulator.account import DEMO_LINES, Account, OwnLine
from smstui.providers.simulator.archive import Archive, History, Query
from smstui.providers.simulator.dialogues import ARRIVALS
from smstui.providers.simulator.faults import Faults
from smstui.providers.simulator.history import NO_HISTORY
from smstui.providers.simulator.invented import InventedHistory
from smstui.providers.simulator.optouts import OptOuts
from smstui.providers.simulator.persons import CAST
from smstui.providers.simulator.refusals import Refusal
from smstui.providers.simulator.seeded import fraction, mix, mix_text
from smstui.providers.simulator.submission import Submission
from smstui.providers.simulator.text import INBOUND, MOVING, OUTBOUND, REPLY, Text
from smstui.providers.simulator.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smstui.providers.simulator.ledger import Ledger

_FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read", "received"})


class Time(Protocol):
    """What the carrier needs of a clock; `ports.clock.Clock` is one."""

    def now(self) -> datetime:
        """Return the time, aware."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class _MachineTime:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Carrier:
    """A world of text messages behind one account.

    Nothing runs by itself: what is due by the clock happens when somebody asks the carrier for anything,
    or inside `run`. `history` is a number of texts to invent, or a `History`.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        lines: Sequence[OwnLine] = DEMO_LINES,
        history: History | int = NO_HISTORY,
        faults: Faults | None = None,
        ledger: Ledger | None = None,
        peers_answer: bool = True,
        clock: Time | None = None,
    ) -> None:
        self.account = Account(seed, tuple(lines))
        self.faults = faults or Faults(seed=seed)
        self.opt_outs = OptOuts()
        self._seed = seed
        self._clock = clock or _MachineTime()
        self._ahead = 0.0
        self.started = int(self.now)
        if isinstance(history, int):
            history = InventedHistory(history, seed=seed, lines=self.account.lines, now=self.started)
        self._archive = Archive(history, seed=seed)
        self._timeline = Timeline()
        self._ledger = ledger
        self._peers_answer = peers_answer
        self._sent_to: dict[str, int] = {}
        self._sticky: dict[str, str] = {}
        self._answering: set[tuple[str, str]] = set()
        self._woken: asyncio.Event | None = None
        self.people = tuple(history.people())
        for line, peer, body in history.said():
            self.opt_outs.hear(self._scopes(line), peer, body)

    @property
    def account_sid(self) -> str:
        """The name of the account."""
        return self.account.sid

    @property
    def auth_token(self) -> str:
        """Its secret."""
        return self.account.auth_token

    @property
    def lines(self) -> tuple[str, ...]:
        """Our numbers, those that cannot text too."""
        return tuple(line.number for line in self.account.lines)

    @property
    def now(self) -> float:
        """The carrier's time, in seconds since the epoch."""
        return self._clock.now().timestamp() + self._ahead

    def tick(self) -> None:
        """Let everything happen that is due by now."""
        self._timeline.run(self.now)

    def advance(self, seconds: float) -> None:
        """Move the carrier's time forward, and let happen what that makes due."""
        self._ahead += seconds
        self.tick()

    async def pause(self, seconds: float) -> None:
        """Wait, by the clock that was given."""
        await self._clock.sleep(seconds)

    async def run(self) -> None:
        """Let things happen at their times, by the machine's clock, until cancelled."""
        self._woken = asyncio.Event()
        while True:
            self._woken.clear()
            self.tick()
            due = self._timeline.next_due
            with suppress(TimeoutError):
                async with asyncio.timeout(None if due is None else max(due - self.now, 0.001)):
                    await self._woken.wait()

    # what a client can ask for

    def accept(self, submission: Submission) -> Text:
        """Take a text, or raise the `Refusal`; the ledger has it in both cases when this returns."""
        self.tick()
        try:
            submission.check(self.account, self.opt_outs)
        except Refusal:
            self._record("refused", None, submission.sender, submission.recipient, submission.body)
            raise
        sender = submission.sender or self._sender_for(submission.recipient)
        text = self._add(
            sender,
            submission.recipient,
            submission.body,
            direction=OUTBOUND,
            media=submission.media,
            service_sid=submission.service_sid,
        )
        self._record("accepted", text.sid, sender, text.recipient, text.body)
        return text

    def page(self, query: Query, *, below: int | None, limit: int) -> tuple[list[Text], bool]:
        """Return texts newest first, under number `below`, and whether more follow."""
        self.tick()
        return self._archive.page(query, below=below, limit=limit, now=self.now)

    def text(self, sid: str) -> Text:
        """Return one text; raises `Refusal` 20404 for an unknown one."""
        self.tick()
        text = self._archive.get(sid)
        if text is None:
            raise Refusal(20404, f"/Messages/{sid}.json")
        return text

    def redact(self, sid: str) -> Text:
        """Blank the body of a text that is on its way no more."""
        text = self._archive.own(self.text(sid))
        if text.status in MOVING:
            raise Refusal(20409, "Cannot redact a message that is still being processed")
        text.body = ""
        text.updated = int(self.now)
        return text

    def cancel(self, sid: str) -> Text:
        """Cancel a text that has not left yet."""
        text = self._archive.own(self.text(sid))
        if text.status not in {"accepted", "queued", "scheduled"}:
            raise Refusal(30409)
        text.status = "canceled"
        text.updated = int(self.now)
        return text

    def delete(self, sid: str) -> None:
        """Forget a text that is on its way no more."""
        text = self.text(sid)
        if text.status in MOVING:
            raise Refusal(20409, "Cannot delete a message that is still being processed")
        self._archive.delete(text)

    # what happens in the world

    def say(self, peer: str, line: str, body: str, *, media: tuple[str, ...] = ()) -> Text:
        """Let a peer text one of our lines, now; STOP, START and HELP do what they do."""
        self.tick()
        return self._hear(peer, line, body, self.now, media)

    def say_later(self, seconds: float, peer: str, line: str, body: str) -> None:
        """Let a peer text one of our lines so many seconds from now."""
        self._plan(self.now + seconds, lambda due: self._hear(peer, line, body, due))

    def start_arrivals(self) -> None:
        """Let the demo's people text us from now on, some at once and some within minutes."""
        line = self.account.texting[0].number
        for seconds, number, body in ARRIVALS:
            self.say_later(seconds, CAST[number].number, line, body)

    def _hear(self, peer: str, line: str, body: str, at: float, media: tuple[str, ...] = ()) -> Text:
        text = self._add(peer, line, body, direction=INBOUND, media=media, at=at)
        self._record("inbound", text.sid, peer, line, body, at=at)
        automatic = self.opt_outs.hear(self._scopes(line), peer, body)
        if automatic is not None:
            self._add(line, peer, automatic, direction=REPLY, at=at)
        return text

    def _add(
        self,
        sender: str,
        recipient: str,
        body: str,
        *,
        direction: str,
        media: tuple[str, ...] = (),
        service_sid: str | None = None,
        at: float | None = None,
    ) -> Text:
        moment = self.now if at is None else at
        created = int(moment)
        seq, sid = self._archive.new_sid(created, media=bool(media))
        text = Text(
            seq,
            sid,
            sender,
            recipient,
            body,
            direction,
            status="received" if direction == INBOUND else "accepted" if service_sid else "queued",
            created=created,
            sent=created if direction == INBOUND else None,
            media=media,
            service_sid=service_sid,
        )
        if direction != INBOUND:
            text.listed_from = moment + self.faults.lag
            self._plan_receipts(text, moment)
        self._archive.add(text)
        return text

    def _plan_receipts(self, text: Text, moment: float) -> None:
        earlier = self._sent_to.get(text.recipient, 0)
        self._sent_to[text.recipient] = earlier + 1
        self._sticky[text.recipient] = text.sender
        bits = mix(self._seed, mix_text(self._seed, text.recipient), earlier)
        for receipt in fates.receipts(bits, text.recipient, earlier=earlier):
            self._plan(moment + receipt.after, partial(self._receive, text, receipt))

    def _receive(self, text: Text, receipt: fates.Receipt, due: float) -> None:
        if text.status in _FINAL:
            return
        text.status = receipt.status
        text.error_code = receipt.error_code
        text.updated = int(due)
        if receipt.status in {"sent", "failed"}:
            text.sent = int(due)
        if receipt.status == "delivered" and text.direction == OUTBOUND:
            self._plan_answer(text, due)

    def _plan_answer(self, text: Text, delivered: float) -> None:
        talk = (text.sender, text.recipient)
        if not self._peers_answer or talk in self._answering or self.opt_outs.has(*talk):
            return
        self._answering.add(talk)
        bits = mix(self._seed, mix_text(self._seed, text.recipient), mix_text(self._seed, text.body))
        self._plan(delivered + 2 + 6 * fraction(bits), partial(self._answer, text, bits))

    def _answer(self, text: Text, bits: int, due: float) -> None:
        self._answering.discard((text.sender, text.recipient))
        self._hear(text.recipient, text.sender, replies.answer(bits, text.body), due)

    def _plan(self, due: float, event: Callable[[float], object]) -> None:
        self._timeline.add(due, event)
        if self._woken is not None:
            self._woken.set()

    def _sender_for(self, peer: str) -> str:
        texting = self.account.texting
        if not texting:
            raise Refusal(21612)
        return self._sticky.get(peer, texting[0].number)

    def _scopes(self, line: str) -> tuple[str, ...]:
        return line, self.account.service_sid

    def _record(
        self, event: str, sid: str | None, sender: str, to: str, body: str, *, at: float | None = None
    ) -> None:
        if self._ledger is not None:
            self._ledger.write(
                event, at=self.now if at is None else at, sid=sid, sender=sender, to=to, body=body
            )
