"""What a person is told of: texts that came in, own texts in trouble, people who opted out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.models import Titled
from smstui.domain.states import State

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.domain.models import TextMessage


class NoticeKind(StrEnum):
    """What happened; the words that the store keeps."""

    ARRIVED = "arrived"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    LATE_FAILURE = "late failure"
    """Reported failed after it was delivered."""
    OPTED_OUT = "opted out"


TROUBLES = {
    State.FAILED: NoticeKind.FAILED,
    State.UNDELIVERED: NoticeKind.UNDELIVERED,
    State.UNCONFIRMED: NoticeKind.UNCONFIRMED,
    State.HELD: NoticeKind.HELD,
}
"""What is told of a text of ours that comes into such a state; the other states are no news."""


class Notice(Titled, Struct, frozen=True):
    """Something that happened, and the text it is about as that is now."""

    id: int
    """Grows with every notice."""
    at: datetime
    kind: NoticeKind
    text: TextMessage
    name: str | None
    peer_display: str
    which: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether something is wrong with a text of ours."""
        return self.kind not in {NoticeKind.ARRIVED, NoticeKind.OPTED_OUT}

    @property
    def holds(self) -> bool:
        """Whether it is still so: what was unconfirmed may have been found, what was held may have left."""
        return TROUBLES.get(self.text.state) is self.kind if self.kind in TROUBLES.values() else True


class NoticeCounts(Struct, frozen=True):
    """What came after some notice, summed up; of texts in trouble only those that still are."""

    texts: int = 0
    """That came in."""
    conversations: int = 0
    """In so many conversations."""
    failed: int = 0
    """Failed or undelivered, also after they were delivered."""
    unconfirmed: int = 0
    held: int = 0
    opted_out: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing came."""
        return self == NoticeCounts()
