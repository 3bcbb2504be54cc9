"""Which numbers are ours: what the provider lists, narrowed by the settings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.domain.cleaning import one_line
from smstui.domain.numbers import normalise
from smstui.domain.remote import RemoteLine
from smstui.ports.records import AccountChange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.models import AccountState, Line
    from smstui.ports.clock import Clock
    from smstui.ports.provider import Provider
    from smstui.ports.store import Reader, Store, Writer
    from smstui.services.plan import AccountPlan

ASKED_FOR = timedelta(hours=1)
"""How long the provider's answer about lines is believed."""


async def refresh_lines(
    account: str, *, store: Store, clock: Clock, provider: Provider, configured: Sequence[str]
) -> Sequence[Line]:
    """Ask the provider for the account's lines and keep them; return those in use.

    A phone number that the settings name and the provider does not list is kept as a line that cannot send; a
    short code or a name stays one that can, for providers list those elsewhere. Raises what the provider
    raises; then nothing is changed.
    """
    told = await provider.lines() if _lists(provider) else ()
    listed = {normalise(line.number): _cleaned(line) for line in told}
    now = clock.now()
    if configured or not _lists(provider):
        wanted = [
            listed.get(number) or RemoteLine(number, can_sms=not _lists(provider) or not _is_phone(number))
            for number in map(normalise, configured)
        ]
    else:
        wanted = list(listed.values())

    def keep(tx: Writer) -> Sequence[Line]:
        tx.save_lines(account, wanted)
        tx.change_account(account, AccountChange(lines_asked_at=now))
        return [line for line in tx.lines(account) if not line.gone]

    return await store.write(keep)


def adopt(tx: Writer, plan: AccountPlan) -> AccountState:
    """Make the store know the account and the lines that the settings name, without the network.

    A line named there counts as able to send until the provider was asked; one no longer named is gone.
    """
    account = tx.ensure_account(plan.name, plan.provider_name)
    wanted = named_lines(tx, plan)
    if wanted is not None:
        tx.save_lines(plan.name, wanted)
    return account


def named_lines(reader: Reader, plan: AccountPlan) -> Sequence[RemoteLine] | None:
    """Return the lines to keep where the settings name others than the store has; None where they agree."""
    if not plan.configured:
        return None
    known = {line.number: line for line in reader.lines(plan.name)}
    numbers = list(dict.fromkeys(map(normalise, plan.configured)))
    if {number for number, line in known.items() if not line.gone} == set(numbers):
        return None
    return [_as_listed(known[number]) if number in known else RemoteLine(number) for number in numbers]


def must_ask(reader: Reader, plan: AccountPlan, now: datetime) -> bool:
    """Whether the provider should be asked for the lines: hourly, and where there are none."""
    state = reader.account(plan.name)
    if state is None or state.lines_asked_at is None:
        return True
    if not any(not line.gone for line in reader.lines(plan.name)):
        return True
    return not timedelta(0) <= now - state.lines_asked_at < ASKED_FOR


async def adopt_lines(plan: AccountPlan, *, store: Store) -> None:
    """Bring the store's lines into agreement with the settings; writes nothing where they agree."""
    agreed = await store.read(
        lambda reader: reader.account(plan.name) is not None and named_lines(reader, plan) is None
    )
    if not agreed:
        await store.write(lambda tx: adopt(tx, plan))


def _is_phone(number: str) -> bool:
    return number.startswith("+")


def _lists(provider: Provider) -> bool:
    return provider.capabilities.lists_lines


def _cleaned(line: RemoteLine) -> RemoteLine:
    """Return the line with a name that is safe to show: whoever gave it may have meant no good."""
    return replace(line, label=one_line(line.label), kind=one_line(line.kind))


def _as_listed(line: Line) -> RemoteLine:
    return RemoteLine(
        number=line.number,
        label=line.label,
        can_sms=line.can_sms,
        can_mms=line.can_mms,
        can_voice=line.can_voice,
        kind=line.kind,
    )
