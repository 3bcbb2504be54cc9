"""Every request of the adapter held against Twilio's official specification, with the answers to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from official_spec import OfficialSpec, Watch, official_spec
from smstui.domain.remote import OutgoingText
from smstui.ports.errors import RefusedError
from smstui.providers.simulator import Carrier, make_app
from smstui.providers.twilio import Options, connect

from .accounts import SID
from .servers import NOON, PatientClock

if TYPE_CHECKING:
    from smstui.ports.provider import Provider

PEER = "+14155550123"
MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages.json"


@pytest.fixture
def spec() -> OfficialSpec:
    return official_spec()


def _account(spec: OfficialSpec, *, service: bool = False) -> tuple[Provider, Watch, Carrier]:
    carrier = Carrier(history=3_000, clock=PatientClock())
    watch = Watch(make_app(carrier), spec, skip=("/v1/",))
    options = Options(
        carrier.account_sid,
        "http://127.0.0.1",
        carrier.account.service_sid if service else None,
    )
    transport = httpx.ASGITransport(app=watch)
    provider = connect(options, {"auth_token": carrier.auth_token}, transport=transport, clock=PatientClock())
    return provider, watch, carrier


@pytest.mark.parametrize("service", [False, True])
async def test_all_that_the_adapter_asks_is_in_the_specification(spec: OfficialSpec, service: bool) -> None:
    provider, watch, carrier = _account(spec, service=service)
    line = carrier.lines[0]
    accepted = await provider.send(OutgoingText(line, PEER, "Grüße & 50% \U0001f44d"))
    await provider.send(OutgoingText(line, PEER, "", ("https://x.example/1.png", "https://x.example/2.png")))
    with pytest.raises(RefusedError):
        await provider.send(OutgoingText(line, "+1", "no number"))
    week_ago, tomorrow = NOON - timedelta(days=7), NOON + timedelta(days=1)
    for since, until in (
        (NOON - timedelta(minutes=15), None),
        (None, NOON),
        (week_ago, tomorrow),
        (None, None),
    ):
        async for _page in provider.pages(since=since, until=until):
            pass
    async for _page in provider.pages(line=line, peer=PEER, since=NOON - timedelta(hours=2)):
        pass
    assert await provider.fetch(accepted.provider_id)
    await provider.fetch("SM" + "0" * 32)
    await provider.lines()
    await provider.aclose()
    assert watch.problems == []
    posts = [seen for seen in watch.seen if seen.startswith("POST")]
    assert len(posts) == 3
    assert len(watch.seen) > 12


def test_the_check_refuses_what_is_not_there(spec: OfficialSpec) -> None:
    """The usual validators let unknown names pass silently; this one must not."""
    good = "To=%2B14155550123&From=%2B15005550006&Body=hi&MediaUrl=https://a/b&MediaUrl=https://a/c"
    assert spec.check_request("POST", MESSAGES, good) == []
    assert spec.check_request("GET", f"{MESSAGES}?DateSent%3E=2026-11-25T11:45:00Z&PageSize=100") == []
    for method, url, form in (
        ("POST", MESSAGES, good + "&Nonsense=1"),
        ("POST", MESSAGES, good + "&Body=twice"),
        ("POST", MESSAGES, "Body=no+recipient"),
        ("POST", MESSAGES, good + "&MessagingServiceSid=MG1"),
        ("GET", f"{MESSAGES}?Until=2026-11-25", ""),
        ("GET", f"{MESSAGES}?PageSize=1001", ""),
        ("GET", f"{MESSAGES}?DateSent=yesterday", ""),
        ("PUT", MESSAGES, ""),
        ("GET", "/2010-04-01/Accounts/AC1/Messages.json", ""),
        ("GET", f"/2010-04-01/Accounts/{SID}/Texts.json", ""),
    ):
        assert spec.check_request(method, url, form), url + form


def test_the_check_refuses_answers_that_are_not_twilios(spec: OfficialSpec) -> None:
    text = {"sid": "SM" + "a" * 32, "status": "queued", "num_segments": "1", "body": None}
    assert spec.check_answer("POST", MESSAGES, 201, _json(text)) == []
    for change in (
        {"num_segments": 1},
        {"status": "teleported"},
        {"sid": "SM1"},
        {"new": 1},
        {"date_sent": "now"},
    ):
        assert spec.check_answer("POST", MESSAGES, 201, _json(text | change)), change
    assert spec.check_answer("POST", MESSAGES, 200, _json(text))
    assert spec.check_answer("POST", MESSAGES, 400, b'{"code": 1}')


def _json(value: object) -> bytes:
    import json

    return json.dumps(value).encode()
