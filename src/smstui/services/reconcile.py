"""Looking for texts in doubt in the provider's own list, soon at first, then ever more seldom."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from smstui.domain.states import State
from smstui.ports.errors import ProviderError
from smstui.services.accounts import is_of_account
from smstui.services.catching_up import file_list
from smstui.services.matching import BEFORE
from smstui.services.receipt_times import PATIENCE
from smstui.services.reports import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smstui.ports.store import Reader
    from smstui.services.accounts import Link
    from smstui.services.desk import Desk

log = logging.getLogger(__name__)

PACE = (1.0, 2.0, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0)
"""Seconds between two looks for one text; then hourly."""
HOURLY = 3600.0
BUDGET = 10
"""Lists of one peer that one round may ask for."""


class Doubtful:
    """A text in doubt as reconciling sees it."""

    __slots__ = ("line", "message_id", "peer", "tried_at")

    def __init__(self, message_id: int, line: str, peer: str, tried_at: datetime) -> None:
        self.message_id = message_id
        self.line = line
        self.peer = peer
        self.tried_at = tried_at


async def reconcile(link: Link, *, desk: Desk, budget: int = BUDGET) -> int:
    """Look in the list for the unconfirmed texts whose turn it is; return how many are still in doubt.

    Absence proves nothing: what is not found stays unconfirmed. A list that the provider would not give is
    asked for less and less; what concerns the whole account is raised.
    """
    doubtful = await in_doubt(link, desk)
    now = desk.clock.now()
    pairs: dict[tuple[str, str], list[Doubtful]] = {}
    for case in doubtful:
        if until_look(link, case, now) == 0.0:
            pairs.setdefault((case.line, case.peer), []).append(case)
    # The youngest first: where the budget is short, the others have been looked for before.
    for cases in list(pairs.values())[: -budget - 1 : -1]:
        try:
            await look(link, cases, desk=desk)
        except ProviderError as error:
            if is_of_account(error):
                raise
            log.warning("the list of a text in doubt: %s", error.message)
            for case in cases:
                link.look_failed(case.message_id)
    return len(await in_doubt(link, desk)) if pairs else len(doubtful)


async def look(link: Link, cases: Sequence[Doubtful], *, desk: Desk) -> None:
    """Read the list of one line and peer back to the first of these attempts, and file what it shows."""
    first = min(case.tried_at for case in cases)
    since = first + timedelta(seconds=link.offset) - 2 * BEFORE
    provider = await link.provider()
    pages = provider.pages(since=since, line=cases[0].line, peer=cases[0].peer)
    await file_list(link, provider, pages, Progress(), desk=desk, since=since)
    for case in cases:
        link.look_done(case.message_id)


async def in_doubt(link: Link, desk: Desk) -> Sequence[Doubtful]:
    """Return the account's unconfirmed texts, oldest first."""
    return await desk.store.read(lambda reader: _in_doubt(reader, link.name))


def until_look(link: Link, case: Doubtful, now: datetime) -> float | None:
    """Return the seconds until the next look for this text; None where looking was given up."""
    if now - case.tried_at >= PATIENCE:
        return None
    last = link.tries(case.message_id)
    if last is None:
        return 0.0
    pace = PACE[last.count - 1] if last.count <= len(PACE) else HOURLY
    return max(0.0, pace - (now - last.at).total_seconds())


def until_next_look(link: Link, cases: Iterable[Doubtful], now: datetime) -> float | None:
    """Return the seconds until any of these is looked for again; None where none is."""
    waits = [wait for case in cases if (wait := until_look(link, case, now)) is not None]
    return min(waits, default=None)


def _in_doubt(reader: Reader, account: str) -> Sequence[Doubtful]:
    return [
        Doubtful(row.id, row.line, row.peer, attempts[-1].started_at)
        for row in reader.in_states({State.UNCONFIRMED}, account=account)
        if (attempts := reader.attempts(row.id))
    ]
