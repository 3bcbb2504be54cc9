"""The carrier itself: an account, its texts, peers who answer, receipts that come, and a clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from smstui.providers.simulator.account import DEMO_LINES, Account, OwnLine
from smstui.providers.simulator.archive import Archive, History, Query
from smstui.providers.simulator.cast import ARRIVALS, CAST
from smstui.providers.simulator.faults import Faults
from smstui.providers.simulator.history import NO_HISTORY
from smstui.providers.simulator.invented import InventedHistory
from smstui.providers.simulator.network import Network
from smstui.providers.simulator.refusals import Refusal
from smstui.providers.simulator.submission import Submission
from smstui.providers.simulator.text import MOVING, OUTBOUND, Text
from smstui.providers.simulator.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from smstui.providers.simulator.ledger import Ledger


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
    or inside `run`. `history` is a number of texts to invent, over waking hours in `zone`, or a `History`.
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
        zone: tzinfo | None = None,
    ) -> None:
        self.account = Account(seed, tuple(lines))
        self.faults = faults or Faults(seed=seed)
        self._clock = clock or _MachineTime()
        self._ahead = 0.0
        self.started = int(self.now)
        if isinstance(history, int):
            history = InventedHistory(history, seed=seed, lines=lines, now=self.started, zone=zone)
        self.people = tuple(history.people())
        self._archive = Archive(history, seed=seed)
        self._timeline = Timeline()
        self._network = Network(
            self.account,
            self._archive,
            self._timeline,
            ledger=ledger,
            peers_answer=peers_answer,
        )
        for line, peer, body in history.said():
            self._network.listen(line, peer, body)

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
        while True:
            self.tick()
            await self._timeline.wait(lambda: self.now)

    # what a client can ask for

    def accept(self, submission: Submission) -> Text:
        """Take a text, or raise the `Refusal`; the ledger has it in both cases when this returns."""
        self.tick()
        network, moment, asked = self._network, self.now, submission
        try:
            asked.check(self.account, network.opt_outs)
            sender = asked.sender or network.sender_for(asked.recipient)
        except Refusal:
            network.record("refused", moment, None, asked.sender, asked.recipient, asked.body)
            raise
        text = self._archive.add(
            sender,
            asked.recipient,
            asked.body,
            direction=OUTBOUND,
            at=moment,
            media=asked.media,
            service_sid=asked.service_sid,
        )
        text.listed_from = moment + self.faults.lag
        network.record("accepted", moment, text.sid, sender, text.recipient, text.body)
        return network.carry(text, moment)

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

    def has_opted_out(self, line: str, peer: str) -> bool:
        """Return whether this peer said STOP to this line."""
        return self._network.opt_outs.has(line, peer)

    def say(self, peer: str, line: str, body: str, *, media: tuple[str, ...] = ()) -> Text:
        """Let a peer text one of our lines, now; STOP, START and HELP do what they do."""
        self.tick()
        return self._network.hear(peer, line, body, self.now, media)

    def say_later(self, seconds: float, peer: str, line: str, body: str) -> None:
        """Let a peer text one of our lines so many seconds from now."""
        self._timeline.add(self.now + seconds, partial(self._network.hear, peer, line, body))

    def start_arrivals(self) -> None:
        """Let the demo's people text us from now on, some at once and some within minutes."""
        line = self.account.texting[0].number
        for seconds, number, body in ARRIVALS:
            self.say_later(seconds, CAST[number].number, line, body)
