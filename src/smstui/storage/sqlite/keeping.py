"""Keeping texts: their place, their index entry and what the list shows of their conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.cleaning import one_line
from smstui.domain.models import Direction
from smstui.domain.states import is_taken_back
from smstui.ports.errors import StoreError
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.indexing import entry
from smstui.storage.sqlite.noting import NotingSession
from smstui.storage.sqlite.queries import sql
from smstui.storage.sqlite.session import as_json
from smstui.storage.sqlite.slots import Slots
from smstui.storage.sqlite.texts import TextReader
from smstui.storage.sqlite.times import micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from smstui.domain.models import Media, TextMessage
    from smstui.ports.records import NewText, TextChange

_ARRIVALS_NOTED_ONE_BY_ONE = 200
Placed = tuple[int, int, "NewText"]
"""A text with its position and its id."""


class TextWriter(TextReader, NotingSession):
    """Writes texts."""

    def add_text(self, text: NewText) -> TextMessage:
        """Keep a text and bring its conversation's list entry up to date."""
        account_id = self.value("conversation_account", conversation_id=text.conversation_id)
        if account_id is None:
            raise StoreError(f"There is no conversation with the id {text.conversation_id}.")
        ((_, key, _),) = self._keep(account_id, [text])
        kept = self.message(key)
        if kept is None:
            raise StoreError("A text that was just kept is not there.")
        return kept

    def add_texts(self, account: str, texts: Sequence[NewText]) -> int:
        """Keep many at once, in the order given where they share a second; return how many were new.

        A text whose (account, provider id) is there already is passed over.
        """
        account_id = self.value("account_id", name=account)
        if account_id is None:
            raise StoreError(f"There is no account {account} in the store.")
        return len(self._keep(account_id, self._new_among(account_id, texts)))

    def _new_among(self, account_id: int, texts: Sequence[NewText]) -> list[NewText]:
        ids = {text.provider_id for text in texts if text.provider_id is not None}
        seen = {key for (key,) in self._all("known_ids", account_id=account_id, provider_ids=as_json(ids))}
        fresh = []
        for text in texts:
            if text.provider_id is not None:
                if text.provider_id in seen:
                    continue
                seen.add(text.provider_id)
            fresh.append(text)
        return fresh

    def _keep(self, account_id: int, texts: Iterable[NewText]) -> list[Placed]:
        texts = list(texts)
        lines = {key: self._line_of(key) for key in {text.conversation_id for text in texts}}
        placed = self._place(texts)
        self._connection.executemany(
            sql("text_add"), [_row(account_id, position, key, text) for position, key, text in placed]
        )
        payloads = [(key, text.raw) for _, key, text in placed if text.raw]
        if payloads:
            self._connection.executemany(sql("payload_add"), payloads)
        self._connection.executemany(
            sql("index_add"),
            [(position, _entry(text, lines[text.conversation_id])) for position, _, text in placed],
        )
        self._list(placed)
        self._notice_arrivals(
            [(micros(text.at), key, text.conversation_id) for _, key, text in placed if text.arrived]
        )
        return placed

    def _line_of(self, conversation_id: int) -> int:
        line_id: int | None = self.value("conversation_line", conversation_id=conversation_id)
        if line_id is None:
            raise StoreError(f"There is no conversation with the id {conversation_id}.")
        return line_id

    def _place(self, texts: Iterable[NewText]) -> list[Placed]:
        """Find positions in the order of time: the index takes ascending rowids far faster than others."""
        slots = Slots(self)
        timed = sorted(((micros(text.at), text) for text in texts), key=lambda pair: pair[0])
        first = self.value("last_id") + 1
        placed = [(slots.take(at), first + offset, text) for offset, (at, text) in enumerate(timed)]
        placed.sort(key=lambda item: item[0])
        return placed

    def _list(self, placed: Sequence[Placed]) -> None:
        """Bring the conversations' entries up to date: one update for each, whatever came."""
        newest: dict[int, Placed] = {}
        unread: dict[int, int] = {}
        arrived: dict[int, list[int]] = {}
        for item in placed:
            _, key, text = item
            conversation_id = text.conversation_id
            if not is_taken_back(text.state, text.reason):
                newest[conversation_id] = item
            if text.unread:
                unread[conversation_id] = unread.get(conversation_id, 0) + 1
            touched = arrived.setdefault(conversation_id, [])
            if text.arrived:
                touched.append(key)
        self._connection.executemany(sql("conversation_newest"), [_newest(*item) for item in newest.values()])
        if unread:
            self._connection.executemany(
                sql("conversation_bump_unread"),
                [{"conversation_id": key, "count": count} for key, count in unread.items()],
            )
        self._note_kept(placed, arrived)

    def _note_kept(self, placed: Sequence[Placed], arrived: dict[int, list[int]]) -> None:
        if len(placed) == 1:
            ((_, key, text),) = placed
            self._note(text.conversation_id, key, arrived=text.arrived)
            return
        one_by_one = sum(map(len, arrived.values())) <= _ARRIVALS_NOTED_ONE_BY_ONE
        for conversation_id, keys in arrived.items():
            if keys and one_by_one:
                for key in keys:
                    self._note(conversation_id, key, arrived=True)
            else:
                self._note(conversation_id, arrived=bool(keys))

    def change_text(self, message_id: int, change: TextChange) -> None:
        """Write what changed about a text."""
        before = self.message(message_id)
        if before is None:
            raise StoreError(f"There is no text with the id {message_id}.")
        self._run(
            "text_change",
            message_id=message_id,
            state=change.state,
            provider_id=change.provider_id,
            provider_status=change.provider_status,
            segments=change.segments,
            error_code=change.error_code,
            reason=change.reason,
            sent_at=micros(change.sent_at),
            late_failure=change.late_failure,
            not_before=micros(change.not_before),
            price=change.price,
            media=None if change.media is None else rows.keep_media(change.media) or "[]",
            next_receipt_at=micros(change.next_receipt_at),
            no_more_receipts=change.no_more_receipts,
            receipt_checks=change.receipt_checks,
        )
        if change.raw is not None:
            self._connection.execute(sql("payload_add"), (message_id, change.raw))
        if change.media is not None:
            self._index_again(before, change.media)
        self._list_again(before)
        self._note(before.conversation_id, message_id)

    def _index_again(self, before: TextMessage, media: Sequence[Media]) -> None:
        if bool(before.media) == bool(media):
            return
        self._connection.execute(sql("index_remove"), (before.position, _entry(before, before.line_id)))
        text = entry(
            before.body,
            conversation_id=before.conversation_id,
            line_id=before.line_id,
            outgoing=before.direction is Direction.OUTBOUND,
            media=bool(media),
        )
        self._connection.execute(sql("index_add"), (before.position, text))

    def _list_again(self, before: TextMessage) -> None:
        """Bring the conversation's entry up to date after a change of one of its texts."""
        after = self.message(before.id)
        if after is None:
            return
        conversation_id = after.conversation_id
        was, now = (is_taken_back(text.state, text.reason) for text in (before, after))
        if was is not now:
            self._run("conversation_emptied", conversation_id=conversation_id)
            newest = self._one("newest_left", conversation_id=conversation_id)
            if newest is not None:
                position, at, direction, state, body, media = newest
                preview = _preview(body, rows.media_kept(media))
                self._run(
                    "conversation_newest",
                    conversation_id=conversation_id,
                    position=position,
                    at=at,
                    direction=direction,
                    state=state,
                    preview=preview,
                )
        elif after.state is not before.state:
            self._run(
                "conversation_last_state",
                conversation_id=conversation_id,
                position=after.position,
                state=after.state,
            )

    def start_attempt(self, message_id: int, *, at: datetime) -> int:
        """Record that a text is about to go on the wire; return the attempt's id."""
        attempt_id: int = self.value("attempt_start", message_id=message_id, at=micros(at))
        self._note_text(message_id)
        return attempt_id

    def end_attempt(
        self, attempt_id: int, *, at: datetime, outcome: str, detail: str, server_offset: float
    ) -> None:
        """Record what came of an attempt."""
        message_id = self.value(
            "attempt_end",
            attempt_id=attempt_id,
            at=micros(at),
            outcome=outcome,
            detail=detail,
            server_offset=server_offset,
        )
        self._note_text(message_id)

    def _note_text(self, message_id: int) -> None:
        text = self.message(message_id)
        if text is not None:
            self._note(text.conversation_id, message_id)


def _row(account_id: int, position: int, key: int, text: NewText) -> tuple[object, ...]:
    return (
        position,
        key,
        text.conversation_id,
        account_id,
        text.direction,
        text.body,
        text.state,
        micros(text.at),
        text.segments,
        text.encoding,
        text.provider_id,
        text.provider_status,
        text.error_code,
        text.reason,
        rows.keep_media(text.media),
        micros(text.not_before),
        text.resend_of,
        micros(text.sent_at),
        text.price,
        micros(text.next_receipt_at),
        text.unread,
    )


def _entry(text: NewText | TextMessage, line_id: int) -> str:
    return entry(
        text.body,
        conversation_id=text.conversation_id,
        line_id=line_id,
        outgoing=text.direction is Direction.OUTBOUND,
        media=bool(text.media),
    )


def _newest(position: int, key: int, text: NewText) -> dict[str, object]:
    return {
        "conversation_id": text.conversation_id,
        "position": position,
        "at": micros(text.at),
        "direction": text.direction,
        "state": text.state,
        "preview": _preview(text.body, text.media),
    }


def _preview(body: str | None, media: Sequence[Media]) -> str:
    if body:
        return one_line(body)
    if media:
        from smstui.domain.attachments import all_in_words

        return one_line(all_in_words(media))
    return ""
