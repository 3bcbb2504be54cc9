"""The zone in which times are read: names, rules with and without a summer, and what is none."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from smstui.config.zone import local_zone

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def own_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    monkeypatch.undo()
    time.tzset()


def offsets(monkeypatch: pytest.MonkeyPatch, name: str) -> list[float]:
    """Return the hours from UTC at noon of the first of January and of July."""
    monkeypatch.setenv("TZ", name)
    time.tzset()
    noons = [datetime(2026, month, 1, 12, tzinfo=UTC).astimezone(local_zone()) for month in (1, 7)]
    return [(noon.utcoffset() or timedelta()) / timedelta(hours=1) for noon in noons]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Europe/Berlin", [1, 2]),
        (":America/New_York", [-5, -4]),
        ("CET-1CEST,M3.5.0,M10.5.0/3", [1, 2]),
        ("EST5EDT,M3.2.0,M11.1.0", [-5, -4]),
        ("<+0330>-3:30", [3.5, 3.5]),
    ],
)
def test_a_name_or_a_rule_says_the_hour_of_each_season(
    monkeypatch: pytest.MonkeyPatch, name: str, hours: list[float]
) -> None:
    assert offsets(monkeypatch, name) == hours


@pytest.mark.parametrize("name", ["UTC+25", "UTC-24", "XXX+99:99", "nonsense", "é,M3.2.0"])
def test_what_is_no_time_of_day_is_utc(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert offsets(monkeypatch, name) == [0, 0]
