"""What is written in an editor comes back, however the editor or smstui ends."""

from __future__ import annotations

import os
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from builders import ANA, CLEO
from smstui.ports.errors import StoreError
from tui.news import add_arrival
from tui.stage import a_stage, small_talk
from tui.test_busy_store import drafts, give, typed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tui.stage import Stage

GIVEN = "half a thought"
SAVED = "a long text, saved"
SAVES = f'printf "{SAVED}" > "$1"'


@asynccontextmanager
async def an_editor_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, saves: str = SAVES, ends: str = "true"
) -> AsyncIterator[tuple[Stage, Path]]:
    """Have an editor open on a draft, which saves and, as soon as there is the file that is given, ends."""
    editor, has_saved, done, number = (folder / name for name in ("editor", "has-saved", "done", "number"))
    waits = f"until [ -e {done} ]; do sleep 0.01; done"
    editor.write_text(f"#!/bin/sh\necho $$ > {number}\n{saves}\ntouch {has_saved}\n{waits}\n{ends}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    async with a_stage(folder, talk=small_talk) as stage:
        await stage.press("enter", "r")
        await stage.paste(GIVEN)
        await stage.pass_time(5)
        await give(stage, "ctrl+g")
        await stage.until(has_saved.exists)
        try:
            yield stage, done
        finally:
            done.touch()
            # One that outlives smstui is left to the loop, which has to see its end before its own.
            await stage.until(lambda: not is_there(int(number.read_text())))
            await stage.settle()


def is_there(number: int) -> bool:
    """Say whether there is a process with this number, if only to tell how it ended."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def left(folder: Path) -> dict[str, str]:
    """Return what stands in the files that were made for an editor."""
    return {str(path): path.read_text() for path in folder.glob("text-*")}


async def end(stage: Stage, number: signal.Signals) -> None:
    """End smstui by a signal, and wait for that."""
    stage.app.end(number)
    await stage.until(lambda: not stage.app.is_running)
    await stage.world.settle()


async def draft_of_ana(stage: Stage) -> str:
    [ana] = await stage.world.store.read(lambda reader: reader.conversations_of([ANA], limit=1))
    return ana.draft


async def unread_of_ana(stage: Stage) -> int:
    [ana] = await stage.world.store.read(lambda reader: reader.conversations_of([ANA], limit=1))
    return ana.unread


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
async def test_what_was_saved_is_the_draft_where_smstui_is_ended_before_the_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    async with an_editor_open(tmp_path, monkeypatch) as (stage, _):
        await end(stage, number)
        assert await draft_of_ana(stage) == SAVED
    assert left(tmp_path) == {}


async def test_what_was_saved_stays_in_its_file_where_it_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with an_editor_open(tmp_path, monkeypatch) as (stage, _):
        stage.world.store.refuses = StoreError("The disk is full.", hint="Make room.")
        await end(stage, signal.SIGHUP)
        stage.world.store.refuses = None
        assert await draft_of_ana(stage) == GIVEN
    [(path, text)] = left(tmp_path).items()
    assert text == SAVED
    assert path in caplog.text


@pytest.mark.parametrize(
    ("saves", "now", "told"),
    [
        (SAVES, SAVED, "what it saved is in the composer"),
        ("true", GIVEN, "the text in the composer is as it was"),
        (': > "$1"', GIVEN, "the text in the composer is as it was"),
    ],
)
async def test_what_an_editor_saved_that_was_killed_is_in_the_composer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: str, now: str, told: str
) -> None:
    async with an_editor_open(tmp_path, monkeypatch, saves=saves, ends="kill -9 $$") as (stage, done):
        done.touch()
        await stage.until(lambda: any(told in each.message for each in stage.app._notifications))
        assert typed(stage) == now
        assert await drafts(stage) == {ANA: now}
    assert left(tmp_path) == {}


async def test_an_empty_file_is_a_wish_where_the_editor_ended_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_editor_open(tmp_path, monkeypatch, saves=': > "$1"') as (stage, done):
        done.touch()
        await stage.until(lambda: not typed(stage))
        assert await drafts(stage) == {}


async def test_what_is_saved_behind_what_was_taken_over_early_stands_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_editor_open(tmp_path, monkeypatch, ends='printf "and more" > "$1"') as (stage, done):
        await stage.inbox.writing.flush()
        assert await drafts(stage) == {ANA: SAVED}
        done.touch()
        await stage.until(lambda: typed(stage) == "and more")
        assert await drafts(stage) == {ANA: "and more"}
    assert left(tmp_path) == {}


async def test_nothing_is_seen_while_an_editor_has_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_editor_open(tmp_path, monkeypatch) as (stage, done):
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, ANA, "in the open one"))
        await stage.world.store.write(lambda tx: add_arrival(tx, stage.world, CLEO, "in another"))
        for _ in range(15):
            await stage.pass_time(2)
        assert await unread_of_ana(stage) == 1
        done.touch()
        await stage.until(lambda: stage.app.app_focus)
        await stage.settle()
        assert "in another" in stage.picture, "the pop-up stands until it was seen"
        await stage.pass_time(3)
        assert await unread_of_ana(stage) == 0


async def test_the_seconds_that_a_text_is_in_view_begin_anew_behind_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("enter")
        await stage.pass_time(1)
        with stage.app.suspend():  # as the driver does it where the shell stops us
            stage.world.clock.move(3600)
        await stage.settle()
        assert await unread_of_ana(stage) == 1
        await stage.pass_time(2)
        assert await unread_of_ana(stage) == 0
