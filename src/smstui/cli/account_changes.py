"""Adding, testing, changing and removing accounts: nothing is saved before the provider has let us in."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smstui.admission import NewAccount, check_name, save, try_account
from smstui.bootstrap import SystemClock, open_runtime, read_options
from smstui.cli import account_secrets
from smstui.cli.choosing import ask_for_lines
from smstui.cli.lines import print_lines
from smstui.cli.output import emit, say
from smstui.cli.records import line_record
from smstui.config.credentials import already_given, forget_credentials, keep_credentials
from smstui.config.paths import find_home, prepare
from smstui.config.settings import Account, choose_account, load_settings
from smstui.config.validation import Source
from smstui.config.writing import remove_account
from smstui.ports.errors import ProviderError, SmstuiError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from smstui.bootstrap import Runtime
    from smstui.config.paths import Home
    from smstui.config.secrecy import Secret
    from smstui.domain.remote import RemoteLine


@dataclass(frozen=True)
class Flags(Source):
    """The command line as a source of settings: what is wrong names the flag, and is wrong usage."""

    path: Path = Path()

    def wrong(self, key: tuple[str, ...], expected: str) -> SmstuiError:
        """Return the error for the flag that sets this."""
        return UsageError(f"--{key[-1].replace('_', '-')}: {expected}", hint="smstui accounts add --help")


def add(args: argparse.Namespace) -> int:
    """Try the account; where the provider lets us in, keep settings, secret and lines."""
    home = find_home()
    prepare(home)
    settings, _ = load_settings(home.config_file)
    check_name(args.name, settings)
    account = Account(provider=args.provider, options=_options(args))
    package, options = read_options(args.name, account, Flags())
    given = already_given(args.name, package.SECRET_FIELDS, args.credential_command)
    asked = (
        {} if given else account_secrets.ask(args.name, package.SECRET_FIELDS, from_stdin=args.secret_stdin)
    )
    offered = _try(package, options, given or asked)
    new = NewAccount(
        name=args.name,
        provider=args.provider,
        options=account.options,
        lines=_chosen(args.line, offered, settings.default_region),
        credential_command=args.credential_command,
        secrets=asked,
    )
    where = account_secrets.kept(
        lambda insecure: save(new, package.SECRET_FIELDS, home, insecure=insecure),
        home.credentials_file,
        insecure=args.insecure_storage,
    )
    if not args.json:
        say(f"Account {args.name} works." + (f" Its secret is in {where}." if where else ""))
    return _refresh(home, args.name, as_json=args.json)


def _options(args: argparse.Namespace) -> dict[str, Any]:
    given = {
        "account_sid": args.account_sid,
        "base_url": args.base_url,
        "messaging_service_sid": args.messaging_service_sid,
    }
    return {key: value for key, value in given.items() if value is not None}


def _try(package: ModuleType, options: object, secrets: Mapping[str, Secret]) -> Sequence[RemoteLine]:
    """Return the lines that the provider lists; raises its error, with nothing saved."""
    try:
        return asyncio.run(try_account(package, options, secrets, clock=SystemClock()))
    except ProviderError as error:
        error.hint = f"Nothing was saved. {error.hint}".strip()
        raise


def _chosen(typed: Sequence[str], offered: Sequence[RemoteLine], region: str) -> list[str]:
    """Return the numbers of the lines that were asked for; raises `UsageError` for one not offered."""
    from smstui.domain.numbers import InvalidNumberError, normalise, parse_peer

    there = {line.number for line in offered}
    numbers = []
    for each in typed:
        number = normalise(each)
        with suppress(InvalidNumberError):
            number = parse_peer(each, region).value
        if number not in there:
            listed = ", ".join(sorted(there)) or "none"
            raise UsageError(f"--line {each}: the provider does not list it; it lists {listed}.")
        numbers.append(number)
    return numbers


def login(args: argparse.Namespace) -> int:
    """Try another secret; where the provider lets us in, keep it instead of the one before."""
    home = find_home()
    settings, source = load_settings(home.config_file)
    account = choose_account(settings, args.name)
    package, options = read_options(args.name, account, source)
    secrets = account_secrets.ask(args.name, package.SECRET_FIELDS, from_stdin=args.secret_stdin)
    _try(package, options, secrets)
    where = account_secrets.kept(
        lambda insecure: keep_credentials(
            args.name, secrets, package.SECRET_FIELDS, file=home.credentials_file, insecure=insecure
        ),
        home.credentials_file,
        insecure=args.insecure_storage,
    )
    if args.json:
        emit({"account": args.name, "kept_in": where})
    else:
        say(f"The new secret of {args.name} works, and is in {where}.")
    return 0


def test(args: argparse.Namespace) -> int:
    """Ask the provider for the lines; its own words where it does not let us in."""
    home = find_home()
    choose_account(load_settings(home.config_file)[0], args.name)
    return _refresh(home, args.name, as_json=args.json)


def _refresh(home: Home, name: str, *, as_json: bool) -> int:
    """Ask for the account's lines, keep them in the store, and print them."""
    runtime = open_runtime(home)

    async def work() -> int:
        try:
            return await _print_lines(runtime, name, as_json=as_json)
        finally:
            await runtime.aclose()

    return asyncio.run(work())


async def _print_lines(runtime: Runtime, name: str, *, as_json: bool) -> int:
    lines = await ask_for_lines(runtime, name)
    if as_json:
        for line in lines:
            emit(line_record(line))
    else:
        print_lines(list(lines))
    return 0


def remove(args: argparse.Namespace) -> int:
    """Forget settings and secret; the texts stay, and its lines send no more."""
    home = find_home()
    settings, _ = load_settings(home.config_file)
    account = choose_account(settings, args.name)
    package, _ = read_options(args.name, account, Source(home.config_file))
    remove_account(home.config_file, args.name)
    asked = forget_credentials(args.name, package.SECRET_FIELDS, file=home.credentials_file)
    runtime = open_runtime(home)

    async def retire() -> None:
        try:
            if await runtime.store.read(lambda store: store.account(args.name)):
                await runtime.store.write(lambda store: store.save_lines(args.name, ()))
        finally:
            await runtime.aclose()

    asyncio.run(retire())
    if args.json:
        emit({"account": args.name, "removed": True})
    else:
        say(f"Account {args.name} is removed; its texts stay.")
        if not asked:
            say("The keyring could not be asked, so a secret of it may still be there.")
    return 0
