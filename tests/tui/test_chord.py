"""Keys pressed one after the other: what completes a chord, what ends it, and what is said meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smstui.domain.models import View
from smstui.tui.actions import Place
from smstui.tui.chord import Chord
from smstui.tui.keymap import Keymap
from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.mark.parametrize(
    ("keys", "steps"),
    [
        (["j"], [(False, "down", "")]),
        (["g", "g"], [(True, None, "g…"), (True, "first", "")]),
        (["g", "escape"], [(True, None, "g…"), (True, None, "")]),
        (["g", "j", "j"], [(True, None, "g…"), (True, None, ""), (False, "down", "")]),
        (["Z"], [(False, None, "")]),
        (["g", "escape", "escape"], [(True, None, "g…"), (True, None, ""), (False, None, "")]),
    ],
)
def test_a_key_is_of_a_chord_or_alone_and_esc_only_ends_what_was_begun(
    keys: Sequence[str], steps: Sequence[tuple[bool, str | None, str]]
) -> None:
    told: list[str] = []
    chord = Chord(Keymap(), lambda: told.append(chord.words))
    for key, (is_taken, name, words) in zip(keys, steps, strict=True):
        found, action = chord.press(key, Place.LIST)
        assert (found, action.name if action is not None else None, chord.words) == (is_taken, name, words)
        assert (told or [""])[-1] == words, "the screen shows another one"
    assert "" not in told[::2], "it is told of what stayed as it was"


async def test_a_chord_that_was_begun_elsewhere_is_forgotten(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press("g")
        assert "g…" in stage.status
        await stage.pilot.click(stage.inbox.conversation.composer.field)
        await stage.settle()
        assert "g…" not in stage.status
        await stage.press("escape", "d")
        assert stage.inbox.listing.view is View.INBOX


@pytest.mark.parametrize("opens", [(), ("g", "n")])
async def test_a_chord_that_is_no_actions_says_so(tmp_path: Path, opens: Sequence[str]) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*opens, "g", "x")
        assert "gx does nothing here; ? shows the keys." in stage.picture
        await stage.press("g", "escape")
        assert "escape does nothing" not in stage.picture
