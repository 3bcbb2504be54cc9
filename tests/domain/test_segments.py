"""Segments against a reference that does it the slow way, and the numbers that people know by heart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.models import Encoding
from smstui.domain.segments import BASIC, EXTENDED, Measure, measure

GSM, UCS = Encoding.GSM7, Encoding.UCS2


def slowly(text: str) -> tuple[Encoding, int, int, int]:
    """Put one character after the other into segments, as a phone does."""
    if all(char in BASIC or char in EXTENDED for char in text):
        encoding, single, part = GSM, 160, 153
        costs = [2 if char in EXTENDED else 1 for char in text]
    else:
        encoding, single, part = UCS, 70, 67
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        costs = [2 if ord(char) > 0xFFFF else 1 for char in joined]
    size = sum(costs)
    if size <= single:
        return encoding, 1 if text else 0, size, single - size
    segments = [0]
    for cost in costs:
        if segments[-1] + cost > part:
            segments.append(0)
        segments[-1] += cost
    return encoding, len(segments), size, part - segments[-1]


def as_tuple(found: Measure) -> tuple[Encoding, int, int, int]:
    return found.encoding, found.segments, found.characters, found.left


@pytest.mark.parametrize(
    ("text", "encoding", "segments", "characters", "left"),
    [
        ("", GSM, 0, 0, 160),
        ("hello", GSM, 1, 5, 155),
        ("a" * 160, GSM, 1, 160, 0),
        ("a" * 161, GSM, 2, 161, 145),
        ("a" * 306, GSM, 2, 306, 0),
        ("a" * 307, GSM, 3, 307, 152),
        ("€" * 80, GSM, 1, 160, 0),
        ("€" * 81, GSM, 2, 162, 143),  # 76 pairs in 153 septets: one septet stays empty
        ("a" * 152 + "€" * 5, GSM, 2, 162, 143),
        ("я" * 70, UCS, 1, 70, 0),
        ("я" * 71, UCS, 2, 71, 63),
        ("я" * 134, UCS, 2, 134, 0),
        ("😀" * 35, UCS, 1, 70, 0),
        ("😀" * 36, UCS, 2, 72, 61),  # 33 pairs in 67 units
        ("a" * 160 + "’", UCS, 3, 161, 40),
        ("\n\r", GSM, 1, 2, 158),
        ("\t", UCS, 1, 1, 69),
        ("`", UCS, 1, 1, 69),
        ("ç", UCS, 1, 1, 69),
        ("Ç", GSM, 1, 1, 159),
        ("\f", GSM, 1, 2, 158),
        ("\x1b", UCS, 1, 1, 69),
    ],
    ids=lambda value: ascii(value)[:12],
)
def test_known_texts(text: str, encoding: Encoding, segments: int, characters: int, left: int) -> None:
    """F78: 160/153 and 70/67, an extended character costs two."""
    assert as_tuple(measure(text)) == (encoding, segments, characters, left)


def test_a_pair_that_does_not_fit_makes_one_segment_more_than_division_says() -> None:
    text = "€" * 153
    assert 306 / 153 == 2
    assert measure(text).segments == 3
    assert measure("😀" * 67).segments == 3


@pytest.mark.parametrize("codes", [(0x10000,), (0x1F600,), (0x10FFFF,), (0xD83D, 0xDE00), (0xDBFF, 0xDC00)])
def test_no_pair_is_ever_cut(codes: tuple[int, ...]) -> None:
    pair = "".join(map(chr, codes))
    assert as_tuple(measure("я" * 66 + pair + "я" * 66)) == (UCS, 3, 134, 66)


@pytest.mark.parametrize("code", [0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFF])
@pytest.mark.parametrize("before", [66, 67])
def test_half_a_pair_moves_nothing(code: int, before: int) -> None:
    assert as_tuple(measure("я" * before + chr(code) + "я" * (133 - before))) == (UCS, 2, 134, 0)


def test_the_alphabet_has_127_characters_and_an_extension_of_ten() -> None:
    assert (len(BASIC), len(EXTENDED)) == (127, 10)
    assert not BASIC & EXTENDED
    assert measure("".join(sorted(BASIC))).characters == 127
    assert measure("".join(sorted(EXTENDED))).characters == 20


def test_what_forced_ucs_2_is_named_once_in_the_order_of_the_text() -> None:
    assert measure("it’s “fine” – it’s 😀é").forced_by == ("’", "“", "”", "–", "😀")
    assert measure("plain {text} for 5 €").forced_by == ()


def test_an_encoding_prints_as_on_the_command_line() -> None:
    """F79: the composer and `count` say the same words."""
    assert (str(measure("a").encoding), str(measure("я").encoding)) == ("GSM-7", "UCS-2")


SEPTETS = st.text("a@£\nÜ€[]^~", max_size=700)
UNITS = st.text("aя€😀🏴\ufe0f\ud83d\ude00é", max_size=400)


@given(st.one_of(SEPTETS, UNITS, st.text(max_size=300)))
def test_it_agrees_with_the_slow_way(text: str) -> None:
    assert as_tuple(measure(text)) == slowly(text)


@given(st.integers(150, 156), st.integers(0, 80), st.integers(0, 160))
def test_pairs_at_every_seam(before: int, pairs: int, after: int) -> None:
    text = "a" * before + "€" * pairs + "b" * after
    assert as_tuple(measure(text)) == slowly(text)
    text = "я" * (before - 88) + "😀" * pairs + "b" * after
    assert as_tuple(measure(text)) == slowly(text)


@given(SEPTETS)
def test_what_is_left_fits_and_one_more_does_not(text: str) -> None:
    found = measure(text)
    filled = measure(text + "x" * found.left)
    assert filled.segments == max(found.segments, 1)
    assert filled.left == 0
    assert measure(text + "x" * (found.left + 1)).segments > max(found.segments, 1)


@given(st.text(max_size=200))
def test_forced_by_is_empty_exactly_for_gsm_7(text: str) -> None:
    found = measure(text)
    assert (found.encoding is UCS) is bool(found.forced_by)
    assert len(set(found.forced_by)) == len(found.forced_by)
    assert set(found.forced_by) <= set(text)
