"""An empty list says why there is nothing, and what to do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import MAIN
from hostile import HOSTILE
from smstui.domain.remote import RemoteLine
from smstui.ports.records import AccountChange
from tui.stage import a_stage, small_talk
from tui.test_hostile import assert_harmless

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer
    from tui.stage import Stage


def in_state(**changes: object) -> Callable[[Writer, World], None]:
    """Return what makes the account be so; two of its numbers text, one only calls, and one is gone."""

    def talk(tx: Writer, world: World) -> None:
        tx.save_lines("work", [RemoteLine("+14155550143", label="Old")])
        tx.save_lines(
            "work",
            [
                RemoteLine(MAIN, label="Main"),
                RemoteLine("+14155550142"),
                RemoteLine("+12125550199", label="Office phone", can_sms=False),
            ],
        )
        since = world.clock.now() - timedelta(minutes=5)
        given = {name: since if value == "since" else value for name, value in changes.items()}
        tx.change_account("work", AccountChange(**given))  # type: ignore[arg-type]  # as the test gives them

    return talk


def words(stage: Stage) -> str:
    return " ".join(stage.list.replace("│", " ").split())


async def test_synced_and_empty_says_which_numbers_people_can_text(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=in_state(complete=True)) as stage:
        assert "The inbox is empty." in words(stage)
        assert "c starts a conversation, 7 shows what is done, 9 shows all." in words(stage)
        assert "People can text +1 500 555 0006 (Main) or +1 415 555 0142." in words(stage)
        for never in ("Office phone", "Old", "0143"):
            assert never not in words(stage)


async def test_keys_are_named_as_the_person_has_them(tmp_path: Path) -> None:
    async with a_stage(
        tmp_path,
        talk=in_state(complete=True),
        keys={"new_conversation": "f2", "view_done": "g x"},
    ) as stage:
        assert "F2 starts a conversation, gx shows what is done, 9 shows all." in words(stage)
        await stage.press("2")
        assert "Nothing is unread. 1 shows the inbox." in words(stage)
        assert "F2 starts a new conversation." in stage.reading
        assert "move" not in stage.reading


async def test_from_an_empty_view_to_one_with_texts_and_back(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk, size=(120, 30)) as stage:
        texts = stage.reading
        await stage.press("6")
        assert "c starts a new conversation." in stage.reading
        await stage.press("1")
        assert stage.reading == texts


async def test_the_first_sync_says_that_it_runs(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=in_state()) as stage:
        assert "Reading what your provider has." in words(stage)
        assert "People can text" not in words(stage)


async def test_offline_says_since_when_and_what_works_meanwhile(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=in_state(offline_since="since")) as stage:
        assert "Your provider cannot be reached since 11:55." in words(stage)
        assert "S tries now" in words(stage)
        assert "Reading what" not in words(stage)


@pytest.mark.parametrize("complete", [True, False])
async def test_trouble_is_told_in_the_provider_s_words(tmp_path: Path, complete: bool) -> None:
    error = "Twilio does not accept the credentials (20003). Check {account_sid}."
    async with a_stage(tmp_path, talk=in_state(complete=complete, error=error)) as stage:
        assert f"Nothing new can be read: work: {error} S tries again." in words(stage)
        assert ("The inbox is empty." in words(stage)) is complete


@pytest.mark.parametrize("hostile", HOSTILE[:30])
async def test_t2_hostile_trouble_is_harmless(tmp_path: Path, hostile: str) -> None:
    error = hostile.encode("utf-8", "replace").decode()
    async with a_stage(tmp_path, talk=in_state(error=error)) as stage:
        assert_harmless(stage)
        assert "tries again" in words(stage)


async def test_an_account_without_a_number_that_texts_says_so(tmp_path: Path) -> None:
    def talk(tx: Writer, world: World) -> None:
        in_state(complete=True)(tx, world)
        tx.save_lines("work", [RemoteLine("+12125550199", can_sms=False)])

    async with a_stage(tmp_path, talk=talk) as stage:
        assert "No number of yours can text, so nothing can be sent." in words(stage)


async def test_no_account_any_more_says_how_to_add_one_and_keeps_the_texts(tmp_path: Path) -> None:
    async with a_stage(tmp_path, talk=small_talk) as stage:
        stage.inbox.runtime.plans = {}
        await stage.press("6")
        assert "There is no account any more." in words(stage)
        assert "smstui accounts add work" in words(stage)
        await stage.pass_time(2)
        assert "no account: read only" in stage.status
        await stage.press("9")
        assert "yes, 9 is fine" in stage.list
