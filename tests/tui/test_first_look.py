"""What one sees on opening smstui, and how one moves through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path


async def test_help_opens_and_closes(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("question_mark")
        assert "Next unread conversation" in stage.picture
        await stage.press("escape")
        print(stage.picture)
