"""What the provider's record says about a text that we have: receipts, and the end of a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.domain.cleaning import one_line
from smstui.domain.states import IN_DOUBT, State, apply_receipt
from smstui.ports.records import TextChange
from smstui.services.notices import notice_late_failure, notice_state
from smstui.services.receipt_times import first_check
from smstui.services.steps import note, step

if TYPE_CHECKING:
    from smstui.domain.models import TextMessage
    from smstui.domain.remote import RemoteText
    from smstui.ports.records import Known
    from smstui.ports.store import Writer
    from smstui.services.filing import Batch
    from smstui.services.incoming import Incoming


def is_news(known: Known | None, text: RemoteText) -> bool:
    """Whether a listed text says anything that the store does not have."""
    if known is None:
        return True
    return (
        one_line(text.provider_status) != known.provider_status
        or apply_receipt(known.state, text.state).state is not known.state
        or text.segments not in {0, known.segments}
    )


def update_known(tx: Writer, known: Known, item: Incoming, batch: Batch) -> bool:
    """Apply what the list says to a text that has this provider id; return whether anything changed."""
    remote = item.remote
    receipt = apply_receipt(known.state, remote.state)
    late = receipt.late_failure and item.status != known.provider_status
    moved = receipt.state is not known.state
    # A word for the same state is news; one for a state that we have left behind is a late receipt.
    renamed = remote.state is known.state and item.status != known.provider_status
    sized = bool(remote.segments) and remote.segments != known.segments
    failed = (moved or late) and remote.error_code is not None
    if not (late or moved or renamed or sized):
        return False
    tx.change_text(
        known.id,
        TextChange(
            state=receipt.state if moved else None,
            provider_status=item.status if moved or late or renamed else None,
            segments=remote.segments if sized else None,
            error_code=remote.error_code if failed else None,
            reason=batch.explain(remote.error_code) if failed and remote.error_code else None,
            late_failure=True if late else None,
            price=remote.price,
            raw=remote.raw or None,
            media=remote.media or None,
        ),
    )
    if moved:
        notice_state(tx, known, receipt.state, now=batch.now)
    elif late:
        notice_late_failure(tx, known, now=batch.now)
    return True


def settle_doubt(tx: Writer, text: TextMessage, item: Incoming, batch: Batch) -> None:
    """End the doubt about a text, though a person may have settled it: the provider's list shows it."""
    remote = item.remote
    code = remote.error_code
    found = TextChange(
        provider_id=remote.provider_id,
        provider_status=item.status,
        segments=remote.segments or None,
        sent_at=remote.at,
        raw=remote.raw,
        price=remote.price,
        error_code=code,
        reason=batch.explain(code) if code else "",
        next_receipt_at=first_check(remote.state, remote.at, batch.now),
    )
    failed = remote.state is State.FAILED
    if text.state in IN_DOUBT:
        ended = State.FAILED if failed else State.SENT
        step(tx, text, replace(found, state=ended))
        notice_state(tx, text, ended, now=batch.now)
    elif text.state is State.FAILED and not failed:
        # What was called failed stays so in every list that was made of it; the words tell how it is.
        tx.change_text(
            text.id, replace(found, reason=f"{text.reason}; but the provider has it: {item.status}")
        )
        failed = True
    else:
        tx.change_text(text.id, found)
        failed = failed and text.state is State.FAILED
    further = apply_receipt(State.SENT, remote.state).state
    if further is not State.SENT and not failed:
        tx.change_text(text.id, TextChange(state=further))
        notice_state(tx, text, further, now=batch.now)
    note(tx, "sent", text, now=batch.now, actor="dispatcher", detail="found in the provider's list")
