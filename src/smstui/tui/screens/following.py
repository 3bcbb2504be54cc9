"""Following the store's change feed, the only way in which data reaches the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.actions import TYPED_IN
from smstui.tui.background import background
from smstui.tui.feed import follow
from smstui.tui.queries import Overview, overview, page_again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Change, Conversation
    from smstui.ports.store import Reader
    from smstui.tui.queries import Opened, Renewed
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.widgets.paged_list import Page

_REST = 0.1
"""Seconds between two readings of what changed, so that a first sync does not keep the screen busy."""

_BETWEEN_WORDS = 0.25
"""Seconds without a key after which somebody who types is taken to pause."""
_LONGEST = 2.0
"""Seconds that news elsewhere waits for such a pause."""
_LOOK = 0.01
"""Seconds between two looks at whether a key was pressed."""


class Following:
    """What changes do to the parts of the inbox."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    @background("feed")
    async def follow(self, since: int) -> None:
        """Read again what was written after this change, by whomever."""
        await follow(self.screen.runtime, since, self._renew, rest=_REST, screen=self.screen, tells=True)

    def _touch_what_is_read(self, changes: Sequence[Change]) -> bool:
        """Say whether texts that are in view were written; of the draft that is typed only the list tells."""
        conversation = self.screen.reading.conversation
        shown = None if conversation is None else conversation.id
        return any(
            change.conversation_id == shown
            and (shown is None or change.arrived or change.message_id is not None)
            for change in changes
        )

    async def _let_the_person_type(self) -> None:
        """Wait for a moment between two words: drawing the list anew would hold up a key.

        Where none comes for long, the moment is right behind a key, when the next is farthest off.
        """
        clock, program = self.screen.runtime.clock, self.screen.program
        until = clock.monotonic() + _LONGEST
        while self.screen.place in TYPED_IN and program.last_key_at < until:
            now = clock.monotonic()
            left = program.last_key_at + _BETWEEN_WORDS - now
            if left <= 0:
                break
            await clock.sleep(min(left, until - now) if now < until else _LOOK)

    @property
    def _is_behind(self) -> bool:
        """Whether another conversation is shown than the one under the cursor: it could not be read."""
        current, shown = self.screen.listing.widget.current, self.screen.reading.conversation
        return current is not None and (shown is None or shown.id != current.id)

    async def _renew(self, changes: Sequence[Change]) -> None:
        """Bring list, conversation, status and panel up to date in one look at the store."""
        if not self._touch_what_is_read(changes):
            await self._let_the_person_type()
        screen = self.screen
        await screen.reading.be_read()  # what is loaded still may be of the conversation before
        view, known = screen.listing.view, screen.listing.rows
        texts_again, since = screen.reading.renewal(changes), screen.writing.drafts.moment

        def read(reader: Reader) -> tuple[Page[Conversation], Overview, Renewed | Opened | None]:
            return (
                page_again(reader, view, known),
                overview(reader, screen.runtime.plans),
                texts_again(reader),
            )

        page, found, texts = await screen.runtime.store.read(read)
        screen.standing.put(found)
        if view is screen.listing.view:
            current = screen.listing.widget.current  # the person may have moved it meanwhile
            screen.listing.put(page, found, stay_on=current.id if current is not None else None)
            screen.writing.rows_were_read(since=since)
            is_other = screen.listing.widget.current != current
            if not screen.reading.deliberate and (is_other or self._is_behind):
                screen.listing.moved()
        if texts is not None:
            screen.reading.renew(texts, since=since)
        screen.side.renew(changes)
        if not all(change.accounts_only for change in changes):
            screen.person.renew()
