"""The status line: how things stand on the left, the keys that matter here on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip

from smstui.tui.formatting import CleanText, cells, cleaned_line, clock_time, fit, joined
from smstui.tui.keymap import TYPED_IN, Place, spoken
from smstui.tui.widgets.styled import StyledLines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from smstui.domain.models import AccountState
    from smstui.tui.keymap import Keymap
    from smstui.tui.queries import Overview
    from smstui.tui.widgets.styled import Run

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


class StatusLine(StyledLines):
    """One line at the bottom of the screen."""

    def __init__(self, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.keymap = keymap
        self.place = Place.LIST
        self.words = CleanText("")
        self.urgent = CleanText("")
        """What matters more than the rest just now: a countdown, a chord half pressed, quitting."""

    def show(self, words: str) -> None:
        """Say how things stand."""
        self._put(words=cleaned_line(words, 300))

    def show_urgent(self, words: str) -> None:
        """Say something before everything else; empty words take it away."""
        self._put(urgent=cleaned_line(words, 120))

    def show_place(self, place: Place) -> None:
        """Show the keys of this place."""
        if place is not self.place:
            self.place = place
            self.refresh()

    def _put(self, *, words: CleanText | None = None, urgent: CleanText | None = None) -> None:
        before = (self.words, self.urgent)
        self.words = self.words if words is None else words
        self.urgent = self.urgent if urgent is None else urgent
        if before != (self.words, self.urgent):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line: hints give way before words do."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        left: list[Run] = [(CleanText(" "), "")]
        if self.urgent:
            left.append((self.urgent, "urgent"))
            left.append((CleanText("  "), ""))
        left.append((self.words, "words"))
        taken = sum(cells(text) for text, _ in left)
        hints = self._hints(width - taken - 2)
        room = width - sum(cells(text) for text, _ in hints) - 1
        if taken > room:
            before = sum(cells(text) for text, _ in left[:-1])
            left[-1] = (fit(self.words, max(room - before - 1, 0)), "words")
            taken = before + max(room - before - 1, 0)
        return self.strip([*left, (CleanText(" " * max(room - taken, 0)), ""), *hints], width)

    def _hints(self, room: int) -> list[Run]:
        """Return as many hints as fit, those that lead out of here always."""
        actions = [action for action in self.keymap.actions if action.hint and self.place in action.places]
        actions.sort(key=lambda action: _HINT_ORDER.index(action.name) if action.name in _HINT_ORDER else 99)
        kept = [action for action in actions if action.name in _KEPT_HINTS]
        for action in actions:
            if action not in kept:
                wider = sorted([*kept, action], key=actions.index)
                if sum(_hint_width(other.keys[0], other.hint) for other in wider) <= room:
                    kept = wider
        runs: list[Run] = []
        for action in kept:
            runs += [
                (CleanText(f"  {cleaned_line(spoken(self._key(action.keys)))}"), "key"),
                (CleanText(f" {cleaned_line(action.hint)}"), "hint"),
            ]
        return runs

    def _key(self, keys: Sequence[str]) -> str:
        """Return the key that works here: where one types a character is text."""
        if self.place in TYPED_IN:
            return next((key for key in keys if len(key) > 1), keys[0])
        return keys[0]


def _hint_width(key: str, hint: str) -> int:
    return cells(spoken(key)) + len(hint) + 3


def status_words(overview: Overview, *, dispatching: bool, zone: tzinfo | None) -> CleanText:
    """Return how things stand: synced when, what waits, what is in doubt, who sends."""
    counts = overview.counts
    if not overview.accounts:
        return CleanText("no account yet")
    return joined(
        [
            *_sync_words(overview.accounts, zone),
            _count(counts.waiting, "waiting"),
            _count(counts.sending, "sending"),
            _count(counts.unconfirmed, "unconfirmed"),
            _count(counts.held, "held"),
            "" if dispatching else "another process sends",
        ]
    )


def trouble_words(accounts: Sequence[AccountState]) -> CleanText:
    """Return what stands in the way of accounts, in words; empty where nothing does."""
    return joined([f"{account.name}: {account.error}" for account in accounts if account.error])


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number else ""


def _sync_words(accounts: Sequence[AccountState], zone: tzinfo | None) -> list[str]:
    offline = [account.offline_since for account in accounts if account.offline_since is not None]
    if offline:
        return [f"offline since {clock_time(min(offline), zone)}", _through(accounts, zone)]
    if any(account.error for account in accounts):
        return [
            "! " + ", ".join(account.name for account in accounts if account.error),
            _through(accounts, zone),
        ]
    if not all(account.complete for account in accounts):
        return ["reading your history…"]
    return [_through(accounts, zone)]


def _through(accounts: Sequence[AccountState], zone: tzinfo | None) -> str:
    """Return up to when every line of every account is synced."""
    known: list[datetime] = [account.through for account in accounts if account.through is not None]
    return f"synced {clock_time(min(known), zone)}" if known else ""
