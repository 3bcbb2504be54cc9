"""A list over the whole screen, with the keys of its table and a status line."""

from __future__ import annotations

from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Generic

from smstui.tui.actions import OUT_OF, TYPED_IN
from smstui.tui.background import GoingOn, background
from smstui.tui.chord import Chord
from smstui.tui.formatting import cleaned_line
from smstui.tui.panes.status import StatusLine
from smstui.tui.screens.dialogs.dialog import Dialog, Result
from smstui.tui.screens.standing import LOOK_AGAIN
from smstui.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from smstui.bootstrap import Runtime
    from smstui.tui.actions import Place
    from smstui.tui.keymap import Keymap
    from smstui.tui.widgets.growing_list import GrowingList


class Instead(Enum):
    """What the person wants to do that has nothing to do with the list: an answer of any of them."""

    NEW_CONVERSATION = auto()
    TAKE_BACK = auto()


def _no_countdown(_place: Place) -> str:
    """Say nothing: nobody told of a text that waits."""
    return ""


class ListScreen(Dialog[Result | Instead], Generic[Result], inherit_bindings=False):
    """What the search and the notifications share."""

    def __init__(self, runtime: Runtime, keymap: Keymap) -> None:
        super().__init__()
        self.add_class("-whole")
        self.runtime = runtime
        self.keymap = keymap
        self.title_line = TitleLine()
        self.status = StatusLine(keymap, id="status")
        self.chord = Chord(keymap, self.say_where)
        self.countdown: Callable[[Place], str] = _no_countdown
        """What is said where the keyboard is of a text that can still be taken back."""
        self.does: dict[str, Callable[[], object]] = {
            "down": partial(self.go, 1),
            "up": partial(self.go, -1),
            "page_down": lambda: self.go(self._page),
            "page_up": lambda: self.go(-self._page),
            "first": lambda: self.go(-self.rows.page.count),
            "last": lambda: self.go(self.rows.page.count),
            "new_conversation": partial(self.leave, Instead.NEW_CONVERSATION),
            "take_back": partial(self.leave, Instead.TAKE_BACK),
            "help": self._help,
            "palette": self._palette,
            "quit": lambda: self.app.call_later(self.app.action_quit),
        }
        """What actions do; a screen adds its own."""

    def on_mount(self) -> None:
        """Keep the times true; Textual calls this besides the dialog's own."""
        self._tick()

    @background("clock")
    async def _tick(self) -> None:
        """Say of yesterday's texts, once a day begins, that they are yesterday's."""
        going_on = GoingOn(self, "clock")
        while True:
            await self.runtime.clock.sleep(LOOK_AGAIN)
            with going_on:
                self.rows.show_day(self.now)

    # what screens say
    @property
    def rows(self) -> GrowingList[Any]:
        """The list."""
        raise TypeError(self)

    @property
    def place(self) -> Place:
        """Where the keyboard is."""
        raise TypeError(self)

    # what is there
    @property
    def now(self) -> datetime:
        """The time in the person's zone."""
        return self.runtime.clock.now().astimezone(self.runtime.zone)

    @property
    def _page(self) -> int:
        return max(self.rows.rows_visible - 1, 1)

    @property
    def waits_for(self) -> str:
        """What the status line says of the keys of a chord, else of a countdown."""
        return self.chord.words or self.countdown(self.place)

    def say_where(self) -> None:
        """Say which row this is, and which keys work here."""
        self.status.show(self.rows.place_words)
        self.status.show_urgent(self.waits_for)
        self.status.show_place(self.place)

    # keys
    async def take(self, key: str) -> bool:
        """Do what the table says; esc leaves, unless it ends a chord."""
        is_taken, action = self.chord.press(key, self.place)
        if action is not None and action.name in self.does:
            self.do(action.name)
            return True
        if key == "escape" and not is_taken:
            self.leave()
        elif self.chord.dead or (not is_taken and len(key) == 1 and self.place not in TYPED_IN):
            words = self.keymap.unused(self.chord.dead or key)
            self.notify(cleaned_line(words), timeout=3, markup=False)
        return is_taken or key == "escape"

    def do(self, name: str) -> None:
        """Do an action, if it is one of this screen's."""
        if name in self.does:
            self.does[name]()

    def go(self, rows: int) -> None:
        """Move the cursor by so many rows."""
        self.rows.move(rows)

    def leave(self, instead: Instead | None = None) -> None:
        """Go back without a row."""
        self.dismiss(instead)

    def _help(self) -> None:
        from smstui.tui.screens.dialogs.help import HelpDialog

        self.show_over(HelpDialog(self.keymap))

    def _palette(self) -> None:
        """Choose among what can be done here, in a field among what can be done outside of it."""
        from smstui.tui.screens.dialogs.choose import palette

        place = OUT_OF.get(self.place, self.place)
        actions = self.keymap.actions
        offered = [action for action in actions if action.name in self.does and place in action.places]
        self.show_over(palette(offered), self.do)

    # what widgets tell
    def on_status_line_hint_clicked(self, event: StatusLine.HintClicked) -> None:
        """Do what was clicked."""
        self.do(event.name)

    def on_paged_list_moved(self) -> None:
        """Say which row this is."""
        self.say_where()
