"""Several accounts, and what is left of one that is no longer in the settings: only its texts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.records import AccountChange
from tui.stage import a_stage, say, small_talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builders import World
    from smstui.ports.store import Writer

OLD = "+14155550199"


def two_accounts(
    *, removed: bool = False, last: Callable[[Writer, World], None] | None = None, **standing: Any
) -> Callable[[Writer, World], None]:
    """Return what leaves `work`, which is in the settings, and `old`, which is not, with a number each."""

    def talk(tx: Writer, world: World) -> None:
        now = world.clock.now()
        small_talk(tx, world)
        done = AccountChange(complete=True, last_pass_at=now, lines_asked_at=now, active_at=now)
        tx.change_account("work", done)
        tx.ensure_account("old", "twilio")
        tx.save_lines("old", [RemoteLine(OLD, "Old", can_sms=True)])
        tx.change_account("old", AccountChange(**{"complete": True, "last_pass_at": now, **standing}))
        for line in tx.lines():
            tx.set_cursor(line.id, now)
        if removed:
            tx.save_lines("old", ())  # as `smstui accounts remove` does
        if last is not None:
            last(tx, world)

    return talk


@pytest.mark.parametrize(
    "standing", [{"error": "The credentials are wrong."}, {"complete": False}, {"is_offline": True}]
)
@pytest.mark.parametrize("removed", [True, False])
async def test_an_account_that_is_not_in_the_settings_says_nothing(
    tmp_path: Path, standing: dict[str, Any], *, removed: bool
) -> None:
    def talk(tx: Writer, world: World) -> None:
        known = dict(standing)
        if known.pop("is_offline", False):
            known["offline_since"] = world.clock.now() - timedelta(days=40)
        two_accounts(removed=removed, **known)(tx, world)

    async with a_stage(tmp_path, size=(160, 30), talk=talk) as stage:
        await stage.until(lambda: stage.status.startswith(" synced 12:00"))
        assert "The credentials are wrong" not in stage.picture
        await stage.press("/", *"zebra")
        await stage.pass_time(0.3)
        await stage.until(lambda: "No text" in stage.picture)
        assert "still being read" not in stage.picture


async def test_a_number_of_such_an_account_is_not_offered_and_no_text_from_it_waits_for_ever(
    tmp_path: Path,
) -> None:
    def last(tx: Writer, world: World) -> None:
        say(tx, world, ANA, ["Can we move to 9?"], minutes_ago=1, line=OLD)

    async with a_stage(tmp_path, size=(160, 30), talk=two_accounts(last=last)) as stage:
        await stage.press("g", "g", "F")
        await stage.until(lambda: "Send from which number?" in stage.picture)
        words = " ".join(stage.picture.replace("│", "").split())
        assert "⊘ +1 415 555 0199 belongs to the account old, which is not in your settings" in words
        await stage.press("escape", "r")
        await stage.type_and_send("on my way")
        await stage.until(lambda: "belongs to the account old" in " ".join(stage.reading.split()))
        assert await stage.world.texts(State.QUEUED) == []
        assert stage.inbox.conversation.composer.text == "on my way"


async def test_where_one_of_two_accounts_is_offline_it_is_named(tmp_path: Path) -> None:
    def last(tx: Writer, world: World) -> None:
        since = world.clock.now() - timedelta(hours=2)
        tx.change_account("old", AccountChange(offline_since=since))

    async with a_stage(tmp_path, size=(160, 30), talk=two_accounts(last=last)) as stage:
        stage.app.runtime.plans = dict.fromkeys(("work", "old"), stage.world.plan)
        await stage.world.store.write(lambda tx: tx.change_account("work", AccountChange(complete=True)))
        await stage.pass_time(1)
        await stage.until(lambda: stage.status.startswith(" old offline since 10:00"))
