"""Every key, from the table."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smstui.tui.actions import Place
from smstui.tui.chord import Chord
from smstui.tui.formatting import cells, cleaned, cleaned_line, fit, line_content, wrap
from smstui.tui.keymap import spoken
from smstui.tui.screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.tui.actions import Action
    from smstui.tui.keymap import Keymap

_FAR = 100_000
"""More lines than there are."""
_MOVES = {"down": 1, "up": -1, "first": -_FAR, "last": _FAR}
"""Actions of the lists that scroll here, and by how many lines; their keys may be changed."""
_LINES = {"j": 1, "down": 1, "k": -1, "up": -1, "g": -_FAR, "home": -_FAR, "G": _FAR, "end": _FAR}
"""Keys of every pager, where they are not those of another move."""
_SCREENS = {
    "pagedown": 1.0,
    "pageup": -1.0,
    "space": 1.0,
    "b": -1.0,
    "ctrl+f": 1.0,
    "ctrl+b": -1.0,
    "ctrl+d": 0.5,
    "ctrl+u": -0.5,
}
_PAGES = {"page_down": 1.0, "page_up": -1.0}
_CLOSING = frozenset({"escape", "q", "?", "enter", "f1"})
_MARKS = (
    ("…", "waiting"),
    ("↗", "sending"),
    ("✓", "sent"),
    ("✓✓", "delivered"),
    ("✗", "failed"),
    ("?", "unconfirmed: nobody knows yet whether it was sent"),
    ("‖", "held"),
    ("⊘", "taken back, or canceled; or a person who opted out"),
    ("●", "unread, or just come in"),
    ("!", "trouble in this conversation"),
)


_KEYS = 18
"""Cells of the column of keys."""
_FEW = 20
"""Cells in which words beside the keys would be torn: they stand below them there."""


class HelpDialog(Dialog[str]):
    """The keys by group, and what the marks mean."""

    def __init__(self, keymap: Keymap, *, demo_home: str = "") -> None:
        super().__init__()
        self._keymap = keymap
        self._demo_home = demo_home
        """The folder of a demo: a shell needs it to see the same texts."""
        self._chord = Chord(keymap, lambda: None)
        self._box = VerticalScroll(classes="dialog help")
        self._words = Static()

    def compose(self) -> ComposeResult:
        """Yield the box."""
        self._box.border_title = Content("Keys")
        self._box.border_subtitle = line_content(self._keymap.said("{down} {up} scroll · esc closes"))
        with self._box:
            yield self._words

    def first(self) -> Widget:
        """Return the box."""
        return self._box

    def on_resize(self) -> None:
        """Break the words where the box ends."""
        self.call_after_refresh(self._write)

    def _write(self) -> None:
        width = self._box.content_region.width - self._box.styles.scrollbar_size_vertical
        self._words.update(help_text(self._keymap, self._demo_home, width=width))

    def acts_on(self, key: str) -> bool:
        """Say that every key is for this: there is no field; but ctrl+c, at which it is said how to quit."""
        return key != "ctrl+c"

    def act(self, key: str) -> None:
        """Scroll, close, or say that a key does neither."""
        is_taken, action = (False, None) if key == "escape" else self._chord.press(key, Place.LIST)
        name = action.name if action is not None else ""
        height = max(self._box.content_region.height - 1, 1)
        if name in _MOVES:
            self._scroll(_MOVES[name])
        elif is_taken and action is None and self._chord.words:
            return  # a chord goes on
        elif key in _LINES:
            self._scroll(_LINES[key])
        elif key in _SCREENS or name in _PAGES:
            self._scroll(round((_SCREENS.get(key) or _PAGES[name]) * height))
        elif key in _CLOSING or name == "help":
            self.dismiss(None)
        elif len(key) == 1:
            words = f"{key} does nothing here; esc closes the keys."
            self.notify(cleaned_line(words), timeout=3, markup=False)

    def _scroll(self, lines: int) -> None:
        self._box.scroll_relative(y=lines, animate=False)


def help_text(keymap: Keymap, demo_home: str = "", *, width: int = 80) -> Content:
    """Return all actions with their keys, the marks, and how to do the same from a shell."""
    parts: list[Content] = []
    for group, actions in groupby(keymap.actions, key=lambda action: action.group):
        parts.append(_title(group))
        parts += [_row(_spoken_keys(action), action.help, width) for action in actions]
        parts.append(Content("\n"))
    parts.append(_title("Marks"))
    parts += [_row(mark, words, width) for mark, words in _MARKS]
    command = f"SMSTUI_HOME={demo_home} smstui" if demo_home else "smstui"
    parts += [Content("\n"), _title("From a shell"), line_content(f"  {command} search WORD"), Content("\n")]
    parts += [line_content(f"  {command} --help")]
    return Content.assemble(*parts)


def _spoken_keys(action: Action) -> str:
    keys = [spoken(key) for key in action.keys]
    while len(keys) > 1 and cells(cleaned_line(", ".join(keys))) > _KEYS:
        keys.pop()
    return ", ".join(keys)


def _title(words: str) -> Content:
    return Content.assemble((cleaned_line(words), "bold $primary"), "\n")


def _row(keys: str, words: str, width: int) -> Content:
    room = width - _KEYS - 2
    if room < _FEW:
        lines = wrap(cleaned_line(words), max(width - 4, 1))
        under = [cleaned("    " + line + "\n") for line in lines]
        return Content.assemble("  ", (cleaned_line(keys), "bold"), "\n", *under)
    first, *rest = wrap(cleaned_line(words), room)
    under = [cleaned(" " * (_KEYS + 2) + line + "\n") for line in rest]
    return Content.assemble("  ", (fit(cleaned_line(keys), _KEYS), "bold"), first, "\n", *under)
