"""Every gate says what it holds, and lets nothing through that it should hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smstui.domain.gates import Gate, Question, SendingRules, Verdict, judge
from smstui.domain.models import Line, Suppression

MAIN = Line(
    id=1, account="work", number="+15005550006", display="+1 500 555 0006", label="Main",
    can_sms=True, can_mms=True, can_voice=True, kind="local",
)  # fmt: skip
FINE = Question(
    body="Can we move to 9?", peer="+14155552671", line=MAIN, suppression=None, rules=SendingRules()
)
SAID_STOP = Suppression(
    peer="+14155552671", since=datetime(2026, 3, 3, 9, tzinfo=UTC), source="keyword", word="Stop"
)


def refused_by(question: Question) -> list[Gate]:
    return [ruling.gate for ruling in judge(question).refusals]


def verdict_on(**changes: object) -> Verdict:
    return judge(replace(FINE, **changes))


def test_a_fine_text_passes_every_gate_and_each_is_named() -> None:
    verdict = judge(FINE)
    assert verdict.passed
    assert [ruling.gate for ruling in verdict.rulings] == list(Gate)
    assert [str(gate) for gate in Gate] == [
        "number", "emergency", "country", "line", "text", "length", "segments", "opt-out",
    ]  # fmt: skip
    assert all(ruling.passed and ruling.rule and not ruling.reason for ruling in verdict.rulings)
    assert verdict.address
    assert verdict.address.value == "+14155552671"
    assert (verdict.reason, verdict.remedy, verdict.refusals) == ("", "", ())


CASES = [
    (Gate.NUMBER, {"peer": "+1555"}, "+1555 is not a valid number."),
    (Gate.NUMBER, {"peer": ""}, "There is no number."),
    (Gate.NUMBER, {"peer": "MyBank"}, "MyBank is a name, not a number: it cannot be texted."),
    (Gate.NUMBER, {"peer": "whatsapp:+14155552671"}, "whatsapp:+14155552671 is not reached by a text."),
    (Gate.NUMBER, {"peer": "(500) 555-0006"}, "+1 500 555 0006 is the line that this text comes from."),
    (Gate.EMERGENCY, {"peer": "911"}, "911 is an emergency number: a text from here would not reach it."),
    (
        Gate.COUNTRY,
        {"peer": "+447400123456", "rules": SendingRules(countries=("US", "CA"))},
        "+44 7400 123456 is in GB; texts go only to US, CA.",
    ),
    (
        Gate.COUNTRY,
        {"peer": "+80012345678", "rules": SendingRules(countries=("US",))},
        "+800 1234 5678 is in no country that is known; texts go only to US.",
    ),
    (Gate.LINE, {"line": None}, "The sender is not one of your lines."),
    (Gate.LINE, {"line": replace(MAIN, can_sms=False)}, "+1 500 555 0006 cannot send texts."),
    (Gate.LINE, {"line": replace(MAIN, kind="local-presence")}, "+1 500 555 0006 cannot send texts."),
    (Gate.LINE, {"line": replace(MAIN, gone=True)}, "+1 500 555 0006 is no longer one of your lines."),
    (
        Gate.LINE,
        {"rules": SendingRules(accounts=frozenset({"home"}))},
        "+1 500 555 0006 belongs to the account work, which is not in your settings.",
    ),
    (Gate.TEXT, {"body": ""}, "There is nothing in this text."),
    (Gate.TEXT, {"body": " \n\t\xa0\u200b\u2800 "}, "There is nothing in this text."),
    (
        Gate.LENGTH,
        {"body": "a" * 1601, "rules": SendingRules(max_segments=99)},
        "The text has 1,601 characters; the provider takes 1,600.",
    ),
    (
        Gate.LENGTH,
        {"body": "a" * 201, "rules": SendingRules(max_characters={"work": 200})},
        "The text has 201 characters; the provider takes 200.",
    ),
    (
        Gate.LENGTH,
        {"body": "😀" * 801, "rules": SendingRules(max_segments=99)},
        "The text has 1,602 characters; the provider takes 1,600.",
    ),
    (Gate.SEGMENTS, {"body": "a" * 1531}, "The text needs 11 segments; your limit is 10."),
    (
        Gate.SEGMENTS,
        {"body": "a" * 161, "rules": SendingRules(max_segments=1)},
        "The text needs 2 segments; your limit is 1.",
    ),
    (
        Gate.OPT_OUT,
        {"suppression": SAID_STOP},
        "This person said STOP on 3 March 2026: nobody here can text them.",
    ),
    (
        Gate.OPT_OUT,
        {"suppression": replace(SAID_STOP, source="provider", word=None)},
        "This person opted out; the provider said so on 3 March 2026.",
    ),
    (
        Gate.OPT_OUT,
        {"suppression": replace(SAID_STOP, source="user", word=None)},
        "This person was marked as not to be texted on 3 March 2026.",
    ),
]


@pytest.mark.parametrize(("gate", "changes", "reason"), CASES, ids=[case[2] for case in CASES])
def test_each_gate_refuses_alone_with_reason_and_remedy(
    gate: Gate, changes: dict[str, object], reason: str
) -> None:
    """F4, F7, F8, F64, F65, F66, F78, F87: a text that was stopped says so."""
    verdict = verdict_on(**changes)
    assert not verdict.passed
    assert [ruling.gate for ruling in verdict.refusals] == [gate]
    assert verdict.reason == reason
    assert verdict.remedy
    assert [ruling.gate for ruling in verdict.rulings] == list(Gate)


def test_every_gate_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(Gate)


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "", "media_count": 1},
        {"body": "a" * 1530},
        {"body": "a" * 1600, "rules": SendingRules(max_segments=11)},
        {"body": "a" * 160, "rules": SendingRules(max_segments=1)},
        {"body": "a" * 2000, "rules": SendingRules(max_segments=99, max_characters={"work": 5000})},
        {"body": "😀" * 35, "rules": SendingRules(max_segments=1)},
        {"peer": "(604) 555-0123", "rules": SendingRules(countries=("US", "CA"))},
        {"peer": "+447400123456"},
        {"peer": "07400 123456", "rules": SendingRules(region="GB", countries=("gb",))},
        {"peer": "72345", "rules": SendingRules(countries=("US",))},
        {"line": replace(MAIN, kind="toll-free")},
        {"line": replace(MAIN, can_voice=False, can_mms=False)},
    ],
)
def test_what_is_allowed_passes(changes: dict[str, object]) -> None:
    """F8: no countries in the settings means all of them."""
    assert verdict_on(**changes).passed


def test_the_limit_of_another_account_does_not_count() -> None:
    rules = SendingRules(max_characters={"home": 5})
    assert verdict_on(rules=rules).passed


def test_several_refusals_are_all_named_and_the_first_speaks() -> None:
    question = Question(
        body="",
        peer="nobody at all, really",
        line=None,
        suppression=SAID_STOP,
        rules=SendingRules(countries=("US",)),
    )
    assert refused_by(question) == [Gate.NUMBER, Gate.LINE, Gate.TEXT, Gate.OPT_OUT]
    assert judge(question).reason == "nobody at all, really is not a number."
    assert judge(question).address is None


def test_nothing_in_the_settings_turns_an_opt_out_or_a_dead_line_off() -> None:
    """F65, F66."""
    rules = SendingRules(countries=("US", "CA", "GB"), max_segments=1000, max_characters={"work": 100_000})
    assert verdict_on(suppression=SAID_STOP, rules=rules).reason.startswith("This person said STOP")
    assert not verdict_on(line=replace(MAIN, can_sms=False), rules=rules).passed


@given(
    st.text(st.characters(codec=None), max_size=60),
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from([None, MAIN, replace(MAIN, can_sms=False), replace(MAIN, gone=True)]),
    st.sampled_from([None, SAID_STOP]),
)
def test_it_never_raises_and_never_passes_what_it_must_hold(
    body: str, peer: str, line: Line | None, suppression: Suppression | None
) -> None:
    verdict = judge(replace(FINE, body=body, peer=peer, line=line, suppression=suppression))
    assert len(verdict.rulings) == len(Gate)
    assert all(ruling.passed or (ruling.reason and ruling.remedy) for ruling in verdict.rulings)
    if suppression or line is not MAIN or not body.strip():
        assert not verdict.passed
    if verdict.passed:
        assert verdict.address
