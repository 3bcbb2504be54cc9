"""What the screen reads of notices, each answer from one consistent view of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.domain.notices import NoticeCounts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from smstui.domain.models import Change, TextMessage
    from smstui.domain.notices import Notice
    from smstui.ports.store import Reader

NOTICES = 100
"""Notices read at a time."""


@dataclass(frozen=True, slots=True)
class Own:
    """A text of ours and whom it is to."""

    text: TextMessage
    who: str
    """The contact's name, else the number as people write it."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """How things stand when the screen opens."""

    seen: int
    """The last change that is in it."""
    last: int
    """The newest notice."""
    missed: NoticeCounts
    """What came since the person was told last."""
    unread: int
    """Conversations with something unread."""


@dataclass(frozen=True, slots=True)
class News:
    """What came since the last look."""

    last: int
    notices: Sequence[Notice]
    """The newer ones, oldest first; where there are very many, the next of them."""
    own: Sequence[Own]
    """The texts that were asked for, as they are now."""
    unread: int


def beginning(reader: Reader, told_through: int | None) -> Beginning:
    """Return what a person missed who was told up to this notice; nothing for one who was never told."""
    last = reader.last_notice()
    since = last if told_through is None else min(told_through, last)
    missed = reader.notice_counts(since) if since < last else NoticeCounts()
    return Beginning(reader.last_change(), last, missed, reader.counts().unread)


def news(reader: Reader, after: int, own: Collection[int]) -> News:
    """Return the notices after this one, and what became of the texts with these ids."""
    found = reader.notices_after(after, limit=NOTICES)
    last = found[-1].id if found else after
    return News(last, found, _own(reader, own), reader.counts().unread)


def _own(reader: Reader, message_ids: Collection[int]) -> Sequence[Own]:
    found = []
    for message_id in sorted(message_ids):
        text = reader.message(message_id)
        conversation = reader.conversation(text.conversation_id) if text is not None else None
        if text is not None and conversation is not None:
            found.append(Own(text, conversation.full_title))
    return found


@dataclass(frozen=True, slots=True)
class Listed:
    """Notices as far as they are read, newest first."""

    notices: tuple[Notice, ...]
    has_more: bool
    seen: int
    """The last change that is in it."""


def listed(reader: Reader, known: Listed | None = None, *, more: bool = False) -> Listed:
    """Return the newest notices; all that are `known` with the newer ones, and a further page with `more`."""
    newest = known.notices[0].id if known and known.notices else 0
    newer = len(reader.notices_after(newest, limit=NOTICES)) if known and known.notices else 0
    limit = (len(known.notices) if known else 0) + newer + (NOTICES if more else 0)
    limit = max(limit, NOTICES)
    found = reader.notices(limit=limit + 1)
    return Listed(tuple(found[:limit]), len(found) > limit, reader.last_change())


def relisted(reader: Reader, known: Listed, changes: Sequence[Change]) -> Listed:
    """Return what is `known` with the newer notices, having read only what these changes are about."""
    texts = {change.message_id for change in changes}
    whole = {change.conversation_id for change in changes if change.message_id is None}
    newest = known.notices[0].id if known.notices else 0
    newer = reader.notices_after(newest, limit=NOTICES)
    if not known.notices or None in whole or len(newer) == NOTICES:  # names, or much at once
        return listed(reader, known)
    same = tuple(
        _as_it_is(reader, notice)
        if notice.text.id in texts or notice.text.conversation_id in whole
        else notice
        for notice in known.notices
    )
    return Listed((*reversed(newer), *same), known.has_more, reader.last_change())


def _as_it_is(reader: Reader, notice: Notice) -> Notice:
    text = reader.message(notice.text.id)
    return replace(notice, text=text) if text is not None else notice
