"""Lines of exact width, whatever is in them, and words for times and states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hostile import HOSTILE
from smstui.domain.models import Direction, Media, TextMessage
from smstui.domain.states import State
from smstui.tui.formatting import (
    _NARROW,
    MARKS,
    CleanText,
    body_of,
    cells,
    cleaned,
    cleaned_line,
    day,
    fit,
    short_when,
    spoken_when,
    state_words,
    wrap,
)

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
TRICKY = [
    "❤️ two cells by VS-16",
    "🇸🇪🇳🇴🇩🇰 flags",
    "👩‍👩‍👧‍👦👍🏽🏴‍☠️ joined",
    "e\u0301a\u0308o\u0302 combining",
    "漢字かな交じり文 wide",
    "שלום مرحبا",
    "กำลังไป",
    "1️⃣2️⃣",
]
strange = st.one_of(st.sampled_from([*TRICKY, *HOSTILE]), st.text(max_size=80))


def a_text(state: State = State.DELIVERED, **fields: object) -> TextMessage:
    values: dict[str, object] = {
        "id": 1,
        "position": 1,
        "conversation_id": 1,
        "account": "work",
        "line_id": 1,
        "line": "+15005550006",
        "peer": "+14155550101",
        "direction": Direction.OUTBOUND,
        "body": "hello",
        "state": state,
        "at": NOW,
        "segments": 1,
        "encoding": None,
    }
    return TextMessage(**{**values, **fields})  # type: ignore[arg-type]  # fields are named by the tests


@given(strange, st.integers(0, 40))
def test_a_fitted_line_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fit(cleaned_line(text), width)) == width


@given(strange, st.integers(2, 40))
def test_wrapped_lines_are_never_wider(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(cleaned(text), width))


@given(
    st.lists(st.sampled_from(["a", "bb", "漢字", "👍🏽", "🇸🇪", "long-word-without-blanks"])),
    st.integers(4, 30),
)
def test_wrapping_loses_nothing_but_blanks(words: list[str], width: int) -> None:
    text = " ".join(words)
    assert "".join(wrap(cleaned(text), width)).replace(" ", "") == text.replace(" ", "")


def test_a_flag_is_not_torn() -> None:
    assert wrap(CleanText("a🇸🇪🇳🇴"), 3) == ["a🇸🇪", "🇳🇴"]


def test_what_counts_as_narrow_is_one_cell_wide() -> None:
    assert {char: cell_len(char) for char in _NARROW if cell_len(char) != 1} == {}
    assert cells("●✓…漢") == 5


def test_a_body_of_64_kib_is_laid_out_in_part_and_says_so() -> None:
    lines = wrap(cleaned("x" * 65_536), 60)
    assert len(lines) < 400
    assert "more characters)" in lines[-1] + lines[-2]


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=5), "14:55"),
        (timedelta(days=1), "Wed"),
        (timedelta(days=6), "Fri"),
        (timedelta(days=9), "3 Mar"),
        (timedelta(days=100), "Dec 2025"),
        (timedelta(days=-2), "14 Mar"),
    ],
)
def test_times_are_short(ago: timedelta, words: str) -> None:
    assert short_when(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=5), "at 14:55"),
        (timedelta(days=1), "on Wed"),
        (timedelta(days=9), "on 3 Mar"),
        (timedelta(days=100), "in Dec 2025"),
    ],
)
def test_times_in_a_sentence_have_their_word_before_them(ago: timedelta, words: str) -> None:
    assert spoken_when(NOW - ago, NOW) == words


def test_times_are_the_persons() -> None:
    there = timezone(timedelta(hours=10))
    assert short_when(NOW, NOW.astimezone(there)) == "01:00"
    assert day(NOW - timedelta(hours=2), NOW.astimezone(there)) == "Yesterday"


def test_days_are_named() -> None:
    assert day(NOW, NOW) == "Today"
    assert day(NOW - timedelta(days=9), NOW) == "Tuesday 3 March"
    assert day(NOW - timedelta(days=100), NOW) == "Tuesday 2 December 2025"


def test_every_state_of_our_texts_has_a_mark_of_its_own_or_words() -> None:
    """State is never shown by colour alone."""
    shown = {state: (MARKS[state], state_words(a_text(state))) for state in MARKS}
    assert len(set(shown.values())) == len(shown)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            a_text(State.UNDELIVERED, error_code="30003", reason="the phone is off"),
            "undelivered: the phone is off",
        ),
        (a_text(State.FAILED, error_code="30007"), "failed: error 30007"),
        (a_text(State.UNCONFIRMED), "unconfirmed: it may have been sent"),
        (a_text(State.DELIVERED), ""),
        (a_text(State.DELIVERED, late_failure=True), "reported failed after it was delivered"),
    ],
)
def test_states_in_words(text: TextMessage, words: str) -> None:
    assert state_words(text) == words


def test_files_and_missing_words_are_told() -> None:
    assert body_of(a_text(body="", media=(Media("https://x", "image/png"),))) == "⧉ picture (image/png)"
    both = a_text(body="look", media=(Media("https://x", "video/mp4"), Media("https://x/a%1b.pdf", "x/y")))
    assert body_of(both) == "look\n⧉ video\n⧉ file a␛.pdf (x/y)"
    assert body_of(a_text(body=None)) == "(the provider does not tell the words)"
