"""Snapshots of every screen: each at five sizes and in two themes, kept as text in `looks/`.

`make looks` writes them anew, and draws them as pictures in `build/looks/`: look at each before keeping it.
"""

from __future__ import annotations

import os
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from smstui.bootstrap import open_demo
from smstui.domain.models import Direction, View
from smstui.domain.states import State
from smstui.ports.records import NewText
from smstui.tui.app import SmstuiApp
from smstui.tui.picture import StandingClock
from smstui.tui.theming import load_theme
from tui.looks import look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from textual.pilot import Pilot
    from textual.strip import Strip

    from smstui.bootstrap import Runtime
    from smstui.ports.store import Writer

FOLDER = Path(__file__).parent / "looks"
PICTURES = Path(__file__).parents[2] / "build" / "looks"
WRITES = "SMSTUI_LOOKS" in os.environ
SIZES = ((160, 48), (120, 40), (100, 30), (80, 24), (60, 20))
ENDLESS = {"feed", "search feed", "clock", "notices", "notifications", "told", "fading"}
"""Background work that never ends; a question waits for the person once it is asked."""
THEMES = ("smstui-night", "smstui-day")

SCENES: dict[str, Sequence[str]] = {
    "inbox": (),
    "unread": ("2",),
    "drafts-empty": ("6",),
    "views": ("h", "j"),
    "conversation": ("j", "j", "enter", "k"),
    "trouble": ("j", "j", "j", "j", "j", "j", "j", "j", "enter"),
    "composer": ("r", *"Nine it is: café at ten"),
    "composer-lines": ("r", *"Yes", "ctrl+j", *"また明日", "ctrl+j", *"Bo"),
    "emoji": ("r", *":hea"),
    "contacts": ("g", "c"),
    "contacts-narrowed": ("g", "c", *"an"),
    "contact": ("enter", "K"),
    "contact-form": ("E",),
    "contact-form-wrong": ("C", "x", "tab", *"12", "enter"),
    "recipient": ("c", *"an"),
    "recipient-wrong": ("c", *"99"),
    "sender": ("enter", "F"),
    "search": ("/", *"brake"),
    "search-empty": ("/",),
    "palette": ("ctrl+p", *"view"),
    "theme": ("ctrl+p", *"theme", "enter"),
    "help": ("?",),
    "missed": (),
    "notifications": ("g", "n", "j"),
    "notifications-empty": ("g", "n"),
    "resend": ("j", "j", "j", "j", "j", "j", "j", "j", "enter", "!"),
}
"""The keys that lead from the inbox to each screen."""
AWAY = {"missed", "notifications"}
"""Where something came in while nobody looked."""
OPENED_AT = {"contact": (120, 40)}
"""The size at which the keys are pressed: where there is less room, the panel has to be asked for."""

LONG = 0.5
"""Seconds: what waits as long waits for something to fade, or to have been looked at."""


class StillClock(StandingClock):
    """A clock on which what is told does not fade, and nothing counts as read, on the slowest machine."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds if seconds < LONG else 3600)


@pytest.fixture
def runtime() -> Iterator[Runtime]:
    """Return the demo as it is at one moment."""
    runtime = open_demo(1, 400, clock=StillClock(), zone=UTC)
    yield runtime
    runtime.close()


def happen(tx: Writer, *, at: datetime) -> None:
    """Write what came in: two texts of one person, one of another."""
    for minutes, place, body in (
        (9, 2, "Is the blue one still there?"),
        (7, 2, "hello?"),
        (4, 0, "On my way"),
    ):
        conversation = tx.conversations(View.INBOX, limit=5)[place]
        tx.add_text(
            NewText(
                conversation_id=conversation.id,
                direction=Direction.INBOUND,
                body=body,
                state=State.RECEIVED,
                at=at - timedelta(minutes=minutes),
                segments=1,
                unread=True,
                arrived=True,
            )
        )


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing is being done and the screen stays as it is."""
    before: list[str] = []
    same = 0
    while same < 3:
        await pilot.pause(0.02)
        waits = ENDLESS | ({"ask"} if len(pilot.app.screen_stack) > 1 else set())
        works = any(worker.is_running and worker.group not in waits for worker in pilot.app.workers)
        now = [strip.text for strip in pilot.app.screen._compositor.render_strips()]
        same, before = (same + 1 if now == before and not works else 0), now


@pytest.mark.parametrize("scene", SCENES)
async def test_a_screen_looks_as_it_did(runtime: Runtime, scene: str) -> None:
    if scene in AWAY:
        runtime.memory.change(told_through=0)
        await runtime.store.write(partial(happen, at=runtime.clock.now()))
    app = SmstuiApp(runtime, runs_engine=False)
    for theme in THEMES:
        app.register_theme(load_theme(theme))
    kept: list[str] = []
    async with app.run_test(size=OPENED_AT.get(scene, SIZES[0]), notifications=True) as pilot:
        await settle(pilot)
        for key in SCENES[scene]:
            await pilot.press("space" if key == " " else key)
            await settle(pilot)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settle(pilot)
            drawn = {theme: await in_theme(pilot, theme, scene) for theme in THEMES}
            kept += [f"== {size[0]}x{size[1]}", *look(drawn).as_text()]
    compare(scene, "\n".join(kept) + "\n")


async def in_theme(pilot: Pilot[Any], theme: str, scene: str) -> Sequence[Strip]:
    """Return the screen as it is drawn in a theme."""
    pilot.app.theme = theme
    await settle(pilot)
    if WRITES:
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = f"{scene}-{pilot.app.size.width}-{theme}"
        (PICTURES / f"{name}.svg").write_text(pilot.app.export_screenshot(title=name), encoding="utf-8")
    return pilot.app.screen._compositor.render_strips()


def compare(scene: str, now: str) -> None:
    path = FOLDER / f"{scene}.txt"
    if WRITES:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, f"make looks shows {scene} as it is now"


def test_no_look_is_kept_of_a_screen_that_is_gone() -> None:
    there = [path for path in FOLDER.glob("*.txt") if not path.stem.startswith("first-run-")]
    gone = [path for path in there if path.stem not in SCENES]
    if WRITES:
        for path in gone:
            path.unlink()
    assert WRITES or not gone
