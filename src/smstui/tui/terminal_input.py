"""What comes in from the terminal, byte by byte: keys, pastes, the mouse, answers, and now and then noise."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Key, Resize
from textual.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.geometry import Size
    from textual.message import Message

_ESC, _SHOWN_ESC = "\x1b", "\u241b"
_END_BEGUN = re.compile(r"\x1b(?:\[(?:2(?:0(?:1)?)?)?)?\Z")
"""The end of a paste whose last characters are still to come."""
_KEY_BEHIND_ESC = re.compile(r"\x1b[^\x1b\[O\]P_^X\t\r\x7fbf]", re.S)
"""Esc and the key pressed right behind it; not where a sequence begins so.

Terminals without Kitty's protocol send alt and a key like this too, and alt with b, f and backspace moves and
deletes by words (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, "Alt and Meta Keys").
"""
_ALT_ENTER = "\x1b\r"
"""Also esc and enter in one packet: a new line does less harm than to send what was to be left."""
_LARGEST = 2_000
"""Columns, and lines."""
_STRING = re.compile(
    r"\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b\[[0-?]{28,}[ -/]*[@-~]"
)
"""Answers to a program that may have ended: a whole string (ECMA-48 5.6), or more numbers than a key has."""
_BEGINS_NOTHING = re.compile(r"\x1b([\[O\]P_^X])(?=\x1b)")
"""Esc, and a character that would begin a sequence if another did not begin right behind it."""
_ESC_KEY = "\x1b[27u"
"""Esc as Kitty's protocol has it: it joins with nothing."""
_CONTROL_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-LN-Z\\-ln-xz{|}~]")
"""A whole control sequence (ECMA-48 5.4), but for the mouse, reports and the function keys of a console."""
_MORE_BUTTONS = 128
"""Bit of the buttons beside the thumb (ctlseqs, "Other buttons"), which Textual takes for the first ones."""


class _KeyParser(XTermParser):
    """Textual's parser; an esc is not joined to the key behind it, and a sequence nobody knows is no text."""

    def parse_mouse_code(self, code: str) -> Message | None:
        """Return what the mouse did; in cells where the terminal did not say how large they are."""
        told = self._re_sgr_mouse.match(code)
        if told is not None and int(told[1]) & _MORE_BUTTONS:
            return None
        sizes = (self.terminal_size, self.terminal_pixel_size)
        self.mouse_pixels = self.mouse_pixels and all(size and all(size) for size in sizes)
        return super().parse_mouse_code(code)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        """Return the keys that a sequence stands for; none where it may go on."""
        if sequence == _ALT_ENTER:
            return [Key("alt+enter", None)]
        if alt:
            return [Key("escape", _ESC), *self._known(sequence)]
        if _KEY_BEHIND_ESC.fullmatch(sequence):
            return [Key("escape", _ESC), *self._known(sequence[1])]
        found = self._known(sequence)
        return found or ([Key(Keys.Ignore, None)] if _CONTROL_SEQUENCE.fullmatch(sequence) else [])

    def _known(self, sequence: str) -> list[Key]:
        try:
            return list(super()._sequence_to_key_events(sequence))
        except (ValueError, OverflowError):  # a number in it is no character
            return [Key(Keys.Ignore, None)]


class _Filter:
    """Keeps what is no key from being pressed: each esc in a paste, and what follows it, and answers."""

    def __init__(self) -> None:
        self._is_within = False
        self._before = ""
        """Outside a paste what was handed on last, within one what was kept: a mark may begin there."""

    def filter(self, text: str) -> str:
        """Return this as the parser may see it; the beginning of the mark of an end comes with the next."""
        done: list[str] = []
        while text:
            text, harmless = self._within(text) if self._is_within else self._outside(text)
            done.append(harmless)
        return "".join(done)

    def _outside(self, text: str) -> tuple[str, str]:
        joined = self._before + text
        start = joined.find(BRACKETED_PASTE_START)
        if start < 0:
            self._before = joined[1 - len(BRACKETED_PASTE_START) :]
            return "", _without_noise(text)
        end = start + len(BRACKETED_PASTE_START) - len(self._before)
        self._is_within, self._before = True, ""
        return text[end:], _without_noise(text[:end])

    def _within(self, text: str) -> tuple[str, str]:
        inside, mark, behind = (self._before + text).partition(BRACKETED_PASTE_END)
        self._is_within, self._before = not mark, ""
        if not mark:
            begun = _END_BEGUN.search(inside)
            if begun is not None:
                inside, self._before = inside[: begun.start()], begun[0]
        return behind, inside.replace(_ESC, _SHOWN_ESC) + mark


class TerminalInput:
    """Turns the bytes of a terminal into messages, however they are cut up."""

    def __init__(self) -> None:
        # Another character set, or a bad line, ends nothing: what cannot be read is shown as such.
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._filter = _Filter()
        self._parser = _KeyParser()

    def read(self, data: bytes) -> list[Message]:
        """Return what these bytes complete; without any, what was waited for long enough: a lone esc."""
        text = self._filter.filter(self._decode(data))
        read = [*(self._parser.feed(text) if text else ()), *self._parser.tick()]
        return [message for message in read if not isinstance(message, Resize) or _is_size(message.size)]


def _without_noise(text: str) -> str:
    """Return what is keys and the mouse."""
    return _BEGINS_NOTHING.sub(rf"{_ESC_KEY}\1", _STRING.sub("", text))


def _is_size(size: Size) -> bool:
    """Say whether a terminal may be that large: noise asks for a screen that no memory holds."""
    return 0 < size.width <= _LARGEST and 0 < size.height <= _LARGEST
