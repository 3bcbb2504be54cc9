"""How things stand: the status line, the countdown of a send, and what is in the way of an account."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.content import Content

from smstui.ports.errors import StoreError
from smstui.tui.actions import Place
from smstui.tui.background import GoingOn, background
from smstui.tui.chord import Chord, waiting
from smstui.tui.formatting import CleanText, cleaned_line, joined
from smstui.tui.panes.status import status_words, trouble_words

if TYPE_CHECKING:
    from smstui.services.engine import EngineStatus
    from smstui.tui.queries import Overview
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.screens.list_screen import ListScreen

LOOK_AGAIN = 2.0
"""Seconds between two looks at what no change of the store tells: the day, and who sends."""


class Standing:
    """What the bottom of the screen says."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen
        self.chord = Chord(screen.keymap, self.show)
        self.over: ListScreen[Any] | None = None
        """The list that stands over the whole inbox."""
        self._counts_down = False
        self._trouble = CleanText("")
        self._agent: bool | None = None
        """Whether an agent runs; None before that was looked at, and where there can be none."""

    def put(self, found: Overview) -> None:
        """Show how accounts and texts stand."""
        self.screen.overview = found
        self.show()
        if not self._counts_down and self.screen.writing.counting is not None:
            self._count_down()

    def show(self) -> None:
        """Write the status line anew."""
        runtime = self.screen.runtime
        parts = status_words(
            self.screen.overview,
            elsewhere=self._is_sent_elsewhere,
            now=self.screen.now,
            has_account=bool(runtime.plans),
            agent=self._agent,
        )
        self.screen.status.show_parts(parts)
        self.screen.status.show_urgent(self._urgent_words())
        self._show_trouble()
        if self.over is not None:
            self.over.say_where()

    def _show_trouble(self) -> None:
        """Say above the status line what stands in the way, of accounts and of the engine of this process."""
        words = joined([trouble_words(self.screen.overview.accounts), self._engine_trouble])
        if words != self._trouble:
            self._trouble = words
            self.screen.trouble.set_class(not words, "-hidden")
            self.screen.trouble.update(Content(cleaned_line(f" ! {words}", 400)))

    def _urgent_words(self) -> str:
        """Return what matters before everything else: quitting, half a chord, a countdown."""
        if self.screen.program.is_quitting:
            return self.screen.keymap.said("finishing what is on its way… {quit} again leaves at once")
        pressed = waiting(getattr(self.screen.focused, "chord", ()))
        slow = "recording your text: the store is busy" if self.screen.writing.is_slow else ""
        return self.chord.words or pressed or slow or self.countdown(self.screen.place)

    def countdown(self, place: Place) -> str:
        """Return how long the newest text can still be taken back, and by which key in this place."""
        text = self.screen.writing.counting
        if text is None or text.not_before is None:
            return ""
        left = (text.not_before - self.screen.runtime.clock.now()).total_seconds()
        # Where something was typed the key of the composer undoes that.
        is_bare = place is Place.COMPOSER and not self.screen.writing.composer.can_undo
        key = "{take_back_here}" if is_bare else "{take_back}"
        return self.screen.keymap.said(
            f"sending in {max(int(left + 0.999), 1)} s, {key} takes it back", place
        )

    @property
    def _engine(self) -> EngineStatus | None:
        """How the engine of this process is doing; None before there is one."""
        return self.screen.runtime.engine.status if self.screen.program.has_engine else None

    @property
    def _engine_trouble(self) -> str:
        return self._engine.trouble if self._engine is not None else ""

    @property
    def _is_sent_elsewhere(self) -> bool:
        """Whether another process sends."""
        return self._engine is not None and self._engine.elsewhere

    @property
    def sends_alone(self) -> bool:
        """Whether nobody sends what waits once this process has ended."""
        return not self._is_sent_elsewhere and not self._agent

    @background("clock")
    async def tick(self) -> None:
        """Keep what depends on the time true: a new day, who sends, and whether an agent runs."""
        screen, going_on = self.screen, GoingOn(self.screen, "clock")
        while True:
            with going_on:
                await self._look_for_agent()
            await screen.runtime.clock.sleep(LOOK_AGAIN)
            with going_on:
                self.show()
                screen.person.tick()
                screen.conversations.list.show_day(screen.now)
                screen.conversation.texts.show_day(screen.now)

    async def _look_for_agent(self) -> None:
        """Look in a thread: the files of locks may lie on a slow disk. The demo has no agent to speak of."""
        runtime = self.screen.runtime
        if runtime.demo or not runtime.plans:
            return
        before = self._agent
        try:
            self._agent = await asyncio.to_thread(runtime.locks.agent().is_taken)
        except StoreError:
            self._agent = None
        if self._agent != before:
            self.show()

    @background("countdown")
    async def _count_down(self) -> None:
        """Say each second how long a text can still be taken back."""
        self._counts_down = True
        while self.screen.writing.counting is not None:
            self.show()
            await self.screen.runtime.clock.sleep(1.0)
        self._counts_down = False
        self.show()
