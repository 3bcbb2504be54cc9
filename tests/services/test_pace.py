"""L3 as a table: when the next pass is due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from builders import NOON
from smstui.domain.models import AccountState
from smstui.services.pace import interval, until_next_pass


@pytest.mark.parametrize(
    ("idle", "setting", "seconds"),
    [
        (0, 15, 2),
        (59, 15, 2),
        (60, 15, 15),
        (599, 15, 15),
        (600, 15, 60),
        (90_000, 15, 60),
        (None, 15, 60),
        (-1, 15, 2),
        (-3600, 15, 60),  # noted by a clock that was an hour ahead
        (0, 1, 1),  # who wants it quicker gets it
        (600, 300, 300),  # and who wants it slower
        (60, 300, 300),
    ],
)
def test_l3_the_pace_follows_activity(idle: float | None, setting: float, seconds: float) -> None:
    active_at = None if idle is None else NOON - timedelta(seconds=idle)
    assert interval(active_at, NOON, setting) == seconds


def a_state(last_pass_at: datetime | None) -> AccountState:
    return AccountState(1, "work", "twilio", True, None, last_pass_at, None, None, None, NOON)


def test_the_first_pass_is_due_at_once() -> None:
    assert until_next_pass(None, NOON, 15) == 0
    assert until_next_pass(a_state(None), NOON, 15) == 0


def test_a_pass_of_any_process_counts() -> None:
    assert until_next_pass(a_state(NOON - timedelta(seconds=0.5)), NOON, 15) == 1.5


def test_r11_a_clock_that_was_set_back_does_not_stop_polling() -> None:
    assert until_next_pass(a_state(NOON + timedelta(hours=1)), NOON, 15) == 0
