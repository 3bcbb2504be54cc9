"""Twilio's error codes in words a person understands."""

from __future__ import annotations

import json

import pytest

from smstui.ports.errors import CredentialsError, RateLimitedError, RefusedError
from smstui.providers.http.answer import Answer
from smstui.providers.twilio.errors import EXPLANATIONS, explain, read_refusal

# Issue 2, item 4, and providers.md 2.1: the codes that matter.
THAT_MATTER = (
    *(
        20003,
        20404,
        20429,
        21211,
        21212,
        21408,
        21601,
        21602,
        21603,
        21606,
        21608,
        21610,
        21611,
        21612,
        21614,
    ),
    *(
        21617,
        21620,
        21623,
        21635,
        21703,
        30001,
        30002,
        30003,
        30004,
        30005,
        30006,
        30007,
        30008,
        30011,
        30022,
    ),
    *(30023, 30027, 30032, 30034, 30035, 30036, 30410, 14107, 63038),
)


def refused(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode(), "application/json", None, 5.0)


@pytest.mark.parametrize("code", THAT_MATTER)
def test_every_code_that_matters_says_what_happened_and_what_to_do(code: int) -> None:
    words, remedy = EXPLANATIONS[str(code)]
    assert len(words) > 10
    assert remedy.endswith(".")
    assert explain(str(code)) == f"{words} ({code}). {remedy}"


def test_words_are_for_people() -> None:
    for words, remedy in EXPLANATIONS.values():
        assert words[0].isupper()
        assert not words.endswith(".")
        for jargon in ("HTTP", "parameter", "'To'", "'From'", "TwiML", "REST", "SID"):
            assert jargon not in words + remedy


def test_an_unknown_code_of_an_undelivered_text_is_named() -> None:
    assert "99999" in explain("99999")
    assert "\x1b" not in explain("\x1b[31m99999\n" + "x" * 500)
    assert len(explain("x" * 500)) < 200


def test_an_unknown_refusal_keeps_the_providers_words_without_numbers_secrets_and_controls() -> None:
    body = {"code": 29999, "message": "Number +14155550123\x1b[31m\nfor token=canary1 is odd.", "status": 400}
    error = read_refusal(refused(400, body))
    assert isinstance(error, RefusedError)
    assert error.code == "29999"
    assert "***0123" in error.message
    assert "(29999)" in error.message
    for canary in ("4155550123", "canary1", "\x1b", "\n"):
        assert canary not in error.message


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 21610, RefusedError),
        (401, 20003, CredentialsError),
        (401, 77777, CredentialsError),
        (403, 20003, CredentialsError),
        (403, 21408, RefusedError),
        (400, 20429, RateLimitedError),
        (400, "21211", RefusedError),
    ],
)
def test_which_error_a_refusal_becomes(status: int, code: object, kind: type[Exception]) -> None:
    error = read_refusal(refused(status, {"code": code, "message": "No"}))
    assert type(error) is kind
    assert isinstance(error, RefusedError | RateLimitedError)
    assert error.code == str(code)


def test_exit_codes_tell_a_script_what_it_was() -> None:
    credentials = read_refusal(refused(401, {"code": 20003, "message": "Authenticate"}))
    opted_out = read_refusal(refused(400, {"code": 21610, "message": "unsubscribed"}))
    assert credentials is not None
    assert opted_out is not None
    assert (credentials.exit_code, opted_out.exit_code) == (6, 5)
    assert "opted out" in opted_out.message


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"code": 21610},
        {"message": "x"},
        {"code": None, "message": "x"},
        {"code": {}, "message": "x"},
    ],
)
def test_what_is_no_error_object_says_nothing(body: object) -> None:
    assert read_refusal(refused(400, body)) is None
