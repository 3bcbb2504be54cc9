"""STOP, START and HELP as Twilio's long codes treat them: the whole text must be one of the words."""

from __future__ import annotations

from dataclasses import dataclass, field

STOP = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."

_LONGEST = max(map(len, STOP | START | HELP))


@dataclass(slots=True)
class OptOuts:
    """Who said no to which sender: a line of ours, or a Messaging Service."""

    _pairs: set[tuple[str, str]] = field(default_factory=set)

    def has(self, sender: str, peer: str) -> bool:
        """Return whether this peer said no to this sender."""
        return (sender, peer) in self._pairs

    def hear(self, senders: tuple[str, ...], peer: str, body: str) -> str | None:
        """Apply what a peer wrote, and return the automatic answer where there is one.

        A second STOP is not answered, and START or YES of somebody who never said STOP is an ordinary text.
        """
        if len(body) > _LONGEST + 40:
            return None
        word = body.strip().upper()
        pairs = {(sender, peer) for sender in senders}
        if word in STOP and not pairs <= self._pairs:
            self._pairs |= pairs
            return STOPPED
        if word in START and pairs & self._pairs:
            self._pairs -= pairs
            return STARTED
        return HELPED if word in HELP else None
