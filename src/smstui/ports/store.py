"""What the store must keep and answer: one unit of work is one function, run in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from smstui.domain.models import (
        AccountState,
        Attempt,
        Change,
        Contact,
        ContactPoint,
        Conversation,
        Counts,
        Filing,
        Hit,
        Line,
        Suppression,
        TextMessage,
        View,
    )
    from smstui.domain.notices import Notice, NoticeCounts, NoticeKind
    from smstui.domain.query import SearchQuery
    from smstui.domain.remote import RemoteLine
    from smstui.domain.states import State
    from smstui.ports.records import AccountChange, Known, NewText, ReceiptDue, TextChange, TextFilter

T = TypeVar("T")


class Reader(Protocol):
    """The questions; each answers from one consistent view of the store, inside its thread."""

    # accounts and lines
    def accounts(self) -> Sequence[AccountState]: ...
    def account(self, name: str) -> AccountState | None: ...
    def lines(self, account: str | None = None) -> Sequence[Line]: ...
    def line(self, line_id: int) -> Line | None: ...
    def line_numbered(self, number: str, account: str | None = None) -> Line | None:
        """Return the line with this E.164 number, one that is not gone before one that is."""

    def cursor(self, line_id: int) -> datetime | None:
        """Return up to when this line is synced, without a gap."""

    def backfill(self, account: str) -> datetime | None:
        """Return down to when the first sync has read, newest first; None where it has not begun."""

    # conversations
    def conversations(
        self, view: View, *, limit: int, before: int | None = None, after: int | None = None
    ) -> Sequence[Conversation]:
        """Return conversations newest first, older than position `before`, or the next newer than `after`.

        With `after` the nearest to it are returned, still newest first; `after=0` is the end of the list.
        """

    def conversation_count(self, view: View) -> int: ...
    def conversation_rank(self, view: View, position: int) -> int:
        """Return how many conversations of the view stand above this position."""

    def conversation(self, conversation_id: int) -> Conversation | None: ...
    def conversation_with(self, line_id: int, peer: str) -> Conversation | None: ...
    def conversations_of(self, peers: Collection[str], *, limit: int) -> Sequence[Conversation]:
        """Return what was talked with these numbers, on every line of ours, newest first."""

    def next_unread(self, view: View, *, position: int, older: bool) -> Conversation | None:
        """Return the nearest unread conversation below (`older`) or above this position."""

    def counts(self) -> Counts: ...
    def names(self, numbers: Collection[str]) -> Mapping[str, str]:
        """Return the contact's name of each number that has one."""

    def contacts(self, like: str = "", *, limit: int, skip: int = 0) -> Sequence[Contact]:
        """Return contacts by name, from the `skip`th on.

        They have a word for each in `like` that begins so, in any order, or a number that begins so, or that
        has at least three such digits.
        """

    def contact_count(self, like: str = "") -> int: ...
    def contact(self, contact_id: int) -> Contact | None: ...
    def contact_with(self, number: str) -> Contact | None:
        """Return the contact that has this number."""

    # texts
    def messages(
        self, conversation_id: int, *, limit: int, before: int | None = None, after: int | None = None
    ) -> Sequence[TextMessage]:
        """Return texts newest first, older than position `before`, or the next ones newer than `after`.

        A text that was taken back (`TAKEN_BACK`) is not among them.
        """

    def first_unread(self, conversation_id: int) -> TextMessage | None:
        """Return the oldest unread text of a conversation."""

    def message(self, message_id: int) -> TextMessage | None: ...
    def raw(self, message_id: int) -> bytes:
        """Return the provider's payload of a text, empty where there is none."""

    def find(self, wanted: TextFilter) -> Sequence[TextMessage]: ...
    def in_states(
        self,
        states: Collection[State],
        *,
        account: str | None = None,
        conversation_id: int | None = None,
        peer: str | None = None,
        unlisted: bool = False,
    ) -> Sequence[TextMessage]:
        """Return our texts in these states (few: waiting, in doubt, in trouble), oldest first.

        With `unlisted` only those whose provider's id is not known.
        """

    def due(
        self, account: str, *, now: datetime, limit: int, without: Collection[int] = ()
    ) -> Sequence[TextMessage]:
        """Return the next `queued` text of each conversation whose time has come, the longest due first.

        A text without a time may go at once, whatever the clock said when it was kept. Conversations in
        `without` are passed over.
        """

    def next_due(self) -> datetime | None:
        """Return when the next `queued` text is due that may not leave before a time still to come."""

    def attempts(self, message_id: int) -> Sequence[Attempt]: ...
    def known(self, account: str, provider_ids: Collection[str]) -> Mapping[str, Known]: ...
    def receipts_due(self, account: str, *, now: datetime, limit: int) -> Sequence[ReceiptDue]:
        """Return `sent` texts whose `next_receipt_at` has come, the longest due first."""

    def next_receipt(self, account: str) -> datetime | None: ...
    def search(self, query: SearchQuery, *, limit: int, before: int | None = None) -> Sequence[Hit]:
        """Return texts that match every part, newest first, older than position `before`.

        A text that was taken back is not among them.
        """

    # people who said no
    def suppression(self, peer: str) -> Suppression | None: ...
    def last_word(self, peer: str) -> datetime | None:
        """Return when this person last said STOP or START, by the time of that text."""

    def activity(self, conversation_id: int) -> Sequence[tuple[datetime, str, int | None, str]]:
        """Return (when, kind, message id, detail) of a conversation, oldest first."""

    # the feed
    def last_change(self) -> int: ...
    def changes_after(self, seq: int) -> Sequence[Change]:
        """Return what was written since; one change without ids where that is no longer known one by one."""

    # what a person is told of
    def last_notice(self) -> int:
        """Return the id of the newest notice, 0 where there is none."""

    def notices(self, *, limit: int, before: int | None = None) -> Sequence[Notice]:
        """Return notices newest first, older than the one with the id `before`; some thousands are kept."""

    def notices_after(self, notice_id: int, *, limit: int) -> Sequence[Notice]:
        """Return the next notices newer than this one, oldest first."""

    def notice_counts(self, notice_id: int) -> NoticeCounts:
        """Return what came after this notice, summed up."""


class Writer(Reader, Protocol):
    """What can be written, inside one transaction; each writes its change into the feed too."""

    def ensure_account(self, name: str, provider: str) -> AccountState: ...
    def change_account(self, name: str, change: AccountChange) -> None: ...
    def save_lines(self, account: str, lines: Sequence[RemoteLine]) -> None:
        """Make these the lines of the account; others it had are kept, marked as gone."""

    def set_cursor(self, line_id: int, through: datetime, *, back: bool = False) -> None:
        """Move a line's cursor forward; back only where that is asked for."""

    def set_backfill(self, account: str, down_to: datetime) -> None: ...
    def add_contact(self, name: str, numbers: Sequence[str]) -> int:
        """Keep a contact with E.164 numbers; a number that another contact has stays with that one."""

    def save_contact(
        self, name: str, points: Sequence[ContactPoint], *, contact_id: int | None = None
    ) -> int:
        """Keep a contact with these numbers and no others, a new one or the one with this id; return its id.

        A number that another contact has stays with that one.
        """

    def ensure_conversation(self, line_id: int, peer: str, *, at: datetime, filing: Filing) -> Conversation:
        """Return the conversation of this line with this peer, made (with `filing`) where there is none."""

    def ensure_conversations(
        self, pairs: Collection[tuple[int, str]], *, at: datetime, filing: Filing
    ) -> Mapping[tuple[int, str], int]:
        """Return the ids of many conversations, by (line id, peer), made where there are none."""

    def file(self, conversation_id: int, filing: Filing) -> None: ...
    def file_many(self, conversation_ids: Collection[int], filing: Filing) -> None: ...
    def mark_read(self, conversation_id: int, *, through: int | None = None) -> None:
        """Mark as read the texts up to position `through`, all of them with None."""

    def set_draft(self, conversation_id: int, draft: str, *, at: datetime) -> None: ...
    def add_text(self, text: NewText) -> TextMessage:
        """Keep a text and bring its conversation's list entry up to date."""

    def add_texts(self, account: str, texts: Sequence[NewText]) -> int:
        """Keep many at once, in the order given where they share a second; return how many were new.

        A text whose (account, provider id) is there already is passed over.
        """

    def change_text(self, message_id: int, change: TextChange) -> None: ...
    def start_attempt(self, message_id: int, *, at: datetime) -> int:
        """Record that a text is about to go on the wire; return the attempt's id."""

    def end_attempt(
        self, attempt_id: int, *, at: datetime, outcome: str, detail: str, server_offset: float
    ) -> None: ...
    def suppress(self, suppression: Suppression) -> None:
        """Record that this person said no; an earlier record stays."""

    def lift_suppression(self, peer: str) -> None: ...
    def record_word(self, peer: str, word: str, *, at: datetime, message_id: int | None) -> None:
        """Keep, for ever, that this person said STOP, START or HELP."""

    def log(
        self,
        kind: str,
        *,
        at: datetime,
        conversation_id: int | None,
        message_id: int | None,
        actor: str,
        detail: str = "",
    ) -> None:
        """Append to the activity log: what was done, by whom ("me", "dispatcher", a provider's name)."""

    def add_notice(self, kind: NoticeKind, *, at: datetime, conversation_id: int, message_id: int) -> None:
        """Keep something to be told; for texts that arrive, `NewText.arrived` does it."""


class Store(Protocol):
    """Where everything is kept; several processes may have it open."""

    async def read(self, ask: Callable[[Reader], T]) -> T:
        """Run `ask` in the reading thread against one consistent view, and return what it returns."""

    async def write(self, change: Callable[[Writer], T]) -> T:
        """Run `change` in the writing thread as one durable transaction; what it raises undoes all of it."""

    def watch(self, since: int) -> AsyncIterator[Sequence[Change]]:
        """Yield what is written after change `since`, by this process at once, by others within 250 ms."""

    async def backup(self, target: Path) -> None:
        """Write a complete copy, readable by nobody else, while others go on; never over an existing file."""

    async def check(self) -> str | None:
        """Return None where the file is sound, else what is wrong with it."""

    def close(self) -> None:
        """Finish what is being written and let go of the file."""
