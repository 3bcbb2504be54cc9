"""Which of our lines a person means: by number in any spelling, by label, or the only one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.bootstrap import Runtime
    from smstui.domain.models import Line


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
    by_label = [line for line in lines if line.label.casefold() == wanted]
    return next(iter(by_number + by_label), None)


async def usable_lines(runtime: Runtime) -> list[Line]:
    """Return the lines that can send."""
    lines = await runtime.store.read(lambda store: store.lines())
    return [line for line in lines if line.can_sms and not line.gone]


async def know_lines(runtime: Runtime) -> None:
    """See to it that each account's lines are known: ask its provider where the store has none of them.

    An account that cannot be asked does not stand in the way of the others; its error is raised where no
    account has a line.
    """
    from smstui.ports.errors import SmstuiError
    from smstui.services.lines import refresh_lines

    known = {line.account for line in await runtime.store.read(lambda store: store.lines()) if not line.gone}
    trouble: SmstuiError | None = None
    for plan in runtime.plans.values():
        if plan.name in known:
            continue
        try:
            await refresh_lines(
                plan.name,
                store=runtime.store,
                clock=runtime.clock,
                provider=await plan.connect(),
                configured=plan.configured,
            )
            known.add(plan.name)
        except SmstuiError as error:
            trouble = error
    if trouble is not None and not known:
        raise trouble
