"""Names and words about whose width terminals disagree, or that take more than a cell, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from smstui.domain.cleaning import clean
from smstui.domain.models import ContactPoint, Direction, Filing
from smstui.domain.numbers import display
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.records import AccountChange, NewText
from tui.every_screen import NEEDLE, OWNED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.ports.store import Writer

ODD = tuple(
    map(
        clean,
        (
            "\u2764\ufe0f Heart \u2764\ufe0f\u2764\ufe0f",  # VS-16: one cell or two
            "1\ufe0f\u20e3 key 2\ufe0f\u20e3",
            "\u2611\ufe0f \u270c\ufe0f \xa9\ufe0f",
            "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7 flags",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
            "\U0001f3f3\ufe0f\u200d\U0001f308 rainbow \u2764\ufe0f\u200d\U0001f525",
            "\U0001f44d\U0001f3fd tone \U0001f469\U0001f3ff\u200d\U0001f680",
            "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Scotland",
            "e\u0301u\u0308n\u0303 combining",
            "Z\u0301\u0316\u0334\u20dd\u0489\u0301\u0316\u0334algo",
            "\u674e\u5c0f\u9f8d wide",
            "\ud55c\uad6d\uc5b4 \uc774\ub984",
            "\uff71\uff9e\uff76\uff9e half \uff21\uff22 full",
            "\u0645\u0631\u064a\u0645 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
            "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
            "\u0e01\u0e33\u0e25\u0e31\u0e07 thai",
            "pay \u202e00.01$ turned",
            "zero\u200bwidth\u2060\ufeff",
            "plain",
        ),
    )
)
DISPUTED = (
    "\u0926\u0947\u0935 \u0928\u093e\u0917\u0930\u0940",  # Rich gives a spacing vowel no cell
    "\u270c\U0001f3fd \U0001f1e9 half a flag",
    "\U0001fae9 of last year",
)
"""Where Rich is at odds with the independent table: only the cursor keeps these straight."""
LINE = "+15005550006"


def write_odd(tx: Writer, now: datetime, names: Sequence[str] = ODD) -> None:
    """Write a conversation with each odd name, each with texts of the others, on lines with odd labels."""
    tx.ensure_account("work", "twilio")
    tx.save_lines("work", [RemoteLine(LINE, ODD[0]), RemoteLine("+14155550142", ODD[3])])
    line = tx.lines("work")[0]
    for place, name in enumerate(names):
        numbers = [f"+1415555{place + 200:04}", f"+1415556{place + 200:04}"]
        tx.save_contact(name, [ContactPoint(each, display(each), names[place - 3][:12]) for each in numbers])
        at = now - timedelta(minutes=20 * place + 20)
        conversation = tx.ensure_conversation(line.id, numbers[0], at=at, filing=Filing.OPEN).id
        for minute in range(8):
            own = minute % 2 == 1
            tx.add_text(
                NewText(
                    conversation_id=conversation,
                    direction=Direction.OUTBOUND if own else Direction.INBOUND,
                    body=f"{names[(place + minute) % len(names)]} {name} {NEEDLE} " * (1 + minute % 3),
                    state=State.FAILED if minute == 3 else State.DELIVERED if own else State.RECEIVED,
                    at=at + timedelta(minutes=minute),
                    segments=1,
                    reason=name if minute == 3 else None,
                    unread=minute == 6,
                )
            )
        if place % 4 == 0:
            tx.set_draft(conversation, f"{name} and {names[place - 1]}", at=at)
    tx.save_contact("Nora", [ContactPoint(OWNED.replace(" ", ""), OWNED)])
    tx.change_account(
        "work", AccountChange(complete=True, last_pass_at=now, lines_asked_at=now, active_at=now)
    )
    for each in tx.lines("work"):
        tx.set_cursor(each.id, now)
