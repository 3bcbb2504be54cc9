"""What becomes of a text that the carrier took: the receipts, their times and their error codes."""

from __future__ import annotations

from dataclasses import dataclass

from smstui.providers.simulator.seeded import fraction, mix

MAGIC_FATES: dict[str, tuple[str, int | None]] = {
    "0193": ("undelivered", 30003),
    "0194": ("failed", 30034),
    "0195": ("undelivered", 30005),
    "0196": ("undelivered", 30006),
    "0197": ("undelivered", 30007),
    "0198": ("sent", None),
    "0199": ("failed", 30008),
}
"""Peers of area codes' 555-0190s: what always becomes of a text to a number that ends so."""

_USUAL: tuple[tuple[float, str, int | None], ...] = (
    (0.02, "sent", None),
    (0.015, "undelivered", 30003),
    (0.005, "undelivered", 30005),
    (0.005, "undelivered", 30006),
    (0.01, "undelivered", 30007),
    (0.005, "failed", 30034),
)
"""How often a text to anybody else meets something other than delivery."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A step of a text: what it becomes, so many seconds after it was taken."""

    after: float
    status: str
    error_code: int | None = None


def fate(bits: int, peer: str, *, earlier: int) -> tuple[str, int | None]:
    """Return the final status of a text and its error code; `earlier` texts went to this peer before.

    The first text to anybody arrives, so that a first try is answered; `bits` decides about later ones.
    """
    if peer.startswith("+1") and peer[-7:-4] == "555" and (magic := MAGIC_FATES.get(peer[-4:])):
        return magic
    left = fraction(bits)
    for chance, status, code in _USUAL if earlier else ():
        if left < chance:
            return status, code
        left -= chance
    return "delivered", None


def receipts(bits: int, peer: str, *, earlier: int) -> tuple[Receipt, ...]:
    """Return the steps after `queued` in the order of their times."""
    status, code = fate(bits, peer, earlier=earlier)
    sending = 0.1 + 0.3 * fraction(mix(bits, 1))
    sent = sending + 0.1 + 0.4 * fraction(mix(bits, 2))
    last = sent + 0.5 + 1.5 * fraction(mix(bits, 3))
    if status == "failed":
        return Receipt(sending, "sending"), Receipt(sent, "failed", code)
    steps = (Receipt(sending, "sending"), Receipt(sent, "sent"))
    return steps if status == "sent" else (*steps, Receipt(last, status, code))
