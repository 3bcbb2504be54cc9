"""The keys in force: those of a profile with what the person changed, and how screens show them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.config.validation import Source
from smstui.tui.actions import ACTIONS, OUT_OF, TYPED_IN, Action, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Keymap:
    """The keys in force: those of a profile with what `[keys]` changes; lookups by place."""

    def __init__(
        self, changes: Mapping[str, str] | None = None, source: Source | None = None, *, profile: str = "vim"
    ) -> None:
        """Raise `NotConfiguredError` for an action that is not there, or for keys that clash."""
        self._changes = changes or {}
        self._source = source or Source(Path("config.toml"))
        self._profile = {
            action.name: action.plain if profile == "plain" else action.vim for action in ACTIONS
        }
        self.actions = tuple(replace(action, keys=self._keys_for(action)) for action in ACTIONS)
        self._refuse_unknown()
        self._by_place = {place: self._keys_of(place) for place in Place}

    def find(self, keys: Sequence[str], place: Place) -> Action | None:
        """Return the action of these keys pressed one after the other."""
        return self._by_place[place].get(" ".join(keys))

    def begins(self, keys: Sequence[str], place: Place) -> bool:
        """Say whether a longer chord begins with these keys."""
        start = " ".join(keys) + " "
        return any(chord.startswith(start) for chord in self._by_place[place])

    def action(self, name: str) -> Action:
        """Return the action of this name."""
        return next(action for action in self.actions if action.name == name)

    def key(self, name: str, place: Place | None = None) -> str:
        """Return the key of an action as screens show it, one that works in this place where there is one."""
        action = self.action(name)
        working = self._keys_in(place, action) if place is not None else ()
        return spoken((working or action.keys)[0])

    def works(self, action: Action, place: Place) -> bool:
        """Say whether an action is for this place, and has a key that is no text there."""
        return place in action.places and action in self._by_place[place].values()

    def quits(self, keys: Sequence[str]) -> bool:
        """Say whether the last of these keys quit where no other action is; the profile's own do too."""
        chords = {*self.action("quit").keys, *self._profile["quit"]}
        return any([*keys][-len(chord) :] == chord for chord in map(str.split, chords))

    def said(self, words: str, place: Place | None = None) -> str:
        """Return a sentence of ours with the keys of the actions that it names in braces.

        Where the keyboard is in a field, a key that is text there stands behind the one that leads out.
        """
        return _NAMED.sub(lambda named: self._said_key(named[1], place), words)

    def _said_key(self, name: str, place: Place | None) -> str:
        if place not in TYPED_IN:
            return self.key(name)
        here = [chord for chord, action in self._by_place[place].items() if action.name == name]
        return spoken(here[0]) if here else f"{self.key('outside_key', place)} {self.key(name)}"

    def unused(self, key: str) -> str:
        """Return what is said of a key that does nothing where it was pressed."""
        return f"{key} " + self.said("does nothing here; {help} shows the keys.")

    def _refuse_unknown(self) -> None:
        names = {action.name for action in ACTIONS}
        for name in self._changes:
            if name not in names:
                there = ", ".join(sorted(names))
                raise self._source.wrong(("keys", name), f"there is no such action; there are: {there}")

    def _keys_for(self, action: Action) -> tuple[str, ...]:
        if action.name not in self._changes:
            return self._profile[action.name]
        chord = " ".join(self._changes[action.name].split())
        if not chord:
            expected = 'no key is given; expected one as "n", or a chord as "g i"'
            raise self._source.wrong(("keys", action.name), expected)
        if action.places <= TYPED_IN and not _works_in_fields(chord):
            expected = (
                f'{action.name} is done where one types, and "{chord}" is text there; '
                'expected one key that types nothing, as "ctrl+x" or "f5"'
            )
            raise self._source.wrong(("keys", action.name), expected)
        return (chord,)

    def _keys_in(self, place: Place, action: Action) -> Sequence[str]:
        """Return an action's keys in a place: where one types, the profile's if its own are for the field."""
        if place not in TYPED_IN:
            return action.keys
        edits = _EDITING if place is not Place.COMPOSER and not action.places <= TYPED_IN else ()
        working, usual = (
            [key for key in keys if _works_in_fields(key) and key not in edits]
            for keys in (action.keys, self._profile[action.name])
        )
        return working or usual

    def _keys_of(self, place: Place) -> dict[str, Action]:
        found: dict[str, Action] = {}
        for action in self.actions:
            if place in action.places:
                for chord in self._keys_in(place, action):
                    self._refuse_clash(found, chord, action)
                    found[chord] = action
        return self._with_function_keys(found, OUT_OF[place]) if place in OUT_OF else found

    def _with_function_keys(self, found: dict[str, Action], outside: Place) -> dict[str, Action]:
        """Return the keys of a text field with those that are no text in any field either."""
        others = {
            chord: action
            for action in self.actions
            for chord in action.keys
            if outside in action.places and _FUNCTION_KEY.fullmatch(chord)
        }
        return others | found

    def _refuse_clash(self, found: Mapping[str, Action], chord: str, action: Action) -> None:
        for other, taken in found.items():
            if other == chord or other.startswith(chord + " ") or chord.startswith(other + " "):
                changed = action.name if action.name in self._changes else taken.name
                raise self._source.wrong(
                    ("keys", changed),
                    f'"{chord}" of {action.name} clashes with "{other}" of {taken.name}; '
                    "give one of the two another key",
                )


_NAMED = re.compile(r"\{(\w+)\}")
_FUNCTION_KEY = re.compile(r"f\d+")
_EDITING = frozenset(
    {"left", "right", "home", "end", "ctrl+a", "ctrl+d", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w"}
)
"""Keys with which one line is edited: its field has them, unless they are of an action of fields alone."""


def types(key: str) -> bool:
    """Say whether a key is a character: where one types that is text."""
    return len(key) == 1 or key == "space"


def _works_in_fields(chord: str) -> bool:
    """Say whether this is one key that types nothing: no field waits for a second one."""
    return " " not in chord and not types(chord)


def key_name(key: str, character: str | None) -> str:
    """Return a key as the table writes it, from Textual's name and the character it types."""
    if character is not None and character.isprintable() and character != " " and len(character) == 1:
        return character
    return key


_SPOKEN = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


def spoken(chord: str) -> str:
    """Return a chord as screens show it: `g g` as "gg", `escape` as "esc"."""
    parts = [_spoken_key(part) for part in chord.split()]
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)


def _spoken_key(key: str) -> str:
    return key.upper() if _FUNCTION_KEY.fullmatch(key) else _SPOKEN.get(key, key)
