"""STOP is heard however it is written, and nobody is silenced who only said the word."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import HOSTILE
from smstui.domain.cleaning import clean
from smstui.domain.keywords import Keyword, keyword_in

REAL_TEXTS = Path(__file__).parents[3] / "shared" / "data" / "sms-spam-collection.tsv"

PER_SE = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")
"""47 CFR 64.1200(a)(10)."""

TWILIO = ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")

CASES = (str.lower, str.upper, str.title, str.swapcase)
DRESSES = {
    "bare": "{}",
    "full stop": "{}.",
    "marks": "{}!!!",
    "question": "{}?",
    "dots": "...{}...",
    "spaces": "  {}\t\n",
    "double quotes": '"{}"',
    "single quotes": "'{}'",
    "curly quotes": "“{}”",
    "guillemets": "«{}»",
    "brackets": "[{}]",
    "stars": "*{}*",
    "emoji": "{} 🙏",
    "emoji before": "🛑{}🛑",
    "emoji with selector": "{} ❤️ ℹ️ 1️⃣",
    "family": "{}👨‍👩‍👧‍👦",
    "smile": "{} :-)",
    "zero width": "\u200b{}\ufeff",
    "bidi": "\u202e{}\u202c",
    "marked": "\u200f{}\u200e",
    "no-break space": "\xa0{}\u3000",
    "control": "{}\x00\x1b",
    "underline": "_{}_",
    "iPhone": "{}\n\nSent from my iPhone",
    "Outlook": "{}\r\n\r\nGet Outlook for Android",
    "dashes": "{}\n-- \nAna Reyes\nReyes Dental, +1 415 555 2671",
    "long dash": "{}\n\n—\nAna",
    "dashed name": "{}\n- Ana",
    "quoted text": "{}\n> Reply STOP to opt out",
    "answered": "{}\n\nOn Mon, Bo wrote:\n> hello",
}


def wide(text: str) -> str:
    """Return the full-width form, as some keyboards write it."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def split_by_nothing(text: str) -> str:
    return "\u200b".join(text)


def per_se_variants() -> list[str]:
    spellings = [*PER_SE, *TWILIO, "opt-out", "optout", "stop all", "stop-all", "Opt‑Out"]
    cased = [case(word) for word in spellings for case in (*CASES, wide, split_by_nothing)]
    return sorted({dress.format(word) for dress, word in itertools.product(DRESSES.values(), cased)})


def test_every_per_se_word_in_every_dress_is_a_stop() -> None:
    """C2: recall of 100 % over at least 400 variants. F64: STOP and UNSUBSCRIBE."""
    variants = per_se_variants()
    assert len(variants) >= 400
    missed = [text for text in variants if keyword_in(text) is not Keyword.STOP]
    assert not missed


def test_what_was_cleaned_before_is_heard_too() -> None:
    missed = [text for text in per_se_variants() if keyword_in(clean(text)) is not Keyword.STOP]
    assert not missed


@pytest.mark.parametrize(
    "text",
    [
        "Ｓtop",
        "stop.",
        "STOP!!!",
        '"Stop"',
        "STOP 🙏",
        "STOP STOP STOP",
        "S T O P",
        "S.T.O.P",
        "s̶t̶o̶p̶",
        "🅂🅃🄾🄿",
        "Please stop",
        "STOP please",
        "Stop, thank you.",
        "pls unsubscribe",
        "Un-subscribe",
        "opt out thanks",
        "STOP\n\nAna Reyes",
        "Unsubscribe\n\nBo Lindqvist\nMalmö",
        "Opt out\n\nAna\nReyes Dental\nMain Street",
        "STOP\n--\n" + "x" * 1992,
    ],
    ids=ascii,
)
def test_other_ways_to_say_stop(text: str) -> None:
    assert keyword_in(text) is Keyword.STOP


BENIGN = """
I'll stop by at 5
Cancel my 3pm appointment
Can you stop at the shop?
Stop it, you two
Don't stop
Non-stop flight please
The bus stop
Stop sign ahead
We should end here
The end
End of story
Weekend?
It ends at 9
Quit smoking today
I quit my job
He quit
Quitting time
Cancelled
Canceled, sorry
Should I cancel?
Cancel the order please
Cancel please
Please cancel
No, don't cancel
Cancellation policy
Revoke his access
They revoked it
I opted out of the plan
Opt out of what?
How do I opt out of lunch
How do I unsubscribe from the newsletter?
I unsubscribed already
Unsubscribed
Stop 2 is ours
Stopped
Stopping
Stop or go?
Full stop
One stop, then home
Next stop Malmö
STOP means octagon
It won't stop raining
Pit stop at 4
Door stopper
yes
Yes please
YES
ok
no
No more
Started
Start at 9
Let's start
When do we start?
Starting now
Restart it
Can you help?
Help me move on Saturday
Thanks for your help
Helpful
Info please, when is it?
More info to follow
Information
For your information
Remove the chairs
Liked “STOP”
Reply STOP to opt out
"STOP" he said
2stop
stop2
""".strip()

BENIGN_LINES = [
    *BENIGN.splitlines(),
    "stop\n  by at 5",
    "Stop\nHammertime",
    "Stop\n\nit hurts",
    "Cancel\n\nTuesday",
    "Cancel\n- milk\n- eggs",
    "end\nof the day works for me",
    "Quit\n\nToday or tomorrow?",
    "help\nis on its way",
    "Stop\n\nAnd\nNever\nCome\nBack",
    "Stop\n\n\nOr rather do not, I like them. " + "Really. " * 40,
]


def test_people_who_only_use_the_word_are_not_silenced() -> None:
    """C2: none of the benign texts is suppressed, and none is taken for another keyword."""
    assert len(BENIGN_LINES) >= 60
    assert [text for text in BENIGN_LINES if keyword_in(text)] == []


@pytest.mark.skipif(not REAL_TEXTS.exists(), reason="the real texts are not on this machine")
def test_none_of_the_real_texts_is_a_keyword() -> None:
    """C2: 5,574 texts between people, and spam that says "reply STOP"; nobody in them asks for it."""
    texts = [line.split("\t", 1)[1] for line in REAL_TEXTS.read_text(encoding="utf-8").splitlines()]
    assert len(texts) == 5574
    assert [text for text in texts if keyword_in(text)] == []


@pytest.mark.parametrize(
    "text", ["START", "start.", "Unstop", "un stop", "“Start”", "START\n\nSent from my iPhone"]
)
def test_start_is_the_way_back(text: str) -> None:
    """F70."""
    assert keyword_in(text) is Keyword.START


@pytest.mark.parametrize("text", ["HELP", "help!", "Info", "info?", "HELP 🆘", "help help"])
def test_help_asks_for_help(text: str) -> None:
    """F71."""
    assert keyword_in(text) is Keyword.HELP


@pytest.mark.parametrize("text", ["yes", "Yes!", "YES", "y", "ok"])
def test_yes_answers_a_question_and_lifts_nothing(text: str) -> None:
    assert keyword_in(text) is None


@pytest.mark.parametrize("text", [None, "", "   ", "\n\n", "!!!", "🙏", "\u200b"])
def test_no_words_are_no_keyword(text: str | None) -> None:
    assert keyword_in(text) is None


def test_what_is_longer_than_any_signature_is_not_even_read() -> None:
    assert keyword_in("STOP\n--\n" + "x" * 1993) is None


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_texts_are_none(text: str) -> None:
    expected = Keyword.STOP if text == "[STOP]" else None
    assert keyword_in(text) is expected


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert keyword_in(text) in {None, *Keyword}


@given(st.text(max_size=30), st.sampled_from(PER_SE), st.text("abcdefghijklmnop ", min_size=3, max_size=20))
def test_a_word_with_more_to_say_beside_it_is_none(before: str, word: str, after: str) -> None:
    said = f"{before} {word} x{after.strip()}x"
    assert keyword_in(said) is None
