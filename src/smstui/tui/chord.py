"""Keys pressed one after the other, until they are an action or can become none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.keymap import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smstui.tui.actions import Action, Place
    from smstui.tui.keymap import Keymap


def waiting(keys: Sequence[str]) -> str:
    """Return what the status line says while more is to come; nothing without keys."""
    return f"{spoken(' '.join(keys))}…" if keys else ""


class Chord:
    """What was pressed of a chord so far."""

    def __init__(self, keymap: Keymap, changed: Callable[[], object]) -> None:
        """Call `changed` whenever what is waited for becomes another."""
        self._keymap = keymap
        self._changed = changed
        self._keys: tuple[str, ...] = ()
        self._place: Place | None = None
        """Where the last key was pressed."""
        self.dead = ""
        """The chord that ended with the last key and is no action's, as it is spoken."""

    @property
    def words(self) -> str:
        """What the status line says of it."""
        return waiting(self._keys)

    def press(self, key: str, place: Place) -> tuple[bool, Action | None]:
        """Return whether the key belongs to a chord, and the action that is complete with it.

        Esc ends a chord, and so does a key that leads nowhere: it does not do what it does alone.
        """
        before, self._place = self._keys, place
        keys = (*before, key)
        action = None if before and key == "escape" else self._keymap.find(keys, place)
        self._wait(keys if action is None and self._goes_on(keys, place) else ())
        leads_nowhere = before and action is None and not self._keys and key != "escape"
        self.dead = spoken(" ".join(keys)) if leads_nowhere else ""
        return bool(before or self._keys), action

    def keyboard_is_in(self, place: Place) -> None:
        """Wait for no key where the keyboard has gone elsewhere since the last one."""
        if place is not self._place:
            self._wait(())

    def _goes_on(self, keys: tuple[str, ...], place: Place) -> bool:
        return keys[-1] != "escape" and self._keymap.begins(keys, place)

    def _wait(self, keys: tuple[str, ...]) -> None:
        if keys != self._keys:
            self._keys = keys
            self._changed()
