"""`smstui lines`: our numbers, as the last sync knew them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.output import emit, note, table
from smstui.cli.records import line_record
from smstui.cli.session import run_with

if TYPE_CHECKING:
    import argparse

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Line

EXAMPLE = """
smstui lines
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Print the lines that we have; those that are gone keep their texts but are not shown."""

    async def work(runtime: Runtime) -> int:
        lines = [line for line in await runtime.store.read(lambda store: store.lines()) if not line.gone]
        if args.json:
            for line in lines:
                emit(line_record(line))
        elif lines:
            print_lines(lines)
        else:
            note("No lines are known yet: smstui sync asks the provider.")
        return 0

    return run_with(work)


def print_lines(lines: list[Line]) -> None:
    """Print lines as a table for a person."""
    table(
        ("NUMBER", "ACCOUNT", "CAN", "KIND", "LABEL"),
        [(line.display, line.account, _abilities(line), line.kind, line.label) for line in lines],
    )


def _abilities(line: Line) -> str:
    can = [("sms", line.can_sms), ("mms", line.can_mms), ("voice", line.can_voice)]
    return ",".join(name for name, able in can if able) or "-"
