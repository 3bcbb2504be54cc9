"""The time of day where a number is from: a guess, and none where the digits tell too little."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smstui.domain.zones import local_times

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "now", "times"),
    [
        ("+14155550134", NOON, ["04:00"]),
        ("+14155550134", SUMMER, ["05:00"]),
        ("+12125550134", NOON, ["07:00"]),
        ("+447911123456", NOON, ["12:00"]),  # four islands, one time
        ("+919876543210", NOON, ["17:30"]),
        ("+18005550134", NOON, []),  # toll-free: anywhere
        ("+79161234567", NOON, []),  # a mobile of eleven time zones
        ("22395", NOON, []),
        ("Vodafone", NOON, []),
        ("", NOON, []),
    ],
)
def test_the_time_where_a_number_is_from(number: str, now: datetime, times: list[str]) -> None:
    assert [there.strftime("%H:%M") for there in local_times(number, now)] == times


def test_a_number_of_two_zones_gives_both_the_earlier_first() -> None:
    idaho = local_times("+12085550134", NOON)
    assert [there.strftime("%H:%M") for there in idaho] == sorted(there.strftime("%H:%M") for there in idaho)
