"""What each answer to a send means: the table that decides between once and twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from builders import NOON
from smstui.domain.states import State
from smstui.ports.errors import (
    AmbiguousError,
    CredentialsError,
    NotSentError,
    OfflineError,
    ProviderError,
    RateLimitedError,
    RefusedError,
)
from smstui.ports.provider import Accepted
from smstui.services.outcome import judge_answer


def accepted(state: State = State.SENT, **more: object) -> Accepted:
    return Accepted("SM1", state, "queued", 2, NOON, 1.5, b"{}", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "word", "state", "reason"),
    [
        (accepted(), "accepted", State.SENT, ""),
        (accepted(State.DELIVERED), "accepted", State.SENT, ""),
        (
            RefusedError("No such number.", hint="Check it.", code="21211"),
            "refused",
            State.FAILED,
            "Check it.",
        ),
        (CredentialsError("Wrong token."), "not-sent", State.QUEUED, "credentials"),
        (OfflineError("No network."), "not-sent", State.QUEUED, "waiting for the network"),
        (RateLimitedError("Slower, please.", retry_after=9), "not-sent", State.QUEUED, "Slower, please."),
        (NotSentError("Nothing left."), "not-sent", State.QUEUED, "Nothing left."),
        (AmbiguousError("A cut."), "ambiguous", State.UNCONFIRMED, "may have been sent"),
        (ProviderError("Who knows."), "ambiguous", State.UNCONFIRMED, "may have been sent"),
        (ValueError("the body of a text"), "ambiguous", State.UNCONFIRMED, "may have been sent"),
        (TimeoutError(), "ambiguous", State.UNCONFIRMED, "may have been sent"),
    ],
)
def test_only_what_is_sure_is_refused_or_not_sent(
    answer: Accepted | Exception, word: str, state: State, reason: str
) -> None:
    outcome = judge_answer(answer, now=NOON)
    assert (outcome.word, outcome.change.state) == (word, state)
    assert reason in (outcome.change.reason or "")


def test_an_accepted_text_keeps_what_the_provider_told() -> None:
    change = judge_answer(accepted(), now=NOON).change
    assert (change.provider_id, change.provider_status, change.segments) == ("SM1", "queued", 2)
    assert change.sent_at == NOON
    assert change.next_receipt_at == NOON + timedelta(minutes=1)


def test_an_accepted_text_may_be_further_already() -> None:
    outcome = judge_answer(accepted(State.DELIVERED), now=NOON)
    assert outcome.further is State.DELIVERED
    assert outcome.change.next_receipt_at is None


def test_a_text_that_failed_at_once_says_why() -> None:
    failed = accepted(State.FAILED, error_code="30034")
    assert judge_answer(failed, now=NOON, explain="error {}".format).change.reason == "error 30034"
    assert judge_answer(accepted(State.CANCELED), now=NOON).change.reason == "The provider canceled it."


def test_a_text_in_doubt_names_the_cause() -> None:
    reason = judge_answer(AmbiguousError("The line was cut."), now=NOON).change.reason or ""
    assert reason.startswith("The line was cut. It may have been sent")


def test_a_refusal_because_of_an_opt_out_is_recognised_by_the_providers_own_codes() -> None:
    error = RefusedError("Opted out.", code="21610")
    assert judge_answer(error, now=NOON, opt_out_codes=("21610",)).opted_out
    assert not judge_answer(error, now=NOON).opted_out
    assert not judge_answer(RefusedError("Bad.", code="21211"), now=NOON, opt_out_codes=("21610",)).opted_out


def test_an_accepted_text_that_failed_because_of_an_opt_out_tells_of_it_too() -> None:
    failed = accepted(State.FAILED, error_code="21610")
    assert judge_answer(failed, now=NOON, opt_out_codes=("21610",)).opted_out
    assert not judge_answer(failed, now=NOON).opted_out


def test_trouble_of_the_account_is_told_apart_from_trouble_of_the_text() -> None:
    for error in (OfflineError("x"), RateLimitedError("x"), CredentialsError("x")):
        assert judge_answer(error, now=NOON).trouble is error
    for other in (RefusedError("x"), AmbiguousError("x"), RuntimeError("x")):
        assert judge_answer(other, now=NOON).trouble is None


def test_words_of_an_unknown_error_are_kept_nowhere() -> None:
    outcome = judge_answer(RuntimeError("secret body"), now=NOON)
    assert "secret body" not in repr(outcome)
    assert outcome.detail == "RuntimeError"


def test_an_ambiguous_answer_may_still_tell_the_providers_clock() -> None:
    assert judge_answer(AmbiguousError("x", server_offset=-3600.0), now=NOON).offset == -3600.0
    assert judge_answer(AmbiguousError("x"), now=NOON).offset is None
