"""The first sync: all that the provider lists, newest first, so that a kill resumes where it was."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.order import is_newest_first
from smstui.ports.records import AccountChange
from smstui.services.batches import Cut
from smstui.services.catching_up import file_list
from smstui.services.filing import OVERLAP
from smstui.services.provider_time import Start

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.ports.store import Reader, Writer
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk
    from smstui.services.reports import Progress


def is_needed(reader: Reader, account: str) -> bool:
    """Whether history is still to be read: at first, after a kill, and for a line that came later."""
    state = reader.account(account)
    return state is None or not state.complete or bool(_new_lines(reader, account))


async def backfill(link: Link, progress: Progress, *, desk: Desk) -> None:
    """Read the account's whole history, newest first; each batch moves the mark at which a kill resumes.

    Raises `ProviderError` and the family of `StoreError`; the next call goes on at the mark.
    """
    start = Start(desk.clock)
    # A line that another process adopts from now on has a history that this reading may have passed.
    lines, mark = await desk.store.read(lambda reader: _beginning(reader, link.name))

    async def begin(cut: Cut) -> None:
        top = start.answered(cut)
        await desk.store.write(partial(_begin, account=link.name, lines=lines, top=top))

    async def move_mark(cut: Cut) -> None:
        # In a list of another order, what was read says nothing about the rest: a kill begins it again.
        if cut.texts and is_newest_first([text.listed_at for text in cut.texts]):
            reached = cut.texts[-1].listed_at
            await desk.store.write(lambda tx: tx.set_backfill(link.name, reached))

    # Texts may be listed a little out of order: what stood near the mark is read again.
    until = None if mark is None else mark + OVERLAP
    provider = await link.provider()
    await file_list(
        link,
        provider,
        provider.pages(until=until),
        progress,
        desk=desk,
        first=begin if mark is None else None,
        after=move_mark,
    )
    if mark is None and start.through is None:
        await begin(Cut([], link.offset))  # there was no page at all
    await desk.store.write(partial(_complete, link=link, now=desk.clock.now()))
    link.reached()


def _new_lines(reader: Reader, account: str) -> list[int]:
    return [line.id for line in reader.lines(account) if not line.gone and reader.cursor(line.id) is None]


def _beginning(reader: Reader, account: str) -> tuple[Sequence[int], datetime | None]:
    """Return the lines whose history is missing, and where to resume; None to begin at the top."""
    lines = _new_lines(reader, account)
    return lines, None if lines else reader.backfill(account)


def _begin(tx: Writer, *, account: str, lines: Sequence[int], top: datetime) -> None:
    """Set the cursors first: what comes from now on is news, and found by the next ordinary pass."""
    tx.change_account(account, AccountChange(complete=False))
    for line_id in lines:
        tx.set_cursor(line_id, top)
    tx.set_backfill(account, top)


def _complete(tx: Writer, *, link: Link, now: datetime) -> None:
    change = AccountChange(complete=True, last_pass_at=now, online=True, error=link.lines_trouble)
    tx.change_account(link.name, change)
