"""The end of smstui: what is kept and finished first, and why one may stay after all."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from smstui.ports.errors import SmstuiError
from smstui.tui.background import watched
from smstui.tui.crash import describe
from smstui.tui.formatting import cleaned
from smstui.tui.screens.keyboard import KeepsKeyboard
from smstui.tui.widgets.in_turn import wait_for_keys

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.worker import Worker

    from smstui.tui.app import SmstuiApp
    from smstui.tui.screens.inbox import InboxScreen

_WARNED = 20.0
"""Seconds for which it is said what leaving leaves undone; later it is asked anew."""

log = logging.getLogger(__name__)


class Leaving:
    """Leaving the application, once that is asked for."""

    def __init__(self, program: SmstuiApp) -> None:
        self.program = program
        self.has_begun = False
        self._code = 0
        """What smstui ends with; of a signal, which asks once, whatever is left undone."""
        self._knows_until = 0.0
        """Until when the person knows what leaving leaves undone, by the monotonic clock."""

    def quit(self) -> None:
        """Keep the draft, wait for what is on its way, and leave; the second time at once."""
        if self.has_begun:
            self.program.exit(return_code=self._code)
        else:
            self._begin()

    def end(self, number: int) -> None:
        """Leave because of this signal, also where the person has begun to and would be asked once more."""
        self._code = 128 + number
        has_picture = self.program.is_running and bool(self.program.screen_stack)
        if not has_picture:
            self.program.exit(return_code=self._code)
        elif not self.has_begun:
            self._begin()

    @property
    def _inbox(self) -> InboxScreen:
        return cast("InboxScreen", self.program.screen_stack[0])

    @property
    def _screens(self) -> Sequence[KeepsKeyboard[Any]]:
        return [screen for screen in self.program.screen_stack if isinstance(screen, KeepsKeyboard)]

    def _begin(self) -> None:
        self.has_begun = True
        # The function and not its coroutine, which nobody would await where the second ctrl+q is quicker;
        # the application's and not a screen's, for a dialog may close meanwhile.
        leave = partial(watched, self._inbox, self._leave, "leaving")
        _: Worker[None] = self.program.run_worker(leave, exit_on_error=False)

    async def _leave(self) -> None:
        try:
            await self._finish_and_exit()
        except Exception:
            if self._code:
                self.program.exit(return_code=self._code)
            else:
                self._stay()  # the next ctrl+q begins anew
            raise

    async def _finish_and_exit(self) -> None:
        program, inbox = self.program, self._inbox
        inbox.standing.show()
        knows = program.runtime.clock.monotonic() < self._knows_until
        # An engine that has ended knows of no other that sends.
        found = _Found(inbox.writing.drafts.returned, sends_alone=inbox.standing.sends_alone)
        if await self._may_leave(found, knows=knows):
            await _finish(inbox.telling.keep)
            await _finish(program.stop_engine)
            if await self._may_leave(found, knows=knows):  # what was written meanwhile
                program.exit(return_code=self._code)

    async def _may_leave(self, found: _Found, *, knows: bool) -> bool:
        """Keep what was written; where leaving leaves something undone say so, and stay."""
        error = await _finish(self._keep)
        reason = "" if knows or self._code else await self._reason_to_stay(found, error)
        if not reason or self._code:
            return True
        self._stay()
        self._warn(reason)
        return False

    async def _keep(self) -> None:
        """Keep what was typed, once what enter was pressed on is recorded or came back."""
        writing = self._inbox.writing
        await wait_for_keys(self.program.screen.focused)
        await writing.composer.settle()
        await writing.drafts.be_recorded()
        await writing.flush()

    async def _reason_to_stay(self, found: _Found, error: Exception | None) -> str:
        """Return what leaving now would leave undone, in words; empty where it would not."""
        undone = [_words_of(error)] if error is not None else []
        writing = self._inbox.writing
        if writing.drafts.returned > found.returned:
            undone.append("A text was not sent, and is a draft again.")
        undone += filter(None, [await screen.at_stake() for screen in self._screens])
        if found.sends_alone and not self.program.runtime.demo and (count := await writing.count_waiting()):
            waiting = "A text waits" if count == 1 else f"{count:,} texts wait"
            undone.append(f"{waiting} to be sent, and nothing is sent until smstui runs again.")
        return " ".join([*undone, f"{self.program.keymap.key('quit')} again leaves now."]) if undone else ""

    def _stay(self) -> None:
        """Leave not yet, and go on with what did not begin because one was about to."""
        self.has_begun = False
        inbox = self._inbox
        inbox.standing.show()
        inbox.call_later(inbox.go_on)
        self.program.call_later(self.program.start_engine)

    def _warn(self, reason: str) -> None:
        """Say what leaving leaves undone: the person may not know it."""
        self._knows_until = self.program.runtime.clock.monotonic() + _WARNED
        self.program.notify(
            cleaned(reason), title="Not left", severity="error", timeout=_WARNED, markup=False
        )


class _Found(NamedTuple):
    """How things stood when leaving began."""

    returned: int
    """How many texts had come back."""
    sends_alone: bool
    """Whether nobody sends what waits once this process has ended."""


def _words_of(error: Exception) -> str:
    ours = f"Something went wrong inside smstui ({type(error).__name__})."
    return f"{error.message if isinstance(error, SmstuiError) else ours} What you wrote is not kept."


async def _finish(work: Callable[[], Awaitable[None]]) -> Exception | None:
    """Do a step of leaving; return what went wrong, which must not keep the others from being done."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 (whatever it is, the log has it)
        log.error("leaving: %s", describe(error))  # noqa: TRY400 - a traceback quotes texts
        return error
    return None
