"""A gate in front of the carrier that knows which process each request comes from."""

from __future__ import annotations

import os
import re
import select
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Post:
    """A send that passed: by whom, who held the dispatcher's lock just then, and when (seconds)."""

    pid: int
    holders: frozenset[int]
    at: float


class Gate:
    """Passes TCP on to the carrier's port, and looks up the client of every POST of a text."""

    def __init__(self, carrier_port: int, home: Path) -> None:
        self._carrier_port = carrier_port
        self._folder = home
        self.posts: list[Post] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, address = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(client, address[1]), daemon=True).start()

    def _pass_on(self, client: socket.socket, port: int) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self._carrier_port)) as server:
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(1 << 16)
                    if not data:
                        return
                    if ready is client and re.match(rb"POST \S*/Messages\.json", data):
                        self.posts.append(Post(owner_of(port), self._holders(), time.monotonic()))
                    (server if ready is client else client).sendall(data)

    def _holders(self) -> frozenset[int]:
        """Return the processes that hold the dispatcher's lock, as the system tells it."""
        inode = str(next(self._folder.rglob("dispatcher.lock")).stat().st_ino)
        rows = [line.split() for line in Path("/proc/locks").read_text().splitlines() if "->" not in line]
        return frozenset(int(row[4]) for row in rows if row[5].rpartition(":")[2] == inode)


def owner_of(port: int) -> int:
    """Return the process that has the TCP connection from this local port, 0 for none."""
    wanted = f":{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(wanted) and fields[9] != "0":
            return _holder_of_socket(f"socket:[{fields[9]}]")
    return 0


def _holder_of_socket(name: str) -> int:
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            with suppress(OSError):
                if any(str(handle.readlink()) == name for handle in (process / "fd").iterdir()):
                    return int(process.name)
    return 0
