"""The one table of what keys do: help, palette, footer and the README are made from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.config.validation import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Place(StrEnum):
    """Where the keyboard is."""

    VIEWS = "views"
    """The views and, below them, the contacts."""
    NARROW = "narrow"
    """Where it is typed which contacts to show: characters are text there."""
    LIST = "list"
    """The conversations."""
    READING = "conversation"
    """The texts of one conversation."""
    COMPOSER = "composer"
    """Where a text is typed: every other key is text there."""
    CONTACT = "contact"
    """The contact panel."""
    QUERY = "query"
    """Where it is typed what to search for: characters are text there too."""
    HITS = "hits"
    """The texts that a search found."""
    NOTICES = "notifications"
    """What came in and what failed."""


VIEWS = frozenset({Place.VIEWS})
NARROW = frozenset({Place.NARROW})
LIST = frozenset({Place.LIST})
READING = frozenset({Place.READING})
CONTACT = frozenset({Place.CONTACT})
OUTSIDE = VIEWS | LIST | READING | CONTACT
COMPOSER = frozenset({Place.COMPOSER})
HITS = frozenset({Place.HITS})
SEARCH = frozenset({Place.QUERY, Place.HITS})
NOTICES = frozenset({Place.NOTICES})
OUT_OF: Mapping[Place, Place] = {
    Place.COMPOSER: Place.READING,
    Place.QUERY: Place.HITS,
    Place.NARROW: Place.VIEWS,
}
"""Where one types, and whose keys hold there after ctrl+o: a further field is a line here."""
TYPED_IN = frozenset(OUT_OF)
"""Where a character is text and no command."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do: its name in `[keys]`, its keys by profile, its help and where it works."""

    name: str
    vim: tuple[str, ...]
    """A chord is written "g i", a symbol as itself."""
    plain: tuple[str, ...]
    """For whoever knows no vim: arrows, function keys and ctrl with a letter; no letter alone."""
    help: str
    places: frozenset[Place] = OUTSIDE
    hint: str = ""
    """A word or two for the footer; empty keeps it out of there."""
    group: str = "Move"
    keys: tuple[str, ...] = ()
    """Those in force: a `Keymap` fills them in."""


def _group(name: str, *actions: Action) -> tuple[Action, ...]:
    return tuple(replace(action, group=name) for action in actions)


EVERYWHERE = OUTSIDE | COMPOSER | SEARCH | NARROW

ACTIONS: tuple[Action, ...] = (
    *_group(
        "Move",
        Action(
            "down",
            ("j", "down"),
            ("down",),
            "Next conversation, text or contact",
            OUTSIDE | SEARCH | NARROW | NOTICES,
        ),
        Action(
            "up",
            ("k", "up"),
            ("up",),
            "Previous conversation, text or contact",
            OUTSIDE | SEARCH | NARROW | NOTICES,
        ),
        Action(
            "page_down",
            ("ctrl+d", "pagedown"),
            ("pagedown",),
            "A page down",
            OUTSIDE | SEARCH | NARROW | NOTICES,
        ),
        Action(
            "page_up", ("ctrl+u", "pageup"), ("pageup",), "A page up", OUTSIDE | SEARCH | NARROW | NOTICES
        ),
        Action(
            "first",
            ("g g", "home"),
            ("home",),
            "To the top of the list, or to older texts",
            OUTSIDE | HITS | NOTICES,
        ),
        Action(
            "last",
            ("G", "end"),
            ("end",),
            "To the end of the list, or to the newest text",
            OUTSIDE | HITS | NOTICES,
        ),
        Action(
            "open",
            ("enter", "l", "right"),
            ("enter", "right"),
            "Open the conversation, list the view, or text the contact",
            VIEWS | LIST | CONTACT | SEARCH | NOTICES,
            "open",
        ),
        Action(
            "back",
            ("h", "left", "escape"),
            ("escape", "left"),
            "Back to the list",
            READING | CONTACT | NOTICES,
            "back",
        ),
        Action("views", ("h", "left"), ("left",), "To views and contacts", LIST),
        Action("leave_views", ("escape",), ("escape",), "Back to the conversations", VIEWS, "back"),
        Action("next_unread", ("n",), ("f8",), "Next unread conversation"),
        Action("previous_unread", ("N",), ("f7",), "Previous unread conversation"),
        Action("next_pane", ("tab",), ("tab",), "Next pane", EVERYWHERE),
        Action("previous_pane", ("shift+tab",), ("shift+tab",), "Previous pane", EVERYWHERE),
        Action("wider", (">",), (">",), "Make this pane wider"),
        Action("narrower", ("<",), ("<",), "Make this pane narrower"),
    ),
    *_group(
        "Search",
        Action("search", ("/",), ("f3", "ctrl+f"), "Search all texts", OUTSIDE | HITS, "search"),
        Action("next_hit", ("n",), ("f8",), "Next text that was found", HITS),
        Action("previous_hit", ("N",), ("f7",), "Previous text that was found", HITS),
        Action(
            "leave_search",
            ("escape",),
            ("escape",),
            "Leave the search, back to where you were",
            SEARCH,
            "back",
        ),
    ),
    *_group(
        "Write",
        Action("reply", ("r", "i"), ("f4", "ctrl+r"), "Write a reply", OUTSIDE | HITS | NOTICES, "reply"),
        Action("new_conversation", ("c",), ("f2", "ctrl+n"), "New conversation", OUTSIDE, "new"),
        Action("sender", ("F",), ("f6",), "Choose the number to send from"),
        Action("recipient", ("T",), ("ctrl+e",), "Choose which of the person's numbers to text"),
        Action("take_back", ("u",), ("ctrl+u",), "Take back the text that is about to be sent"),
        Action(
            "resend",
            ("!",),
            ("!",),
            "Settle or resend a text that failed or is unconfirmed",
            OUTSIDE | NOTICES,
        ),
    ),
    *_group(
        "In the composer",
        Action("send", ("enter",), ("enter",), "Send the text", COMPOSER, "send"),
        Action("newline", ("ctrl+j",), ("ctrl+j",), "New line", COMPOSER, "new line"),
        Action("editor", ("ctrl+g",), ("ctrl+g",), "Write it in $EDITOR", COMPOSER, "editor"),
        Action("leave", ("escape",), ("escape",), "Leave and keep the draft", COMPOSER, "keep draft"),
        Action(
            "take_back_here",
            ("ctrl+z",),
            ("ctrl+u",),
            "In an empty composer, take back the text that is about to be sent",
            COMPOSER,
        ),
    ),
    *_group(
        "In a text field",
        Action(
            "outside_key",
            ("ctrl+o",),
            ("ctrl+o",),
            "The next key does what it does outside the field",
            TYPED_IN,
        ),
    ),
    *_group(
        "People",
        Action("contact", ("K",), ("ctrl+k",), "Contact panel: who this is, and what was said elsewhere"),
        Action("contacts", ("g c",), ("ctrl+l",), "Contacts at full size"),
        Action("filter", ("f",), ("f9",), "Narrow the contacts by typing", VIEWS, "narrow"),
        Action("text_contact", ("enter",), ("enter",), "Text the contact under the cursor", NARROW, "text"),
        Action("widen", ("escape",), ("escape",), "All contacts again", NARROW, "all"),
        Action("edit_contact", ("E",), ("ctrl+d",), "Name a number, or change a contact"),
        Action("new_contact", ("C",), ("f12",), "New contact"),
    ),
    *_group(
        "Views",
        Action("view_inbox", ("1", "g i"), ("1",), "Inbox"),
        Action("view_unread", ("2",), ("2",), "Unread"),
        Action("view_drafts", ("6", "g d"), ("6",), "Drafts"),
        Action("view_done", ("7",), ("7",), "Done"),
        Action("view_all", ("9",), ("9",), "All conversations"),
        Action("notifications", ("g n",), ("0",), "Notifications: what came and what failed"),
    ),
    *_group(
        "smstui",
        Action("sync_now", ("S",), ("f5",), "Ask the provider for new texts now"),
        Action("theme", ("ctrl+t",), ("ctrl+t",), "Choose the theme"),
        Action("help", ("?", "f1"), ("?", "f1"), "Help: every key", OUTSIDE | HITS | NOTICES, "help"),
        Action(
            "palette",
            ("ctrl+p", ":"),
            ("ctrl+p",),
            "Commands by name",
            OUTSIDE | COMPOSER | NARROW,
            "commands",
        ),
        Action("quit", ("ctrl+q",), ("ctrl+q",), "Quit", EVERYWHERE | NOTICES, "quit"),
    ),
)


class Keymap:
    """The keys in force: those of a profile with what `[keys]` changes; lookups by place."""

    def __init__(
        self, changes: Mapping[str, str] | None = None, source: Source | None = None, *, profile: str = "vim"
    ) -> None:
        """Raise `NotConfiguredError` for an action that is not there, or for keys that clash."""
        self._changes = changes or {}
        self._source = source or Source(Path("config.toml"))
        self.actions = tuple(
            replace(action, keys=self._keys_for(action, action.plain if profile == "plain" else action.vim))
            for action in ACTIONS
        )
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
        keys = self.action(name).keys
        working = [key for key in keys if place not in TYPED_IN or not _types(key)]
        return spoken((working or keys)[0])

    def said(self, words: str) -> str:
        """Return a sentence of ours with the keys of the actions that it names in braces."""
        return _NAMED.sub(lambda named: self.key(named[1]), words)

    def _refuse_unknown(self) -> None:
        names = {action.name for action in ACTIONS}
        for name in self._changes:
            if name not in names:
                there = ", ".join(sorted(names))
                raise self._source.wrong(("keys", name), f"there is no such action; there are: {there}")

    def _keys_for(self, action: Action, keys: tuple[str, ...]) -> tuple[str, ...]:
        if action.name not in self._changes:
            return keys
        chord = " ".join(self._changes[action.name].split())
        if not chord:
            expected = 'no key is given; expected one as "n", or a chord as "g i"'
            raise self._source.wrong(("keys", action.name), expected)
        return (chord,)

    def _keys_of(self, place: Place) -> dict[str, Action]:
        found: dict[str, Action] = {}
        for action in self.actions:
            if place in action.places:
                for chord in action.keys:
                    if place in TYPED_IN and _types(chord):
                        continue
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


def _types(chord: str) -> bool:
    """Say whether a chord begins with a character: where one types that is text."""
    return len(chord.split(maxsplit=1)[0]) == 1


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
