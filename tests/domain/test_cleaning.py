"""What a stranger sends is shown for what it is, and can do nothing."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hostile import HOSTILE
from smstui.domain.cleaning import LONGEST, clean, clean_typed, one_line
from smstui.domain.scrubbing import MOST_MARKS

REAL_TEXTS = Path(__file__).parents[3] / "shared" / "data" / "sms-spam-collection.tsv"

KEPT = {
    "family": "👨‍👩‍👧‍👦",
    "kiss with tones": "👩🏽‍❤️‍💋‍👨🏿",
    "rainbow flag": "🏳️‍🌈",
    "pirates": "🏴‍☠️",
    "England": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Scotland": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Wales": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "country": "🇸🇪🇺🇸",
    "heart": "❤️ and ☑️ and ©️",
    "keycap": "1️⃣ #️⃣ *⃣",
    "tone": "👍🏾☝️🏽",
    "runner": "🏃🏻‍♀️‍➡️",
    "text style": "✈︎ ☎︎",
    "Chinese": "你好，世界 ㊗",
    "Japanese": "が ガ ｶﾞ 〜",
    "Korean": "안녕 안녕",
    "Arabic": "مَرْحَبًا بِكُم ١٢٣ ﷺ",
    "Hebrew": "שָׁלוֹם",
    "Hindi": "नमस्ते क्षत्रिय",
    "Thai": "น้ำใจ ก็ดี",
    "Vietnamese": "Việt Nam Việt",
    "Tibetan": "བཀྲ་ཤིས་བདེ་ལེགས",
    "lines": "one\n\ttwo\n",
    "punctuation": "“quotes” – dashes… €5 °C ½ ™",
    "markup": "[STOP] [/b] [1/3] {'a': [0]} \\[x] ^\\d+$",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_people_write_stays_as_it_is(text: str) -> None:
    """T3: shown character for character."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07 del\x7f \x0b\x0c\x1f", "bell␇ del␡ ␋␌␟"),
        ("nul\x00", "nul\ufffd"),
        ("it\x92s \x93fine\x94 \x80\x8010 \x85", "it’s “fine” €€10 …"),
        ("\x81\x8d\x8f\x90\x9d", "\ufffd" * 5),
        ("\x9b31m", "›31m"),
        ("pay \u202e00.01\u202c", "pay <202E>00.01<202C>"),
        ("\u2066a\u2069", "<2066>a<2069>"),
        ("half \ud83d", "half \ufffd"),
        ("\ude00 half", "\ufffd half"),
        ("\ud83d\ude00", "😀"),
        ("z\u200be\u200cr\u200do\u2060w\ufeffi\u00add\u061ct\u200eh", "zerowidth"),
        ("ta\U000e0067gs", "tags"),
        ("🏴\U000e0061\U000e0062\U000e007f", "🏴"),
        ("a\ufe0fb\u200d", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("می\u200c\u200c\u200dخ", "می\u200cخ"),
        ("a\u200cb می", "ab می"),
        ("👩\u200d", "👩"),
        ("\u200d👩", "👩"),
        ("Z" + "\u0301" * 50 + "!", "Z\u0301\u0301\u0301\u0301!"),
        ("Z" + "\u0301" * 5 + "!", "Z\u0301\u0301\u0301\u0301!"),
        ("\ufffe\uffff\ufdd0\U0001ffff", "\ufffd" * 4),
        ("\u3164Ana\u1160", "Ana"),
        ("葛\U000e0100", "葛"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_could_do_harm_is_made_visible_or_goes(text: str, shown: str) -> None:
    assert clean(text) == shown


def offences(text: str) -> set[str]:
    """Return the characters that a terminal could obey, or that nobody can see, outside an emoji."""
    text = re.sub(
        "[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0e\ufe0f]?\u200d(?=[\u2190-\U0001faff])", "", text
    )
    text = re.sub("(?<=[0-9#*\xa9\xae\u203c-\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]", "", text)
    text = re.sub("[\U0001f3fb-\U0001f3ff]\u200d", "", text)
    text = re.sub("\U0001f3f4[\U000e0061-\U000e007a]{5}\U000e007f", "", text)
    found = {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char not in "\n\t"}
    return (found | set(re.findall("[\ufe00-\ufe0f\u115f\u1160\u3164\U000e0000-\U000e0fff]", text))) - set(
        "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    )


def marks_in_a_row(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


TRICKY = st.text(
    "ab1#\r\n\t\x00\x1b\x07\x7f\x85\x92\x9b\xad\u0301\u0316\u034f\u20e3\u200b\u200d\u2028\u202e\u2066\ufe0e\ufe0f"
    "\u3164\ud83d\ude00\udb40\udc67❤☝👩🏽🏴🏳😀🇸\U000e0067\U000e0062\U000e0065\U000e006e\U000e007f\U000e0100\uffff",
    max_size=40,
)


@given(st.one_of(TRICKY, st.text(st.characters(codec=None), max_size=80)))
@example("👩" + "\u200d👩" * 30)
@example("e" + "\u0301" * 4 + "\u200b" + "\u0301" * 4)
@example("👩\u200b🏽\ufe0f")
def test_nothing_is_left_that_could_do_harm_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert not offences(cleaned)
    assert marks_in_a_row(cleaned) <= MOST_MARKS
    assert clean(cleaned) == cleaned
    cleaned.encode()


JOINABLE = st.text(
    st.sampled_from("a1#\u20e3\u200c\u200d\ufe0e\ufe0f❤©\U0001f469\U0001f3fd\U0001f308می\u094dक")
    | st.sampled_from(["\U0001f3f4", *(chr(0xE0000 + ord(char)) for char in "gbengsctwl"), "\U000e007f"]),
    max_size=12,
)


@given(JOINABLE)
@example("\U0001f469\u200d\U0001f469\u200d\U0001f467")
@example("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f")
def test_what_stays_as_a_whole_stays_when_it_is_typed(text: str) -> None:
    whole, typed = clean(text), ""
    for char in whole:
        typed += clean_typed(char, typed)
    assert typed == whole


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_texts(text: str) -> None:
    """T1, R9: none of the hostile atoms keeps its sting."""
    for cleaned in (clean(text), one_line(text)):
        assert not offences(cleaned)
        assert clean(cleaned) == cleaned
    assert "\n" not in one_line(text)
    assert len(one_line(text)) <= 200


def test_every_single_character_is_safe() -> None:
    for first in range(0, 0x110000, 0x100):
        block = [chr(code) for code in range(first, first + 0x100)]
        text = "|".join(block)
        assert not offences(clean(text)), hex(first)
        for char in block if first < 0x3000 else ():
            assert not offences(clean(char)), hex(ord(char))


def test_an_absurd_size_is_cut_once() -> None:
    """R9: a body of 64 KiB stays whole; ten times as much does not stop anything."""
    assert clean("x" * 65_536) == "x" * 65_536
    assert clean("x" * 65_537) == "x" * 65_535 + "…"
    assert clean("\u202e" + "x" * 65_530) == "<202E>" + "x" * 65_530
    assert clean("\u202e" + "x" * 65_531) == "<202E>" + "x" * 65_529 + "…"
    for text in ("x" * 10 * LONGEST, "\u202e" * LONGEST, "👩\u200d" * LONGEST, "🏴\U000e0067" * LONGEST):
        cut = clean(text)
        assert len(cut) <= LONGEST
        assert cut.endswith("…") or len(clean(text[: LONGEST + 1])) < LONGEST
        assert clean(cut) == cut


def test_one_line_is_short_and_has_no_breaks() -> None:
    assert one_line("  Hi,\r\n\n\tthere\u2028 you \x1b[2J ") == "Hi, there you ␛[2J"
    assert one_line("word " * 100, 12) == "word word w…"
    assert one_line("12345", 5) == "12345"
    assert one_line("123456", 5) == "1234…"
    assert one_line(" \n ") == ""


@given(st.text(max_size=300), st.integers(1, 80))
def test_one_line_never_exceeds_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert one_line(line, limit) == line


def test_one_line_cuts_no_emoji_in_the_middle_of_its_joints() -> None:
    assert one_line("hi 👨‍👩‍👧‍👦 all", 6) == "hi 👨…"


@pytest.mark.skipif(not REAL_TEXTS.exists(), reason="the real texts are not on this machine")
def test_real_texts_keep_their_words() -> None:
    """The quotes and dashes that 35 of them have in cp1252 become what was meant."""
    texts = [line.split("\t", 1)[1] for line in REAL_TEXTS.read_text(encoding="utf-8").splitlines()]
    changed = [text for text in texts if clean(text) != text]
    assert len(changed) == 35
    for text in changed:
        meant = re.sub("[\x80-\x9f]", lambda match: match[0].encode("latin-1").decode("cp1252"), text)
        assert clean(text) == meant
