"""The order of a list: only one that is newest first ends at its first page of old texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from smstui.domain.order import is_newest_first

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes_ago", "expected"),
    [
        ([], True),
        ([5], True),
        ([1, 2, 2, 3], True),
        ([1, 2, 3, 90, 4, 5, 6], True),
        ([3, 2, 1], False),
        ([1, 3, 2, 4, 3, 5], False),
    ],
)
def test_a_list_is_newest_first_but_for_a_few(minutes_ago: list[int], expected: bool) -> None:
    assert is_newest_first([NOON - timedelta(minutes=ago) for ago in minutes_ago]) is expected
