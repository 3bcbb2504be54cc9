"""Reading an account's list: the ordinary pass, the whole list again, and the texts with one peer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from smstui.ports.records import AccountChange
from smstui.services.batches import whole_seconds
from smstui.services.filing import OVERLAP, Tally
from smstui.services.receive import receive

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from smstui.ports.provider import Page, Provider
    from smstui.ports.store import Reader, Writer
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk
    from smstui.services.reports import Progress

BREATH = 0.005
"""Seconds between two commits, so that other processes' writes get in."""


async def catch_up(link: Link, progress: Progress, *, desk: Desk, everything: bool = False) -> None:
    """Read what is new since the oldest cursor, and a quarter of an hour before it; move every cursor.

    With `everything` the list is read to its end. Where a text of ours in flight may be among the listed,
    the cursors stay. Raises `ProviderError` and the family of `StoreError`; then they stay, too.
    """
    began = desk.clock.now()
    since = None if everything else await desk.store.read(lambda reader: _since(reader, link.name))
    provider = await link.provider()
    tally = await file_list(link, provider, provider.pages(since=since), progress, desk=desk, since=since)
    through = began + timedelta(seconds=link.offset)
    now = desk.clock.now()
    still = tally.waiting > 0
    await desk.store.write(lambda tx: _finish(tx, link.name, None if still else through, now))
    link.reached()


async def file_list(
    link: Link,
    provider: Provider,
    pages: AsyncGenerator[Page, None],
    progress: Progress,
    *,
    desk: Desk,
    since: datetime | None = None,
) -> Tally:
    """File a list down to `since`, a batch at a time; return what became of it, counted in `progress` too."""
    sum_ = Tally()
    async for cut in whole_seconds(pages, since=since):
        link.offset = cut.offset
        tally = await receive(
            link.name,
            cut.texts,
            store=desk.store,
            locks=desk.locks,
            clock=desk.clock,
            provider=provider,
            offset=cut.offset,
        )
        tally.skipped += cut.unreadable
        progress.fetched += len(cut.texts) + cut.unreadable
        progress.tally.add(tally)
        sum_.add(tally)
        if tally.new:
            await desk.clock.sleep(BREATH)
    return sum_


async def read_peer(
    link: Link, peer: str, progress: Progress, *, desk: Desk, line: str | None = None
) -> None:
    """File what the provider lists of one peer, with all lines or one: an unseen STOP is seen then."""
    provider = await link.provider()
    await file_list(link, provider, provider.pages(line=line, peer=peer), progress, desk=desk)
    link.peers_read[peer] = desk.clock.monotonic()
    link.reached()


def _since(reader: Reader, account: str) -> datetime | None:
    cursors = [reader.cursor(line.id) for line in reader.lines(account) if not line.gone]
    known = [cursor for cursor in cursors if cursor is not None]
    return min(known) - OVERLAP if known else None


def _finish(tx: Writer, account: str, through: datetime | None, now: datetime) -> None:
    if through is not None:
        for line in tx.lines(account):
            if not line.gone and tx.cursor(line.id) is not None:
                tx.set_cursor(line.id, through)
    tx.change_account(account, AccountChange(last_pass_at=now, online=True, error=""))
