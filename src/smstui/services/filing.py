"""One transaction over a batch of listed texts: what is known is updated, what is new is filed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.models import Filing
from smstui.domain.notices import TROUBLES
from smstui.domain.states import IN_DOUBT, State
from smstui.ports.records import AccountChange, NewText
from smstui.services import matching
from smstui.services.notices import notice_state
from smstui.services.opt_outs import apply_refusal, apply_word
from smstui.services.receipt_times import first_check
from smstui.services.settling import settle_doubt, update_known

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from smstui.domain.models import Line
    from smstui.ports.store import Writer
    from smstui.services.incoming import Incoming

OVERLAP = timedelta(minutes=15)
"""How far each pass reads back behind the cursor: texts may appear late in a provider's list."""
QUIET = timedelta(days=7)
"""Conversations that were quiet for so long when first seen are done."""


class Batch(Struct, frozen=True):
    """Texts of one account, oldest first, and what is needed to judge them."""

    account: str
    items: Sequence[Incoming]
    now: datetime
    offset: float = 0.0
    """Seconds that the provider's clock is ahead of ours."""
    explain: Callable[[str], str] = str
    opt_out_codes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Tally:
    """What became of listed texts."""

    new: int = 0
    updated: int = 0
    skipped: int = 0
    waiting: int = 0
    """Left for the next pass, because a text of ours that it may be is in flight."""

    def add(self, other: Tally) -> None:
        """Count another batch in."""
        self.new += other.new
        self.updated += other.updated
        self.skipped += other.skipped
        self.waiting += other.waiting


@dataclass(slots=True)
class _Filer:
    tx: Writer
    batch: Batch
    tally: Tally = field(default_factory=Tally)

    def run(self) -> Tally:
        known = self.tx.known(self.batch.account, [item.remote.provider_id for item in self.batch.items])
        fresh: list[Incoming] = []
        for item in self.batch.items:
            text = known.get(item.remote.provider_id)
            if text is None:
                fresh.append(item)
            elif update_known(self.tx, text, item, self.batch):
                self.tally.updated += 1
                self._believe(item, text.id, text.conversation_id, is_news=True)
        fresh = self._offer(fresh)
        lines = {line.number: line for line in self.tx.lines(self.batch.account) if not line.gone}
        ours = [item for item in fresh if item.line in lines and item.peer]
        self.tally.skipped += len(fresh) - len(ours)
        if ours:
            self._file(ours, lines)
        return self.tally

    def _offer(self, fresh: Sequence[Incoming]) -> list[Incoming]:
        """Give our own texts in doubt what is theirs; return what is left to be filed."""
        if not any(item.outbound for item in fresh):
            return list(fresh)
        account = self.batch.account
        # What a person settled, not knowing better, the list may still show.
        settled = self.tx.in_states({State.SENT, State.FAILED}, account=account, unlisted=True)
        doubts = [
            case
            for row in (*self.tx.in_states(IN_DOUBT, account=account), *settled)
            if (case := matching.doubt(row, self.tx.attempts(row.id), self.batch.offset)) is not None
        ]
        if not doubts:
            return list(fresh)
        outbound = [item for item in fresh if item.outbound]
        texts = {case.text.id: case.text for case in doubts}
        found = matching.pair(doubts, outbound)
        for message_id, item in found.items():
            settle_doubt(self.tx, texts[message_id], item, self.batch)
            self._believe(item, message_id, texts[message_id].conversation_id, is_news=True)
            self.tally.updated += 1
        taken = {item.remote.provider_id for item in found.values()}
        in_flight = [case for case in doubts if case.in_flight]
        waits = {
            item.remote.provider_id
            for item in outbound
            if item.remote.provider_id not in taken and any(case.between(item) for case in in_flight)
        }
        self.tally.waiting += len(waits)
        return [item for item in fresh if item.remote.provider_id not in taken | waits]

    def _file(self, items: Sequence[Incoming], lines: Mapping[str, Line]) -> None:
        account = self.tx.account(self.batch.account)
        overlap = OVERLAP if account is not None and account.complete else timedelta(0)
        cursors = {line.id: self.tx.cursor(line.id) for line in lines.values()}
        live = [_is_live(item, cursors[lines[item.line].id], overlap) for item in items]
        conversations = self._conversations(items, live, lines)
        texts = [
            self._new_text(item, conversations[lines[item.line].id, item.peer], live=fresh)
            for item, fresh in zip(items, live, strict=True)
        ]
        self.tally.new += self.tx.add_texts(self.batch.account, texts)
        self._welcome({text.conversation_id for text in texts if text.arrived})
        news = {item.remote.provider_id for item, fresh in zip(items, live, strict=True) if fresh}
        self._hear(items, news)

    def _conversations(
        self, items: Sequence[Incoming], live: Sequence[bool], lines: Mapping[str, Line]
    ) -> Mapping[tuple[int, str], int]:
        """Return conversations by line and peer; newest first, so that the newest text decides the filing."""
        quiet_since = self.batch.now - QUIET
        newest: dict[tuple[int, str], Filing] = {}
        for item, fresh in zip(reversed(items), reversed(live), strict=True):
            recent = fresh or item.remote.at >= quiet_since
            newest.setdefault((lines[item.line].id, item.peer), Filing.OPEN if recent else Filing.DONE)
        found: dict[tuple[int, str], int] = {}
        for filing in (Filing.OPEN, Filing.DONE):
            pairs = [pair for pair, wanted in newest.items() if wanted is filing]
            if pairs:
                at = items[0].remote.at
                found.update(self.tx.ensure_conversations(pairs, at=at, filing=filing))
        return found

    def _new_text(self, item: Incoming, conversation_id: int, *, live: bool) -> NewText:
        remote = item.remote
        arrived = live and not item.outbound
        return NewText(
            conversation_id=conversation_id,
            direction=remote.direction,
            body=item.body,
            state=remote.state,
            at=remote.at,
            segments=item.segments,
            provider_id=remote.provider_id,
            provider_status=item.status,
            error_code=remote.error_code,
            reason=self.batch.explain(remote.error_code) if remote.error_code else None,
            media=remote.media,
            raw=remote.raw,
            sent_at=remote.at if item.outbound else None,
            price=remote.price,
            next_receipt_at=first_check(remote.state, remote.at, self.batch.now),
            unread=arrived,
            arrived=arrived,
        )

    def _welcome(self, conversation_ids: set[int]) -> None:
        """Open the conversations that have news, and let the account be polled quickly for a while."""
        if conversation_ids:
            self.tx.change_account(self.batch.account, AccountChange(active_at=self.batch.now))
        for conversation_id in conversation_ids:
            conversation = self.tx.conversation(conversation_id)
            if conversation is not None and conversation.filing is Filing.DONE:
                self.tx.file(conversation_id, Filing.OPEN)

    def _hear(self, items: Sequence[Incoming], news: Collection[str]) -> None:
        """Do what keywords and the provider's refusals ask for, oldest first, and tell what failed.

        `news` are the provider's ids of what comes now and is no history.
        """
        telling = [
            item
            for item in items
            if item.keyword
            or self._says_opted_out(item)
            or (item.outbound and item.remote.state in TROUBLES and item.remote.provider_id in news)
        ]
        if not telling:
            return
        filed = self.tx.known(self.batch.account, [item.remote.provider_id for item in telling])
        for item in telling:
            text = filed.get(item.remote.provider_id)
            if text is None:
                continue
            is_news = item.remote.provider_id in news
            if is_news:
                notice_state(self.tx, text, item.remote.state, now=self.batch.now)
            if item.keyword is not None:
                apply_word(
                    self.tx,
                    item.peer,
                    item.keyword,
                    at=item.remote.at,
                    said=(item.body or "").strip(),
                    message_id=text.id,
                    conversation_id=text.conversation_id,
                    now=self.batch.now,
                    is_news=is_news,
                )
            else:
                self._believe(item, text.id, text.conversation_id, is_news=is_news)

    def _says_opted_out(self, item: Incoming) -> bool:
        return says_opted_out(item, self.batch.opt_out_codes)

    def _believe(self, item: Incoming, message_id: int, conversation_id: int, *, is_news: bool) -> None:
        if self._says_opted_out(item):
            newest = self.tx.last_word(item.peer)
            if newest is None or item.remote.at >= newest:
                apply_refusal(
                    self.tx,
                    item.peer,
                    since=item.remote.at,
                    message_id=message_id,
                    conversation_id=conversation_id,
                    now=self.batch.now,
                    is_news=is_news,
                )


def _is_live(item: Incoming, cursor: datetime | None, overlap: timedelta) -> bool:
    """Whether this text comes now, and is not history that is read for the first time."""
    return cursor is not None and item.remote.listed_at >= cursor - overlap


def says_opted_out(item: Incoming, codes: frozenset[str]) -> bool:
    """Whether the provider kept a text of ours back because this person opted out."""
    return item.outbound and item.remote.error_code in codes


def file_batch(tx: Writer, batch: Batch) -> Tally:
    """File a batch inside a transaction; the locks of everybody in `telling_peers` are held."""
    return _Filer(tx, batch).run()


def telling_peers(items: Sequence[Incoming], codes: frozenset[str]) -> set[str]:
    """Return whose texts may start or end an opt-out."""
    return {item.peer for item in items if item.keyword or says_opted_out(item, codes)}
