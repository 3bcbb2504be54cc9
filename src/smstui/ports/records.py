"""What services write into the store and ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.models import Direction, Encoding, Media
    from smstui.domain.states import State


class NewText(Struct, frozen=True, kw_only=True):
    """A text to be kept; its `position` is found by the store from `at`."""

    conversation_id: int
    direction: Direction
    body: str | None
    """Cleaned already."""
    state: State
    at: datetime
    segments: int
    encoding: Encoding | None = None
    provider_id: str | None = None
    provider_status: str | None = None
    error_code: str | None = None
    reason: str | None = None
    media: tuple[Media, ...] = ()
    raw: bytes = b""
    not_before: datetime | None = None
    resend_of: int | None = None
    sent_at: datetime | None = None
    price: str | None = None
    next_receipt_at: datetime | None = None
    unread: bool = False
    """Counts as unread in its conversation."""
    arrived: bool = False
    """Came just now: its change says so, and a notice is kept of it where its conversation is not muted."""


class TextChange(Struct, frozen=True, kw_only=True):
    """What to write into a text; None leaves a field, an empty `reason`, `error_code` or id clears it."""

    state: State | None = None
    provider_id: str | None = None
    provider_status: str | None = None
    segments: int | None = None
    error_code: str | None = None
    reason: str | None = None
    sent_at: datetime | None = None
    late_failure: bool | None = None
    not_before: datetime | None = None
    price: str | None = None
    raw: bytes | None = None
    media: tuple[Media, ...] | None = None
    next_receipt_at: datetime | None = None
    no_more_receipts: bool = False
    """True clears `next_receipt_at`."""
    receipt_checks: int | None = None


class AccountChange(Struct, frozen=True, kw_only=True):
    """What to write about an account; None leaves a field, an empty `error` clears it."""

    complete: bool | None = None
    last_pass_at: datetime | None = None
    lines_asked_at: datetime | None = None
    active_at: datetime | None = None
    error: str | None = None
    offline_since: datetime | None = None
    online: bool = False
    """True clears `offline_since`."""


class TextFilter(Struct, frozen=True, kw_only=True):
    """Which texts a listing wants; None and empty mean any. Newest first."""

    id: int | None = None
    peer: str | None = None
    line: str | None = None
    states: tuple[State, ...] = ()
    since: datetime | None = None
    limit: int = 50


class Known(Struct, frozen=True):
    """A text that the store already has under a provider's id."""

    id: int
    conversation_id: int
    direction: Direction
    state: State
    segments: int
    error_code: str | None
    provider_status: str | None


class ReceiptDue(Struct, frozen=True):
    """A sent text whose fate should be asked for again."""

    message_id: int
    provider_id: str
    sent_at: datetime
    checks: int
    """How often it was asked for already."""
