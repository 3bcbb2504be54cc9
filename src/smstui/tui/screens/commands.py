"""From a key to what it does: one method for each action of the table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.models import View
from smstui.tui.keymap import Place
from smstui.tui.screens.editing import Editing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smstui.tui.screens.inbox import InboxScreen

_FROM_COMPOSER = frozenset({"next_pane", "previous_pane", "palette", "quit"})
"""Actions that do not care how much of the text has been typed: done before the field sees the key."""


class Commands:
    """The actions of the inbox."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self._pending: list[str] = []
        self.does: Mapping[str, Callable[[], object]] = {
            "down": partial(self._move, 1),
            "up": partial(self._move, -1),
            "page_down": partial(self._page, 1),
            "page_up": partial(self._page, -1),
            "first": self._first,
            "last": self._last,
            "open": self.open,
            "back": screen.leave_conversation,
            "next_unread": partial(self._to_unread, older=True),
            "previous_unread": partial(self._to_unread, older=False),
            "next_pane": partial(self._next_pane, 1),
            "previous_pane": partial(self._next_pane, -1),
            "search": screen.asking.search,
            "reply": screen.write_reply,
            "new_conversation": screen.asking.new_conversation,
            "sender": screen.asking.sender,
            "recipient": screen.asking.recipient,
            "take_back": screen.writing.take_back,
            "resend": screen.asking.resend,
            "leave": self._leave_composer,
            "editor": Editing(screen).write_in_editor,
            "take_back_here": screen.writing.take_back,
            "outside_key": screen.standing.show,
            "sync_now": self._sync_now,
            "help": self._help,
            "palette": screen.asking.palette,
            "quit": self._quit,
            **{f"view_{view.value}": partial(screen.listing.choose, view) for view in View},
        }
        """What is not here, `send` and `newline`, the field does itself."""

    # keys
    async def take(self, key: str) -> bool:
        """Do what a key does here; False where it is for the widget that has the keyboard."""
        place = self.screen.place
        if place is Place.COMPOSER:
            action = self.screen.keymap.find([key], place)
            return action is not None and action.name in _FROM_COMPOSER and await self.run(action.name)
        return await self._take_outside(key, place)

    async def take_outside(self, key: str) -> None:
        """Do what a key does outside the composer; the rest of a chord is still to come."""
        if not await self._take_outside(key, Place.READING) or self._pending:
            field = self.screen.conversation.composer.field
            if field is not None and self._pending:
                field.takes_outside_key = True

    async def _take_outside(self, key: str, place: Place) -> bool:
        if self._pending and key == "escape":
            self._pend([])
            return True
        keys = [*self._pending, key]
        action = self.screen.keymap.find(keys, place)
        if action is not None:
            self._pend([])
            return await self.run(action.name)
        begins = self.screen.keymap.begins(keys, place)
        self._pend(keys if begins else [])
        return begins or len(keys) > 1

    def _pend(self, keys: list[str]) -> None:
        if keys != self._pending:
            self._pending = keys
            self.screen.standing.pending = keys
            self.screen.standing.show()

    async def run(self, name: str) -> bool:
        """Do an action; True, for it is done."""
        result = self.does[name]()
        if hasattr(result, "__await__"):
            await result
        return True

    # moving
    def _move(self, steps: int) -> None:
        if self.screen.is_reading:
            self.screen.conversation.texts.move(steps)
        else:
            self.screen.listing.widget.move(steps)

    def _page(self, pages: int) -> None:
        if self.screen.is_reading:
            self.screen.conversation.texts.page(pages)
        else:
            rows = self.screen.listing.widget
            rows.move(pages * max(rows.rows_visible - 1, 1))

    def _first(self) -> None:
        if self.screen.is_reading:
            self.screen.conversation.texts.to_oldest_loaded()
        else:
            self.screen.listing.widget.move_to(0)

    def _last(self) -> None:
        if self.screen.is_reading:
            self.screen.reading.to_newest()
        else:
            rows = self.screen.listing.widget
            rows.move_to(rows.page.count - 1)

    def open(self) -> None:
        """Open the conversation under the cursor."""
        current = self.screen.listing.widget.current
        if current is not None:
            self.screen.open_conversation(current)

    def _to_unread(self, *, older: bool) -> None:
        self.screen.listing.to_unread(older=older)

    async def _next_pane(self, steps: int) -> None:
        """Go round: list, texts, composer."""
        screen = self.screen
        if screen.chosen is None:
            return
        if not screen.is_reading:
            await (screen.write_reply() if steps < 0 else self.run("open"))
        elif (screen.place is Place.READING) == (steps > 0):
            await screen.write_reply()
        elif screen.place is Place.COMPOSER and steps < 0:
            screen.set_focus(screen.conversation.texts)
        else:
            screen.leave_conversation()

    def _leave_composer(self) -> None:
        self.screen.set_focus(self.screen.conversation.texts)
        self.screen.writing.keep()

    # the rest
    async def _quit(self) -> None:
        await self.screen.program.action_quit()

    def _sync_now(self) -> None:
        self.screen.runtime.engine.sync_soon()
        self.screen.say("Asking for new texts.")

    def _help(self) -> None:
        from smstui.tui.screens.dialogs.help import HelpDialog

        runtime = self.screen.runtime
        home = str(runtime.home.data) if runtime.demo else ""
        self.screen.app.push_screen(HelpDialog(self.screen.keymap, demo_home=home))
