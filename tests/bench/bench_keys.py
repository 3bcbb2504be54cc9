"""`j` in the list against a bare Line-API list, opening a long conversation, and the memory it takes."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from bench.bench_launch import environment
from bench.figures import Figure, milliseconds, p95, say
from bench.library import LONG_ONE
from bench.terminal import Terminal
from crash.processes import SMSTUI

FLOOR = [sys.executable, str(Path(__file__).parent / "floors" / "bare_list.py")]
STILL = 0.2
"""Seconds without output before the next key: longer than the preview of the next conversation takes."""


def presses(terminal: Terminal, key: str, count: int) -> list[float]:
    """Return the seconds from key to paint of each press."""
    times = []
    for _ in range(count):
        times.append(terminal.press(key))
        terminal.settle(STILL)
    return times


def measure_keys(large: Path, rounds: int, count: int) -> list[Figure]:
    """Press `j` in both, in turn."""
    ours: list[float] = []
    floors: list[float] = []
    ratios: list[float] = []
    for turn in range(rounds):
        with Terminal(FLOOR, env=environment(large)) as bare:
            bare.wait_for("Peer 000003")
            bare.settle()
            floor = presses(bare, "j", count)
        with Terminal([SMSTUI], env=environment(large)) as terminal:
            terminal.wait_for(LONG_ONE)
            terminal.settle(0.5)
            own = presses(terminal, "j", count)
        ours += own
        floors += floor
        ratios.append(p95(own) / p95(floor))
        say(f"keys {turn + 1}/{rounds}: floor {p95(floor) * 1000:.1f} ours {p95(own) * 1000:.1f} ms")
    ratio = statistics.median(ratios)
    return [
        Figure(
            "`j` in the list, key to paint, p95",
            f"{milliseconds(p95(ours))} (median {milliseconds(statistics.median(ours))})",
            f"{milliseconds(p95(floors))} (median {milliseconds(statistics.median(floors))}; bare list)",
            f"{ratio:.2f}x",
            "<= 1.5x",
            ratio <= 1.5,
        )
    ]


def measure_opening(large: Path, count: int) -> list[Figure]:
    """Open the conversation of 10,000 texts and leave it again, on a screen that shows one pane at a time.

    What counts is the first paint that shows texts instead of the list; the memory is the peak of the whole
    session, a walk through the list included.
    """
    times = []
    with Terminal([SMSTUI], columns=80, rows=24, env=environment(large)) as terminal:
        terminal.wait_for(LONG_ONE)
        terminal.settle(0.5)
        for _ in range(count):
            before = terminal.text()
            times.append(terminal.press_until("enter", r"(?m)^.*\d\d:\d\d.*$(?s:.*)Type|GSM-7"))
            assert terminal.text() != before
            terminal.settle(STILL)
            terminal.press_until("esc", LONG_ONE)
            terminal.settle(STILL)
            if "GSM-7" in terminal.text():
                terminal.press_until("h", LONG_ONE)
                terminal.settle(STILL)
        presses(terminal, "j", 50)
        terminal.send("G")
        terminal.settle(STILL)
        peak = terminal.peak_mib()
    say(f"opening: {[round(each * 1000) for each in times]} ms, peak {peak:.1f} MiB")
    return [
        Figure(
            "opening a conversation of 10,000, p95",
            f"{milliseconds(p95(times))} (median {milliseconds(statistics.median(times))})",
            "",
            milliseconds(p95(times)),
            "<= 50 ms",
            p95(times) <= 0.050,
        ),
        Figure("peak memory", f"{peak:.1f} MiB", "", f"{peak:.1f} MiB", "<= 90 MiB", peak <= 90),
    ]
