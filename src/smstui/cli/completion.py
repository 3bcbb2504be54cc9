"""`smstui completion`: what a shell needs to complete commands and flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

EXAMPLE = """
smstui completion bash > ~/.local/share/bash-completion/completions/smstui
smstui completion zsh > ~/.zfunc/_smstui
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="which shell")


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from smstui.cli.words import build_parser

    print(shtab.complete(build_parser(), args.shell))
    return 0
