"""Who is at the other end: phone numbers as people type them, short codes, and senders that are words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from smstui.domain.cleaning import one_line


class NumberKind(StrEnum):
    """What an address is."""

    PHONE = "phone"
    SHORT_CODE = "short-code"
    ALPHANUMERIC = "alphanumeric"
    """A sender's name, such as `Vodafone`: it can be seen, never texted."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address: `value` is the form we keep, `display` the one we show, `country` ISO alpha-2 if known."""

    value: str
    kind: NumberKind
    display: str
    country: str | None


class InvalidNumberError(ValueError):
    """What was typed is no number that can be texted: `message` says why, `hint` what would be."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class EmergencyNumberError(InvalidNumberError):
    """An emergency service: a text from here would not reach anybody."""


_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_NANP = re.compile(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})")
_DIALABLE_NANP = re.compile(r"\+1[2-9](?!11)[0-9]{2}[2-9][0-9]{6}")
_CHANNEL = re.compile(r"(whatsapp|messenger|rcs|viber|line|telegram):(.+)", re.IGNORECASE)
_SCHEME = re.compile(r"(?:tel|sms|smsto|mms|mmsto):(?://)?", re.IGNORECASE)
_SENDER = re.compile(r"(?!\+[0-9])(?=.*[A-Za-z])[A-Za-z0-9 +\-_&.]{1,11}")
_NUMBER = re.compile(r"\+?[0-9 ().\-/]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\ufe58\ufe63]")
_PUNCTUATION = re.compile(r"[\s().\-/]+")
_EXTENSION = re.compile(r"(.*\d)\s*(?:;ext=|,|#|x|ext\.?|extension)\s*\d{1,6}", re.IGNORECASE)
_EMERGENCY_ANYWHERE = frozenset({"911", "112", "999"})
_HINT = "Write it with the country code, such as +1 415 555 2671."
_LONGEST = 64


def parse_peer(text: str, region: str) -> Address:
    """Read what a person typed; numbers without a country code belong to `region` (ISO alpha-2).

    Raises `InvalidNumberError`, and its `EmergencyNumberError` for 911 and the like.
    """
    return _parse(text[: 4 * _LONGEST], region.upper())


def normalise(text: str) -> str:
    """Return an address as a provider writes it in the one form that we keep; never raises."""
    if _E164.fullmatch(text):
        return text
    plain = _plain(text[: 4 * _LONGEST])[:_LONGEST]
    if channel := _CHANNEL.fullmatch(plain):
        return f"{channel[1].lower()}:{normalise(channel[2])}"
    plain = _SCHEME.sub("", plain, count=1)
    return _PUNCTUATION.sub("", plain) if _NUMBER.fullmatch(plain) else plain


def display(value: str) -> str:
    """Return a kept address as people write it; only letters and digits, so that it reads left to right."""
    if number := _NANP.fullmatch(value):
        return f"+1 {number[1]} {number[2]} {number[3]}"
    if _E164.fullmatch(value):
        return _international(value)
    if channel := _CHANNEL.fullmatch(value):
        return f"{channel[1]} {display(channel[2])}"
    return one_line(value, _LONGEST)


@lru_cache(maxsize=1024)
def _international(value: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _plain(text: str) -> str:
    """Return the text with every digit, dash, space and letter in its plain form, and nothing unseen."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = unicodedata.normalize("NFKC", _DASHES.sub("-", text))
    kept = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in text
        if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn", "Co"} or char.isspace()
    )
    return " ".join(kept.split())


@lru_cache(maxsize=1024)
def _parse(text: str, region: str) -> Address:
    plain = _plain(text)
    plain = _SCHEME.sub("", plain, count=1).split("?", 1)[0].strip()
    shown = one_line(plain, 40)
    if not plain:
        raise InvalidNumberError("There is no number.", _HINT)
    if _CHANNEL.fullmatch(plain):
        raise InvalidNumberError(
            message=f"{shown} is not reached by text message.", hint="Answer it where it came from."
        )
    if "@" in plain:
        raise InvalidNumberError(message=f"{shown} is an e-mail address.", hint=_HINT)
    if _SENDER.fullmatch(plain):
        return Address(plain, NumberKind.ALPHANUMERIC, plain, None)
    digits = _PUNCTUATION.sub("", plain)
    _refuse_emergency(digits, region)
    if extension := _EXTENSION.fullmatch(plain):
        raise InvalidNumberError(
            message=f"{shown} has an extension, which cannot be texted.",
            hint=f"Leave it out: {extension[1]}.",
        )
    return _phone(plain, digits, region) or _short_code(digits, region) or _refuse(shown, digits, region)


def _refuse_emergency(digits: str, region: str) -> None:
    if len(digits) > 6 or not digits.strip("+").isdigit():
        return
    import phonenumbers

    bare = digits.lstrip("+")
    if bare in _EMERGENCY_ANYWHERE or phonenumbers.is_emergency_number(bare, region):
        raise EmergencyNumberError(
            message=f"{bare} is an emergency number: a text from here would not reach it.",
            hint="Call it from a phone.",
        )


def _phone(plain: str, digits: str, region: str) -> Address | None:
    import phonenumbers

    spellings = [plain]
    if digits.startswith("00"):
        spellings = ["+" + digits.lstrip("0")]
    elif len(digits) >= 11 and digits.isdigit() and not digits.startswith("0"):
        spellings.append("+" + digits)
    for spelling in spellings:
        try:
            number = phonenumbers.parse(spelling, region)
        except phonenumbers.NumberParseException:
            continue
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number) or _DIALABLE_NANP.fullmatch(value):
            country = phonenumbers.region_code_for_number(number)
            return Address(value, NumberKind.PHONE, display(value), country)
    return None


def _short_code(digits: str, region: str) -> Address | None:
    if not re.fullmatch(r"[1-9][0-9]{2,7}", digits):
        return None
    import phonenumbers

    if len(digits) >= 5 or phonenumbers.is_possible_short_number_for_region(
        phonenumbers.PhoneNumber(
            country_code=phonenumbers.country_code_for_region(region), national_number=int(digits)
        ),
        region,
    ):
        return Address(digits, NumberKind.SHORT_CODE, digits, region)
    return None


def _refuse(shown: str, digits: str, region: str) -> Address:
    raise InvalidNumberError(message=f"{shown} is not a valid number.", hint=_HINT)
