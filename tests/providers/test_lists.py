"""Lists: what is asked for, which pages are followed, and where reading stops."""

from __future__ import annotations

from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from smstui.ports.errors import ProviderError
from smstui.providers.twilio import CAPABILITIES

from .accounts import SID, twilio
from .servers import NOON, NOON_HEADER, http, refusal, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.ports.provider import Page

    from .servers import Server

LINE, PEER = "+15005550006", "+14155550123"
MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages.json"


def a_text(number: int, minutes_ago: float, **more: Any) -> dict[str, Any]:
    at = format_datetime(NOON - timedelta(minutes=minutes_ago))
    ends = {"direction": "inbound", "from": PEER, "to": LINE, "status": "received"}
    return {"sid": f"SM{number}", "body": f"text {number}", "date_created": at, "date_sent": at} | ends | more


def a_page(*texts: object, following: str | None = None) -> bytes:
    return http(200, {"messages": texts, "next_page_uri": following}, NOON_HEADER)


async def read(server: Server, limit: int = 100, **asked: Any) -> list[Page]:
    provider = twilio(server.url)
    pages: list[Page] = []
    try:
        async with aclosing(provider.pages(**asked)) as found:
            async for page in found:
                pages.append(page)
                if len(pages) == limit:
                    break
    finally:
        await provider.aclose()
    return pages


def ids(pages: Sequence[Page]) -> list[str]:
    return [text.provider_id for page in pages for text in page.texts]


def asked(server: Server) -> list[dict[str, str]]:
    return [dict(parse_qsl(urlsplit(one.target).query)) for one in server.asked]


async def test_a_poll_asks_by_date_for_a_small_page() -> None:
    async with serve(a_page(a_text(1, 1))) as server:
        await read(server, since=NOON - timedelta(minutes=15))
    assert server.asked[0].target == f"{MESSAGES}?DateSent%3E=2026-11-25T11%3A45%3A00Z&PageSize=100"


async def test_history_is_asked_for_in_large_pages_up_to_a_time() -> None:
    until = datetime(2026, 11, 25, 10, 0, 0, 500_000, tzinfo=UTC)
    async with serve(a_page()) as server:
        await read(server)
        await read(server, until=until)
        await read(server, since=NOON - timedelta(days=2), until=until)
    assert asked(server) == [
        {"PageSize": "1000"},
        {"DateSent<": "2026-11-25T10:00:00Z", "PageSize": "1000"},
        {"DateSent>": "2026-11-23T12:00:00Z", "DateSent<": "2026-11-25T10:00:00Z", "PageSize": "1000"},
    ]


async def test_all_pages_are_followed_relative_or_absolute() -> None:
    async with serve(b"") as server:
        server.answers = [
            a_page(a_text(1, 1), following=f"{MESSAGES}?Page=1&PageToken=PA1"),
            a_page(a_text(2, 2), following=f"{server.url}{MESSAGES}?Page=2&PageToken=PA2"),
            a_page(a_text(3, 3)),
        ]
        pages = await read(server)
    assert ids(pages) == ["SM1", "SM2", "SM3"]
    assert [page.server_offset for page in pages] == [0.0, 0.0, 0.0]
    assert [one.target for one in server.asked[1:]] == [
        f"{MESSAGES}?Page=1&PageToken=PA1",
        f"{MESSAGES}?Page=2&PageToken=PA2",
    ]
    assert all(one.headers["authorization"].startswith("Basic ") for one in server.asked)


async def test_reading_stops_after_the_first_page_that_is_wholly_older() -> None:
    pages = (
        a_page(a_text(1, 1), a_text(2, 14), following="/a"),
        a_page(a_text(3, 14.9), a_text(4, 20), following="/b"),
        a_page(a_text(5, 16), a_text(6, 30), following="/c"),
        a_page(a_text(7, 40)),
    )
    async with serve(*pages) as server:
        found = await read(server, since=NOON - timedelta(minutes=15))
    assert ids(found) == ["SM1", "SM2", "SM3", "SM4", "SM5", "SM6"]
    assert len(server.asked) == 3


@pytest.mark.parametrize("ends", [{}, {"line": LINE, "peer": PEER}], ids=["all", "of one peer"])
async def test_a_server_that_lists_the_oldest_first_is_read_to_its_end(ends: dict[str, Any]) -> None:
    pages = (a_page(a_text(1, 90), a_text(2, 80), following="/a"), a_page(a_text(3, 20), a_text(4, 1)))
    async with serve(*(page for page in pages for _ in range(1 + bool(ends)))) as server:
        found = await read(server, since=NOON - timedelta(minutes=15), **ends)
    assert "SM4" in ids(found)


@pytest.mark.parametrize(("word", "can"), [(1, True), ("true", True), (0, False), ("false", False)])
async def test_a_capability_may_be_written_otherwise_than_as_a_boolean(word: object, can: bool) -> None:
    number = {"phone_number": LINE, "capabilities": {"sms": word}}
    async with serve(http(200, {"incoming_phone_numbers": [number]})) as server:
        provider = twilio(server.url)
        try:
            assert [line.can_sms for line in await provider.lines()] == [can]
        finally:
            await provider.aclose()


async def test_a_text_that_waited_for_hours_counts_by_when_it_was_sent() -> None:
    late = a_text(1, 180, date_sent=format_datetime(NOON - timedelta(minutes=1)))
    async with serve(a_page(late, following="/a"), a_page(a_text(2, 200))) as server:
        found = await read(server, since=NOON - timedelta(minutes=15))
    assert ids(found) == ["SM1", "SM2"]
    assert found[0].texts[0].listed_at == NOON - timedelta(minutes=1)


async def test_two_lists_are_read_as_one_by_when_texts_were_sent() -> None:
    late = a_text(2, 180, date_sent=format_datetime(NOON - timedelta(minutes=2)))
    async with serve(a_page(a_text(1, 1), late, a_text(4, 4)), a_page(a_text(3, 3), a_text(5, 5))) as server:
        found = await read(server, peer=PEER)
    assert ids(found) == ["SM1", "SM2", "SM3", "SM4", "SM5"]


async def test_a_reader_that_has_enough_stops_the_requests() -> None:
    async with serve(a_page(a_text(1, 1), following="/a"), a_page(a_text(2, 2), following="/b")) as server:
        await read(server, limit=1)
        assert len(server.asked) == 1


async def test_a_list_on_another_server_is_not_followed() -> None:
    """M2: the credentials are for the server in base_url alone."""
    async with serve(a_page()) as other, serve(b"") as server:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        server.answers = [a_page(a_text(1, 1), following=f"{elsewhere}{MESSAGES}?Page=1")]
        with pytest.raises(ProviderError, match="another server"):
            await read(server)
    assert other.asked == []


@pytest.mark.parametrize("following", [f"{MESSAGES}?PageSize=1000", "/same"])
async def test_a_page_that_is_followed_by_itself_ends_the_list(following: str) -> None:
    async with serve(a_page(a_text(1, 1), following=following)) as server:
        assert ids(await read(server))[0] == "SM1"
    assert len(server.asked) <= 2


async def test_a_list_that_says_the_same_under_new_names_ends() -> None:
    answers = [a_page(a_text(1, 1), following=f"/page{n}") for n in range(50)]
    async with serve(*answers) as server:
        assert ids(await read(server)) == ["SM1"]
    assert len(server.asked) == 2


async def test_a_list_of_empty_pages_ends() -> None:
    answers = [a_page(following=f"/page{n}") for n in range(50)]
    async with serve(*answers) as server:
        await read(server)
    assert len(server.asked) < 15


async def test_what_cannot_be_read_is_counted() -> None:
    async with serve(a_page(a_text(1, 1), None, {"sid": 7}, a_text(2, 2))) as server:
        [page] = await read(server)
    assert (ids([page]), page.unreadable) == (["SM1", "SM2"], 2)


async def test_between_two_people_both_directions_are_read_as_one_list() -> None:
    """Without DateSent: a text not sent yet has none, and it may be just the one that is looked for."""
    ours = {"direction": "outbound-api", "from": LINE, "to": PEER, "status": "queued", "date_sent": None}
    async with serve(b"") as server:
        server.answers = [
            a_page(a_text(1, 1, **ours), a_text(4, 9, **ours), following="/2010-04-01/ours"),
            a_page(a_text(2, 5), None, a_text(3, 8), a_text(6, 13)),
            a_page(a_text(5, 12, **ours), a_text(7, 50, **ours), following="/2010-04-01/more"),
        ]
        pages = await read(server, since=NOON - timedelta(minutes=20), line=LINE, peer=PEER, limit=3)
    assert ids(pages) == [f"SM{number}" for number in range(1, 8)]
    assert sum(page.unreadable for page in pages) == 1
    assert asked(server)[:2] == [
        {"From": LINE, "To": PEER, "PageSize": "100"},
        {"From": PEER, "To": LINE, "PageSize": "100"},
    ]
    assert server.asked[0].target.startswith(f"{MESSAGES}?From=%2B15005550006&To=%2B14155550123&")


async def test_with_one_person_both_lists_are_filtered_by_date() -> None:
    async with serve(a_page()) as server:
        await read(server, since=NOON - timedelta(days=1), peer=PEER)
        await read(server, line=LINE)
    day = {"DateSent>": "2026-11-24T12:00:00Z", "PageSize": "1000"}
    assert asked(server) == [
        {"To": PEER} | day,
        {"From": PEER} | day,
        {"From": LINE, "PageSize": "1000"},
        {"To": LINE, "PageSize": "1000"},
    ]


async def test_one_text_is_fetched_by_its_id() -> None:
    async with serve(http(200, a_text(1, 1))) as server:
        provider = twilio(server.url)
        text = await provider.fetch("SM1")
        assert text is not None
        assert (text.provider_id, text.body) == ("SM1", "text 1")
        await provider.fetch("../../secret?x=1")
        await provider.aclose()
    assert server.asked[0].target == f"/2010-04-01/Accounts/{SID}/Messages/SM1.json"
    assert server.asked[1].target.endswith("/Messages/..%2F..%2Fsecret%3Fx%3D1.json")


async def test_an_unknown_text_is_none() -> None:
    for answer in (http(404, refusal(20404, status=404)), http(404, {"detail": "Not Found"})):
        async with serve(answer) as server:
            provider = twilio(server.url)
            assert await provider.fetch("SM1") is None
            await provider.aclose()


def _number(number: str, name: str, **more: object) -> dict[str, object]:
    can = {"sms": True, "mms": True, "voice": True, "fax": False}
    return {"phone_number": number, "friendly_name": name, "capabilities": can} | more


async def test_the_lines_of_the_account_with_what_they_can() -> None:
    first = {
        "incoming_phone_numbers": [
            _number("+15005550006", "(500) 555-0006"),
            _number("+18445550100", "Support \u202eenil"),
            _number("+12125550199", "Office", capabilities={"sms": False, "mms": None, "voice": True}),
            _number("", "no number"),
            None,
        ],
        "next_page_uri": "/2010-04-01/more",
    }
    second = {"incoming_phone_numbers": [_number("+447700900123", ""), _number("72345", "Short")]}
    async with serve(http(200, first), http(200, second)) as server:
        provider = twilio(server.url)
        lines = {line.number: line for line in await provider.lines()}
        await provider.aclose()
    assert list(lines) == ["+15005550006", "+18445550100", "+12125550199", "+447700900123", "72345"]
    assert (lines["+15005550006"].label, lines["+15005550006"].kind) == ("", "local")
    assert (lines["+18445550100"].label, lines["+18445550100"].kind) == ("Support \u202eenil", "toll-free")
    office = lines["+12125550199"]
    assert (office.can_sms, office.can_mms, office.can_voice) == (False, False, True)
    assert lines["+447700900123"].kind == "unknown"
    assert lines["72345"].kind == "short-code"
    assert server.asked[0].target == f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json?PageSize=1000"


async def test_the_lines_of_a_messaging_service() -> None:
    service = "MG" + "c" * 32
    async with serve(b"") as server:
        page = f"{server.url}/v1/Services/{service}/PhoneNumbers?Page=1"
        server.answers = [
            http(
                200,
                {
                    "phone_numbers": [_number("+1500", "", capabilities=["SMS", "Voice"])],
                    "meta": {"next_page_url": page},
                },
            ),
            http(
                200,
                {"phone_numbers": [_number("+1501", "", capabilities=[])], "meta": {"next_page_url": None}},
            ),
        ]
        provider = twilio(server.url, service=service)
        lines = await provider.lines()
        await provider.aclose()
    assert [(line.number, line.can_sms, line.can_mms, line.can_voice) for line in lines] == [
        ("+1500", True, False, True),
        ("+1501", True, False, False),
    ]
    assert server.asked[0].target == f"/v1/Services/{service}/PhoneNumbers?PageSize=1000"


async def test_lines_that_go_round_in_a_circle_end() -> None:
    async with serve(
        http(200, {"incoming_phone_numbers": [_number("+1500", "")], "next_page_uri": "/x"})
    ) as server:
        provider = twilio(server.url)
        assert len(await provider.lines()) == 1
        await provider.aclose()
    assert len(server.asked) == 2


def test_capabilities_are_data() -> None:
    provider = twilio("http://127.0.0.1:1")
    assert provider.capabilities is CAPABILITIES
    assert (CAPABILITIES.max_characters, CAPABILITIES.idempotent_send, CAPABILITIES.sends_media) == (
        1600,
        False,
        True,
    )
