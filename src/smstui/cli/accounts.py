"""`smstui accounts`: which providers' accounts are used, and with which secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.output import emit, local, rfc3339, table
from smstui.cli.session import no_accounts, run_with

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from smstui.bootstrap import Runtime
    from smstui.config.settings import Account
    from smstui.domain.models import AccountState

EXAMPLE = """
smstui accounts add work --provider twilio --account-sid AC00000000000000000000000000000001
pass show twilio | smstui accounts login work --secret-stdin
smstui accounts test work
"""


_ACTIONS = {
    "add": (
        "try an account, and keep it where it works",
        "smstui accounts add work --account-sid AC00000000000000000000000000000001 --line +15005550006",
    ),
    "login": (
        "give an account another secret",
        "pass show twilio | smstui accounts login work --secret-stdin",
    ),
    "list": ("list the accounts", "smstui accounts list --json"),
    "test": ("ask the provider whether it lets us in, and for the lines", "smstui accounts test work"),
    "remove": ("forget an account and its secret; its texts stay", "smstui accounts remove work"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their flags."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    for action, (summary, example) in _ACTIONS.items():
        sub = actions.add_parser(
            action,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example:\n  {example}",
            formatter_class=parser.formatter_class,
            allow_abbrev=False,
        )
        if action != "list":
            sub.add_argument("name", metavar="NAME", help="your word for it: a to z, 0 to 9, _")
        if action == "add":
            _account_flags(sub)
        if action in {"add", "login"}:
            _secret_flags(sub)
        sub.add_argument("--json", action="store_true", help="JSON objects, one a line")


def _account_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--provider", default="twilio", metavar="P", help="whose account it is (default: twilio)")
    add("--account-sid", metavar="AC...", help="the account's name at the provider")
    add("--base-url", metavar="URL", help="another server that speaks the same API")
    add("--messaging-service-sid", metavar="MG...", help="send through this Messaging Service")
    add("--line", action="append", default=[], metavar="N", help="only this number; repeatable")
    add("--credential-command", metavar="CMD", help="a command that prints the secret")


def _secret_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--secret-stdin",
        action="store_true",
        help="read the secret from standard input: one line, or FIELD=VALUE lines",
    )
    parser.add_argument(
        "--insecure-storage",
        action="store_true",
        help="keep it as plain text in a file that only you can read",
    )


def run(args: argparse.Namespace) -> int:
    """Do one of the actions."""
    from smstui.cli import account_changes as changes

    match args.action:
        case "add":
            return changes.add(args)
        case "login":
            return changes.login(args)
        case "test":
            return changes.test(args)
        case "remove":
            return changes.remove(args)
        case _:
            return run_with(lambda runtime: _list(runtime, as_json=args.json))


async def _list(runtime: Runtime, *, as_json: bool) -> int:
    states = {state.name: state for state in await runtime.store.read(lambda store: store.accounts())}
    lines: dict[str, list[str]] = {}
    for line in await runtime.store.read(lambda store: store.lines()):
        if not line.gone:
            lines.setdefault(line.account, []).append(line.number)
    accounts = runtime.settings.accounts
    if not accounts:
        raise no_accounts()
    if as_json:
        for name, account in accounts.items():
            emit(_record(name, account, states.get(name), lines.get(name, [])))
        return 0
    table(
        ("NAME", "PROVIDER", "SYNCED", "LINES", "TROUBLE"),
        [_row(name, accounts[name], states.get(name), lines, runtime) for name in accounts],
    )
    return 0


def _record(name: str, account: Account, state: AccountState | None, lines: list[str]) -> dict[str, object]:
    return {
        "account": name,
        "provider": account.provider,
        "lines": lines,
        "options": account.options,
        "complete": bool(state and state.complete),
        "last_pass_at": rfc3339(state.last_pass_at) if state else None,
        "error": (state.error or None) if state else None,
    }


def _row(
    name: str,
    account: Account,
    state: AccountState | None,
    lines: Mapping[str, list[str]],
    runtime: Runtime,
) -> tuple[object, ...]:
    synced = local(state.last_pass_at, runtime.zone) if state else "-"
    trouble = (state.error if state else "") or ""
    return name, account.provider, synced, ", ".join(lines.get(name, [])) or "-", trouble
