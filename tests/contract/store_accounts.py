"""Accounts, lines and people, as every store keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.desk import ANA, BO, CLEO, MAIN, NOON, SECOND, after
from smstui.domain.models import Suppression
from smstui.domain.remote import RemoteLine
from smstui.ports.errors import StoreError
from smstui.ports.records import AccountChange

if TYPE_CHECKING:
    from contract.desk import Desk
    from smstui.ports.store import Writer


class AccountContract:
    """What a store does with accounts and lines."""

    async def test_an_account_is_made_once(self, desk: Desk) -> None:
        again = await desk.store.write(lambda tx: tx.ensure_account("work", "twilio"))
        assert [account.id for account in await desk.store.read(lambda r: r.accounts())] == [again.id]
        assert (again.name, again.provider, again.complete, again.error) == ("work", "twilio", False, None)

    async def test_an_unknown_account_is_none(self, desk: Desk) -> None:
        assert await desk.store.read(lambda r: r.account("home")) is None

    async def test_none_leaves_a_field_and_empty_clears_the_error(self, desk: Desk) -> None:
        first = AccountChange(
            error="no", last_pass_at=NOON, offline_since=NOON, complete=True, active_at=NOON
        )
        await desk.store.write(lambda tx: tx.change_account("work", first))
        await desk.store.write(lambda tx: tx.change_account("work", AccountChange(lines_asked_at=after(1))))
        account = await desk.store.read(lambda r: r.account("work"))
        assert account is not None
        assert (account.error, account.last_pass_at, account.offline_since) == ("no", NOON, NOON)
        assert (account.complete, account.active_at, account.lines_asked_at) == (True, NOON, after(1))
        await desk.store.write(lambda tx: tx.change_account("work", AccountChange(error="", online=True)))
        account = await desk.store.read(lambda r: r.account("work"))
        assert account is not None
        assert (account.error, account.offline_since) == (None, None)

    async def test_a_change_of_an_unknown_account_is_refused(self, desk: Desk) -> None:
        with pytest.raises(StoreError, match="no account home"):
            await desk.store.write(lambda tx: tx.change_account("home", AccountChange(error="x")))

    async def test_lines_are_kept_with_how_they_are_written(self, desk: Desk) -> None:
        main, second = await desk.store.read(lambda r: r.lines("work"))
        assert (main.number, main.display, main.label) == (MAIN, "+1 500 555 0006", "Main")
        assert (main.can_sms, main.can_mms, second.can_sms) == (True, True, False)
        assert await desk.store.read(lambda r: r.line(second.id)) == second
        assert await desk.store.read(lambda r: r.lines("home")) == []

    async def test_a_line_that_is_not_listed_any_more_is_gone_and_comes_back(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.save_lines("work", [RemoteLine(SECOND, "Renamed")]))
        lines = {line.number: line for line in await desk.store.read(lambda r: r.lines())}
        assert (lines[MAIN].gone, lines[SECOND].gone, lines[SECOND].label) == (True, False, "Renamed")
        await desk.store.write(lambda tx: tx.save_lines("work", [RemoteLine(MAIN, "Main")]))
        back = await desk.store.read(lambda r: r.line(desk.line))
        assert back is not None
        assert not back.gone

    async def test_a_number_is_found_on_the_line_that_is_not_gone(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.save_lines("work", []))
        await desk.store.write(lambda tx: tx.ensure_account("new", "twilio"))
        await desk.store.write(lambda tx: tx.save_lines("new", [RemoteLine(MAIN)]))
        found = await desk.store.read(lambda r: r.line_numbered(MAIN))
        mine = await desk.store.read(lambda r: r.line_numbered(MAIN, "work"))
        assert found is not None
        assert mine is not None
        assert (found.account, mine.account) == ("new", "work")
        assert await desk.store.read(lambda r: r.line_numbered("+15005550099")) is None

    async def test_a_cursor_moves_forward_and_back_only_where_asked(self, desk: Desk) -> None:
        assert await desk.store.read(lambda r: r.cursor(desk.line)) is None
        await desk.store.write(lambda tx: tx.set_cursor(desk.line, after(5)))
        await desk.store.write(lambda tx: tx.set_cursor(desk.line, after(3)))
        assert await desk.store.read(lambda r: r.cursor(desk.line)) == after(5)
        await desk.store.write(lambda tx: tx.set_cursor(desk.line, after(2), back=True))
        assert await desk.store.read(lambda r: r.cursor(desk.line)) == after(2)

    async def test_b8_an_account_is_synced_through_its_oldest_cursor(self, desk: Desk) -> None:
        """B8: the screen says up to when there is no gap on any line that is still there."""

        async def through() -> object:
            account = await desk.store.read(lambda r: r.account("work"))
            assert account is not None
            return account.through

        await desk.store.write(lambda tx: tx.set_cursor(desk.line, after(9)))
        assert await through() is None
        await desk.store.write(lambda tx: tx.set_cursor(desk.second, after(2)))
        assert await through() == after(2)
        await desk.store.write(lambda tx: tx.save_lines("work", [RemoteLine(MAIN)]))
        assert await through() == after(9)

    async def test_how_far_the_first_sync_has_read_back(self, desk: Desk) -> None:
        assert await desk.store.read(lambda r: r.backfill("work")) is None
        await desk.store.write(lambda tx: tx.set_backfill("work", after(-60)))
        assert await desk.store.read(lambda r: r.backfill("work")) == after(-60)


class PeopleContract:
    """What a store does with contacts and with people who said no."""

    async def test_a_contact_names_its_numbers(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.add_contact("Ana Reyes", [ANA, BO]))
        assert await desk.store.read(lambda r: r.names([ANA, BO, CLEO])) == {
            ANA: "Ana Reyes",
            BO: "Ana Reyes",
        }
        assert (await desk.entry(await desk.talk(ANA))).title == "Ana Reyes"

    async def test_a_number_stays_with_its_first_contact(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.add_contact("Ana", [ANA]))
        await desk.store.write(lambda tx: tx.add_contact("Impostor", [ANA, BO]))
        assert await desk.store.read(lambda r: r.names([ANA, BO])) == {ANA: "Ana", BO: "Impostor"}

    async def test_the_first_record_of_a_no_stays(self, desk: Desk) -> None:
        first = Suppression(ANA, NOON, "keyword", "STOP", 7)
        await desk.store.write(lambda tx: tx.suppress(first))
        await desk.store.write(lambda tx: tx.suppress(Suppression(ANA, after(5), "provider")))
        assert await desk.store.read(lambda r: r.suppression(ANA)) == first
        assert await desk.store.read(lambda r: r.suppression(BO)) is None
        await desk.store.write(lambda tx: tx.lift_suppression(ANA))
        assert await desk.store.read(lambda r: r.suppression(ANA)) is None

    async def test_the_last_word_is_the_newest_by_the_time_of_the_text(self, desk: Desk) -> None:
        assert await desk.store.read(lambda r: r.last_word(ANA)) is None
        await desk.store.write(lambda tx: tx.record_word(ANA, "STOP", at=after(5), message_id=7))
        await desk.store.write(lambda tx: tx.record_word(ANA, "START", at=after(3), message_id=None))
        await desk.store.write(lambda tx: tx.record_word(ANA, "HELP", at=after(9), message_id=None))
        assert await desk.store.read(lambda r: r.last_word(ANA)) == after(5)

    async def test_f88_what_was_done_is_kept_in_order(self, desk: Desk) -> None:
        """F88: the activity log of a conversation."""
        talk = await desk.talk()

        def act(tx: Writer) -> None:
            tx.log("sent", at=after(2), conversation_id=talk, message_id=7, actor="me", detail="by hand")
            tx.log("queued", at=after(1), conversation_id=talk, message_id=7, actor="me", detail="by hand")

        await desk.store.write(act)
        assert await desk.store.read(lambda r: r.activity(talk)) == [
            (after(1), "queued", 7, "by hand"),
            (after(2), "sent", 7, "by hand"),
        ]
        assert await desk.store.read(lambda r: r.activity(talk + 1)) == []

    async def test_a_contact_that_comes_later_names_the_conversations_there_are(self, desk: Desk) -> None:
        mine, theirs = await desk.talk(ANA), await desk.talk(ANA, line=desk.second)
        await desk.store.write(lambda tx: tx.add_contact("Ana", [ANA]))
        assert [(await desk.entry(talk)).name for talk in (mine, theirs)] == ["Ana", "Ana"]
        await desk.store.write(lambda tx: tx.add_contact("Impostor", [ANA]))
        assert (await desk.entry(mine)).name == "Ana"
