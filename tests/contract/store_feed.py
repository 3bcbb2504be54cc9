"""The feed and the unit of work, as every store has them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from contract.desk import ANA, BO, NOON, a_text
from smstui.domain.models import Change, Filing, Suppression
from smstui.domain.remote import RemoteLine
from smstui.domain.states import State
from smstui.ports.errors import StoreError
from smstui.ports.records import AccountChange, TextChange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from contract.desk import Desk
    from smstui.ports.store import Reader, Store, Writer


async def changes(desk: Desk, work: Callable[[Writer], object]) -> list[tuple[int | None, int | None, bool]]:
    """Return what a unit of work wrote into the feed."""
    before = await desk.store.read(lambda r: r.last_change())
    await desk.store.write(work)
    found = await desk.store.read(lambda r: r.changes_after(before))
    return [(change.conversation_id, change.message_id, change.arrived) for change in found]


def _after(reader: Reader, *, seq: int) -> Sequence[Change]:
    return reader.changes_after(seq)


class FeedContract:
    """What was written is told."""

    async def test_each_kind_of_writing_is_told(self, desk: Desk) -> None:
        talk = await desk.talk()
        text = await desk.say(talk, out=True, unread=True)
        whole = [(None, None, False)]
        conversation = [(talk, None, False)]
        one = [(talk, text.id, False)]
        expected: list[tuple[Callable[[Writer], object], object]] = [
            (lambda tx: tx.ensure_account("new", "twilio"), whole),
            (lambda tx: tx.change_account("work", AccountChange(error="x")), whole),
            (lambda tx: tx.save_lines("work", [RemoteLine("+15005550001")]), whole),
            (lambda tx: tx.set_cursor(desk.line, NOON), whole),
            (lambda tx: tx.add_contact("Ana", [ANA]), whole),
            (lambda tx: tx.file(talk, Filing.DONE), conversation),
            (lambda tx: tx.mark_read(talk), conversation),
            (lambda tx: tx.set_draft(talk, "d", at=NOON), conversation),
            (lambda tx: tx.suppress(Suppression(ANA, NOON, "user")), conversation),
            (lambda tx: tx.lift_suppression(ANA), conversation),
            (lambda tx: tx.change_text(text.id, TextChange(state=State.DELIVERED)), one),
            (lambda tx: tx.start_attempt(text.id, at=NOON), one),
        ]
        for work, told in expected:
            assert await changes(desk, work) == told

    async def test_how_accounts_stand_is_told_apart_from_what_else_was_written(self, desk: Desk) -> None:
        def poll(tx: Writer) -> None:
            tx.set_cursor(desk.line, NOON)
            tx.change_account("work", AccountChange(last_pass_at=NOON))

        def poll_and_name(tx: Writer) -> None:
            poll(tx)
            tx.add_contact("Ana", [ANA])

        for work, told in ((poll, [True]), (poll_and_name, [False, True])):
            before = await desk.store.read(lambda r: r.last_change())
            await desk.store.write(work)
            found = await desk.store.read(partial(_after, seq=before))
            assert sorted(change.accounts_only for change in found) == told
            assert {(change.conversation_id, change.message_id) for change in found} == {(None, None)}

    async def test_what_changes_nothing_is_not_told(self, desk: Desk) -> None:
        talk = await desk.talk()
        for work in (
            lambda tx: tx.ensure_account("work", "twilio"),
            lambda tx: tx.ensure_conversation(desk.line, ANA, at=NOON, filing=Filing.OPEN),
            lambda tx: tx.file(talk, Filing.OPEN),
            lambda tx: tx.mark_read(talk),
            lambda tx: tx.set_draft(talk, "", at=NOON),
            lambda tx: tx.lift_suppression(ANA),
        ):
            assert await changes(desk, work) == []

    async def test_what_arrived_is_told_text_by_text(self, desk: Desk) -> None:
        talk, other = await desk.talk(), await desk.talk(BO)
        texts = [a_text(talk, arrived=True), a_text(talk, arrived=True), a_text(other), a_text(other)]
        told = await changes(desk, lambda tx: tx.add_texts("work", texts))
        assert [change for change in told if change[0] == other] == [(other, None, False)]
        arrived = [change for change in told if change[0] == talk]
        assert len(arrived) == 2
        assert all(message_id is not None and new for _, message_id, new in arrived)

    async def test_a_batch_of_history_is_told_once_for_each_conversation(self, desk: Desk) -> None:
        talk, other = await desk.talk(), await desk.talk(BO)
        texts = [a_text(talk if n % 2 else other) for n in range(50)]
        told = await changes(desk, lambda tx: tx.add_texts("work", texts))
        assert sorted(told) == sorted([(talk, None, False), (other, None, False)])

    async def test_a_reader_that_fell_behind_is_told_to_read_everything(self, desk: Desk) -> None:
        talk = await desk.talk()

        def much(tx: Writer) -> None:
            for _ in range(20_500):
                tx.log("x", at=NOON, conversation_id=talk, message_id=_, actor="me")

        await desk.store.write(much)
        last = await desk.store.read(lambda r: r.last_change())
        assert await desk.store.read(lambda r: r.changes_after(0)) == [Change(last, None, None)]
        near = await desk.store.read(lambda r: r.changes_after(last - 3))
        assert [change.seq for change in near] == [last - 2, last - 1, last]

    async def test_watchers_are_told_in_order_and_miss_nothing(self, desk: Desk) -> None:
        talk = await desk.talk()
        since = await desk.store.read(lambda r: r.last_change())

        async def collect() -> list[int]:
            seen: list[int] = []
            async for batch in desk.store.watch(since):
                seen += [change.seq for change in batch]
                if len(seen) >= 20:
                    break
            return seen

        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            watchers = [group.create_task(collect()) for _ in range(3)]
            for _ in range(20):
                await desk.say(talk)
        assert [watcher.result() for watcher in watchers] == [list(range(since + 1, since + 21))] * 3

    async def test_a_watcher_hears_of_another_store_on_the_same_file(
        self, desk: Desk, another: Callable[[], Store]
    ) -> None:
        talk = await desk.talk()
        since = await desk.store.read(lambda r: r.last_change())

        async def next_batch() -> Sequence[Change]:
            return await anext(aiter(desk.store.watch(since)))

        heard = asyncio.create_task(next_batch())
        store = another()
        text = await store.write(lambda tx: tx.add_text(a_text(talk, arrived=True)))
        async with asyncio.timeout(20):
            (change,) = await heard
        assert (change.conversation_id, change.message_id, change.arrived) == (talk, text.id, True)

    async def test_closing_ends_the_watching(self, desk: Desk) -> None:
        since = await desk.store.read(lambda r: r.last_change())

        async def all_of_it() -> list[object]:
            return [batch async for batch in desk.store.watch(since)]

        watching = asyncio.create_task(all_of_it())
        await asyncio.sleep(0)
        desk.store.close()
        async with asyncio.timeout(20):
            assert await watching == []


class WorkContract:
    """The unit of work."""

    async def test_what_a_unit_raises_undoes_all_of_it(self, desk: Desk) -> None:
        talk = await desk.talk()
        before = await desk.store.read(lambda r: r.last_change())

        def half(tx: Writer) -> None:
            tx.add_text(a_text(talk, "half", unread=True))
            tx.set_draft(talk, "half", at=NOON)
            raise KeyError("enough")

        with pytest.raises(KeyError, match="enough"):
            await desk.store.write(half)
        entry = await desk.entry(talk)
        assert (entry.unread, entry.draft, entry.preview) == (0, "", "")
        assert await desk.bodies(talk) == []
        assert await desk.search("half") == []
        assert await desk.store.read(lambda r: r.last_change()) == before

    async def test_a_unit_sees_what_it_wrote(self, desk: Desk) -> None:
        def work(tx: Writer) -> object:
            talk = tx.ensure_conversation(desk.line, ANA, at=NOON, filing=Filing.OPEN)
            tx.add_text(a_text(talk.id, "seen"))
            return [text.body for text in tx.messages(talk.id, limit=5)]

        assert await desk.store.write(work) == ["seen"]

    async def test_a_question_sees_one_moment(self, desk: Desk, another: Callable[[], Store]) -> None:
        talk = await desk.talk()
        other, loop = another(), asyncio.get_running_loop()

        def twice(r: object) -> tuple[object, object]:
            first = r.messages(talk, limit=9)  # type: ignore[attr-defined]
            wrote = asyncio.run_coroutine_threadsafe(other.write(lambda tx: tx.add_text(a_text(talk))), loop)
            wrote.result(20)
            return first, r.messages(talk, limit=9)  # type: ignore[attr-defined]

        first, second = await desk.store.read(twice)
        assert first == second == []
        assert len(await desk.bodies(talk)) == 1

    async def test_a_task_that_is_cancelled_leaves_no_half(self, desk: Desk) -> None:
        talk = await desk.talk()
        writes = [asyncio.create_task(desk.say(talk, str(n), unread=True)) for n in range(20)]
        await asyncio.sleep(0)
        for write in writes[::2]:
            write.cancel()
        await asyncio.gather(*writes, return_exceptions=True)
        # The writes of one store are in a row, so this one comes after them.
        await desk.say(talk, "last", unread=True)
        bodies = await desk.bodies(talk)
        assert (await desk.entry(talk)).unread == len(bodies)
        assert {str(n) for n in range(1, 20, 2)} <= set(bodies)

    async def test_a_closed_store_says_so_and_keeps_what_was_asked_before(
        self, desk: Desk, another: Callable[[], Store]
    ) -> None:
        talk = await desk.talk()
        writes = [asyncio.create_task(desk.say(talk, str(n))) for n in range(5)]
        await asyncio.sleep(0)
        desk.store.close()
        await asyncio.gather(*writes)
        with pytest.raises(StoreError, match="closed"):
            await desk.store.read(lambda r: r.counts())
        with pytest.raises(StoreError, match="closed"):
            await desk.say(talk)
        desk.store.close()
        assert len(await another().read(lambda r: r.messages(talk, limit=9))) == 5

    async def test_a_backup_is_whole_and_never_replaces_a_file(self, desk: Desk, tmp_path: Path) -> None:
        await desk.say(await desk.talk(), "copied")
        target = tmp_path / "copies.db"
        await desk.store.backup(target)
        assert target.stat().st_size > 0
        size = target.read_bytes()
        with pytest.raises(StoreError, match="there already"):
            await desk.store.backup(target)
        assert target.read_bytes() == size

    async def test_a_store_in_order_has_no_damage(self, desk: Desk) -> None:
        await desk.keep(*[a_text(await desk.talk(), "hello")] * 3)
        assert await desk.store.check() is None
