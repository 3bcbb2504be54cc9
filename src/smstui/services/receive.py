"""Where every listed text ends: known ones are brought up to date, new ones filed, keywords heard."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from smstui.ports.errors import SmstuiError
from smstui.services.filing import Batch, Tally, file_batch, telling_peers
from smstui.services.incoming import make_ready

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import RemoteText
    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.provider import Provider
    from smstui.ports.store import Store

log = logging.getLogger(__name__)


async def receive(
    account: str,
    texts: Sequence[RemoteText],
    *,
    store: Store,
    locks: Locks,
    clock: Clock,
    provider: Provider,
    offset: float = 0.0,
) -> Tally:
    """File texts of one account, given newest first as providers list them; return what became of them.

    One text that cannot be kept never stops the others. Raises the family of `StoreError`.
    """
    items = make_ready(texts)
    if not items:
        return Tally()
    batch = Batch(
        account=account,
        items=items,
        now=clock.now(),
        offset=offset,
        explain=provider.explain,
        opt_out_codes=frozenset(provider.capabilities.opt_out_codes),
    )
    return await file_safely(batch, store=store, locks=locks)


async def file_safely(batch: Batch, *, store: Store, locks: Locks) -> Tally:
    """File a batch under the locks it needs; where the whole cannot be kept, one by one."""
    peers = await _peers_to_lock(batch, store)
    async with locks.peers(peers) if peers else nullcontext():
        try:
            return await store.write(lambda tx: file_batch(tx, batch))
        except SmstuiError:
            raise  # the store itself: the next pass reads the same texts again
        except Exception as error:  # noqa: BLE001 - a stranger's text may break anything
            log.warning("a batch of %d texts could not be kept: %s", len(batch.items), type(error).__name__)
        return await _one_by_one(batch, store)


async def _one_by_one(batch: Batch, store: Store) -> Tally:
    tally = Tally()
    for item in batch.items:
        single = replace(batch, items=[item])
        try:
            tally.add(await store.write(lambda tx, single=single: file_batch(tx, single)))  # type: ignore[misc]
        except SmstuiError:
            raise
        except Exception as error:  # noqa: BLE001
            tally.skipped += 1
            log.warning("text %r could not be kept: %s", item.remote.provider_id[:64], type(error).__name__)
    return tally


async def _peers_to_lock(batch: Batch, store: Store) -> set[str]:
    """Return whose opt-out this batch may change: their locks keep the sender away while it commits."""
    telling = telling_peers(batch.items, batch.opt_out_codes)
    if not telling:
        return set()
    known = await store.read(lambda reader: reader.known(batch.account, telling.keys()))
    return {
        peer
        for provider_id, peer in telling.items()
        if provider_id not in known or known[provider_id].error_code is None
    }
