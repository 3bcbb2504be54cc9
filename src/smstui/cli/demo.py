"""`smstui demo`: the screen on the built-in carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.arguments import whole

if TYPE_CHECKING:
    import argparse

EXAMPLE = """
smstui demo
smstui demo --seed 7 --history 2000
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="same seed, same people and texts")
    parser.add_argument(
        "--history",
        type=whole,
        default=400,
        metavar="N",
        help="how many past texts there are (default: 400)",
    )


def run(args: argparse.Namespace) -> int:
    """Open the screen in a throwaway home, which is removed at the end."""
    from smstui.bootstrap import open_demo
    from smstui.cli.screen import show

    return show(lambda: open_demo(args.seed, args.history))
