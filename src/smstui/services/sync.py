"""One pass over an account: its lines, what is new, the history where it is missing, what is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.ports.errors import NotSentError, RateLimitedError, RefusedError, SmstuiError, StoreError
from smstui.ports.records import AccountChange
from smstui.services import backfill
from smstui.services.accounts import Link, note_trouble
from smstui.services.catching_up import catch_up
from smstui.services.desk import Desk
from smstui.services.lines import adopt_lines, must_ask, refresh_lines
from smstui.services.reconcile import reconcile
from smstui.services.recover import recover_if_alone
from smstui.services.reports import Progress, SyncReport

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.store import Reader, Store
    from smstui.services.plan import AccountPlan

ASK_AGAIN = 0.2
"""Seconds between two looks at whether another process has finished its pass."""
LINES_AGAIN = 300.0
"""Seconds until a provider that did not tell our numbers is asked for them again."""


async def sync_account(
    plan: AccountPlan, *, store: Store, locks: Locks, clock: Clock, full: bool = False
) -> SyncReport:
    """Read an account's list once, and its history first where it is not complete; nothing is sent.

    With `full` everything is read again. Where another process polls, its pass is waited for and counts.
    What stands in the way is in the report's `error`; only the family of `StoreError` is raised.
    """
    return await sync_link(Link(plan, clock), desk=Desk(store, locks, clock), full=full)


async def sync_link(link: Link, *, desk: Desk, full: bool = False) -> SyncReport:
    """The same over a way that is open already, whose pauses and offsets it shares."""
    progress = Progress()
    lock = desk.locks.polling(link.name)
    before = await last_pass(link, desk)
    while not lock.acquire():
        await desk.clock.sleep(ASK_AGAIN)
    try:
        if not full and await last_pass(link, desk) != before:
            return progress.report(link.name, await _through(link, desk))
        await _pass(link, progress, desk=desk, full=full)
    except StoreError:
        raise
    except SmstuiError as error:
        await note_trouble(link, error, store=desk.store)
        return progress.report(link.name, await _through(link, desk), error)
    finally:
        lock.release()
    return progress.report(link.name, await _through(link, desk))


async def _pass(link: Link, progress: Progress, *, desk: Desk, full: bool) -> None:
    await adopt_lines(link.plan, store=desk.store)
    await recover_if_alone(desk=desk)
    await _ask_for_lines(link, desk)
    fresh = await desk.store.read(lambda reader: _has_cursor(reader, link.name))
    if fresh:
        await catch_up(link, progress, desk=desk, everything=full)
    if await desk.store.read(lambda reader: backfill.is_needed(reader, link.name)):
        await backfill.backfill(link, progress, desk=desk)
        await _catch_up_after(link, progress, desk)
    await reconcile(link, desk=desk)


async def _catch_up_after(link: Link, progress: Progress, desk: Desk) -> None:
    """Read what came while the history was read, and count only that."""
    meanwhile = Progress()
    await catch_up(link, meanwhile, desk=desk)
    progress.fetched += meanwhile.tally.new
    progress.tally.new += meanwhile.tally.new
    progress.tally.updated += meanwhile.tally.updated


async def _ask_for_lines(link: Link, desk: Desk) -> None:
    """Learn which numbers are ours; where some are known, what stands in the way does not stop the pass."""
    now = desk.clock.now()
    if desk.clock.monotonic() < link.ask_lines_at:
        return
    if not await desk.store.read(lambda reader: must_ask(reader, link.plan, now)):
        return
    provider = await link.provider()
    try:
        await refresh_lines(
            link.name,
            store=desk.store,
            clock=desk.clock,
            provider=provider,
            configured=link.plan.configured,
        )
    except StoreError:
        raise
    except SmstuiError as error:
        if isinstance(error, RefusedError) and link.plan.configured:
            # Credentials may be good for texts alone; then the lines that the settings name have to do.
            await desk.store.write(lambda tx: tx.change_account(link.name, AccountChange(lines_asked_at=now)))
        elif await desk.store.read(lambda reader: _knows_lines(reader, link.name)):
            _ask_later(link, error)
            if isinstance(error, RateLimitedError):
                raise  # whoever asks us to slow down is asked for nothing else, either
            return
        else:
            raise
    link.lines_trouble = ""


def _ask_later(link: Link, error: SmstuiError) -> None:
    asked = error.retry_after if isinstance(error, NotSentError) else None
    link.ask_lines_at = link.clock.monotonic() + max(LINES_AGAIN, asked or 0.0)
    link.lines_trouble = f"Which numbers are ours could not be asked: {error.message} {error.hint}".strip()


async def _through(link: Link, desk: Desk) -> datetime | None:
    state = await desk.store.read(lambda reader: reader.account(link.name))
    return state.through if state else None


async def last_pass(link: Link, desk: Desk) -> datetime | None:
    """Return when a pass over this account ended well, in any process."""
    state = await desk.store.read(lambda reader: reader.account(link.name))
    return state.last_pass_at if state else None


def _knows_lines(reader: Reader, account: str) -> bool:
    return any(not line.gone for line in reader.lines(account))


def _has_cursor(reader: Reader, account: str) -> bool:
    return any(not line.gone and reader.cursor(line.id) is not None for line in reader.lines(account))
