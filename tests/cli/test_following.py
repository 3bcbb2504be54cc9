"""`smstui messages --follow`: in the order of time, each text once, and no longer than somebody reads it."""

from __future__ import annotations

import asyncio
import json
import subprocess
from contextlib import suppress
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, MAIN, a_world
from crash.processes import SMSTUI, Home
from smstui.bootstrap import Runtime
from smstui.cli.following import follow
from smstui.config.paths import Home as Folders
from smstui.config.settings import Settings
from smstui.domain.models import Direction, Filing
from smstui.domain.states import State
from smstui.ports.records import NewText, TextFilter

if TYPE_CHECKING:
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer


def pour(tx: Writer, world: World, bodies: list[str]) -> None:
    """Keep texts a second apart as a sync does, A ones with Ana and B ones with Bo."""
    line = tx.line_numbered(MAIN)
    assert line is not None
    at = world.clock.now()
    pairs = {"A": (line.id, ANA), "B": (line.id, BO)}
    ids = tx.ensure_conversations(list(pairs.values()), at=at, filing=Filing.OPEN)
    texts = [
        NewText(
            conversation_id=ids[pairs[body[0]]],
            direction=Direction.INBOUND,
            body=body,
            state=State.RECEIVED,
            at=at + timedelta(seconds=index),
            segments=1,
            provider_id=f"SM{index:032x}",
        )
        for index, body in enumerate(bodies)
    ]
    assert tx.add_texts(world.plan.name, texts) == len(bodies)


@pytest.mark.parametrize(
    "bodies",
    [["A1", "B2", "A3", "B4", "B5", "A6"], [f"A{number}" for number in range(1200)]],
    ids=["two people", "many of one person"],
)
async def test_texts_of_one_pass_come_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bodies: list[str]
) -> None:
    async with a_world(tmp_path) as world:
        await world.line(MAIN)
        folders = Folders(world.folder, world.folder)
        runtime = Runtime(Settings(), folders, world.store, world.locks, world.clock, {}, {}, UTC)
        following = asyncio.create_task(follow(runtime, TextFilter(limit=50), 0, as_json=True))
        await world.settle()
        await world.store.write(lambda tx: pour(tx, world, bodies))
        out = ""
        while out.count("\n") < len(bodies):
            await asyncio.sleep(0.01)
            out += capsys.readouterr().out
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        out += capsys.readouterr().out
    assert [json.loads(line)["body"] for line in out.splitlines()] == bodies


def test_it_ends_when_nobody_reads_it_any_more(synced: Home) -> None:
    process = subprocess.Popen(
        [SMSTUI, "messages", "--follow", "--limit", "5", "--json"],
        env=synced.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for _ in range(5):  # all there is, so that nothing is left to be written
            assert json.loads(process.stdout.readline())["id"]
        process.stdout.close()
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()
    assert process.stderr is not None
    with process.stderr as stderr:
        assert stderr.read() == ""
