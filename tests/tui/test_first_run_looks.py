"""Snapshots of the first run, kept beside those of the other screens: `make looks` writes them anew."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from providers.servers import http, refusal, serve
from smstui.tui.theming import load_theme
from tui.looks import look
from tui.test_looks import FOLDER, SIZES, THEMES, WRITES, compare, in_theme, settle
from tui.test_wizard_keeping import USUAL
from tui.wizard_stage import a_wizard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from providers.servers import Answer
    from tui.wizard_stage import WizardStage

REFUSED = http(401, refusal(20003, "Authenticate", 401))
NONE = http(200, {"incoming_phone_numbers": []})

SCENES: dict[str, tuple[int, Answer, str]] = {
    "welcome": (1, USUAL, "Working"),
    "account": (2, USUAL, "Working"),
    "account-wrong": (2, USUAL, "Working"),
    "account-key": (2, USUAL, "Working"),
    "test-failed": (3, REFUSED, "Working"),
    "test": (3, USUAL, "Working"),
    "numbers": (4, USUAL, "Working"),
    "numbers-none": (4, NONE, "Working"),
    "kept": (5, USUAL, "Working"),
    "kept-elsewhere": (5, USUAL, "Locked"),
}
"""The step, what the provider answers, and the mood of the keyring."""


@pytest.mark.parametrize("scene", SCENES)
async def test_the_first_run_looks_as_it_did(
    scene: str, tmp_path: Path, use_keyring: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    step, answer, mood = SCENES[scene]
    use_keyring(mood)
    monkeypatch.setenv("HOME", str(tmp_path))
    kept: list[str] = []
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serve(answer))
        stage = await stack.enter_async_context(a_wizard(tmp_path / "home", size=SIZES[0]))
        for theme in THEMES:
            stage.app.register_theme(load_theme(theme))
        await lead(stage, scene, step, server.url)
        for size in SIZES:
            await stage.pilot.resize_terminal(*size)
            await settle(stage.pilot)
            drawn = {theme: await in_theme(stage.pilot, theme, f"first-run-{scene}") for theme in THEMES}
            kept += [f"== {size[0]}x{size[1]}", *look(drawn).as_text()]
    compare(f"first-run-{scene}", "\n".join(kept) + "\n")


async def lead(stage: WizardStage, scene: str, step: int, url: str) -> None:
    """Go to a step; the server's address, which is another each time, is not shown on any that is kept."""
    if step == 2:
        await stage.to_account()
        if scene == "account-wrong":
            await stage.paste("AC12")
        if scene == "account-key":
            await stage.press("tab", "tab", "space")
    elif step > 2:
        await stage.try_it(url)
        for at in range(4, step + 1):
            await stage.press("enter")
            await stage.until(f"step {at} of 5")
    if step == 5:
        await stage.until("keyring is locked" if "elsewhere" in scene else "in your keyring")


def test_no_look_is_kept_of_a_step_that_is_gone() -> None:
    gone = [path for path in FOLDER.glob("first-run-*.txt") if path.stem[len("first-run-") :] not in SCENES]
    if WRITES:
        for path in gone:
            path.unlink()
    assert WRITES or not gone
