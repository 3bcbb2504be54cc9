"""The one table of what keys do: help, palette, footer and the README are made from it."""

from __future__ import annotations

from dataclasses import dataclass
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
TYPED_IN = frozenset({Place.COMPOSER, Place.QUERY, Place.NARROW})
"""Where a character is text and no command."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do: its name in `[keys]`, its default keys, its help and where it works."""

    name: str
    keys: tuple[str, ...]
    """A chord is written "g i", a symbol as itself."""
    help: str
    places: frozenset[Place] = OUTSIDE
    hint: str = ""
    """A word or two for the footer; empty keeps it out of there."""
    group: str = "Move"


ACTIONS: tuple[Action, ...] = (
    Action("down", ("j", "down"), "Next conversation, text or contact", OUTSIDE | SEARCH | NARROW | NOTICES),
    Action("up", ("k", "up"), "Previous conversation, text or contact", OUTSIDE | SEARCH | NARROW | NOTICES),
    Action("page_down", ("ctrl+d", "pagedown"), "A page down", OUTSIDE | SEARCH | NARROW | NOTICES),
    Action("page_up", ("ctrl+u", "pageup"), "A page up", OUTSIDE | SEARCH | NARROW | NOTICES),
    Action("first", ("g g", "home"), "To the top of the list, or to older texts", OUTSIDE | HITS | NOTICES),
    Action("last", ("G", "end"), "To the end of the list, or to the newest text", OUTSIDE | HITS | NOTICES),
    Action(
        "open",
        ("enter", "l", "right"),
        "Open the conversation, list the view, or text the contact",
        VIEWS | LIST | CONTACT | SEARCH | NOTICES,
        "open",
    ),
    Action("back", ("h", "left", "escape"), "Back to the list", READING | CONTACT | NOTICES, "back"),
    Action("views", ("h", "left"), "To views and contacts", LIST),
    Action("leave_views", ("escape",), "Back to the conversations", VIEWS, "back"),
    Action("next_unread", ("n",), "Next unread conversation"),
    Action("previous_unread", ("N",), "Previous unread conversation"),
    Action("next_pane", ("tab",), "Next pane", OUTSIDE | COMPOSER | SEARCH | NARROW),
    Action("previous_pane", ("shift+tab",), "Previous pane", OUTSIDE | COMPOSER | SEARCH | NARROW),
    Action("wider", (">",), "Make this pane wider", OUTSIDE),
    Action("narrower", ("<",), "Make this pane narrower", OUTSIDE),
    Action("search", ("/",), "Search all texts", OUTSIDE | HITS, "search", "Search"),
    Action("next_hit", ("n",), "Next text that was found", HITS, "", "Search"),
    Action("previous_hit", ("N",), "Previous text that was found", HITS, "", "Search"),
    Action("leave_search", ("escape",), "Leave the search, back to where you were", SEARCH, "back", "Search"),
    Action("reply", ("r", "i"), "Write a reply", OUTSIDE | HITS | NOTICES, "reply", "Write"),
    Action("new_conversation", ("c",), "New conversation", OUTSIDE, "new", "Write"),
    Action("sender", ("F",), "Choose the number to send from", OUTSIDE, "", "Write"),
    Action("recipient", ("T",), "Choose which of the person's numbers to text", OUTSIDE, "", "Write"),
    Action("take_back", ("u",), "Take back the text that is about to be sent", OUTSIDE, "", "Write"),
    Action(
        "resend",
        ("!",),
        "Settle or resend a text that failed or is unconfirmed",
        OUTSIDE | NOTICES,
        "",
        "Write",
    ),
    Action("send", ("enter",), "Send the text", COMPOSER, "send", "In the composer"),
    Action("newline", ("ctrl+j",), "New line", COMPOSER, "new line", "In the composer"),
    Action("editor", ("ctrl+g",), "Write it in $EDITOR", COMPOSER, "editor", "In the composer"),
    Action("leave", ("escape",), "Leave and keep the draft", COMPOSER, "keep draft", "In the composer"),
    Action(
        "take_back_here",
        ("ctrl+z",),
        "In an empty composer, take back the text that is about to be sent",
        COMPOSER,
        "",
        "In the composer",
    ),
    Action(
        "outside_key",
        ("ctrl+o",),
        "The next key does what it does outside the composer",
        COMPOSER,
        "",
        "In the composer",
    ),
    Action(
        "contact", ("K",), "Contact panel: who this is, and what was said elsewhere", OUTSIDE, "", "People"
    ),
    Action("contacts", ("g c",), "Contacts at full size", OUTSIDE, "", "People"),
    Action("filter", ("f",), "Narrow the contacts by typing", VIEWS, "narrow", "People"),
    Action("text_contact", ("enter",), "Text the contact under the cursor", NARROW, "text", "People"),
    Action("widen", ("escape",), "All contacts again", NARROW, "all", "People"),
    Action("edit_contact", ("E",), "Name a number, or change a contact", OUTSIDE, "", "People"),
    Action("new_contact", ("C",), "New contact", OUTSIDE, "", "People"),
    Action("view_inbox", ("1", "g i"), "Inbox", OUTSIDE, "", "Views"),
    Action("view_unread", ("2",), "Unread", OUTSIDE, "", "Views"),
    Action("view_drafts", ("6", "g d"), "Drafts", OUTSIDE, "", "Views"),
    Action("view_done", ("7",), "Done", OUTSIDE, "", "Views"),
    Action("view_all", ("9",), "All conversations", OUTSIDE, "", "Views"),
    Action("notifications", ("g n",), "Notifications: what came and what failed", OUTSIDE, "", "Views"),
    Action("sync_now", ("S",), "Ask the provider for new texts now", OUTSIDE, "", "smstui"),
    Action("help", ("?", "f1"), "Help: every key", OUTSIDE | HITS | NOTICES, "help", "smstui"),
    Action("palette", ("ctrl+p", ":"), "Commands by name", OUTSIDE | COMPOSER | NARROW, "commands", "smstui"),
    Action("quit", ("ctrl+q",), "Quit", OUTSIDE | COMPOSER | SEARCH | NARROW | NOTICES, "quit", "smstui"),
)


class Keymap:
    """The keys in force: the table with what `[keys]` changes; lookups by place."""

    def __init__(self, changes: Mapping[str, str] | None = None, source: Source | None = None) -> None:
        """Raise `NotConfiguredError` for an action that is not there, or for keys that clash."""
        self._changes = changes or {}
        self._source = source or Source(Path("config.toml"))
        self.actions = tuple(self._changed(action) for action in ACTIONS)
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

    def _refuse_unknown(self) -> None:
        names = {action.name for action in ACTIONS}
        for name in self._changes:
            if name not in names:
                there = ", ".join(sorted(names))
                raise self._source.wrong(("keys", name), f"there is no such action; there are: {there}")

    def _changed(self, action: Action) -> Action:
        if action.name not in self._changes:
            return action
        chord = " ".join(self._changes[action.name].split())
        if not chord:
            expected = 'no key is given; expected one as "n", or a chord as "g i"'
            raise self._source.wrong(("keys", action.name), expected)
        return Action(action.name, (chord,), action.help, action.places, action.hint, action.group)

    def _keys_of(self, place: Place) -> dict[str, Action]:
        found: dict[str, Action] = {}
        for action in self.actions:
            if place in action.places:
                for chord in action.keys:
                    if place in TYPED_IN and _types(chord):
                        continue
                    self._refuse_clash(found, chord, action)
                    found[chord] = action
        return found

    def _refuse_clash(self, found: Mapping[str, Action], chord: str, action: Action) -> None:
        for other, taken in found.items():
            if other == chord or other.startswith(chord + " ") or chord.startswith(other + " "):
                changed = action.name if action.name in self._changes else taken.name
                raise self._source.wrong(
                    ("keys", changed),
                    f'"{chord}" of {action.name} clashes with "{other}" of {taken.name}; '
                    "give one of the two another key",
                )


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
    parts = [_SPOKEN.get(part, part) for part in chord.split()]
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)
