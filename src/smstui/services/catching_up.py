"""Reading an account's list: the ordinary pass, the whole list again, and the texts with one peer."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from smstui.ports.records import AccountChange
from smstui.services import provider_time
from smstui.services.batches import whole_seconds
from smstui.services.filing import OVERLAP, Tally
from smstui.services.provider_time import Start
from smstui.services.receive import receive

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from datetime import datetime

    from smstui.ports.provider import Page, Provider
    from smstui.ports.store import Reader, Writer
    from smstui.services.accounts import Link
    from smstui.services.batches import Cut
    from smstui.services.desk import Desk
    from smstui.services.reports import Progress

BREATH = 0.005
"""Seconds between two commits, so that other processes' writes get in."""


async def catch_up(link: Link, progress: Progress, *, desk: Desk, everything: bool = False) -> None:
    """Read what is new since the oldest cursor, and a quarter of an hour before it; move every cursor.

    With `everything` the list is read to its end. Where a text of ours in flight may be among the listed,
    the cursors stay. Raises `ProviderError` and the family of `StoreError`; then they stay, too.
    """
    start = Start(desk.clock)
    astray = False

    async def check_cursors(cut: Cut) -> None:
        """Disbelieve cursors from the provider's future, before what is news is told by them."""
        nonlocal astray
        present = start.answered(cut)
        astray = await desk.store.read(lambda reader: provider_time.is_ahead(reader, link.name, present))
        if astray:
            await desk.store.write(lambda tx: provider_time.set_back(tx, link.name, present))

    since = None if everything else await desk.store.read(lambda reader: _since(reader, link.name))
    provider = await link.provider()
    pages = provider.pages(since=since)
    tally = await file_list(link, provider, pages, progress, desk=desk, since=since, first=check_cursors)
    if astray and not everything:
        since = await desk.store.read(lambda reader: _since(reader, link.name))
        pages = provider.pages(since=since)
        tally.add(await file_list(link, provider, pages, progress, desk=desk, since=since))
    through = None if tally.waiting else start.through
    now = desk.clock.now()
    await desk.store.write(lambda tx: _finish(tx, link, through, now))
    link.reached()


async def file_list(
    link: Link,
    provider: Provider,
    pages: AsyncGenerator[Page, None],
    progress: Progress,
    *,
    desk: Desk,
    since: datetime | None = None,
    first: Callable[[Cut], Awaitable[None]] | None = None,
    after: Callable[[Cut], Awaitable[None]] | None = None,
) -> Tally:
    """File a list down to `since`, a batch at a time; return what became of it, counted in `progress` too.

    `first` is called before the first batch is filed, `after` whenever one is.
    """
    sum_ = Tally()
    async with aclosing(whole_seconds(pages, since=since)) as cuts:
        async for cut in cuts:
            link.offset = cut.offset
            if first is not None:
                await first(cut)
                first = None
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
            if after is not None:
                await after(cut)
            if tally.new:
                await desk.clock.sleep(BREATH)
    return sum_


async def read_peer(
    link: Link, peer: str, progress: Progress, *, desk: Desk, line: str | None = None
) -> None:
    """File what the provider lists of one peer, with all lines or one: an unseen STOP is seen then.

    Where passes have read everything until then, only what came since.
    """
    provider = await link.provider()
    since = await desk.store.read(lambda reader: _since_of_peer(reader, link.name))
    pages = provider.pages(line=line, peer=peer, since=since)
    await file_list(link, provider, pages, progress, desk=desk, since=since)
    link.peers_read[peer] = desk.clock.monotonic()
    link.reached()


def _since(reader: Reader, account: str) -> datetime | None:
    cursors = [reader.cursor(line.id) for line in reader.lines(account) if not line.gone]
    known = [cursor for cursor in cursors if cursor is not None]
    return min(known) - OVERLAP if known else None


def _since_of_peer(reader: Reader, account: str) -> datetime | None:
    state = reader.account(account)
    return _since(reader, account) if state is not None and state.complete else None


def _finish(tx: Writer, link: Link, through: datetime | None, now: datetime) -> None:
    if through is not None:
        for line in tx.lines(link.name):
            if not line.gone and tx.cursor(line.id) is not None:
                tx.set_cursor(line.id, through)
    tx.change_account(link.name, AccountChange(last_pass_at=now, online=True, error=link.lines_trouble))
