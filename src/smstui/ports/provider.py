"""What a provider of text messages must be able to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import datetime

    from smstui.domain.remote import OutgoingText, RemoteLine, RemoteText
    from smstui.domain.states import State


class Capabilities(Struct, frozen=True):
    """What a provider can do, as data: screens, tests and documentation read the same."""

    max_characters: int
    """The longest body it takes, in characters."""
    lists_inbound: bool = True
    """Incoming texts can be read by polling."""
    lists_outbound: bool = True
    """Our own texts can be found in its list, so that an ambiguous send can be settled."""
    delivery_receipts: bool = True
    idempotent_send: bool = False
    sends_media: bool = False
    lists_lines: bool = True
    opt_out_codes: tuple[str, ...] = ()
    """Its error codes that mean: this person opted out, so the text was kept back."""


class Accepted(Struct, frozen=True):
    """The provider has the text."""

    provider_id: str
    state: State
    """`sent`, or further where the provider is quick."""
    provider_status: str
    segments: int
    """0 where it does not say yet."""
    at: datetime | None = None
    """When, by the provider's clock."""
    server_offset: float = 0.0
    """Seconds that the provider's clock is ahead of ours."""
    raw: bytes = b""
    error_code: str | None = None


class Page(Struct, frozen=True):
    """One page of a provider's list, newest first."""

    texts: Sequence[RemoteText]
    server_offset: float = 0.0
    unreadable: int = 0
    """Items of the page that could not be understood at all; they never stop the rest."""


class Provider(Protocol):
    """One account at a provider.

    Every method raises `OfflineError` or `RateLimitedError` when nothing happened, `CredentialsError`
    or `RefusedError` when the provider said no. For everything else `send` raises `AmbiguousError`, the
    others `ProviderError`: they change nothing, so asking again is safe.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this provider can do."""
        ...

    async def send(self, text: OutgoingText) -> Accepted:
        """Hand over one text: exactly one request, never repeated."""
        ...

    def pages(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        line: str | None = None,
        peer: str | None = None,
    ) -> AsyncGenerator[Page, None]:
        """List texts of both directions, newest first, a page at a time.

        `since` (inclusive) and `until` (exclusive) bound the time by the provider's clock as narrowly as it
        can filter, so a page may hold more. With `line` and `peer`, only texts between the two, in both
        directions. Closing the iterator early stops the requests.
        """
        ...

    async def fetch(self, provider_id: str) -> RemoteText | None:
        """Return one text as it is now; None where the provider does not know it."""
        ...

    async def lines(self) -> Sequence[RemoteLine]:
        """Return the numbers of the account, those that cannot send too."""
        ...

    def explain(self, code: str) -> str:
        """Say in words what the error `code` of an undelivered text means and what to do.

        One sentence or two, ready for `TextMessage.reason`; an unknown code is named in it. Never raises.
        """
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...
