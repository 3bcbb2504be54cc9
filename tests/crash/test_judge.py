"""The judge of R1 itself: each fault it must find is put before it once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crash.judge import judge
from smstui.domain.models import Attempt

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def a_row(number: int, state: str, sid: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "direction": "out",
        "from": "+15005550006",
        "to": "+14155550101",
        "body": "same",
        "state": state,
        "provider_id": sid,
        "reason": None,
        **more,
    }


def an_event(sid: str, event: str = "accepted", **more: Any) -> dict[str, Any]:
    return {
        "event": event,
        "sid": sid,
        "from": "+15005550006",
        "to": "+14155550101",
        "body": "same",
        **more,
    }


def tries(number: int, *outcomes: str | None) -> dict[int, list[Attempt]]:
    return {
        number: [
            Attempt(number * 10 + place, number, NOW, NOW, outcome, None)
            for place, outcome in enumerate(outcomes)
        ]
    }


FINE = [
    ([a_row(1, "sent", "SM1")], tries(1, "accepted"), [an_event("SM1")]),
    ([a_row(1, "delivered", "SM1")], tries(1, "not-sent", "accepted"), [an_event("SM1")]),
    ([a_row(1, "unconfirmed")], tries(1, "ambiguous"), []),
    ([a_row(1, "failed")], tries(1, "refused"), [an_event("SM9", "refused")]),
]

FAULTY = [
    ("duplicates", [a_row(1, "sent", "SM1")], tries(1, "accepted"), [an_event("SM1"), an_event("SM2")]),
    ("duplicates", [a_row(1, "sent", "SM1"), a_row(2, "sent", "SM1")], {}, [an_event("SM1")]),
    ("foreign", [a_row(1, "sent", "SM1")], {}, [an_event("SM1")]),
    ("resent", [a_row(1, "sent", "SM1")], tries(1, "ambiguous", "accepted"), [an_event("SM1")]),
    ("resent", [a_row(1, "sent", "SM1")], tries(1, None, "accepted"), [an_event("SM1")]),
    ("lost", [a_row(1, "sent", "SM1")], tries(1, "accepted"), []),
    ("lost", [], {}, [an_event("SM1", "inbound")]),
    ("stuck", [a_row(1, "sending")], tries(1, None), []),
    ("stuck", [a_row(1, "queued")], {}, []),
    ("wrong", [a_row(1, "unconfirmed")], tries(1, "ambiguous"), [an_event("SM1")]),
    ("wrong", [a_row(1, "canceled")], tries(1, "ambiguous"), [an_event("SM1")]),
]


@pytest.mark.parametrize(("rows", "attempts", "events"), FINE)
def test_judge_finds_nothing_where_all_is_well(rows: Any, attempts: Any, events: Any) -> None:
    assert judge(rows, attempts, events).faults == {}


@pytest.mark.parametrize(("fault", "rows", "attempts", "events"), FAULTY)
def test_judge_finds_each_fault(fault: str, rows: Any, attempts: Any, events: Any) -> None:
    assert fault in judge(rows, attempts, events).faults


def test_judge_misses_what_a_command_promised() -> None:
    assert judge([], {}, [], printed=[7]).faults == {"lost": [7]}
