"""The picture of the README: `python -m smstui.tui.picture OUT.svg` draws the demo, always the same."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.events import Paste

from smstui.tui.app import SmstuiApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from smstui.tui.screens.inbox import InboxScreen

SIZE = (120, 36)
MOMENT = datetime(2026, 11, 25, 9, 41, tzinfo=UTC)
WORDS = "Nine it is. Your café latte’s on us"


class StandingClock:
    """A clock whose hands stand still: the picture is the same on every day."""

    def now(self) -> datetime:
        return MOMENT

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def draw(app: SmstuiApp, title: str = "smstui") -> str:
    """Return the SVG of the inbox with a conversation open and a text half written."""
    async with app.run_test(size=SIZE) as pilot:
        inbox = cast("InboxScreen", app.screen)
        await _until(pilot, lambda: bool(inbox.columns.dividers))
        await pilot.press("enter", "r")
        await _until(pilot, lambda: bool(inbox.conversation.texts.texts))
        app.post_message(Paste(WORDS))
        await _until(pilot, lambda: inbox.conversation.composer.text == WORDS)
        return app.export_screenshot(title=title)


async def _until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await pilot.pause()


def main(target: Path) -> None:
    """Write the picture."""
    from smstui.bootstrap import open_demo

    runtime = open_demo(1, 400, clock=StandingClock(), zone=UTC)
    try:
        target.write_text(asyncio.run(draw(SmstuiApp(runtime, runs_engine=False))), encoding="utf-8")
    finally:
        runtime.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
