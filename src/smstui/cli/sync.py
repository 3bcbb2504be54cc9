"""`smstui sync`: read what is new at the providers, once; it never sends."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from smstui.cli.failures import kind_of, report
from smstui.cli.output import emit, rfc3339, say
from smstui.cli.session import no_accounts, run_with
from smstui.config.settings import choose_account

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from smstui.bootstrap import Runtime
    from smstui.services.reports import SyncReport

EXAMPLE = """
smstui sync
smstui sync --account work --full --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--account", metavar="A", help="only this one")
    parser.add_argument("--full", action="store_true", help="read all that the provider lists, not only new")
    parser.add_argument("--json", action="store_true", help="one JSON object an account")


def run(args: argparse.Namespace) -> int:
    """Sync the accounts side by side; 0 where all went well, else 1, or 6 where all lack credentials."""

    async def work(runtime: Runtime) -> int:
        from smstui.cli.progress import watching

        if args.account is not None:
            choose_account(runtime.settings, args.account)
        names = [args.account] if args.account else list(runtime.plans)
        if not names:
            raise no_accounts()
        async with watching(runtime, names):
            passes = [_one(runtime, name, full=args.full) for name in names]
            reports = await asyncio.gather(*passes)
        for each in reports:
            tell(each, as_json=args.json)
        return exit_code(reports)

    return run_with(work)


async def _one(runtime: Runtime, name: str, *, full: bool) -> SyncReport:
    from smstui.services.sync import sync_account

    return await sync_account(
        runtime.plans[name], store=runtime.store, locks=runtime.locks, clock=runtime.clock, full=full
    )


def tell(found: SyncReport, *, as_json: bool) -> None:
    """Print what the pass over one account did, or why it failed."""
    if found.error is None and not as_json:
        say(
            f"{found.account}  {found.fetched} fetched  {found.new} new  {found.updated} updated"
            f"  {found.skipped} skipped"
        )
    elif not as_json and found.error is not None:
        sys.stderr.write(f"{found.account}: ")
        report(found.error, as_json=False)
    else:
        emit(sync_record(found))


def sync_record(found: SyncReport) -> dict[str, object]:
    """Return what the pass did as scripts read it; a failed one has the fields of an error too."""
    record: dict[str, object] = {
        "account": found.account,
        "fetched": found.fetched,
        "new": found.new,
        "updated": found.updated,
        "skipped": found.skipped,
        "through": rfc3339(found.through),
    }
    if found.error is not None:
        record |= {
            "error": kind_of(found.error),
            "message": found.error.message,
            "hint": found.error.hint or None,
        }
    return record


def exit_code(reports: Sequence[SyncReport]) -> int:
    """Return 0 where all went well, 6 where every account lacks credentials, else 1."""
    codes = {found.error.exit_code if found.error else 0 for found in reports}
    if codes <= {0}:
        return 0
    return 6 if codes == {6} else 1
