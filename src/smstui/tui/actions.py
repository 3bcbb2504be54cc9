"""The one table of what a person can do: help, palette, footer and the README are made from it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping


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


class Action(Struct, frozen=True):
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

_NEWLINE = ("ctrl+j", "shift+enter", "alt+enter")
"""The first is for every terminal: in most of them shift and enter is enter, or alt and enter if set so."""

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
            "To the top of the list, or to the oldest text",
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
            "Open the conversation, view or contact",
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
        Action(
            "new_conversation",
            ("c",),
            ("f2", "ctrl+n"),
            "New conversation",
            OUTSIDE | HITS | NOTICES,
            "new",
        ),
        Action("sender", ("F",), ("f6",), "Choose the number to send from"),
        Action("recipient", ("T",), ("ctrl+e",), "Choose which of the person's numbers to text"),
        Action(
            "take_back",
            ("u",),
            ("ctrl+u",),
            "Take back the text that waits to be sent",
            OUTSIDE | HITS | NOTICES,
        ),
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
        Action("newline", _NEWLINE, _NEWLINE, "New line", COMPOSER, "new line"),
        Action("editor", ("ctrl+g",), ("ctrl+g",), "Write it in $EDITOR", COMPOSER, "editor"),
        Action("leave", ("escape",), ("escape",), "Leave and keep the draft", COMPOSER, "keep draft"),
        Action(
            "take_back_here",
            ("ctrl+z",),
            ("ctrl+u",),
            "In an empty composer, take back the text that waits to be sent",
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
            EVERYWHERE | NOTICES,
            "commands",
        ),
        Action("quit", ("ctrl+q",), ("ctrl+q",), "Quit", EVERYWHERE | NOTICES, "quit"),
    ),
)
