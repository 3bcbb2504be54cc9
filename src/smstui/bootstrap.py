"""Build the object graph once: settings, store, locks, rules and the way to each provider."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smstui.config.memory import Memory
from smstui.config.paths import Home, find_home, prepare
from smstui.config.settings import Account, Settings, load_settings
from smstui.config.validation import Source, decode
from smstui.config.zone import local_zone
from smstui.services.connecting import Connection
from smstui.services.plan import AccountPlan
from smstui.storage import open_locks, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from smstui.domain.gates import SendingRules
    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.provider import Provider
    from smstui.ports.store import Store, Writer
    from smstui.services.engine import Engine


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class Runtime:
    """Everything that the front doors share, for these settings; `aclose` or `close` ends it."""

    settings: Settings
    home: Home
    store: Store
    locks: Locks
    clock: Clock
    plans: Mapping[str, AccountPlan]
    connections: Mapping[str, Connection]
    zone: tzinfo
    source: Source = field(default_factory=lambda: Source(Path("config.toml")), repr=False)
    """Where the settings are from, for what is found wrong with them later."""
    demo: bool = False
    on_close: Callable[[], None] | None = None
    memory: Memory = field(init=False, repr=False)
    _engine: Engine | None = field(default=None, repr=False)
    _rules: SendingRules | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.home.screen_file)

    @property
    def rules(self) -> SendingRules:
        """What every text of this person must pass; made when first asked for, for reading needs none."""
        if self._rules is None:
            from smstui.domain.gates import SendingRules

            compliance = self.settings.compliance
            self._rules = SendingRules(
                accounts=frozenset(self.plans),
                region=self.settings.default_region,
                countries=compliance.countries,
                max_segments=compliance.max_segments,
                max_characters={
                    name: package.CAPABILITIES.max_characters
                    for name, account in self.settings.accounts.items()
                    if (package := provider_package(account.provider)) is not None
                },
            )
        return self._rules

    @property
    def engine(self) -> Engine:
        """The engine that syncs and sends, built when first asked for, not started."""
        if self._engine is None:
            from smstui.services.engine import Engine

            self._engine = Engine(
                store=self.store,
                locks=self.locks,
                clock=self.clock,
                plans=tuple(self.plans.values()),
                rules=self.rules,
            )
        return self._engine

    async def aclose(self) -> None:
        """Stop the engine, let go of connections and of the store; call it in the loop that used them."""
        if self._engine is not None:
            await self._engine.stop()
        for connection in self.connections.values():
            await connection.aclose()
        self.close()

    def close(self) -> None:
        """Let go of the store, and remove a throwaway home; calling it again does nothing."""
        self.store.close()
        if self.on_close is not None:
            self.on_close()
            self.on_close = None


BUILT_IN = {"twilio": "smstui.providers.twilio"}
"""Known without reading package metadata, which takes 30 ms; others are found by their entry point."""


def provider_package(name: str) -> ModuleType | None:
    """Return a provider's package (Options, CAPABILITIES, SECRET_FIELDS, connect); None where unknown."""
    if name in BUILT_IN:
        return import_module(BUILT_IN[name])
    from importlib.metadata import entry_points

    found = entry_points(group="smstui.providers", name=name)
    module: ModuleType | None = next(iter(found)).load() if found else None
    return module


def read_options(name: str, account: Account, source: Source) -> tuple[ModuleType, Any]:
    """Return the account's provider package and its options, checked; raises what `source.wrong` makes."""
    at = ("accounts", name)
    package = provider_package(account.provider)
    if package is None:
        raise source.wrong((*at, "provider"), f'there is no provider {account.provider}; expected "twilio"')
    return package, decode(account.options, package.Options, source=source, at=at)


def connection(
    package: ModuleType,
    options: object,
    secrets: Callable[[], Mapping[str, str]],
    *,
    clock: Clock,
    transport: Callable[[], object] | None = None,
) -> Connection:
    """Return the way to a provider; `secrets` and `transport` are called when it is first used."""

    def build() -> Provider:
        provider: Provider = package.connect(
            options, secrets(), clock=clock, transport=transport() if transport else None
        )
        return provider

    return Connection(build)


def _own_connection(name: str, account: Account, source: Source, home: Home, clock: Clock) -> Connection:
    package, options = read_options(name, account, source)

    def secrets() -> Mapping[str, str]:
        from smstui.config.credentials import find_credentials

        command, file = account.credential_command, home.credentials_file
        return find_credentials(name, package.SECRET_FIELDS, command=command, file=file).reveal()

    return connection(package, options, secrets, clock=clock)


def _plan(name: str, account: Account, connect: Connection) -> AccountPlan:
    return AccountPlan(
        name=name,
        provider_name=account.provider,
        poll_interval=account.poll_interval,
        configured=account.lines,
        connect=connect,
        forget=connect.forget,
    )


@dataclass(frozen=True, slots=True)
class Configured:
    """What the settings come to before a store is opened: all of it checked, nothing asked yet."""

    settings: Settings
    source: Source
    connections: Mapping[str, Connection]


def configure(home: Home, clock: Clock) -> Configured:
    """Read the settings; raises `NotConfiguredError` where one is wrong."""
    settings, source = load_settings(home.config_file)
    connections = {
        name: _own_connection(name, account, source, home, clock)
        for name, account in settings.accounts.items()
    }
    return Configured(settings, source, connections)


def open_runtime(home: Home | None = None, configured: Configured | None = None) -> Runtime:
    """Build everything for the person's settings; nothing talks to a network or a keyring yet.

    `configured` saves reading them again. Raises `NotConfiguredError` where a setting is wrong, and the
    family of `StoreError`.
    """
    home = home or find_home()
    prepare(home)
    clock = SystemClock()
    found = configured or configure(home, clock)
    runtime = _assemble(found.settings, home, clock, found.connections)
    runtime.source = found.source
    return runtime


def _assemble(settings: Settings, home: Home, clock: Clock, connections: Mapping[str, Connection]) -> Runtime:
    return Runtime(
        settings=settings,
        home=home,
        store=open_store(home.database, clock=clock),
        locks=open_locks(home.data),
        clock=clock,
        plans={name: _plan(name, account, connections[name]) for name, account in settings.accounts.items()},
        connections=connections,
        zone=local_zone(),
    )


def open_demo(seed: int, history: int, *, clock: Clock | None = None, zone: tzinfo | None = None) -> Runtime:
    """Build everything on the built-in carrier, with its history and contacts already in the store.

    All of it is in a folder that `close` removes. Blocks until the history is read. With `clock` and `zone`
    the same seed gives the same screen everywhere; without, they are this machine's.
    """
    import tempfile
    from shutil import rmtree

    folder = Path(tempfile.mkdtemp(prefix="smstui-demo-"))
    try:
        runtime = _assemble_demo(Home(folder, folder), seed, history, clock or SystemClock(), zone)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    runtime.demo = True
    runtime.on_close = lambda: rmtree(folder, ignore_errors=True)
    return runtime


def _assemble_demo(home: Home, seed: int, history: int, clock: Clock, zone: tzinfo | None) -> Runtime:
    from smstui.providers.simulator import Carrier, demo_transport

    zone = zone or local_zone()
    carrier = Carrier(seed=seed, history=history, clock=clock, zone=zone)
    account = Account(provider="twilio", poll_interval=2, options={"account_sid": carrier.account_sid})
    package, options = read_options("demo", account, Source(home.config_file))
    way = connection(
        package,
        options,
        lambda: {"auth_token": carrier.auth_token},
        clock=clock,
        transport=lambda: demo_transport(carrier),
    )
    runtime = _assemble(Settings(accounts={"demo": account}), home, clock, {"demo": way})
    runtime.zone = zone
    try:
        asyncio.run(_fill(runtime, [(each.name, each.number) for each in carrier.people if each.name]))
    except BaseException:
        runtime.close()
        raise
    carrier.start_arrivals()
    return runtime


async def _fill(runtime: Runtime, contacts: Sequence[tuple[str, str]]) -> None:
    """Keep the contacts, and read the history as any account's: by the real adapter."""
    from smstui.ports.records import AccountChange
    from smstui.services.sync import sync_account

    def add(store: Writer) -> None:
        for name, number in contacts:
            store.add_contact(name, [number])

    def begin(store: Writer) -> None:
        store.change_account("demo", AccountChange(active_at=runtime.clock.now()))

    await runtime.store.write(add)
    try:
        report = await sync_account(
            runtime.plans["demo"], store=runtime.store, locks=runtime.locks, clock=runtime.clock
        )
    finally:
        await runtime.connections["demo"].aclose()
    if report.error is not None:
        raise report.error
    await runtime.store.write(begin)  # people write soon: the list is read quickly from now on
