"""F80: emoji by their names in the composer, and what takes one, closes the list or leaves it alone."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import emoji
import pytest
from textual.events import Key

from smstui.domain.cleaning import clean
from smstui.domain.segments import measure
from smstui.domain.states import State
from smstui.tui import emoji_names
from smstui.tui.emoji_names import load_names
from smstui.tui.formatting import cells
from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    from tui.stage import Stage

GROWTH = 5.0
"""MiB that the names may take."""


async def type_name(stage: Stage, words: str) -> None:
    """Begin to write, and wait for the names."""
    await stage.press("r")
    await stage.type(words)
    await stage.until(lambda: stage.inbox.conversation.composer.is_completing)
    await stage.settle()


def written(stage: Stage) -> str:
    return stage.inbox.conversation.composer.text


def offers(stage: Stage) -> list[str]:
    """Return the lines of the list, without what surrounds them."""
    names = stage.inbox.conversation.composer.emoji
    if names is None or not names.is_open:
        return []
    return [line.strip("▌ ") for line in stage.text_of(names).splitlines()]


@pytest.mark.parametrize("size", [(160, 48), (80, 24), (60, 20)])
async def test_f80_names_are_offered_and_tab_takes_the_first(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=size) as stage:
        await type_name(stage, "well :thumb")
        assert 1 < len(offers(stage)) <= 6
        assert offers(stage)[0].split() == ["👍", "thumbsup", "tab"]
        await stage.press("tab")
        assert written(stage) == "well 👍"
        assert offers(stage) == []
        assert stage.inbox.place == "composer"
        assert "UCS-2" in stage.reading
        assert "because of 👍" in stage.reading
        await stage.press("tab")
        assert stage.inbox.place != "composer", "with no list tab is the next pane"


async def test_f80_up_and_down_choose_and_enter_takes_what_was_chosen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, ":heart")
        first, second = (line.split()[0] for line in offers(stage)[:2])
        await stage.press("down")
        assert offers(stage)[1].endswith("enter")
        await stage.press("enter")
        assert written(stage) == second
        assert await stage.world.texts(State.QUEUED) == []
        await stage.type(" :heart")
        await stage.until(lambda: bool(offers(stage)))
        await stage.press("down", "up", "enter")
        assert written(stage) == f"{second} {first}"
        await stage.type_and_send("!")
        [text] = await stage.world.texts(State.QUEUED)
        assert text.body == f"{second} {first}!"


async def test_f80_enter_sends_as_always_where_nothing_was_chosen(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, "note :na")
        await stage.type_and_send("")
        [text] = await stage.world.texts(State.QUEUED)
        assert text.body == "note :na"
        assert offers(stage) == []


async def test_f80_esc_closes_the_list_first_and_then_leaves(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, ":na")
        await stage.press("escape")
        assert offers(stage) == []
        assert stage.inbox.place == "composer"
        assert written(stage) == ":na"
        await stage.type("m")
        await stage.until(lambda: bool(offers(stage)))
        await stage.press("escape", "escape")
        assert stage.inbox.place == "conversation"


async def test_f80_a_click_takes_one_and_the_keyboard_stays(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, "a :fire")
        second = offers(stage)[1].split()[0]
        names = stage.inbox.conversation.composer.emoji
        assert names is not None
        await stage.pilot.click(names, offset=(4, 1))
        await stage.settle()
        assert written(stage) == f"a {second}"
        await stage.type("b")
        assert written(stage) == f"a {second}b"


async def test_f80_the_list_follows_what_is_typed_and_goes_when_nothing_fits(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, ":na")
        await stage.type("zar")
        assert [line.split()[0] for line in offers(stage)] == ["🧿"]
        await stage.type("q")
        assert offers(stage) == []
        await stage.press("backspace")
        assert len(offers(stage)) == 1
        await stage.press("left")
        assert offers(stage) == []


@pytest.mark.parametrize(
    "words", ["at 10:30", "https://na", "http://x.example/:na", "a:na", ":n", ":-)", "re:na"]
)
async def test_f80_it_never_fires_in_times_addresses_and_words(tmp_path: Path, words: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, ":na")
        await stage.press("escape", *["backspace"] * 3)
        await stage.type(words)
        assert offers(stage) == []
        await stage.press("tab")
        assert written(stage) == words


async def test_f80_it_never_fires_on_what_is_pasted_or_loaded(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, ":na")
        await stage.press("escape", *["backspace"] * 3)
        await stage.paste("so :na")
        assert offers(stage) == []
        for at, character in enumerate(" :na"):  # a terminal that does not bracket pastes
            key = Key("space" if character == " " else character, character)
            key.time = 1000 + at * 0.0001
            stage.app.post_message(key)
        await stage.settle()
        assert written(stage) == "so :na :na"
        assert offers(stage) == []
        await stage.pass_time(0.3)
        await stage.press("escape", "h", "j", "k", "r")
        await stage.pass_time(0.3)
        assert written(stage) == "so :na :na"
        assert offers(stage) == []


async def test_f80_whoever_leaves_the_field_finds_no_list_in_it(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await type_name(stage, ":na")
        stage.inbox.set_focus(stage.inbox.conversations.list)
        await stage.settle()
        assert offers(stage) == []


def test_f80_the_names_are_those_of_the_package() -> None:
    """Its file is read and not the package imported, so it is held against what the package says."""
    names = load_names()
    assert len(names) > 2_000
    theirs = {
        (name.strip(":").lower(), character)
        for character, entry in emoji.EMOJI_DATA.items()
        if entry["status"] == emoji.STATUS["fully_qualified"]
        for name in (entry["en"], *entry.get("alias", ()))
    }
    assert set(names) <= theirs
    assert {"thumbsup", "grinning", "grinning_face", "heart", "fire", "name_badge"} <= {
        name for name, _ in names
    }


def test_f80_every_emoji_survives_cleaning_and_is_ucs_2() -> None:
    for _, character in load_names():
        assert clean(character) == character
        assert measure(character).encoding == "UCS-2"
        assert 1 <= cells(character) <= 2


@pytest.mark.parametrize("content", [None, b"{", b'{"x": 1}'])
def test_f80_without_the_file_nothing_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    (tmp_path / "unicode_codes").mkdir()
    if content is not None:
        (tmp_path / "unicode_codes" / "emoji.json").write_bytes(content)
    monkeypatch.setattr(
        emoji_names,
        "find_spec",
        lambda _name: type("Spec", (), {"submodule_search_locations": [str(tmp_path)]}),
    )
    assert load_names() == ()


def test_f80_the_names_take_little_memory() -> None:
    script = (
        "import smstui.tui.app\n"
        "from smstui.tui.emoji_names import load_names\n"
        "def pages(): return int(open('/proc/self/statm').read().split()[1])\n"
        "before = pages(); names = load_names(); print((pages() - before) * 4096 / 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert float(done.stdout) < GROWTH
