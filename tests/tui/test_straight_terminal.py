"""Columns stay straight in real terminals that take hearts, families and tones for wider or narrower."""

from __future__ import annotations

import asyncio
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from bench.library import SETTINGS
from bench.terminal import Terminal
from crash.processes import SMSTUI, clean_environment
from smstui.bootstrap import SystemClock
from smstui.storage import open_store
from smstui.tui.columns import Wanted, columns
from tui.odd_names import DISPUTED, ODD, write_odd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

WIDTH, HEIGHT = 160, 44
NAMES = (*ODD, *DISPUTED)


def a_home(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the environment of somebody whose friends have these names."""
    folder.mkdir(mode=0o700)
    (folder / "config.toml").write_text(SETTINGS.format(base_url="http://127.0.0.1:9"))
    (folder / "config.toml").chmod(0o600)
    clock = SystemClock()
    store = open_store(folder / "smstui.db", clock=clock)
    asyncio.run(store.write(lambda tx: write_odd(tx, clock.now(), names)))
    store.close()
    return clean_environment(HOME=str(folder), SMSTUI_HOME=str(folder), SMSTUI_WORK_AUTH_TOKEN="secret")


def dividers(width: int) -> list[int]:
    """Return the columns in which a divider stands, from 0."""
    found, x = [], 0
    for cells in columns(width, Wanted()).values():
        found.append(x + cells)
        x += cells + 1
    return found[:-1]


def test_they_stand_straight_where_a_heart_is_one_cell_and_a_family_eight(tmp_path: Path) -> None:
    """The emulator adds up what each character takes by itself."""
    home = a_home(tmp_path / "home", NAMES)
    with Terminal([SMSTUI], columns=WIDTH, rows=HEIGHT, env=home) as terminal:
        terminal.wait_for("GSM-7|UCS-2")
        for step, key in enumerate((*"jjjjjj", "enter", "k", "k", "esc", "j", "G", "h", "G", "1", "j")):
            terminal.send(key)
            terminal.settle(0.15)
            for column in dividers(WIDTH):
                drawn = "".join(terminal.screen.buffer[y][column].data for y in range(HEIGHT - 1))
                assert drawn == "│" * (HEIGHT - 1), f"step {step}: column {column}\n{terminal.text()}"


class Tmux:
    """A server of its own, with a pane for a program and one in which tmux measures for us."""

    def __init__(self, path: str, socket: Path) -> None:
        self._command = [path, "-S", str(socket), "-u"]

    def run(self, *words: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run([*self._command, *words], capture_output=True, check=True, env=env)
        return done.stdout.decode().rstrip("\n")

    def open(self, name: str, command: str, env: dict[str, str]) -> None:
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        self.run("-f", "/dev/null", "new-session", "-d", "-s", name, *size, command, env=env)

    def shown(self, name: str) -> list[str]:
        return self.run("capture-pane", "-p", "-t", name).split("\n")

    def still(self, name: str) -> list[str]:
        """Return what is shown once it changes no more."""
        seen: list[list[str]] = [[]]

        def unchanged() -> bool:
            time.sleep(0.3)
            seen.append(self.shown(name))
            return seen[-1] == seen[-2]

        self.until(unchanged)
        return seen[-1]

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not true():
            assert time.monotonic() < end, "tmux never showed it"
            time.sleep(0.05)

    def width(self, text: str) -> int:
        """Return how many cells a text takes by tmux's own reckoning."""
        text = text.replace("\u200d ", " ")  # left of a long family, of which tmux keeps the beginning
        with open(self.run("display", "-p", "-t", "ruler", "#{pane_tty}"), "wb", buffering=0) as tty:  # noqa: PTH123 (a terminal)
            tty.write(f"\x1b]2;wait\x1b\\\x1b[H\x1b[2J{text}\x1b]2;done\x1b\\".encode())
        place: list[str] = []

        def measured() -> bool:
            place[:] = self.run("display", "-p", "-t", "ruler", "#{pane_title} #{cursor_x}").split()
            return place[0] == "done"

        self.until(measured)
        return int(place[1])


@pytest.fixture
def tmux(tool: Callable[[str], str], tmp_path: Path) -> Iterator[Tmux]:
    """Return a server that shows smstui and has a ruler."""
    home = a_home(tmp_path / "home", NAMES)
    server = Tmux(tool("tmux"), tmp_path / "tmux")
    server.open("ruler", "cat > /dev/null", home)
    server.open("smstui", SMSTUI, home)
    yield server
    server.run("kill-server")


def test_they_stand_straight_in_tmux(tmux: Tmux) -> None:
    tmux.until(lambda: "│" in tmux.shown("smstui")[0])
    for keys in (["j", "j", "j"], ["Enter", "k"], ["Escape", "G"]):
        tmux.run("send-keys", "-t", "smstui", *keys)
        for line in tmux.still("smstui")[: HEIGHT - 1]:
            parts = line.split("│")
            ends = [tmux.width("│".join(parts[:count])) for count in range(1, len(parts))]
            assert set(dividers(WIDTH)) <= set(ends), line
