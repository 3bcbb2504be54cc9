"""The table of states, square by square, and delivery receipts in every order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.states import (
    FINAL,
    IN_DOUBT,
    STEPS,
    TROUBLED,
    WAITING,
    ForbiddenStepError,
    State,
    advance,
    apply_receipt,
)

# From a row's state to a column's, of which the first four letters are written: x is a step, a dot is none.
SQUARES = """
            draf sche held queu send unco sent deli unde fail canc read rece
draft       .    x    x    x    .    .    .    .    .    .    .    .    .
scheduled   x    .    x    x    .    .    .    .    .    .    x    .    .
held        x    x    .    x    .    .    .    .    .    .    x    .    .
queued      .    .    x    .    x    .    .    .    .    .    x    .    .
sending     .    .    .    x    .    x    x    .    .    x    .    .    .
unconfirmed .    .    .    .    .    .    x    .    .    x    .    .    .
sent        .    .    .    .    .    .    .    x    x    x    .    .    .
delivered   .    .    .    .    .    .    .    .    .    .    .    x    .
undelivered .    .    .    .    .    .    .    .    .    .    .    .    .
failed      .    .    .    .    .    .    .    .    .    .    .    .    .
canceled    .    .    .    .    .    .    .    .    .    .    .    .    .
read        .    .    .    .    .    .    .    .    .    .    .    .    .
received    .    .    .    .    .    .    .    .    .    .    .    .    .
"""


def squares() -> list[tuple[State, State, bool]]:
    head, *rows = [line.split() for line in SQUARES.strip().splitlines()]
    return [
        (State(row[0]), to, mark == "x")
        for row in rows
        for start, mark in zip(head, row[1:], strict=True)
        for to in State
        if to.startswith(start)
    ]


def test_the_written_table_has_every_square() -> None:
    pairs = [(current, to) for current, to, _ in squares()]
    assert sorted(pairs) == sorted(itertools.product(State, State))


@pytest.mark.parametrize(("current", "to", "is_step"), squares())
def test_a_step_is_taken_only_where_the_table_has_it(current: State, to: State, is_step: bool) -> None:
    if is_step:
        assert advance(current, to) is to
        return
    with pytest.raises(ForbiddenStepError) as refused:
        advance(current, to)
    assert (refused.value.current, refused.value.to) == (current, to)
    assert str(refused.value) == f"a text that is {current} cannot become {to}"


def test_nothing_leaves_an_end() -> None:
    for state in FINAL - {State.DELIVERED}:
        assert not STEPS[state]


def test_an_opt_out_can_cancel_whatever_waits_and_nothing_that_may_be_out() -> None:
    assert {state for state in State if State.CANCELED in STEPS[state]} == WAITING
    assert not WAITING & IN_DOUBT


def test_what_is_in_doubt_is_never_queued_again_by_itself() -> None:
    """B7: `sending` goes back only when nothing was sent; `unconfirmed` never does."""
    assert STEPS[State.UNCONFIRMED] == {State.SENT, State.FAILED}
    assert State.QUEUED in STEPS[State.SENDING]


def test_trouble_is_what_a_person_should_see() -> None:
    """F87: a failure never looks sent."""
    assert {State.FAILED, State.UNDELIVERED, State.UNCONFIRMED, State.HELD} == TROUBLED


def test_the_words_are_those_of_the_command_line() -> None:
    assert [str(state) for state in State] == [line.split()[0] for line in SQUARES.strip().splitlines()[1:]]


RANK = {State.SENT: 0, State.DELIVERED: 1, State.READ: 2, State.UNDELIVERED: 9, State.FAILED: 9}
RECEIPTS = [State.SENT, State.DELIVERED, State.READ, State.UNDELIVERED, State.FAILED]


@pytest.mark.parametrize("order", [*itertools.permutations([State.SENT, State.DELIVERED, State.READ])])
def test_receipts_of_a_text_that_was_read_end_at_read_in_any_order(order: tuple[State, ...]) -> None:
    state = State.SENT
    for reported in order:
        state = apply_receipt(state, reported).state
    assert state is State.READ


@given(st.lists(st.sampled_from(RECEIPTS), max_size=8))
def test_a_receipt_never_takes_a_text_back(reports: list[State]) -> None:
    state, was_delivered, has_failed_late = State.SENT, False, False
    for reported in reports:
        receipt = apply_receipt(state, reported)
        assert RANK[receipt.state] >= RANK[state]
        if state in {State.UNDELIVERED, State.FAILED}:
            assert receipt.state is state
        if was_delivered:
            assert receipt.state in {State.DELIVERED, State.READ}
            assert receipt.late_failure is (reported in {State.UNDELIVERED, State.FAILED})
        else:
            assert not receipt.late_failure
        state = receipt.state
        was_delivered = was_delivered or state in {State.DELIVERED, State.READ}
        has_failed_late = has_failed_late or receipt.late_failure
    delivered_at = [report in {State.DELIVERED, State.READ} for report in reports]
    bad = [report in {State.UNDELIVERED, State.FAILED} for report in reports]
    if True in delivered_at and True not in bad[: delivered_at.index(True)]:
        assert has_failed_late is (True in bad[delivered_at.index(True) :])


@given(st.sampled_from(sorted(set(State) - {State.SENT, State.DELIVERED})), st.sampled_from(RECEIPTS))
def test_receipts_follow_the_table_from_every_other_state(current: State, reported: State) -> None:
    receipt = apply_receipt(current, reported)
    assert receipt.state in {current} | STEPS[current]


def test_a_text_that_somebody_canceled_at_the_provider_has_failed() -> None:
    assert apply_receipt(State.SENT, State.CANCELED).state is State.FAILED


@pytest.mark.parametrize("current", [State.CANCELED, State.FAILED, State.UNDELIVERED, State.RECEIVED])
@pytest.mark.parametrize("reported", RECEIPTS)
def test_what_has_ended_stays(current: State, reported: State) -> None:
    assert apply_receipt(current, reported).state is current
