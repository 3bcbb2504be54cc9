"""K4: no secret and no whole phone number in an error, a repr or a log."""

from __future__ import annotations

import json
import logging
import random
import string
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from smstui.domain.redaction import mask_number, redact
from smstui.domain.remote import OutgoingText
from smstui.ports.errors import SmstuiError
from smstui.providers.http.client import HttpClient

from .accounts import SID, TOKEN, twilio
from .servers import PatientClock, free_port, http, refusal, serve

RANDOM = random.Random(4)
PEER = "+14155550123"
Shape = Callable[[str], str]

_HEADERS: list[Shape] = [
    lambda s: f"Authorization: Basic {s}",
    lambda s: f"authorization: bearer {s}",
    lambda s: f"Authorization: Token {s}",
    lambda s: f"Proxy-Authorization: Basic {s}",
    lambda s: f"AUTHORIZATION={s}",
    lambda s: json.dumps({"Authorization": f"Basic {s}"}),
    lambda s: repr({"Authorization": f"Bearer {s}"}),
    lambda s: repr([(b"Authorization", f"Basic {s}".encode())]),
    lambda s: f"Headers([('authorization', 'Basic {s}')])",
    lambda s: f"X-API-Key: {s}",
    lambda s: f"x-auth-token: {s}",
    lambda s: f"X-Twilio-Signature: {s}",
    lambda s: f"Cookie: {s}",
    lambda s: f"sent Bearer {s} to the server",
    lambda s: f"sent Basic {s}, and",
]
_PAIRS: list[Shape] = [
    *(
        lambda s, name=name, form=form: form.format(name=name, value=s)
        for name in (
            *(
                "auth_token",
                "api_key",
                "apikey",
                "api_key_secret",
                "api-key",
                "access_token",
                "refresh_token",
            ),
            *(
                "client_secret",
                "password",
                "passwd",
                "secret",
                "token",
                "AUTH_TOKEN",
                "SMSTUI_WORK_AUTH_TOKEN",
            ),
            *(
                "SMSTUI_WORK_API_KEY_SECRET",
                "apiKey",
                "authToken",
                "clientSecret",
                "signature",
                "private_key",
            ),
        )
        for form in ("{name}={value}", "{name}: {value}", '"{name}": "{value}"', "'{name}': '{value}'")
    ),
    lambda s: f"GET /x?auth_token={s}&To=1",
    lambda s: f"GET /x?a=1&api_key={s} HTTP/1.1",
    lambda s: quote(f"https://x/?auth_token={s}", safe=""),
    lambda s: f'{{\\"auth_token\\": \\"{s}\\"}}'.replace("\\", ""),
    lambda s: f"auth_token => {s}",
    lambda s: f"Secrets(auth_token={s!r}, account_sid='AC')",
    lambda s: f"token = {s}\nnext line",
]
_URLS: list[Shape] = [
    lambda s: f"https://user:{s}@api.twilio.com/x",
    lambda s: f"http://{s}@proxy:3128",
    lambda s: f"https://AC:{s}@host:8443/path?x=1",
    lambda s: f"socks5://user:p@{s}@host:1",
    lambda s: f"proxy URL 'http://u:{s}@10.0.0.1:3128' is not valid",
    lambda s: f"AC{'0' * 32}:{s}",
    lambda s: f"SK{'f' * 32}:{s}",
    lambda s: f"curl -u AC{'0' * 32}:{s} https://x",
    lambda s: f"AC{'0' * 32}%3A{s}",
]


def _of(alphabet: str, length: int) -> str:
    return "".join(RANDOM.choices(alphabet, k=length - 2)) + "1a"


def _cases() -> Iterator[tuple[str, str]]:
    """Yield texts and the secret in each."""
    alphanumeric = string.ascii_letters + string.digits
    for shape in (*_HEADERS, *_PAIRS, *_URLS):
        for secret in (_of("0123456789abcdef", 32), _of(alphanumeric, 12)):
            yield shape(secret), secret
        yield shape(secret := b64encode(_of(alphanumeric, 41).encode()).decode().rstrip("=")), secret
    for _ in range(5):
        jwt = ".".join(
            ["eyJ" + _of(alphanumeric, 20), "eyJ" + _of(alphanumeric, 40), _of(alphanumeric + "-_", 43)]
        )
        hexadecimal = "0123456789abcdef"
        shown = (
            f"SK{_of(hexadecimal, 32)}",
            _of(hexadecimal, 32),
            _of(alphanumeric, 32),
            f"sk_live_{_of(alphanumeric, 24)}",
        )
        for secret in (jwt, *shown, f"KEY{_of('0123456789ABCDEF', 32)}_{_of(alphanumeric, 22)}"):
            yield f"the key {secret} was refused", secret
            yield f"{secret}", secret


def test_200_shapes_of_secrets_are_hidden() -> None:
    cases = list(_cases())
    assert len(cases) >= 200
    assert [text for text, secret in cases if secret in redact(text) or secret[-12:] in redact(text)] == []


def test_a_known_secret_is_hidden_whatever_it_looks_like() -> None:
    assert redact("the word sesame opens", ["", "sesame"]) == "the word *** opens"


@pytest.mark.parametrize(
    "text",
    [
        "+15551234567",
        "+1 (555) 123-4567",
        "+44 20 7946 4567",
        "To=%2B15551234567",
        "555-123-4567",
        "(555) 123-4567",
        "15551234567",
        "The 'To' number +15551234567 is not valid.",
        "whatsapp:+15551234567",
    ],
)
def test_a_number_keeps_its_last_four_digits(text: str) -> None:
    shown = redact(text)
    assert "4567" in shown
    assert sum(c.isdigit() for c in shown) == 4


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-25 10:00:00.123456",
        "2026-11-25T10:00:00Z",
        "HTTP 401 at 127.0.0.1:54321 after 12.5 s",
        "1764064800123456",
        "SM0123456789abcdef0123456789abcdef",
        "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json",
        "the token of the account is missing",
        "Mon, 25 Nov 2026 10:00:00 +0000",
        "short code 12345",
        "error 30003",
    ],
)
def test_what_is_neither_stays(text: str) -> None:
    assert redact(text) == text


def test_a_short_number_is_hidden_whole() -> None:
    assert mask_number("123456") == "***"
    assert mask_number("+15551234567") == "***4567"


@pytest.mark.parametrize(
    "pattern", ["a", "1", "+1", "auth_", "://", "eyJ.", "1 ", "-----BEGIN KEY", '"', "\\", "token="]
)
def test_hostile_text_of_100_kb_is_done_before_anybody_gives_up(pattern: str) -> None:
    """With steps that grow with the square this would run for hours, and into the timeout of every test."""
    assert redact(pattern * (100_000 // len(pattern))) is not None


async def test_errors_and_logs_hold_no_secret_and_no_number(caplog: pytest.LogCaptureFixture) -> None:
    """Every kind of failure, with all loggers open: httpx logs whole URLs, `To=` included."""
    caplog.set_level(logging.DEBUG)
    basic = b64encode(f"{SID}:{TOKEN}".encode()).decode()
    echo = refusal(
        99999, f"The 'To' number {PEER} with token {TOKEN} and Basic {basic} is odd\x1b[31m", status=400
    )
    told: list[str] = []
    answers = (
        http(400, echo),
        http(401, refusal(20003, f"{TOKEN} {PEER}", 401)),
        http(500, ""),
        http(204),
        http(429),
    )
    for answer in (
        *answers,
        http(302, "", f"Location: https://{TOKEN}@x/{PEER}"),
        b"junk " + TOKEN.encode() + b"\r\n\r\n",
    ):
        async with serve(answer) as server:
            told += await _errors(server.url)
    told += await _errors(f"http://127.0.0.1:{free_port()}")
    assert len(told) >= 24
    seen = "\n".join([*told, caplog.text])
    assert "httpx" in seen
    for canary in (TOKEN, basic, PEER, PEER[1:], "%2B14155550123", "\x1b"):
        assert canary not in seen


async def _errors(url: str) -> list[str]:
    provider = twilio(url)
    told = []
    calls = (
        provider.send(OutgoingText("+15005550006", PEER, "hello")),
        anext(provider.pages(line="+15005550006", peer=PEER)),
        provider.lines(),
    )
    for call in calls:
        try:
            await call
        except SmstuiError as error:
            told.append(f"{error} {error!r} {error.hint} {''.join(traceback.format_exception(error))}")
    await provider.aclose()
    return told


def test_the_client_shows_nothing_of_its_credentials() -> None:
    client = HttpClient("https://api.twilio.com", auth=(SID, TOKEN), clock=PatientClock())
    assert TOKEN not in repr(client) + repr(vars(client))
