"""Every screen, pane and dialog there is, and the keys that lead there: a new one gets a line here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hostile import HOSTILE
from tui.events import key_event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.terminal import Terminal
    from tui.stage import Stage

NEEDLE = "needle"
"""A word in each text of the stores that are shown, so that a search finds all of them."""
OWNED = "+1 415 555 9999"
"""A number that somebody has in those stores."""


@dataclass(frozen=True)
class Typed:
    """Words typed key by key."""

    words: str


@dataclass(frozen=True)
class Pasted:
    """Words that somebody else wrote, pasted; terminals take controls out of what is pasted."""

    words: str

    @property
    def harmless(self) -> str:
        return re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", self.words)


Doing: TypeAlias = "str | Typed | Pasted"
"""A key by Textual's name, or words."""


@dataclass(frozen=True)
class Visit:
    """A place: what leads there from the list, what is seen there, and what is done there then."""

    opens: tuple[Doing, ...]
    shows: str
    then: tuple[Doing, ...] = ()
    shows_then: str = ""


VISITS = {
    "conversation": Visit(("enter",), "GSM-7|UCS-2", ("k", "k", "j")),
    "composer": Visit(("r",), "GSM-7|UCS-2", (Pasted("".join(HOSTILE[:45])),)),
    "fate of a text": Visit(("enter", "!"), "What shall become of this text", ("down",)),
    "sender": Visit(("F",), "Send from which number"),
    "recipient": Visit(("T",), "Text which number|No other number"),
    "contact": Visit(("E",), "enter keeps it", (Pasted(HOSTILE[1]), "tab", Pasted(HOSTILE[6]))),
    "refused contact": Visit(
        ("C",), "enter keeps it", (Typed("x"), "tab", Typed(OWNED), "enter"), "belongs to"
    ),
    # The panel comes by the first key where there is little room, and by the second where there is much.
    "panel": Visit(("enter", "K"), "", ("j", "K", "j")),
    "contacts": Visit(("g", "c"), "Contacts", ("down", "down")),
    "narrowed contacts": Visit(("h", "f"), "name or number", (Pasted("".join(HOSTILE[20:26])),)),
    "views": Visit(("h", "G", "k"), "smstui"),
    "drafts": Visit(("6",), "Drafts"),
    "end of the list": Visit(("G",), "Inbox"),
    "new conversation": Visit(("c",), "to whom", (Pasted(HOSTILE[0] + HOSTILE[6]),)),
    "search": Visit(("/",), "Search", (Typed(NEEDLE), "down", "pagedown"), "the newest|texts"),
    "odd search": Visit(("/",), "Search", (Pasted("".join(HOSTILE[:8])),)),
    "landing": Visit(("/",), "Search", (Typed(NEEDLE), "down", "enter"), "GSM-7|UCS-2"),
    "commands": Visit(("ctrl+p",), "Commands", (Typed("unread"),)),
    "notifications": Visit(("g", "n"), "Notifications", ("j", "j")),
    "theme": Visit(("ctrl+p",), "Commands", (Typed("theme"),)),
    "help": Visit(("?",), "scroll", ("space", "space")),
}


async def visit(stage: Stage, place: Visit, *, pastes: bool = True) -> None:
    """Go to a place on a stage."""
    for doings, seen in ((place.opens, place.shows), (place.then, place.shows_then)):
        for doing in doings:
            match doing:
                case Typed(words):
                    await stage.burst(*map(key_event, words))
                case Pasted():
                    if pastes:
                        await stage.paste(doing.harmless)
                case _:
                    await stage.burst(key_event(doing))
        await stage.pass_time(0.1)
        assert re.search(seen, stage.picture), f"{seen!r} is not shown\n{stage.picture}"


async def leave(stage: Stage) -> None:
    """Go back to the top of the inbox."""
    for _ in range(3):
        await stage.burst(key_event("escape"))
    await stage.burst(key_event("1"))
    assert stage.app.screen is stage.inbox


_BYTES = {
    "enter": "\r",
    "tab": "\t",
    "space": " ",
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "ctrl+p": "\x10",
}


def visit_in(terminal: Terminal, place: Visit) -> None:
    """Go to a place in a real terminal."""
    for doings, seen in ((place.opens, place.shows), (place.then, place.shows_then)):
        press_in(terminal, doings)
        terminal.wait_for(seen)


def press_in(terminal: Terminal, doings: Sequence[Doing]) -> None:
    """Do these things one after the other, each as soon as the screen is still."""
    for doing in doings:
        match doing:
            case Typed(words):
                terminal.send(words)
            case Pasted():
                terminal.send(f"\x1b[200~{doing.harmless}\x1b[201~")
            case _:
                terminal.send(_BYTES.get(doing, doing))
        terminal.settle(0.06, timeout=3)


def leave_in(terminal: Terminal) -> None:
    """Go back to the top of the inbox in a real terminal."""
    terminal.send("\x1b\x1b\x1b")
    terminal.settle(0.16, timeout=3)  # longer than Textual waits for the rest of a sequence
    terminal.wait_for(
        r"(?s)\A(?! Search)(?!.*esc closes).*\? help"
    )  # said only where no field has the keyboard
    terminal.send("1")
    terminal.wait_for(r"Inbox  \d+")
