"""R9: whatever a provider lists, every readable text lands, the next one follows, and nothing breaks."""

from __future__ import annotations

import json
import os
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from crash.poison import ACCOUNT, TOKEN, Poisoned, a_text, mutate
from crash.processes import REAL_TEXTS, Finished, Home
from smstui.domain.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MUTATIONS = int(os.environ.get("SMSTUI_CRASH_MUTATIONS", "1000"))
SEED = int(os.environ.get("SMSTUI_CRASH_SEED", "0")) or random.randrange(1, 1_000_000)
BATCH = 100

HOSTILE = {
    "control sequences": "\x1b]0;owned\x07\x1b[2J\x1bc\x9b31m\x1b]52;c;aGk=\x1b\\",
    "markup": "[/b] [@click=app.quit]quit[/] [STOP] [link='http://x']x[/link]",
    "right-to-left": "\u202e555-0100\u202c \u2066abc\u2069",
    "lone surrogates": "half \ud83d and \udc00 half",
    "NUL": "before\x00after",
    "64 KiB": "y" * 65_536,
    "tags": "hello\U000e0041\U000e0042 \u200b\u200b\ufeff",
    "combining": "e" + "\u0301" * 500,
    "newlines": "a\r\nb\u2028c\u2029d\x85e\x0bf",
    "empty": "",
    "blank": " \t \n ",
}


@pytest.fixture
def server() -> Iterator[Poisoned]:
    with Poisoned() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, server: Poisoned) -> Home:
    return Home(tmp_path / "home").configure(server.base_url, ACCOUNT, TOKEN)


def recently(number: int) -> datetime:
    """Return a time after which every later number lies, all within the overlap of two passes."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5) + timedelta(seconds=number % 240)


def well(done: Finished) -> Finished:
    """Return what it was given, when it holds no trace of a fault of ours."""
    assert "Traceback" not in done.out + done.err, done.err
    return done


def bodies(home: Home) -> dict[str, str | None]:
    return {row["provider_id"]: row["body"] for row in home.messages()}


def test_r9_hostile_texts_land_cleaned_and_the_next_follows(server: Poisoned, home: Home) -> None:
    for number, body in enumerate(HOSTILE.values()):
        server.items.insert(0, json.dumps(a_text(number, body, recently(number))).encode())
    server.items.insert(0, json.dumps(a_text(900, "the next text", recently(100))).encode())

    assert well(home.run("sync", "--json")).code == 0

    landed = bodies(home)
    assert landed == {f"SM{number:032x}": clean(body) for number, body in enumerate(HOSTILE.values())} | {
        f"SM{900:032x}": "the next text"
    }
    assert "Traceback" not in home.logs()
    shown = well(home.run("messages", "--limit", "100"))
    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert "\x9b" not in shown.out


def test_r9_a_page_in_bytes_that_are_no_utf8_costs_nothing_else(server: Poisoned, home: Home) -> None:
    odd = json.dumps(a_text(1, "caf@", recently(1))).encode().replace(b"caf@", b"caf\xe9")
    server.items = [json.dumps(a_text(2, "the next text", recently(2))).encode(), odd]

    assert well(home.run("sync", "--json")).code == 0

    landed = bodies(home)
    assert landed[f"SM{2:032x}"] == "the next text"
    assert str(landed[f"SM{1:032x}"]).startswith("caf")


@pytest.mark.timeout(60 + MUTATIONS // 4)
def test_r9_random_mutations_never_stop_what_is_readable(server: Poisoned, home: Home) -> None:
    """Between any two spoiled texts stands a sound one; both that must land do, batch after batch."""
    choose = random.Random(SEED)
    must: dict[str, str] = {}
    for number in range(MUTATIONS):
        raw, lands = mutate(a_text(2 * number, f"spoiled {number}", recently(number)), choose)
        sound = a_text(2 * number + 1, f"sound {number}", recently(number))
        server.items = [json.dumps(sound).encode(), raw, *server.items][: 4 * BATCH]
        must[sound["sid"]] = raw.decode(errors="replace")
        if lands:
            must[f"SM{2 * number:032x}"] = raw.decode(errors="replace")
        if number % BATCH == BATCH - 1 or number == MUTATIONS - 1:
            done = well(home.run("sync", "--json"))
            assert done.code == 0, (SEED, done)

    landed = bodies(home)
    missing = {sid: raw[:500] for sid, raw in must.items() if sid not in landed}
    assert missing == {}, f"seed {SEED}"
    assert all(landed[f"SM{2 * number + 1:032x}"] == f"sound {number}" for number in range(MUTATIONS))
    assert "Traceback" not in home.logs()
    assert well(home.run("search", "sound")).code == 0


WHOLE: dict[str, tuple[int, str, bytes]] = {
    "invalid JSON": (200, "application/json", b'{"messages": [{"sid": '),
    "not JSON": (200, "application/json", b"\x00\xff\x00\xff"),
    "captive portal": (200, "text/html", b"<html><body>Please accept the terms of Cafe WiFi</body></html>"),
    "JSON of something else": (200, "application/json", b'{"hello": ["world"]}'),
    "a list": (200, "application/json", b"[1, 2, 3]"),
    "messages is no list": (200, "application/json", b'{"messages": {"sid": "SM1"}, "next_page_uri": null}'),
    "items are no objects": (200, "application/json", b'{"messages": [1, null, "x"], "next_page_uri": null}'),
    "nested beyond reason": (200, "application/json", b"[" * 100_000),
    "empty": (200, "application/json", b""),
    "error page": (502, "text/html", b"<h1>Bad gateway</h1>"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_r9_an_answer_that_is_no_answer_is_told_and_the_next_pass_works(
    name: str, server: Poisoned, home: Home
) -> None:
    server.status, server.content_type, server.whole = WHOLE[name]
    first = well(home.run("sync", "--json"))
    server.whole = None
    server.items = [json.dumps(a_text(1, "the next text", recently(1))).encode()]

    second = well(home.run("sync", "--json"))

    assert first.code in {0, 1}
    assert second.code == 0
    assert bodies(home) == {f"SM{1:032x}": "the next text"}
    assert "Traceback" not in home.logs()


def test_r9_the_real_texts_land_one_by_one(server: Poisoned, home: Home) -> None:
    if not REAL_TEXTS.exists():
        pytest.skip(f"{REAL_TEXTS.name} is not there: it is used for trials and not shipped")
    texts = [line.partition("\t")[2] for line in REAL_TEXTS.read_bytes().decode().rstrip("\n").split("\n")]
    items: list[dict[str, Any]] = [
        a_text(number, body, datetime.now(UTC) - timedelta(seconds=len(texts) - number))
        for number, body in enumerate(texts)
    ]
    server.items = [json.dumps(item).encode() for item in reversed(items)]

    assert well(home.run("sync", "--json")).code == 0

    assert bodies(home) == {f"SM{number:032x}": clean(body) for number, body in enumerate(texts)}
