"""The field a text is typed in: enter sends, a pasted line never does, and nothing in it is obeyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.message import Message
from textual.widgets import TextArea

from smstui.domain.cleaning import LONGEST
from smstui.domain.completion import name_being_typed
from smstui.tui.actions import Place
from smstui.tui.formatting import cleaned, cleaned_line, cleaned_typed
from smstui.tui.keymap import key_name
from smstui.tui.widgets.in_turn import edited, joins
from smstui.tui.widgets.outside_keys import OutsideKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.document._document import Location
    from textual.timer import Timer
    from textual.widgets.text_area import Edit, EditResult

    from smstui.tui.keymap import Keymap

PASTE_GAP = 0.005
"""Seconds: a key that follows `enter` sooner was pasted (product page, Keys), and a tab that follows text."""
_HOLD = 0.02
"""Seconds a send waits for such a key; longer than the gap: a slow moment sends nothing."""


def _nothing(_key: str) -> str | None:
    """Leave every key to the field: no names are offered."""
    return None


class TextField(OutsideKeys, TextArea):
    """A TextArea with the composer's keys."""

    class SendPressed(Message):
        """Enter, and no key right behind it: the text left the field, and nothing typed since is in it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class ActionPressed(Message):
        """A key of the table that the composer does not do itself."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(
            id=id, soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False, tab_behavior="focus"
        )
        self.keymap: Keymap = keymap
        self.place = Place.COMPOSER
        self.cursor_blink = False
        self.completes: Callable[[str], str | None] = _nothing
        """What a key does to the names offered for what is typed: see `EmojiList.answer`."""
        self._types = False
        """The last thing that happened here was that a person typed."""
        self._last_key = 0.0
        self._last_text = 0.0
        """When a key was pressed last that typed something."""
        self.leaving: list[str] = []
        """What enter was pressed on and nobody has taken yet."""
        self._enter: events.Key | None = None
        self._pasting_until = 0.0
        self._hold: Timer | None = None
        self._was_full = False
        """Of the last edit something was left out."""

    def edit(self, edit: Edit) -> EditResult:
        """Change the text; what is typed or pasted is cleaned first, and what is too much is left out."""
        edit.text = self._fitting(edit)
        result = super().edit(edit)
        self.scroll_cursor_visible()  # Textual scrolled before it counted a line more
        return result

    def _fitting(self, edit: Edit) -> str:
        """Return what of an edit can be kept as a draft; that something is left out is said once."""
        room = LONGEST - len(self.text) + len(self.get_text_range(edit.top, edit.bottom))
        whole = cleaned_typed(edit.text[:room], self._before(edit.top))
        is_full = len(edit.text) > room or len(whole) > room
        if is_full and not self._was_full:
            words = cleaned_line(f"A text can have {LONGEST:,} characters; what is more was left out.")
            self.notify(words, severity="warning", timeout=8, markup=False)
        self._was_full = is_full
        return whole[:room]

    def _before(self, location: Location) -> str:
        """Return what stands on the line before a place."""
        row, column = location
        return self.document[row][:column]

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll to the cursor; Textual asks in the middle of an undo, when its line may be gone already."""
        if self.cursor_location[0] >= self.document.line_count:
            return Offset()
        return super().scroll_cursor_visible(center, animate)

    def on_resize(self) -> None:
        """Keep the cursor in view in a lower field, or between other ends of lines."""
        self.scroll_cursor_visible()

    async def _on_key(self, event: events.Key) -> None:
        """Do the composer's keys, in the order in which they were typed; the rest is text."""
        self._settle_enter(event)
        if self.takes(event) or self._completed(event):
            return
        self._note_typing(event)
        if self._is_pasted_tab(event):
            event.stop()
            event.prevent_default()
            self.insert("\t")
            return
        action = self.keymap.find([key_name(event.key, event.character)], Place.COMPOSER)
        if action is None or (action.name == "take_back_here" and self.can_undo):
            if joins(event, self._before(self.selection.start)):
                self._replace_via_keyboard(event.character or "", *self.selection)
            else:
                await edited(self, event)
            return  # what is text Textual gives to TextArea's own handler next
        event.stop()
        event.prevent_default()
        if action.name == "send":
            self._hold_enter(event)
        else:
            self.act(action.name)

    def act(self, name: str) -> None:
        """Do an action of the composer that no key was pressed for."""
        if name == "send":
            self._let_go()
        elif name == "newline":
            self.insert("\n")
        else:
            self.post_message(self.ActionPressed(name))

    @property
    def can_undo(self) -> bool:
        """Whether something was typed here that can be undone, even if all of it was deleted since."""
        return bool(self.text or self.history.undo_stack)

    # names of emoji
    @property
    def name_typed(self) -> str:
        """The beginning of a name that was just typed before the cursor; empty where none was."""
        if not self._types:
            return ""
        row, column = self.cursor_location
        return name_being_typed(self.document[row][:column])

    def complete(self, character: str) -> None:
        """Put a character in the place of the name that is being typed, and of its colon."""
        row, column = self.cursor_location
        length = len(name_being_typed(self.document[row][:column]))
        if length:
            self._types = False
            self.replace(character, (row, column - length - 1), (row, column))

    def _completed(self, event: events.Key) -> bool:
        answer = self.completes(event.key)
        if answer is None:
            return False
        event.stop()
        event.prevent_default()
        if answer:
            self.complete(answer)
        return True

    def _note_typing(self, event: events.Key) -> None:
        """Note whether a person typed this key; a burst of them is a paste."""
        pasted = event.time - self._last_key <= PASTE_GAP
        self._types = (event.is_printable or event.key == "backspace") and not pasted
        self._last_key = event.time
        if event.is_printable:
            self._last_text = event.time

    def _is_pasted_tab(self, event: events.Key) -> bool:
        """Say whether this is the tab of a pasted table: it follows text too soon for a press."""
        is_pasted = event.time - self._last_text <= PASTE_GAP or event.time < self._pasting_until
        if event.key != "tab" or not is_pasted:
            return False
        self._last_text, self._pasting_until = event.time, event.time + PASTE_GAP
        return True

    def load_text(self, text: str) -> None:
        """Show another text."""
        self._types = False
        super().load_text(cleaned(text))

    async def _on_paste(self, event: events.Paste) -> None:
        """Put in what is pasted, offer no names for it, and decide what the last enter was.

        Textual's own way asks for the keyboard once more, which comes when esc may have left this field.
        """
        event.prevent_default()
        self._types = False
        self._settle_enter(event)
        pasted = self._replace_via_keyboard(event.text, *self.selection)
        if pasted is not None:
            self.move_cursor(pasted.end_location)

    async def _on_mouse_down(self, _event: events.MouseDown) -> None:
        """Offer no names where the cursor is put with the mouse; Textual does that next."""
        self._types = False

    def forget_sends(self) -> None:
        """Send nothing of what was here: the text of another conversation comes."""
        self._forget_enter()
        self.leaving.clear()

    # enter: a send, or a line of something pasted
    def _hold_enter(self, event: events.Key) -> None:
        if event.time < self._pasting_until:
            self._pasting_until = event.time + PASTE_GAP
            self.insert("\n")
            return
        self._enter = event
        self._hold = self.set_timer(_HOLD, self.send_now)

    def _settle_enter(self, event: events.Key | events.Paste) -> None:
        """Decide what the last enter was, now that another key, or a paste, has come."""
        if event.time < self._pasting_until:
            self._pasting_until = event.time + PASTE_GAP
        if self._enter is None:
            return
        if event.time - self._enter.time <= PASTE_GAP:
            self._forget_enter()
            self._pasting_until = event.time + PASTE_GAP
            self.insert("\n")
        else:
            self.send_now()

    def send_now(self) -> None:
        """Have an enter that waits for the key behind it be a send."""
        if self._enter is not None:
            self._forget_enter()
            self._let_go()

    def _let_go(self) -> None:
        """Let the text leave, unless it is blank."""
        text = self.text
        if text.strip():
            self.leaving.append(text)
            self.load_text("")
            self.post_message(self.SendPressed(text))

    def _forget_enter(self) -> None:
        self._enter = None
        if self._hold is not None:
            self._hold.stop()
            self._hold = None
