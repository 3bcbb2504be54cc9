"""What goes to a provider and comes from it, before it is cleaned and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.models import Direction, Media
    from smstui.domain.states import State


class RemoteLine(Struct, frozen=True):
    """A number of ours as the provider describes it; `number` is E.164 or a short code."""

    number: str
    label: str = ""
    can_sms: bool = True
    can_mms: bool = False
    can_voice: bool = False
    kind: str = "unknown"
    """`local`, `mobile`, `toll-free`, `short-code` or `unknown`."""


class RemoteText(Struct, frozen=True):
    """One text as a provider lists it: untouched words, to be cleaned by `services.receive`."""

    provider_id: str
    direction: Direction
    line: str
    peer: str
    body: str | None
    state: State
    """Ours: `received`, `sent`, `delivered`, `undelivered`, `failed`, `read` or `canceled`."""
    provider_status: str
    """The provider's own word, known to us or not."""
    at: datetime
    segments: int
    """0 where the provider does not know it yet."""
    error_code: str | None = None
    media: tuple[Media, ...] = ()
    media_count: int = 0
    price: str | None = None
    raw: bytes = b""
    """The provider's payload, as JSON."""
    listed: datetime | None = None
    """What the provider's lists go by, where that is later than `at`: it may hold a text for days."""

    @property
    def listed_at(self) -> datetime:
        """The time by which the provider sorts and filters its lists."""
        return self.listed or self.at


class OutgoingText(Struct, frozen=True):
    """What goes on the wire: frozen when the text was queued."""

    line: str
    peer: str
    body: str
    media_urls: tuple[str, ...] = ()
