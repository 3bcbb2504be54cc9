"""`smstui conversations`: the list on the left of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.arguments import positive
from smstui.cli.output import emit, local, table
from smstui.cli.records import conversation_record
from smstui.cli.session import run_with

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Conversation
    from smstui.ports.store import Reader

EXAMPLE = """
smstui conversations --view unread
"""

VIEWS = ("inbox", "unread", "drafts", "done", "all")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--view", choices=VIEWS, default="inbox", help="which of them (default: inbox)")
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N (default: 50)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Print conversations, newest first."""

    async def work(runtime: Runtime) -> int:
        from smstui.domain.models import View
        from smstui.services.previews import with_previews

        def listed(store: Reader) -> Sequence[Conversation]:
            found = store.conversations(View(args.view), limit=args.limit)
            return found if args.json else with_previews(store, found)

        found = await runtime.store.read(listed)
        if args.json:
            for conversation in found:
                emit(conversation_record(conversation))
        else:
            table(
                ("ID", "LAST", "NEW", "WHO", "PREVIEW"),
                [
                    (
                        each.id,
                        local(each.last_at, runtime.zone),
                        each.unread or "",
                        each.full_title,
                        each.preview,
                    )
                    for each in found
                ],
            )
        return 0

    return run_with(work)
