"""`smstui messages`: texts, newest first, or new ones as they come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from smstui.cli.arguments import moment, positive
from smstui.cli.output import emit, local, note, table
from smstui.cli.records import ends, text_record
from smstui.cli.session import run_with
from smstui.domain.wording import in_words
from smstui.ports.errors import SmstuiError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from smstui.bootstrap import Runtime
    from smstui.domain.models import TextMessage
    from smstui.ports.records import TextFilter

EXAMPLE = """
smstui messages --peer "+1 415 555 2671" --since 2d
smstui messages --follow --json
"""

STATES = (
    "scheduled",
    "held",
    "queued",
    "sending",
    "unconfirmed",
    "sent",
    "delivered",
    "undelivered",
    "failed",
    "canceled",
    "read",
    "received",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--id", type=positive, metavar="N", help="this one")
    parser.add_argument("--peer", metavar="N", help="with this number")
    parser.add_argument("--line", metavar="N", help="on this number of ours, or its label")
    parser.add_argument("--state", choices=STATES, metavar="S", help=f"in this state: {', '.join(STATES)}")
    parser.add_argument("--since", metavar="T", help="not older: 2026-11-25, 2026-11-25T09:00Z, 2h, 3d")
    parser.add_argument("--limit", type=positive, metavar="N", help="at most N (default: 50; none to follow)")
    parser.add_argument(
        "--follow",
        action="store_true",
        help="print each text once, when it comes (or reaches --state); with --limit the last N before; "
        "the screen or smstui agent must be running to fetch them",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Print texts, newest first; followed ones as they come."""

    async def work(runtime: Runtime) -> int:
        wanted = await _filter(args, runtime)
        if args.follow:
            from smstui.cli.following import follow

            return await follow(runtime, wanted, args.limit or 0, as_json=args.json)
        found = await runtime.store.read(lambda store: store.find(wanted))
        if args.id and not found:
            raise SmstuiError(f"There is no text {args.id}.", hint="smstui messages lists them.")
        print_texts(found, runtime, as_json=args.json)
        return 0

    return run_with(work)


async def _filter(args: argparse.Namespace, runtime: Runtime) -> TextFilter:
    from smstui.domain.states import State
    from smstui.ports.records import TextFilter

    try:
        since = moment(args.since, runtime.clock.now().astimezone(runtime.zone)) if args.since else None
    except (ValueError, OverflowError):
        raise UsageError(f"--since {args.since}: no time.", hint="Write 2026-11-25, or 2h or 3d.") from None
    return TextFilter(
        id=args.id,
        peer=await _peer(args.peer, runtime) if args.peer is not None else None,
        line=await _line(args.line, runtime) if args.line is not None else None,
        states=(State(args.state),) if args.state else (),
        since=since,
        limit=args.limit or 50,
    )


async def _peer(typed: str, runtime: Runtime) -> str:
    """Return the number in the form in which it is kept; texts may have come from what is no number."""
    from smstui.domain.numbers import InvalidNumberError, normalise, parse_peer

    try:
        return parse_peer(typed, runtime.rules.region).value
    except InvalidNumberError as error:
        kept = normalise(typed)
        if await runtime.store.read(lambda store: store.conversations_of([kept], limit=1)):
            return kept
        raise UsageError(f"--peer {typed}: {error.message}", hint=error.hint) from None


async def _line(typed: str, runtime: Runtime) -> str:
    """Return the number of a line of ours; of another number there is nothing to be shown, which is told."""
    from smstui.cli.choosing import find_line
    from smstui.domain.numbers import InvalidNumberError, NumberKind, parse_peer

    line = await find_line(typed, runtime)
    if line is not None:
        return line.number
    try:
        address = parse_peer(typed, runtime.rules.region)
    except InvalidNumberError:
        address = None
    if address is None or address.kind is NumberKind.ALPHANUMERIC:
        raise UsageError(f"--line {typed}: no number, and no label of ours.", hint=_LISTED)
    note(f"{address.display} is no number of ours. {_LISTED}")
    return address.value


_LISTED = "smstui lines lists them."


def print_texts(texts: Sequence[TextMessage], runtime: Runtime, *, as_json: bool) -> None:
    """Print these texts, in their order."""
    if as_json:
        for text in texts:
            emit(text_record(text))
    else:
        table(("ID", "AT", "FROM", "TO", "STATE", "TEXT"), rows(texts, runtime))


def rows(texts: Iterable[TextMessage], runtime: Runtime) -> list[tuple[object, ...]]:
    """Return the cells of these texts."""
    return [
        (text.id, local(text.at, runtime.zone), *ends(text), text.state.value, in_words(text))
        for text in texts
    ]


def print_now(text: TextMessage, runtime: Runtime, *, as_json: bool) -> None:
    """Print one text at once."""
    if as_json:
        emit(text_record(text))
    else:
        from smstui.domain.cleaning import one_line

        print("  ".join(one_line(str(cell), 4000) for cell in rows([text], runtime)[0]))
    sys.stdout.flush()
