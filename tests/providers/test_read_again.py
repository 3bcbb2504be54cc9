"""Reads: repeated where that helps, never endless, never taken for something that they are not."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING, Any

import pytest

from smstui.ports.errors import (
    CredentialsError,
    OfflineError,
    ProviderError,
    RateLimitedError,
    RefusedError,
)
from smstui.providers.http.client import HttpClient, Timeouts

from .accounts import twilio
from .servers import PatientClock, free_port, http, refusal, serve

if TYPE_CHECKING:
    from .servers import Answer, Server

GOOD = http(200, {"fine": True})
PORTAL = "  <html><body>Log in to the wifi</body></html>"
QUICK = Timeouts(connect=0.3, list=0.1, send=0.1, list_total=0.2, send_total=0.2)


async def _close_unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(http(200, b"", length=1000))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def get(server: Server, clock: PatientClock, **more: Any) -> bytes:
    client = HttpClient(server.url, auth=("u", "p"), clock=clock, jitter=lambda: 0.5, **more)
    try:
        return (await client.get(server.url + "/list")).body
    finally:
        await client.aclose()


@pytest.mark.parametrize(
    ("trouble", "waits"),
    [
        (_close_unread, [0.5, 1.0]),
        (http(500, refusal(20500)), [0.5, 1.0]),
        (http(503, "later", "Retry-After: 3"), [3.0, 3.0]),
        (http(429, refusal(20429), "Retry-After: 2"), [2.0, 2.0]),
        (
            http(
                429, "", "Date: Wed, 25 Nov 2026 08:00:00 GMT", "Retry-After: Wed, 25 Nov 2026 08:00:04 GMT"
            ),
            [4, 4],
        ),
        (http(429, "", "Retry-After: soon"), [0.5, 1.0]),
        (http(429, "", "Retry-After: -5"), [0.5, 1.0]),
        (http(429, "", "Retry-After: nan"), [0.5, 1.0]),
    ],
)
async def test_a_read_is_tried_three_times_with_growing_pauses(trouble: Answer, waits: list[float]) -> None:
    clock = PatientClock()
    async with serve(trouble, trouble, GOOD) as server:
        assert await get(server, clock) == b'{"fine": true}'
    assert clock.waits == waits
    assert len(server.asked) == 3


async def test_then_it_gives_up_in_words() -> None:
    for trouble, kind in ((_close_unread, OfflineError), (http(500, "x"), ProviderError)):
        async with serve(trouble) as server:
            with pytest.raises(kind) as caught:
                await get(server, PatientClock())
        assert caught.value.exit_code == 1
        assert "127.0.0.1" in caught.value.message
        assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("60", 60.0),
        ("1e12", 3600.0),
        ("inf", 3600.0),
        ("99999999999999999999", 3600.0),
        ("Fri, 31 Dec 2027 23:59:59 GMT", 3600.0),
    ],
)
async def test_a_long_wait_is_left_to_whoever_plans_and_never_more_than_an_hour(
    header: str, wait: float
) -> None:
    clock = PatientClock()
    async with serve(http(429, "", f"Retry-After: {header}")) as server:
        with pytest.raises(RateLimitedError) as caught:
            await get(server, clock)
    assert caught.value.retry_after == wait
    assert (len(server.asked), clock.waits) == (1, [])


@pytest.mark.parametrize(
    "answer",
    [
        http(200, PORTAL),
        http(401, PORTAL, "Content-Type: text/html"),
        http(403, "<!doctype html>", "Content-Type: application/json"),
        http(511, PORTAL),
    ],
)
async def test_a_captive_portals_page_is_not_the_provider(answer: bytes) -> None:
    async with serve(answer) as server:
        with pytest.raises(OfflineError, match="not the provider") as caught:
            await get(server, PatientClock())
    assert "log in" in caught.value.hint


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_credentials_never_follow_a_redirect(status: int, method: str) -> None:
    """M2: another host, another port, another scheme; no second server sees a request."""
    async with serve(GOOD) as other:
        for place in (other.url, other.url.replace("127.0.0.1", "localhost"), "https://127.0.0.1:1", "/here"):
            async with serve(http(status, "", f"Location: {place}/x")) as server:
                client = HttpClient(server.url, auth=("u", "p"), clock=PatientClock())
                with pytest.raises(ProviderError, match="elsewhere"):
                    await (client.get(server.url) if method == "GET" else client.post_once(server.url, []))
                await client.aclose()
            assert {asked.target for asked in server.asked} == {"/"}
    assert other.asked == []


async def test_a_kept_connection_that_the_server_closed_costs_no_error() -> None:
    async def answer_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GOOD)
        await writer.drain()
        writer.close()

    async with serve(answer_and_close) as server:
        client = HttpClient(server.url, auth=("u", "p"), clock=PatientClock())
        for _ in range(3):
            assert (await client.get(server.url)).status == 200
        await client.aclose()
    assert len(server.asked) >= 3


async def test_reads_share_a_connection() -> None:
    async with serve(GOOD) as server:
        client = HttpClient(server.url, auth=("u", "p"), clock=PatientClock())
        for _ in range(3):
            await client.get(server.url)
        await client.aclose()
    assert server.connections == 1


async def test_the_client_opens_again_after_it_was_closed() -> None:
    """The demo syncs in one event loop and runs in the next."""
    async with serve(GOOD) as server:
        client = HttpClient(server.url, auth=("u", "p"), clock=PatientClock())
        for _ in range(2):
            assert (await client.get(server.url)).status == 200
            await client.aclose()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(200, gzip.compress(b"[" * 40_000_000), "Content-Encoding: gzip"), "too large"),
        (http(200, b" " * (33 * 1024 * 1024)), "too large"),
        (http(200, b"zip?", "Content-Encoding: gzip"), "packed"),
        (http(200, b"zip?", "Content-Encoding: br"), "packed"),
        (_drip, "too long"),
    ],
    ids=["gzip bomb", "33 MiB", "broken gzip", "unknown packing", "drip"],
)
async def test_an_answer_without_measure_is_given_up(answer: Answer, words: str) -> None:
    """M3: a gzip bomb, a body without an end, a byte now and then."""
    async with serve(answer) as server:
        with pytest.raises(OfflineError, match=words):
            await get(server, PatientClock(), timeouts=QUICK if answer is _drip else None)


async def test_gzip_is_unpacked() -> None:
    async with serve(http(200, gzip.compress(b"[1]"), "Content-Encoding: gzip")) as server:
        assert await get(server, PatientClock()) == b"[1]"
    assert server.asked[0].headers["accept-encoding"] == "gzip"


async def test_no_connection() -> None:
    async with serve(GOOD) as server:
        server.url = f"http://127.0.0.1:{free_port()}"
        with pytest.raises(OfflineError, match="Nothing answers"):
            await get(server, PatientClock())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (http(401, refusal(20003, status=401)), CredentialsError),
        (http(401, "no", "Content-Type: text/plain"), CredentialsError),
        (http(403, refusal(20006, status=403)), RefusedError),
        (http(404, {"detail": "Not Found"}), RefusedError),
        (http(200, {"fine": True}), ProviderError),
        (http(200, [1]), ProviderError),
        (http(200, b'{"messages": [{"sid"'), ProviderError),
        (http(204), ProviderError),
    ],
)
async def test_what_a_list_can_be_refused_with(answer: bytes, kind: type[ProviderError]) -> None:
    async with serve(answer) as server:
        provider = twilio(server.url)
        with pytest.raises(ProviderError) as caught:
            await anext(provider.pages())
        await provider.aclose()
    assert type(caught.value) is kind
