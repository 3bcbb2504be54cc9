"""`smstui doctor`: check everything that a text needs on its way, and say what to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from smstui.cli.checks import Check, Status, check_files, check_terminal, has_begun
from smstui.cli.output import emit, say
from smstui.config.paths import find_home
from smstui.config.settings import ADD_ACCOUNT
from smstui.ports.errors import NotConfiguredError, SmstuiError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from smstui.config.paths import Home

EXAMPLE = """
smstui doctor
smstui doctor --json
"""

_MARKS = {Status.OK: "ok  ", Status.WARN: "warn", Status.FAIL: "FAIL"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--json", action="store_true", help="one JSON object a check")


def run(args: argparse.Namespace) -> int:
    """Print what is well and what is not; 1 where something fails."""
    found = list(_examine(find_home()))
    for check in found:
        if args.json:
            emit(
                {
                    "check": check.name,
                    "status": check.status.value,
                    "message": check.message,
                    "hint": check.hint or None,
                }
            )
        else:
            say(f"{_MARKS[check.status]}  {check.name}: {check.message}")
            if check.hint:
                say(f"      {check.hint}")
    return 1 if any(check.status is Status.FAIL for check in found) else 0


def _examine(home: Home) -> Iterable[Check]:
    yield check_files(home)
    if has_begun(home):
        yield from _examine_what_is_kept(home)
    else:
        yield Check("configuration", Status.WARN, "There is no account yet.", f"{ADD_ACCOUNT}.")
    yield check_terminal()


def _examine_what_is_kept(home: Home) -> Iterable[Check]:
    """Look at the settings, then at the store, then at the providers, which need no store."""
    from smstui.bootstrap import SystemClock, configure, open_runtime
    from smstui.cli.examinations import examine_accounts, examine_configuration, examine_runtime

    clock = SystemClock()
    try:
        configured = configure(home, clock)
    except SmstuiError as error:
        yield Check("configuration", Status.FAIL, error.message, error.hint)
        return
    yield examine_configuration(configured, home)
    last: Iterable[Check] = ()
    try:
        runtime = open_runtime(home)
    except SmstuiError as error:
        what = "files" if isinstance(error, NotConfiguredError) else "store"
        yield Check(what, Status.FAIL, error.message, error.hint)
    else:
        try:
            store, *last = asyncio.run(examine_runtime(runtime))
        finally:
            runtime.close()
        yield store
    yield from asyncio.run(examine_accounts(configured, home, clock))
    yield from last
