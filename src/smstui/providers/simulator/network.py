"""What happens between our lines and the peers: receipts, answers, and the words STOP, START and HELP."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.providers.simulator import fates, replies
from smstui.providers.simulator.optouts import OptOuts
from smstui.providers.simulator.refusals import Refusal
from smstui.providers.simulator.seeded import fraction, mix, mix_text
from smstui.providers.simulator.text import INBOUND, OUTBOUND, REPLY, Text

if TYPE_CHECKING:
    from smstui.providers.simulator.account import Account
    from smstui.providers.simulator.archive import Archive
    from smstui.providers.simulator.ledger import Ledger
    from smstui.providers.simulator.timeline import Timeline

_FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read", "received"})


class Network:
    """Carries texts, in both directions; times are seconds since the epoch."""

    def __init__(
        self,
        account: Account,
        archive: Archive,
        timeline: Timeline,
        *,
        ledger: Ledger | None,
        peers_answer: bool,
    ) -> None:
        self.opt_outs = OptOuts()
        self._account = account
        self._archive = archive
        self._timeline = timeline
        self._ledger = ledger
        self._peers_answer = peers_answer
        self._sent_to: dict[str, int] = {}
        self._sticky: dict[str, str] = {}
        self._answering: set[tuple[str, str]] = set()

    def carry(self, text: Text, at: float) -> Text:
        """Take a text of ours on its way."""
        earlier = self._sent_to.get(text.recipient, 0)
        self._sent_to[text.recipient] = earlier + 1
        self._sticky[text.recipient] = text.sender
        bits = self._bits(text.recipient, earlier)
        for receipt in fates.receipts(bits, text.recipient, earlier=earlier):
            self._timeline.add(at + receipt.after, partial(self._receive, text, receipt))
        return text

    def hear(self, peer: str, line: str, body: str, at: float, media: tuple[str, ...] = ()) -> Text:
        """Bring a peer's text to one of our lines, and do what a keyword asks for."""
        text = self._archive.add(peer, line, body, direction=INBOUND, at=at, media=media)
        self.record("inbound", at, text.sid, peer, line, body)
        automatic = self.listen(line, peer, body)
        if automatic is not None:
            self.carry(self._archive.add(line, peer, automatic, direction=REPLY, at=at), at)
        return text

    def listen(self, line: str, peer: str, body: str) -> str | None:
        """Apply a keyword to the line and to the service it belongs to; return the automatic answer."""
        return self.opt_outs.hear((line, self._account.service_sid), peer, body)

    def sender_for(self, peer: str) -> str:
        """Return the line with which the service texts this peer: the last one, else the first."""
        texting = self._account.texting
        if not texting:
            raise Refusal(21612)
        return self._sticky.get(peer, texting[0].number)

    def record(self, event: str, at: float, sid: str | None, sender: str, to: str, body: str) -> None:
        """Write into the ledger, where there is one."""
        if self._ledger is not None:
            self._ledger.write(event, at=at, sid=sid, sender=sender, to=to, body=body)

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
        if not self._peers_answer or talk in self._answering:
            return
        self._answering.add(talk)
        bits = self._bits(text.recipient, mix_text(self._account.seed, text.body))
        self._timeline.add(delivered + 2 + 6 * fraction(bits), partial(self._answer, text, bits))

    def _answer(self, text: Text, bits: int, due: float) -> None:
        talk = (text.sender, text.recipient)
        self._answering.discard(talk)
        if not self.opt_outs.has(*talk):
            self.hear(text.recipient, text.sender, replies.answer(bits, text.body), due)

    def _bits(self, peer: str, about: int) -> int:
        seed = self._account.seed
        return mix(seed, mix_text(seed, peer), about)
