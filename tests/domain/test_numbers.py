"""One address however it is written, and a reason wherever there is none."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hostile import HOSTILE
from smstui.domain.numbers import (
    Address,
    EmergencyNumberError,
    InvalidNumberError,
    NumberKind,
    display,
    named,
    normalise,
    parse_peer,
)

SPELLINGS = [
    "+14155552671",
    "+1 415 555 2671",
    "+1 (415) 555-2671",
    "+1.415.555.2671",
    "1 415 555 2671",
    "1-415-555-2671",
    "14155552671",
    "(415) 555-2671",
    "415-555-2671",
    "415.555.2671",
    "415/555/2671",
    "4155552671",
    "  4155552671  ",
    "0014155552671",
    "00 1 415 555 2671",
    "011 1 415 555 2671",
    "tel:+14155552671",
    "tel:+1-415-555-2671",
    "TEL:415-555-2671",
    "sms:+14155552671",
    "sms://+14155552671",
    "sms:+14155552671?body=hello%20there",
    "smsto:+14155552671",
    "+1\xa0415\xa0555\xa02671",
    "＋１ ４１５ ５５５ ２６７１",
    "４１５－５５５－２６７１",
    "٤١٥٥٥٥٢٦٧١",
    "+१ ४१५ ५५५ २६७१",
    "+1–415–555–2671",
    "415‑555‑2671",
    "415−555−2671",
    "\u202a+14155552671\u202c",
    "\u200e+1\u200b415\ufeff5552671",
    "+1\t415\n555\r2671",
    "+14155552671\x00",
]


@pytest.mark.parametrize("text", SPELLINGS, ids=ascii)
def test_every_spelling_is_one_address(text: str) -> None:
    """F10: one conversation however a number was written."""
    assert parse_peer(text, "US") == Address("+14155552671", NumberKind.PHONE, "+1 415 555 2671", "US")


@pytest.mark.parametrize(
    ("text", "region", "value", "shown", "country"),
    [
        ("07400 123456", "GB", "+447400123456", "+44 7400 123456", "GB"),
        ("+44 (0)7400 123456", "US", "+447400123456", "+44 7400 123456", "GB"),
        ("011 44 7400 123456", "US", "+447400123456", "+44 7400 123456", "GB"),
        ("00447400123456", "DE", "+447400123456", "+44 7400 123456", "GB"),
        ("0151 23456789", "DE", "+4915123456789", "+49 1512 3456789", "DE"),
        ("070-123 45 67", "SE", "+46701234567", "+46 70 123 45 67", "SE"),
        ("91234567", "SG", "+6591234567", "+65 9123 4567", "SG"),
        ("0412 345 678", "au", "+61412345678", "+61 412 345 678", "AU"),
        ("14155552671", "GB", "+14155552671", "+1 415 555 2671", "US"),
        ("(604) 555-0123", "US", "+16045550123", "+1 604 555 0123", "CA"),
        ("876 555 0123", "US", "+18765550123", "+1 876 555 0123", "JM"),
        ("1-800-FLOWERS", "US", "+18003569377", "+1 800 356 9377", "US"),
        ("+15005550006", "US", "+15005550006", "+1 500 555 0006", "US"),
        ("+80012345678", "US", "+80012345678", "+800 1234 5678", None),
    ],
)
def test_national_forms_and_countries(
    text: str, region: str, value: str, shown: str, country: str | None
) -> None:
    """F8: the country is known wherever the number tells it."""
    assert parse_peer(text, region) == Address(value, NumberKind.PHONE, shown, country)


def test_an_area_code_newer_than_our_tables_is_let_through() -> None:
    assert parse_peer("381 555 0123", "US") == Address(
        "+13815550123", NumberKind.PHONE, "+1 381 555 0123", None
    )


SEPARATORS = st.sampled_from(["", " ", "-", ".", "\xa0", " - ", "\u200b", "\u2009"])
DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]


@given(
    st.sampled_from(["212", "415", "604", "876", "500"]),
    st.integers(2_000_000, 9_999_999),
    st.sampled_from(["+1", "001", "1", "", "tel:+1", "sms:1", "＋1"]),
    st.lists(SEPARATORS, min_size=4, max_size=4),
    st.booleans(),
    st.sampled_from(DIGITS),
)
def test_however_it_is_typed(
    area: str, rest: int, prefix: str, separators: list[str], brackets: bool, digits: str
) -> None:
    exchange, subscriber = divmod(rest, 10_000)
    assume(exchange % 100 != 11)
    code = f"({area})" if brackets else area
    parts = [prefix, code, str(exchange), f"{subscriber:04}", ""]
    typed = "".join(part + gap for part, gap in zip(parts, [*separators, ""], strict=True))
    head = len(prefix) + len(separators[0])
    typed = typed[:head] + typed[head:].translate(str.maketrans("0123456789", digits))
    address = parse_peer(typed, "US")
    assert address.value == f"+1{area}{rest}"
    assert address.display == f"+1 {area} {exchange} {subscriber:04}"


@given(st.sampled_from(["US", "GB", "SE", "SG", "ZZ", ""]), st.sampled_from(SPELLINGS[:4]))
def test_with_a_plus_the_region_does_not_matter(region: str, text: str) -> None:
    assert parse_peer(text, region).value == "+14155552671"


@pytest.mark.parametrize(
    ("code", "region"),
    [("12345", "US"), ("72345", "US"), ("262966", "US"), ("7726", "US"), ("988", "US"), ("40404", "GB"),
     ("1272", "DK"), ("2242", "NO"), ("123-45", "US")],
)  # fmt: skip
def test_short_codes(code: str, region: str) -> None:
    digits = code.replace("-", "")
    assert parse_peer(code, region) == Address(digits, NumberKind.SHORT_CODE, digits, region)


@pytest.mark.parametrize(
    "name", ["Vodafone", "AMAZON", "MyBank", "2FA-Code", "Ana Reyes", "A", "O2 & Co", "x" * 11]
)
def test_a_senders_name_can_be_seen(name: str) -> None:
    assert parse_peer(name, "US") == Address(name, NumberKind.ALPHANUMERIC, name, None)
    assert normalise(name) == name
    assert display(name) == name


@pytest.mark.parametrize(
    ("text", "region"),
    [("911", "US"), ("112", "US"), ("999", "GB"), ("000", "AU"), ("110", "DE"), ("119", "JP"), ("911", "GB"),
     ("999", "US"), ("112", "ZZ"), ("+911", "US"), ("9-1-1", "US"), ("tel:911", "US"), ("９１１", "US")],
)  # fmt: skip
def test_emergency_numbers_are_refused(text: str, region: str) -> None:
    with pytest.raises(EmergencyNumberError) as refused:
        parse_peer(text, region)
    assert "is an emergency number" in refused.value.message
    assert refused.value.hint == "Call it from a phone."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is no number."),
        (" \u200b ", "There is no number."),
        ("+", "+ is not a number."),
        ("12", "12 is not a valid number."),
        ("123", "123 is not a valid number."),
        ("1 911", "1 911 is not a valid number."),
        ("+1555", "+1555 is not a valid number."),
        ("+14155552", "+14155552 is not a valid number."),
        ("+141555526711", "+141555526711 is not a valid number."),
        ("415 555 26711", "415 555 26711 is not a valid number."),
        ("+10005550123", "+10005550123 is not a valid number."),
        ("+14150550123", "+14150550123 is not a valid number."),
        ("+999123456789", "+999123456789 is not a valid number."),
        ("0123456", "0123456 is not a valid number."),
        ("5552671", "5552671 has no area code."),
        ("1" * 64, "1" * 39 + "… is not a valid number."),
        ("ana@example.com", "ana@example.com is not a number."),
        ("Ana Reyes Lopez", "Ana Reyes Lopez is not a number."),
        ("call 415 555 2671", "call 415 555 2671 is not a number."),
        ("*67", "*67 is not a number."),
        ("415 555 2671 x5", "415 555 2671 x5 has an extension, which cannot be texted."),
        ("+14155552671;ext=5", "+14155552671;ext=5 has an extension, which cannot be texted."),
        ("415-555-2671, 212-555-0123", "415-555-2671, 212-555-0123 is more than one number."),
        ("whatsapp:+14155552671", "whatsapp:+14155552671 is not reached by a text."),
        ("\x1b]0;x\x07", "]0;x is not a number."),
    ],
    ids=lambda text: ascii(text)[:24],
)
def test_what_is_no_number_is_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(InvalidNumberError) as refused:
        parse_peer(text, "US")
    assert refused.value.message == str(refused.value) == message
    assert refused.value.hint
    assert not isinstance(refused.value, EmergencyNumberError)


@given(st.one_of(st.text(st.characters(codec=None)), st.text("+0123456789() -.x#,;:@abtelsm?٣１\ud800")))
def test_nothing_but_a_refusal_is_raised(text: str) -> None:
    for region in ("US", "ZZ", ""):
        try:
            value = parse_peer(text, region).value
        except InvalidNumberError:
            continue
        assert parse_peer(value, region).value == value
        assert normalise(value) == value


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("+14155552671", "+14155552671"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("tel:+1-415-555-2671", "+14155552671"),
        ("＋１４１５５５５２６７１", "+14155552671"),
        ("+1\xa0415\u200b5552671\x00\u202e", "+14155552671"),
        ("whatsapp:+14155552671", "whatsapp:+14155552671"),
        ("WhatsApp:+1 415 555 2671", "whatsapp:+14155552671"),
        ("messenger:12345", "messenger:12345"),
        ("72345", "72345"),
        ("14155552671", "+14155552671"),
        ("447400123456", "+447400123456"),
        ("whatsapp:447400123456", "whatsapp:+447400123456"),
        ("4155552671", "4155552671"),
        ("07400123456", "07400123456"),
        ("  My  Bank ", "My Bank"),
        ("\x1b[31mBank\x07", "[31mBank"),
        ("Bank\ud83d", "Bank"),
        ("", ""),
    ],
    ids=ascii,
)
def test_what_providers_write_becomes_the_one_form(text: str, kept: str) -> None:
    assert normalise(text) == kept


@given(
    st.one_of(st.text(st.characters(codec=None), max_size=300), st.text("+0123456789() -.:telsmwhap \u0301é"))
)
def test_normalise_has_an_answer_for_anything_and_only_one(text: str) -> None:
    kept = normalise(text)
    assert normalise(kept) == kept
    assert len(kept) <= 64
    assert kept.isprintable()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_senders_are_kept_and_shown_harmless(text: str) -> None:
    """T6: an override in a sender's name turns nothing around."""
    kept = normalise(text)
    kept.encode()
    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x1b\n")
    assert display(kept).isprintable()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+14155552671", "+1 415 555 2671"),
        ("+447400123456", "+44 7400 123456"),
        ("+35312345678", "+353 1 234 5678"),
        ("+9999999", "+9999999"),
        ("72345", "72345"),
        ("MyBank", "MyBank"),
        ("whatsapp:+14155552671", "whatsapp +1 415 555 2671"),
        ("\u202e+1 415", "<202E>+1 415"),
    ],
)
def test_numbers_are_shown_as_people_write_them(value: str, shown: str) -> None:
    """T6: only `+`, digits and spaces, so that nothing around it turns it around."""
    assert display(value) == shown


@pytest.mark.parametrize(
    ("name", "shown", "title"),
    [
        ("Ana Reyes", "+1 415 555 0101", "Ana Reyes"),
        (None, "+1 415 555 0101", "+1 415 555 0101"),
        (None, "+44 20 7946 0103", "+44 20 7946 0103"),
        (None, "57283", "57283"),
        (None, "Ana Reyes", "“Ana Reyes”"),
        (None, "Ána Reyes-Long", "“Ána Reyes-Long”"),
        (None, "+1 415 555 O101", "“+1 415 555 O101”"),
    ],
)
def test_t6_a_senders_name_never_looks_like_a_contact(name: str | None, shown: str, title: str) -> None:
    assert named(name, shown) == title


def test_american_numbers_are_shown_without_the_tables_of_the_world() -> None:
    """Launch: the first paint must not load phonenumbers."""
    code = (
        "import sys; from smstui.domain import gates, query, numbers;"
        "print(numbers.display('+14155552671'), numbers.normalise('+1 (415) 555-2671'),"
        "numbers.display('72345'), 'phonenumbers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["+1", "415", "555", "2671", "+14155552671", "72345", "False"]
