"""Opens the screen as `smstui` does and writes down, in order, what is loaded and touched before it paints.

Arguments: a file to write to, and a word that the painted inbox shows. Each line is `KIND WHAT`; the line
`painted` stands where the word went to the terminal.
"""

from __future__ import annotations

import os
import sys
from typing import Any

LOG = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
WORD = sys.argv[2]
WATCHED = {"import", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.posix_spawn", "os.fork"}


def note(kind: str, what: object = "") -> None:
    """Write a line."""
    os.write(LOG, f"{kind} {what}\n".encode())


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    """Write down what Python says it does."""
    if event in WATCHED:
        note(event, arguments[0] if event in {"import", "subprocess.Popen"} else arguments[-1])


class Terminal:
    """Stands before the real terminal and notices the word."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self._painted = False

    def write(self, text: str) -> int:
        """Pass on."""
        if not self._painted and WORD in text:
            self._painted = True
            note("painted")
        return int(self._real.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


if __name__ == "__main__":
    vars(sys)["__stderr__"] = Terminal(sys.__stderr__)  # Textual draws there
    sys.argv = ["smstui"]
    sys.addaudithook(hook)
    from smstui.__main__ import main

    sys.exit(main())
