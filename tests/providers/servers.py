"""Servers that misbehave: scripted answers on a real socket, and a clock that waits in no time."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
NOON_HEADER = "Date: Wed, 25 Nov 2026 12:00:00 GMT"


class PatientClock:
    """A clock that stands at noon until somebody waits on it; it remembers the waits."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def now(self) -> datetime:
        return NOON + timedelta(seconds=sum(self.waits))

    def monotonic(self) -> float:
        return sum(self.waits)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Answer = bytes | Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Bytes for the wire, or what to do with the connection; it is closed afterwards unless the bytes say no."""


@dataclass(slots=True)
class Server:
    """What has come in, and what goes out next; the last answer is given again and again."""

    url: str
    answers: list[Answer]
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def http(status: int, body: bytes | str | object = b"", *headers: str, length: int | None = None) -> bytes:
    """Return an answer; `body` is JSON unless it is bytes or a string; `length` may lie."""
    if not isinstance(body, (bytes, str)):
        body = json.dumps(body)
        headers = ("Content-Type: application/json", *headers)
    content = body.encode() if isinstance(body, str) else body
    size = len(content) if length is None else length
    head = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {size}", *headers]
    return "\r\n".join([*head, "", ""]).encode() + content


def refusal(code: int, message: str = "No.", status: int = 400) -> dict[str, object]:
    """Return Twilio's error object."""
    return {"code": code, "message": message, "more_info": f"https://x/{code}", "status": status}


@asynccontextmanager
async def serve(*answers: Answer) -> AsyncIterator[Server]:
    """Serve on loopback until the end of the block."""
    writers: list[asyncio.StreamWriter] = []
    tasks: set[asyncio.Task[None]] = set()
    server = Server("", list(answers))

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        writers.append(writer)
        task = asyncio.create_task(_connection(server, reader, writer))
        tasks.add(task)

    listener = await asyncio.start_server(accept, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        for writer in writers:
            writer.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            with suppress(OSError):
                await writer.wait_closed()
        await listener.wait_closed()


async def _connection(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, OSError):
        while True:
            server.asked.append(await read_request(reader))
            answer = server.next_answer()
            if callable(answer):
                await answer(reader, writer)
                break
            writer.write(answer)
            await writer.drain()
            if b"connection: close" in answer.lower():
                break
    writer.close()


async def read_request(reader: asyncio.StreamReader) -> Asked:
    """Read one request with its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body)


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset instead of an end."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def free_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
