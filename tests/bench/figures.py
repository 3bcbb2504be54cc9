"""What a row of the table is, and the statistics it is made of."""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Figure:
    """One row: what was measured, against what, and whether the aim was met."""

    name: str
    measured: str
    floor: str
    result: str
    aim: str
    met: bool

    def row(self) -> str:
        """Return it as a row of a Markdown table."""
        cells = (self.name, self.measured, self.floor, self.result, self.aim, "yes" if self.met else "**NO**")
        return f"| {' | '.join(cells)} |"


HEAD = "| figure | measured | floor | result | aim | met |\n|---|---|---|---|---|---|"


def p95(values: Sequence[float]) -> float:
    """Return what 95 of 100 values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def median_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the median of the ratios, pair by pair: a slow minute of the machine hits both of a pair."""
    return statistics.median(one / other for one, other in pairs)


def say(words: str) -> None:
    """Tell on stderr what is going on: the table alone goes to stdout."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def milliseconds(seconds: float) -> str:
    """Return a time as people read it."""
    return f"{seconds * 1000:.1f} ms"
