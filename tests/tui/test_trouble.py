"""What stands in the way is said, with what to do, and goes when it is over; nothing ends with one error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import ANA, BO, CLEO
from smstui.storage.refusals import full
from smstui.tui.feed import AGAIN
from smstui.tui.screens.standing import LOOK_AGAIN
from tui.news import arrive, popup
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


async def test_after_an_error_of_our_own_what_comes_in_is_shown_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 48)) as stage:
        for body in ("first", "second"):
            stage.world.store.read_fates = [KeyError("of the list"), KeyError("of what is told")]
            await arrive(stage, (BO, body))
            assert not stage.world.store.read_fates
            assert body not in stage.list
        assert "went wrong inside smstui (KeyError)" in " ".join(stage.picture.split())
        assert len(caplog.messages) == 2, "once for each place, however often it fails there"
        await stage.pass_time(AGAIN)
        assert "second" in stage.list
        await arrive(stage, (ANA, "third"), (CLEO, "fourth"))
        assert "third" in stage.list
        assert "fourth" in stage.list
        assert "3 new texts from 2 people" in popup(stage), "Ana is in view"


async def test_after_an_error_of_our_own_hits_and_notifications_keep_up(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        for opens in (["slash", *"news"], ["g", "n"]):
            await stage.press(*opens)
            await stage.pass_time(1)
            stage.world.store.read_fates = [KeyError(str(at)) for at in range(3)]
            await arrive(stage, (BO, "news"))
            await arrive(stage, (CLEO, "more news"))
            await stage.pass_time(AGAIN)
            assert not stage.world.store.read_fates
            assert "more news" in stage.picture
            await stage.press("escape")


async def test_after_an_error_of_our_own_it_is_still_looked_for_an_agent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise KeyError("once")

    async with a_stage(tmp_path, talk=small_talk, size=(160, 30)) as stage:
        await stage.until(lambda: "no agent" in stage.status)
        with monkeypatch.context() as patch:
            patch.setattr(stage.world.locks, "agent", fail)
            for _ in range(3):
                await stage.pass_time(LOOK_AGAIN)
        assert stage.picture.count("(KeyError)") == 1
        assert stage.world.locks.agent().acquire()
        await stage.pass_time(LOOK_AGAIN)
        await stage.until(lambda: "agent running" in stage.status)
