"""Asking for the fate of sent texts one by one, where no webhook tells it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.ports.records import TextChange
from smstui.services.receipt_times import next_check
from smstui.services.receive import receive

if TYPE_CHECKING:
    from smstui.ports.records import ReceiptDue
    from smstui.ports.store import Writer
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk

BUDGET = 10
"""Texts asked for in one round; rounds are at least `ROUND` seconds apart."""
ROUND = 10.0


async def ask_receipts(link: Link, *, desk: Desk, budget: int = BUDGET) -> int:
    """Fetch the sent texts whose next check has come, within the budget; return how many were asked for.

    Raises `ProviderError`; what was asked before it is kept.
    """
    now = desk.clock.now()
    due = await desk.store.read(lambda reader: reader.receipts_due(link.name, now=now, limit=budget))
    if not due:
        return 0
    provider = await link.provider()
    for text in due:
        remote = await provider.fetch(text.provider_id)
        if remote is not None:
            await receive(
                link.name,
                [remote],
                store=desk.store,
                locks=desk.locks,
                clock=desk.clock,
                provider=provider,
                offset=link.offset,
            )
        await desk.store.write(partial(_plan, text=text, desk=desk))
    link.reached()
    return len(due)


def _plan(tx: Writer, text: ReceiptDue, desk: Desk) -> None:
    checks = text.checks + 1
    again = next_check(checks, text.sent_at, desk.clock.now())
    tx.change_text(text.message_id, TextChange(next_receipt_at=again, receipt_checks=checks))
