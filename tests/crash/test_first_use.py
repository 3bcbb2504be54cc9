"""Somebody who was told `make run` and nothing else: read, answer, search from the shell, quit, in tmux."""

from __future__ import annotations

import re
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from crash.processes import SMSTUI, clean_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Tmux:
    """A tmux server of its own with one window, recorded to a file."""

    def __init__(self, tmux: str, folder: Path, columns: int, rows: int) -> None:
        self._command = [tmux, "-f", "/dev/null", "-S", str(folder / "socket")]
        self._env = clean_environment(HOME=str(folder), SHELL="/bin/sh")
        self.record = folder / "session.log"
        size = ["-x", str(columns), "-y", str(rows)]
        self._run("new-session", "-d", *size, f"exec {SMSTUI} demo --seed 7")
        self._run("set", "-g", "remain-on-exit", "on")
        self._run("pipe-pane", "-o", f"cat >> {self.record}")

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._command, *words], env=self._env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def keys(self, *names: str) -> None:
        """Press named keys."""
        self._run("send-keys", *names)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("send-keys", "-l", text)

    def screen(self) -> str:
        """Return what the window shows."""
        return self._run("capture-pane", "-p")

    def alive(self) -> bool:
        """Return whether the program in the window still runs."""
        return self._run("list-panes", "-F", "#{pane_dead}").strip() == "0"

    def wait_for(self, pattern: str, timeout: float = 30.0) -> str:
        """Return the screen once it shows `pattern`."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            shown = self.screen()
            if re.search(pattern, shown):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{pattern!r} was never shown:\n{self.screen()}")

    def wait_until_gone(self, pattern: str) -> None:
        """Wait until the screen shows `pattern` no more."""
        end = time.monotonic() + 15
        while re.search(pattern, self.screen()):
            assert time.monotonic() < end, self.screen()
            time.sleep(0.1)

    def close(self) -> None:
        """End the server."""
        subprocess.run([*self._command, "kill-server"], env=self._env, capture_output=True, check=False)


@pytest.fixture(params=[(160, 48), (80, 24)], ids=["160x48", "80x24"])
def window(request: pytest.FixtureRequest, tmp_path: Path, tool: Callable[[str], str]) -> Iterator[Tmux]:
    tmux = Tmux(tool("tmux"), tmp_path, *request.param)
    yield tmux
    tmux.close()


def test_read_answer_search_and_quit_given_only_make_run(window: Tmux) -> None:
    """Every key that is pressed is one that the screen itself names, or the help that it names."""
    inbox = window.wait_for(r"(?i)\bhelp\b")
    assert re.search(r"\?", inbox), inbox

    window.keys("?")
    shown = window.wait_for("(?i)scroll")
    for _ in range(12):
        window.keys("PageDown")
        time.sleep(0.1)
        shown += window.screen()
    assert re.search(r"(?i)reply", shown)
    assert re.search(r"(?i)quit", shown)
    folder = re.search(r"SMSTUI_HOME=(\S+)", shown)
    assert folder, f"the help does not say how to search from the shell:\n{shown}"
    window.keys("Escape")
    window.wait_until_gone("(?i)scroll")

    window.keys("Enter")
    window.wait_for("(?i)keep draft|type a message|from .* to ")
    window.keys("i")
    window.wait_for("(?i)enter send")
    window.type("answered without the README")
    window.wait_for("answered without the README")
    window.keys("Enter")
    window.wait_for(r"README(?s:.*)✓", 20)

    found = subprocess.run(
        [SMSTUI, "search", "answered"],
        env=clean_environment(HOME="/nonexistent", SMSTUI_HOME=folder[1]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert "answered without the README" in found.stdout

    window.keys("Escape")
    window.keys("C-q")
    end = time.monotonic() + 15
    while window.alive() and time.monotonic() < end:
        time.sleep(0.1)
    assert not window.alive()
    assert window.record.stat().st_size > 0
