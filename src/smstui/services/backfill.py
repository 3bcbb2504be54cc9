"""The first sync: all that the provider lists, newest first, so that a kill resumes where it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.order import is_newest_first
from smstui.ports.records import AccountChange
from smstui.services.batches import whole_seconds
from smstui.services.catching_up import BREATH
from smstui.services.filing import OVERLAP, QUIET
from smstui.services.receive import receive

if TYPE_CHECKING:
    from smstui.ports.provider import Provider
    from smstui.ports.store import Reader, Writer
    from smstui.services.accounts import Link
    from smstui.services.batches import Cut
    from smstui.services.desk import Desk
    from smstui.services.reports import Progress


def is_needed(reader: Reader, account: str) -> bool:
    """Whether history is still to be read: at first, after a kill, and for a line that came later."""
    state = reader.account(account)
    return state is None or not state.complete or _new_lines(reader, account)


async def backfill(link: Link, progress: Progress, *, desk: Desk) -> None:
    """Read the account's whole history, newest first; each batch moves the mark at which a kill resumes.

    Raises `ProviderError` and the family of `StoreError`; the next call goes on at the mark.
    """
    began = desk.clock.now()
    mark = await desk.store.read(lambda reader: _mark(reader, link.name))
    # Texts may be listed a little out of order: what stood near the mark is read again.
    until = None if mark is None else mark + OVERLAP
    provider = await link.provider()
    async for cut in whole_seconds(provider.pages(until=until)):
        link.offset = cut.offset
        if mark is None:
            mark = began + timedelta(seconds=cut.offset)
            await desk.store.write(partial(_begin, account=link.name, top=mark))
        await _keep(link, cut, provider, progress, desk)
        await desk.clock.sleep(BREATH)
    top = began + timedelta(seconds=link.offset)
    await desk.store.write(partial(_complete, account=link.name, top=top, now=desk.clock.now()))
    link.reached()


async def _keep(link: Link, cut: Cut, provider: Provider, progress: Progress, desk: Desk) -> None:
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
    # In a list of another order, what was read says nothing about the rest: a kill begins it again.
    if cut.texts and is_newest_first([text.at for text in cut.texts]):
        reached = cut.texts[-1].at
        await desk.store.write(lambda tx: tx.set_backfill(link.name, reached))


def _new_lines(reader: Reader, account: str) -> bool:
    return any(not line.gone and reader.cursor(line.id) is None for line in reader.lines(account))


def _mark(reader: Reader, account: str) -> datetime | None:
    """Return where to resume; None to begin at the top."""
    return None if _new_lines(reader, account) else reader.backfill(account)


def _begin(tx: Writer, *, account: str, top: datetime) -> None:
    """Set the cursors first: what comes from now on is news, and found by the next ordinary pass."""
    tx.change_account(account, AccountChange(complete=False))
    _set_cursors(tx, account, top)
    tx.set_backfill(account, top)


def _complete(tx: Writer, *, account: str, top: datetime, now: datetime) -> None:
    # Where there was no page at all.
    _set_cursors(tx, account, top)
    tx.file_quiet(account, before=now - QUIET)
    tx.change_account(account, AccountChange(complete=True, last_pass_at=now, online=True, error=""))


def _set_cursors(tx: Writer, account: str, top: datetime) -> None:
    for line in tx.lines(account):
        if not line.gone and tx.cursor(line.id) is None:
            tx.set_cursor(line.id, top)
