"""The end of smstui: what is kept and finished first, and why one may stay after all."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from smstui.ports.errors import SmstuiError
from smstui.tui.background import watched
from smstui.tui.crash import describe
from smstui.tui.formatting import cleaned
from smstui.tui.screens.inbox import InboxScreen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.worker import Worker

    from smstui.tui.app import SmstuiApp

GRACE = 5.0
"""Seconds that quitting waits for a request in flight."""
_WARNED = 20.0
"""Seconds for which it is said what leaving leaves undone; later it is asked anew."""

log = logging.getLogger(__name__)


class Leaving:
    """Leaving the application, once that is asked for."""

    def __init__(self, program: SmstuiApp) -> None:
        self.program = program
        self.has_begun = False
        self._knows_until = 0.0
        """Until when the person knows what leaving leaves undone, by the monotonic clock."""

    def quit(self) -> None:
        """Keep the draft, wait for what is on its way, and leave; the second time at once."""
        if self.has_begun:
            self.program.exit()
        else:
            self._begin(0)

    def end(self, number: int) -> None:
        """Leave because of this signal."""
        code = 128 + number
        if not self.program.is_running:
            self.program.exit(return_code=code)
        elif not self.has_begun:
            self._begin(code)

    @property
    def _inbox(self) -> InboxScreen | None:
        first = self.program.screen_stack[0]
        return first if isinstance(first, InboxScreen) else None

    def _begin(self, code: int) -> None:
        self.has_begun = True
        # The function and not its coroutine, which nobody would await where the second ctrl+q is quicker;
        # the application's and not a screen's, for a dialog may close meanwhile.
        leave = partial(watched, self.program.screen_stack[0], partial(self._leave, code), "leaving")
        _: Worker[None] = self.program.run_worker(leave, exit_on_error=False)

    async def _leave(self, code: int) -> None:
        try:
            await self._finish_and_exit(code)
        except Exception:
            if code:  # whoever ends the process asks once
                self.program.exit(return_code=code)
            else:
                self._stay()  # the next ctrl+q begins anew
            raise

    async def _finish_and_exit(self, code: int) -> None:
        program, inbox = self.program, self._inbox
        if inbox is not None:
            inbox.standing.show()
            error = await _finish(inbox.writing.flush)
            knows = program.runtime.clock.monotonic() < self._knows_until
            reason = "" if code or knows else await self._reason_to_stay(inbox, error)
            if reason:
                self._stay()
                self._warn(reason)
                return
            await _finish(inbox.telling.keep)
        if program.has_engine:
            await _finish(partial(program.runtime.engine.stop, grace=GRACE))
        if inbox is not None:
            await _finish(inbox.writing.flush)  # what was typed meanwhile
        program.exit(return_code=code)

    async def _reason_to_stay(self, inbox: InboxScreen, error: Exception | None) -> str:
        """Return what leaving now would leave undone, in words; empty where it would not."""
        quit_key = self.program.keymap.key("quit")
        if isinstance(error, SmstuiError):
            return f"{error.message} What you wrote is not kept; {quit_key} again leaves without it."
        if self.program.runtime.demo or not inbox.standing.sends_alone:
            return ""
        count = await inbox.writing.count_waiting()
        waiting = "A text waits" if count == 1 else f"{count:,} texts wait"
        return (
            f"{waiting} to be sent, and nothing is sent until smstui runs again; {quit_key} again leaves now."
            if count
            else ""
        )

    def _stay(self) -> None:
        """Leave not yet, and go on with what did not begin because one was about to."""
        self.has_begun = False
        inbox = self._inbox
        if inbox is not None:
            inbox.standing.show()
            inbox.call_later(inbox.go_on)
            self.program.call_later(self.program.start_engine)

    def _warn(self, reason: str) -> None:
        """Say what leaving leaves undone: the person may not know it."""
        self._knows_until = self.program.runtime.clock.monotonic() + _WARNED
        self.program.notify(
            cleaned(reason), title="Not left", severity="error", timeout=_WARNED, markup=False
        )


async def _finish(work: Callable[[], Awaitable[None]]) -> Exception | None:
    """Do a step of leaving; return what went wrong, which must not keep the others from being done."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 (whatever it is, the log has it)
        log.error("leaving: %s", describe(error))  # noqa: TRY400 - a traceback quotes texts
        return error
    return None
