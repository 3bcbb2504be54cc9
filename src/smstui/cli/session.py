"""One subcommand's work on the person's texts: opened before, let go of afterwards, whatever happens."""

from __future__ import annotations

import asyncio
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

    async def working() -> int:
        try:
            return await work(runtime)
        finally:
            await runtime.aclose()

    try:
        return asyncio.run(working())
    finally:
        runtime.close()


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
