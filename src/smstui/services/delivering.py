"""One text on its way: what must be known first, the intent, the request, the outcome."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.ports.errors import (
    OfflineError,
    SmstuiError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
)
from smstui.services.accounts import note_trouble, slow_down
from smstui.services.catching_up import read_peer
from smstui.services.claim import claim, record, twins_of, wait_for
from smstui.services.matching import TWIN_WAIT
from smstui.services.outcome import WAITS_FOR_NETWORK, WAITS_FOR_TWIN, judge_answer, unknown
from smstui.services.reconcile import Doubtful, look
from smstui.services.reports import Progress

if TYPE_CHECKING:
    from smstui.domain.models import Attempt, TextMessage
    from smstui.ports.provider import Accepted, Provider
    from smstui.ports.store import Reader
    from smstui.services.accounts import Link
    from smstui.services.claim import Ticket
    from smstui.services.desk import SendingDesk
    from smstui.services.outcome import Outcome

log = logging.getLogger(__name__)

STALE = timedelta(seconds=10)
"""Opt-outs may have come unseen since a pass that is older, and since any if nobody here goes on reading."""
TWIN_AGAIN = 2.0
"""Seconds after which it is looked again whether the text that a twin waits for has been found."""
STORE_AGAIN = 1.0
"""Seconds between two tries to write down an outcome when the store fails."""
PASSING = (StoreFullError, StoreLockedError, StoreReadOnlyError)
"""What ends some time: until then the outcome is kept here, for nobody else knows it."""
TRIES = 10
"""How often it is tried otherwise."""


class Delivery(Struct, frozen=True):
    """That a text had its turn; it, and what stands behind it, waits so many seconds."""

    message_id: int
    wait: float = 0.0


class _Facts(Struct, frozen=True):
    stale: bool
    twins: tuple[tuple[TextMessage, Attempt | None], ...]


async def deliver(text: TextMessage, link: Link, desk: SendingDesk) -> Delivery:
    """Give a queued text its turn: it is sent, parked, or says what it waits for.

    Raises the family of `StoreError` where not even the intent could be written: then nothing was sent.
    """
    try:
        provider = await link.provider()
        wait, cleared = await _look_around(text, provider, link, desk)
    except StoreError:
        raise
    except SmstuiError as error:
        await _stall(text, error, link, desk)
        return Delivery(text.id)
    if wait > 0:
        return Delivery(text.id, wait)
    async with desk.locks.peers([text.peer]):
        now = desk.clock.now()
        ticket = await desk.store.write(
            lambda tx: claim(tx, text.id, now=now, rules=desk.rules, cleared=cleared)
        )
        if ticket is None:
            return Delivery(text.id)
        answer = await _transmit(provider, ticket)
        try:
            outcome = judge_answer(
                answer,
                now=desk.clock.now(),
                opt_out_codes=provider.capabilities.opt_out_codes,
                explain=provider.explain,
            )
            if outcome.offset is not None:
                link.offset = outcome.offset
            await _write_down(ticket, outcome, link, desk)
        except Exception as error:
            # It left, and how that ended cannot be kept: as `sending` nobody would ever look for it.
            log.error("text %d: its outcome could not be kept: %s", text.id, type(error).__name__)  # noqa: TRY400 - a traceback would show the text
            await _write_down(ticket, unknown(error), link, desk)
            raise
    if outcome.trouble is not None:
        await slow_down(link, outcome.trouble)
    elif outcome.word in {"accepted", "refused"}:
        link.reached()
    return Delivery(text.id)


async def _transmit(provider: Provider, ticket: Ticket) -> Accepted | Exception:
    try:
        return await provider.send(ticket.outgoing)
    except SmstuiError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the provider may have it
        log.error("text %d: sending ended in %s", ticket.text.id, type(error).__name__)  # noqa: TRY400 - a traceback would show the text
        return error


async def _write_down(ticket: Ticket, outcome: Outcome, link: Link, desk: SendingDesk) -> None:
    """Write the outcome, again and again where the store fails: nobody else knows it."""
    tries = 0
    while True:
        now = desk.clock.now()
        try:
            await desk.store.write(
                partial(record, ticket=ticket, outcome=outcome, now=now, offset=link.offset)
            )
        except StoreError as error:
            tries += not isinstance(error, PASSING)
            if tries >= TRIES:
                raise
            log.warning("text %d: its outcome waits for the store: %s", ticket.text.id, error.message)
            await desk.clock.sleep(STORE_AGAIN)
        else:
            return


async def _stall(text: TextMessage, error: SmstuiError, link: Link, desk: SendingDesk) -> None:
    """Let a text wait because the account cannot be reached, and say so."""
    reason = WAITS_FOR_NETWORK if isinstance(error, OfflineError) else error.message
    await note_trouble(link, error, store=desk.store)
    await desk.store.write(lambda tx: wait_for(tx, text.id, reason))


async def _look_around(
    text: TextMessage, provider: Provider, link: Link, desk: SendingDesk
) -> tuple[float, frozenset[int]]:
    """Learn what may forbid sending; return seconds to wait, and the twins that are waited for already."""
    now = desk.clock.now()
    facts = await desk.store.read(lambda reader: _facts(reader, text, now))
    unseen = facts.stale or not link.is_polled
    if unseen and provider.capabilities.lists_inbound and not _read_lately(link, text.peer):
        await read_peer(link, text.peer, Progress(), desk=desk)
    cleared = set()
    for twin, attempt in facts.twins:
        wait = await _wait_for_twin(twin, attempt, provider, link, desk)
        if wait > 0:
            reason = f"{WAITS_FOR_TWIN} (#{twin.id})"
            await desk.store.write(partial(wait_for, message_id=text.id, reason=reason))
            return min(wait, TWIN_AGAIN), frozenset()
        cleared.add(twin.id)
    return 0.0, frozenset(cleared)


async def _wait_for_twin(
    twin: TextMessage, attempt: Attempt | None, provider: Provider, link: Link, desk: SendingDesk
) -> float:
    """Return the seconds to wait behind an identical text in doubt: its window, then one look at the list."""
    if attempt is None or attempt.ended_at is None:
        return 1.0  # it is being sent
    clear_at: datetime = attempt.ended_at + TWIN_WAIT
    wait = (clear_at - desk.clock.now()).total_seconds()
    if wait > 0:
        return wait
    last = link.looks.get(twin.id)
    if provider.capabilities.lists_outbound and (last is None or last.at < clear_at):
        await look(link, [Doubtful(twin.id, twin.line, twin.peer, attempt.started_at)], desk=desk)
    return 0.0


def _facts(reader: Reader, text: TextMessage, now: datetime) -> _Facts:
    state = reader.account(text.account)
    fresh = (
        state is not None
        and state.complete
        and state.last_pass_at is not None
        and timedelta(0) <= now - state.last_pass_at < STALE
    )
    twins = []
    for twin in twins_of(reader, text):
        attempts = reader.attempts(twin.id)
        twins.append((twin, attempts[-1] if attempts else None))
    return _Facts(stale=not fresh, twins=tuple(twins))


def _read_lately(link: Link, peer: str) -> bool:
    read_at = link.peers_read.get(peer)
    return read_at is not None and link.clock.monotonic() - read_at < STALE.total_seconds()
