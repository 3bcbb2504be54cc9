"""R6: whoever starts and dies, every text is sent by the one process that holds the dispatcher's lock."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from crash.gate import Gate
from crash.judge import judge, look
from crash.processes import Carrier, Home, kill
from crash.trial import say

if TYPE_CHECKING:
    from pathlib import Path

CYCLES = 200 if os.environ.get("SMSTUI_TRIALS") == "long" else 10
SEED = int(os.environ.get("SMSTUI_CRASH_SEED", "0")) or random.randrange(1, 1_000_000)
LINE = "+15005550006"


@pytest.mark.timeout(60 + CYCLES * 8)
def test_r6_never_two_dispatchers_while_agents_die_and_sends_come(tmp_path: Path) -> None:
    """An agent is killed again and again while `send` hands texts over; the gate sees who sends."""
    choose = random.Random(SEED)
    with (
        Carrier(tmp_path / "r6.ledger", options=["--lines", LINE]) as carrier,
        Gate(carrier.port, tmp_path / "home") as gate,
    ):
        facts = carrier.facts
        address = f"http://127.0.0.1:{gate.port}"
        home = Home(tmp_path / "home").configure(address, facts["account_sid"], facts["auth_token"])
        assert home.run("sync").code == 0
        killed: set[int] = set()
        printed = [number for cycle in range(CYCLES) for number in hand_over(home, cycle, choose, killed)]
        end = time.monotonic() + 60
        while any(row["state"] in {"queued", "sending"} for row in look(home.path)[0]):
            assert time.monotonic() < end, "texts are stuck"
            home.run("agent", "--once")
        events = carrier.events()
        home.run("sync")
        rows, attempts, integrity = look(home.path)

    verdict = judge(rows, attempts, events, printed)
    known = [post for post in gate.posts if post.pid]
    senders = {post.pid for post in known}
    say(f"\n  seed {SEED}: {len(gate.posts)} sends, by {len(senders)} processes; {verdict}")
    assert verdict.faults == {}
    assert integrity is None
    assert len(known) >= len(gate.posts) * 0.8
    intruders = [post for post in known if post.holders != {post.pid}]
    # Whoever was killed while the gate looked has no lock any more; nobody else may have had it then.
    assert [post for post in intruders if post.holders or post.pid not in killed] == []
    assert len(senders) > CYCLES / 4, "hardly anything was handed over"


def hand_over(home: Home, cycle: int, choose: random.Random, killed: set[int]) -> list[int]:
    """Run an agent, hand it three texts and kill it somewhere in between; return the printed ids."""
    agent = home.start("agent")
    time.sleep(choose.uniform(0.1, 0.6))
    sends = [
        home.start(
            "send", "--json", *more, "--from", LINE, "--to", f"+1212555010{peer}", f"text {cycle}.{peer}"
        )
        for peer, more in enumerate((["--no-wait"], [], ["--no-wait"]))
    ]
    time.sleep(choose.uniform(0.1, 0.9))
    kill(agent)
    killed.add(agent.pid)
    return [row["id"] for process in sends for row in finish(process) if row["id"] is not None]


def finish(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Return what a `send` printed, killed if it takes longer than it may."""
    try:
        out, err = process.communicate(timeout=75)
    except subprocess.TimeoutExpired:
        kill(process)
        raise
    assert "Traceback" not in out + err
    return [json.loads(line) for line in out.splitlines()]
