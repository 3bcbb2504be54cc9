"""Bringing a file to the newest schema: once, with a copy, whoever starts and whatever dies."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contract.desk import Desk, StillClock
from smstui.ports.errors import LockedError, StoreError, StoreTooNewError
from smstui.storage import open_store
from smstui.storage.filelock import FileLock
from smstui.storage.sqlite import migrate, schema
from smstui.storage.sqlite.connector import open_writer
from smstui.storage.sqlite.people import sought
from storage.other_process import other_process, said, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = schema.FOLDER.parent / "schema.sql"


def made_by(script: Iterable[str]) -> set[str]:
    """Return what a database holds after these statements, without comments and spacing."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in script:
            connection.execute(statement)
        made = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    bare = [" ".join(re.sub(r"--[^\n]*", "", text).split()) for (text,) in made]
    # A column that was added later follows the blank that ended the table.
    return {re.sub(r" ?([(),]) ?", r"\1", text) for text in bare}


def test_the_schema_is_the_sum_of_the_migrations() -> None:
    migrations = [part for script in migrate.steps().values() for part in migrate.statements(script)]
    assert made_by(migrations) == made_by(migrate.statements(SCHEMA.read_text(encoding="utf-8")))


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(migrate.steps()) == list(range(1, schema.latest() + 1))


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Return a folder with the migrations of a later smstui."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder)
    number = schema.latest() + 1
    (folder / f"{number:04}_more.sql").write_text(
        "ALTER TABLE contact ADD COLUMN note TEXT;\nCREATE TABLE label (id INTEGER PRIMARY KEY) STRICT;\n",
        encoding="utf-8",
    )
    return folder


async def kept_store(path: Path) -> Desk:
    clock = StillClock()
    desk = Desk(open_store(path, clock=clock), clock)
    await desk.furnish()
    await desk.say(await desk.talk(), "kept")
    desk.store.close()
    return desk


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("smstui.db.before-*"))


def newest(folder: Path) -> Path:
    return max(folder.glob("*.sql"))


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return schema.version_of(connection)


async def test_a_migration_keeps_a_copy_from_before(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "smstui.db"
    await kept_store(path)
    with closing(open_writer(path)) as connection:
        migrate.migrate(connection, path, folder=later)
    assert version(path) == schema.latest() + 1
    (copy,) = copies(tmp_path)
    assert (version(copy), copy.stat().st_mode & 0o777) == (schema.latest(), 0o600)
    desk = Desk(open_store(copy, clock=StillClock()), StillClock())
    assert await desk.search("kept") == ["kept"]
    desk.store.close()


def test_names_that_an_older_smstui_kept_are_found_as_new_ones_are() -> None:
    before = {
        1: "O'Brien, Bo",
        2: "Anne-Marie (work)",
        3: "J. R. Doe",
        4: "...",
        5: "Ana Reyes",
        6: "Li - Wu",
    }
    with closing(sqlite3.connect(":memory:")) as connection:
        for number, script in migrate.steps().items():
            if number == 5:
                old = [
                    (key, name, "".join(f" {word}" for word in name.lower().split()))
                    for key, name in before.items()
                ]
                connection.executemany("INSERT INTO contact (id, name, sought) VALUES (?, ?, ?)", old)
            for statement in migrate.statements(script):
                connection.execute(statement)
        found = dict(connection.execute("SELECT id, sought FROM contact"))
    assert found == {key: sought(name) for key, name in before.items()}


async def test_only_the_newest_copies_stay(tmp_path: Path) -> None:
    path = tmp_path / "smstui.db"
    await kept_store(path)
    with closing(open_writer(path)) as connection:
        for number in range(2, 8):
            migrate.copy_aside(connection, path, number)
    assert [copy.name[-4:] for copy in copies(tmp_path)] == ["0005", "0006", "0007"]


async def test_a_running_process_does_not_write_into_a_newer_schema(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "smstui.db"
    desk = await kept_store(path)
    desk.store = open_store(path, clock=desk.clock)
    with closing(open_writer(path)) as connection:
        migrate.migrate(connection, path, folder=later)
    with pytest.raises(StoreTooNewError, match="written by a newer smstui"):
        await desk.talk("+14155550102")
    assert await desk.search("kept") == ["kept"]
    desk.store.close()


DYING = """
import os, sys
from pathlib import Path
from smstui.storage.sqlite.connector import open_writer
from smstui.storage.sqlite.migrate import migrate
path, folder = map(Path, sys.argv[1:])
connection = open_writer(path)
connection.create_function("die", 0, lambda: os._exit(9))
migrate(connection, path, folder=folder)
"""


async def test_r4_a_kill_in_the_middle_of_a_migration_leaves_the_old_version(
    tmp_path: Path, later: Path
) -> None:
    """R4: the crash point in a migration."""
    path = tmp_path / "smstui.db"
    desk = await kept_store(path)
    step = newest(later)
    step.write_text(step.read_text(encoding="utf-8") + "SELECT die();\n", encoding="utf-8")
    source = Path(migrate.__file__).parents[3]
    done = subprocess.run(  # noqa: ASYNC221  nothing else runs here
        [sys.executable, "-c", DYING, path, later], env={"PYTHONPATH": str(source)}, check=False
    )
    assert done.returncode == 9
    desk.store = open_store(path, clock=desk.clock)
    assert await desk.search("kept") == ["kept"]
    assert await desk.store.check() is None
    desk.store.close()
    step.write_text("CREATE TABLE label (id INTEGER PRIMARY KEY) STRICT;\n", encoding="utf-8")
    with closing(open_writer(path)) as connection:
        migrate.migrate(connection, path, folder=later)
    assert version(path) == schema.latest() + 1


async def test_a_step_that_fails_leaves_the_old_version(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "smstui.db"
    desk = await kept_store(path)
    step = newest(later)
    step.write_text("CREATE TABLE label (id INTEGER);\nDROP TABLE missing;\n", encoding="utf-8")
    with closing(open_writer(path)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            migrate.migrate(connection, path, folder=later)
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'label'").fetchall()
    desk.store = open_store(path, clock=desk.clock)
    assert await desk.search("kept") == ["kept"]
    desk.store.close()


async def test_another_process_that_migrates_too_long_is_named(tmp_path: Path, later: Path) -> None:
    path = tmp_path / "smstui.db"
    await kept_store(path)
    held = FileLock(tmp_path / "smstui.db.migrating")
    assert held.acquire()
    with closing(open_writer(path)) as connection, pytest.raises(LockedError) as refused:
        migrate.migrate(connection, path, folder=later, patience=0.0)
    held.release()
    assert refused.value.exit_code == 7
    assert isinstance(refused.value, StoreError)  # so that whoever has an outcome to keep tries again


def test_processes_that_start_at_once_all_work(tmp_path: Path) -> None:
    with ExitStack() as stack:
        others = [stack.enter_context(other_process("start", tmp_path / "home")) for _ in range(4)]
        assert [said(other) for other in others] == ["ready"] * 4
        for other in others:
            tell(other)
        assert [said(other) for other in others] == ["open"] * 4
    assert not copies(tmp_path / "home")
