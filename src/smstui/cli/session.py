"""One subcommand's work on the person's texts: opened before, let go of afterwards, whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from typing import TYPE_CHECKING

from smstui.config.settings import ADD_ACCOUNT
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from smstui.bootstrap import Runtime
    from smstui.config.paths import Home


def run_with(work: Callable[[Runtime], Awaitable[int]]) -> int:
    """Run `work` on the runtime of the person's settings; return its exit code.

    Raises `NotConfiguredError` where there is no account and nothing kept either.
    """
    from smstui.bootstrap import open_runtime
    from smstui.config.log import open_log

    home = begun_home()
    runtime = open_runtime(home)
    open_log(home.log_file)

    told: list[signal.Signals] = []

    async def working() -> int:
        _cancel_when_told(told)
        try:
            return await work(runtime)
        finally:
            await runtime.aclose()

    try:
        return asyncio.run(working())
    finally:
        runtime.close()
        if told:
            _die_of(told[0])


def _cancel_when_told(told: list[signal.Signals]) -> None:
    """Let SIGTERM and a closed terminal end the work as ctrl+c does: what is half done is put right."""
    task = asyncio.current_task()
    if task is None or threading.current_thread() is not threading.main_thread():
        return

    def cancel(number: signal.Signals) -> None:
        told.append(number)
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, cancel, number)


def _die_of(number: signal.Signals) -> None:
    """End by the signal that told us to end, so that whoever started us knows."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def begun_home() -> Home:
    """Return the person's folders; raises `NotConfiguredError` where there is neither a setting nor a text.

    A demo of theirs that is running is named then: its texts are what they may be looking for.
    """
    from smstui.config.paths import find_home

    home = find_home()
    if home.config_file.exists() or home.database.exists():
        return home
    hint = f"{ADD_ACCOUNT}."
    if demos := _demos():
        hint += f" The demo that is running keeps its texts in SMSTUI_HOME={demos[-1]}"
    raise NotConfiguredError(f"There is no account yet, and nothing kept in {home.data}.", hint=hint)


def no_accounts() -> NotConfiguredError:
    """Return the error for what needs an account where none is configured."""
    return NotConfiguredError("There is no account yet.", hint=f"{ADD_ACCOUNT}.")


def _demos() -> list[str]:
    import os
    import tempfile
    from pathlib import Path

    found = Path(tempfile.gettempdir()).glob("smstui-demo-*/smstui.db")
    return sorted(str(file.parent) for file in found if file.stat().st_uid == os.getuid())
