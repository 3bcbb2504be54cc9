"""Recording, taking back, canceling, sending again: what a person does with their own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, MAIN, NOON, RULES, VOICE_ONLY, World, a_world
from smstui.domain.gates import Gate, SendingRules
from smstui.domain.models import Draft, Encoding, Filing
from smstui.domain.states import State
from smstui.ports.errors import SmstuiError
from smstui.services.drafts import save_drafts
from smstui.services.outbox import (
    GatesRefusedError,
    TooLateError,
    cancel,
    judge_draft,
    queue,
    resend,
    settle,
    take_back,
)
from smstui.services.reading import mark_read, start_conversation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, configured=(MAIN, VOICE_ONLY), jumping=True) as made:
        yield made


async def test_a_queued_text_is_frozen_as_it_will_go(world: World) -> None:
    text = await world.write_to("(415) 555-0101", "caf\x07é \u4e16" * 30, delay=5)
    assert text.state is State.QUEUED
    assert text.peer == ANA
    assert text.encoding is Encoding.UCS2
    assert text.segments == 4  # seven units, thirty times, 67 a part
    assert "\x07" not in (text.body or "")
    assert text.not_before is not None
    assert (text.not_before - text.at).total_seconds() == 5


async def test_f9_any_line_can_be_the_sender_and_f10_numbers_are_verified(world: World) -> None:
    line = await world.line(VOICE_ONLY)
    assert (await world.write_to(ANA, "x", line=VOICE_ONLY)).line == VOICE_ONLY
    with pytest.raises(GatesRefusedError) as refused:
        await queue(Draft(line.id, "12", "x"), store=world.store, clock=world.clock, rules=RULES)
    assert [ruling.gate for ruling in refused.value.verdict.refusals] == [Gate.NUMBER]
    assert refused.value.exit_code == 3


async def test_f7_f87_a_line_that_cannot_send_is_refused_with_the_reason_and_leaves_no_row(
    world: World,
) -> None:
    await world.sync()
    with pytest.raises(GatesRefusedError) as refused:
        await world.write_to(ANA, "x", line=VOICE_ONLY)
    assert "cannot send texts" in refused.value.message
    assert refused.value.hint
    assert await world.texts() == []


async def test_f8_a_country_that_is_not_allowed_is_refused(world: World) -> None:
    line = await world.line()
    rules = SendingRules(region="US", countries=("US", "CA"))
    draft = Draft(line.id, "+447400123456", "hello")
    verdict = await judge_draft(draft, store=world.store, rules=rules)
    assert [ruling.gate for ruling in verdict.refusals] == [Gate.COUNTRY]
    with pytest.raises(GatesRefusedError, match="GB"):
        await queue(draft, store=world.store, clock=world.clock, rules=rules)


async def test_every_gate_is_named_even_when_all_pass(world: World) -> None:
    line = await world.line()
    verdict = await judge_draft(Draft(line.id, ANA, "hello"), store=world.store, rules=RULES)
    assert verdict.passed
    assert {ruling.gate for ruling in verdict.rulings} == set(Gate)


async def test_writing_opens_a_done_conversation_and_clears_the_draft_it_came_from(world: World) -> None:
    first = await world.write_to(ANA, "one")
    await world.store.write(lambda tx: tx.file(first.conversation_id, Filing.DONE))
    await save_drafts({first.conversation_id: "two"}, store=world.store, clock=world.clock)
    await world.write_to(ANA, "two")
    conversation = await world.store.read(lambda reader: reader.conversation(first.conversation_id))
    assert conversation is not None
    assert conversation.filing is Filing.OPEN
    assert conversation.draft == ""


async def test_another_text_leaves_the_draft_alone(world: World) -> None:
    first = await world.write_to(ANA, "one")
    await save_drafts({first.conversation_id: "half a thou"}, store=world.store, clock=world.clock)
    await world.write_to(ANA, "something else")
    conversation = await world.store.read(lambda reader: reader.conversation(first.conversation_id))
    assert conversation is not None
    assert conversation.draft == "half a thou"


async def test_taking_back_puts_the_words_into_the_draft(world: World) -> None:
    text = await world.write_to(ANA, "wrong person", delay=5)
    draft = await take_back(text.id, store=world.store, clock=world.clock)
    assert draft == "wrong person"
    assert (await world.text(text.id)).state is State.CANCELED
    conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
    assert conversation is not None
    assert conversation.draft == "wrong person"
    with pytest.raises(TooLateError):
        await take_back(text.id, store=world.store, clock=world.clock)


async def test_taking_back_loses_nothing_that_was_typed_meanwhile(world: World) -> None:
    text = await world.write_to(ANA, "first", delay=5)
    await save_drafts({text.conversation_id: "second"}, store=world.store, clock=world.clock)
    await take_back(text.id, store=world.store, clock=world.clock)
    conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
    assert conversation is not None
    assert conversation.draft == "first\nsecond"


async def test_canceling_is_refused_by_the_table_once_it_is_on_the_wire(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    await _put(world, text.id, State.SENDING)
    assert not await cancel(text.id, store=world.store, clock=world.clock)
    assert (await world.text(text.id)).state is State.SENDING
    other = await world.write_to(BO, "hello")
    assert await cancel(other.id, store=world.store, clock=world.clock, reason="changed my mind")
    assert (await world.text(other.id)).reason == "changed my mind"


async def test_an_unknown_id_is_said_so(world: World) -> None:
    with pytest.raises(SmstuiError, match="no text 99"):
        await cancel(99, store=world.store, clock=world.clock)


@pytest.mark.parametrize("end", [State.FAILED, State.UNCONFIRMED])
async def test_resend_makes_a_new_text_that_cites_the_old_one(world: World, end: State) -> None:
    text = await world.write_to(ANA, "again please")
    await _put(world, text.id, State.SENDING, end)
    new = await resend(text.id, store=world.store, clock=world.clock, rules=RULES)
    assert (new.state, new.resend_of, new.body) == (State.QUEUED, text.id, "again please")
    assert (await world.text(text.id)).state is end


async def test_resend_lets_a_held_text_go_itself(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    await _put(world, text.id, State.HELD)
    again = await resend(text.id, store=world.store, clock=world.clock, rules=RULES)
    assert (again.id, again.state) == (text.id, State.QUEUED)


async def test_what_is_on_its_way_or_arrived_is_not_sent_again(world: World) -> None:
    text = await world.write_to(ANA, "hello")
    with pytest.raises(TooLateError):
        await resend(text.id, store=world.store, clock=world.clock, rules=RULES)
    await _put(world, text.id, State.SENDING, State.SENT, State.DELIVERED)
    with pytest.raises(TooLateError):
        await resend(text.id, store=world.store, clock=world.clock, rules=RULES)


@pytest.mark.parametrize("word", [State.SENT, State.FAILED])
async def test_r2_the_users_word_on_an_unconfirmed_text_is_kept_with_who_and_when(
    world: World, word: State
) -> None:
    text = await world.write_to(ANA, "hello")
    with pytest.raises(TooLateError):
        await settle(text.id, word, store=world.store, clock=world.clock)
    await _put(world, text.id, State.SENDING, State.UNCONFIRMED)
    await settle(text.id, word, store=world.store, clock=world.clock, actor="ana")
    settled = await world.text(text.id)
    assert settled.state is word
    assert "ana" in (settled.reason or "")
    done = await world.store.read(lambda reader: reader.activity(text.conversation_id))
    assert [(kind, key) for _, kind, key, _ in done][-1] == ("settled", text.id)
    assert done[-1][0] >= NOON


async def test_a_conversation_begins_with_a_number_as_typed_and_f120_finds_the_same_again(
    world: World,
) -> None:
    line = await world.line()
    one = await start_conversation(line.id, "415 555 0101", store=world.store, clock=world.clock, rules=RULES)
    two = await start_conversation(
        line.id, "+1 (415) 555-0101", store=world.store, clock=world.clock, rules=RULES
    )
    assert one.id == two.id
    assert one.peer == ANA
    with pytest.raises(GatesRefusedError):
        await start_conversation(line.id, "911", store=world.store, clock=world.clock, rules=RULES)


async def test_reading_marks_up_to_what_was_seen(world: World) -> None:
    await world.sync()
    world.carrier.say(ANA, MAIN, "one")
    world.clock.move(2)
    world.carrier.say(ANA, MAIN, "two")
    await world.sync()
    first, second = await world.texts(State.RECEIVED)
    await mark_read(first.conversation_id, store=world.store, through=first.position)
    conversation = await world.store.read(lambda reader: reader.conversation(first.conversation_id))
    assert conversation is not None
    assert conversation.unread == 1
    await mark_read(second.conversation_id, store=world.store)
    conversation = await world.store.read(lambda reader: reader.conversation(first.conversation_id))
    assert conversation is not None
    assert conversation.unread == 0


@pytest.mark.parametrize(("seen", "unread"), [(1, 1), (0, 2)])
async def test_an_answer_marks_as_read_what_was_seen_before_it(world: World, seen: int, unread: int) -> None:
    await world.sync()
    for said in ("one", "behind the writer's back"):
        world.carrier.say(ANA, MAIN, said)
        world.clock.move(2)
    await world.sync()
    known = (await world.texts(State.RECEIVED))[:seen]
    draft = Draft(line_id=(await world.line()).id, peer=ANA, body="two")
    through = known[-1].position if known else None
    text = await queue(draft, store=world.store, clock=world.clock, rules=RULES, seen_through=through)
    conversation = await world.store.read(lambda reader: reader.conversation(text.conversation_id))
    assert conversation is not None
    assert conversation.unread == unread


async def _put(world: World, message_id: int, *states: State) -> None:
    from smstui.ports.records import TextChange

    for state in states:
        await world.store.write(
            lambda tx, state=state: tx.change_text(message_id, TextChange(state=state))  # type: ignore[misc]
        )
