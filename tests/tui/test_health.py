"""The health line: synced or offline, what is on its way, what is held, and whether an agent runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, CLEO
from smstui.domain.states import State
from smstui.ports.records import AccountChange
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer

DAY = [ANA, BO, CLEO, "+14155550104", "+14155550105", "+14155550106"]


def a_busy_day(
    *, synced: datetime = datetime(2026, 11, 25, 9, 41, tzinfo=UTC), offline: timedelta | None = None
) -> Callable[[Writer, World], None]:
    """Return what leaves two texts sending, three waiting, one held and one unconfirmed."""

    def talk(tx: Writer, world: World) -> None:
        states = [State.SENDING] * 2 + [State.QUEUED] * 3 + [State.HELD, State.UNCONFIRMED]
        for minute, state in enumerate(states):
            say(tx, world, DAY[minute % len(DAY)], ["x"], own_every=1, state=state, minutes_ago=60 - minute)
        line = tx.line_numbered("+15005550006")
        assert line is not None
        for each in tx.lines("work"):
            tx.set_cursor(each.id, synced)
        tx.change_account("work", AccountChange(complete=True))
        if offline is not None:
            tx.change_account("work", AccountChange(offline_since=world.clock.now() - offline))

    return talk


async def test_everything_is_said_where_there_is_room(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=a_busy_day(), size=(160, 30)) as stage:
        await stage.until(lambda: "no agent" in stage.status)
        expected = "synced 09:41 · no agent · 2 sending · 3 waiting · 1 unconfirmed · 1 held"
        assert stage.status.strip().startswith(expected)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (80, "2 sending · 3 waiting · 1 unconfirmed · 1 held"),
        (60, "2 sending · 1 unconfirmed · 1 held"),
        (46, "1 unconfirmed · 1 held"),
        (40, "1 unconfirmed"),
    ],
)
async def test_where_there_is_less_room_what_matters_most_is_said_whole(
    tmp_path: Path, columns: int, said: str
) -> None:
    async with a_stage(tmp_path, talk=a_busy_day(), size=(columns, 20)) as stage:
        await stage.until(lambda: stage.inbox.standing._agent is not None)
        words, _, hints = stage.status.partition("  ")
        assert words.strip() == said
        assert "help" in hints
        assert "quit" in hints


@pytest.mark.parametrize("columns", [60, 80])
async def test_f130_offline_since_is_said_at_any_width(tmp_path: Path, columns: int) -> None:
    async with a_stage(tmp_path, talk=a_busy_day(offline=timedelta(minutes=2)), size=(columns, 20)) as stage:
        assert stage.status.strip().startswith("offline since 11:58 · ")
        assert "1 unconfirmed" in stage.status


async def test_f130_what_was_on_another_day_is_said_with_its_day(tmp_path: Path) -> None:
    talk = a_busy_day(synced=datetime(2026, 11, 20, 9, 41, tzinfo=UTC), offline=timedelta(days=1))
    async with a_stage(tmp_path, talk=talk, size=(160, 30)) as stage:
        await stage.until(lambda: "no agent" in stage.status)
        assert stage.status.strip().startswith("offline since Tue 12:00 · synced Fri 09:41")


async def test_an_agent_is_seen_to_come_and_go(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 30)) as stage:
        await stage.until(lambda: "no agent" in stage.status)
        lock = stage.world.locks.agent()
        assert lock.acquire(), "looking does not take it"
        await stage.pass_time(2)
        await stage.until(lambda: "agent running" in stage.status)
        assert "no agent" not in stage.status
        lock.release()
        await stage.pass_time(2)
        await stage.until(lambda: "no agent" in stage.status)


async def test_nothing_is_said_of_an_agent_before_it_was_looked_for_nor_in_the_demo(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(160, 30)) as stage:
        await stage.until(lambda: "no agent" in stage.status)
        stage.inbox.runtime.demo = True
        stage.inbox.standing._agent = None
        await stage.pass_time(4)
        assert "agent" not in stage.status


async def test_a_countdown_comes_before_how_it_stands(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(60, 20), send_delay=5.0) as stage:
        await stage.press("enter", "r")
        await stage.type_and_send("on my way")
        assert "sending in 5 s, ctrl+z takes it back" in stage.status
        assert "…" not in stage.status.replace("takes it back", "")


async def test_another_process_is_said_to_send_where_one_does(tmp_path: Path) -> None:
    def taken(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        assert world.locks.dispatcher().acquire()

    async with a_stage(tmp_path, talk=taken, size=(160, 30), runs_engine=True) as stage:
        await stage.until(lambda: stage.app.has_engine)
        await stage.pass_time(31)
        assert "another process sends" in stage.status


async def test_where_nobody_can_send_nobody_is_said_to(tmp_path: Path) -> None:
    def refused(tx: Writer, world: World) -> None:
        small_talk(tx, world)
        (world.folder / "locks" / "dispatcher.lock").mkdir(parents=True)

    async with a_stage(tmp_path, talk=refused, size=(160, 30), runs_engine=True) as stage:
        await stage.until(lambda: stage.app.has_engine)
        await stage.pass_time(31)
        assert "dispatcher.lock" in stage.text_of(stage.inbox.trouble)
        assert "another process" not in stage.status
