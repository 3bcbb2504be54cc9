"""The one screen of the wizard: a box, the step that is shown in it, and going from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.geometry import Region

from smstui.tui.formatting import line_content
from smstui.tui.screens.steady import SteadyScreen
from smstui.tui.widgets.choices import ChoiceList
from smstui.tui.wizard.account import AccountStep
from smstui.tui.wizard.answers import Answers, Ending, Next
from smstui.tui.wizard.body import Body
from smstui.tui.wizard.keeping import AGAIN, FILE, LEAVE, KeepingStep
from smstui.tui.wizard.lines import LinesStep
from smstui.tui.wizard.saving import Saving, leaving
from smstui.tui.wizard.trial import TrialStep
from smstui.tui.wizard.trying import Trying
from smstui.tui.wizard.ways import Way, Ways
from smstui.tui.wizard.welcome import Welcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from smstui.config.paths import Home
    from smstui.config.settings import Settings
    from smstui.ports.clock import Clock
    from smstui.tui.wizard.answers import Provider
    from smstui.tui.wizard.step import Step

_STEPS = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "pageup": -10}
_LOW = 22
"""Lines below which the box has no margins."""
_LOWEST = 12
"""Lines below which nothing in it has any."""
_WIDEST = 76
"""Cells of the box."""


class WizardScreen(SteadyScreen[None], inherit_bindings=False):
    """All steps are there from the beginning, one of them is shown: what was typed stays where it is."""

    AUTO_FOCUS = ""

    def __init__(
        self, home: Home, settings: Settings, providers: Mapping[str, Provider], clock: Clock
    ) -> None:
        super().__init__()
        self.answers = Answers()
        self.welcome = Welcome(self.answers, providers)
        self.accounts = {
            name: AccountStep(self.answers, provider, settings) for name, provider in providers.items()
        }
        self.trial = TrialStep(self.answers)
        self.lines = LinesStep(self.answers)
        self.keeping = KeepingStep(self.answers, home)
        self.trying = Trying(self.trial, self.answers, clock)
        self.saving = Saving(self.keeping, self.answers, home)
        self.box = Vertical(id="box")
        self.body = Body(id="body")
        self.ways = Ways()
        self._at = 0

    def compose(self) -> ComposeResult:
        """Yield the box with every step in it."""
        with self.box:
            with self.body:
                yield self.welcome
                yield from self.accounts.values()
                yield self.trial
                yield self.lines
                yield self.keeping
            yield from (step.note for step in self.accounts.values())
            yield self.ways

    def on_mount(self) -> None:
        """Begin."""
        self._show(0)

    # the steps
    @property
    def steps(self) -> Sequence[Step]:
        """The steps, with the form of the chosen provider."""
        chosen = self.answers.provider
        name = chosen.name if chosen is not None else next(iter(self.accounts))
        return (self.welcome, self.accounts[name], self.trial, self.lines, self.keeping)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self._at]

    def _show(self, at: int) -> None:
        """Show this step, and do what it begins with."""
        self._at = at
        shown = self.step
        for step in (*self.accounts.values(), *self.steps):
            step.display = step is shown
            if step.note is not None:
                step.note.display = step is shown
        self.box.border_title = line_content(shown.title)
        self._count()
        self._fit()
        self.body.scroll_home(animate=False)
        self.set_focus(shown.arrive())
        if shown is self.trial:
            self.trying.begin()
        elif shown is self.keeping:
            self.saving.look()
        self._show_ways()

    def on_body_moved(self) -> None:
        """Say whether there is more."""
        self._count()

    def _count(self) -> None:
        """Say which step this is, and whether there is more of it below."""
        more = "↓ more · " if self.body.has_more else ""
        self.box.border_subtitle = line_content(f"{more}step {self._at + 1} of {len(self.steps)}")

    def _show_ways(self) -> None:
        step = self.step
        back: Way = ("escape", "Stop" if step is self.trial and self.trial.is_asking else "Back")
        if step is self.welcome:
            back = ("escape", "Leave")
        self.ways.show((*step.ways, back, ("ctrl+q", "Quit")))

    def on_step_changed(self) -> None:
        """Offer what can be done now, and make room for what is said."""
        self._show_ways()
        self._fit()
        self._count()

    def on_step_finished(self) -> None:
        """Go on with what was clicked."""
        self.go_on()

    def on_ways_clicked(self, event: Ways.Clicked) -> None:
        """Do what the key does."""
        self.take(event.key)

    # keys
    def take(self, key: str) -> bool:
        """Do what a key does here; False leaves it to the field that has the keyboard."""
        if self.saving.is_saving:
            return True
        if key == "ctrl+q":
            self.app.exit(Ending())
        elif key == "escape":
            self._back()
        elif key == "enter":
            self.go_on()
        elif key == "r" and any(way[0] == key for way in self.step.ways):
            self._show(self.steps.index(self.trial))
            self.trying.begin(again=True)
        else:
            return self.step.take(key) or self._move(key)
        return True

    def _move(self, key: str) -> bool:
        """Move in the list that has the keyboard, else in what is too long for the box."""
        steps, choices = _STEPS.get(key, 0), self.focused
        if not steps:
            return False
        if not isinstance(choices, ChoiceList):
            self.body.scroll_relative(y=steps, animate=False)
            return True
        before = (choices.cursor, choices.scroll_offset)
        choices.move(steps)
        if before == (choices.cursor, choices.scroll_offset):
            self.body.scroll_relative(y=steps, animate=False)
        else:
            self._follow(choices)
        self._show_ways()
        return True

    def _follow(self, choices: ChoiceList) -> None:
        """Scroll to the choice under the cursor, or what is in view of the list, where the box is lower."""
        top, height = choices.cursor_lines
        top = max(min(top - choices.scroll_offset.y, choices.size.height - height), 0)
        y = choices.region.y - self.body.region.y + self.body.scroll_offset.y
        self.body.scroll_to_region(Region(0, y + top, 1, height), animate=False)

    def _back(self) -> None:
        self.trying.give_up()
        if self._at == 0:
            self.app.exit(Ending())
        else:
            self._show(self._at - 1)

    def go_on(self) -> None:
        """Do what enter does in this step."""
        step = self.step
        if step is self.welcome and self.welcome.wants_demo:
            self.app.exit(Ending(Next.DEMO))
        elif not step.finish():
            if step is self.trial:
                self.trying.begin()
        elif step is self.keeping:
            self._save()
        else:
            self._show(self._at + 1)

    def _save(self) -> None:
        place, account = self.keeping.place, self.answers.account
        if place == AGAIN:
            self.saving.look()
        elif place == LEAVE and account is not None:
            self.app.exit(leaving(account, self.answers.lines))
        else:
            self.saving.save(insecure=place == FILE)

    def on_resize(self) -> None:
        """Keep the ways out in view whatever the size: the step scrolls."""
        self.box.set_class(self.size.height < _LOW, "-low")
        self.box.set_class(self.size.height < _LOWEST, "-lowest")
        self._fit()
        # The width of a list decides its height, so it is laid out twice.
        self.call_after_refresh(self.call_after_refresh, self._keep_keyboard_in_view)

    def _fit(self) -> None:
        """Give the step what the frame, the note and the ways leave."""
        height = self.size.height
        room = max(height - (3 if height < _LOWEST else 4 if height < _LOW else 6), 3)
        if self.step.note is not None:
            gap = 0 if height < _LOWEST else 1
            room -= gap + self.step.note.grow(min(self.size.width, _WIDEST) - 8, room - gap - 1)
            self.step.note.styles.margin = (gap, 0, 0, 2)
        self.body.styles.max_height = max(room, 1)
        for step in self.steps:
            step.fit(room)

    def _keep_keyboard_in_view(self) -> None:
        if isinstance(self.focused, ChoiceList):
            self._follow(self.focused)
        elif self.focused is not None:
            self.body.scroll_to_widget(self.focused, animate=False)
