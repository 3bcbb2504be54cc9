"""Several processes on one store, and processes that die."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from contract.desk import ANA, BO, Desk, StillClock
from smstui.ports.errors import LockedError
from smstui.ports.records import TextFilter
from smstui.storage import open_store
from smstui.storage.sqlite import store as sqlite_store
from storage.other_process import other_process, said

if TYPE_CHECKING:
    from pathlib import Path


async def open_desk(folder: Path) -> Desk:
    clock = StillClock()
    desk = Desk(open_store(folder / "smstui.db", clock=clock), clock)
    await desk.furnish()
    return desk


async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    talk = await desk.talk()
    acknowledged: list[str] = []
    for kill in range(6):
        with other_process("write", tmp_path, talk, 10_000) as writer:
            acknowledged += [said(writer) for _ in range(7 * kill + 1)]
            writer.kill()
            writer.wait()
            assert writer.stdout is not None
            acknowledged += writer.stdout.read().split()
    texts = await desk.store.read(lambda r: r.find(TextFilter(limit=100_000)))
    kept = [text.body for text in texts]
    for number in set(acknowledged):
        assert kept.count(number) >= acknowledged.count(number), number
    # At most the one text of each process that was committed and not yet said.
    assert len(kept) <= len(acknowledged) + 6
    assert len(await desk.search("", limit=100_000)) == len(kept)
    assert await desk.search("0", limit=100) == ["0"] * kept.count("0")
    assert await desk.store.check() is None
    desk.store.close()


async def test_two_processes_and_this_one_write_at_once(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    ana, bo, ours = await desk.talk(ANA), await desk.talk(BO), await desk.talk("+14155550103")
    with ExitStack() as stack:
        writers = [stack.enter_context(other_process("write", tmp_path, talk, 60)) for talk in (ana, bo)]
        for writer in writers:
            assert said(writer) == "0"
        for number in range(60):
            await desk.say(ours, str(number))
        for writer in writers:
            assert [said(writer) for _ in range(60)][-2] == "59"
    expected = [str(number) for number in range(59, -1, -1)]
    for talk in (ana, bo, ours):
        assert await desk.bodies(talk) == expected
    assert await desk.store.check() is None
    desk.store.close()


async def test_a_writer_that_never_ends_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "BUSY_SECONDS", 0.05)
    desk = await open_desk(tmp_path)
    other = open_store(tmp_path / "smstui.db", clock=desk.clock)
    await other.write(lambda tx: tx.ensure_account("other", "twilio"))

    def hang(tx: object) -> None:
        import asyncio

        loop_of_its_own = asyncio.new_event_loop()
        with pytest.raises(LockedError, match="Another process has been writing"):
            loop_of_its_own.run_until_complete(desk.talk())
        loop_of_its_own.close()

    await other.write(hang)
    await desk.talk()
    other.close()
    desk.store.close()
