"""Which of our lines a person means: by number in any spelling, by label, or the only one there is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Line
    from smstui.ports.store import Reader


async def find_line(typed: str, runtime: Runtime) -> Line | None:
    """Return the line of this number or label, one that is not gone first; None where there is none."""
    from smstui.domain.numbers import InvalidNumberError, parse_peer

    lines = sorted(await runtime.store.read(lambda store: store.lines()), key=lambda line: line.gone)
    try:
        value = parse_peer(typed, runtime.rules.region).value
    except InvalidNumberError:
        value = ""
    wanted = typed.strip().casefold()
    by_number = [line for line in lines if line.number in {value, typed}]
    by_label = [line for line in lines if wanted and line.label.casefold() == wanted]
    return next(iter(by_number + by_label), None)


async def usable_lines(runtime: Runtime) -> list[Line]:
    """Return the lines that can send."""
    lines = await runtime.store.read(lambda store: store.lines())
    return [line for line in lines if line.can_sms and not line.gone]


async def know_lines(runtime: Runtime) -> None:
    """See to it that each account's lines are known: those the settings name, else ask its provider once.

    An account that cannot be asked does not stand in the way of the others; its error is raised where no
    account has a line.
    """
    from smstui.ports.errors import SmstuiError
    from smstui.services.lines import adopt_lines

    trouble: SmstuiError | None = None
    for name, plan in runtime.plans.items():
        await adopt_lines(plan, store=runtime.store)
        try:
            if not await runtime.store.read(partial(_has_lines, account=name)):
                await ask_for_lines(runtime, name)
        except SmstuiError as error:
            trouble = error
    if trouble is not None and not await usable_lines(runtime):
        raise trouble


def _has_lines(store: Reader, account: str) -> bool:
    return any(not line.gone for line in store.lines(account))


async def ask_for_lines(runtime: Runtime, account: str) -> Sequence[Line]:
    """Ask the account's provider for its lines and keep them; raises what the provider raises."""
    from smstui.services.lines import adopt_lines, refresh_lines

    plan = runtime.plans[account]
    await adopt_lines(plan, store=runtime.store)
    return await refresh_lines(
        account,
        store=runtime.store,
        clock=runtime.clock,
        provider=await plan.connect(),
        configured=plan.configured,
    )
