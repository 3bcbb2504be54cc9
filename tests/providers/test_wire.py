"""Twilio's JSON to our values: every documented word, and everything that is odd, missing or broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smstui.domain.models import Direction
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.providers.twilio.times import read_time
from smstui.providers.twilio.wire import NotUnderstoodError, read_list, read_text

from .servers import NOON

SID = "SM" + "a" * 32
BASE: dict[str, Any] = {
    "sid": SID,
    "direction": "outbound-api",
    "from": "+15005550006",
    "to": "+14155550123",
    "body": "Hello",
    "status": "delivered",
    "date_created": "Wed, 25 Nov 2026 11:59:58 +0000",
    "date_sent": "Wed, 25 Nov 2026 11:59:59 +0000",
    "date_updated": "Wed, 25 Nov 2026 12:00:00 +0000",
    "num_segments": "1",
    "num_media": "0",
    "error_code": None,
    "price": "-0.00790",
}
INBOUND = {"direction": "inbound", "from": "+14155550123", "to": "+15005550006", "status": "received"}


def read(**changes: Any) -> RemoteText:
    text = read_text(json.dumps(BASE | changes).encode(), now=NOON)
    assert text is not None
    return text


def page(*items: object, following: str | None = None) -> bytes:
    return json.dumps({"messages": items, "next_page_uri": following}).encode()


def test_a_text_of_ours() -> None:
    raw = json.dumps(BASE).encode()
    assert read_text(raw, now=NOON) == RemoteText(
        provider_id=SID,
        direction=Direction.OUTBOUND,
        line="+15005550006",
        peer="+14155550123",
        body="Hello",
        state=State.DELIVERED,
        provider_status="delivered",
        at=datetime(2026, 11, 25, 11, 59, 58, tzinfo=UTC),
        segments=1,
        price="-0.00790",
        raw=raw,
        listed=datetime(2026, 11, 25, 11, 59, 59, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("created", "sent", "listed"),
    [
        ("Tue, 24 Nov 2026 10:00:00 +0000", "Wed, 25 Nov 2026 11:00:00 +0000", NOON - timedelta(hours=1)),
        ("Wed, 25 Nov 2026 11:00:00 +0000", None, NOON - timedelta(hours=1)),
        # Too late is read once more, too early is never read.
        ("Wed, 25 Nov 2026 11:00:00 +0000", "Wed, 25 Nov 2026 10:00:00 +0000", NOON - timedelta(hours=1)),
        ("Wed, 25 Nov 2026 11:00:00 +0000", "Thu, 25 Nov 2027 11:00:00 +0000", NOON - timedelta(hours=1)),
        ("Wed, 25 Nov 2026 11:00:00 +0000", "soon", NOON - timedelta(hours=1)),
    ],
)
def test_lists_go_by_when_a_text_was_sent_else_by_when_it_was_made(
    created: str, sent: object, listed: datetime
) -> None:
    text = read(date_created=created, date_sent=sent)
    assert text.listed_at == listed
    assert text.at == read_time(created)


def test_a_text_of_theirs_has_the_ends_the_other_way_round() -> None:
    text = read(**INBOUND)
    assert (text.direction, text.line, text.peer) == (Direction.INBOUND, "+15005550006", "+14155550123")
    assert text.state is State.RECEIVED


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", State.SENT),
        ("scheduled", State.SENT),
        ("queued", State.SENT),
        ("sending", State.SENT),
        ("sent", State.SENT),
        ("delivered", State.DELIVERED),
        ("partially_delivered", State.DELIVERED),
        ("undelivered", State.UNDELIVERED),
        ("failed", State.FAILED),
        ("canceled", State.CANCELED),
        ("read", State.READ),
        ("teleported", State.SENT),
        ("", State.SENT),
    ],
)
def test_every_documented_status_of_ours_and_a_new_one(status: str, state: State) -> None:
    text = read(status=status)
    assert (text.state, text.provider_status) == (state, status)


@pytest.mark.parametrize("status", ["receiving", "received", "teleported", "failed", ""])
def test_a_text_of_theirs_is_received_whatever_word_it_has(status: str) -> None:
    text = read(**INBOUND | {"status": status})
    assert (text.state, text.provider_status) == (State.RECEIVED, status)


@pytest.mark.parametrize(
    ("direction", "status", "ours"),
    [
        ("outbound-api", "sent", True),
        ("outbound-call", "sent", True),
        ("outbound-reply", "sent", True),
        ("outbound-by-pigeon", "sent", True),
        ("inbound", "received", False),
        ("inbound", "delivered", False),
        # Where nothing tells, a text is theirs: one too many to read is better than one never seen.
        ("sideways", "sent", False),
        (None, "delivered", True),
        (None, "received", False),
        (None, None, False),
        (7, None, False),
    ],
)
def test_whose_text_it_is(direction: object, status: object, ours: bool) -> None:
    text = read(direction=direction, status=status)
    assert (text.direction is Direction.OUTBOUND) is ours


@pytest.mark.parametrize(
    ("value", "segments"),
    [
        ("3", 3),
        (3, 3),
        ("0", 0),
        (None, 0),
        ("", 0),
        ("-1", 0),
        (-1, 0),
        ("many", 0),
        ("99999999", 0),
        (10**40, 0),
        (2.0, 2),
        (True, 0),
        ([1], 0),
        ("²", 0),
        ("٣", 0),
    ],
)
def test_segments_in_every_spelling(value: object, segments: int) -> None:
    assert read(num_segments=value).segments == segments


@pytest.mark.parametrize(
    ("value", "code"),
    [(30003, "30003"), ("30003", "30003"), (None, None), (0, None), ("", None), ("E1", None), ({}, None)],
)
def test_error_codes_in_every_spelling(value: object, code: str | None) -> None:
    assert read(error_code=value).error_code == code


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (None, None),
        ("", ""),
        (12, "12"),
        (False, None),
        ([], None),
        ("a\x00b\x1b[31m\u202e", "a\x00b\x1b[31m\u202e"),
        ("x" * 65536, "x" * 65536),
    ],
)
def test_a_body_is_not_touched_and_a_missing_one_is_none(value: object, body: str | None) -> None:
    """Providers.md 0.1: a text whose words the provider does not tell is not an empty text."""
    assert read(body=value).body == body


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("Thu, 24 Aug 2023 05:01:45 +0000", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("24 Aug 2023 05:01:45 GMT", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("Thu, 24 Aug 2023 05:01:45 -0000", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("Thu, 24 Aug 2023 07:01:45 +0200", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("Thu, 24 Aug 2023 01:01:45 EDT", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("2023-08-24T05:01:45Z", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("2023-08-24T05:01:45.25+00:00", datetime(2023, 8, 24, 5, 1, 45, 250000, tzinfo=UTC)),
        ("2023-08-24 05:01:45", datetime(2023, 8, 24, 5, 1, 45, tzinfo=UTC)),
        ("2023-08-24", datetime(2023, 8, 24, tzinfo=UTC)),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("Thu, 24 Aug 2023 05:01:45 +9999", None),
        ("Thu, 99 Foo 2023 25:61:61 +0000", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1692853305, None),
        ("x" * 10_000, None),
    ],
)
def test_times_in_every_spelling(value: object, time: datetime | None) -> None:
    assert read_time(value) == time


def test_a_text_not_sent_yet_has_the_time_at_which_it_was_made() -> None:
    assert read(date_sent=None).at == datetime(2026, 11, 25, 11, 59, 58, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "sent", "updated", "at"),
    [
        (None, "Wed, 25 Nov 2026 11:00:00 +0000", None, NOON - timedelta(hours=1)),
        ("?", "?", "Wed, 25 Nov 2026 11:30:00 +0000", NOON - timedelta(minutes=30)),
        (None, None, None, NOON),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None, None, NOON),
        # A time far ahead would pin its conversation to the top, and the cursor to the end of time.
        (
            "Thu, 25 Nov 2027 12:00:00 +0000",
            "Wed, 25 Nov 2026 11:00:00 +0000",
            None,
            NOON - timedelta(hours=1),
        ),
        ("Thu, 25 Nov 2027 12:00:00 +0000", None, None, NOON),
    ],
)
def test_which_time_stands_in_for_a_missing_one(
    created: object, sent: object, updated: object, at: datetime
) -> None:
    assert read(date_created=created, date_sent=sent, date_updated=updated).at == at


def test_pictures_are_counted_and_their_list_is_named() -> None:
    uri = f"/2010-04-01/Accounts/AC1/Messages/{SID}/Media.json"
    text = read(num_media="2", subresource_uris={"media": uri})
    assert text.media_count == 2
    assert [media.url for media in text.media] == [f"{uri}#1", f"{uri}#2"]
    assert read(num_media="2", subresource_uris=None).media == ()
    assert read(num_media="0", subresource_uris={"media": uri}).media == ()
    assert len(read(num_media="5000", subresource_uris={"media": uri}).media) <= 10


@pytest.mark.parametrize(
    "sid", [None, "", " ", 0.5, [], {}, "a b", "SM\x00", "x" * 65, "../x", "ßßß", "\ud83d"]
)
def test_without_an_id_a_text_cannot_be_kept(sid: object) -> None:
    assert read_text(json.dumps(BASE | {"sid": sid}).encode(), now=NOON) is None


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"3", b"{", b'"SM"', b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_no_text(raw: bytes) -> None:
    assert read_text(raw, now=NOON) is None


def test_words_from_outside_hold_no_control_sequence() -> None:
    text = read(status="de\x1b[31mlivered\ud800", **{"from": "+1500\x00555\n0006"}, to=" +14155550123\u0085")
    assert text.provider_status == "de [31mlivered"
    assert (text.line, text.peer) == ("+1500 555 0006", "+14155550123")


def test_a_page_tells_what_follows_and_its_newest_time() -> None:
    late = BASE | {"sid": "SM2", "date_sent": "Wed, 25 Nov 2026 12:00:00 +0000"}
    found = read_list(page(BASE, late, following="/2010-04-01/next"), now=NOON)
    assert [text.provider_id for text in found.texts] == [SID, "SM2"]
    assert (found.next, found.unreadable, found.newest) == ("/2010-04-01/next", 0, NOON)


@pytest.mark.parametrize("following", [None, "", 7, [], False])
def test_a_last_page(following: object) -> None:
    body = json.dumps({"messages": [], "next_page_uri": following}).encode()
    assert read_list(body, now=NOON).next is None


@pytest.mark.parametrize("item", [None, 1, "x", [], {}, [[]], {"sid": None}, True])
def test_an_unreadable_item_is_counted_and_stops_nothing(item: object) -> None:
    found = read_list(page(BASE, item, BASE | {"sid": "SM2"}), now=NOON)
    assert [text.provider_id for text in found.texts] == [SID, "SM2"]
    assert found.unreadable == 1


POISON = {
    "half an emoji": b'{"sid":"SMx","direction":"inbound","body":"\\ud83d"}',
    "the other half": b'{"sid":"SMx","direction":"inbound","body":"\\ude00 x"}',
    "NUL": b'{"sid":"SMx","direction":"inbound","body":"a\\u0000b"}',
    "bytes that are no UTF-8": b'{"sid":"SMx","direction":"inbound","body":"\xff\xfe\x80"}',
    "a control character in the raw": b'{"sid":"SMx","direction":"inbound","body":"a\x01\x1b[2J"}',
    "NaN": b'{"sid":"SMx","direction":"inbound","num_segments":NaN,"body":"x"}',
    "a number without end": b'{"sid":"SMx","direction":"inbound","num_segments":1e999999,"body":"x"}',
    "64 KiB": b'{"sid":"SMx","direction":"inbound","body":"' + b"x" * 65536 + b'"}',
    "braces in the words": b'{"sid":"SMx","direction":"inbound","body":"}]{[\\"}\\ud83d"}',
    "unknown fields": b'{"sid":"SMx","direction":"inbound","body":"x","new":{"a":[1,{"b":"\\ud83d"}]}}',
    "twice the same field": b'{"sid":"SM1","direction":"inbound","body":"a","sid":"SMx"}',
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
def test_poison_lands_with_its_bytes_and_the_next_text_too(poison: bytes) -> None:
    """R9: what cannot be decoded strictly is read leniently, alone."""
    whole = json.dumps(BASE).encode()
    body = b'{"next_page_uri":"/next","page":0,"messages":[' + whole + b"," + poison + b"," + whole + b"]}"
    found = read_list(body, now=NOON)
    assert [text.provider_id for text in found.texts] == [SID, "SMx", SID]
    assert found.texts[1].raw == poison
    assert isinstance(found.texts[1].body, str)
    assert found.next == "/next"


def test_an_item_nested_too_deeply_costs_only_itself() -> None:
    deep = b'{"sid":"SMx","body":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    whole = json.dumps(BASE).encode()
    found = read_list(b'{"messages":[' + deep + b"," + whole + b'],"next_page_uri":null}', now=NOON)
    assert [text.provider_id for text in found.texts] == [SID]
    assert (found.unreadable, found.next) == (1, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"<html>",
        b'{"messages":{}}',
        b'{"messages":null,"next_page_uri":null}',
        b'{"calls":[]}',
        b'{"messages":[{"sid":"SM1"',
        # Cut off, or no word of what follows: to take it for the last page would lose the rest.
        b'{"next_page_uri":null,"messages":[{"sid":"SM1","body":"\\ud83d"}',
        b'{"messages":[{"sid":"SM1","body":"\\ud83d"}]}',
        b'{"x":"messages","next_page_uri":"\\ud83d"}',
    ],
)
def test_what_is_no_list_of_texts(body: bytes) -> None:
    with pytest.raises(NotUnderstoodError):
        read_list(body, now=NOON)
