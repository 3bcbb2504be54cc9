"""Who is at the other end: phone numbers as people type them, short codes, and senders that are words."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from smstui.domain.cleaning import one_line


class NumberKind(StrEnum):
    """What an address is."""

    PHONE = "phone"
    SHORT_CODE = "short-code"
    ALPHANUMERIC = "alphanumeric"
    """A sender's name, such as `Vodafone`: it can be seen, never texted."""


class Address(Struct, frozen=True):
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
_PLUSLESS = re.compile(r"[1-9][0-9]{10,14}")
"""How some providers list numbers: E.164 but for the plus. Fewer digits could be a national number."""

_NANP = re.compile(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})")
_NANP_SHAPE = re.compile(r"\+1[2-9](?!11)[0-9]{2}[2-9](?!11)[0-9]{6}")
"""New area codes open every year: what has the shape is let through, and the provider has the last word."""

_SCHEME = re.compile(r"(?:\s*(?:tel|sms|smsto|mms|mmsto):(?://)?\s*)+", re.IGNORECASE)
_CHANNEL = re.compile(r"(whatsapp|messenger|rcs|viber|line|telegram|wechat):\s*(.+)", re.IGNORECASE)
_SENDER = re.compile(r"(?!\+[0-9])(?=.*[A-Za-z])[A-Za-z0-9 +\-_&.]{1,11}")
_DIGITS = re.compile(r"(?=.*[0-9])\+?[0-9 ().\-/]+")
_VANITY = re.compile(r"(?:\+?1[ .\-]*)?\(?[2-9][0-9]{2}\)?[ .\-]*(?=.*[A-Za-z]{3})[A-Za-z0-9 .\-]{7,9}")
_EXTENSION = re.compile(r"(.*[0-9])\s*(?:;ext=|,|#|x|ext\.?|extension)\s*[0-9]{1,6}", re.IGNORECASE)
_SEVERAL = re.compile(r".*[0-9]{3}.*[,;|&].*[0-9]{3}.*")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_BETWEEN_DIGITS = re.compile(r"[\s().\-/]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})

_EMERGENCY_ANYWHERE = frozenset({"911", "112", "999"})
_HINT = "Write it with the country code, such as +14155552671."
_LONGEST = 64


def parse_peer(text: str, region: str) -> Address:
    """Read what a person typed; a number without a country code belongs to `region` (ISO alpha-2).

    However a number is written, its address is the same. A sender's name is an address too, though nobody can
    text it. Raises `InvalidNumberError`, and its `EmergencyNumberError` for 911 and the like.
    """
    plain = _SCHEME.sub("", _plain(text[: 4 * _LONGEST]), count=1).partition("?")[0].strip()
    return _parse(plain[: _LONGEST + 1], region.upper())


def normalise(text: str) -> str:
    """Return an address as a provider writes it in the one form that we keep; never raises.

    What is not recognised stays as it is, without what cannot be seen, and at most 64 characters of it.
    """
    if _E164.fullmatch(text):
        return text
    plain = _plain(text[: 4 * _LONGEST])[:_LONGEST].strip()
    if channel := _CHANNEL.fullmatch(plain):
        return f"{channel[1].lower()}:{_without_scheme(channel[2])}"
    return _without_scheme(plain)


def is_name(value: str) -> bool:
    """Say whether a kept address is a sender's name, which nobody can text; needs no numbering plan."""
    return bool(_SENDER.fullmatch(value)) and not _CHANNEL.fullmatch(value)


def display(value: str) -> str:
    """Return a kept address as people write it; a number is only `+`, digits, spaces and dashes."""
    if number := _NANP.fullmatch(value):
        return f"+1 {number[1]} {number[2]} {number[3]}"
    if _E164.fullmatch(value):
        return _international(value)
    if channel := _CHANNEL.fullmatch(value):
        return f"{channel[1]} {display(channel[2])}"
    return one_line(value, _LONGEST)


def named(name: str | None, shown: str) -> str:
    """Return who is behind an address as it is shown: the contact's name, else the address.

    An address that is no number stands in quotes: its sender chose it, and it may be a contact's name.
    """
    return name or (shown if _DIGITS.fullmatch(shown) else f"“{shown}”")


def told_apart(title: str, which: str) -> str:
    """Return who this is with the number that is meant, where it has to be said: Ana Reyes (work)."""
    return f"{title} ({which})" if which else title


def _without_scheme(plain: str) -> str:
    bare = _SCHEME.sub("", plain, count=1) if _SCHEME.match(plain) else plain
    if not _DIGITS.fullmatch(bare):
        return bare
    digits = _BETWEEN_DIGITS.sub("", bare)
    return f"+{digits}" if _PLUSLESS.fullmatch(digits) else digits


def _plain(text: str) -> str:
    """Return the text on one line with digits, dashes and letters in their plain form, and nothing unseen."""
    if not text.isascii() or not text.isprintable():
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN)
        text = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return " ".join(text.split())


@lru_cache(maxsize=1024)
def _international(value: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=1024)
def _parse(plain: str, region: str) -> Address:
    if not _DIGITS.fullmatch(plain):
        return _parse_words(plain, region)
    digits = _BETWEEN_DIGITS.sub("", plain)
    _refuse_emergency(digits.lstrip("+"), region)
    address = _phone(plain, digits, region) or _short_code(digits, region)
    if address:
        return address
    if region in {"US", "CA"} and re.fullmatch("[2-9][0-9]{6}", digits):
        raise InvalidNumberError(message=f"{one_line(plain, 40)} has no area code.", hint=_HINT)
    raise InvalidNumberError(message=f"{one_line(plain, 40)} is not a valid number.", hint=_HINT)


def _parse_words(plain: str, region: str) -> Address:
    """Read what has more in it than a number's digits and punctuation."""
    shown = one_line(plain, 40)
    if not plain:
        raise InvalidNumberError("There is no number.", _HINT)
    if channel := _CHANNEL.fullmatch(plain):
        raise InvalidNumberError(
            message=f"{shown} is not reached by a text.", hint=f"Answer with {channel[1].lower()} itself."
        )
    if _SENDER.fullmatch(plain):
        return Address(plain, NumberKind.ALPHANUMERIC, plain, None)
    if _VANITY.fullmatch(plain) and (address := _phone(plain, "", region)):
        return address
    if extension := _EXTENSION.fullmatch(plain):
        raise InvalidNumberError(
            message=f"{shown} has an extension, which cannot be texted.", hint=f"Leave it out: {extension[1]}"
        )
    if _SEVERAL.fullmatch(plain):
        raise InvalidNumberError(message=f"{shown} is more than one number.", hint="Text one at a time.")
    raise InvalidNumberError(message=f"{shown} is not a number.", hint=_HINT)


def _refuse_emergency(digits: str, region: str) -> None:
    if len(digits) > 6:
        return
    import phonenumbers

    if digits in _EMERGENCY_ANYWHERE or phonenumbers.is_emergency_number(digits, region):
        raise EmergencyNumberError(
            message=f"{digits} is an emergency number: a text from here would not reach it.",
            hint="Call it from a phone.",
        )


def _phone(plain: str, digits: str, region: str) -> Address | None:
    """Read a phone number; only the country code 1 needs no plus, for with others a slip would go abroad."""
    import phonenumbers

    spellings = [plain]
    if digits.startswith("00"):
        spellings = ["+" + digits.lstrip("0")]
    elif _NANP_SHAPE.fullmatch("+" + digits):
        spellings.append("+" + digits)
    for spelling in spellings:
        try:
            number = phonenumbers.parse(spelling, region)
        except phonenumbers.NumberParseException:
            continue
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number) or _NANP_SHAPE.fullmatch(value):
            country = phonenumbers.region_code_for_number(number)
            return Address(value, NumberKind.PHONE, display(value), country if country != "001" else None)
    return None


def _short_code(digits: str, region: str) -> Address | None:
    """Read a short code: five or six digits anywhere, three, four, seven or eight where there are such."""
    if not re.fullmatch("[1-9][0-9]{2,7}", digits):
        return None
    if len(digits) in {5, 6} or _is_short_number(digits, region):
        return Address(digits, NumberKind.SHORT_CODE, digits, region)
    return None


def _is_short_number(digits: str, region: str) -> bool:
    import phonenumbers

    country_code = phonenumbers.country_code_for_region(region)
    number = phonenumbers.PhoneNumber(country_code=country_code, national_number=int(digits))
    if country_code == 1:
        return phonenumbers.is_valid_short_number_for_region(number, region)
    return phonenumbers.is_possible_short_number_for_region(number, region)
