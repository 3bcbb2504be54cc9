"""R1: many texts, many hands, many kills, and a carrier on which things go wrong; then the count."""

from __future__ import annotations

import queue
import random
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crash.judge import OPEN, Verdict, judge, look
from crash.processes import Carrier, Home
from crash.workers import Agent, AgentOnce, Feeder, Record, Screen, Sender, Wish, Worker

if TYPE_CHECKING:
    from pathlib import Path

LINES = ("+15005550006", "+14155550142")
PEERS = tuple(f"+1{area}555{number:04}" for area in (212, 415, 617, 808) for number in range(100, 110))
SAME = ("See you at 9",)
QUIET = 60.0
"""Seconds after the last kill in which everything must have come to rest."""


@dataclass(frozen=True)
class Trial:
    """How much, how often, how bad."""

    texts: int
    kills: int
    faults: float = 0.10
    seed: int = 1
    by_send: float = 0.15
    """Which share goes through `smstui send`, a process each."""

    @property
    def spec(self) -> str:
        """Return the faults, mixed; 429 and slow at half the rate of those that leave doubt."""
        each = self.faults / 5
        doubt = ",".join(
            f"{name}={each:.4f}" for name in ("cut-before", "cut-after", "500-before", "500-after")
        )
        return f"{doubt},429={each / 2:.4f}:1,slow={each / 2:.4f}:2,lag=1"

    def wishes(self) -> list[Wish]:
        """Return the texts: a quarter of the bodies are the same few, on 40 people."""
        choose = random.Random(self.seed)
        return [
            Wish(
                choose.choice(LINES),
                choose.choice(PEERS),
                choose.choice(SAME) if choose.random() < 0.25 else f"Text number {number} of the trial",
            )
            for number in range(self.texts)
        ]


@dataclass
class Outcome:
    """What the count said, and what else was seen."""

    verdict: Verdict
    integrity: str | None
    complaints: list[str]
    kills: dict[str, int]
    typed: int
    """How many texts were typed on the screen."""
    seconds: float
    log: str = field(repr=False, default="")


def run(trial: Trial, folder: Path) -> Outcome:
    """Do it, and count."""
    began = time.monotonic()
    options = ["--seed", str(trial.seed), "--faults", trial.spec, "--lines", ",".join(LINES)]
    with Carrier(folder / "carrier.ledger", options=options) as carrier:
        home = Home(folder / "home").use(carrier, send_delay=0)
        first = home.run("sync", "--json")
        assert first.code in {0, 1}, first
        record = Record()
        workers, kills = _let_them_work(trial, home, record)
        _rest(home, workers)
        verdict, integrity = _count(home, carrier, record)
        typed = sum(worker.typed for worker in workers if isinstance(worker, Screen))
        return Outcome(
            verdict,
            integrity,
            record.complaints,
            kills,
            typed,
            time.monotonic() - began,
            home.logs(),
        )


def _let_them_work(trial: Trial, home: Home, record: Record) -> tuple[list[Worker], dict[str, int]]:
    """Release the texts little by little, and after each little kill somebody."""
    choose = random.Random(trial.seed + 1)
    for_send: queue.SimpleQueue[Wish] = queue.SimpleQueue()
    for_feeder: queue.SimpleQueue[Wish] = queue.SimpleQueue()
    workers: list[Worker] = [
        Feeder(home, record, for_feeder),
        Sender(home, record, for_send),
        Sender(home, record, for_send),
        Agent(home, record),
        AgentOnce(home, record),
        Screen(home, record),
    ]
    for worker in workers:
        worker.start()
    kills: dict[str, int] = {}
    wishes = trial.wishes()
    for number in range(trial.kills):
        start, end = (number * trial.texts // trial.kills, (number + 1) * trial.texts // trial.kills)
        for wish in wishes[start:end]:
            (for_send if choose.random() < trial.by_send else for_feeder).put(wish)
        victim = _kill_somebody(workers, choose)
        kills[victim] = kills.get(victim, 0) + 1
    while not (for_send.empty() and for_feeder.empty()):
        time.sleep(0.05)
    return workers, kills


def _kill_somebody(workers: list[Worker], choose: random.Random) -> str:
    """Wait a random while, then kill one program that is at work."""
    time.sleep(choose.uniform(0.15, 0.9))
    while True:
        worker = choose.choice(workers)
        if worker.victim():
            return worker.name
        time.sleep(0.01)


def _rest(home: Home, workers: list[Worker]) -> None:
    """Let everybody finish, then let one agent work until nothing waits or time is up."""
    for worker in workers:
        worker.stopping.set()
    for worker in workers:
        worker.stop(timeout=90)
    _drain(home)


def _drain(home: Home) -> None:
    """Run an agent until nothing is queued or sending any more; at most `QUIET` seconds."""
    agent = home.start("agent")
    end = time.monotonic() + QUIET
    try:
        while time.monotonic() < end and any(row["state"] in OPEN for row in look(home.path)[0]):
            time.sleep(1.0)
        time.sleep(2.5)  # the list lags a second behind: two more polls
    finally:
        agent.terminate()
        agent.communicate()


def _count(home: Home, carrier: Carrier, record: Record) -> tuple[Verdict, str | None]:
    """Read the list twice more, and hold the store against the ledger."""
    events = carrier.events()  # what people answer after this moment may miss the passes below
    for _ in range(2):
        home.run("sync")
    rows, attempts, integrity = look(home.path)
    return judge(rows, attempts, events, record.printed), integrity


def tell(trial: Trial, outcome: Outcome) -> str:
    """Return the trial in a few lines."""
    return (
        f"{trial.texts} texts, {trial.kills} kills, {trial.faults:.0%} faults, seed {trial.seed}: "
        f"{outcome.seconds:.0f} s\n  {outcome.verdict}\n  killed {outcome.kills}\n"
        f"  {outcome.typed} typed on the screen, integrity {outcome.integrity or 'ok'}"
    )


def say(words: str) -> None:
    """Print for people who run the trial by hand."""
    sys.stderr.write(words + "\n")
