"""`smstui demo` on a real terminal: conversations at once, and nothing left behind however it ends."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from cli.shell import shell
from cli.terminal import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from crash.processes import Home


@pytest.fixture
def tmp(tmp_path: Path) -> Path:
    """Return a folder that stands in for /tmp."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_demo_shows_people_and_leaves_nothing_when_it_is_ended(
    bare: Home, tmp: Path, number: signal.Signals
) -> None:
    env = bare.env | {"TMPDIR": str(tmp)}
    with on_terminal("demo", "--history", "60", env=env, columns=120, rows=40) as terminal:
        terminal.read_until(b"Ana Reyes")
        (home,) = tmp.glob("smstui-demo-*")
        kept = shell("conversations", "--json", env=env | {"SMSTUI_HOME": str(home)})
        terminal.process.send_signal(number)
        rest = terminal.read_all()
        assert terminal.process.wait(timeout=60) == 128 + number
    assert "Ana Reyes" in [row["name"] for row in kept.rows]
    assert b"\x1b[?1049l" in rest, "the terminal is as it was"
    assert b"Traceback" not in rest
    assert list(tmp.iterdir()) == []
    assert not bare.path.exists(), "SMSTUI_HOME is not the demo's"


def test_a_signal_that_comes_twice_ends_the_demo_once_and_quietly(bare: Home, tmp: Path) -> None:
    env = bare.env | {"TMPDIR": str(tmp)}
    with on_terminal("demo", "--history", "60", env=env, columns=120, rows=40) as terminal:
        terminal.read_until(b"Ana Reyes")
        terminal.process.send_signal(signal.SIGHUP)
        terminal.process.send_signal(signal.SIGTERM)
        rest = terminal.read_all()
        assert terminal.process.wait(timeout=60) in {128 + signal.SIGHUP, 128 + signal.SIGTERM}
    assert rest.endswith(b"l"), "nothing is said behind the sequences that restore the terminal"
    assert list(tmp.iterdir()) == []


def test_the_demo_ends_with_its_terminal_though_nobody_takes_its_drawings(bare: Home, tmp: Path) -> None:
    env = bare.env | {"TMPDIR": str(tmp)}
    with on_terminal("demo", "--history", "60", env=env, columns=120, rows=40) as terminal:
        terminal.read_until(b"Ana Reyes")
        terminal.hang_up()
        terminal.process.send_signal(signal.SIGCONT)  # as tmux does when a session is killed
        assert terminal.process.wait(timeout=60) == 128 + signal.SIGHUP
    assert list(tmp.iterdir()) == []


def test_the_demo_leaves_nothing_when_it_cannot_begin(bare: Home, tmp: Path) -> None:
    env = bare.env | {"TMPDIR": str(tmp)}
    with on_terminal("demo", "--history", "-1", env=env) as terminal:
        said = terminal.read_all()
        assert terminal.process.wait(timeout=60) == 2
    assert b"--history" in said
    assert list(tmp.iterdir()) == []
