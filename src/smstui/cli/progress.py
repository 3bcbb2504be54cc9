"""A moving line on stderr for what takes longer than a second; nothing where stderr is no terminal."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from smstui.cli.output import is_terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from smstui.bootstrap import Runtime

PATIENCE = 1.0
"""Seconds before it appears."""


@asynccontextmanager
async def watching(runtime: Runtime, accounts: Sequence[str]) -> AsyncIterator[None]:
    """Show, while inside, how far back the history of these accounts has been read."""
    if not is_terminal(sys.stderr):
        yield
        return
    shown = asyncio.create_task(_show(runtime, accounts))
    try:
        yield
    finally:
        shown.cancel()
        with suppress(asyncio.CancelledError):
            await shown


async def _show(runtime: Runtime, accounts: Sequence[str]) -> None:
    await asyncio.sleep(PATIENCE)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(20), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {name: progress.add_task(f"{name}: syncing", total=None) for name in accounts}
        while True:
            for name, task in tasks.items():
                if down_to := await _read_back_to(runtime, name):
                    progress.update(task, description=f"{name}: read back to {down_to:%Y-%m-%d}")
            await asyncio.sleep(0.5)


async def _read_back_to(runtime: Runtime, account: str) -> datetime | None:
    down_to = await runtime.store.read(lambda store: store.backfill(account))
    return down_to.astimezone(runtime.zone) if down_to else None
