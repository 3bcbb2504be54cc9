"""What the doctor finds out from the store, the keyring and the providers."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.cli.checks import Check, Status
from smstui.config.settings import ADD_ACCOUNT
from smstui.ports.errors import OfflineError, SmstuiError

if TYPE_CHECKING:
    from smstui.bootstrap import Configured, Runtime
    from smstui.config.paths import Home
    from smstui.ports.clock import Clock
    from smstui.ports.provider import Provider

LEAP = 60.0
"""Seconds that the machine's clock may be off before times on the screen mislead."""


def examine_configuration(configured: Configured, home: Home) -> Check:
    """Tell what the settings, whose values have been understood, say, and whether a screen opens on them."""
    from smstui.tui import check_settings

    file = home.config_file
    try:
        check_settings(configured.settings, configured.source, home)
    except SmstuiError as error:
        return Check("configuration", Status.FAIL, error.message, error.hint)
    names = ", ".join(configured.settings.accounts)
    if not names:
        return Check("configuration", Status.WARN, f"No account in {file}.", f"{ADD_ACCOUNT}.")
    return Check("configuration", Status.OK, f"{file} is understood; accounts: {names}.")


async def examine_runtime(runtime: Runtime) -> list[Check]:
    """Look at the store, first, and at who works on it."""
    checks = []
    for name, look in (("store", _store), ("agent", _agent)):
        try:
            checks.append(await look(runtime))
        except SmstuiError as error:
            checks.append(Check(name, Status.FAIL, error.message, error.hint))
    return checks


async def examine_accounts(configured: Configured, home: Home, clock: Clock) -> list[Check]:
    """Look at the accounts, side by side, and let go of their providers."""
    asked = _Asked(configured, home, clock)
    try:
        found = await asyncio.gather(*(_account(asked, name) for name in configured.settings.accounts))
    finally:
        for way in configured.connections.values():
            await way.aclose()
    return [check for checks in found for check in checks]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What asking a provider needs."""

    configured: Configured
    home: Home
    clock: Clock


async def _store(runtime: Runtime) -> Check:
    trouble = await runtime.store.check()
    if trouble:
        return Check(
            "store",
            Status.FAIL,
            trouble,
            "Bring back a copy that smstui backup made; this file stays as it is.",
        )
    await runtime.store.write(lambda _: None)  # a file that can be read alone keeps no text
    size = runtime.home.database.stat().st_size
    return Check("store", Status.OK, f"{runtime.home.database} is sound ({size:,} bytes).")


async def _account(asked: _Asked, name: str) -> list[Check]:
    credentials = await asyncio.to_thread(_credentials, asked, name)
    if credentials.status is Status.FAIL:
        return [credentials]
    try:
        provider = await asked.configured.connections[name]()
        lines = await provider.lines()
    except OfflineError as error:
        return [credentials, Check(f"provider {name}", Status.WARN, error.message, error.hint)]
    except SmstuiError as error:
        return [credentials, Check(f"provider {name}", Status.FAIL, error.message, error.hint)]
    able = [line.number for line in lines if line.can_sms]
    if not able:
        reached = Check(f"provider {name}", Status.WARN, "It lets us in, but no line can send texts.")
    else:
        reached = Check(f"provider {name}", Status.OK, f"It lets us in; lines that text: {', '.join(able)}.")
    return [credentials, reached, await _clock(asked, name, provider)]


def _credentials(asked: _Asked, name: str) -> Check:
    from smstui.bootstrap import provider_package
    from smstui.config.credentials import find_credentials

    account = asked.configured.settings.accounts[name]
    package = provider_package(account.provider)
    try:
        found = find_credentials(
            name,
            package.SECRET_FIELDS if package else (),
            command=account.credential_command,
            file=asked.home.credentials_file,
        )
    except SmstuiError as error:
        return Check(f"credentials {name}", Status.FAIL, error.message, error.hint)
    told = f"{' and '.join(found.fields)} from {found.source}."
    if found.source == asked.home.credentials_file.name:
        return Check(
            f"credentials {name}",
            Status.WARN,
            f"{told} It is plain text that only you can read.",
            f"smstui accounts login {name} moves it into the keyring.",
        )
    return Check(f"credentials {name}", Status.OK, told)


async def _clock(asked: _Asked, name: str, provider: Provider) -> Check:
    """Compare this machine's clock with the Date of the provider's answer."""
    offset: float | None = None
    try:
        async with aclosing(provider.pages(since=asked.clock.now())) as pages:
            async for page in pages:
                offset = page.server_offset
                break
    except SmstuiError as error:
        return Check("clock", Status.WARN, f"It could not be compared with {name}'s: {error.message}")
    if offset is None or abs(offset) <= LEAP:
        return Check("clock", Status.OK, f"It agrees with {name}'s to {abs(offset or 0):.0f} s.")
    side = "behind" if offset > 0 else "ahead of"
    return Check(
        "clock",
        Status.WARN,
        f"This machine is {abs(offset):.0f} s {side} {name}'s clock.",
        "Let the machine set its clock by the network: timedatectl set-ntp true.",
    )


async def _agent(runtime: Runtime) -> Check:
    counts = await runtime.store.read(lambda store: store.counts())
    if runtime.locks.agent().is_taken():
        return Check("agent", Status.OK, "An agent is running.")
    if runtime.locks.dispatcher().is_taken():
        return Check("agent", Status.OK, "No agent is running; another smstui sends what is due.")
    if counts.waiting:
        return Check(
            "agent",
            Status.WARN,
            f"Nobody sends: {counts.waiting} texts wait.",
            "Open smstui, or run smstui agent, or smstui agent --once from cron.",
        )
    return Check("agent", Status.OK, "No agent is running, and nothing waits.")
