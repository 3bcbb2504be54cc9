"""Notifications: what came in, what failed and who opted out, each a step away from its conversation."""

from __future__ import annotations

from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from smstui.domain.models import TextMessage
from smstui.ports.errors import StoreError
from smstui.tui.actions import Place
from smstui.tui.background import background
from smstui.tui.feed import follow
from smstui.tui.notice_queries import Listed, listed, relisted
from smstui.tui.notice_words import EMPTY
from smstui.tui.panes.notices import NoticeList
from smstui.tui.screens.list_screen import ListScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Change
    from smstui.domain.notices import Notice
    from smstui.tui.keymap import Keymap

_REST = 0.3
"""Seconds between two looks at what was written meanwhile."""


class Then(Enum):
    """What the person wants to do with the text once it is in view."""

    NOTHING = auto()
    REPLY = auto()
    MEND = auto()


class NotificationsScreen(ListScreen[tuple[TextMessage, Then]], inherit_bindings=False):
    """The list; the answer is the text that is to be shown in its conversation."""

    CSS_PATH = Path(__file__).parent / "notifications.tcss"

    def __init__(self, runtime: Runtime, keymap: Keymap, looked_through: int) -> None:
        super().__init__(runtime, keymap)
        self.list = NoticeList(now=self.now, looked_through=looked_through, id="notices")
        self._listed = Listed((), has_more=False, seen=0)
        self._waits = False
        """Whether keys wait for the list."""
        self.does |= {
            "open": partial(self._open, Then.NOTHING),
            "reply": partial(self._open, Then.REPLY),
            "resend": partial(self._open, Then.MEND),
            "back": self.leave,
        }

    def compose(self) -> ComposeResult:
        """Yield the list under its title."""
        with Vertical():
            yield self.title_line
            yield self.list
        yield self.status

    def first(self) -> Widget:
        """Return the list, and begin to fill it."""
        self.list.empty = EMPTY
        self.status.show_place(self.place)
        self._waits = True
        self.hold()
        self._follow()
        return self.list

    def gives_up(self) -> bool:
        """Leave without the list."""
        if self._waits:
            self.leave()
        return self._waits

    @property
    def rows(self) -> NoticeList:
        """The list."""
        return self.list

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        return Place.NOTICES

    @property
    def newest(self) -> Notice | None:
        """The newest notice that was shown."""
        return self._listed.notices[0] if self._listed.notices else None

    # what is listed
    @background("notifications")
    async def _follow(self) -> None:
        """Fill the list, and keep it as it is in the store."""
        await follow(self.runtime, self._begin, self._renew_listed, rest=_REST, screen=self, tells=True)

    async def _begin(self) -> int:
        try:
            await self._renew()
        finally:
            if self._waits:  # only for the first try: there must be a way back
                self._waits = False
                self.release()
        return self._listed.seen

    async def _renew_listed(self, changes: Sequence[Change]) -> None:
        written = [change for change in changes if not change.accounts_only]
        if written:
            await self._renew(partial(relisted, changes=written))

    @background("notifications")
    async def _load_more(self) -> None:
        try:
            await self._renew(partial(listed, more=True))
        except StoreError:
            self.list.not_coming()
            raise

    async def _renew(self, read: Callable[..., Listed] = listed) -> None:
        """Read the list again in this way, until nothing else was read of it meanwhile."""
        while True:
            known = self._listed
            found = await self.runtime.store.read(partial(read, known=known))
            if self._listed is known:
                self._put(found)
                return

    def _put(self, found: Listed) -> None:
        current = self.list.current
        self._listed = found
        stay_on = current.id if current is not None else None
        self.list.show_read(found.notices, has_more=found.has_more, now=self.now, stay_on=stay_on)
        self._say()

    def _say(self) -> None:
        notices, looked_through = self._listed.notices, self.list.looked_through
        new = sum(notice.id > looked_through for notice in notices)
        parts = [(" Notifications", "bold")]
        if new:
            more = "+" if self._listed.has_more and notices[-1].id > looked_through else ""
            parts.append((f"  {new:,}{more} new", "$faint"))
        self.title_line.say(Content.assemble(*parts))
        self.say_where()

    def _open(self, then: Then) -> None:
        current = self.list.current
        if current is None:
            return
        if then is Then.MEND and not current.text.is_troubled:
            self.notify("Nothing is wrong with this text.", timeout=3, markup=False)
            return
        self.dismiss((current.text, then))

    # what the list tells
    def on_paged_list_wanted(self) -> None:
        """Load more."""
        self._load_more()

    def on_paged_list_opened(self) -> None:
        """Open what was clicked."""
        self._open(Then.NOTHING)
