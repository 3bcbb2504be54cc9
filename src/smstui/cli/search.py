"""`smstui search`: all texts, with the same words as `/` on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.arguments import positive
from smstui.cli.output import emit, local, table
from smstui.cli.records import text_record
from smstui.cli.session import run_with
from smstui.domain.wording import in_words

if TYPE_CHECKING:
    import argparse

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Hit

EXAMPLE = """
smstui search invoice from:ana after:2026-01-01
smstui search '"see you" pre*' --json
"""

SYNTAX = """
All of it must hold: words, "a phrase", pre* for the beginning of a word, and fields: from: to: line: in:
before: after: has:media state:. A field of another name is a word.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.description = f"{parser.description}\n{SYNTAX}"
    parser.add_argument("query", nargs="+", metavar="QUERY", help="words and fields")
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N (default: 50)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, as of messages")


def run(args: argparse.Namespace) -> int:
    """Print the texts that match, newest first."""

    async def work(runtime: Runtime) -> int:
        from smstui.services.search import search

        hits = await search(
            " ".join(args.query),
            store=runtime.store,
            clock=runtime.clock,
            zone=runtime.zone,
            limit=args.limit,
        )
        if args.json:
            for hit in hits:
                emit(text_record(hit.message) | {"name": hit.name})
        else:
            table(("ID", "AT", "WHO", "", "TEXT"), [_row(hit, runtime) for hit in hits])
        return 0

    return run_with(work)


def _row(hit: Hit, runtime: Runtime) -> tuple[object, ...]:
    text = hit.message
    return (
        text.id,
        local(text.at, runtime.zone),
        hit.full_title,
        text.direction.value,
        in_words(text),
    )
