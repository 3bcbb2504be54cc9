"""What a provider asks of somebody new: it knows its own fields, and agrees with what its settings refuse."""

from __future__ import annotations

from importlib.metadata import entry_points

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smstui.admission import provider_packages
from smstui.providers.twilio import Options, account_form

SID, KEY, TOKEN = "AC" + "0" * 32, "SK" + "0" * 32, "0" * 32
HERE = "http://127.0.0.1:1"


def test_providers_are_those_of_the_packages_that_are_installed() -> None:
    assert set(provider_packages()) == {"twilio"} | entry_points(group="smstui.providers").names


@pytest.mark.parametrize("name", list(provider_packages()))
def test_a_form_has_every_secret_and_only_options_that_there_are(name: str) -> None:
    package = provider_packages()[name]
    form = package.account_form()
    asked = {field.name: field for field in form.fields}
    secret = {each for names in package.SECRET_FIELDS for each in names}
    assert {each for each, field in asked.items() if field.secret} == secret
    assert set(asked) - secret <= set(package.Options.__struct_fields__)
    required = {field.name for field in msgspec.structs.fields(package.Options) if field.required}
    assert required <= set(asked)
    assert len(form.ways) == len(package.SECRET_FIELDS)
    assert all(0 < len(field.label) <= 14 and field.hint.endswith(".") for field in form.fields)
    assert form.flaws({}) == form.flaws(dict.fromkeys(asked, "")) == {}, "what is empty is not wrong yet"


@given(
    sid=st.one_of(st.text(max_size=40), st.from_regex(r"(AC|SK)[0-9a-fA-Fg]{30,33}", fullmatch=True)),
    url=st.sampled_from(["", "https://api.twilio.com", HERE, "http://example.org", "x", "https://u:p@h"]),
)
@example(sid=SID, url="")
@example(sid="AC" + "٣" * 32, url="")
def test_what_the_settings_refuse_blocks_and_nothing_else_does(sid: str, url: str) -> None:
    typed = {"account_sid": sid.strip(), "base_url": url}
    if not typed["account_sid"]:
        return
    blocked = any(flaw.blocks for flaw in account_form().flaws(typed).values())
    try:
        Options(**{name: value for name, value in typed.items() if value})
    except ValueError:
        assert blocked
    else:
        assert not blocked


@pytest.mark.parametrize("wrong", ["0" * 31, SID, KEY, "x" * 200])
@pytest.mark.parametrize("field", ["auth_token", "api_key_sid", "api_key_secret"])
def test_an_odd_secret_is_named_never_quoted_and_does_not_block(field: str, wrong: str) -> None:
    flaw = account_form().flaws({"account_sid": SID, field: wrong}).get(field)
    if (field, wrong) == ("api_key_sid", KEY):
        assert flaw is None
        return
    assert flaw is not None
    assert not flaw.blocks
    assert wrong not in flaw.words
    assert account_form().flaws({"account_sid": "x-1", "base_url": HERE, field: wrong}) == {}


def test_what_is_right_is_not_named() -> None:
    right = {"account_sid": SID, "auth_token": TOKEN, "api_key_sid": KEY, "api_key_secret": TOKEN}
    assert account_form().flaws(right) == {}
