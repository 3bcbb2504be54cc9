"""`smstui demo`: the screen on the built-in carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.arguments import whole

if TYPE_CHECKING:
    import argparse

SEED = 1
HISTORY = 400

EXAMPLE = """
smstui demo
smstui demo --seed 7 --history 2000
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument(
        "--seed", type=int, default=SEED, metavar="N", help="same seed, same people and texts"
    )
    parser.add_argument(
        "--history",
        type=whole,
        default=HISTORY,
        metavar="N",
        help="how many past texts there are (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    """Open the screen in a throwaway home, which is removed at the end."""
    return open_on_demo(args.seed, args.history)


def open_on_demo(seed: int = SEED, history: int = HISTORY) -> int:
    """Open the screen on invented people; return the exit code."""
    from smstui.bootstrap import open_demo
    from smstui.cli.screen import show

    return show(lambda: open_demo(seed, history))
