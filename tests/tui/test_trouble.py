"""What stands in the way is said above the status line, with what to do, and goes when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.refusals import full
from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_a_full_disk_stands_in_the_bar_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(change: object) -> None:
        raise full(tmp_path / "smstui.db")

    async with a_stage(tmp_path, talk=small_talk, runs_engine=True) as stage:
        await stage.until(lambda: stage.app.has_engine)
        await stage.pass_time(5)
        bar = stage.inbox.trouble
        assert bar.has_class("-hidden")
        with monkeypatch.context() as patch:
            patch.setattr(stage.world.store, "write", fail)
            await stage.pass_time(90)
            said = " ".join(stage.text_of(bar).split())
            assert "! The disk is full." in said
            assert "Free some space" in said
        await stage.pass_time(90)
        assert bar.has_class("-hidden")
        assert "disk is full" not in stage.picture
