"""Answers as Twilio's own pages show them, read by the adapter over a real connection."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.accounts import twilio
from providers.servers import http, serve
from smstui.domain.models import Direction
from smstui.domain.remote import OutgoingText
from smstui.domain.states import State
from smstui.ports.errors import CredentialsError, RefusedError

RECORDED = Path(__file__).parent / "recorded" / "twilio"
TEXT = OutgoingText("+14155552345", "+14155552345", "Hello! \U0001f44d")
MG = "MG" + "a" * 32


def recorded(name: str) -> bytes:
    """Return a recorded answer for the wire."""
    found = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    assert found["source"].startswith(("https://www.twilio.com/docs/", "github.com/twilio/"))
    return http(found["status"], found["answer"])


async def test_a_list() -> None:
    async with serve(recorded("list"), http(200, {"messages": [], "next_page_uri": None})) as server:
        account = twilio(server.url)
        first, _ = [page async for page in account.pages()]
        await account.aclose()
    ours, theirs = first.texts
    assert (ours.direction, ours.line, ours.peer) == (Direction.OUTBOUND, "+12019235161", "+18182008801")
    assert (ours.body, ours.state, ours.provider_status) == ("testing", State.SENT, "sent")
    assert ours.at == datetime(2019, 5, 24, 17, 44, 46, tzinfo=UTC)
    assert (ours.price, ours.segments, ours.error_code) == ("-0.00750", 1, None)
    assert (theirs.direction, theirs.state) == (Direction.INBOUND, State.RECEIVED)
    assert (theirs.line, theirs.peer) == ("+18182008801", "+12019235161")
    assert (theirs.media_count, len(theirs.media), theirs.error_code) == (3, 3, "30004")
    assert "PageToken=PAMMc26223853f8c46b4ab7dfaa6abba0a26" in server.asked[1].target


@pytest.mark.parametrize(
    ("name", "status", "segments"), [("accepted", "queued", 1), ("scheduled", "queued", 0)]
)
async def test_a_send(name: str, status: str, segments: int) -> None:
    async with serve(recorded(name)) as server:
        account = twilio(server.url, service=MG)
        accepted = await account.send(TEXT)
        await account.aclose()
    assert accepted.provider_id == "SM" + "a" * 32
    assert (accepted.state, accepted.provider_status, accepted.segments) == (State.SENT, status, segments)


async def test_one_text() -> None:
    async with serve(recorded("fetch")) as server:
        account = twilio(server.url)
        text = await account.fetch("SM" + "b" * 32)
        await account.aclose()
    assert text is not None
    assert text.direction is Direction.OUTBOUND


async def test_numbers() -> None:
    async with serve(recorded("numbers")) as server:
        account = twilio(server.url)
        [line] = await account.lines()
        await account.aclose()
    assert (line.number, line.label, line.kind) == ("+18089255327", "", "local")
    assert (line.can_sms, line.can_mms, line.can_voice) == (False, True, True)


async def test_numbers_of_a_messaging_service() -> None:
    async with serve(recorded("service_numbers")) as server:
        account = twilio(server.url, service=MG)
        [line] = await account.lines()
        await account.aclose()
    assert (line.number, line.kind) == ("+18005550100", "toll-free")
    assert (line.can_sms, line.can_mms, line.can_voice) == (True, True, False)


async def test_refusals() -> None:
    for name, kind, code in (("refused", RefusedError, "21610"), ("credentials", CredentialsError, "20003")):
        async with serve(recorded(name)) as server:
            account = twilio(server.url)
            with pytest.raises(kind) as caught:
                await account.send(TEXT)
            await account.aclose()
        assert caught.value.code == code
