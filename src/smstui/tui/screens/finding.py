"""Asking the store what is typed: one question at a time, the last one wins, and what comes in meanwhile."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from smstui.domain.query import QueryError, SearchQuery, parse_query
from smstui.ports.errors import StoreError
from smstui.tui.background import background
from smstui.tui.feed import follow
from smstui.tui.pause import Pause
from smstui.tui.search_queries import MOST, Found, Renewal, find, go_on, has_all, renew
from smstui.tui.search_words import trouble

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from smstui.domain.models import Change
    from smstui.tui.app import SmstuiApp
    from smstui.tui.screens.search import SearchScreen

ASK_AFTER = 0.01
"""Seconds without a key after which the store is asked."""
_REST = 0.3
"""Seconds between two looks at what was written meanwhile."""
NOTHING = Found(SearchQuery())


class Finding:
    """The question of a search screen, and its answer so far."""

    def __init__(self, screen: SearchScreen) -> None:
        self.screen = screen
        self.words = ""
        """What is typed."""
        self.found = NOTHING
        self.newer = 0
        """Hits that came in above those shown, and would move them."""
        self.has_gap = False
        """Whether even more than those came in."""
        self._answered: str | None = None
        self._asks = False
        self._pause = Pause(screen.runtime.clock, ASK_AFTER)

    @property
    def is_answered(self) -> bool:
        """Whether what is shown belongs to what is typed."""
        return self._answered == self.words

    # asking
    def typed(self, words: str) -> None:
        """Ask once the person pauses."""
        self.words = words
        # Since the key: the field is drawn before this is told of it.
        if self._pause.touch(cast("SmstuiApp", self.screen.app).last_key_at):
            self._ask_soon()

    def ask_again(self) -> None:
        """Ask the same now: something newer is there."""
        self._answered = None
        self._ask_now()

    @background("search")
    async def _ask_soon(self) -> None:
        await self._pause.settle()
        await self._ask()

    @background("search")
    async def _ask_now(self) -> None:
        await self._ask()

    async def _ask(self) -> None:
        """Ask until the answer is to what is typed: a slow store gets one question for many keys."""
        if self._asks:
            return
        self._asks = True
        try:
            while not self.is_answered:
                words = self.words
                try:
                    await self._answer(words)
                except StoreError:
                    if words == self.words:
                        raise  # else what was typed meanwhile is asked, and fails by itself or does not
        finally:
            self._asks = False
            self.screen.be_answered()

    async def _answer(self, words: str) -> None:
        try:
            query = parse_query(words, now=self.screen.now)
        except QueryError as error:
            self._answered = words
            self.screen.show_trouble(trouble(error))
            return
        found = NOTHING
        if words.strip():
            may_widen = _ends_in_word(words, query)
            found = await self.screen.runtime.store.read(partial(find, query=query, may_widen=may_widen))
        if words == self.words:
            self._answered, self.found, self.newer, self.has_gap = words, found, 0, False
            self.screen.put(found)

    @background("more hits", exclusive=True)
    async def load_more(self) -> None:
        """Read the next page."""
        found = self.found
        if found.before is not None:
            try:
                grown = await self.screen.runtime.store.read(partial(go_on, found=found))
            except StoreError:
                self.screen.hits.not_coming()
                raise
            if self.found is found:
                self.found = grown
                self.screen.put_again(grown)

    # keeping up
    @background("search feed")
    async def follow(self) -> None:
        """Keep the hits as they are in the store, without moving what the person reads."""
        await follow(self.screen.runtime, self._begin, self._renew, rest=_REST, screen=self.screen)

    async def _begin(self) -> int:
        runtime = self.screen.runtime
        seen, is_complete = await runtime.store.read(
            lambda reader: (reader.last_change(), has_all(reader, runtime.plans))
        )
        self.screen.put_history(is_complete=is_complete)
        return seen

    async def _renew(self, changes: Sequence[Change]) -> None:
        """Read again what was written, until nothing else was read of the hits meanwhile."""
        if any(change.conversation_id is None for change in changes):
            runtime = self.screen.runtime
            is_complete = await runtime.store.read(lambda reader: has_all(reader, runtime.plans))
            self.screen.put_history(is_complete=is_complete)
        written = [change for change in changes if not change.accounts_only]
        while (found := self.found) is not NOTHING:
            ids = _touched([change for change in written if change.seq > found.seen])
            if ids == frozenset():
                return
            work = partial(renew, found=found, message_ids=ids, needed=self.screen.needed)
            renewal = await self.screen.runtime.store.read(work)
            if self.found is found:
                self._take(found, renewal, changes[-1].seq)
                return

    def _take(self, found: Found, renewal: Renewal, seen: int) -> None:
        hits, self.has_gap = renewal.hits, renewal.has_gap
        has_room = self.screen.has_room_above and len(hits) + len(renewal.newer) <= MOST
        if renewal.newer and has_room and not renewal.has_gap:
            hits, self.newer = renewal.newer + hits, 0
        else:
            self.newer = len(renewal.newer)
        self.found = replace(found, hits=hits, before=renewal.before, seen=seen)
        self.screen.put_again(self.found)


def _ends_in_word(words: str, query: SearchQuery) -> bool:
    """Say whether the last thing typed is a plain word, which may be only half typed."""
    return bool(query.terms) and not query.terms[-1].prefix and words.endswith(query.terms[-1].text)


def _touched(changes: Sequence[Change]) -> Collection[int] | None:
    """Return which texts were written; None where that is not known: of names, or of much at once."""
    if any(change.message_id is None for change in changes):
        return None
    return frozenset(change.message_id for change in changes if change.message_id is not None)
