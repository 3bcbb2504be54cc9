"""T1, T2, T3: what strangers write stands on the screen as it is, steers nothing, and cannot be clicked."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO
from hostile import HOSTILE
from smstui.domain.states import State
from tui.news import add_own, add_trouble, arrive, write
from tui.stage import NAMES, a_stage, say

if TYPE_CHECKING:
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BRACKETS = [
    "[STOP]",
    "[1/3] part",
    '{"a": [1, 2]}',
    "[/]",
    "[/b] and [b]",
    "a[0] = [x]",
    "[@click=app.quit]x[/]",
]


def assert_harmless(stage: Stage) -> None:
    for strip in stage.app.screen._compositor.render_strips():
        assert not OBEYED.search(strip.text), repr(strip.text)
        for part in strip:
            assert part.style is None or not part.style.link
            assert part.style is None or "@click" not in part.style.meta


@pytest.mark.parametrize("seed", range(6))
async def test_t1_t2_hostile_words_steer_nothing(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    # SQLite takes no lone surrogates: services clean them away before anything is kept.
    words = [word.encode("utf-8", "replace").decode() for word in chance.sample(HOSTILE, 12)]
    monkeypatch.setitem(NAMES, ANA, words[0])

    def talk(tx: Writer, world: World) -> None:
        say(tx, world, BO, words[1:4], minutes_ago=90)
        texts = say(tx, world, ANA, words[4:], minutes_ago=30, unread=1)
        tx.set_draft(texts[0].conversation_id, words[1], at=world.clock.now())

    async with a_stage(tmp_path, talk=talk, size=(chance.choice([80, 120]), 30)) as stage:
        assert_harmless(stage)
        await stage.press("enter")
        assert_harmless(stage)
        await stage.press("r")
        await stage.paste(words[2])
        assert_harmless(stage)
        await stage.press("escape", "h", "j", "ctrl+p")
        assert_harmless(stage)
        await stage.press("escape")
        await arrive(stage, (BO, words[5]), (ANA, words[6]))
        assert_harmless(stage)
        own = await stage.world.store.write(lambda tx: add_own(tx, stage.world, BO, words[7]))
        await write(stage, lambda tx: add_trouble(tx, stage.world, own, State.FAILED, words[8]))
        assert_harmless(stage)
        await stage.press("g", "n")
        assert_harmless(stage)
        assert stage.app.is_running


def with_brackets(chance: random.Random) -> str:
    """Return a text such as people and machines write: markup, JSON, regular expressions, counters."""
    inside = chance.choice(["STOP", "1/3", "/", "/b", "b", "@click=app.quit", "0-9", "", "[x]", "a, b"])
    shapes = ["[{}]", "[{}] ok", "x[{}]", '{{"k": [{}]}}', "^[{}]+$", "[[{}]]", "\\[{}]", "[{}", "{}]"]
    shape = chance.choice(shapes)
    return f"{chance.randrange(1000)} {shape.format(inside)}"


async def test_t3_500_texts_with_brackets_are_shown_character_for_character(tmp_path: Path) -> None:
    chance = random.Random(3)
    peers = [f"+1415555{number:04}" for number in range(50)]
    texts = {peer: [with_brackets(chance) for _ in range(10)] for peer in peers}

    def talk(tx: Writer, world: World) -> None:
        for minute, peer in enumerate(peers):
            say(tx, world, peer, texts[peer], minutes_ago=1000 - minute)

    async with a_stage(tmp_path, talk=talk, size=(120, 48)) as stage:
        for peer in reversed(peers):
            await stage.pass_time(0.1)
            for words in texts[peer]:
                assert words in stage.reading
            assert texts[peer][-1] in stage.list
            await stage.press("j")


async def test_t3_brackets_are_shown_character_for_character(tmp_path: Path) -> None:
    async with a_stage(
        tmp_path, talk=lambda tx, world: say(tx, world, ANA, BRACKETS), size=(120, 40)
    ) as stage:
        await stage.press("enter")
        for words in BRACKETS:
            assert words in stage.reading
        assert BRACKETS[-1] in stage.list
