"""The file and its folder: who may read them, and what is said when they stand in the way."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from contract.desk import Desk, StillClock
from smstui.domain.models import View
from smstui.domain.query import SearchQuery, Term
from smstui.ports.errors import (
    StoreCorruptError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreTooNewError,
)
from smstui.storage import open_locks, open_store
from smstui.storage.sqlite.files import refuse_network

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


async def a_desk(path: Path) -> Desk:
    clock = StillClock()
    desk = Desk(open_store(path, clock=clock), clock)
    await desk.furnish()
    return desk


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
async def test_k2_nobody_else_can_read_anything(tmp_path: Path, mask: int) -> None:
    """K2: database, log, shared memory, copies and locks are 0600, folders 0700, whatever the umask."""
    home = tmp_path / "above" / "home"
    before = os.umask(mask)
    try:
        desk = await a_desk(home / "smstui.db")
        await desk.say(await desk.talk())
        await desk.store.backup(home / "copy.db")
        locks = open_locks(home)
        assert locks.dispatcher().acquire()
        assert locks.polling("work").acquire()
        async with locks.peers(["+14155550101"]):
            found = modes(tmp_path / "above")
        desk.store.close()
    finally:
        os.umask(before)
    assert {"home/smstui.db", "home/smstui.db-wal", "home/smstui.db-shm", "home/copy.db"} <= set(found)
    assert {"home/locks/dispatcher.lock", "home/locks/polling-work.lock", "home/locks/peers.lock"} <= set(
        found
    )
    folders = {name: mode for name, mode in found.items() if (tmp_path / "above" / name).is_dir()}
    assert set(folders.values()) == {0o700}
    assert {mode for name, mode in found.items() if name not in folders} == {0o600}


async def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    desk = await a_desk(tmp_path / "smstui.db")
    desk.store.close()
    (tmp_path / "smstui.db").chmod(0o644)
    open_store(tmp_path / "smstui.db", clock=StillClock()).close()
    assert stat.S_IMODE((tmp_path / "smstui.db").stat().st_mode) == 0o600


def test_a_newer_file_is_left_alone_and_both_versions_are_named(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    open_store(path, clock=StillClock()).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = path.read_bytes()
    with pytest.raises(StoreTooNewError, match=r"smstui\.db .*999.* knows \d+.*Nothing was changed"):
        open_store(path, clock=StillClock())
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"these are no texts" * 999, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_store_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "smstui.db"
    path.write_bytes(content)
    with pytest.raises(StoreCorruptError, match=r"smstui\.db is damaged, or is no store"):
        open_store(path, clock=StillClock())
    assert path.read_bytes() == content


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreCorruptError):
        open_store(path, clock=StillClock())
    assert path.read_bytes() == before


async def test_damage_is_said_with_the_newest_copy_and_found_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    desk = await a_desk(path)
    talk = await desk.talk()
    for number in range(300):
        await desk.say(talk, f"text {number} " * 20)
    desk.store.close()
    (tmp_path / "smstui.db.before-0007").write_bytes(b"")
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(path.stat().st_size // 2))
    store = open_store(path, clock=StillClock())
    with pytest.raises(StoreCorruptError, match=r"newest copy .*before-0007"):
        await store.read(
            lambda r: (
                r.search(SearchQuery((Term("text"),)), limit=50),
                r.messages(talk, limit=300),
                r.accounts(),
            )
        )
    assert await store.check()
    store.close()


async def test_the_check_finds_an_index_that_lost_a_part(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    desk = await a_desk(path)
    await desk.say(await desk.talk(), "words to lose")
    desk.store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM text_index_data WHERE id > 10")
        connection.commit()
    store = open_store(path, clock=StillClock())
    assert "index is damaged" in (await store.check() or "")
    store.close()


async def test_a_full_disk_loses_nothing_and_the_store_goes_on_when_there_is_room(
    mounted: Callable[..., Path],
) -> None:
    disk = mounted("size=4m")
    desk = await a_desk(disk / "home" / "smstui.db")
    talk = await desk.talk()
    kept = 0

    async def fill() -> None:
        nonlocal kept
        for kept in range(100_000):
            await desk.say(talk, f"{kept} " + "x" * 20_000)

    with pytest.raises(StoreFullError, match=r"disk is full\. Nothing new was kept"):
        await fill()
    entry = await desk.entry(talk)
    assert entry.preview.startswith(f"{kept - 1} ")
    with pytest.raises(StoreFullError):
        await desk.say(talk, "x" * 60_000)
    mounted("remount,size=16m")
    await desk.say(talk, "room again")
    assert [body[:9] for body in await desk.bodies(talk, limit=2) if body] == [
        "room agai",
        f"{kept - 1} xxxxxxx"[:9],
    ]
    assert await desk.store.check() is None
    desk.store.close()


async def test_a_full_disk_at_the_start_says_so(mounted: Callable[..., Path]) -> None:
    disk = mounted("size=64k")
    (disk / "ballast").write_bytes(b"x" * 56_000)
    with pytest.raises(StoreFullError):
        open_store(disk / "smstui.db", clock=StillClock())


async def test_a_full_disk_at_the_start_can_be_read_and_written_once_there_is_room(
    mounted: Callable[..., Path],
) -> None:
    disk = mounted("size=8m")
    desk = await a_desk(disk / "home" / "smstui.db")
    talk = await desk.talk()
    await desk.say(talk, "kept")
    desk.store.close()
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    desk.store = open_store(disk / "home" / "smstui.db", clock=desk.clock)
    assert await desk.bodies(talk) == ["kept"]
    with pytest.raises(StoreFullError):
        await desk.say(talk, "new")
    ballast.unlink()
    await desk.say(talk, "new")
    assert await desk.bodies(talk) == ["new", "kept"]
    desk.store.close()


@pytest.mark.parametrize("what", ["removed", "replaced"])
async def test_a_store_that_is_removed_or_replaced_is_noticed_before_anything_is_written(
    tmp_path: Path, what: str
) -> None:
    path = tmp_path / "home" / "smstui.db"
    desk = await a_desk(path)
    talk = await desk.talk()
    await desk.say(talk, "kept")
    if what == "replaced":
        await desk.store.backup(tmp_path / "copy.db")
        (tmp_path / "copy.db").replace(path)
    else:
        path.unlink()
    with pytest.raises(StoreError, match="removed or replaced"):
        await desk.say(talk, "new")
    with pytest.raises(StoreError, match="removed or replaced"):
        await desk.bodies(talk)
    assert path.exists() == (what == "replaced")
    desk.store.close()


async def test_a_folder_that_is_closed_while_the_store_is_open_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "home" / "smstui.db"
    desk = await a_desk(path)
    talk = await desk.talk()

    def closed(_self: Path) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:  # root may look into every folder
        patch.setattr(type(path), "stat", closed)
        await desk.say(talk, "kept")
        assert await desk.bodies(talk) == ["kept"]
    desk.store.close()


async def test_who_watches_is_told_that_the_store_was_removed(tmp_path: Path) -> None:
    path = tmp_path / "home" / "smstui.db"
    desk = await a_desk(path)
    changes = desk.store.watch(0)
    await desk.talk()
    assert await anext(changes)
    path.unlink()
    with pytest.raises(StoreError, match="removed or replaced"):
        await anext(changes)
    desk.store.close()


async def test_a_read_only_disk_can_be_read(mounted: Callable[..., Path]) -> None:
    disk = mounted("size=8m")
    desk = await a_desk(disk / "home" / "smstui.db")
    talk = await desk.talk()
    await desk.say(talk, "kept")
    desk.store.close()
    mounted("remount,ro")
    desk.store = open_store(disk / "home" / "smstui.db", clock=desk.clock)
    assert await desk.bodies(talk) == ["kept"]
    assert await desk.search("kept") == ["kept"]
    assert await desk.count(View.INBOX) == 1
    with pytest.raises(StoreReadOnlyError, match="cannot be written"):
        await desk.say(talk, "new")
    assert await desk.store.check() is None
    desk.store.close()
    with pytest.raises(StoreReadOnlyError):
        open_store(disk / "new" / "smstui.db", clock=desk.clock)


async def test_a_read_only_disk_after_a_crash_can_be_read(mounted: Callable[..., Path]) -> None:
    disk = mounted("size=8m")
    desk = await a_desk(disk / "live" / "smstui.db")
    talk = await desk.talk()
    await desk.say(talk, "only in the log")
    # What a crash leaves: the file, its log and its shared memory, as they are at this moment.
    shutil.copytree(disk / "live", disk / "left")
    desk.store.close()
    mounted("remount,ro")
    desk.store = open_store(disk / "left" / "smstui.db", clock=desk.clock)
    assert await desk.bodies(talk) == ["only in the log"]
    desk.store.close()


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_a_read_only_file_or_folder_can_be_read(
    tmp_path: Path, unchangeable: Callable[[Path], None], what: str
) -> None:
    path = tmp_path / "home" / "smstui.db"
    desk = await a_desk(path)
    talk = await desk.talk()
    await desk.say(talk, "kept")
    desk.store.close()
    unchangeable(path if what == "file" else path.parent)
    desk.store = open_store(path, clock=desk.clock)
    assert await desk.bodies(talk) == ["kept"]
    with pytest.raises(StoreReadOnlyError):
        await desk.say(talk, "new")
    desk.store.close()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    place = str(tmp_path).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {place} {kind} rw 0 0\n", encoding="utf-8")
    with pytest.raises(StoreError, match=rf"network file system \({kind}\)"):
        refuse_network(tmp_path / "home", mounts)
    refuse_network(tmp_path.parent, mounts)
    refuse_network(tmp_path, tmp_path / "there-is-no-list")


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="could not be made"):
        open_store(tmp_path / "home" / "smstui.db", clock=StillClock())


async def test_a_backup_that_does_not_fit_leaves_nothing(
    tmp_path: Path, mounted: Callable[..., Path]
) -> None:
    disk = mounted("size=64k")
    desk = await a_desk(tmp_path / "smstui.db")
    with pytest.raises(StoreFullError):
        await desk.store.backup(disk / "copy.db")
    assert list(disk.iterdir()) == []
    desk.store.close()
