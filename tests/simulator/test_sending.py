"""Sending a text: what is taken, what is refused, and what becomes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from simulator.world import LINE, OTHER_LINE, PEER, VOICE_LINE, world
from smstui.providers.simulator import Ledger

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_text_is_taken_and_its_receipts_progress() -> None:
    async with world() as w:
        answer = await w.send(body="Your bike is ready")
        assert answer.status_code == 201
        text = answer.json()
        assert (text["status"], text["date_sent"], text["price"]) == ("queued", None, None)
        assert (text["from"], text["to"], text["body"]) == (LINE, PEER, "Your bike is ready")
        assert (text["direction"], text["num_segments"]) == ("outbound-api", "1")
        seen = [text["status"]]
        for _ in range(40):
            w.clock.pass_by(0.1)
            now = (await w.text(text["sid"])).json()
            if now["status"] != seen[-1]:
                seen.append(now["status"])
        assert seen == ["queued", "sending", "sent", "delivered"]
        assert now["date_sent"] is not None
        assert now["price"] == "-0.00790"


@pytest.mark.parametrize(
    ("ending", "status", "code"),
    [
        ("0193", "undelivered", 30003),
        ("0194", "failed", 30034),
        ("0195", "undelivered", 30005),
        ("0196", "undelivered", 30006),
        ("0197", "undelivered", 30007),
        ("0198", "sent", None),
        ("0199", "failed", 30008),
    ],
)
async def test_some_numbers_always_meet_the_same_fate(ending: str, status: str, code: int | None) -> None:
    async with world() as w:
        sid = (await w.send(to=f"+1212555{ending}")).json()["sid"]
        w.clock.pass_by(3600)
        text = (await w.text(sid)).json()
        assert (text["status"], text["error_code"]) == (status, code)
        assert (text["error_message"] is None) == (code is None)
        assert text["date_sent"] is not None


async def test_of_many_texts_some_fail_with_real_codes_and_the_seed_decides_which() -> None:
    async def fates(seed: int) -> list[tuple[str, int | None]]:
        async with world(seed=seed, peers_answer=False) as w:
            for number in range(300):
                assert (await w.send(body=f"no. {number}")).status_code == 201
            w.clock.pass_by(60)
            return [(text["status"], text["error_code"]) for text in await w.list(PageSize=1000)]

    first = await fates(7)
    assert first == await fates(7)
    assert first != await fates(8)
    assert {"delivered", "undelivered", "sent"} <= {status for status, _ in first}
    assert {code for _, code in first} - {None} <= {30003, 30005, 30006, 30007, 30034}
    assert sum(status == "delivered" for status, _ in first) > 250


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"To": "911"}, 400, 21211),
        ({"To": "+1415555012"}, 400, 21211),
        ({"To": "hello"}, 400, 21211),
        ({"To": LINE}, 400, 21266),
        ({"To": "+15005550001"}, 400, 21211),
        ({"To": "+15005550002"}, 400, 21612),
        ({"To": "+15005550003"}, 403, 21408),
        ({"To": "+15005550004"}, 400, 21610),
        ({"To": "+15005550009"}, 400, 21614),
        ({"To": "+79161234567"}, 403, 21408),
        ({"To": "+12125550192"}, 400, 21614),
        ({"From": ""}, 400, 21603),
        ({"From": "+15005550001"}, 400, 21212),
        ({"From": "Harbor"}, 400, 21212),
        ({"From": "+14155550999"}, 400, 21606),
        ({"From": VOICE_LINE}, 400, 21606),
        ({"From": "+15005550007"}, 400, 21606),
        ({"From": "+15005550008"}, 429, 21611),
        ({"Body": ""}, 400, 21602),
        ({"Body": " \n"}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"MediaUrl": "ftp://example.test/a.jpg"}, 400, 21620),
        ({"MessagingServiceSid": "MG" + "0" * 32}, 404, 21701),
    ],
)
async def test_what_is_wrong_is_refused_as_twilio_refuses_it_f4_f7_f8(
    words: dict[str, str], status: int, code: int
) -> None:
    async with world() as w:
        answer = await w.send(**words)
        told = answer.json()
        assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
        assert told["message"]
        assert told["more_info"].endswith(f"/{code}")
        assert await w.list() == []


async def test_the_longest_text_is_taken_and_every_character_comes_back() -> None:
    body = ("Grüße 🚲\u200d✨ \x00 [/b] " * 200)[:1600]
    async with world() as w:
        taken = (await w.send(body=body)).json()
        assert taken["body"] == body
        assert (await w.text(taken["sid"])).json()["body"] == body


async def test_unknown_parameters_are_ignored() -> None:
    async with world() as w:
        assert (await w.send(SmartEncoded="true", Wobble="1")).status_code == 201


async def test_a_messaging_service_chooses_the_sender_and_stays_with_it() -> None:
    async with world() as w:
        service = w.carrier.account.service_sid
        await w.send(From=OTHER_LINE)
        taken = (await w.send(From="", MessagingServiceSid=service)).json()
        assert (taken["status"], taken["from"], taken["num_segments"]) == ("accepted", None, "0")
        w.clock.pass_by(10)
        text = (await w.text(taken["sid"])).json()
        assert (text["from"], text["messaging_service_sid"], text["num_segments"]) == (
            OTHER_LINE,
            service,
            "1",
        )


async def test_media_goes_with_a_text_and_is_listed() -> None:
    async with world() as w:
        taken = (await w.send(body="", MediaUrl="https://example.test/a.png")).json()
        assert taken["sid"].startswith("MM")
        assert taken["num_media"] == "1"
        media = (await w.http.get(taken["subresource_uris"]["media"])).json()["media_list"]
        assert [(item["content_type"], item["parent_sid"]) for item in media] == [("image/png", taken["sid"])]


async def test_the_ledger_holds_what_was_taken_and_refused_before_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    async with world(ledger=Ledger(path), peers_answer=False) as w:
        taken = (await w.send(body="one")).json()
        await w.send(body="")
        w.carrier.say(PEER, LINE, "three \ud83d")
        lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["event"] for line in lines] == ["accepted", "refused", "inbound"]
    assert [set(line) for line in lines] == [{"at", "event", "sid", "from", "to", "body"}] * 3
    assert lines[0] == {
        "at": "2026-11-25T12:00:00.000000Z",
        "event": "accepted",
        "sid": taken["sid"],
        "from": LINE,
        "to": PEER,
        "body": "one",
    }
    assert lines[1]["sid"] is None
    assert (lines[2]["from"], lines[2]["body"]) == (PEER, "three \ud83d")
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_ledger_is_appended_to_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text('{"event": "accepted"}\n')
    path.chmod(0o644)
    async with world(ledger=Ledger(path)) as w:
        await w.send()
    assert len(path.read_text().splitlines()) == 2
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_text_can_be_canceled_before_it_leaves_and_redacted_and_deleted_after() -> None:
    async with world(peers_answer=False) as w:
        first, second = (await w.send()).json(), (await w.send(body="secret")).json()
        canceled = await w.http.post(first["uri"], data={"Status": "canceled"})
        assert canceled.json()["status"] == "canceled"
        early = await w.http.post(second["uri"], data={"Body": ""})
        assert early.status_code == 409
        w.clock.pass_by(30)
        assert (await w.text(first["sid"])).json()["status"] == "canceled"
        assert (await w.http.post(second["uri"], data={"Status": "canceled"})).json()["code"] == 30409
        assert (await w.http.post(second["uri"], data={"Body": ""})).json()["body"] == ""
        assert (await w.http.post(second["uri"], data={"Body": "new words"})).status_code == 400
        assert (await w.http.delete(second["uri"])).status_code == 204
        assert (await w.text(second["sid"])).json()["code"] == 20404
        assert [text["sid"] for text in await w.list()] == [first["sid"]]
