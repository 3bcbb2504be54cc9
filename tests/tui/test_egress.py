"""T1: what reaches a real terminal is only what we mean to send it, whatever strangers wrote."""

from __future__ import annotations

import asyncio
import random
import re
import time
from typing import TYPE_CHECKING

import pytest

from bench.library import LINE, Size, build
from bench.terminal import Terminal
from crash.processes import SMSTUI, clean_environment
from hostile import HOSTILE
from smstui.bootstrap import SystemClock
from smstui.config.memory import Memory
from smstui.domain.models import Direction, Filing
from smstui.domain.states import State
from smstui.ports.records import NewText
from smstui.services.notices import notice_state
from smstui.storage import open_store
from tui.test_hostile import OBEYED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from smstui.ports.store import Writer

ALLOWED = re.compile(
    rb"""
    \x1b\[[0-9;?]*[hlmH]            # modes, colours, the cursor
    | \x1b\[\?[0-9;]+\$p            # may it draw at once? does it tell its size?
    | \x1b\[>[0-9]+u | \x1b\[<u     # kitty's keyboard
    | \x1b\]22;[a-z]+\x07           # the shape of the pointer
    | \x1b\[22;2t | \x1b\[23;2t     # the window's title is kept, and comes back
    | \x1b\]2;(?:\([0-9,]+\)\ )?smstui\x1b\\
    | \x07                          # the bell
    """,
    re.VERBOSE,
)
"""All control sequences that the screen sends."""
PEER, OTHER = "+14155550101", "+14155550102"


def unexpected(raw: bytes) -> list[str]:
    """Return the control characters that are left once what is allowed is taken out."""
    text = ALLOWED.sub(b"", raw).decode("utf-8", "replace")
    return OBEYED.findall(text.replace("\r", "").replace("\n", ""))


def words_of(seed: int, count: int) -> Sequence[str]:
    """Return what services would leave of so many atoms: SQLite takes no lone surrogates."""
    return [word.encode("utf-8", "replace").decode() for word in random.Random(seed).sample(HOSTILE, count)]


def write(home: Path, work: Callable[[Writer], object]) -> None:
    """Write into the store as another process does."""

    async def do() -> None:
        store = open_store(home / "smstui.db", clock=SystemClock())
        try:
            await store.write(work)
        finally:
            store.close()

    asyncio.run(do())


def add(tx: Writer, peer: str, body: str, *, trouble: str = "") -> None:
    """Write a text that arrives, or one of ours that fails with this reason."""
    line = tx.line_numbered(LINE)
    assert line is not None
    now = SystemClock().now()
    there = tx.ensure_conversation(line.id, peer, at=now, filing=Filing.OPEN)
    text = tx.add_text(
        NewText(
            conversation_id=there.id,
            direction=Direction.OUTBOUND if trouble else Direction.INBOUND,
            body=body,
            state=State.FAILED if trouble else State.RECEIVED,
            at=now,
            segments=1,
            reason=trouble or None,
            unread=not trouble,
            arrived=not trouble,
        )
    )
    if trouble:
        notice_state(tx, text, State.FAILED, now=now)


def wait_for(terminal: Terminal, words: str) -> None:
    """Wait until these are sent; the emulator cannot show all that strangers write."""
    end = time.perf_counter() + 60
    while words.encode() not in ALLOWED.sub(b"", terminal.raw):
        assert time.perf_counter() < end, words
        terminal.pump(0.02)


@pytest.mark.parametrize("seed", range(3))
def test_t1_only_known_sequences_reach_the_terminal(tmp_path: Path, seed: int) -> None:
    home = build(tmp_path / "home", Size(60, 6))
    memory = Memory(home / "screen.json")
    memory.change(told_through=0)
    memory.keep()
    words = words_of(seed, 16)

    def fill(tx: Writer) -> None:
        tx.add_contact(words[0] + " A", [PEER])
        tx.add_contact(words[1] + " B", [OTHER])
        for at, word in enumerate(words[2:8]):
            add(tx, (PEER, OTHER)[at % 2], word)
        add(tx, PEER, words[8], trouble=words[9])

    write(home, fill)
    env = clean_environment(HOME=str(home), SMSTUI_HOME=str(home), SMSTUI_WORK_AUTH_TOKEN="secret")
    with Terminal([SMSTUI], columns=100, rows=30, env=env) as terminal:
        wait_for(terminal, "While you were away: 6 texts in 2 conversations, 1 failed")
        terminal.settle(0.3)
        for at, word in enumerate(words[10:14]):
            write(home, lambda tx, at=at, word=word: add(tx, (PEER, OTHER)[at % 2], word))  # type: ignore[misc]  # mypy infers no type for a lambda with a default
            terminal.settle(0.3, timeout=2.0)
        write(home, lambda tx: add(tx, OTHER, words[14], trouble=words[15]))
        terminal.settle(0.5, timeout=3.0)
        for keys in ("j", "enter", "r", "esc", "g", "n", "j", "pgdn"):
            terminal.send(keys)
            terminal.settle(0.2, timeout=2.0)
        wait_for(terminal, "Notifications")
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        raw = bytes(terminal.raw)
    assert unexpected(raw) == []
    assert raw.count(b"\x1b[22;2t") == raw.count(b"\x1b[23;2t") == 1
    assert b"\x1b]2;(" in raw


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b]0;smstui\x07",
        b"\x1b]2;smstui\x07",
        b"\x1b]2;(1) smstui: hello\x1b\\",
        b"\x1b]2;Ana\x1b\\",
        b"\x1b[21t",
        b"\x1b[22;0t",
        b"\x1b[2J",
        b"\x1b]52;c;aGk=\x07",
        b"\x1bc",
        b"\xc2\x9b2J",
        "\u202e".encode(),
        b"\x08",
    ],
)
def test_t1_a_sequence_that_is_not_ours_is_found(sequence: bytes) -> None:
    assert unexpected(b"words \x1b[1m" + sequence + b" and more") != []
