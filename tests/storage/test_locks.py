"""What only one process, or one task, may do at a time."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from smstui.ports.errors import StoreReadOnlyError
from smstui.storage import open_locks
from storage.other_process import other_process, said, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ANA, BO = "+14155550101", "+14155550102"


def test_one_holds_it_and_another_object_does_not(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)
    mine, other = locks.dispatcher(), locks.dispatcher()
    assert (mine.held, mine.acquire(), mine.acquire(), mine.held) == (False, True, True, True)
    assert (other.acquire(), other.held) == (False, False)
    other.release()
    assert mine.held
    mine.release()
    assert (mine.held, other.acquire()) == (False, True)
    other.release()


def test_each_account_has_its_own(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)
    work, home, again = locks.polling("work"), locks.polling("home"), locks.polling("work")
    assert (work.acquire(), home.acquire(), again.acquire()) == (True, True, False)
    work.release()
    home.release()


def test_another_process_holds_it_until_it_lets_go(tmp_path: Path) -> None:
    lock = open_locks(tmp_path).dispatcher()
    with other_process("hold", tmp_path) as other:
        assert said(other) == "True"
        assert not lock.acquire()
        tell(other)
        assert said(other) == "released"
        assert lock.acquire()
        lock.release()


def test_asking_whether_it_is_taken_takes_nothing(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)
    mine, other = locks.agent(), locks.agent()
    assert (mine.is_taken(), list(tmp_path.iterdir())) == (False, []), "not even its file is made"
    assert mine.acquire()
    assert (mine.is_taken(), other.is_taken(), other.held) == (True, True, False)
    mine.release()
    assert (mine.is_taken(), other.acquire()) == (False, True)
    other.release()
    with other_process("hold", tmp_path) as process:
        assert said(process) == "True"
        assert locks.dispatcher().is_taken()
        assert not locks.agent().is_taken(), "each is asked for itself"


def test_who_asks_is_never_in_the_way_of_who_takes(tmp_path: Path) -> None:
    """Two threads ask all the time: a lock that nobody holds is taken at the first try, always."""
    lock, asker = open_locks(tmp_path).agent(), open_locks(tmp_path).agent()
    stop = threading.Event()
    told: list[bool] = []

    def ask() -> None:
        while not stop.is_set():
            told.append(asker.is_taken())

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2000):
            assert lock.acquire()
            lock.release()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert told, "nobody asked"


def test_r6_a_process_that_dies_lets_go(tmp_path: Path) -> None:
    """R6: the lock is held for life, never a lease."""
    lock = open_locks(tmp_path).dispatcher()
    with other_process("hold", tmp_path) as other:
        assert said(other) == "True"
        other.kill()
        other.wait()
        assert lock.acquire()
        lock.release()


async def test_a_folder_that_cannot_be_written_says_so(
    tmp_path: Path, unchangeable: Callable[[Path], None]
) -> None:
    unchangeable(tmp_path)
    locks = open_locks(tmp_path)
    with pytest.raises(StoreReadOnlyError):
        locks.dispatcher().acquire()
    with pytest.raises(StoreReadOnlyError):
        async with locks.peers([ANA]):
            pass


async def test_tasks_have_a_person_in_turn(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)
    inside: list[str] = []
    most = 0

    async def work(*people: str) -> None:
        nonlocal most
        async with locks.peers(people):
            inside.append("x")
            most = max(most, len(inside))
            await asyncio.sleep(0)
            inside.pop()

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for _ in range(20):
            group.create_task(work(ANA, BO))
            group.create_task(work(BO, ANA))
    assert most == 1


async def test_different_people_are_not_in_each_other_s_way(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)

    async def enter(peer: str) -> str:
        async with locks.peers([peer]):
            return peer

    async with asyncio.timeout(20), locks.peers([ANA]):
        other = asyncio.create_task(enter(BO))
        same = asyncio.create_task(enter(ANA))
        assert await other == BO
        assert not same.done()
    assert await same == ANA


async def test_two_objects_of_one_process_share_the_people(tmp_path: Path) -> None:
    first, second = open_locks(tmp_path), open_locks(tmp_path)

    async def enter() -> None:
        async with second.peers([ANA]):
            pass

    async with first.peers([ANA]):
        waiting = asyncio.create_task(enter())
        for _ in range(5):
            await asyncio.sleep(0)
        assert not waiting.done()
    async with asyncio.timeout(20):
        await waiting


async def test_another_process_excludes_us_and_nothing_else_stops(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)

    async def enter() -> None:
        async with locks.peers([BO, ANA]):
            pass

    with other_process("peers", tmp_path, ANA) as other:
        assert said(other) == "held"
        waiting = asyncio.create_task(enter())
        # The event loop is free meanwhile, and so are other people.
        async with asyncio.timeout(20), locks.peers(["+14155550199"]):
            pass
        assert not waiting.done()
        tell(other)
        assert said(other) == "released"
        async with asyncio.timeout(20):
            await waiting


async def test_cancelled_while_waiting_nothing_stays_held(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)

    async def enter() -> None:
        async with locks.peers([ANA, BO]):
            pass

    with other_process("peers", tmp_path, ANA) as other, other_process("peers", tmp_path, BO) as second:
        assert {said(other), said(second)} == {"held"}
        waiting = asyncio.create_task(enter())
        for _ in range(5):
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    # Both have died, so whatever is still held is ours.
    with other_process("peers", tmp_path, ANA, BO) as third:
        assert said(third) == "held"


def test_the_people_are_shared_by_one_event_loop_after_another(tmp_path: Path) -> None:
    locks = open_locks(tmp_path)

    async def crowd() -> list[int]:
        inside: list[int] = []
        seen: list[int] = []

        async def enter(number: int) -> None:
            async with locks.peers([ANA]):
                inside.append(number)
                await asyncio.sleep(0)
                seen.append(len(inside))
                inside.remove(number)

        async with asyncio.timeout(20):
            await asyncio.gather(*(enter(number) for number in range(3)))
        return seen

    assert asyncio.run(crowd()) == [1, 1, 1]
    assert asyncio.run(crowd()) == [1, 1, 1]
