"""Columns stay straight: every piece of every line is as wide as an independent table says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.geometry import Region
from wcwidth import wcswidth

from smstui.tui.formatting import cells, cleaned_line, fit
from smstui.tui.terminal import steady
from tui.every_screen import VISITS, leave, visit
from tui.odd_names import ODD, write_odd
from tui.stage import a_stage

if TYPE_CHECKING:
    from pathlib import Path

    from tui.stage import Stage

WIDTHS = ((200, 120, 80), (60, 100, 160))
"""Every screen is seen at three, in turn."""


def in_front(stage: Stage) -> Region:
    """Return what is surely drawn whole: a dialog's box, for Rich tears hearts at its edges apart."""
    return next((box.region for box in stage.app.screen.query(".dialog")), stage.app.screen.region)


def assert_straight(stage: Stage) -> None:
    """Say that each piece of a line ends where the other table says, and the line at the edge."""
    region = in_front(stage)
    for strip in stage.app.screen._compositor.render_strips()[region.y : region.bottom]:
        at = width = 0
        for piece in strip:
            if region.x <= at < region.right:
                assert piece.cell_length == wcswidth(piece.text), (piece.text, strip.text)
                width += piece.cell_length
            at += piece.cell_length
        assert width == region.width, strip.text


async def test_columns_are_straight_in_every_list_at_every_width(tmp_path: Path) -> None:
    async with a_stage(
        tmp_path, talk=lambda tx, world: write_odd(tx, world.clock.now()), size=(160, 44)
    ) as stage:
        for turn, (name, place) in enumerate(VISITS.items()):
            await visit(stage, place, pastes=False)
            for width in WIDTHS[turn % 2]:
                await stage.pilot.resize_terminal(width, 44 if width > 80 else 24)
                await stage.until(lambda: stage.app.screen._compositor.size == stage.app.size)
                try:
                    assert_straight(stage)
                except AssertionError as error:
                    error.add_note(f"{name} at {width}\n{stage.picture}")
                    raise
            await leave(stage)


@pytest.mark.parametrize("text", ODD)
def test_a_name_takes_the_cells_that_it_is_given(text: str) -> None:
    shown = cleaned_line(text)
    assert cells(shown) == wcswidth(shown)
    for width in range(1, 40):
        assert wcswidth(fit(shown, width)) == width


def test_what_all_terminals_agree_about_is_written_as_it_is() -> None:
    written = "\x1b[3;1H\x1b[0;1mAna Reyes ✓✓ │\x1b[0m e\u0301 中文 한 привет مرحبا שלום กำ …\n\x1b[4;1H"
    assert steady(written).text == written


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("❤️", 2),
        ("1️⃣", 2),
        ("🇩🇪", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("😀", 2),
        ("❤", 1),
        ("क्", 1),
    ],
)
def test_the_cursor_is_put_where_it_belongs_around_what_they_disagree_about(text: str, size: int) -> None:
    written = f"\x1b[3;5H\x1b[1mab{text}cd\x1b[0m"
    cleared = f"{' ' * size}\x1b[3;7H{text}\x1b[3;{7 + size}H"
    assert steady(written).text == f"\x1b[3;5H\x1b[1mab{cleared}cd\x1b[0m"


def test_the_place_is_known_over_colours_and_lines() -> None:
    written = "\x1b[1;1Ha\x1b[31mb❤️\x1b[0mc❤️\n\x1b[2;1H\x1b]22;default\x07❤️"
    assert steady(written).text == (
        "\x1b[1;1Ha\x1b[31mb  \x1b[1;3H❤️\x1b[1;5H\x1b[0mc  \x1b[1;6H❤️\x1b[1;8H\n"
        "\x1b[2;1H\x1b]22;default\x07  \x1b[2;1H❤️\x1b[2;3H"
    )


FAMILY = "👨‍👩‍👧"


@pytest.mark.parametrize(
    ("written", "spilt"),
    [
        (f"\x1b[3;5Hab{FAMILY}", [Region(8, 2, 4, 1)]),  # six cells by itself, of which we count two
        (f"\x1b[3;5Hab{FAMILY}cd", [Region(10, 2, 2, 1)]),
        (f"\x1b[3;5Hab{FAMILY}\x1b[31mcdef", []),
        (f"\x1b[3;5Hab{FAMILY}\x1b[3;9Hcdef", []),  # goes on where it was
        (f"\x1b[3;5Hab{FAMILY}\x1b[4;1Hcdef", [Region(8, 2, 4, 1)]),
        ("\x1b[3;5Hab❤️", []),
        ("\x1b[3;5H👍🏽", [Region(6, 2, 2, 1)]),
    ],
)
def test_what_a_family_may_have_run_into_is_known(written: str, spilt: list[Region]) -> None:
    assert list(steady(written).spilt) == spilt
