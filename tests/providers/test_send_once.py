"""What a send makes of all that can happen to a connection: exactly one request, and an honest outcome."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
from base64 import b64decode
from contextlib import ExitStack
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from smstui.domain.remote import OutgoingText
from smstui.ports.errors import (
    AmbiguousError,
    CredentialsError,
    NotConfiguredError,
    NotSentError,
    OfflineError,
    ProviderError,
    RateLimitedError,
    RefusedError,
)
from smstui.providers.http.client import Timeouts
from smstui.providers.twilio import Options, connect

from .accounts import SID, TOKEN, twilio
from .servers import NOON_HEADER, PatientClock, free_port, http, refusal, reset, serve

if TYPE_CHECKING:
    from pathlib import Path

    from .servers import Answer

TEXT = OutgoingText("+15005550006", "+14155550123", "Grüße & 50%")
PORTAL = "<!DOCTYPE html><html><body>Log in to the wifi</body></html>"
QUICK = Timeouts(connect=0.3, list=0.2, send=0.2, list_total=0.4, send_total=0.4)
IMPATIENT = Timeouts(connect=10, list=0.2, send=0.2, list_total=2, send_total=2)
"""Also a busy machine connects in time, so that what is tried is the answer that does not come."""


async def outcome(url: str, *, timeouts: Timeouts | None = None) -> ProviderError:
    """Send one text that cannot be accepted, and return the error."""
    provider = twilio(url, timeouts=timeouts)
    try:
        with pytest.raises(ProviderError) as caught:
            await provider.send(TEXT)
    finally:
        await provider.aclose()
    return caught.value


async def _close_unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def _reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    reset(writer)


async def _say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(http(201, b"", "Content-Type: application/json", length=1000))
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


def _half(answer: bytes) -> Answer:
    async def write(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return write


ACCEPTED = {"sid": "SM" + "b" * 32, "status": "queued", "direction": "outbound-api"}

AMBIGUOUS: dict[str, Answer] = {
    "closed without an answer": _close_unread,
    "reset": _reset,
    "no answer": _say_nothing,
    "an answer a byte at a time": _drip,
    "half of the headers": _half(b"HTTP/1.1 201 Created\r\nContent-Le"),
    "half of the body": _half(http(201, b'{"sid": "SM', length=900)),
    "another protocol": _half(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    "408": http(408, refusal(20408, status=408)),
    "500": http(500, refusal(20500, status=500)),
    "502 of a proxy": http(502, "<html>Bad Gateway</html>"),
    "503": http(503, refusal(20503, status=503), "Retry-After: 1"),
    "504": http(504, ""),
    "a status that is none": http(601, {"sid": "SM1"}),
    "301": http(301, "", "Location: http://127.0.0.1:1/"),
    "302": http(302, PORTAL, "Location: http://portal.example/"),
    "303": http(303, "", "Location: /elsewhere"),
    "307": http(307, "", "Location: /elsewhere"),
    "308": http(308, "", "Location: /elsewhere"),
    "a portal with 200": http(200, PORTAL, "Content-Type: text/html"),
    "a portal with 201": http(201, PORTAL),
    "a portal with 401": http(401, PORTAL, "Content-Type: text/html"),
    "a portal with 403": http(403, PORTAL, "Content-Type: text/html"),
    "a portal with 511": http(511, PORTAL, "Content-Type: text/html"),
    "a portal that says JSON": http(200, PORTAL, "Content-Type: application/json"),
    "400 without an error object": http(400, {"detail": "bad"}),
    "400 with words": http(400, "bad request", "Content-Type: text/plain"),
    "400 with half an error object": http(400, b'{"code": 21211, "mess', "Content-Type: application/json"),
    "a code without words": http(400, {"code": 21211}),
    "403 with a list": http(403, [refusal(21408)]),
    "201 without an id": http(201, {"status": "queued"}),
    "201 with an id of null": http(201, {"sid": None, "status": "queued"}),
    "201 with an id that is none": http(201, {"sid": "a b\n", "status": "queued"}),
    "201 with broken JSON": http(201, b'{"sid": "SM'),
    "201 with a list": http(201, [ACCEPTED]),
    "204": http(204),
    "200 empty": http(200, ""),
    "2 MiB": http(201, b" " * 2_000_000, "Content-Type: application/json"),
    "a gzip bomb": http(201, gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"),
    "broken gzip": http(201, b"no gzip", "Content-Encoding: gzip"),
    "half a gzip": http(201, gzip.compress(b'{"sid": "SM1"}')[:-9], "Content-Encoding: gzip"),
    "a packing we did not ask for": http(201, b"\x00", "Content-Encoding: br"),
}


@pytest.mark.parametrize("case", AMBIGUOUS)
async def test_what_may_have_been_sent_is_ambiguous_and_never_sent_twice(case: str) -> None:
    """Architecture 4: everything but a sure refusal and a sure failure to connect is in doubt."""
    answer = AMBIGUOUS[case]
    async with serve(answer) as server:
        error = await outcome(server.url, timeouts=IMPATIENT if answer in {_say_nothing, _drip} else None)
    assert type(error) is AmbiguousError
    assert error.exit_code == 4
    assert [asked.method for asked in server.asked] == ["POST"]


async def test_an_ambiguous_answer_tells_the_providers_clock_where_it_had_a_date() -> None:
    later = "Date: Wed, 25 Nov 2026 12:00:42 GMT"
    async with serve(http(500, refusal(20500), later)) as server:
        error = await outcome(server.url)
    assert isinstance(error, AmbiguousError)
    assert error.server_offset == 42.0

    async with serve(_half(http(201, b"{", later, length=90))) as server:
        error = await outcome(server.url)
    assert isinstance(error, AmbiguousError)
    assert error.server_offset == 42.0

    async with serve(_close_unread) as server:
        error = await outcome(server.url)
    assert isinstance(error, AmbiguousError)
    assert error.server_offset is None


REFUSED = {
    "21610": (400, RefusedError),
    "21211": (400, RefusedError),
    "21408": (403, RefusedError),
    "99999": (400, RefusedError),
    "20003": (401, CredentialsError),
    "20404": (404, RefusedError),
}


@pytest.mark.parametrize("code", REFUSED)
async def test_an_error_object_is_a_sure_refusal(code: str) -> None:
    status, kind = REFUSED[code]
    async with serve(http(status, refusal(int(code), status=status))) as server:
        error = await outcome(server.url)
    assert type(error) is kind
    assert error.code == code
    assert len(server.asked) == 1


async def test_a_429_was_never_processed() -> None:
    """Twilio documents it (docs/api/errors/20429), so what else the answer holds does not matter."""
    for answer in (
        http(429, refusal(20429, status=429), "Retry-After: 7"),
        http(429, PORTAL, "Retry-After: 7"),
        _half(http(429, b"{", "Retry-After: 7", length=50)),
    ):
        async with serve(answer) as server:
            error = await outcome(server.url)
        assert isinstance(error, RateLimitedError)
        assert error.retry_after == 7.0
        assert len(server.asked) == 1


async def test_nobody_listens() -> None:
    error = await outcome(f"http://127.0.0.1:{free_port()}")
    assert isinstance(error, OfflineError)
    assert "nothing answers" in error.message


async def test_nobody_takes_the_connection() -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        error = await outcome(f"http://127.0.0.1:{listener.getsockname()[1]}", timeouts=QUICK)
    assert isinstance(error, OfflineError)


async def test_the_name_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    error = await outcome("https://api.twilio.com")
    assert isinstance(error, OfflineError)
    assert "the name api.twilio.com was not found" in error.message


async def test_a_failed_tls_handshake_sends_nothing() -> None:
    received = bytearray()

    async def read_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read(65536))
        writer.write(b"HTTP/1.1 400 This is no TLS server\r\n\r\n")
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(read_all, "127.0.0.1", 0)
    async with listener:
        error = await outcome(f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    assert isinstance(error, OfflineError)
    assert received
    assert b"Messages.json" not in received


@pytest.mark.parametrize("status", [403, 407, 502, 503])
async def test_a_proxy_that_does_not_connect_sends_nothing(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve(http(status, "<html>no</html>", "Connection: close")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//user:canary-pass@"))
        error = await outcome("https://api.twilio.com")
    assert isinstance(error, NotSentError)
    assert [asked.method for asked in proxy.asked] == ["CONNECT"]
    assert "canary-pass" not in f"{error.message} {error.hint}"


async def test_a_proxy_of_the_environment_is_used_but_not_for_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serve(http(201, ACCEPTED)) as proxy, serve(http(201, ACCEPTED)) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        for url in (server.url, "http://twilio.lan"):
            provider = twilio(url)
            await provider.send(TEXT)
            await provider.aclose()
    assert [asked.target for asked in proxy.asked] == [
        f"http://twilio.lan/2010-04-01/Accounts/{SID}/Messages.json"
    ]
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
async def test_a_proxy_that_cannot_be_used_is_a_setting_to_mend(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "socks4://u:canary-pass@127.0.0.1:1")
    provider = twilio("http://twilio.lan")
    with pytest.raises(NotConfiguredError) as caught:
        await provider.send(TEXT)
    await provider.aclose()
    assert "ALL_PROXY" in caught.value.hint
    assert "canary-pass" not in f"{caught.value.message} {caught.value.hint}"


def test_certificates_that_are_not_there_are_a_setting_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with pytest.raises(NotConfiguredError) as caught:
        twilio("https://api.twilio.com")
    assert "SSL_CERT_FILE" in caught.value.hint


FAILURES: dict[Exception, type[ProviderError]] = {
    httpx.ConnectError("x"): OfflineError,
    httpx.ConnectTimeout("x"): OfflineError,
    httpx.PoolTimeout("x"): OfflineError,
    httpx.ProxyError("x"): OfflineError,
    httpx.UnsupportedProtocol("x"): OfflineError,
    httpx.ReadError("x"): AmbiguousError,
    httpx.ReadTimeout("x"): AmbiguousError,
    httpx.WriteError("x"): AmbiguousError,
    httpx.WriteTimeout("x"): AmbiguousError,
    httpx.CloseError("x"): AmbiguousError,
    httpx.RemoteProtocolError("x"): AmbiguousError,
    httpx.LocalProtocolError("x"): AmbiguousError,
    httpx.DecodingError("x"): AmbiguousError,
    httpx.TooManyRedirects("x"): AmbiguousError,
    httpx.StreamClosed(): AmbiguousError,
    ssl.SSLError("x"): AmbiguousError,
    ConnectionResetError("x"): AmbiguousError,
    anyio.BrokenResourceError(): AmbiguousError,
    anyio.EndOfStream(): AmbiguousError,
    EOFError(): AmbiguousError,
    RuntimeError("x"): AmbiguousError,
    UnicodeDecodeError("utf-8", b"", 0, 1, "x"): AmbiguousError,
}


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
async def test_each_exception_where_the_wire_cannot_be_watched(failure: Exception) -> None:
    """What is not known to come before the first byte is in doubt, also what nobody expects."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise failure

    provider = connect(
        Options(SID), {"auth_token": TOKEN}, clock=PatientClock(), transport=httpx.MockTransport(fail)
    )
    with pytest.raises(ProviderError) as caught:
        await provider.send(TEXT)
    assert type(caught.value) is FAILURES[failure]
    with pytest.raises(OfflineError):
        await provider.lines()
    await provider.aclose()


async def test_a_certificate_that_is_not_trusted_is_explained() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        untrusted = ssl.SSLCertVerificationError(1, "self-signed certificate")
        raise httpx.ConnectError("x", request=request) from untrusted

    provider = connect(
        Options(SID), {"auth_token": TOKEN}, clock=PatientClock(), transport=httpx.MockTransport(fail)
    )
    with pytest.raises(OfflineError, match="is not to be trusted") as caught:
        await provider.send(TEXT)
    assert "log in" in caught.value.hint
    assert "SSL_CERT_FILE" in caught.value.hint
    await provider.aclose()


async def test_half_a_character_is_refused_before_anything_is_sent() -> None:
    async with serve(http(201, ACCEPTED)) as server:
        provider = twilio(server.url)
        with pytest.raises(RefusedError, match="half a character"):
            await provider.send(OutgoingText("+15005550006", "+14155550123", "\ud83d"))
        await provider.aclose()
    assert server.asked == []


async def test_the_form_and_the_headers_of_a_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person's .netrc, which curl and requests obey, does not replace our credentials."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\ndefault login other password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    async with serve(http(201, ACCEPTED, NOON_HEADER)) as server:
        options = Options(SID, server.url, "MG" + "c" * 32)
        provider = connect(options, {"auth_token": TOKEN}, clock=PatientClock())
        text = OutgoingText(
            "+15005550006", "+14155550123", "Grüße & 50%", ("https://x/1.png", "https://x/2.png")
        )
        accepted = await provider.send(text)
        await provider.aclose()
    [asked] = server.asked
    assert asked.target == f"/2010-04-01/Accounts/{SID}/Messages.json"
    assert asked.body == (
        b"To=%2B14155550123&From=%2B15005550006&MessagingServiceSid=MG"
        + b"c" * 32
        + b"&Body=Gr%C3%BC%C3%9Fe+%26+50%25"
        b"&MediaUrl=https%3A%2F%2Fx%2F1.png&MediaUrl=https%3A%2F%2Fx%2F2.png"
    )
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["user-agent"].startswith("smstui/")
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["authorization"].startswith("Basic ")
    assert accepted.provider_id == ACCEPTED["sid"]
    assert (accepted.state, accepted.provider_status) == ("sent", "queued")
    assert accepted.server_offset == 0.0


async def test_an_answer_counts_by_what_it_is_not_by_what_it_is_called() -> None:
    async with serve(http(201, b'{"sid": "SM1", "status": "queued"}', "Content-Type: text/html")) as server:
        provider = twilio(server.url)
        assert (await provider.send(TEXT)).provider_id == "SM1"
        await provider.aclose()


async def test_each_send_has_a_connection_of_its_own() -> None:
    """A kept one may be closed by the server just then, which would leave a text in doubt."""
    async with serve(http(201, ACCEPTED)) as server:
        provider = twilio(server.url)
        for _ in range(3):
            await provider.send(TEXT)
        await provider.aclose()
    assert server.connections == 3


async def test_an_api_key_takes_the_place_of_the_token() -> None:
    key = "SK" + "d" * 32
    async with serve(http(201, ACCEPTED)) as server:
        secrets = {"api_key_sid": key, "api_key_secret": "canary", "auth_token": TOKEN}
        provider = connect(Options(SID, server.url), secrets, clock=PatientClock())
        await provider.send(TEXT)
        await provider.aclose()
    sent = server.asked[0].headers["authorization"].removeprefix("Basic ")
    assert b64decode(sent).decode() == f"{key}:canary"


@pytest.mark.parametrize("cancel_at", ["before the answer", "in the answer"])
async def test_a_send_that_is_canceled_stays_canceled(cancel_at: str) -> None:
    reached = asyncio.Event()

    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if cancel_at == "in the answer":
            writer.write(http(201, b"{", length=99))
            await writer.drain()
        reached.set()
        await asyncio.Event().wait()

    async with serve(stall) as server:
        provider = twilio(server.url)
        task = asyncio.create_task(provider.send(TEXT))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await provider.aclose()
