"""Random keys, mice and sizes while texts arrive: no crash, no lost draft, no send that nobody asked for."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest
from rich.style import Style
from textual.widget import Widget

from crash.trial import say
from smstui.tui.columns import is_too_small
from tui.crowd import real_texts, settle_in
from tui.monkey import Monkey, is_held_up
from tui.stage import Stage, a_stage
from tui.witness import Witness

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message
    from textual.strip import Strip

LONG = os.environ.get("SMSTUI_TRIALS") == "long"
EVENTS = 10_000 if LONG else 100
SEEDS = range(1, 6) if LONG else range(1, 4)
LOOK_EVERY, JUDGE_EVERY = 10, 125
FAULTS = "cut-before=0.03,cut-after=0.03,500-before=0.03,500-after=0.03,lag=2"


async def assert_drawn(stage: Stage) -> None:
    """Say that the screen is drawn to its edges, and that the keyboard is somewhere on it."""
    await stage.until(lambda: stage.app.screen._compositor.size == stage.app.size)
    assert stage.lines
    assert_nothing_stale(stage)
    await assert_nothing_held(stage)
    screen, focused = stage.app.screen, stage.app.screen.focused
    assert focused is not None, "the keyboard is nowhere"
    if is_too_small(stage.app.size):
        return
    if not screen.is_modal:  # a form may be scrolled
        assert focused.region.intersection(screen.region).area, f"the keyboard is off the screen: {focused}"


async def assert_nothing_held(stage: Stage) -> None:
    """Say that the keys that were pressed are taken: what waits for ever is a dead keyboard."""

    await stage.until(lambda: not is_held_up(stage))


def painted(strip: Strip) -> list[tuple[str, Style]]:
    """Return each character with how it looks; of a blank only its ground is seen."""
    seen = []
    for segment in strip:
        style = (segment.style or Style()).clear_meta_and_links()
        ground = Style(bgcolor=style.bgcolor, reverse=style.reverse, underline=style.underline)
        seen += [(each, ground if each == " " else style) for each in segment.text]
    return seen


def assert_nothing_stale(stage: Stage) -> None:
    """Say that what is kept of earlier drawings is what would be drawn now."""
    screen = stage.app.screen
    kept = screen._compositor.render_strips()
    for widget in screen.walk_children(Widget):
        widget.notify_style_update()
        widget._styles_cache.clear()
    for row, (was, now) in enumerate(zip(kept, screen._compositor.render_strips(), strict=True)):
        assert painted(was) == painted(now), f"row {row} was drawn earlier:\n{was.text}\n{now.text}"


async def stay() -> None:
    """Quit not: what that does is tried in a real terminal."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.timeout(7200 if LONG else 300)
async def test_a_monkey_breaks_loses_and_sends_nothing(
    tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = real_texts()
    witness: Witness | None = None

    def hook(message: Message) -> None:
        if witness is not None and witness.stage.app.is_running:
            witness.notice(message)

    async with a_stage(
        tmp_path,
        talk=lambda tx, world: settle_in(tx, world, bodies, seed=seed),
        size=(160, 48),
        runs_engine=True,
        world_options={"faults": FAULTS, "seed": seed},
        hook=hook,
        key_profile="vim" if seed % 3 else "plain",
    ) as stage:
        witness = Witness(stage)
        await witness.begin()
        monkeypatch.setattr(stage.app, "action_quit", stay)  # by the palette and by a click too
        stage.inbox.commands.does["editor"] = lambda: None  # type: ignore[index]  # a dict, read as a Mapping
        monkey = Monkey(stage, witness, bodies, seed)
        try:
            for number in range(1, EVENTS + 1):
                await monkey.act()
                assert stage.app.is_running
                if number % LOOK_EVERY == 0:
                    await monkey.calm()
                    await assert_drawn(stage)
                    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
                if number % JUDGE_EVERY == 0 or number == EVENTS:
                    await stage.until_sent()
                    await stage.pass_time(0.4)
                    await witness.judge()
        except BaseException as error:
            trail = "\n".join(monkey.trail)
            logged = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING][-3:]
            error.add_note(f"seed {seed}, event {monkey.done}:\n{trail}\n{logged}")
            say(f"\n  seed {seed}, event {monkey.done}: {error}")
            raise
        say(
            f"\n  seed {seed}: {monkey.done} events, {monkey.resizes} resizes, {len(witness.asked)} sends, "
            f"{witness.again} again, drafts of {len(witness.shown)} conversations"
        )
