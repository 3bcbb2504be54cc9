"""The first paint is the cached inbox: no network, keyring, httpx, provider or phone metadata before it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.library import LONG_ONE, Size, build
from bench.terminal import Terminal
from crash.processes import clean_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = LONG_ONE.split()[0]
FORBIDDEN = {
    "httpx",
    "httpcore",
    "h11",
    "keyring",
    "phonenumbers",
    "starlette",
    "uvicorn",
    "importlib.metadata",
    "importlib_metadata",
    "markdown_it",
    "pygments",
    "tree_sitter",
    "smstui.services.engine",
    "smstui.services.sync",
    "smstui.providers.twilio.api",
    "smstui.providers.simulator",
    "smstui.config.credentials",
}


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str]]:
    """Return what a real start did up to its first paint, and what it did until it was quit."""
    folder = tmp_path_factory.mktemp("paint")
    home = build(folder / "home", Size(200, 5))
    log = folder / "log"
    script = str(Path(__file__).with_name("watched_screen.py"))
    env = clean_environment(HOME=str(home), SMSTUI_HOME=str(home), SMSTUI_WORK_AUTH_TOKEN="secret")
    with Terminal([sys.executable, script, str(log), WORD], env=env) as terminal:
        terminal.wait_for(WORD)
        terminal.wait_for("offline", 20)
        terminal.send("ctrl+q")
        terminal.wait(10)
    lines = log.read_text().splitlines()
    painted = lines.index("painted ")
    return lines[:painted], lines[painted:]


def imported(lines: Sequence[str]) -> set[str]:
    return {line.split()[1] for line in lines if line.startswith("import ")}


def test_nothing_heavy_is_loaded_before_the_first_paint(
    before_and_after: tuple[list[str], list[str]],
) -> None:
    before, _ = before_and_after
    assert "textual.app" in imported(before), "the hook saw nothing"
    assert imported(before) & FORBIDDEN == set()


def test_nothing_is_asked_of_the_outside_before_the_first_paint(
    before_and_after: tuple[list[str], list[str]],
) -> None:
    before, _ = before_and_after
    assert [line for line in before if not line.startswith("import ")] == []


def test_the_engine_starts_after_the_first_paint(before_and_after: tuple[list[str], list[str]]) -> None:
    """What was forbidden before comes then, so the hook does see such things."""
    _, after = before_and_after
    assert "httpx" in imported(after)
    assert any(line.startswith("socket.connect") for line in after)
