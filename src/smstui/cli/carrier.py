"""`smstui carrier`: the built-in carrier as an HTTP server on loopback."""

from __future__ import annotations

import asyncio
import socket
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.cli.output import emit, note
from smstui.ports.errors import SmstuiError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from smstui.providers.simulator import Carrier, History, Ledger, OwnLine

EXAMPLE = """
smstui carrier --port 0 --seed 7 --history 500
smstui carrier --port 8080 --faults cut-after=0.05,429=0.1:2,lag=6 --ledger sent.jsonl
"""

ABOUT = """

It speaks Twilio's API on 127.0.0.1 and prints one line when it is ready:
  {"base_url": ..., "account_sid": ..., "auth_token": ..., "lines": [...]}
Peers answer texts within seconds, and STOP, START and HELP do what they do at Twilio. Started again, it has
its history and nothing else.

faults, P being a probability:
  cut-before=P       the connection is closed before the text is accepted
  cut-after=P        the text is accepted, then the connection is closed without an answer
  500-before=P       error 500, nothing was accepted
  500-after=P        error 500 after the text was accepted
  429=P:SECONDS      too many requests, with Retry-After
  slow=P:SECONDS     the text is accepted at once, the answer comes so much later
  lag=SECONDS        lists show new texts of ours only so much later
They hit sends; 429, slow and 500-before hit lists and fetches too. The same seed meets the same faults.

numbers to try things with:
  +15005550001 (21211), ...2 (21612), ...3 (21408), ...4 (21610) and ...9 (21614) are refused, as Twilio's
  test numbers are. A peer +1 xxx 555-0192 is a landline (21614); texts to 0193, 0195, 0196 and 0197 end as
  undelivered (30003, 30005, 30006, 30007), to 0194 and 0199 as failed (30034, 30008), to 0198 stay sent.
  A line written NUMBER:voice in --lines cannot text.

to let a peer say something:
  curl -u SID:TOKEN BASE_URL/carrier/say -d From=+14155550123 -d To=LINE -d Body=Hello
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags, and say what the carrier does."""
    parser.description = f"{parser.description or ''}{ABOUT}"
    add = parser.add_argument
    add("--port", type=int, required=True, metavar="P", help="the port on loopback; 0 picks one")
    add("--seed", type=int, default=1, metavar="N", help="same seed, same account, people, texts and faults")
    add(
        "--history",
        default="0",
        metavar="N or FILE",
        help="so many invented texts; or those of a file: lines `ham` or `spam`, a tab and a text, or JSON",
    )
    add(
        "--lines", metavar="N1,N2", help="the numbers of the account (default: three, one of them voice only)"
    )
    add("--faults", default="", metavar="SPEC", help="what goes wrong, see above")
    add(
        "--ledger",
        type=Path,
        metavar="FILE",
        help="append a JSON line for each text taken, refused or sent to us",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; return 0."""
    from smstui.providers.simulator import DEMO_LINES, Carrier, Faults, parse_lines

    lines = parse_lines(args.lines.split(",")) if args.lines is not None else DEMO_LINES
    carrier = Carrier(
        seed=args.seed,
        lines=lines,
        history=_history(args.history, args.seed, lines),
        faults=Faults(args.faults, seed=args.seed),
        ledger=_ledger(args.ledger),
    )
    with _listening(args.port) as listener:
        asyncio.run(_serve(carrier, listener))
    return 0


def _history(word: str, seed: int, lines: Sequence[OwnLine]) -> History | int:
    from smstui.providers.simulator import read_history

    if word.isascii() and word.isdigit():
        return int(word)
    try:
        return read_history(Path(word), seed=seed, lines=lines)
    except OSError as error:
        message = f"The history {word} cannot be read: {error.strerror}."
        raise UsageError(message, hint="Give a number of texts, or a file that is there.") from None


def _ledger(path: Path | None) -> Ledger | None:
    from smstui.providers.simulator import Ledger

    try:
        return None if path is None else Ledger(path)
    except OSError as error:
        message = f"The ledger {path} cannot be written: {error.strerror}."
        raise UsageError(message) from None


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else "ports go from 0 to 65535"
        message = f"Port {port} cannot be used: {why}."
        raise SmstuiError(message, hint="--port 0 picks a free one.") from None
    with listener:
        yield listener


async def _serve(carrier: Carrier, listener: socket.socket) -> None:
    from smstui.cli.carrier_server import CarrierServer
    from smstui.providers.simulator import make_app

    def ready() -> None:
        emit(
            {
                "base_url": f"http://127.0.0.1:{listener.getsockname()[1]}",
                "account_sid": carrier.account_sid,
                "auth_token": carrier.auth_token,
                "lines": carrier.lines,
            }
        )
        sys.stdout.flush()
        if sys.stdout.isatty():
            note("Ctrl+C ends it.")

    world = asyncio.create_task(carrier.run())
    try:
        await CarrierServer(make_app(carrier), ready=ready).serve(sockets=[listener])
    finally:
        world.cancel()
