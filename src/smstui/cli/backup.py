"""`smstui backup`: a complete copy of the store, while everything goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smstui.cli.output import emit, say
from smstui.cli.session import run_with

if TYPE_CHECKING:
    import argparse

    from smstui.bootstrap import Runtime

EXAMPLE = """
smstui backup ~/smstui-2026-11-25.db
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where to; never over an existing file")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Write the copy, readable by its owner alone."""
    target: Path = args.file.expanduser().absolute()

    async def work(runtime: Runtime) -> int:
        await runtime.store.backup(target)
        return 0

    run_with(work)
    size = target.stat().st_size
    if args.json:
        emit({"file": str(target), "bytes": size})
    else:
        say(f"{target} has a complete copy ({size:,} bytes).")
    return 0
