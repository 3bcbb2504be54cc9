"""What the provider's answer to a send means for the text, the account and the person: pure decisions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.states import State, apply_receipt
from smstui.ports.errors import (
    AmbiguousError,
    CredentialsError,
    NotSentError,
    OfflineError,
    RefusedError,
    SmstuiError,
)
from smstui.ports.provider import Accepted
from smstui.ports.records import TextChange
from smstui.services.receipt_times import first_check

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

WAITS_FOR_NETWORK = "waiting for the network"
WAITS_FOR_TWIN = "waiting until it is known whether the same words were sent before"
WAITS_FOR_CREDENTIALS = "waiting for credentials that the provider accepts"
DOUBT = "it may have been sent; smstui looks for it in the provider's list and never sends it again by itself"
CANCELED_THERE = "The provider canceled it."


class Outcome(Struct, frozen=True):
    """How one attempt ended."""

    word: str
    """`accepted`, `refused`, `not-sent` or `ambiguous`: what the attempt keeps."""
    change: TextChange
    further: State | None = None
    """Where an accepted text is already, beyond `sent`."""
    detail: str = ""
    offset: float | None = None
    """Seconds that the provider's clock is ahead, where the answer told."""
    opted_out: bool = False
    trouble: SmstuiError | None = None
    """What concerns the whole account: no network, too fast, wrong credentials."""


def judge_answer(
    answer: Accepted | Exception,
    *,
    now: datetime,
    opt_out_codes: Collection[str] = (),
    explain: Callable[[str], str] = str,
) -> Outcome:
    """Return what to write for an answer, or for the error that came instead of one.

    `explain` puts a provider's error code into words.
    Only what is known for sure is `refused` or `not-sent`; every other error, ours too, is `ambiguous`.
    """
    match answer:
        case Accepted():
            return _accepted(answer, now, explain, opted_out=answer.error_code in opt_out_codes)
        case CredentialsError():
            # Refused for sure, but not for what the text says: it waits for better credentials.
            return _not_sent(answer, WAITS_FOR_CREDENTIALS)
        case RefusedError():
            return _refused(answer, answer.code is not None and answer.code in opt_out_codes)
        case OfflineError():
            return _not_sent(answer, WAITS_FOR_NETWORK)
        case NotSentError():
            return _not_sent(answer, answer.message)
        case _:
            return unknown(answer)


def _accepted(answer: Accepted, now: datetime, explain: Callable[[str], str], *, opted_out: bool) -> Outcome:
    further = apply_receipt(State.SENT, answer.state).state
    sent_at = answer.at or now + timedelta(seconds=answer.server_offset)
    return Outcome(
        "accepted",
        TextChange(
            state=State.SENT,
            provider_id=answer.provider_id,
            provider_status=answer.provider_status,
            segments=answer.segments or None,
            sent_at=sent_at,
            raw=answer.raw,
            error_code=answer.error_code or "",
            reason=explain(answer.error_code) if answer.error_code else _of_state(answer.state),
            next_receipt_at=first_check(further, now, now),
        ),
        further=further if further is not State.SENT else None,
        detail=answer.provider_status,
        offset=answer.server_offset,
        opted_out=opted_out,
    )


def _of_state(state: State) -> str:
    return CANCELED_THERE if state is State.CANCELED else ""


def _refused(error: RefusedError, opted_out: bool) -> Outcome:
    return Outcome(
        "refused",
        TextChange(state=State.FAILED, error_code=error.code or "", reason=_words(error)),
        detail=error.message,
        opted_out=opted_out,
    )


def _not_sent(error: SmstuiError, reason: str) -> Outcome:
    return Outcome(
        "not-sent", TextChange(state=State.QUEUED, reason=reason), detail=error.message, trouble=error
    )


def unknown(error: Exception) -> Outcome:
    """Return what to write where nobody knows whether the provider has the text."""
    return Outcome(
        "ambiguous",
        TextChange(state=State.UNCONFIRMED, reason=_doubt(error)),
        # The words of an unknown error may hold anything, a body too.
        detail=error.message if isinstance(error, SmstuiError) else type(error).__name__,
        offset=error.server_offset if isinstance(error, AmbiguousError) else None,
    )


def _doubt(error: Exception) -> str:
    cause = error.message if isinstance(error, AmbiguousError) else ""
    return f"{cause} {DOUBT[0].upper()}{DOUBT[1:]}." if cause else DOUBT


def _words(error: SmstuiError) -> str:
    return f"{error.message} {error.hint}".strip()
