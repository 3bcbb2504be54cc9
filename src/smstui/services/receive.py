"""Where every listed text ends: known ones are brought up to date, new ones filed, keywords heard."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.ports.errors import SmstuiError
from smstui.services.filing import Batch, Tally, file_batch, telling_peers
from smstui.services.incoming import make_ready
from smstui.services.settling import is_news

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.remote import RemoteText
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
    news = await _only_news(account, texts, store)
    items, unreadable = make_ready(news)
    if not items:
        return Tally(skipped=unreadable)
    batch = Batch(
        account=account,
        items=items,
        now=clock.now(),
        offset=offset,
        explain=provider.explain,
        opt_out_codes=frozenset(provider.capabilities.opt_out_codes),
    )
    tally = await _file_safely(batch, store, locks)
    tally.skipped += unreadable
    return tally


async def _only_news(account: str, texts: Sequence[RemoteText], store: Store) -> Sequence[RemoteText]:
    """Return the texts that the store does not have as listed: mostly none, so that a poll writes nothing."""
    ids = [text.provider_id for text in texts]
    known = await store.read(lambda reader: reader.known(account, ids)) if ids else {}
    return [text for text in texts if is_news(known.get(text.provider_id), text)]


async def _file_safely(batch: Batch, store: Store, locks: Locks) -> Tally:
    """File a batch under the locks it needs; where the whole cannot be kept, one by one."""
    # Whose opt-out this batch may change: their locks keep the sender away while it commits.
    peers = telling_peers(batch.items, batch.opt_out_codes)
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
            tally.add(await store.write(partial(file_batch, batch=single)))
        except SmstuiError:
            raise
        except Exception as error:  # noqa: BLE001 - this one text alone is to blame
            tally.skipped += 1
            log.warning("text %r could not be kept: %s", item.remote.provider_id[:64], type(error).__name__)
    return tally
