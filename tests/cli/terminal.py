"""A terminal for commands that ask whether there is one: what they write to it, byte for byte."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crash.processes import SMSTUI

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TIMEOUT = 60.0


@dataclass(frozen=True)
class Terminal:
    """A command on a terminal of its own."""

    process: subprocess.Popen[bytes]
    master: int

    def read_until(self, wanted: bytes) -> bytes:
        """Return what was written, up to and with the first chunk that completes `wanted`."""
        seen = b""
        while wanted not in seen:
            chunk = self._chunk()
            assert chunk, f"it ended before {wanted!r}: {seen[-2000:]!r}"
            seen += chunk
        return seen

    def read_all(self) -> bytes:
        """Return everything that is still written until the command ends."""
        seen = b""
        while chunk := self._chunk():
            seen += chunk
        return seen

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self.master, text.encode())

    def hang_up(self) -> None:
        """Close the terminal, as a window that is closed or a connection that is lost does it."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, self.master)
        os.close(nothing)

    def _chunk(self) -> bytes:
        with suppress(OSError):  # EIO: nobody has the other side open any more
            return os.read(self.master, 65536)
        return b""


@contextmanager
def on_terminal(
    *words: str, env: Mapping[str, str], columns: int = 100, rows: int = 30
) -> Iterator[Terminal]:
    """Run `smstui WORDS` on a terminal of this size while inside."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [SMSTUI, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=dict(env),
        start_new_session=True,
        preexec_fn=_own_terminal,  # noqa: PLW1509 - no other thread of this test holds a lock
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=TIMEOUT)
        os.close(master)


def _own_terminal() -> None:
    """Make standard input the terminal that ctrl+c and getpass mean."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
