"""An application that ends in order: told to by a signal between two of its steps, or by one sentence."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.console import ConsoleDimensions
from rich.text import Text
from textual.app import App

from smstui.tui import crash
from smstui.tui.formatting import cleaned_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from textual.driver import Driver
    from textual.events import Key
    from textual.geometry import Region
    from textual.notifications import Notify
    from textual.theme import Theme

Result = TypeVar("Result")


class GuardedApp(App[Result], Generic[Result], inherit_bindings=False):
    """What our applications share: the person's theme, and what is seen of a crash."""

    ENABLE_COMMAND_PALETTE = False
    # Nothing copies what Textual selects, and it breaks where what the mouse is on was just taken away.
    ALLOW_SELECT = False

    def __init__(self, theme: Theme, log_file: Path | None) -> None:
        super().__init__()
        self.log_file = log_file
        """What a crash names; None where there is none that stays."""
        if self.console.is_dumb_terminal:
            # Rich takes it for 80x25 whatever its size, and the first picture is laid out for that.
            self.console.size = ConsoleDimensions(*get_terminal_size())
        # There a hue may be another's brightness, or none.
        self.set_class(self.no_color or self.console.color_system in {None, "standard"}, "-few-colours")
        self.register_theme(theme)
        # Nothing is shown yet, so nobody watches: set with watchers, the style sheet would be read twice.
        self.set_reactive(GuardedApp.theme, theme.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_driver_class(self) -> type[Driver]:
        """Return the way to the terminal, on which columns stay straight on Linux and macOS."""
        found = super().get_driver_class()
        if found.__name__ == "LinuxDriver":
            from smstui.tui.terminal import SteadyDriver

            return SteadyDriver
        return found

    def draw_again(self, regions: Sequence[Region]) -> None:
        """Draw these cells of the screen again; nothing where it is not there any more."""
        if self.is_running and self.screen_stack:
            self.screen.refresh(*regions)

    def on_notify(self, event: Notify) -> None:
        """Let what still stands stand from now on, instead of twice."""
        new = event.notification
        # An iterator of its own: `list` asks a collection for its length, which drops what expired meanwhile.
        for old in list(iter(self._notifications)):
            if (old.title, old.message) == (new.title, new.message):
                del self._notifications[old]

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Let somebody else have the terminal: meanwhile nobody sees what would be on it."""
        was_in_front = self.app_focus
        with super().suspend():
            if self.screen_stack:
                self.app_focus = False
            yield
        self.app_focus = was_in_front

    @property
    def quit_key(self) -> str:
        """The key that quits, as screens show it."""
        return "ctrl+q"

    async def on_key(self, event: Key) -> None:
        """Say how to quit to whoever presses ctrl+c where no field copies with it."""
        if event.key == "ctrl+c":
            self.notify(cleaned_line(f"{self.quit_key} quits smstui."), timeout=3, markup=False)

    def end(self, number: int) -> None:
        """Leave because of a signal."""
        self.exit(return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """Log where an unexpected error came from, and leave without showing anything it held."""
        crash.record(error)
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()

    def _fatal_error(self) -> None:
        """Say one sentence on the restored terminal; Textual would print every local variable."""
        if not self._exit_renderables:
            self._exit_renderables.append(Text(crash.sentence(self._exception, self.log_file)))
        self._close_messages_no_wait()


@contextmanager
def ended_by_signals(app: GuardedApp[Result]) -> Iterator[None]:
    """Let a closed terminal and SIGTERM end the application between two of its steps, never within one."""
    loop, numbers = asyncio.get_running_loop(), (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        loop.add_signal_handler(number, app.end, number)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])
