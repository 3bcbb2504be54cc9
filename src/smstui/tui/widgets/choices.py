"""A short list to choose from; what cannot be chosen is shown with its reason."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.containers import Vertical
from textual.message import Message

from smstui.tui.formatting import CleanText, cells, fit, wrap
from smstui.tui.widgets.giving_way import GivingWay
from smstui.tui.widgets.styled import StyledLines
from smstui.tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.layout import Layout
    from textual.strip import Strip
    from textual.widget import Widget

_NOTHING = CleanText("")
_SEEN = 4
"""Lines of choices that are in view before words above them are."""
_MOST_LINES = 2
"""Of words about a choice, below its name."""


class Choice(Struct, frozen=True):
    """One thing to choose: what it is called, and a few words about it."""

    key: str
    title: CleanText
    detail: CleanText = _NOTHING
    enabled: bool = True


class ChoiceList(StyledLines, can_focus=True):
    """Choices with a cursor that passes over those that cannot be chosen."""

    class Chosen(Message):
        """This choice was made with the mouse; another list may be shown by the time it is heard."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    class Moved(Message):
        """The cursor was moved to another choice."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        *,
        is_one_of_several: bool = False,
        id: str | None = None,  # noqa: A002 (Textual's name)
    ) -> None:
        super().__init__(id=id)
        self._is_one_of_several = is_one_of_several
        """Whether another list beside it may have the keyboard: its own choice looks different then."""
        self.choices: Sequence[Choice] = ()
        self.empty = _NOTHING
        """What is said where there is no choice at all."""
        self.cursor = 0
        self._tops: Sequence[int] = (0,)
        """The line on which each choice begins, and the one below the last."""
        self._is_cramped = False
        """Whether the words about a choice have lines of their own."""
        self.show(choices)

    @property
    def current(self) -> Choice | None:
        """The choice under the cursor; None where none can be chosen."""
        found = self.choices[self.cursor] if self.cursor < len(self.choices) else None
        return found if found is not None and found.enabled else None

    def show(self, choices: Sequence[Choice], *, chosen: str = "") -> None:
        """Show these choices, the cursor on the one with this key, else on the first that can be chosen."""
        self.choices = choices
        keys = [choice.key for choice in choices if choice.enabled]
        wanted = chosen if chosen in keys else keys[0] if keys else ""
        self.cursor = next((at for at, choice in enumerate(choices) if choice.key == wanted), 0)
        self._fit()

    def on_resize(self) -> None:
        """Give the words about a choice lines of their own where they do not fit beside it."""
        self._fit()

    def _fit(self) -> None:
        room = self.size.width - 5
        # A few words, such as a key, stay beside a long name that is cut: twice as many are in view.
        sizes = [(cells(each.title), cells(_words(each))) for each in self.choices]
        cramped = any(title + words > room and words > room // 3 for title, words in sizes)
        self._is_cramped = cramped and self.size.width > 0
        heights = (1 + (len(self._wrapped(each)) if self._is_cramped else 0) for each in self.choices)
        self._tops = tuple(accumulate(heights, initial=0))
        self.styles.height = min(max(self._tops[-1], 1), 16)
        self.size_content(self._tops[-1])
        self._keep_visible()
        self.refresh()

    def move(self, steps: int) -> None:
        """Move the cursor to a choice that can be chosen; scroll where there is none, or none near."""
        at = self._towards(steps)
        if at == self.cursor or self._passes_unseen(at):
            self.jump(self.scroll_offset.y + steps)
            return
        self.cursor = at
        self._keep_visible()
        self.refresh()
        self.post_message(self.Moved(self.choices[at]))

    def _towards(self, steps: int) -> int:
        """Return the choice so many steps away, else the next one beyond, else the last one before."""
        step = 1 if steps > 0 else -1
        way = range(self.cursor + step, len(self.choices) if step > 0 else -1, step)
        able = [at for at in way if self.choices[at].enabled]
        beyond = [at for at in able if abs(at - self.cursor) >= abs(steps)]
        return next(iter(beyond or able[-1:]), self.cursor)

    def _passes_unseen(self, at: int) -> bool:
        """Whether only what cannot be chosen is on the way there, and some of it would not be seen."""
        between = self.choices[min(at, self.cursor) + 1 : max(at, self.cursor)]
        y, height = self.scroll_offset.y, self.size.height
        if not height or not between or any(choice.enabled for choice in between):
            return False
        if at > self.cursor:
            return self._tops[at + 1] - height > y + height
        return self._tops[at] + height < y

    @property
    def cursor_lines(self) -> tuple[int, int]:
        """The first line of the choice under the cursor, and how many it has."""
        if self.cursor >= len(self.choices):
            return 0, 1
        top, bottom = self._tops[self.cursor : self.cursor + 2]
        return top, bottom - top

    def choice_at(self, y: int) -> int:
        """Return which choice is drawn on this line of the widget."""
        return bisect_right(self._tops, y + self.scroll_offset.y) - 1

    def _keep_visible(self) -> None:
        """Scroll to the choice under the cursor; of one that is higher than the view its name is seen."""
        top, height = self.cursor_lines
        if top < self.scroll_offset.y or height > self.size.height > 0:
            self.jump(top)
        elif top + height > self.scroll_offset.y + self.size.height > 0:
            self.jump(top + height - self.size.height)

    def on_focus(self) -> None:
        """Show that the keyboard is here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that it is elsewhere."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        at = self.choice_at(event.y)
        if at < len(self.choices) and self.choices[at].enabled:
            self.cursor = at
            self.refresh()
            self.post_message(self.Chosen(self.choices[at]))

    def render_line(self, y: int) -> Strip:
        """Draw one line of a choice: its name, and the words about it beside or below."""
        width = self.size.width
        if self.empty and not self.choices and not y:
            return self.strip([(CleanText("  "), ""), (fit(self.empty, width - 2), "detail")], width)
        at = self.choice_at(y)
        if at >= len(self.choices):
            return self.blank(width)
        line = y + self.scroll_offset.y - self._tops[at]
        choice = self.choices[at]
        selected = at == self.cursor and choice.enabled
        role = "choice" if choice.enabled else "disabled"
        room = width - 3
        beside = 1 + cells(_words(choice)) if choice.detail and not self._is_cramped else 0
        below = self._wrapped(choice)[line - 1 : line] or [_NOTHING]
        title = fit(choice.title, room - beside) if line == 0 else fit(below[0], room)
        has_cursor = selected and (self.has_focus or not self._is_one_of_several)
        mark = "▌ " if has_cursor else "• " if selected and line == 0 else "  "
        runs = [
            (CleanText(mark), "bar"),
            (title, role if line == 0 else "detail"),
            (CleanText(f" {_words(choice)}" if beside else ""), "detail"),
        ]
        return self.strip(runs, width, "cursor" if has_cursor else "")

    def _wrapped(self, choice: Choice) -> Sequence[CleanText]:
        """Return the words about a choice as lines for below its name."""
        if not choice.detail:
            return ()
        return wrap(_words(choice), self.size.width - 3)[:_MOST_LINES]


class ChoiceBox(Vertical):
    """A box of some greatest height: there the words above the choices are cut, and the choices scroll."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._layout = GivingWay(self._ways)

    def _ways(self) -> Sequence[tuple[Widget, int]]:
        lists, words = (
            [each for each in self.children if isinstance(each, kind)] for kind in (ChoiceList, Words)
        )
        return [*((each, _SEEN) for each in lists), *((each, 1) for each in (*words, *lists))]

    @property
    def layout(self) -> Layout:
        """How the children are placed; a stylesheet knows none by this name."""
        return self._layout


def _words(choice: Choice) -> CleanText:
    """Return the words about a choice; a reason against it has a mark."""
    if choice.enabled or not choice.detail:
        return choice.detail
    return CleanText(f"⊘ {choice.detail}")
