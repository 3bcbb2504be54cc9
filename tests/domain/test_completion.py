"""Names of emoji: when one is being typed, and which fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.completion import SHOWN, best_names, name_being_typed


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (":na", "na"),
        ("so :na", "na"),
        ("so :Thumbs_u", "Thumbs_u"),
        ("(:na", "na"),
        ("👍:na", "na"),
        ("Re: :na", "na"),
        ("", ""),
        (":", ""),
        (":n", ""),
        (":na ", ""),
        ("a:na", ""),
        ("at 10:30", ""),
        ("10:na", ""),
        ("::na", ""),
        (":-na", ""),
        (":3ab", ""),
        ("https://na", ""),
        ("http://x.example/:na", ""),
        ("https://x.example/?q=(:na", ""),
        ("www.x.example/:na", ""),
        ("mailto:ana", ""),
        ("://na", ""),
    ],
)
def test_a_name_begins_with_a_colon_at_a_words_start(before: str, name: str) -> None:
    assert name_being_typed(before) == name


@given(st.from_regex(r"[0-2]?[0-9]:[0-5][0-9]([ap]m)?", fullmatch=True), st.text(max_size=10))
def test_a_time_is_no_name(time: str, before: str) -> None:
    assert name_being_typed(f"{before} {time}") == ""


@given(st.from_regex(r"(https?://|www\.)[^\s]{0,20}:[a-z]{2,5}", fullmatch=True))
def test_within_an_address_there_is_no_name(address: str) -> None:
    assert name_being_typed(address) == ""


@given(st.text(max_size=40))
def test_what_is_being_typed_ends_the_text(before: str) -> None:
    name = name_being_typed(before)
    assert before.endswith(name)
    assert not name or before[-len(name) - 1] == ":"


NAMES = [
    ("flag_na", "🇳🇦"),
    ("na", "🎵"),
    ("nail_care", "💅"),
    ("nails", "💅"),
    ("name_badge", "📛"),
    ("big_nap", "😴"),
    ("banana", "🍌"),
    ("nauru", "🇳🇷"),
]


def test_names_that_begin_so_come_first_the_shorter_the_sooner_and_flags_after_them() -> None:
    assert best_names(NAMES, "NA") == [
        ("na", "🎵"),
        ("nails", "💅"),
        ("name_badge", "📛"),
        ("nauru", "🇳🇷"),
        ("big_nap", "😴"),
        ("flag_na", "🇳🇦"),
    ]
    assert best_names(NAMES, "zz") == []


@given(
    st.lists(st.tuples(st.text("abc_", max_size=6), st.sampled_from("👍💅📛🎵"))), st.text("abc", max_size=3)
)
def test_few_are_offered_and_each_once(names: list[tuple[str, str]], typed: str) -> None:
    found = best_names(names, typed)
    assert len({character for _, character in found}) == len(found) <= SHOWN
