"""Filing listed texts: once, in order, unread only when they are news, whatever is in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from builders import ANA, BO, MAIN, NOON, WORKSHOP, World, a_world
from smstui.domain.models import Direction, Filing
from smstui.domain.remote import RemoteText
from smstui.domain.states import State
from smstui.services.batches import whole_seconds
from smstui.services.receive import receive

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence
    from pathlib import Path

    from smstui.ports.provider import Page
    from smstui.services.filing import Tally


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, jumping=True) as made:
        await made.sync()
        yield made


def a_text(key: str, body: str | None = "hello", **more: Any) -> RemoteText:
    what: dict[str, Any] = {
        "direction": Direction.INBOUND,
        "line": MAIN,
        "peer": ANA,
        "state": State.RECEIVED,
        "provider_status": "received",
        "at": NOON,
        "segments": 1,
    }
    return RemoteText(provider_id=key, body=body, **(what | more))


def sent(key: str, state: State = State.SENT, status: str = "sent", **more: Any) -> RemoteText:
    return a_text(key, direction=Direction.OUTBOUND, state=state, provider_status=status, **more)


async def take(world: World, *texts: RemoteText) -> Tally:
    return await receive(
        "work",
        texts,
        store=world.store,
        locks=world.locks,
        clock=world.clock,
        provider=await world.plan.connect(),
    )


async def test_a_text_is_filed_once_however_often_it_is_listed(world: World) -> None:
    first = await take(world, a_text("SM1"), a_text("SM1"))
    again = await take(world, a_text("SM1"), a_text("SM2"))
    assert (first.new, again.new) == (1, 1)
    assert len(await world.texts()) == 2


async def test_news_is_unread_and_opens_a_done_conversation_again(world: World) -> None:
    await take(world, a_text("SM1"))
    (text,) = await world.texts()
    await world.store.write(lambda tx: tx.mark_read(text.conversation_id))
    await world.store.write(lambda tx: tx.file(text.conversation_id, Filing.DONE))
    seen = await world.store.read(lambda reader: reader.last_change())
    await take(world, a_text("SM2", at=NOON + timedelta(seconds=5)))
    conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
    assert conversation is not None
    assert (conversation.filing, conversation.unread) == (Filing.OPEN, 1)
    changes = await world.store.read(lambda reader: reader.changes_after(seen))
    assert [change.message_id for change in changes if change.arrived] == [2]


async def test_history_is_read_already_and_makes_no_notice(world: World) -> None:
    seen = await world.store.read(lambda reader: reader.last_change())
    await take(
        world,
        a_text("SM2", at=NOON - timedelta(days=1)),
        a_text("SM1", peer=BO, at=NOON - timedelta(days=30)),
    )
    new, old = [
        await world.store.read(lambda reader, key=text.conversation_id: reader.conversation(key))  # type: ignore[misc]
        for text in reversed(await world.texts())
    ]
    assert new is not None
    assert old is not None
    assert (new.unread, new.filing) == (0, Filing.OPEN)
    assert (old.unread, old.filing) == (0, Filing.DONE)
    changes = await world.store.read(lambda reader: reader.changes_after(seen))
    assert not any(change.arrived for change in changes)


async def test_texts_of_lines_that_are_not_configured_are_counted_and_left(world: World) -> None:
    tally = await take(world, a_text("SM1", line="+12125550199"), a_text("SM2", line=WORKSHOP))
    assert (tally.new, tally.skipped) == (1, 1)


async def test_receipts_move_a_text_forward_never_back(world: World) -> None:
    await take(world, sent("SM1"))
    assert (await take(world, sent("SM1", State.DELIVERED, "delivered"))).updated == 1
    assert (await take(world, sent("SM1", State.SENT, "sending"))).updated == 0
    (text,) = await world.texts()
    assert (text.state, text.provider_status) == (State.DELIVERED, "delivered")


async def test_a_failure_after_delivery_is_kept_as_a_flag_and_counted_once(world: World) -> None:
    await take(world, sent("SM1", State.DELIVERED, "delivered"))
    late = sent("SM1", State.UNDELIVERED, "undelivered", error_code="30003")
    assert (await take(world, late)).updated == 1
    assert (await take(world, late)).updated == 0
    (text,) = await world.texts()
    assert (text.state, text.late_failure, text.error_code) == (State.DELIVERED, True, "30003")


async def test_a_text_that_somebody_canceled_at_the_provider_was_not_sent(world: World) -> None:
    await take(world, sent("SM1"))
    await take(world, sent("SM1", State.CANCELED, "canceled"))
    (text,) = await world.texts()
    assert (text.state, text.provider_status) == (State.FAILED, "canceled")


async def test_f87_an_undelivered_text_says_why_in_words(world: World) -> None:
    await take(world, sent("SM1"))
    await take(world, sent("SM1", State.UNDELIVERED, "undelivered", error_code="30003"))
    (text,) = await world.texts()
    assert text.state is State.UNDELIVERED
    assert len((text.reason or "").split()) > 3


async def test_a_text_without_words_is_kept_without_words(world: World) -> None:
    await take(world, a_text("SM1", None))
    (text,) = await world.texts()
    assert text.body is None


async def test_r9_poison_never_stops_the_next_text(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = ["\ud83d", "a\x00b", "\x1b]0;x\x07", "[/b]", "x" * 65_536, "\u202e", ""]
    texts = [a_text(f"SM{n}", body, at=NOON + timedelta(seconds=n)) for n, body in enumerate(bodies)]
    tally = await take(world, *reversed(texts), a_text("SMlast", "\U0001f600", raw=b"\xff\x00not json"))
    assert tally.new == len(bodies) + 1


async def test_r9_where_a_batch_cannot_be_kept_its_texts_are_kept_one_by_one(world: World) -> None:
    stone = datetime.max.replace(tzinfo=UTC)  # a time that no arithmetic bears
    times = [stone, *(NOON + timedelta(seconds=n) for n in (5, 4, 2))]
    tally = await take(world, *(sent(f"SM{n}", at=at) for n, at in enumerate(times)))
    assert (tally.new, tally.skipped) == (3, 1)


async def test_texts_of_one_second_keep_the_order_of_the_list_across_pages(world: World) -> None:
    class Pages:
        def __init__(self, sizes: Sequence[int]) -> None:
            self.sizes = sizes

        async def list(self) -> AsyncGenerator[Page, None]:
            from smstui.ports.provider import Page

            texts = [a_text(f"SM{n:03}", str(n)) for n in reversed(range(sum(self.sizes)))]
            for size in self.sizes:
                page, texts = texts[:size], texts[size:]
                yield Page(page)

    async for cut in whole_seconds(Pages([3, 4, 2]).list()):
        await take(world, *cut.texts)
    assert [text.body for text in await world.texts()] == [str(n) for n in range(9)]


async def test_the_list_is_cut_between_seconds_and_stops_before_the_overlap() -> None:
    from smstui.ports.provider import Page

    asked: list[int] = []

    async def pages() -> AsyncGenerator[Page, None]:
        for number in range(10):
            asked.append(number)
            yield Page(
                [a_text(f"SM{number}{n}", at=NOON - timedelta(seconds=number * 2 + n // 2)) for n in range(4)]
            )

    since = NOON - timedelta(seconds=4)
    cuts = [cut async for cut in whole_seconds(pages(), since=since)]
    listed = [text.provider_id for cut in cuts for text in cut.texts]
    assert listed == ["SM00", "SM01", "SM02", "SM03", "SM10", "SM11", "SM12", "SM13", "SM20", "SM21"]
    assert asked == [0, 1, 2, 3]
    for cut in cuts[:-1]:
        after = cuts[cuts.index(cut) + 1]
        assert not {t.at for t in cut.texts} & {t.at for t in after.texts}
