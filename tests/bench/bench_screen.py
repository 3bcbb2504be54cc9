"""What one waits for on the whole screen: the preview, hits while typing, keys while texts arrive."""

from __future__ import annotations

import statistics
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.bench_launch import environment
from bench.figures import Figure, milliseconds, p95, say
from bench.library import LONG_ONE, vocabulary
from bench.terminal import Terminal
from crash.processes import SMSTUI, clean_environment
from smstui.tui.columns import Pane, Wanted, columns
from smstui.tui.screens.listing import PREVIEW_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS, ROWS = 160, 48
STILL = 0.2


def measure_preview(large: Path, count: int) -> list[Figure]:
    """Press `j`, and wait for the texts of the next conversation; the pause before it is not counted."""
    times = []
    with _screen(large) as terminal:
        for _ in range(count):
            before = _conversation(terminal)
            times.append(terminal.time_to("j", partial(_is_another, terminal, before), 10.0))
            terminal.settle(STILL)
    after = [each - PREVIEW_AFTER for each in times]
    say(f"preview: {[round(each * 1000) for each in after]} ms")
    return [
        Figure(
            f"preview, behind the {PREVIEW_AFTER * 1000:.0f} ms that the cursor stands still, p95",
            f"{milliseconds(p95(after))} (median {milliseconds(statistics.median(after))})",
            "",
            milliseconds(p95(after)),
            "<= 60 ms",
            p95(after) <= 0.060,
        )
    ]


def measure_hits(large: Path, count: int) -> list[Figure]:
    """Type words into the search, and wait for the hits of each whole word after its last letter."""
    times = []
    with _screen(large) as terminal:
        terminal.send("/")
        terminal.settle(STILL)
        for word in vocabulary()[40 : 40 + count]:
            terminal.send(word[:-1])
            terminal.settle(STILL)
            before = _hits(terminal)
            times.append(terminal.time_to(word[-1], partial(_are_others, terminal, before), 10.0))
            terminal.settle(STILL)
            terminal.send("\x15")  # ctrl+u: the field is empty again
            terminal.settle(STILL)
    say(f"hits: {[round(each * 1000) for each in times]} ms")
    return [
        Figure(
            "search, last key to painted hits, p95",
            f"{milliseconds(p95(times))} (median {milliseconds(statistics.median(times))})",
            "",
            milliseconds(p95(times)),
            "<= 60 ms",
            p95(times) <= 0.060,
        )
    ]


def measure_typing(large: Path, rounds: int, count: int) -> list[Figure]:
    """Type in the composer while nothing comes, and while ten texts a second arrive elsewhere.

    Both begin in an empty composer of a program just started, now the one first and now the other. The tail
    is taken of all keys together: of a few dozen, one or two more that meet a frame decide it.
    """
    calm: list[float] = []
    busy: list[float] = []
    for turn in range(rounds):
        for arrives in (turn % 2 == 1, turn % 2 == 0):
            with _screen(large) as terminal, _arrivals(large) if arrives else nullcontext():
                (busy if arrives else calm).extend(_typed(terminal, count))
        say(f"typing {turn + 1}/{rounds}: {_tail(calm)}, with arrivals {_tail(busy)}")
    ratio = p95(busy) / p95(calm)
    return [
        Figure(
            f"a key in the composer while texts arrive, p95 of {len(busy)}",
            f"{milliseconds(p95(busy))} (median {milliseconds(statistics.median(busy))})",
            f"{milliseconds(p95(calm))} (nothing arrives)",
            f"{ratio:.2f}x",
            "<= 1.5x",
            ratio <= 1.5,
        )
    ]


def _tail(times: list[float]) -> str:
    return f"p95 {milliseconds(p95(times))}, longest {milliseconds(max(times))}"


def _typed(terminal: Terminal, count: int) -> list[float]:
    """Return the seconds from each of so many presses of a letter until it stands in the composer."""
    terminal.press_until("enter", "GSM-7")
    terminal.settle(STILL)
    terminal.send("r")
    terminal.settle(STILL)
    times = []
    for number in range(1, count + 1):
        wanted = "q" * number
        times.append(terminal.time_to("q", partial(_stands, terminal, wanted), 10.0))
        terminal.settle(0.02)
    terminal.send("\x15" * 3)  # ctrl+u: no draft is left to whoever comes next
    terminal.settle(STILL)
    return times


@contextmanager
def _screen(home: Path) -> Iterator[Terminal]:
    with Terminal([SMSTUI], columns=COLUMNS, rows=ROWS, env=environment(home)) as terminal:
        terminal.wait_for(LONG_ONE)
        terminal.settle(0.5)
        yield terminal


@contextmanager
def _arrivals(home: Path) -> Iterator[None]:
    script = str(Path(__file__).with_name("arrivals.py"))
    command = [sys.executable, script, str(home / "smstui.db")]
    process = subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()  # the first has arrived
        yield
    finally:
        process.terminate()
        process.wait()


def _edges() -> tuple[int, int]:
    """Return from where to where the conversation stands."""
    placed = columns(COLUMNS, Wanted())
    start = placed[Pane.VIEWS] + placed[Pane.LIST] + 2
    return start, start + placed[Pane.CONVERSATION]


def _conversation(terminal: Terminal) -> tuple[str, str]:
    """Return the title of the conversation, and its texts."""
    start, end = _edges()
    title, *rest = [line[start:end].strip() for line in terminal.screen.display]
    return title, "\n".join(rest[:-4])


def _is_another(terminal: Terminal, before: tuple[str, str]) -> bool:
    now = _conversation(terminal)
    return now[0] != before[0] and now[1] != before[1] and any(char.isdigit() for char in now[1])


def _stands(terminal: Terminal, wanted: str) -> bool:
    return wanted in _field(terminal)


def _field(terminal: Terminal) -> str:
    """Return what stands in the composer, without its frame."""
    start, end = _edges()
    return "".join(line[start:end].strip(" │") for line in terminal.screen.display[-12:-1])


def _hits(terminal: Terminal) -> tuple[str, int]:
    """Return the hits, without the field above them and the status line, and how much of them is marked."""
    rows = range(4, terminal.screen.lines - 1)
    marked = sum(cell.bold for y in rows for cell in terminal.screen.buffer[y].values())
    return "\n".join(terminal.screen.display[4:-1]), marked


def _are_others(terminal: Terminal, before: tuple[str, int]) -> bool:
    return _hits(terminal) != before
