"""Another process on the same store, `other_process.py VERB FOLDER ...`, led by its standard input."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smstui.ports.records import NewText
    from smstui.ports.store import Writer


@contextmanager
def other_process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start one, and kill it at the end."""
    tests = Path(__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, __file__, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{tests}:{tests.parent / 'src'}", "PATH": "/usr/bin:/bin"},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """Return the next line that the process says; empty where it has ended."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str], line: str = "") -> None:
    """Let the process go on."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def hold(folder: Path) -> None:
    """Take the dispatcher's lock, and hold it until told."""
    from smstui.storage import open_locks

    lock = open_locks(folder).dispatcher()
    _say(lock.acquire())
    sys.stdin.readline()
    lock.release()
    _say("released")
    sys.stdin.readline()


async def peers(folder: Path, *people: str) -> None:
    """Hold the locks of people until told."""
    from smstui.storage import open_locks

    async with open_locks(folder).peers(people):
        _say("held")
        await asyncio.to_thread(sys.stdin.readline)
    _say("released")


async def write(folder: Path, conversation: int, count: int) -> None:
    """Keep texts one by one, and say the number of each once it is kept."""
    from contract.desk import StillClock, a_text
    from smstui.storage import open_store

    store = open_store(folder / "smstui.db", clock=StillClock())
    for number in range(count):
        text = a_text(conversation, str(number))
        await store.write(partial(_add, text=text))
        _say(number)
    store.close()


def _add(tx: Writer, text: NewText) -> None:
    tx.add_text(text)


def start(folder: Path) -> None:
    """Open the store when told, together with others."""
    from contract.desk import StillClock
    from smstui.storage import open_store

    _say("ready")
    sys.stdin.readline()
    store = open_store(folder / "smstui.db", clock=StillClock())
    _say("open")
    store.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["hold", home]:
            hold(Path(home))
        case ["start", home]:
            start(Path(home))
        case ["peers", home, *people]:
            asyncio.run(peers(Path(home), *people))
        case ["write", home, talk, count]:
            asyncio.run(write(Path(home), int(talk), int(count)))
