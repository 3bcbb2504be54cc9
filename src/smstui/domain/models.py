"""The values that everything else passes around: lines, conversations, texts, and how accounts are doing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.numbers import named, told_apart
from smstui.domain.states import TROUBLED, State

if TYPE_CHECKING:
    from datetime import datetime


class Direction(StrEnum):
    """Who wrote a text: `in` is the peer, `out` is us."""

    INBOUND = "in"
    OUTBOUND = "out"


class Filing(StrEnum):
    """Where a conversation is filed."""

    OPEN = "open"
    DONE = "done"
    SNOOZED = "snoozed"


class View(StrEnum):
    """The lists of conversations that there are."""

    INBOX = "inbox"
    UNREAD = "unread"
    DRAFTS = "drafts"
    DONE = "done"
    ALL = "all"


class Encoding(StrEnum):
    """How the characters of a text travel."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


class Line(Struct, frozen=True):
    """A number of ours as the store knows it."""

    id: int
    account: str
    number: str
    display: str
    label: str
    can_sms: bool
    can_mms: bool
    can_voice: bool
    kind: str
    gone: bool = False
    """The provider no longer lists it, or the settings no longer name it: kept for its history."""


class Media(Struct, frozen=True):
    """A file that came or goes with a text; `url` is the provider's."""

    url: str
    content_type: str = ""


class ContactPoint(Struct, frozen=True):
    """One number of a contact: as it is kept, as it is shown, and what the person calls it ("mobile")."""

    number: str
    display: str
    label: str = ""


class Contact(Struct, frozen=True):
    """A person with their numbers, in the order in which they were given; there may be none."""

    id: int
    name: str
    points: tuple[ContactPoint, ...] = ()


class Titled:
    """What is shown with a person's name: the contact's, else the number as people write it."""

    __slots__ = ()

    name: str | None
    """The contact's name; None for a number that is in no contact."""
    peer_display: str
    which: str
    """Which number of a name it is, its label or itself, where others of that name are talked with too."""

    @property
    def title(self) -> str:
        """Who this is."""
        return named(self.name, self.peer_display)

    @property
    def full_title(self) -> str:
        """Who this is, and which of their numbers."""
        return told_apart(self.title, self.which)


class Conversation(Titled, Struct, frozen=True):
    """One line of ours and one peer, with what the list shows of it."""

    id: int
    line_id: int
    account: str
    line: str
    """Our number."""
    line_label: str
    peer: str
    """E.164, a short code, or an alphanumeric sender."""
    peer_display: str
    name: str | None
    filing: Filing
    unread: int
    pinned: bool
    muted: bool
    last_at: datetime
    last_position: int
    """Sorts the list, newest first; unique among conversations."""
    last_direction: Direction | None
    last_state: State | None
    preview: str
    """The newest text, cleaned, on one line."""
    draft: str
    which: str = ""


class TextMessage(Struct, frozen=True):
    """One text as it is kept."""

    id: int
    position: int
    """Orders texts of the whole store: microseconds since the epoch, made unique."""
    conversation_id: int
    account: str
    line_id: int
    line: str
    peer: str
    direction: Direction
    body: str | None
    """Cleaned; None where the provider does not tell it."""
    state: State
    at: datetime
    segments: int
    encoding: Encoding | None
    provider_id: str | None = None
    provider_status: str | None = None
    error_code: str | None = None
    reason: str | None = None
    """Why it failed, was canceled or waits, in words."""
    media: tuple[Media, ...] = ()
    not_before: datetime | None = None
    late_failure: bool = False
    resend_of: int | None = None
    sent_at: datetime | None = None
    """When the provider took it, by its own clock where it tells one."""

    @property
    def is_troubled(self) -> bool:
        """Whether a person should look at it: a text of ours that failed, also late, is held or in doubt."""
        return self.direction is Direction.OUTBOUND and (self.state in TROUBLED or self.late_failure)


class Draft(Struct, frozen=True):
    """A text that is not recorded yet."""

    line_id: int
    peer: str
    """As typed; `domain.numbers.parse_peer` decides what it means."""
    body: str
    media: tuple[Media, ...] = ()


class Attempt(Struct, frozen=True):
    """One try at sending, kept for ever."""

    id: int
    message_id: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    """`accepted`, `refused`, `not-sent`, `ambiguous`; None while it is in flight, or after a crash."""
    detail: str | None
    server_offset: float = 0.0
    """Seconds that the provider's clock is ahead of ours, by its Date header."""


class Suppression(Struct, frozen=True):
    """A person who said no: nobody here texts them, from any line."""

    peer: str
    since: datetime
    source: str
    """`keyword`, `provider` (its error 21610), or `user`."""
    word: str | None = None
    message_id: int | None = None


class AccountState(Struct, frozen=True):
    """How an account is doing, as all processes share it."""

    id: int
    name: str
    provider: str
    complete: bool
    """The first sync has read all that the provider lists."""
    through: datetime | None
    """All lines are synced up to here: the oldest of their cursors."""
    last_pass_at: datetime | None
    """When the last pass ended well."""
    lines_asked_at: datetime | None
    offline_since: datetime | None
    """Since when the provider could not be reached; None while it can."""
    error: str | None
    """What stands in the way, in words; None when nothing does."""
    active_at: datetime | None
    """When something last happened in it: the pace of polling depends on it."""


class Counts(Struct, frozen=True):
    """The figures of the status line."""

    unread: int = 0
    """Conversations with something unread."""
    waiting: int = 0
    """Texts in `queued`."""
    sending: int = 0
    unconfirmed: int = 0
    held: int = 0


class Change(Struct, frozen=True):
    """Something that was written; whoever shows it reads it again."""

    seq: int
    conversation_id: int | None
    """None: something about accounts, lines or contacts."""
    message_id: int | None
    """None: the conversation, or many of its texts."""
    arrived: bool = False
    """A text came in that nobody here has seen."""
    accounts_only: bool = False
    """How accounts stand, as each poll writes it, and nothing that is shown of lines, contacts or texts."""


class Hit(Titled, Struct, frozen=True):
    """One text that a search found, with whose it is."""

    message: TextMessage
    name: str | None
    peer_display: str
    which: str = ""
