"""What is typed at once edits a text as what is typed one by one: nothing overtakes anything."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste
from textual.widgets import Input, TextArea

from tui.events import key_event
from tui.stage import a_stage, small_talk

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message

    from tui.stage import Stage

FIELDS = {
    "the composer": ("r",),
    "the query": ("/",),
    "the recipient": ("c",),
    "a name": ("C",),
    "the contacts": ("h", "f"),
    "the commands": ("ctrl+p",),
}

TOGETHER = (
    "می\u200cخواهم",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "❤\ufe0f",
    "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "क\u094d\u200dष",
)
"""A Persian word, a family, a red heart, a rainbow, the flag of England, a Hindi letter."""


def typed(keys: list[str]) -> str:
    """Return the text that these keys make, one after the other."""
    text, at = "", 0
    for key in keys:
        match key:
            case "backspace":
                text, at = text[: max(at - 1, 0)] + text[at:], max(at - 1, 0)
            case "delete":
                text = text[:at] + text[at + 1 :]
            case "left":
                at = max(at - 1, 0)
            case "right":
                at = min(at + 1, len(text))
            case "home":
                at = 0
            case "end":
                at = len(text)
            case _:
                text, at = text[:at] + key + text[at:], at + len(key)
    return text


def shown(stage: Stage) -> str:
    """Return what stands in the field with the keyboard."""
    field = stage.app.screen.focused
    assert isinstance(field, Input | TextArea)
    return field.text if isinstance(field, TextArea) else field.value


@pytest.mark.parametrize("field", FIELDS)
async def test_keys_and_pastes_of_one_packet_edit_in_their_turn(tmp_path: Path, field: str) -> None:
    choose = random.Random(field)
    editing = ("backspace", "delete", "left", "right", "home", "end")
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*FIELDS[field])
        for _ in range(12):
            keys = [choose.choice((*"abcdefghé ", *editing, "backspace", "two words")) for _ in range(14)]
            events: list[Message] = [
                key_event(key) if len(key) == 1 or key in editing else Paste(key) for key in keys
            ]
            await stage.burst(*events)
            assert shown(stage) == typed(keys), keys
            await stage.burst(key_event("end"), *(key_event("backspace") for _ in shown(stage)))
            assert shown(stage) == ""


@pytest.mark.parametrize("words", TOGETHER)
@pytest.mark.parametrize("field", FIELDS)
async def test_what_joins_characters_is_typed_as_it_is_pasted(tmp_path: Path, field: str, words: str) -> None:
    """As a keyboard for Persian types it, or a picker of emoji: one key for each code point."""
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*FIELDS[field])
        await stage.burst(*map(key_event, words))
        assert shown(stage) == words
        await stage.burst(*(key_event("backspace") for _ in words))
        assert shown(stage) == ""
        await stage.burst(*map(key_event, "a\u200db\u200cc"))
        assert shown(stage) == "abc", "elsewhere nothing invisible is typed"


@pytest.mark.parametrize("field", ["the query", "the recipient", "a name", "the contacts", "the commands"])
async def test_all_lines_of_a_paste_come_into_a_field_of_one_line(tmp_path: Path, field: str) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        await stage.press(*FIELDS[field])
        await stage.burst(Paste("yes,\r\n9 is fine\n"))
        assert shown(stage) == "yes, 9 is fine"


async def test_a_paste_is_for_the_question_that_is_being_asked(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        keys = ("enter", "enter", "h", "i")
        await stage.burst(key_event("c"), Paste("+1 415 555 0177"), *map(key_event, keys))
        await stage.until(lambda: stage.inbox.conversation.composer.text == "hi")
        assert "+1 415 555 0177" in stage.reading
