"""From a key to what it does: one method for each action of the table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.domain.models import View
from smstui.tui.actions import TYPED_IN, Place
from smstui.tui.columns import Pane
from smstui.tui.screens.editing import Editing
from smstui.tui.screens.moving import Moving
from smstui.tui.screens.settling import Settling
from smstui.tui.widgets.in_turn import wait_for_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smstui.tui.screens.inbox import InboxScreen

_FROM_FIELDS = frozenset({"previous_pane", "palette", "quit"})
"""Actions that do not care how much of the text has been typed: done before the field sees the key.

Not `next_pane`: whether a tab was pasted the field knows.
"""
_OUT_OF_FIELDS = frozenset({"leave", "widen"})
"""Actions behind which keys are commands: done as soon as the field has what was typed before."""


class Commands:
    """The actions of the inbox."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        moving = Moving(screen)
        self.does: Mapping[str, Callable[[], object]] = {
            "down": partial(moving.move, 1),
            "up": partial(moving.move, -1),
            "page_down": partial(moving.page, 1),
            "page_up": partial(moving.page, -1),
            "first": moving.first,
            "last": moving.last,
            "open": self.open,
            "back": self._back,
            "views": partial(screen.arranging.go, Pane.VIEWS),
            "leave_views": self._leave_views,
            "wider": partial(screen.arranging.nudge, 1),
            "narrower": partial(screen.arranging.nudge, -1),
            "contact": screen.arranging.toggle_contact,
            "contacts": screen.arranging.show_contacts,
            "filter": screen.side.narrow,
            "text_contact": screen.side.submit,
            "widen": self._widen,
            "edit_contact": screen.amending.edit,
            "new_contact": screen.amending.new_contact,
            "next_unread": partial(self._to_unread, older=True),
            "previous_unread": partial(self._to_unread, older=False),
            "next_pane": partial(self._next_pane, 1),
            "previous_pane": partial(self._next_pane, -1),
            "search": screen.asking.search,
            "reply": screen.addressing.reply,
            "new_conversation": screen.addressing.new_conversation,
            "sender": screen.addressing.sender,
            "recipient": screen.addressing.recipient,
            "take_back": screen.writing.take_back,
            "resend": Settling(screen).resend,
            "leave": self._leave_composer,
            "editor": Editing(screen).write_in_editor,
            "take_back_here": screen.writing.take_back,
            "sync_now": self._sync_now,
            "notifications": screen.asking.notifications,
            "theme": screen.asking.theme,
            "help": screen.asking.help,
            "palette": screen.asking.palette,
            "quit": self._quit,
            **{f"view_{view.value}": partial(screen.listing.choose, view) for view in View},
        }
        """What is not here, `send`, `newline` and `outside_key`, the field does itself."""

    # keys
    async def take(self, key: str) -> bool:
        """Do what a key does here; False where it is for the widget that has the keyboard."""
        place = self.screen.place
        if place not in TYPED_IN:
            return await self._take_outside(key, place)
        action = self.screen.keymap.find([key], place)
        if action is None:
            return False
        if action.name in _OUT_OF_FIELDS or place is Place.NARROW:
            await wait_for_keys(self.screen.focused)
        elif action.name not in _FROM_FIELDS:
            return False
        return action.name in self.does and not self._is_for_field and await self.run(action.name)

    @property
    def _is_for_field(self) -> bool:
        """Whether a name is being completed, or a key waited for: any key is about that."""
        field = self.screen.focused
        return self.screen.conversation.composer.is_completing or bool(getattr(field, "chord", ()))

    async def _take_outside(self, key: str, place: Place) -> bool:
        is_taken, action = self.screen.standing.chord.press(key, place)
        if action is not None:
            return await self.run(action.name)
        dead = self.screen.standing.chord.dead
        if dead or (not is_taken and len(key) == 1):  # words that were meant for a field would be commands
            self.screen.say(self.screen.keymap.unused(dead or key))
        return is_taken

    async def run(self, name: str) -> bool:
        """Do an action; True, for it is done."""
        result = self.does[name]()
        if hasattr(result, "__await__"):
            await result
        return True

    async def click(self, name: str) -> None:
        """Do an action whose hint was clicked, also one that the field does itself."""
        if self.screen.asking.is_busy and name != "quit":
            return
        composed = self.screen.conversation.composer.field
        if name in self.does:
            await self.run(name)
        elif composed is not None:
            composed.act(name)

    # moving
    def open(self) -> None:
        """Open what is under the cursor: a conversation, a view, a contact, a row of the panel."""
        match self.screen.place:
            case Place.VIEWS | Place.NARROW:
                self.screen.side.open()
            case Place.CONTACT:
                row = self.screen.contact.view.current  # a message would come behind keys that are for it
                if row is not None and row.act is not None:
                    self.screen.person.chosen(row.act, row.value)
            case _:
                current = self.screen.listing.widget.current
                if current is not None:
                    self.screen.open_conversation(current)

    def _to_unread(self, *, older: bool) -> None:
        self.screen.listing.to_unread(older=older)

    async def _next_pane(self, steps: int) -> None:
        """Go round the panes on the screen; the conversation counts twice, its texts and its composer."""
        screen = self.screen
        if screen.place is Place.NARROW:
            screen.arranging.go(Pane.VIEWS)
            return
        if screen.place is Place.READING and steps > 0 and screen.chosen is not None:
            await screen.write_reply()
            return
        if screen.place is Place.COMPOSER and steps < 0:
            screen.set_focus(screen.conversation.texts)
            return
        following = screen.arranging.beside(steps)
        if following is Pane.CONVERSATION or len(screen.arranging.shown) == 1:
            await self._to_conversation(steps)
        elif following is Pane.LIST:
            screen.leave_conversation()
        else:
            screen.arranging.go(following)

    async def _to_conversation(self, steps: int) -> None:
        """Go into the conversation, or where one pane is shown at a time on to the list."""
        screen = self.screen
        if (
            screen.chosen is None
            or screen.is_reading
            or (screen.place is not Place.LIST and len(screen.arranging.shown) == 1)
        ):
            screen.leave_conversation()
        elif steps < 0:
            await screen.write_reply()
        else:
            screen.open_conversation(screen.chosen)

    def _back(self) -> None:
        """Leave the conversation for the list, the panel for where it was asked for."""
        screen = self.screen
        if screen.place is not Place.CONTACT:
            screen.leave_conversation()
        elif screen.arranging.wanted.contacts:
            screen.arranging.go(Pane.VIEWS)
        else:
            screen.arranging.leave_contact()

    def _leave_views(self) -> None:
        screen = self.screen
        if screen.arranging.wanted.contacts:
            screen.arranging.leave_contacts()
        elif screen.side.is_narrowed:
            screen.side.widen()
        else:
            screen.leave_conversation()

    def _widen(self) -> None:
        """Leave the field: at full size with everything, else back among the views."""
        screen = self.screen
        if screen.arranging.wanted.contacts:
            screen.arranging.leave_contacts()
        else:
            screen.arranging.go(Pane.VIEWS)
            screen.side.widen()

    def _leave_composer(self) -> None:
        self.screen.set_focus(self.screen.conversation.texts)
        self.screen.writing.keep()

    # the rest
    async def _quit(self) -> None:
        await self.screen.program.action_quit()

    def _sync_now(self) -> None:
        self.screen.runtime.engine.sync_soon()
        self.screen.say("Asking for new texts.")
