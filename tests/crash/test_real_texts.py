"""The real texts over HTTP: as many in the store as served, none twice, whoever is killed in the middle."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from crash.judge import look
from crash.processes import REAL_TEXTS, Carrier, Home, kill
from crash.trial import say
from smstui.domain.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = 20 if os.environ.get("SMSTUI_TRIALS") == "long" or "SMSTUI_CRASH_KILLS" in os.environ else 5
SEED = int(os.environ.get("SMSTUI_CRASH_SEED", "0")) or random.randrange(1, 1_000_000)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    if not REAL_TEXTS.exists():
        pytest.skip(f"{REAL_TEXTS.name} is not there: it is used for trials and not shipped")
    return [line.partition("\t")[2] for line in REAL_TEXTS.read_bytes().decode().rstrip("\n").split("\n")]


@pytest.fixture
def carrier(tmp_path: Path, texts: list[str]) -> Iterator[Carrier]:
    assert texts
    with Carrier(tmp_path / "real.ledger", options=["--seed", "8", "--history", str(REAL_TEXTS)]) as running:
        yield running


@pytest.mark.timeout(60 + 10 * KILLS)
def test_real_texts_survive_kills_in_the_middle_of_a_sync(
    tmp_path: Path, carrier: Carrier, texts: list[str]
) -> None:
    home = Home(tmp_path / "home").use(carrier)
    choose = random.Random(SEED)
    kept: list[int] = []
    hits = 0
    for _ in range(KILLS * 3):
        if hits == KILLS:
            break
        process = home.start("sync")
        _wait_for_growth(home, choose.randrange(1, 2_500), until=process.poll)
        hits += kill(process)
        kept.append(len(look(home.path)[0]) if (home.path / "smstui.db").exists() else 0)
        if kept[-1] >= len(texts):  # it was quicker than the kills: begin again
            home = Home(tmp_path / f"home-{len(kept)}").use(carrier)

    done = home.run("sync", "--json")

    say(f"\n  seed {SEED}: {hits} kills, kept after each: {kept}")
    assert done.code == 0, done
    assert hits == KILLS
    assert any(0 < count < len(texts) for count in kept), "no kill hit a sync in its middle"
    rows = home.messages()
    assert len(rows) == len(texts)
    assert len({row["provider_id"] for row in rows}) == len(texts)
    assert Counter(row["body"] for row in rows) == Counter(map(clean, texts))
    assert look(home.path)[2] is None
    assert "Traceback" not in home.logs()


def _wait_for_growth(home: Home, more: int, *, until: object) -> None:
    """Wait until the WAL or the file grew by so many KiB, or the program ended."""

    def size() -> int:
        return sum(path.stat().st_size for path in home.path.glob("smstui.db*"))

    wanted, end = size() + more * 1024, time.monotonic() + 20
    while size() < wanted and time.monotonic() < end and until() is None:  # type: ignore[operator]  # Popen.poll
        time.sleep(0.002)


def test_real_texts_are_read_found_and_answered(tmp_path: Path, carrier: Carrier, texts: list[str]) -> None:
    """One word is looked for in the store and in the file; the newest text with it is answered."""
    home = Home(tmp_path / "home").use(carrier)
    assert home.run("sync").code == 0

    found = home.run("search", "--json", "--limit", "10000", "jurong").rows
    assert sorted(row["body"] for row in found) == sorted(
        clean(text) for text in texts if "jurong" in text.lower()
    )
    newest = home.messages()[0]
    ours, theirs = sorted((newest["from"], newest["to"]), key=carrier.lines.__contains__, reverse=True)
    answer = home.run("send", "--json", "--from", ours, "--to", theirs, "Thank you, I will call")

    assert answer.code == 0, answer
    assert [event["body"] for event in carrier.events("accepted")] == ["Thank you, I will call"]
    conversations = home.run("conversations", "--json", "--view", "all", "--limit", "1000").rows
    assert len(conversations) == 200
