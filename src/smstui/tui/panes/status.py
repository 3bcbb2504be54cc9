"""The status line: how things stand on the left, the keys that matter here on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.strip import Strip

from smstui.tui.actions import Place
from smstui.tui.formatting import CleanText, cells, cleaned_line, fit, joined, long_when
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual import events

    from smstui.domain.models import AccountState
    from smstui.tui.keymap import Keymap
    from smstui.tui.queries import Overview
    from smstui.tui.widgets.styled import Run

_AIR = 2
"""Cells before each hint."""
_KEPT_HINTS = ("help", "quit")
"""Hints that stay in the narrowest terminal."""
_HINT_ORDER = (
    "send",
    "newline",
    "editor",
    "leave",
    "back",
    "open",
    "leave_search",
    "leave_views",
    "text_contact",
    "widen",
    "filter",
    "reply",
    "new_conversation",
    "search",
    "help",
    "palette",
    "quit",
)


class Said(NamedTuple):
    """One thing about how it stands."""

    words: CleanText
    weight: int
    """Where there is no room for all of them, the lightest goes first."""


class Hint(NamedTuple):
    """An action as the line shows it."""

    name: str
    key: CleanText
    words: CleanText

    @property
    def runs(self) -> tuple[Run, Run]:
        """What is drawn."""
        return ((CleanText(f"{' ' * _AIR}{self.key}"), "key"), (CleanText(f" {self.words}"), "hint"))

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return _AIR + cells(self.key) + 1 + cells(self.words)


class StatusLine(StyledLines, can_focus=False):
    """One line at the bottom of the screen; a click on a key does what the key does."""

    class HintClicked(Message):
        """The hint of this action was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.keymap = keymap
        self.place = Place.LIST
        self.parts: tuple[Said, ...] = ()
        self.urgent = CleanText("")
        """What matters more than the rest just now: a countdown, a chord half pressed, quitting."""
        self._hints: dict[Place, Sequence[Hint]] = {}
        self._shown: list[tuple[range, str]] = []
        """The cells of each hint that is drawn, and its action."""

    def show(self, words: str) -> None:
        """Say one thing."""
        self.show_parts([Said(cleaned_line(words, 300), 0)])

    def show_parts(self, parts: Sequence[Said]) -> None:
        """Say how things stand."""
        self._put(parts=tuple(part for part in parts if part.words))

    def show_urgent(self, words: str) -> None:
        """Say something before everything else; empty words take it away."""
        self._put(urgent=cleaned_line(words, 120))

    def show_place(self, place: Place) -> None:
        """Show the keys of this place."""
        if place is not self.place:
            self.place = place
            self.refresh()

    def _put(self, *, parts: tuple[Said, ...] | None = None, urgent: CleanText | None = None) -> None:
        before = (self.parts, self.urgent)
        self.parts = self.parts if parts is None else parts
        self.urgent = self.urgent if urgent is None else urgent
        if before != (self.parts, self.urgent):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line: hints give way before words do, and light words before heavy ones."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        left: list[Run] = [(CleanText(" "), "")]
        if self.urgent:
            left.append((self.urgent, "urgent"))
            left.append((CleanText("  "), ""))
        before = sum(cells(text) for text, _ in left)
        words = self._words_for(width - before - sum(hint.width for hint in self._fitting(0)) - 2)
        left.append((words, "words"))
        taken = before + cells(words)
        hints = self._fitting(width - taken - 2)
        room = width - sum(hint.width for hint in hints) - 1
        self._note_places(hints, room)
        if taken > room:
            left[-1] = (fit(words, max(room - before - 1, 0)), "words")
            taken = before + max(room - before - 1, 0)
        drawn = [run for hint in hints for run in hint.runs]
        return self.strip([*left, (CleanText(" " * max(room - taken, 0)), ""), *drawn], width)

    def _words_for(self, room: int) -> CleanText:
        """Return what fits, whole; beside something urgent maybe nothing, else one thing at least."""
        kept = list(self.parts)
        while len(kept) > (not self.urgent) and cells(_in_a_row(kept)) > room:
            kept.remove(min(kept, key=lambda part: part.weight))
        return _in_a_row(kept)

    def on_click(self, event: events.Click) -> None:
        """Tell which hint was clicked."""
        for cells_of_hint, name in self._shown:
            if event.x in cells_of_hint:
                self.post_message(self.HintClicked(name))

    def _note_places(self, hints: Sequence[Hint], start: int) -> None:
        self._shown = []
        for hint in hints:
            end = start + hint.width
            self._shown.append((range(start + _AIR, end), hint.name))
            start = end

    def _fitting(self, room: int) -> list[Hint]:
        """Return the hints that fit, those that lead out of here always."""
        hints = self._hints_here()
        kept = [hint for hint in hints if hint.name in _KEPT_HINTS]
        for hint in hints:
            if hint not in kept and sum(other.width for other in kept) + hint.width <= room:
                kept = sorted([*kept, hint], key=hints.index)
        return kept

    def _hints_here(self) -> Sequence[Hint]:
        if self.place not in self._hints:
            actions = [
                action
                for action in self.keymap.actions
                if action.hint and self.keymap.works(action, self.place)
            ]
            order = {name: at for at, name in enumerate(_HINT_ORDER)}
            actions.sort(key=lambda action: order.get(action.name, len(order)))
            self._hints[self.place] = [
                Hint(
                    action.name,
                    cleaned_line(self.keymap.key(action.name, self.place)),
                    cleaned_line(action.hint),
                )
                for action in actions
            ]
        return self._hints[self.place]


def _in_a_row(parts: Sequence[Said]) -> CleanText:
    return joined([part.words for part in parts])


def status_words(
    overview: Overview,
    *,
    elsewhere: bool,
    now: datetime,
    has_account: bool = True,
    agent: bool | None = None,
) -> list[Said]:
    """Return how things stand: synced when, what waits, what is in doubt, who sends.

    Times are in the zone of `now`. `elsewhere` is whether another process does. `agent` is whether one runs;
    None says nothing about it.
    """
    counts = overview.counts
    agent_words = "" if agent is None else "agent running" if agent else "no agent"
    said = [
        *(_sync_words(overview.accounts, now) if has_account else [("no account: read only", 9)]),
        (agent_words, 1),
        (_count(counts.sending, "sending"), 6),
        (_count(counts.waiting, "waiting"), 5),
        (_count(counts.unconfirmed, "unconfirmed"), 8),
        (_count(counts.held, "held"), 7),
        ("another process sends" if elsewhere and has_account and not agent else "", 2),
    ]
    return [Said(cleaned_line(words), weight) for words, weight in said if words]


def trouble_words(accounts: Sequence[AccountState]) -> CleanText:
    """Return what stands in the way of accounts, in words; empty where nothing does."""
    return joined([f"{account.name}: {account.error}" for account in accounts if account.error])


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number else ""


def _sync_words(accounts: Sequence[AccountState], now: datetime) -> list[tuple[str, int]]:
    offline = {each.name: each.offline_since for each in accounts if each.offline_since is not None}
    if offline:
        names = f"{', '.join(offline)} " if len(offline) < len(accounts) else ""
        since = long_when(min(offline.values()), now)
        return [(f"{names}offline since {since}", 9), (_through(accounts, now), 3)]
    if any(account.error for account in accounts):
        names = ", ".join(account.name for account in accounts if account.error)
        return [(f"! {names}", 9), (_through(accounts, now), 3)]
    if not accounts or not all(account.complete for account in accounts):
        return [("reading your history…", 4)]
    return [(_through(accounts, now), 4)]


def _through(accounts: Sequence[AccountState], now: datetime) -> str:
    """Return up to when every line of every account is synced."""
    known: list[datetime] = [account.through for account in accounts if account.through is not None]
    return f"synced {long_when(min(known), now)}" if known else ""
