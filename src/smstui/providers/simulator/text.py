"""One text as the carrier keeps it, and how many parts it travels in."""

from __future__ import annotations

import re
from dataclasses import dataclass

INBOUND = "inbound"
OUTBOUND = "outbound-api"
REPLY = "outbound-reply"

MOVING = frozenset({"accepted", "queued", "sending"})
"""Not with the peer's network yet: can be neither redacted nor deleted."""

_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"
_beyond_gsm = re.compile(f"[^{re.escape(_GSM + _EXTENDED)}]").search
_extended = re.compile(f"[{re.escape(_EXTENDED)}]").findall


@dataclass(slots=True)
class Text:
    """A text of the account; times are seconds since the epoch, whole as Twilio tells them."""

    seq: int
    """Its place in the account: 0 is the oldest."""
    sid: str
    sender: str
    recipient: str
    body: str
    direction: str
    status: str
    created: int
    sent: int | None = None
    updated: int = 0
    error_code: int | None = None
    service_sid: str | None = None
    media: tuple[str, ...] = ()
    """The addresses that were given with it."""
    listed_from: float = 0.0
    """Lists do not show it before this time."""

    @property
    def outbound(self) -> bool:
        """True for texts of ours, the carrier's automatic answers too."""
        return self.direction != INBOUND

    @property
    def line(self) -> str:
        """The number of ours."""
        return self.sender if self.outbound else self.recipient

    @property
    def peer(self) -> str:
        """The other side."""
        return self.recipient if self.outbound else self.sender


def segments(body: str) -> int:
    """Return the parts a body travels in: 160 or 153 septets, 70 or 67 UTF-16 units; never 0.

    Written apart from `smstui.domain.segments` on purpose: the other end counts for itself.
    """
    if _beyond_gsm(body):
        units, single, part = len(body.encode("utf-16-le", "surrogatepass")) // 2, 70, 67
    else:
        units, single, part = len(body) + len(_extended(body)), 160, 153
    return 1 if units <= single else -(-units // part)
