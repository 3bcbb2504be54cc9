"""What commands print: JSON lines for scripts, tables for people, nothing that steers a terminal."""

from __future__ import annotations

import errno
import json
import os
import sys
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo
    from typing import TextIO

Record = dict[str, Any]

LOOK = 0.25
"""Seconds between two looks at whether anybody still reads what is printed."""


def is_terminal(*streams: TextIO | None) -> bool:
    """Say whether all of these lead to a person; a closed one does not."""
    return all(stream is not None and stream.isatty() for stream in streams)


def emit(record: Mapping[str, Any]) -> None:
    """Print one JSON object on a line of its own; whatever is not ASCII is escaped."""
    print(json.dumps(record))


def rfc3339(moment: datetime | None) -> str | None:
    """Return the time in UTC as scripts read it, to the second: `2026-11-25T09:41:00Z`."""
    if moment is None:
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime | None, zone: tzinfo) -> str:
    """Return the time as a person reads it here, `-` where there is none."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "-"


def say(text: str) -> None:
    """Print lines of text for a person, cleaned."""
    from smstui.domain.cleaning import clean

    print(clean(text))


def drop(stream: TextIO) -> None:
    """Let what is still to be printed there go nowhere: nobody takes it, or there is no room for it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


async def while_read(work: Coroutine[Any, Any, int]) -> int:
    """Return what `work` returns; raise `BrokenPipeError` as soon as nobody reads what it prints."""
    import asyncio

    working = asyncio.ensure_future(work)
    try:
        while not working.done():
            if _reader_is_gone():
                raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
            await asyncio.wait({working}, timeout=LOOK)
        return working.result()
    finally:
        working.cancel()
        await asyncio.wait({working})


def _reader_is_gone() -> bool:
    """Say whether the other end of stdout is closed: writing tells it too, but only whoever writes."""
    import select

    try:
        looking = select.poll()
        looking.register(sys.stdout.fileno(), 0)
    except OSError:  # what stands in for stdout is no file
        return False
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in looking.poll(0))


def note(text: str) -> None:
    """Tell a person something beside the output, on stderr."""
    from smstui.domain.cleaning import one_line

    tell(one_line(text, 1000) + "\n")


def tell(cleaned: str) -> None:
    """Write lines on stderr, where that takes them."""
    try:
        sys.stderr.write(cleaned)
        sys.stderr.flush()
    except OSError:
        drop(sys.stderr)  # the exit code still tells the outcome; an error here would become another one


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their header, in columns.

    On a terminal no column but the last is wider than a quarter of it, and the last ends at its edge.
    """
    from rich.cells import cell_len

    from smstui.domain.cleaning import one_line

    cells = [tuple(header), *(tuple(one_line(str(cell), 4000) for cell in row) for row in rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(header) - 1)]
    columns = _columns()
    room = None
    if columns is not None:
        widths = [min(width, max(_LEAST, columns // 4)) for width in widths]
        room = max(_FEWEST, columns - sum(widths) - 2 * len(widths))
    for row in cells:
        line = [_cut(cell, width, fills=True) for cell, width in zip(row[:-1], widths, strict=True)]
        print("  ".join([*line, _cut(row[-1], room)]).rstrip())


_LEAST = 20
"""Cells that a column may have on the narrowest terminal: a time and a number fit into that."""

_FEWEST = 8
"""Cells that the last column has even where the terminal then breaks its lines."""


def _cut(cell: str, width: int | None, *, fills: bool = False) -> str:
    """Return a cell in this width: cut with an ellipsis, or as it is, or filled with blanks."""
    from rich.cells import cell_len, set_cell_size

    if width is None:
        return cell
    if cell_len(cell) > width:
        return set_cell_size(cell, width - 1) + "…"
    return set_cell_size(cell, width) if fills else cell


def _columns() -> int | None:
    """Return how wide the terminal is; None where nobody looks at one."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if is_terminal(sys.stdout) else None
