"""Asking for the fate of sent texts one by one, where no webhook tells it."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from smstui.ports.errors import ProviderError
from smstui.ports.records import TextChange
from smstui.services.accounts import is_of_account
from smstui.services.receipt_times import next_check
from smstui.services.receive import receive

if TYPE_CHECKING:
    from smstui.domain.remote import RemoteText
    from smstui.ports.provider import Provider
    from smstui.ports.records import ReceiptDue
    from smstui.ports.store import Writer
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk

log = logging.getLogger(__name__)

BUDGET = 10
"""Texts asked for in one round; rounds are at least `ROUND` seconds apart."""
ROUND = 10.0


async def ask_receipts(link: Link, *, desk: Desk, budget: int = BUDGET) -> int:
    """Fetch the sent texts whose next check has come, within the budget; return how many were asked for.

    A text that the provider fails to show is left until its next check. Raises what concerns the whole
    account; what was asked before it is kept.
    """
    now = desk.clock.now()
    due = await desk.store.read(lambda reader: reader.receipts_due(link.name, now=now, limit=budget))
    if not due:
        return 0
    provider = await link.provider()
    for text in due:
        remote = await _fetch(provider, text)
        if isinstance(remote, ProviderError):
            log.warning("the receipt of text %d: %s", text.message_id, remote.message)
        elif remote is not None:
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
        if not isinstance(remote, ProviderError):
            link.reached()
    return len(due)


async def _fetch(provider: Provider, text: ReceiptDue) -> RemoteText | ProviderError | None:
    """Return the text, or the error that concerns only this one."""
    try:
        return await provider.fetch(text.provider_id)
    except ProviderError as error:
        if is_of_account(error):
            raise
        return error


def _plan(tx: Writer, text: ReceiptDue, desk: Desk) -> None:
    checks = text.checks + 1
    again = next_check(checks, text.sent_at, desk.clock.now())
    change = TextChange(next_receipt_at=again, no_more_receipts=again is None, receipt_checks=checks)
    tx.change_text(text.message_id, change)
