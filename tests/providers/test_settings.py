"""What the settings of an account may say, which secrets it needs, and what is loaded for it."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from smstui.ports.errors import NotConfiguredError
from smstui.providers.twilio import SECRET_FIELDS, Options, connect

from .accounts import SID
from .servers import PatientClock


@pytest.mark.parametrize(
    "options",
    [
        {"account_sid": SID},
        {"account_sid": SID, "messaging_service_sid": "MG" + "b" * 32},
        {"account_sid": SID, "base_url": "http://127.0.0.1:8080"},
        {
            "account_sid": "5e1c0de0-0000-4000-8000-000000000000",
            "base_url": "https://x.signalwire.com/api/laml",
        },
    ],
)
def test_what_is_right(options: dict[str, str]) -> None:
    assert msgspec.convert(options, Options).account_sid == options["account_sid"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "account_sid"),
        ({"account_sid": "SK" + "a" * 32}, "account_sid is 'SKaa…'; expected AC"),
        ({"account_sid": "AC123"}, "account_sid is 'AC123'; expected AC and 32 hex digits"),
        ({"account_sid": ""}, "account_sid is ''"),
        ({"account_sid": SID + "\n"}, "account_sid"),
        ({"account_sid": SID, "messaging_service_sid": "MG1"}, "messaging_service_sid is 'MG1'; expected MG"),
        (
            {"account_sid": SID, "base_url": "http://api.twilio.com"},
            "base_url would send your credentials unencrypted",
        ),
        ({"account_sid": "../x", "base_url": "http://127.0.0.1"}, "account_sid"),
        ({"account_sid": SID, "base_ur": "x"}, "base_ur"),
        ({"account_sid": SID, "auth_token": "x"}, "auth_token"),
        ({"account_sid": 7}, "account_sid"),
    ],
)
def test_what_is_wrong_is_said_in_words(options: dict[str, object], words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(options, Options)
    assert words in str(caught.value)


@pytest.mark.parametrize("secrets", [{"auth_token": "x"}, {"api_key_sid": "SK1", "api_key_secret": "y"}])
def test_either_kind_of_secret_is_enough(secrets: dict[str, str]) -> None:
    assert any(set(fields) <= set(secrets) for fields in SECRET_FIELDS)
    assert connect(Options(SID), secrets, clock=PatientClock()).capabilities.sends_media


@pytest.mark.parametrize(
    ("secrets", "missing"),
    [
        ({}, "auth_token"),
        ({"auth_token": " \n"}, "auth_token"),
        ({"api_key_sid": "SK1"}, "api_key_secret"),
        ({"api_key_secret": "canary"}, "api_key_sid"),
    ],
)
def test_a_missing_secret_is_named_and_no_other_shown(secrets: dict[str, str], missing: str) -> None:
    with pytest.raises(NotConfiguredError, match=f"there is no {missing}") as caught:
        connect(Options(SID), secrets, clock=PatientClock())
    assert "accounts login" in caught.value.hint
    assert "canary" not in caught.value.message


def test_the_package_loads_neither_httpx_nor_the_calls() -> None:
    """Architecture 7: the first paint comes before any network library."""
    code = (
        "import sys, smstui.providers.twilio as t; t.Options('AC' + 'a' * 32);"
        "print([m for m in sys.modules if m in {'httpx', 'anyio'} or m.endswith('twilio.api')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
