"""After a crash: what was on the wire is in doubt, and only the dispatcher's lock may say so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smstui.domain.states import State
from smstui.ports.records import TextChange
from smstui.services.notices import notice_state
from smstui.services.steps import note, step

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.ports.clock import Clock
    from smstui.ports.store import Store, Writer
    from smstui.services.desk import Desk

LONGEST_REQUEST = timedelta(minutes=2)
"""Nothing that was begun reaches the provider later than this: requests are given up long before."""
DIED = "smstui ended while this was being sent; it may have gone out"


async def recover(*, store: Store, clock: Clock) -> int:
    """Turn every text in `sending` into `unconfirmed` and return how many there were.

    Only for the holder of the dispatcher's lock: nobody else can have a request in flight then.
    """
    now = clock.now()
    if not await store.read(lambda reader: reader.in_states({State.SENDING})):
        return 0
    return await store.write(lambda tx: _doubt_all(tx, now))


async def recover_if_alone(*, desk: Desk) -> int:
    """Do the same where something is in `sending` and nobody dispatches; return how many there were."""
    if not await desk.store.read(lambda reader: reader.in_states({State.SENDING})):
        return 0
    lock = desk.locks.dispatcher()
    if not lock.acquire():
        return 0
    try:
        return await recover(store=desk.store, clock=desk.clock)
    finally:
        lock.release()


def _doubt_all(tx: Writer, now: datetime) -> int:
    rows = tx.in_states({State.SENDING})
    for row in rows:
        for attempt in tx.attempts(row.id):
            if attempt.ended_at is None:
                # Whoever sent it is dead, so nothing more can reach the provider after this moment; and what
                # somebody writes elsewhere hours later is not this text.
                end = min(now, attempt.started_at + LONGEST_REQUEST)
                tx.end_attempt(attempt.id, at=end, outcome="ambiguous", detail=DIED, server_offset=0.0)
        step(tx, row, TextChange(state=State.UNCONFIRMED, reason=DIED))
        note(tx, "unconfirmed", row, now=now, actor="dispatcher", detail=DIED)
        notice_state(tx, row, State.UNCONFIRMED, now=now)
    return len(rows)
