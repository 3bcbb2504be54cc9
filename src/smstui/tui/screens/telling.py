"""Telling the person what happens: the line along the top, the pop-up, what is green, the bell, the title."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from smstui.tui.background import background
from smstui.tui.columns import Pane
from smstui.tui.feed import follow
from smstui.tui.formatting import CleanText, cleaned_line
from smstui.tui.notice_queries import NOTICES, beginning, news
from smstui.tui.screens.arrivals import Arrivals
from smstui.tui.screens.outcomes import Outcomes
from smstui.tui.widgets.banner import Banner
from smstui.tui.widgets.popup import Popup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Change, TextMessage
    from smstui.domain.notices import Notice
    from smstui.tui.notice_queries import News
    from smstui.tui.screens.inbox import InboxScreen

GATHERS = 1.0
"""Seconds within which what comes in is one burst: one pop-up, one bell."""
BELL_RESTS = 3.0
"""Seconds between two bells."""
_REST = 0.2
"""Seconds between two looks at what was written."""
_TICK = 0.5
_KEEP_AFTER = 5.0
"""Seconds after which it is written down how far the person was told."""


class Telling:
    """What the inbox tells of by itself, whatever the person does meanwhile."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.outcomes = Outcomes()
        self.arrivals = Arrivals()
        self.looked_through = 0
        """The newest notice that was there when the person last looked at the list of them."""
        self._banner, self._popup = Banner(), Popup()
        self._taken_through: int | None = None
        """The newest notice that was read; None before the beginning."""
        self._keeps_soon = False
        self._fades = False
        self._rings = False
        """A bell is due."""
        self._bell_at = 0.0
        """When the next bell may ring, by the monotonic clock."""

    # following the store
    async def begin(self) -> None:
        """Say what was missed, and tell what happens from now on."""
        screen = self.screen
        screen.styles.layers = "default told"
        # First of all: Textual numbers what it places backwards, and draws anew what has another number, so
        # behind the others each pop-up that comes or goes would cost a drawing of the whole screen.
        await screen.mount(self._banner, self._popup, before=0)
        self._follow()

    @background("notices")
    async def _follow(self) -> None:
        await follow(self.screen.runtime, self._begin, self._look, rest=_REST, screen=self.screen)

    async def _begin(self) -> int:
        """Say what was missed; return the last change that is in it."""
        store, told = self.screen.runtime.store, self.screen.runtime.memory.now.told_through
        found = await store.read(partial(beginning, told_through=told))
        self.looked_through = found.last if told is None else min(told, found.last)
        self._title(found.unread)
        if told is not None and not found.missed.is_nothing:
            self.outcomes.miss(found.missed, first=told + 1)
        self._taken_through = found.last
        if told is None:
            self._keep_soon(0.0)
        self.show()
        return found.seen

    async def _look(self, changes: Sequence[Change]) -> None:
        """Tell what was written, a part at a time where there is very much."""
        own = self.outcomes.touched([change for change in changes if not change.accounts_only])
        while True:
            after = self._taken_through or 0
            found = await self.screen.runtime.store.read(partial(news, after=after, own=own))
            self._take(found)
            own = ()
            if len(found.notices) < NOTICES:
                return

    def _take(self, found: News) -> None:
        self._title(found.unread)
        self.outcomes.take(found.own, found.notices)
        if self.arrivals.take(found.notices):
            self._gather()
        self._taken_through = found.last
        self.show()

    @background("burst")
    async def _gather(self) -> None:
        """Tell of what comes within a moment together."""
        await self.screen.runtime.clock.sleep(GATHERS)
        if self.arrivals.tell() and not self._rings:
            self._rings = True
            self._ring()
        self.show()

    @background("bell")
    async def _ring(self) -> None:
        """Ring as soon as the last bell has had its rest: nothing comes without one, however much does."""
        clock = self.screen.runtime.clock
        if (rest := self._bell_at - clock.monotonic()) > 0:
            await clock.sleep(rest)
        self._rings, self._bell_at = False, clock.monotonic() + BELL_RESTS
        self.screen.program.ring()

    def _title(self, unread: int) -> None:
        self.screen.program.show_title(CleanText(f"({unread:,}) smstui" if unread else "smstui"))

    def queued(self, text: TextMessage) -> None:
        """Say when this text, written here, is with the provider."""
        self.outcomes.queue(text.id)

    # how far the person was told
    @property
    def _told_through(self) -> int | None:
        """The newest notice that the person saw with all before it; None before the beginning."""
        if self._taken_through is None:
            return None
        unseen = (*self.arrivals.unseen, *self.outcomes.unseen)
        return min(self._taken_through, min(unseen, default=self._taken_through + 1) - 1)

    def _keep_soon(self, seconds: float = _KEEP_AFTER) -> None:
        told = self._told_through
        if told is not None and told != self.screen.runtime.memory.now.told_through and not self._keeps_soon:
            self._keeps_soon = True
            self._keep(seconds)

    @background("told")
    async def _keep(self, seconds: float) -> None:
        """Write it down after a while: bursts are written once."""
        await self.screen.runtime.clock.sleep(seconds)
        self._keeps_soon = False
        await self.keep()

    async def keep(self) -> None:
        """Write down how far the person was told; in a thread, for a disk may be slow."""
        memory, last = self.screen.runtime.memory, self._told_through
        if last is not None:
            memory.change(told_through=last)
        await asyncio.to_thread(memory.keep)

    # what is on the screen
    def look_again(self) -> None:
        """Draw anew once it is laid out what is in view now."""
        self.screen.call_after_refresh(self.show)

    def show(self) -> None:
        """Draw what is told just now."""
        if self._is_seen:
            self.arrivals.drop(self._in_view)
        shown = not self.screen.is_too_small
        list_key = self._key("{notifications}")
        told = self.outcomes.told(mend_key=self._key("{resend}"), list_key=list_key)
        card = self.arrivals.card(list_key=list_key)
        self.screen.conversation.show_fresh(self.arrivals.fresh)
        self._banner.show(told if shown else None)
        self._popup.show(card if shown else None, room=self.screen.size.width)
        if self._is_seen:
            self.outcomes.see()
            self.arrivals.see()
        if not self._fades and self._passes:
            self._fades = True
            self._fade()
        self._keep_soon()

    @property
    def _is_seen(self) -> bool:
        """Whether the person can see what is told."""
        return self.screen.is_seen and not self.screen.is_too_small

    def _key(self, words: str) -> CleanText:
        """Return the key of an action, as it works where the keyboard is."""
        return cleaned_line(self.screen.keymap.said(words, self.screen.place))

    @property
    def _in_view(self) -> int | None:
        """The conversation in view."""
        shown = self.screen.reading.conversation
        return shown.id if shown is not None and self.screen.arranging.shows(Pane.CONVERSATION) else None

    @property
    def _passes(self) -> bool:
        """Whether the time of anything that stands runs."""
        seen = self._is_seen
        return self.outcomes.passes(is_seen=seen) or (seen and not self.arrivals.is_empty)

    @background("fading")
    async def _fade(self) -> None:
        """Let go what has stood long enough."""
        try:
            while self._passes:
                await self.screen.runtime.clock.sleep(_TICK)
                self.outcomes.pass_time(_TICK, is_seen=self._is_seen)
                self.arrivals.pass_time(_TICK, is_seen=self._is_seen)
                self.show()
        finally:
            self._fades = False

    # what is pressed
    def open_banner(self) -> None:
        """Show the one text that the line speaks of, else the list."""
        if self.screen.asking.is_busy:
            return
        text = self.outcomes.only
        if text is None:
            self.screen.asking.notifications()
        else:
            self.outcomes.forget(text.id)
            self.show()
            self.screen.asking.go_to(text)

    def open_popup(self) -> None:
        """Show the newest text of the one conversation that the pop-up speaks of, else the list."""
        if self.screen.asking.is_busy:
            return
        notice = self.arrivals.only
        if notice is None:
            self.screen.asking.notifications()
        else:
            self.arrivals.clear(through=notice.id)
            self.show()
            self.screen.asking.go_to(notice.text)

    def looked(self, newest: Notice | None) -> None:
        """Note that the person looked at the list, up to this notice; None where it was empty or unread."""
        if newest is not None:
            self.looked_through = max(self.looked_through, newest.id)
            self.outcomes.clear_missed()
            self.arrivals.clear(through=newest.id)
            self.show()
