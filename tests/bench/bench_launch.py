"""From the command to a usable inbox, against a bare Textual app with one Static, and small against large."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure, median_ratio, milliseconds, say
from bench.library import LONG_ONE
from bench.terminal import Terminal
from crash.processes import SMSTUI, clean_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOOR = [sys.executable, str(Path(__file__).parent / "floors" / "one_static.py")]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a person with this home."""
    return clean_environment(HOME=str(home), SMSTUI_HOME=str(home), SMSTUI_WORK_AUTH_TOKEN="secret")


def launch(command: Sequence[str], shown: str, env: dict[str, str]) -> float:
    """Return the seconds until the screen shows `shown`."""
    with Terminal(command, env=env) as terminal:
        return terminal.wait_for(shown)


def measure(small: Path, large: Path, pairs: int) -> list[Figure]:
    """Launch the floor, the small home and the large home in turn, `pairs` times after one to warm up."""
    runs: list[tuple[float, float, float]] = []
    for turn in range(pairs + 1):
        floor = launch(FLOOR, "Ready", environment(large))
        of_small = launch([SMSTUI], LONG_ONE, environment(small))
        of_large = launch([SMSTUI], LONG_ONE, environment(large))
        if turn:
            runs.append((floor, of_small, of_large))
        say(f"launch {turn}/{pairs}: floor {floor:.3f} small {of_small:.3f} large {of_large:.3f}")
    floor, of_small, of_large = (statistics.median(column) for column in zip(*runs, strict=True))
    against = median_ratio([(run[2], run[0]) for run in runs])
    apart = median_ratio([(run[2], run[1]) for run in runs])
    return [
        Figure(
            "launch to a usable inbox",
            milliseconds(of_large),
            f"{milliseconds(floor)} (one Static)",
            f"{against:.2f}x",
            "<= 1.5x",
            against <= 1.5,
        ),
        Figure(
            "launch, large against small store",
            milliseconds(of_large),
            f"{milliseconds(of_small)} (10,000 texts)",
            f"{apart:.2f}x",
            "<= 1.15x",
            apart <= 1.15,
        ),
    ]
