"""`smstui` without a command: the screen on the configured accounts."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from smstui.cli.output import is_terminal
from smstui.config.log import close_log, open_log
from smstui.ports.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smstui.bootstrap import Runtime


def open_screen() -> int:
    """Open the screen on the person's own texts, or lead whoever has no account yet to one.

    Raises `NotConfiguredError` for a wrong setting, and where there is nothing yet and no terminal either.
    """
    gc.disable()  # a tenth of the time to the first picture; the screen turns it on again after that

    from smstui.bootstrap import SystemClock, configure, open_runtime
    from smstui.cli.session import begun_home
    from smstui.config.paths import find_home

    can_lead = is_terminal(sys.stdin, sys.stdout)
    home = find_home() if can_lead else begun_home()
    configured = configure(home, SystemClock())
    if can_lead and not configured.settings.accounts:
        from smstui.cli.first_run import first_run, has_had_account

        if not has_had_account(home):
            return first_run(home, configured)
    return show(lambda: open_runtime(home, configured))


def show(opening: Callable[[], Runtime]) -> int:
    """Run the screen on this runtime and let go of everything afterwards, however it ends."""
    if not is_terminal(sys.stdin, sys.stdout):
        raise UsageError("The screen needs a terminal.", hint="Scripts use the commands: smstui --help.")
    with ending_in_order():
        runtime = opening()
        open_log(runtime.home.log_file)
        try:
            from smstui.tui import run

            return run(runtime)
        finally:
            close_log()  # before its folder goes, where this was a demo
            runtime.close()


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Make a closed terminal or SIGTERM end the process as an exit does, so that a demo's home goes too."""

    def end(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
