"""Histories: invented ones of any size, and the lines of a file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from simulator.world import LINE, HandClock, world
from smstui.providers.simulator import DEMO_LINES, Carrier, people, read_history
from smstui.providers.simulator.archive import Query

REAL_TEXTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "sms-spam-collection.tsv"


def _all(carrier: Carrier) -> list[Any]:
    return carrier.page(Query(), below=None, limit=10**7)[0]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 41, 400, 6000])
def test_an_invented_history_has_as_many_texts_as_asked_for_in_order(count: int) -> None:
    texts = _all(Carrier(history=count, clock=HandClock()))
    assert len(texts) == count
    assert len({text.sid for text in texts}) == count
    times = [text.created for text in texts]
    assert times == sorted(times, reverse=True)
    assert all(time < HandClock().now().timestamp() for time in times)


def test_an_invented_history_is_varied_and_has_what_a_demo_shows() -> None:
    carrier = Carrier(history=400, clock=HandClock())
    texts = _all(carrier)
    peers = Counter(text.peer for text in texts)
    assert 20 <= len(peers) <= 60
    assert len({text.line for text in texts}) == 2
    assert {text.direction for text in texts} == {"inbound", "outbound-api", "outbound-reply"}
    assert any(text.error_code == 30003 and text.status == "undelivered" for text in texts)
    assert any(text.media for text in texts)
    assert any(len(text.body) > 160 for text in texts)
    assert any("https://" in text.body for text in texts)
    assert any("😍" in text.body for text in texts)
    assert {"57283", "HARBOR-PWR"} <= set(peers)
    assert any(peer.startswith("+46") for peer in peers)
    assert texts[0].created - texts[-1].created > 28 * 86400
    assert not any("{" in text.body or "[" in text.body for text in texts)
    assert set(peers) <= {person.number for person in carrier.people}


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Tokyo", 3), ("America/Los_Angeles", 23), ("UTC", 12)])
def test_people_sleep_at_night_where_the_demo_is(zone: str, hour: int) -> None:
    there = ZoneInfo(zone)
    clock = HandClock(datetime(2026, 11, 25, hour, 30, tzinfo=there))
    texts = _all(Carrier(history=400, clock=clock, zone=there))
    hours = {datetime.fromtimestamp(text.created, there).hour for text in texts}
    assert hours <= set(range(8, 23))  # 21:30 in winter is 22:30 of a summer before it
    newest = datetime.fromtimestamp(texts[0].created, there)
    assert timedelta(0) < clock.now() - newest < timedelta(hours=12)


async def test_who_said_stop_in_the_history_is_not_texted() -> None:
    async with world(history=400) as w:
        said = next(text for text in await w.list(PageSize=1000) if text["body"] == "STOP")
        assert (await w.send(to=said["from"])).json()["code"] == 21610


def test_the_people_have_names_and_valid_numbers() -> None:
    crowd = people(1, 500)
    numbers = [person.number for person in crowd if person.number.startswith("+")]
    assert len(set(numbers)) == len(numbers) > 500
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)
    names = [person.name for person in crowd if person.name]
    assert len(set(names)) == len(names) > 300
    assert people(1, 500) == crowd != people(2, 500)


def test_the_carriers_own_numbers_are_valid() -> None:
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(line.number)) for line in DEMO_LINES)


async def test_texts_of_the_history_are_fetched_redacted_and_deleted() -> None:
    async with world(history=200) as w:
        before = await w.list()
        for text in before:
            assert (await w.text(text["sid"])).json() == text
        assert (await w.http.post(before[7]["uri"], data={"Body": ""})).status_code == 200
        assert (await w.http.delete(before[9]["uri"])).status_code == 204
        after = await w.list()
        assert after[7] == before[7] | {
            "body": "",
            "num_segments": "1",
            "date_updated": after[7]["date_updated"],
            "price": after[7]["price"],
        }
        assert [text["sid"] for text in after] == [t["sid"] for t in before if t is not before[9]]
        assert (await w.text(before[9]["sid"])).status_code == 404
        forged = before[5]["sid"][:-1] + ("0" if before[5]["sid"][-1] != "0" else "1")
        assert (await w.text(forged)).status_code == 404


def test_a_million_texts_start_in_little_memory() -> None:
    program = (
        "import resource\n"
        "from smstui.providers.simulator import Carrier\n"
        "from smstui.providers.simulator.archive import Query\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "carrier = Carrier(history=1_000_000)\n"
        "for below in (None, 500_000, 1000):\n"
        "    assert len(carrier.page(Query(), below=below, limit=1000)[0]) == 1000\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) < 16, "MiB"


def test_large_histories_have_many_conversations_and_steady_days() -> None:
    carrier = Carrier(history=1_000_000, clock=HandClock())
    texts = carrier.page(Query(), below=None, limit=20_000)[0]
    assert len({text.peer for text in texts}) > 2500
    days = Counter(text.created // 86400 for text in texts)
    assert max(days.values()) < 4000


async def test_a_file_is_served_line_by_line_and_each_line_once(tmp_path: Path) -> None:
    lines = [
        "ham\tone",
        "spam\ttwo\twith a tab",
        "ham\tU+0085 \x85 and \x97 \u2028 stay",
        "no label",
        "ham\t £5",
    ]
    path = tmp_path / "texts.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    clock = HandClock()
    history = read_history(path, now=clock.now().timestamp())
    async with world(history=history, clock=clock) as w:
        found = await w.list()
    assert [text["body"] for text in reversed(found)] == [
        "one",
        "two\twith a tab",
        "U+0085 \x85 and \x97 \u2028 stay",
        "no label",
        " £5",
    ]
    times = [parsedate_to_datetime(text["date_sent"]) for text in found]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) == len(times)


def test_a_file_that_is_not_utf_8_is_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "texts.tsv"
    path.write_bytes(b"ham\tcaf\xe9 \x80 5\nham\tlast")
    assert [text.body for text in _all(Carrier(history=read_history(path)))] == ["last", "café \x80 5"]


async def test_json_lines_say_more_and_may_hold_anything(tmp_path: Path) -> None:
    given = [
        {"body": "lone \ud83d half", "from": "+15125550123"},
        {"body": "nul \x00", "status": "teleported"},
        {"body": "x" * 65536, "direction": "out", "status": "undelivered", "error_code": 30007},
        {"text": "picture", "media": ["https://example.test/a.jpg"], "to": LINE},
    ]
    path = tmp_path / "texts.jsonl"
    path.write_text("\n".join(map(json.dumps, given)) + "\n{broken\n", encoding="utf-8")
    async with world(history=read_history(path)) as w:
        broken, picture, long, nul, lone = await w.list()
    assert (lone["body"], lone["from"]) == ("lone \ud83d half", "+15125550123")
    assert (nul["body"], nul["status"]) == ("nul \x00", "teleported")
    assert (long["body"], long["error_code"]) == ("x" * 65536, 30007)
    assert (long["direction"], long["from"] in {LINE, DEMO_LINES[1].number}) == ("outbound-api", True)
    assert (picture["num_media"], picture["sid"][:2]) == ("1", "MM")
    assert broken["body"] == "{broken"


def test_a_stop_in_a_file_counts(tmp_path: Path) -> None:
    path = tmp_path / "texts.tsv"
    path.write_text('ham\tSTOP\nham\tplease stop\nspam\thelp\n{"body": "stop"}\nham\t Unsubscribe \n')
    carrier = Carrier(history=read_history(path))
    stopped = {
        text.peer
        for text in _all(carrier)
        if text.body in {"STOP", "stop", " Unsubscribe "} and not text.outbound
    }
    assert len(stopped) >= 2
    for text in _all(carrier):
        assert carrier.has_opted_out(text.line, text.peer) == (text.peer in stopped)


@pytest.mark.skipif(not REAL_TEXTS.exists(), reason="../shared/data is not beside this checkout")
def test_the_real_texts_come_back_bit_for_bit() -> None:
    rows = REAL_TEXTS.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    texts = _all(Carrier(history=read_history(REAL_TEXTS)))
    assert [text.body for text in reversed(texts)] == [row.partition("\t")[2] for row in rows]
    assert len({text.peer for text in texts}) == 200
    outbound = sum(text.outbound for text in texts)
    assert 0.15 < outbound / len(texts) < 0.25
    assert sum(any(0x80 <= ord(sign) <= 0x9F for sign in text.body) for text in texts) == 35
