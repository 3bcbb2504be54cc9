"""`make bench`: print the table of speed and memory, each figure against a floor of the same run."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import (
    bench_contention,
    bench_idle,
    bench_keys,
    bench_launch,
    bench_screen,
    bench_search,
    bench_sync,
)
from bench.figures import HEAD, Figure, say
from bench.library import Size, build

if TYPE_CHECKING:
    from collections.abc import Callable


class Bench:
    """The homes that the rows share, made when first asked for."""

    def __init__(self, folder: Path, *, quick: bool, pairs: int) -> None:
        self.folder = folder
        self.quick = quick
        self.pairs = pairs

    @cached_property
    def large(self) -> Path:
        """Return a home with a million texts in 20,000 conversations; a tenth of that when quick."""
        size = Size(100_000, 2_000) if self.quick else Size(1_000_000, 20_000)
        say(f"building a store of {size.texts:,} texts ...")
        return build(self.folder / "large", size)

    @cached_property
    def small(self) -> Path:
        """Return a home with 10,000 texts in 200 conversations."""
        return build(self.folder / "small", Size(10_000, 200, longest=500))

    def launch(self) -> list[Figure]:
        """Launch against the floor, and small against large."""
        return bench_launch.measure(self.small, self.large, self.pairs)

    def keys(self) -> list[Figure]:
        """Press `j`."""
        return bench_keys.measure_keys(self.large, rounds=3, count=40 if self.quick else 100)

    def preview(self) -> list[Figure]:
        """Browse, and wait for what the conversation pane shows."""
        return bench_screen.measure_preview(self.large, 20 if self.quick else 60)

    def hits(self) -> list[Figure]:
        """Search on the screen."""
        return bench_screen.measure_hits(self.large, 20 if self.quick else 60)

    def typing(self) -> list[Figure]:
        """Type while texts arrive."""
        return bench_screen.measure_typing(self.large, rounds=2 if self.quick else 4, count=150)

    def contention(self) -> list[Figure]:
        """Write while another process sends (R10)."""
        return bench_contention.measure(self.folder, 400 if self.quick else 2_000)

    def opening(self) -> list[Figure]:
        """Open a conversation of 10,000, and read the peak of memory."""
        return bench_keys.measure_opening(self.large, 15 if self.quick else 40)

    def search(self) -> list[Figure]:
        """Search."""
        return bench_search.measure(self.large, 200)

    def sync(self) -> list[Figure]:
        """Read everything for the first time."""
        return bench_sync.measure_first_sync(self.folder, 20_000 if self.quick else 100_000)

    def storing(self) -> list[Figure]:
        """Store alone."""
        return bench_sync.measure_storing(20_000 if self.quick else 100_000, rounds=3)

    def idle(self) -> list[Figure]:
        """Do nothing."""
        return bench_idle.measure(self.folder, 20 if self.quick else 60)


ROWS = (
    "launch",
    "keys",
    "preview",
    "opening",
    "search",
    "hits",
    "typing",
    "contention",
    "sync",
    "storing",
    "idle",
)


def main() -> int:
    """Measure the rows asked for; return 1 where an aim was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(ROWS), help=f"rows, of {','.join(ROWS)}")
    parser.add_argument("--quick", action="store_true", help="100,000 texts and short rounds")
    parser.add_argument("--pairs", type=int, help="launches of each (default: 30, quick: 8)")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="smstui-bench-"))
    bench = Bench(folder, quick=args.quick, pairs=args.pairs or (8 if args.quick else 30))
    figures: list[Figure] = []
    try:
        for name in args.only.split(","):
            row: Callable[[], list[Figure]] = getattr(bench, name)
            figures += row()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write("\n".join([HEAD, *(figure.row() for figure in figures)]) + "\n")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
