"""Twilio's JSON to our values: pure, lenient, and never stopped by one item that is odd.

Source of the fields: api.v2010.account.message and incoming_phone_number in github.com/twilio/twilio-oai.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from smstui.domain.models import Direction, Media
from smstui.domain.order import is_newest_first
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.providers.twilio.salvage import split_page
from smstui.providers.twilio.times import read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OUTBOUND_STATES: Mapping[str, State] = {
    # Twilio has it: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
    "accepted": State.SENT,
    "scheduled": State.SENT,
    "queued": State.SENT,
    "sending": State.SENT,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    # Some segments arrived; the word itself is kept in provider_status.
    "partially_delivered": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.CANCELED,
    "read": State.READ,
}
_INBOUND_STATUSES = frozenset({"receiving", "received"})
_MOST_MEDIA = 10
_MOST_AHEAD = timedelta(days=1)
_SID = re.compile(r"[\w-]{2,64}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]+")


class _Item(msgspec.Struct):
    """A text as listed; every field may be missing, null or of another type."""

    sid: object = None
    direction: object = None
    sender: object = msgspec.field(name="from", default=None)
    to: object = None
    body: object = None
    status: object = None
    date_created: object = None
    date_sent: object = None
    date_updated: object = None
    num_segments: object = None
    num_media: object = None
    error_code: object = None
    price: object = None
    subresource_uris: object = None


class _List(msgspec.Struct):
    messages: list[msgspec.Raw]
    next_page_uri: object = None


_decode_list = msgspec.json.Decoder(_List).decode
_decode_item = msgspec.json.Decoder(_Item).decode
_FIELDS = {field.encode_name: field.name for field in msgspec.structs.fields(_Item)}
_DAMAGE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class NotUnderstoodError(Exception):
    """An answer that is not what was asked for."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of texts; `newest` is the latest time in it, and `next` the address of the one that follows."""

    texts: Sequence[RemoteText]
    unreadable: int
    next: str | None
    newest: datetime | None
    newest_first: bool
    """Only then does a page of old texts end the news."""


def read_list(body: bytes, *, now: datetime) -> ListPage:
    """Translate a page of `Messages.json`; raises `NotUnderstoodError` if it is no such page.

    `now` is the provider's time: it stands in for a time that is missing, or that lies days ahead.
    """
    try:
        page = _decode_list(body)
        items: Iterable[bytes] = map(bytes, page.messages)
        following = page.next_page_uri
    except _DAMAGE:
        found = split_page(body, "messages")
        if found is None:
            raise NotUnderstoodError from None
        items, following = found
    texts: list[RemoteText] = []
    unreadable = 0
    for raw in items:
        text = read_text(raw, now=now)
        if text is None:
            unreadable += 1
        else:
            texts.append(text)
    times = [text.listed_at for text in texts]
    following = following if isinstance(following, str) and following else None
    return ListPage(texts, unreadable, following, max(times, default=None), is_newest_first(times))


def read_text(raw: bytes, *, now: datetime) -> RemoteText | None:
    """Translate one text; None where there is no id in it, or no object at all."""
    item = _read_item(raw)
    return None if item is None else _translate(item, raw, now)


def read_object(body: bytes) -> dict[str, Any] | None:
    """Return the JSON object that a body holds, read as leniently as possible; None where it holds none."""
    with suppress(ValueError, RecursionError):
        found = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
        if isinstance(found, dict):
            return found
    return None


def read_code(value: object) -> str | None:
    """Return an error code as its digits; None for null, 0 and what is no code."""
    code = _word(value)
    return code if code and code.isascii() and code.isdigit() and 0 < len(code.lstrip("0")) < 8 else None


def _read_item(raw: bytes) -> _Item | None:
    with suppress(*_DAMAGE):
        return _decode_item(raw)
    found = read_object(raw)
    if found is None:
        return None
    return _Item(**{name: found[key] for key, name in _FIELDS.items() if key in found})


def _translate(item: _Item, raw: bytes, now: datetime) -> RemoteText | None:
    sid = item.sid
    if not isinstance(sid, str) or not _SID.fullmatch(sid):
        return None
    status = _word(item.status) or ""
    direction = _direction(_word(item.direction) or "", status)
    inbound = direction is Direction.INBOUND
    sender, recipient = _word(item.sender) or "", _word(item.to) or ""
    count = min(_count(item.num_media), _MOST_MEDIA)
    at = _at(item, now)
    return RemoteText(
        provider_id=sid,
        direction=direction,
        line=recipient if inbound else sender,
        peer=sender if inbound else recipient,
        body=_body(item.body),
        state=State.RECEIVED if inbound else OUTBOUND_STATES.get(status, State.SENT),
        provider_status=status,
        at=at,
        segments=_count(item.num_segments),
        error_code=read_code(item.error_code),
        media=_media(item.subresource_uris, count) if count else (),
        media_count=count,
        price=_word(item.price),
        raw=raw,
        listed=_listed(item, at, now),
    )


def _at(item: _Item, now: datetime) -> datetime:
    # What is not sent yet has no date_sent; and a clock a year ahead must not pin a text to the top for ever.
    for value in (item.date_created, item.date_sent, item.date_updated):
        time = read_time(value)
        if time is not None and time <= now + _MOST_AHEAD:
            return time
    return now


def _listed(item: _Item, at: datetime, now: datetime) -> datetime | None:
    # Lists go by when a text was sent. Of two times the later one never makes a text too old to be read.
    sent = read_time(item.date_sent)
    return sent if sent is not None and at < sent <= now + _MOST_AHEAD else None


def _direction(direction: str, status: str) -> Direction:
    if direction.startswith("outbound") or (not direction and status in OUTBOUND_STATES):
        return Direction.OUTBOUND
    return Direction.INBOUND


def _body(value: object) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _word(value: object) -> str | None:
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and len(value) <= 320:
            return value.strip() or None
        word = _CONTROLS.sub(" ", value).strip()[:320]
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        word = f"{value:.15g}" if isinstance(value, float) else str(value)[:32]
    else:
        return None
    return word or None


def _count(value: object) -> int:
    word = _word(value)
    return int(word) if word and len(word) < 5 and word.isascii() and word.isdigit() else 0


def _media(uris: object, count: int) -> tuple[Media, ...]:
    # Their own addresses are in this list, which takes a request of its own; how many there are is known.
    uri = _word(uris.get("media")) if isinstance(uris, dict) else None
    return tuple(Media(f"{uri}#{number}") for number in range(1, count + 1)) if uri else ()
