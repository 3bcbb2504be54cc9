"""What the screen reads from the store, each answer from one consistent view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from smstui.domain.models import Direction, View
from smstui.domain.states import State, is_taken_back
from smstui.services.previews import with_previews
from smstui.tui.people_queries import contacts_page
from smstui.tui.widgets.paged_list import PAGE, Page

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from smstui.domain.models import (
        AccountState,
        Change,
        Contact,
        Conversation,
        Counts,
        Line,
        Suppression,
        TextMessage,
    )
    from smstui.ports.store import Reader

TEXTS = 60
"""Texts read at a time."""
_BEFORE_ALL = -1
"""A position before any text's."""
MOST_NEWS = 100
"""Texts that are counted as having come meanwhile; of more it is only said that there are more."""


class Overview(Struct, frozen=True):
    """What the status line and the composer know of accounts and lines."""

    accounts: Sequence[AccountState]
    """Those that are in the settings: what was left of another says nothing any more."""
    lines: Sequence[Line]
    counts: Counts
    waiting: Sequence[TextMessage]
    """Texts that wait for their time or for the provider, oldest first."""
    views: Mapping[View, int]
    """How many conversations those views have whose figure is shown beside their name."""

    def line(self, line_id: int) -> Line | None:
        """Return one of our lines."""
        return next((line for line in self.lines if line.id == line_id), None)


class Opened(Struct, frozen=True):
    """A conversation as it is shown: its newest texts, or those around one of them, oldest first."""

    conversation: Conversation
    texts: Sequence[TextMessage]
    has_older: bool
    first_unread: int | None
    """The id of the oldest unread text, which may not be among them."""
    suppression: Suppression | None
    has_newer: bool = False


def overview(reader: Reader, configured: Collection[str]) -> Overview:
    """Return the accounts with the names in `configured`, lines, counts and what waits."""
    accounts = [account for account in reader.accounts() if account.name in configured]
    counts = reader.counts()
    waiting = reader.in_states({State.QUEUED}) if counts.waiting else ()
    views = {view: reader.conversation_count(view) for view in (View.INBOX, View.DRAFTS)}
    views[View.UNREAD] = counts.unread
    return Overview(accounts, reader.lines(), counts, waiting, views)


class First(Struct, frozen=True):
    """What the first picture shows, and the last change that is in it."""

    seen: int
    page: Page[Conversation]
    overview: Overview
    contacts: Page[Contact]


def first_look(reader: Reader, configured: Collection[str]) -> First:
    """Return what the first picture shows: the inbox as it was kept, and how these accounts do."""
    contacts = contacts_page(reader, "", 0)
    return First(reader.last_change(), first_page(reader, View.INBOX), overview(reader, configured), contacts)


def first_page(reader: Reader, view: View) -> Page[Conversation]:
    """Return the top of a view."""
    return Page(_listed(reader, view, PAGE), 0, reader.conversation_count(view))


def _listed(
    reader: Reader, view: View, limit: int, *, before: int | None = None, after: int | None = None
) -> Sequence[Conversation]:
    return with_previews(reader, reader.conversations(view, limit=limit, before=before, after=after))


def rows_from(reader: Reader, view: View, start: int, known: Page[Conversation]) -> Page[Conversation]:
    """Return the rows from `start` on, found by the key of a row that is known where one is near."""
    count = reader.conversation_count(view)
    items, end = known.items, known.start + len(known.items)
    if items and start == end:
        return Page(_listed(reader, view, PAGE, before=items[-1].last_position), start, count)
    if items and start < known.start <= start + PAGE:
        found = _listed(reader, view, known.start - start, after=items[0].last_position)
        return Page(found, known.start - len(found), count)
    if start > count // 2:
        found = _listed(reader, view, max(count - start, 1), after=0)[:PAGE]
        return Page(found, min(start, max(count - len(found), 0)), count)
    return Page(_listed(reader, view, start + PAGE)[start:], start, count)


def page_again(reader: Reader, view: View, known: Page[Conversation]) -> Page[Conversation]:
    """Return the rows of a window as they are now."""
    size = max(len(known.items), PAGE)
    if known.start == 0 or not known.items:
        return Page(_listed(reader, view, size), 0, reader.conversation_count(view))
    found = _listed(reader, view, size, before=known.items[0].last_position + 1)
    if not found:
        return first_page(reader, view)
    start = reader.conversation_rank(view, found[0].last_position)
    return Page(found, start, reader.conversation_count(view))


def page_around(reader: Reader, view: View, rank: int) -> Page[Conversation]:
    """Return the rows above and below one, counted from the top."""
    return rows_from(reader, view, max(rank - PAGE // 2, 0), Page((), 0, 0))


def unread_beside(
    reader: Reader, view: View, *, position: int, older: bool, known: Page[Conversation]
) -> tuple[Conversation, int, Page[Conversation]] | None:
    """Return the nearest unread conversation, its row counted from the top, and the rows it is among."""
    found = reader.next_unread(view, position=position, older=older)
    if found is None:
        return None
    rank, page = reader.conversation_rank(view, found.last_position), page_again(reader, view, known)
    is_near = page.start <= rank < page.start + len(page.items)
    return found, rank, page if is_near else page_around(reader, view, rank)


def opened(reader: Reader, conversation_id: int, *, from_newest: bool = False) -> Opened | None:
    """Return a conversation with its newest texts; None where it is gone.

    Where the first unread text lies farther back it is with those around that, unless `from_newest`.
    """
    conversation = reader.conversation(conversation_id)
    if conversation is None:
        return None
    newest, unread = older(reader, conversation_id, None), _first_unread(reader, conversation)
    if unread is not None and not from_newest and unread.position < newest.texts[0].position:
        return opened_around(reader, conversation_id, unread.position)
    return Opened(
        conversation,
        newest.texts,
        newest.has_more,
        unread.id if unread is not None else None,
        reader.suppression(conversation.peer),
    )


def opened_around(reader: Reader, conversation_id: int, position: int) -> Opened | None:
    """Return a conversation with the texts around a position; None where it is gone."""
    conversation = reader.conversation(conversation_id)
    if conversation is None:
        return None
    before, after = older(reader, conversation_id, position + 1), newer(reader, conversation_id, position)
    unread = _first_unread(reader, conversation)
    return Opened(
        conversation,
        (*before.texts, *after.texts),
        before.has_more,
        unread.id if unread is not None else None,
        reader.suppression(conversation.peer),
        after.has_more,
    )


def opened_at_oldest(reader: Reader, conversation_id: int) -> Opened | None:
    """Return a conversation with its oldest texts; None where it is gone."""
    conversation = reader.conversation(conversation_id)
    if conversation is None:
        return None
    oldest, unread = newer(reader, conversation_id, _BEFORE_ALL), _first_unread(reader, conversation)
    return Opened(
        conversation,
        oldest.texts,
        has_older=False,
        first_unread=unread.id if unread is not None else None,
        suppression=reader.suppression(conversation.peer),
        has_newer=oldest.has_more,
    )


def _first_unread(reader: Reader, conversation: Conversation) -> TextMessage | None:
    """Return the oldest unread text; where there is none, the store is not asked."""
    return reader.first_unread(conversation.id) if conversation.unread else None


class Stretch(Struct, frozen=True):
    """A page of a conversation's texts, oldest first."""

    texts: Sequence[TextMessage] = ()
    has_more: bool = False
    """Others follow on the side on which it was read; one more was read to know that."""


def older(reader: Reader, conversation_id: int, before: int | None) -> Stretch:
    """Return the texts just older than a position, or the newest."""
    found = reader.messages(conversation_id, limit=TEXTS + 1, before=before)
    return Stretch(tuple(reversed(found[:TEXTS])), len(found) > TEXTS)


def newer(reader: Reader, conversation_id: int, after: int) -> Stretch:
    """Return the next texts newer than a position."""
    found = reader.messages(conversation_id, limit=TEXTS + 1, after=after)
    return Stretch(tuple(reversed(found))[:TEXTS], len(found) > TEXTS)


class Renewed(Struct, frozen=True):
    """What changed in a conversation that is on the screen."""

    conversation: Conversation
    changed: Sequence[TextMessage]
    """Texts that are loaded, and others that were written: what came late stands among older ones."""
    added: Stretch
    """What continues the loaded texts; nothing where they end before the newest, which stays so."""
    gone: Collection[int]
    """Ids of loaded texts that are listed no more: taken back, or another's copy."""
    has_older: bool
    """Texts are known to come before the loaded ones."""
    arrived: int
    """How many of theirs came in after what was seen, at most `MOST_NEWS`."""
    suppression: Suppression | None


class Written(NamedTuple):
    """Which texts of a conversation were written."""

    ids: frozenset[int]
    maybe_more: bool
    """Others may have been too, or how they are shown."""


def written(changes: Sequence[Change], conversation_id: int) -> Written:
    """Return what a conversation has to do with these changes."""
    about = [change for change in changes if not change.accounts_only]
    ours = [change for change in about if change.conversation_id in {None, conversation_id}]
    ids = frozenset(change.message_id for change in ours if change.message_id is not None)
    return Written(ids, any(change.message_id is None for change in ours))


def renewed(
    reader: Reader,
    conversation_id: int,
    written: Written,
    texts: Sequence[TextMessage],
    *,
    has_newer: bool,
    seen: int,
) -> Renewed | None:
    """Return what became of loaded texts, which others were written, and what came after `seen`."""
    conversation = reader.conversation(conversation_id)
    if conversation is None:
        return None
    first, last = (texts[0].position, texts[-1].position) if texts else (0, 0)
    looked_at = {text.id for text in texts}
    if written.maybe_more:
        from_first = reader.messages(conversation_id, limit=len(texts) + TEXTS, after=first - 1)
        found = [text for text in reversed(from_first) if text.position <= last]
    else:
        looked_at &= written.ids
        here = (reader.message(each) for each in sorted(written.ids))
        found = [text for text in here if text is not None and text.conversation_id == conversation_id]
    changed = [text for text in found if not is_taken_back(text.state, text.reason)]
    return Renewed(
        conversation,
        changed,
        Stretch() if has_newer else newer(reader, conversation_id, last),
        _gone(reader, conversation_id, looked_at.difference(text.id for text in changed)),
        bool(texts and reader.messages(conversation_id, limit=1, before=first)),
        _arrived(reader, conversation, seen),
        reader.suppression(conversation.peer),
    )


def _gone(reader: Reader, conversation_id: int, ids: Collection[int]) -> Sequence[int]:
    """Return which of these texts the conversation does not list."""
    left = {each: reader.message(each) for each in ids}
    return [
        each
        for each, text in left.items()
        if text is None or text.conversation_id != conversation_id or is_taken_back(text.state, text.reason)
    ]


def _arrived(reader: Reader, conversation: Conversation, seen: int) -> int:
    """Return how many texts came in after a position; where nothing did, the store is not asked."""
    if conversation.last_position <= seen:
        return 0
    after = reader.messages(conversation.id, limit=4 * MOST_NEWS, after=seen)  # some of them may be ours
    return min(sum(text.direction is Direction.INBOUND for text in after), MOST_NEWS)
