"""A program on an emulated terminal: what its screen shows, when it changes, what it costs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import pyte
from pyte.screens import wcwidth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KEYS = {
    "enter": b"\r",
    "esc": b"\x1b",
    "tab": b"\t",
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "pgdn": b"\x1b[6~",
    "pgup": b"\x1b[5~",
    "ctrl+q": b"\x11",
    "ctrl+o": b"\x0f",
}

# pyte prints these private sequences as text, so they are taken out before it sees them.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]*u|\x1b\[\?[0-9;]*\$p|\x1b[P_^].*?\x1b\\", re.S)

_ANSWERS = {
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
}

_SILENCE = 0.004
"""Seconds without output after which a program has printed what it had to."""


class _Screen(pyte.Screen):
    """A screen that goes on behind a joiner or a mark of no width, where pyte lets go of the rest."""

    def draw(self, data: str) -> None:
        if not data.isascii():
            data = "".join(char for char in data if wcwidth(char) > 0 or unicodedata.combining(char))
        super().draw(data)


class Terminal:
    """One program with its own pseudo-terminal; times are seconds from its start."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 160,
        rows: int = 48,
        env: Mapping[str, str],
        tells_size: bool = True,
    ) -> None:
        """Start the program; a terminal that does not tell its size says that it has none at all."""
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.closed = False
        self._fd, inner = pty.openpty()
        if tells_size:
            fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, env=dict(env), start_new_session=True
        )
        self.pid = self._process.pid
        os.close(inner)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def text(self) -> str:
        """Return what the screen shows, a line a row."""
        # `Screen.display` fails on the second half of a wide character whose first half was overwritten.
        return "\n".join(
            "".join(self.screen.buffer[y][x].data for x in range(self.screen.columns))
            for y in range(self.screen.lines)
        )

    def pump(self, timeout: float) -> float | None:
        """Draw what the program prints within `timeout` seconds; return when it came, None for nothing."""
        came = self._read(timeout)
        if came is not None:
            self._draw(came[1])
        return came[0] if came is not None else None

    def _read(self, timeout: float) -> tuple[float, bytes] | None:
        """Return what the program prints within `timeout` seconds, and when it came."""
        if self.closed or not select.select([self._fd], [], [], timeout)[0]:
            if self.closed:
                time.sleep(min(timeout, 0.01))
            return None
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:
            data = b""
        at = time.perf_counter()
        if not data:
            self.closed = True
            return None
        self.raw += data
        for question, answer in _ANSWERS.items():
            if question in data:
                os.write(self._fd, answer)
        return at, data

    def _draw(self, data: bytes) -> None:
        with suppress(Exception):  # rare sequences that pyte cannot read do not matter here
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    def wait_for(self, pattern: str, timeout: float = 20.0) -> float:
        """Return after how many seconds `pattern` was shown; raise AssertionError if never."""
        expression = re.compile(pattern)
        end = time.perf_counter() + timeout
        at = time.perf_counter()
        while not expression.search(self.text()):
            if self.closed or time.perf_counter() > end:
                message = f"{pattern!r} was not shown within {timeout} s:\n{self.text()}"
                raise AssertionError(message)
            at = self.pump(0.02) or at
        return at - self.started

    def settle(self, still: float = 0.15, timeout: float = 10.0) -> None:
        """Wait until nothing was printed for `still` seconds."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end and self.pump(still) is not None:
            pass

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, which the program is told."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)
        self.screen.erase_in_display(2)
        # The terminal is not the program's controlling one, so nobody else tells it.
        self._process.send_signal(signal.SIGWINCH)

    def send(self, keys: str) -> None:
        """Press a named key, or type the characters of `keys` as they are."""
        self.give(KEYS.get(keys, keys.encode()))

    def give(self, data: bytes) -> None:
        """Let the program read these bytes."""
        os.write(self._fd, data)

    def hang_up(self) -> None:
        """Close the terminal; no signal tells the program so."""
        os.close(self._fd)
        self._fd, self.closed = -1, True

    def press(self, key: str, *, timeout: float = 10.0) -> float:
        """Return how many seconds after the key the screen changed; AssertionError if it did not."""
        before = self._picture()
        return self.time_to(key, lambda: self._picture() != before, timeout)

    def press_until(self, key: str, pattern: str, *, timeout: float = 10.0) -> float:
        """Return how many seconds after the key the screen showed `pattern`; AssertionError if it did not."""
        expression = re.compile(pattern)
        return self.time_to(key, lambda: expression.search(self.text()) is not None, timeout)

    def time_to(self, key: str, shown: Callable[[], bool], timeout: float) -> float:
        """Return how many seconds after the key `shown` was true, to the piece of output that made it so.

        What is printed is drawn once the program is silent: drawing takes longer than printing does, and a
        program that waits until it may print on would be measured with it.
        """
        at = time.perf_counter()
        self.send(key)
        while time.perf_counter() - at < timeout:
            burst: list[tuple[float, bytes]] = []
            while (came := self._read(_SILENCE)) is not None:
                burst.append(came)
            found: float | None = None
            for when, data in burst:
                self._draw(data)
                if found is None and shown():
                    found = when - at
            if found is not None:
                return found
        message = f"{key!r} did not show what it should within {timeout} s:\n{self.text()}"
        raise AssertionError(message)

    def _picture(self) -> tuple[str, int]:
        marked = tuple(
            (y, x, cell.fg, cell.bg, cell.reverse, cell.bold)
            for y in range(self.screen.lines)
            for x, cell in self.screen.buffer[y].items()
            if cell.bg != "default" or cell.reverse or cell.bold
        )
        return self.text(), hash(marked)

    def peak_mib(self) -> float:
        """Return the peak resident memory of the program, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024

    def cpu_seconds(self) -> float:
        """Return how much processor time the program has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def modes(self) -> list[object]:
        """Return how the terminal treats keys and output, as `stty` shows it."""
        return list(termios.tcgetattr(self._fd))

    def set_modes(self, modes: list[object]) -> None:
        """Make the terminal treat keys and output like this, as a shell does behind a program's back."""
        termios.tcsetattr(self._fd, termios.TCSANOW, cast("list[Any]", modes))

    def alive(self) -> bool:
        """Return whether the program still runs."""
        return self._process.poll() is None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """End the program with a signal, unless it has ended."""
        self._process.send_signal(number)

    def is_stopped(self) -> bool:
        """Return whether the program was stopped, by job control say."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def wait(self, timeout: float = 10.0) -> int | None:
        """Read on until the program has ended; return its exit code, None if it has not."""
        end = time.perf_counter() + timeout
        while self.alive() and time.perf_counter() < end:
            self.pump(0.02)
        return self._process.poll()

    def stop(self) -> None:
        """End the program, by force if it must be, and let go of the terminal."""
        self.kill(signal.SIGTERM)
        if self.wait(3.0) is None:
            self.kill()
            self.wait(3.0)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
