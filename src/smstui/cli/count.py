"""`smstui count`: how a text travels and into how many segments it is cut."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from smstui.cli.output import emit, note, say
from smstui.cli.typed import text_of
from smstui.domain.segments import measure
from smstui.ports.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from smstui.domain.segments import Measure

EXAMPLE = """
smstui count "See you at 9"
smstui count --lines --json < texts.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the text; - reads standard input")
    parser.add_argument("--lines", action="store_true", help="count each line of standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Print encoding, segments, characters and what is left in the last segment."""
    if args.lines == (args.text is not None):
        raise UsageError("Give a text, or --lines with texts on standard input.", hint="smstui count --help")
    for text in _texts(args.text):
        found = measure(text)
        if args.json:
            emit(
                {
                    "encoding": found.encoding,
                    "segments": found.segments,
                    "characters": found.characters,
                    "left": found.left,
                }
            )
        else:
            say(_words(found))
    if not args.json and args.text is not None and found.segments > 1:
        note("Toll-free numbers cut a long text into parts of 152 (GSM-7) or 66 (UCS-2).")
    return 0


def _texts(text: str | None) -> Iterable[str]:
    if text is None:
        return (line.rstrip("\r\n") for line in sys.stdin)
    return [text_of(text)]


def _words(found: Measure) -> str:
    segments = "1 segment" if found.segments == 1 else f"{found.segments} segments"
    line = f"{found.encoding}  {segments}  {found.characters} characters  {found.left} left"
    if found.forced_by:
        line += f"  UCS-2 because of {' '.join(found.forced_by[:10])}"
    return line
