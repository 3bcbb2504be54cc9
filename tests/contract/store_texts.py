"""Texts as every store keeps, places and changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contract.desk import ANA, BO, CLEO, MAIN, NOON, a_text, after
from smstui.domain.models import Direction, Encoding, Media
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.ports.records import Known, ReceiptDue, TextChange, TextFilter

if TYPE_CHECKING:
    from contract.desk import Desk

PICTURE = Media("https://m.example/1", "image/png")


class TextContract:
    """One text, and pages of them."""

    async def test_a_text_comes_back_as_it_was_kept(self, desk: Desk) -> None:
        talk = await desk.talk()
        new = a_text(
            talk,
            "wörld \U0001f600",
            out=True,
            segments=2,
            encoding=Encoding.UCS2,
            provider_id="SM1",
            provider_status="sent",
            error_code="30003",
            reason="unreachable",
            media=(PICTURE,),
            raw=b'{"a": "\\ud83d"}',
            not_before=after(5),
            resend_of=7,
            sent_at=after(6),
        )
        text = await desk.store.write(lambda tx: tx.add_text(new))
        assert await desk.store.read(lambda r: r.message(text.id)) == text
        assert (text.body, text.segments, text.encoding) == ("wörld \U0001f600", 2, Encoding.UCS2)
        assert (text.provider_id, text.provider_status) == ("SM1", "sent")
        assert (text.error_code, text.reason, text.media) == ("30003", "unreachable", (PICTURE,))
        assert (text.not_before, text.resend_of, text.sent_at) == (after(5), 7, after(6))
        assert (text.conversation_id, text.account, text.line, text.peer) == (talk, "work", MAIN, ANA)
        assert (text.direction, text.state, text.at) == (Direction.OUTBOUND, State.SENT, NOON)
        assert await desk.store.read(lambda r: r.raw(text.id)) == new.raw
        assert await desk.store.read(lambda r: r.raw(999)) == b""
        assert await desk.store.read(lambda r: r.message(999)) is None

    async def test_a_text_needs_a_conversation_and_a_batch_an_account(self, desk: Desk) -> None:
        with pytest.raises(StoreError, match="no conversation"):
            await desk.say(999)
        with pytest.raises(StoreError, match="no conversation"):
            await desk.keep(a_text(999))
        with pytest.raises(StoreError, match="no account"):
            await desk.keep(a_text(1), account="home")

    async def test_none_leaves_a_field_and_empty_clears_reason_and_code(self, desk: Desk) -> None:
        text = await desk.say(await desk.talk(), out=True, reason="waits", error_code="1", not_before=NOON)
        await desk.change(text.id, TextChange(state=State.DELIVERED, provider_id="SM9", sent_at=after(1)))
        await desk.change(text.id, TextChange(late_failure=True, segments=3, raw=b"{}", media=(PICTURE,)))
        await desk.change(text.id, TextChange(provider_status="read"))
        now = await desk.store.read(lambda r: r.message(text.id))
        assert now is not None
        assert (now.state, now.provider_id, now.sent_at) == (State.DELIVERED, "SM9", after(1))
        assert (now.reason, now.error_code, now.not_before) == ("waits", "1", NOON)
        assert (now.late_failure, now.segments, now.media) == (True, 3, (PICTURE,))
        assert await desk.store.read(lambda r: r.raw(text.id)) == b"{}"
        await desk.change(text.id, TextChange(reason="", error_code=""))
        now = await desk.store.read(lambda r: r.message(text.id))
        assert now is not None
        assert (now.reason, now.error_code, now.provider_status) == (None, None, "read")

    async def test_a_change_of_an_unknown_text_is_refused(self, desk: Desk) -> None:
        with pytest.raises(StoreError, match="no text with the id 999"):
            await desk.change(999, TextChange(state=State.SENT))

    async def test_f104_pages_of_a_conversation_walk_both_ways(self, desk: Desk) -> None:
        """F104: the whole thread, at any time."""
        talk, other = await desk.talk(), await desk.talk(BO)
        await desk.keep(*[a_text(talk, str(n), at=after(n)) for n in range(10)], a_text(other, "not here"))
        newest_first = [str(n) for n in range(9, -1, -1)]
        seen: list[str | None] = []
        before = None
        while page := await desk.texts(talk, limit=3, before=before):
            seen += [text.body for text in page]
            before = page[-1].position
        assert seen == newest_first
        middle = (await desk.texts(talk, limit=6))[-1]
        assert await desk.bodies(talk, after=middle.position, limit=2) == ["6", "5"]
        assert await desk.bodies(talk, after=0, limit=3) == ["2", "1", "0"]

    async def test_texts_of_one_second_keep_the_order_in_which_they_come(self, desk: Desk) -> None:
        talk, other = await desk.talk(), await desk.talk(BO)
        await desk.keep(a_text(talk, "a"), a_text(other, "x"), a_text(talk, "b"))
        await desk.say(talk, "c")
        await desk.say(other, "y")
        await desk.keep(a_text(talk, "d"), a_text(talk, "e"))
        assert await desk.bodies(talk) == ["e", "d", "c", "b", "a"]
        assert await desk.bodies(other) == ["y", "x"]

    async def test_positions_are_unique_and_follow_the_time(self, desk: Desk) -> None:
        talks = [await desk.talk(peer) for peer in (ANA, BO, CLEO)]
        times = [0.0, 0.0, 0.999999, 1.0, 1.0, 0.5, -3.0, 0.0, 0.999999, 2.0]
        await desk.keep(*[a_text(talks[n % 3], at=after(at)) for n, at in enumerate(times)])
        texts = await desk.store.read(lambda r: r.find(TextFilter()))
        positions = [text.position for text in texts]
        assert positions == sorted(set(positions), reverse=True)
        assert [text.at.replace(microsecond=0) for text in texts] == sorted(
            (after(at).replace(microsecond=0) for at in times), reverse=True
        )

    async def test_a_batch_passes_over_what_is_there(self, desk: Desk) -> None:
        talk = await desk.talk()
        one, two = a_text(talk, "1", provider_id="SM1", unread=True), a_text(talk, "2", provider_id="SM2")
        assert await desk.keep(one, one, a_text(talk, "no id")) == 2
        assert await desk.keep(two, one, a_text(talk, "no id")) == 2
        assert await desk.bodies(talk) == ["no id", "2", "no id", "1"]
        assert (await desk.entry(talk)).unread == 1
        assert await desk.keep() == 0

    async def test_the_same_id_in_another_account_is_another_text(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.ensure_account("home", "twilio"))
        talk = await desk.talk()
        assert await desk.keep(a_text(talk, provider_id="SM1")) == 1
        assert await desk.keep(a_text(talk, provider_id="SM1"), account="home") == 1

    async def test_what_is_known_of_a_provider_s_ids(self, desk: Desk) -> None:
        talk = await desk.talk()
        text = await desk.say(talk, out=True, provider_id="SM1", error_code="3", provider_status="sent")
        known = await desk.store.read(lambda r: r.known("work", ["SM1", "SM2"]))
        assert known == {"SM1": Known(text.id, talk, Direction.OUTBOUND, State.SENT, 1, "3", "sent")}
        assert await desk.store.read(lambda r: r.known("home", ["SM1"])) == {}


class OutboxContract:
    """What waits, what is on its way, and what came of it."""

    async def test_texts_in_these_states_oldest_first(self, desk: Desk) -> None:
        ana, bo = await desk.talk(ANA), await desk.talk(BO)
        await desk.say(ana, "later", out=True, state=State.SENDING, at=after(5))
        await desk.say(bo, "sooner", out=True, state=State.UNCONFIRMED)
        await desk.say(bo, "done", out=True, state=State.DELIVERED)

        async def found(**which: Any) -> list[str | None]:
            states = {State.SENDING, State.UNCONFIRMED}
            return [text.body for text in await desk.store.read(lambda r: r.in_states(states, **which))]

        assert await found() == ["sooner", "later"]
        assert await found(peer=ANA) == ["later"]
        assert await found(conversation_id=bo) == ["sooner"]
        assert await found(account="work") == ["sooner", "later"]
        assert await found(account="home") == []

    async def test_what_is_due_the_longest_due_first(self, desk: Desk) -> None:
        for n, (body, at, not_before) in enumerate(
            (("c", 0, 9), ("b", 2, None), ("a", 3, 1), ("later", 0, 11))
        ):
            talk = await desk.talk(f"+1415555010{n}")
            moment = None if not_before is None else after(not_before)
            await desk.say(talk, body, out=True, state=State.QUEUED, at=after(at), not_before=moment)
            await desk.say(talk, "held", out=True, state=State.HELD)
        desk.clock.time = after(10)
        due = await desk.store.read(lambda r: r.due("work", now=after(10), limit=9))
        assert [text.body for text in due] == ["a", "b", "c"]
        assert len(await desk.store.read(lambda r: r.due("work", now=after(10), limit=2))) == 2
        assert await desk.store.read(lambda r: r.due("home", now=after(10), limit=9)) == []
        assert await desk.store.read(lambda r: r.next_due()) == after(11)
        desk.clock.time = after(11)
        assert await desk.store.read(lambda r: r.next_due()) is None

    async def test_of_what_is_due_only_the_next_of_each_conversation(self, desk: Desk) -> None:
        ana, bo = await desk.talk(ANA), await desk.talk(BO)
        for n in range(5):
            await desk.say(ana, f"{n}", out=True, state=State.QUEUED)
        await desk.say(bo, "later", out=True, state=State.QUEUED, not_before=after(11))
        await desk.say(bo, "now", out=True, state=State.QUEUED, at=after(5))
        due = await desk.store.read(lambda r: r.due("work", now=after(10), limit=9))
        assert [text.body for text in due] == ["0", "now"]
        due = await desk.store.read(lambda r: r.due("work", now=after(11), limit=9, without={ana}))
        assert [text.body for text in due] == ["now"]

    async def test_r11_what_may_go_at_once_is_due_whatever_the_clock_said_when_it_was_kept(
        self, desk: Desk
    ) -> None:
        text = await desk.say(await desk.talk(), out=True, state=State.QUEUED, at=after(3600))
        (due,) = await desk.store.read(lambda r: r.due("work", now=NOON, limit=9))
        assert due.id == text.id
        assert await desk.store.read(lambda r: r.next_due()) is None

    async def test_attempts_are_kept_in_order(self, desk: Desk) -> None:
        text = await desk.say(await desk.talk(), out=True, state=State.QUEUED)
        first = await desk.store.write(lambda tx: tx.start_attempt(text.id, at=NOON))
        await desk.store.write(
            lambda tx: tx.end_attempt(
                first, at=after(1), outcome="not-sent", detail="no network", server_offset=2.5
            )
        )
        await desk.store.write(lambda tx: tx.start_attempt(text.id, at=after(2)))
        done, open_one = await desk.store.read(lambda r: r.attempts(text.id))
        assert (done.id, done.started_at, done.ended_at) == (first, NOON, after(1))
        assert (done.outcome, done.detail, done.server_offset) == ("not-sent", "no network", 2.5)
        assert (open_one.message_id, open_one.ended_at, open_one.outcome) == (text.id, None, None)

    async def test_an_attempt_needs_a_text(self, desk: Desk) -> None:
        with pytest.raises(StoreError):
            await desk.store.write(lambda tx: tx.start_attempt(999, at=NOON))

    async def test_receipts_that_are_due(self, desk: Desk) -> None:
        talk = await desk.talk()
        late, soon, without = [
            await desk.say(talk, out=True, provider_id=f"SM{n}", next_receipt_at=at, sent_at=after(1))
            for n, at in enumerate((after(5), after(3), None))
        ]
        settled = await desk.say(
            talk, out=True, state=State.DELIVERED, provider_id="SM8", next_receipt_at=NOON
        )
        due = await desk.store.read(lambda r: r.receipts_due("work", now=after(5), limit=9))
        assert due == [ReceiptDue(soon.id, "SM1", after(1), 0), ReceiptDue(late.id, "SM0", after(1), 0)]
        assert {settled.id, without.id}.isdisjoint(item.message_id for item in due)
        assert await desk.store.read(lambda r: r.next_receipt("work")) == after(3)
        await desk.change(soon.id, TextChange(next_receipt_at=after(60), receipt_checks=1))
        await desk.change(late.id, TextChange(state=State.DELIVERED))
        (left,) = await desk.store.read(lambda r: r.receipts_due("work", now=after(60), limit=9))
        assert (left.message_id, left.checks) == (soon.id, 1)
        assert await desk.store.read(lambda r: r.next_receipt("home")) is None
        await desk.change(soon.id, TextChange(no_more_receipts=True))
        assert await desk.store.read(lambda r: r.next_receipt("work")) is None
