"""What it costs to be open: one account polled at the carrier, nothing happening."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.figures import Figure, say
from bench.terminal import Terminal
from crash.processes import SMSTUI, Carrier, Home

if TYPE_CHECKING:
    from pathlib import Path


def measure(folder: Path, seconds: float) -> list[Figure]:
    """Watch the screen twice: in the first minute, polling every 2 s, and at its middle pace after it."""
    with Carrier(folder / "idle.ledger", options=["--seed", "6", "--history", "300"]) as carrier:
        home = Home(folder / "idle-home").use(carrier, send_delay=0)
        assert home.run("sync").code == 0
        with Terminal([SMSTUI], env=home.env) as terminal:
            terminal.wait_for(r"synced")
            _watch(terminal, 5)
            fast = _watch(terminal, min(seconds, 50))
            _watch(terminal, 15)
            idle = _watch(terminal, seconds)
    say(f"idle: first minute {fast:.2%}, then {idle:.2%}")
    return [
        Figure(
            "idle with one account polled",
            f"{idle:.2%} of a core over {seconds:.0f} s (first minute, polled every 2 s: {fast:.2%})",
            "",
            f"{max(idle, 0):.2%}",
            "<= 1.5 %",
            idle <= 0.015,
        )
    ]


def _watch(terminal: Terminal, seconds: float) -> float:
    """Return what share of a core the program used while it was left alone."""
    used, at = terminal.cpu_seconds(), time.perf_counter()
    while time.perf_counter() - at < seconds:
        terminal.pump(0.5)
    return (terminal.cpu_seconds() - used) / (time.perf_counter() - at)
