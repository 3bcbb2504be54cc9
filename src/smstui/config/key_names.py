"""How a key is written in the settings: by these names alone does a terminal's key arrive."""

from __future__ import annotations

import re

_WRITTEN_OUT = """
escape enter tab space backspace insert delete left right up down home end pageup pagedown
kp_begin add subtract multiply divide decimal equal separator
menu pause print_screen scroll_lock caps_lock num_lock lower_volume raise_volume mute_volume
media_play media_pause media_play_pause media_reverse media_stop media_fast_forward media_rewind
media_track_next media_track_previous media_record
"""
_NAMED = frozenset(_WRITTEN_OUT.split()) | {f"f{number}" for number in range(1, 36)}

_BESIDE_CTRL = """
exclamation_mark quotation_mark number_sign dollar_sign percent_sign ampersand apostrophe left_parenthesis
right_parenthesis asterisk plus comma minus full_stop slash colon semicolon less_than_sign equals_sign
greater_than_sign question_mark at @ left_square_bracket backslash right_square_bracket circumflex_accent
underscore grave_accent left_curly_bracket vertical_line right_curly_bracket tilde
"""
_SYMBOLS = frozenset(_BESIDE_CTRL.split())
"""What a symbol is called beside ctrl or alt; alone it is written as itself."""

_HELD = ("alt", "ctrl", "hyper", "meta", "shift", "super")
"""What is held down, in the order in which it is written; terminals differ in which of them they pass on."""

_SAME = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+[": "escape",
    "ctrl+left_square_bracket": "escape",
}
"""Two keys, one byte: the terminal does not say which was pressed (ECMA-48 5.2, the C0 set)."""

_SPOKEN = {"esc": "escape", "pgdn": "pagedown", "pgup": "pageup"} | dict(
    zip("↓↑←→", ("down", "up", "left", "right"), strict=True)
)
"""What help and README call a key, in their own spelling."""
_OTHERS = {"return": "enter", "del": "delete", "ins": "insert", "pgdown": "pagedown", "control": "ctrl"}
"""What others call it."""

EXPECTED = (
    'a character as itself ("n", "?"), a key by its name ("enter", "pagedown", "f5"), either with what is '
    'held down before it ("ctrl+o", "alt+left", "ctrl+shift+up"), or several, one after the other ("g i")'
)


def as_written(chord: str) -> str:
    """Return a chord by the own names of its keys, where help and README say another: `gg`, `F5`."""
    return " ".join(_own_name(key) for part in chord.split() for key in _apart(part))


def _apart(part: str) -> list[str]:
    """Return the two characters that are shown as one word; a key's name, such as `up`, stays whole."""
    if len(part) != 2 or "+" in part or _is_key(_own_name(part)):
        return [part]
    are_keys = all(each.isascii() or each.isalnum() or each in _SPOKEN for each in part)
    return list(part) if are_keys else [part]


def _own_name(key: str) -> str:
    held, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    spoken = name.lower() if re.fullmatch(r"F\d+", name) else _SPOKEN.get(name, name)
    return f"{held}{plus}{spoken}"


def meant_key(key: str) -> str:
    """Return how a key is written for which others have another name, as `Ctrl-X`; empty where it is none."""
    *held, name = (
        _OTHERS.get(part, _SPOKEN.get(part, part)) for part in key.lower().replace("-", "+").split("+")
    )
    meant = "+".join([*sorted(held), name])
    return meant if len(meant) > 1 and _is_key(meant) else ""


def unknown_key(chord: str) -> str | None:
    """Return the first key of a chord that no terminal can send, None where all can be pressed."""
    return next((key for key in chord.split() if not _is_key(key)), None)


def same_key(chord: str) -> tuple[str, str] | None:
    """Return the first key of a chord that arrives as another, and that one; None where each is its own."""
    return next(((key, _SAME[key]) for key in chord.split() if key in _SAME), None)


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable()
    *held, name = key.split("+")
    if held != [each for each in _HELD if each in held]:
        return False
    if name in _NAMED:
        return True
    # Shift alone makes another character, which is written as itself.
    return bool(held) and held != ["shift"] and (name in _SYMBOLS or _is_plain(name))


def _is_plain(name: str) -> bool:
    return len(name) == 1 and name.isalnum() and name == name.lower()
