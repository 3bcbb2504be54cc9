"""`smstui agent`: sync and send what is due while nobody is looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.session import no_accounts, run_with
from smstui.cli.sync import exit_code, tell

if TYPE_CHECKING:
    import argparse

    from smstui.bootstrap import Runtime

EXAMPLE = """
smstui agent
*/5 * * * * smstui agent --once     (in a crontab)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the flags."""
    parser.add_argument("--once", action="store_true", help="one pass over everything that is due, then stop")
    parser.add_argument("--json", action="store_true", help="with --once: one JSON object an account")


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM, or for one pass."""

    async def work(runtime: Runtime) -> int:
        from smstui.agent import running

        if not runtime.plans:
            raise no_accounts()
        if not args.once:
            return await running.run(runtime)
        reports = await running.once(runtime)
        for found in reports:
            tell(found, as_json=args.json)
        return exit_code(reports)

    return run_with(work)
