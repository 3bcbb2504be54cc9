"""Keys and mice as a terminal's driver tells them: without waiting for what they do."""

from __future__ import annotations

import unicodedata

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key


def key_event(key: str) -> events.Key:
    """Return the event of a key by its name or its character, as a pilot makes it."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        character: str | None = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = key if len(key) == 1 else None
    return events.Key(name, character)


def mouse_event(kind: type[events.MouseEvent], at: tuple[int, int], button: int = 0) -> events.MouseEvent:
    """Return what the mouse does at a place of the screen."""
    x, y = at
    return kind(None, x, y, 0, 0, button, False, False, False, x, y)


def click(at: tuple[int, int], button: int = 1) -> tuple[events.MouseEvent, ...]:
    """Return the events of a click."""
    return mouse_event(events.MouseDown, at, button), mouse_event(events.MouseUp, at, button)
