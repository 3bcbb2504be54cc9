"""What a store keeps of what a person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.desk import ANA, BO, NOON, a_text, after
from smstui.domain.notices import NoticeCounts, NoticeKind
from smstui.domain.states import State
from smstui.ports.records import TextChange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract.desk import Desk
    from smstui.domain.notices import Notice
    from smstui.ports.store import Writer


async def told(desk: Desk, after_id: int = 0) -> Sequence[Notice]:
    """Return all notices, oldest first."""
    return await desk.store.read(lambda r: r.notices_after(after_id, limit=100_000))


async def add(desk: Desk, kind: NoticeKind, talk: int, message_id: int) -> None:
    """Keep a notice."""
    await desk.store.write(
        lambda tx: tx.add_notice(kind, at=after(5), conversation_id=talk, message_id=message_id)
    )


class NoticesContract:
    """F121, F126: what arrived, what failed and who opted out is there for whoever looks later."""

    async def test_f121_what_arrived_is_kept_text_by_text_with_whose_it_is(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.add_contact("Ana Reyes", [ANA]))
        talk, other = await desk.talk(), await desk.talk(BO)
        await desk.keep(
            a_text(talk, "second", at=after(2), arrived=True),
            a_text(other, "history", at=after(-9)),
            a_text(talk, "first", at=after(1), arrived=True),
        )
        text = await desk.say(other, "alone", at=after(3), arrived=True)
        found = await told(desk)
        assert [(each.title, each.text.body, each.at) for each in found] == [
            ("Ana Reyes", "first", after(1)),
            ("Ana Reyes", "second", after(2)),
            ("+1 415 555 0102", "alone", after(3)),
        ]
        assert {each.kind for each in found} == {NoticeKind.ARRIVED}
        assert found[-1].text == text
        assert [each.id for each in found] == sorted({each.id for each in found})

    async def test_what_did_not_arrive_now_makes_no_notice(self, desk: Desk) -> None:
        talk = await desk.talk()
        await desk.keep(*(a_text(talk, str(n), provider_id=f"SM{n}") for n in range(20)))
        text = await desk.say(talk, "mine", out=True)
        await desk.change(text.id, TextChange(state=State.UNDELIVERED))
        await desk.keep(a_text(talk, "known", provider_id="SM3", arrived=True))
        assert await told(desk) == []
        assert await desk.store.read(lambda r: r.last_notice()) == 0

    async def test_pages_go_down_to_the_first_and_up_to_the_newest(self, desk: Desk) -> None:
        talk = await desk.talk()
        await desk.keep(*(a_text(talk, str(n), at=after(n), arrived=True) for n in range(7)))
        down: list[str | None] = []
        before = None
        while page := await desk.store.read(lambda r, before=before: r.notices(limit=3, before=before)):  # type: ignore[misc]  # mypy infers no type for a lambda with a default
            assert len(page) <= 3
            down += [each.text.body for each in page]
            before = page[-1].id
        assert down == [str(n) for n in reversed(range(7))]
        third = (await told(desk))[2].id
        up = await desk.store.read(lambda r: r.notices_after(third, limit=2))
        assert [each.text.body for each in up] == ["3", "4"]
        last = await desk.store.read(lambda r: r.last_notice())
        assert (last, await told(desk, last)) == (max(each.id for each in await told(desk)), [])

    async def test_a_notice_shows_its_text_as_it_is_now(self, desk: Desk) -> None:
        talk = await desk.talk()
        text = await desk.say(talk, "hm", out=True, state=State.UNCONFIRMED)
        await add(desk, NoticeKind.UNCONFIRMED, talk, text.id)
        [notice] = await told(desk)
        assert (notice.at, notice.holds, notice.is_trouble) == (after(5), True, True)
        await desk.change(text.id, TextChange(state=State.SENT))
        [notice] = await told(desk)
        assert (notice.kind, notice.text.state, notice.holds) == (NoticeKind.UNCONFIRMED, State.SENT, False)

    async def test_f126_the_sum_has_what_came_and_what_still_is_in_trouble(self, desk: Desk) -> None:
        talk, other = await desk.talk(), await desk.talk(BO)
        await desk.say(talk, "before", arrived=True)
        since = await desk.store.read(lambda r: r.last_notice())
        assert await desk.store.read(lambda r: r.notice_counts(since)) == NoticeCounts()
        for where in (talk, talk, other):
            stop = await desk.say(where, "hello", arrived=True)
        await add(desk, NoticeKind.OPTED_OUT, other, stop.id)
        for state in (State.FAILED, State.UNDELIVERED, State.UNCONFIRMED, State.UNCONFIRMED, State.HELD):
            text = await desk.say(talk, "mine", out=True, state=state)
            await add(desk, NoticeKind(state.value), talk, text.id)
            if state is State.UNCONFIRMED:
                first = text.id
        delivered = await desk.say(talk, "mine", out=True, state=State.DELIVERED)
        await add(desk, NoticeKind.LATE_FAILURE, talk, delivered.id)
        sum_ = NoticeCounts(texts=3, conversations=2, failed=3, unconfirmed=2, held=1, opted_out=1)
        assert await desk.store.read(lambda r: r.notice_counts(since)) == sum_
        await desk.change(first, TextChange(state=State.FAILED))
        await add(desk, NoticeKind.FAILED, talk, first)
        again = await desk.store.read(lambda r: r.notice_counts(since))
        assert (again.failed, again.unconfirmed) == (4, 1)

    async def test_a_unit_that_fails_tells_nothing(self, desk: Desk) -> None:
        talk = await desk.talk()

        def half(tx: Writer) -> None:
            text = tx.add_text(a_text(talk, arrived=True))
            tx.add_notice(NoticeKind.OPTED_OUT, at=NOON, conversation_id=talk, message_id=text.id)
            raise KeyError("enough")

        with pytest.raises(KeyError, match="enough"):
            await desk.store.write(half)
        assert await told(desk) == []

    async def test_a_notice_is_in_the_feed(self, desk: Desk) -> None:
        talk = await desk.talk()
        text = await desk.say(talk, out=True)
        seen = await desk.store.read(lambda r: r.last_change())
        await add(desk, NoticeKind.FAILED, talk, text.id)
        [change] = await desk.store.read(lambda r: r.changes_after(seen))
        assert (change.conversation_id, change.message_id) == (talk, text.id)

    async def test_the_newest_thousands_are_kept_and_ids_never_come_again(self, desk: Desk) -> None:
        talk = await desk.talk()
        text = await desk.say(talk)

        def many(tx: Writer) -> None:
            for _ in range(5_600):
                tx.add_notice(NoticeKind.HELD, at=NOON, conversation_id=talk, message_id=text.id)

        await desk.store.write(many)
        await desk.keep(*(a_text(talk, str(n), arrived=True) for n in range(300)))
        kept = await told(desk)
        assert 5_000 <= len(kept) <= 5_300
        assert kept[-1].id == 5_900
        assert [each.text.body for each in kept[-2:]] == ["298", "299"]
