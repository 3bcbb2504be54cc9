"""Whoever has the same name can be told apart wherever it stands; nobody else looks like a contact (T6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA
from smstui.domain.models import ContactPoint
from smstui.domain.numbers import display
from smstui.tui.formatting import cells
from smstui.tui.naming import name_runs
from smstui.tui.screens.finding import ASK_AFTER
from tui.news import arrive, popup
from tui.stage import a_stage, say

if TYPE_CHECKING:
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage

WORK = "+14155550188"
SENDER = "Ana Reyes"


def two_numbers(tx: Writer, world: World) -> None:
    """Write with two numbers of one person."""
    for number, ago in ((ANA, 50), (WORK, 40)):
        say(tx, world, number, ["hello", "hello"], minutes_ago=ago)
    known = tx.contact_with(ANA)
    assert known is not None
    points = [ContactPoint(ANA, display(ANA), "mobile"), ContactPoint(WORK, display(WORK), "work")]
    tx.save_contact(known.name, points, contact_id=known.id)


def a_namesake(tx: Writer, world: World) -> None:
    """Write with a contact, and with a sender who chose the contact's name."""
    for peer, ago in ((ANA, 50), (SENDER, 40)):
        say(tx, world, peer, ["hello"], minutes_ago=ago, own_every=0)


def rows_of(shown: str, word: str) -> list[str]:
    """Return the rows with this word, without what is no word of theirs."""
    return [" ".join(row.replace("▌", "").split()) for row in shown.splitlines() if word in row]


async def hits_of(stage: Stage) -> str:
    await stage.press("slash")
    await stage.type("hello")
    await stage.pass_time(ASK_AFTER)
    return stage.picture


@pytest.mark.parametrize("size", [(160, 30), (100, 30), (60, 20), (40, 16)])
async def test_t6_f10_two_numbers_of_one_person_are_told_apart(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_stage(tmp_path, size=size, talk=two_numbers) as stage:
        listed = rows_of(stage.list, "Ana")
        assert ["work" in listed[0], "mobile" in listed[1]] == [True, True]
        found = rows_of(await hits_of(stage), "Ana")
        assert sum("work" in row for row in found) == sum("mobile" in row for row in found) == len(found) / 2
        await stage.press("escape")
        await arrive(stage, (WORK, "hello?"))
        await stage.press("g", "n")
        assert any("Ana Reyes" in row and "work" in row for row in stage.lines)


async def test_t6_f10_two_numbers_of_one_person_are_told_apart_in_the_panel(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=(160, 30), talk=two_numbers) as stage:
        _, _, talks = stage.text_of(stage.inbox.contact).partition("Conversations")
        assert [row.split()[1] for row in rows_of(talks, "11:")] == ["work", "mobile"]


async def test_t6_the_pop_up_tells_which_number_it_was(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=(160, 30), talk=two_numbers) as stage:
        await stage.press("G")
        await arrive(stage, (WORK, "are you there?"))
        assert "Ana Reyes (work)" in popup(stage)


async def test_t6_a_senders_name_never_looks_like_a_contact(tmp_path: Path) -> None:
    async with a_stage(tmp_path, size=(160, 30), talk=a_namesake) as stage:
        assert [row.split(" 1")[0] for row in rows_of(stage.list, "Ana")] == ["“Ana Reyes”", "Ana Reyes"]
        assert "“Ana Reyes”" in stage.text_of(stage.inbox.contact)
        assert "“Ana Reyes”" in stage.reading
        assert ["“Ana Reyes”" in row for row in rows_of(await hits_of(stage), "Ana")] == [True, False]
        await stage.press("escape", "G")
        await arrive(stage, (SENDER, "hello?"))
        assert "“Ana Reyes”" in popup(stage)


@pytest.mark.parametrize(
    "which", ["", "work", "+1 415 555 0188", "仕事の電話番号", "a very long label indeed"]
)
def test_name_and_number_take_the_cells_that_they_are_given(which: str) -> None:
    for width in range(40):
        assert sum(cells(text) for text, _ in name_runs("Ana Reyes", which, width, "title")) == width


def test_of_a_number_that_has_little_room_the_end_is_shown() -> None:
    (name, _), (which, _) = name_runs("Ana Reyes", "+1 415 555 0188", 18, "title")
    assert (name, which) == ("Ana R…", "  … 555 0188")
