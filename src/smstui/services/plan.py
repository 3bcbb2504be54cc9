"""What the settings say about one account, handed to the services by `bootstrap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from smstui.ports.provider import Provider


class AccountPlan(Struct, frozen=True, kw_only=True):
    """What the settings say about an account, and the way to its provider."""

    name: str
    provider_name: str
    poll_interval: float = 15.0
    """Seconds: the middle pace of polling."""
    configured: tuple[str, ...] = ()
    """E.164 numbers of the lines to use; empty means all that the provider lists."""
    connect: Callable[[], Awaitable[Provider]]
    """Return the provider, kept open by whoever made this plan; services never close it."""
    forget: Callable[[], Awaitable[None]] | None = None
    """Let go of the kept provider, so that the next `connect` reads the credentials anew.

    What is under way with it ends as it would have: a text on the wire must not be cut off.
    """
