"""What time it was at the provider when a list was asked for, and cursors that say something later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from smstui.domain.states import State
from smstui.ports.records import TextFilter

if TYPE_CHECKING:
    from smstui.ports.clock import Clock
    from smstui.ports.store import Reader, Writer
    from smstui.services.batches import Cut

SLACK = timedelta(minutes=1)
"""Clocks are corrected by a little all the time, and a Date header counts whole seconds."""
STEP_BACK = timedelta(days=1)
"""How far before the newest kept text reading begins again after a wrong clock.

Reading the list of one peer keeps texts, too, newer than what the passes missed of the others.
"""
_NO_TEXT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
_LOOKED_THROUGH = 100


class Start:
    """The moment in which a list is asked for; what is listed is complete up to it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.monotonic()
        self.through: datetime | None = None
        """That moment by the provider's clock; None until it has answered."""

    def answered(self, cut: Cut) -> datetime:
        """Return that moment, seen from the first answer, which tells the provider's time.

        Our clock may be set while we wait, and a Date header may be wrong. Of two clocks that do not agree
        the earlier one loses nothing; but what is listed already is no later than the provider's present.
        """
        here = self._clock.now() - timedelta(seconds=self._clock.monotonic() - self._began)
        there = here + timedelta(seconds=cut.offset)
        self.through = min(there, max(here, cut.newest or here))
        return self.through


def is_ahead(reader: Reader, account: str, present: datetime) -> bool:
    """Whether any cursor is later than the provider's present: a clock was wrong when it was set."""
    return bool(_ahead(reader, account, present))


def set_back(tx: Writer, account: str, present: datetime) -> None:
    """Set such cursors back to where nothing can have been missed yet."""
    restart = _restart(tx, account, present)
    for line_id in _ahead(tx, account, present):
        tx.set_cursor(line_id, restart, back=True)


def _ahead(reader: Reader, account: str, present: datetime) -> list[int]:
    cursors = {line.id: reader.cursor(line.id) for line in reader.lines(account)}
    return [key for key, cursor in cursors.items() if cursor is not None and cursor > present + SLACK]


def _restart(reader: Reader, account: str, present: datetime) -> datetime:
    """Return a time well before the newest text that came; times of our own texts are by our clock."""
    newest = _NO_TEXT_BEFORE
    for line in reader.lines(account):
        wanted = TextFilter(line=line.number, states=(State.RECEIVED,), limit=_LOOKED_THROUGH)
        newest = max([newest, *(text.at for text in reader.find(wanted) if text.at <= present)])
    return max(_NO_TEXT_BEFORE, newest - STEP_BACK)
