"""`smstui` for whoever has no account yet: the wizard, and what it leads to."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import TYPE_CHECKING

from smstui.cli.output import say
from smstui.config.log import close_log, open_log
from smstui.config.paths import prepare

if TYPE_CHECKING:
    from smstui.bootstrap import Configured
    from smstui.config.paths import Home


def has_had_account(home: Home) -> bool:
    """Say whether the store knows an account: its texts are there to be read, whatever the settings say."""
    if not home.database.exists():
        return False
    from smstui.bootstrap import SystemClock
    from smstui.storage import open_store

    store = open_store(home.database, clock=SystemClock())
    try:
        return bool(asyncio.run(store.read(lambda reader: reader.accounts())))
    finally:
        store.close()


def first_run(home: Home, configured: Configured) -> int:
    """Lead to an account and open the inbox on it, or the demo; return the exit code."""
    from smstui.bootstrap import open_runtime
    from smstui.cli.demo import open_on_demo
    from smstui.cli.screen import ending_in_order, show
    from smstui.tui import wizard
    from smstui.tui.wizard.answers import Next

    gc.enable()
    prepare(home)
    with ending_in_order():
        open_log(home.log_file)
        try:
            ending = wizard.run(home, configured.settings, configured.source)
        finally:
            close_log()
    if ending.next is Next.INBOX:
        return show(lambda: open_runtime(home))
    if ending.next is Next.DEMO:
        return open_on_demo()
    if ending.words:
        say(ending.words)
        sys.stdout.flush()
    return ending.code
