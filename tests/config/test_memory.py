"""What the screen remembers: it comes back, and no file of it can stop the program."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from smstui.config.memory import Memory, Remembered

if TYPE_CHECKING:
    from pathlib import Path


def change(memory: Memory, **changes: object) -> None:
    """Remember this, also the next time."""
    memory.change(**changes)
    memory.keep()


def test_what_was_remembered_is_there_the_next_time_and_private(tmp_path: Path) -> None:
    path = tmp_path / "screen.json"
    change(Memory(path), list_width=44, contact_shown=False)
    change(Memory(path), told_through=7)
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
    change(memory, views_width=20)
    assert Memory(path).now == Remembered(views_width=20)


def test_a_folder_that_is_gone_forgets_at_the_end_and_not_before(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "gone" / "screen.json")
    change(memory, told_through=9)
    assert memory.now.told_through == 9
    assert Memory(tmp_path / "gone" / "screen.json").now.told_through is None


def test_whichever_thread_writes_last_the_last_change_is_in_the_file(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "screen.json")
    with ThreadPoolExecutor(8) as threads:
        for width in range(20, 60):
            memory.change(list_width=width, told_through=width)
            threads.submit(memory.keep)
    assert Memory(tmp_path / "screen.json").now == memory.now == Remembered(list_width=59, told_through=59)
