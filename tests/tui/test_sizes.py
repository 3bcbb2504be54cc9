"""Any size of terminal: no crash, and words where there is no room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (2, 30), (80, 1), (39, 9), (41, 5), (300, 3)])
async def test_too_small_a_terminal_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await stage.press("enter", "r")
        assert stage.inbox.has_class("-too-small")
