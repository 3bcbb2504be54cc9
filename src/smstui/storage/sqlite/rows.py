"""From rows to values; a function takes a row in the order of its fragment in the `.sql` files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smstui.domain.models import (
    AccountState,
    Attempt,
    Conversation,
    Direction,
    Encoding,
    Filing,
    Line,
    Media,
    Suppression,
    TextMessage,
)
from smstui.domain.states import State
from smstui.storage.sqlite.times import moment, moment_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.notices import Notice, NoticeCounts
    from smstui.ports.records import Known, ReceiptDue

Row = tuple[Any, ...]

_STATES = {state.value: state for state in State}
_DIRECTIONS = {direction.value: direction for direction in Direction}
_ENCODINGS = {encoding.value: encoding for encoding in Encoding}
_FILINGS = {filing.value: filing for filing in Filing}


def account(row: Row) -> AccountState:
    """Read `account_columns`."""
    key, name, provider, complete, through, last_pass_at, lines_asked_at, offline_since, error, active_at = (
        row
    )
    return AccountState(
        id=key,
        name=name,
        provider=provider,
        complete=bool(complete),
        through=moment_or_none(through),
        last_pass_at=moment_or_none(last_pass_at),
        lines_asked_at=moment_or_none(lines_asked_at),
        offline_since=moment_or_none(offline_since),
        error=error,
        active_at=moment_or_none(active_at),
    )


def line(row: Row) -> Line:
    """Read `line_columns`."""
    key, account_name, number, display, label, sms, mms, voice, kind, gone = row
    return Line(
        key, account_name, number, display, label, bool(sms), bool(mms), bool(voice), kind, gone=bool(gone)
    )


def conversation(row: Row) -> Conversation:
    """Read `conversation_columns`."""
    direction, state = row[14], row[15]
    return Conversation(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        _FILINGS[row[8]],
        row[9],
        bool(row[10]),
        bool(row[11]),
        moment(row[12]),
        row[13],
        None if direction is None else _DIRECTIONS[direction],
        None if state is None else _STATES[state],
        row[16],
        row[17],
        row[18] or "",
    )


def text(row: Row) -> TextMessage:
    """Read `text_columns`; columns after them are left alone."""
    encoding = row[12]
    return TextMessage(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        row[6],
        _DIRECTIONS[row[7]],
        row[8],
        _STATES[row[9]],
        moment(row[10]),
        row[11],
        None if encoding is None else _ENCODINGS[encoding],
        row[13],
        row[14],
        row[15],
        row[16],
        media_kept(row[17]) if row[17] else (),
        None if row[18] is None else moment(row[18]),
        bool(row[19]),
        row[20],
        None if row[21] is None else moment(row[21]),
    )


def media_kept(kept: str | None) -> tuple[Media, ...]:
    """Read the media column: a JSON list of (URL, content type)."""
    return tuple(Media(url, kind) for url, kind in json.loads(kept)) if kept else ()


def keep_media(media: Sequence[Media]) -> str | None:
    """Write the media column."""
    return json.dumps([(item.url, item.content_type) for item in media]) if media else None


def known(row: Row) -> Known:
    """Read what `known` selects, after the provider's id."""
    from smstui.ports.records import Known

    key, conversation_id, direction, state, segments, error_code, status = row
    return Known(key, conversation_id, _DIRECTIONS[direction], _STATES[state], segments, error_code, status)


def attempt(row: Row) -> Attempt:
    """Read what `attempts` selects."""
    key, message_id, started_at, ended_at, outcome, detail, offset = row
    return Attempt(key, message_id, moment(started_at), moment_or_none(ended_at), outcome, detail, offset)


def receipt_due(row: Row) -> ReceiptDue:
    """Read what `receipts_due` selects."""
    from smstui.ports.records import ReceiptDue

    message_id, provider_id, sent_at, checks = row
    return ReceiptDue(message_id, provider_id, moment(sent_at), checks)


def suppression(row: Row) -> Suppression:
    """Read what `suppression` selects."""
    peer, since, source, word, message_id = row
    return Suppression(peer, moment(since), source, word, message_id)


def notice(row: Row) -> Notice:
    """Read `notice_columns`."""
    from smstui.domain.notices import Notice, NoticeKind

    name, peer_display, which, key, at, kind = row[-6:]
    return Notice(key, moment(at), NoticeKind(kind), text(row), name, peer_display, which or "")


def notice_counts(row: Row) -> NoticeCounts:
    """Read what `notice_counts` selects."""
    from smstui.domain.notices import NoticeCounts

    return NoticeCounts(*row)
