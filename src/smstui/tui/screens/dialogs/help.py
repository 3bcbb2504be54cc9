"""Every key, from the table."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from smstui.tui.formatting import cells, cleaned, cleaned_line, fit, line_content, wrap
from smstui.tui.keymap import spoken
from smstui.tui.screens.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from smstui.tui.actions import Action
    from smstui.tui.keymap import Keymap

_LINES = {"j": 1, "down": 1, "k": -1, "up": -1}
_SCREENS = {"pagedown": 1.0, "pageup": -1.0, "space": 1.0, "ctrl+d": 0.5, "ctrl+u": -0.5}
_CLOSING = frozenset({"q", "?", "enter", "f1"})
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
        """Say whether a key scrolls or closes."""
        return key in _LINES or key in _SCREENS or key in _CLOSING or super().acts_on(key)

    def act(self, key: str) -> None:
        """Scroll or close."""
        if key in _LINES or key in _SCREENS:
            height = max(self._box.content_region.height - 1, 1)
            steps = _LINES.get(key) or round(_SCREENS[key] * height)
            self._box.scroll_relative(y=steps, animate=False)
        else:
            super().act(key)


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
