"""What the screen remembers: it comes back, and no file of it can stop the program."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from smstui.config.memory import Memory, Remembered

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_remembered_is_there_the_next_time_and_private(tmp_path: Path) -> None:
    path = tmp_path / "screen.json"
    Memory(path).change(list_width=44, contact_shown=False)
    Memory(path).change(told_through=7)
    assert Memory(path).now == Remembered(list_width=44, contact_shown=False, told_through=7)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"\xff\xfe", b"[]", b'{"list_width": "wide"}', b'{"list_width": -3}']
)
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "screen.json"
    path.write_bytes(broken)
    memory = Memory(path)
    assert memory.now == Remembered()
    memory.change(views_width=20)
    assert Memory(path).now == Remembered(views_width=20)


def test_a_folder_that_is_gone_forgets_at_the_end_and_not_before(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "gone" / "screen.json")
    memory.change(told_through=9)
    assert memory.now.told_through == 9
    assert Memory(tmp_path / "gone" / "screen.json").now.told_through is None
