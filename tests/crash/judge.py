"""Holds a store against the carrier's ledger and counts what went wrong.

The ledger is the truth: a line is flushed before the carrier answers. The store is what people believe.
Bodies repeat on purpose, so texts are told apart by provider id where there is one, and otherwise counted by
key = (our line, the peer, the body).

    ours        an outgoing row that smstui recorded itself: it has an attempt, or it never went out
    foreign     an outgoing row without an attempt whose id the ledger accepted. Nobody else sends from this
                account, so it is a text that left and that no recorded text accounts for (the carrier's own
                automatic answers to STOP are never in the ledger as accepted)
    duplicates  accepted texts of a key beyond the rows of ours that say or allow that they left (sent,
                delivered, undelivered, read, failed with an id, unconfirmed, sending); rows that share an id
    resent      rows of ours with another attempt after one that may have had an effect: any outcome but
                `not-sent`, none at all included
    lost        rows of ours that say they left, with an id that the ledger does not have under this key; ids
                that a command printed and the store lacks; incoming texts of the ledger that it lacks
    stuck       rows of ours in `queued` or `sending`; the trial counts a minute after the last kill, and
                an identical text waits 20 s at most behind one in doubt
    wrong       rows of ours that are unconfirmed, failed without an id or canceled although the ledger has an
                accepted text of their key which no other row claims
    absent      rows that are unconfirmed, and rightly so: the carrier never accepted them
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smstui.bootstrap import SystemClock
from smstui.domain.models import Direction
from smstui.ports.records import TextFilter
from smstui.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from smstui.domain.models import Attempt, TextMessage
    from smstui.ports.store import Reader

Key = tuple[str, str, str]

GONE = frozenset({"sent", "delivered", "undelivered", "read"})
OPEN = frozenset({"queued", "sending"})


@dataclass
class Verdict:
    """What was found; the lists hold the rows or ledger lines at fault."""

    recorded: int = 0
    accepted: int = 0
    duplicates: list[object] = field(default_factory=list)
    foreign: list[object] = field(default_factory=list)
    resent: list[object] = field(default_factory=list)
    lost: list[object] = field(default_factory=list)
    stuck: list[object] = field(default_factory=list)
    wrong: list[object] = field(default_factory=list)
    absent: list[dict[str, Any]] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, list[object]]:
        """Return what must not be there, by name; empty when all is well."""
        named = {
            name: getattr(self, name)
            for name in ("duplicates", "foreign", "resent", "lost", "stuck", "wrong")
        }
        return {name: found for name, found in named.items() if found}

    def __str__(self) -> str:
        counts = ", ".join(
            f"{name} {len(getattr(self, name))}"
            for name in ("duplicates", "foreign", "resent", "lost", "stuck", "wrong", "absent")
        )
        return f"recorded {self.recorded}, accepted {self.accepted}: {counts}"


def judge(
    rows: Sequence[Mapping[str, Any]],
    attempts: Mapping[int, Sequence[Attempt]],
    events: Iterable[Mapping[str, Any]],
    printed: Iterable[int] = (),
) -> Verdict:
    """Return what is wrong with `rows` (of `messages --json`), given the ledger's events."""
    verdict = Verdict()
    accepted: dict[Key, set[str]] = defaultdict(set)
    inbound: set[str] = set()
    for event in events:
        if event["event"] == "accepted":
            accepted[event["from"], event["to"], event["body"]].add(event["sid"])
        elif event["event"] == "inbound":
            inbound.add(event["sid"])
    ours: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["direction"] != "out":
            continue
        if row["state"] in GONE and not attempts.get(row["id"]):
            if row["provider_id"] in accepted[row["from"], row["to"], row["body"]]:
                verdict.foreign.append(row)
        else:
            ours[row["from"], row["to"], row["body"]].append(row)
    verdict.recorded = sum(map(len, ours.values()))
    verdict.accepted = sum(map(len, accepted.values()))
    for key in accepted.keys() | ours.keys():
        _judge_key(ours[key], accepted[key], verdict)
    _judge_ids(rows, inbound, printed, verdict)
    _judge_attempts(attempts, verdict)
    return verdict


def _judge_key(rows: list[Mapping[str, Any]], sids: set[str], verdict: Verdict) -> None:
    claimed = {row["provider_id"] for row in rows if row["provider_id"]}
    may_have_left = [
        row
        for row in rows
        if row["state"] in GONE | {"unconfirmed", "sending"}
        or (row["state"] == "failed" and row["provider_id"])
    ]
    if len(sids) > len(may_have_left):
        verdict.duplicates.append((sorted(sids), rows))
    verdict.lost += [row for row in rows if row["state"] in GONE and row["provider_id"] not in sids]
    unclaimed = len(sids - claimed)
    doubtful = [
        row
        for row in rows
        if row["state"] == "unconfirmed"
        or (row["state"] in {"failed", "canceled"} and not row["provider_id"])
    ]
    verdict.wrong += doubtful[:unclaimed]
    verdict.absent += [dict(row) for row in doubtful[unclaimed:] if row["state"] == "unconfirmed"]
    verdict.stuck += [row for row in rows if row["state"] in OPEN]


def _judge_ids(
    rows: Sequence[Mapping[str, Any]], inbound: set[str], printed: Iterable[int], verdict: Verdict
) -> None:
    times = Counter(row["provider_id"] for row in rows if row["provider_id"])
    verdict.duplicates += [sid for sid, count in times.items() if count > 1]
    verdict.lost += sorted(inbound - times.keys())
    verdict.lost += sorted(set(printed) - {row["id"] for row in rows})


def _judge_attempts(attempts: Mapping[int, Sequence[Attempt]], verdict: Verdict) -> None:
    for message_id, tries in attempts.items():
        in_order = sorted(tries, key=lambda attempt: attempt.id)
        if any(attempt.outcome != "not-sent" for attempt in in_order[:-1]):
            verdict.resent.append((message_id, in_order))


def look(home: Path) -> tuple[list[dict[str, Any]], dict[int, Sequence[Attempt]], str | None]:
    """Return a home's texts with their reasons, their attempts by text, and what is wrong with the file."""

    async def read() -> tuple[list[dict[str, Any]], dict[int, Sequence[Attempt]], str | None]:
        store = open_store(home / "smstui.db", clock=SystemClock())
        try:
            rows, attempts = await store.read(_rows_and_attempts)
            return rows, attempts, await store.check()
        finally:
            store.close()

    return asyncio.run(read())


def _rows_and_attempts(reader: Reader) -> tuple[list[dict[str, Any]], dict[int, Sequence[Attempt]]]:
    rows = [_row(text) for text in reader.find(TextFilter(limit=10_000_000))]
    return rows, {row["id"]: reader.attempts(row["id"]) for row in rows if row["direction"] == "out"}


def _row(text: TextMessage) -> dict[str, Any]:
    ours = text.direction is Direction.OUTBOUND
    return {
        "id": text.id,
        "direction": str(text.direction),
        "from": text.line if ours else text.peer,
        "to": text.peer if ours else text.line,
        "body": text.body,
        "state": str(text.state),
        "provider_id": text.provider_id,
        "reason": text.reason,
    }
