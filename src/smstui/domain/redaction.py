"""Hiding secrets and phone numbers in anything that may be logged, shown as an error, or reported."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "***"

_NAMES = (
    r"(?:api|auth|access|refresh|private|secret|account|session|id|bearer|client|app|consumer|signing|shared)"
    r"[_\- ]?(?:key|token|secret)(?:[_\- ]?(?:sid|secret|id|value))?"
    r"|secrets?|passwords?|passwd|passphrase|pwd|tokens?|credentials?|apikey|cookie|sig|signature"
)
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_BARE = r"[^\s&;,<>\"'(){}\[\]|]+"


@cache
def _secrets() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the shapes of secrets and what stands in their place, compiled when first asked for."""
    return (
        # A private key, whole, or cut off at its end.
        (re.compile(r"-----BEGIN [A-Z ]*KEY-----.*?(?:-----END [A-Z ]*KEY-----|\Z)", re.S), HIDDEN),
        # https://user:password@host: up to the last @ before the path, for passwords hold @ too.
        (re.compile(r"(?<=://)[^\s/?#\"'<>]*@"), f"{HIDDEN}@"),
        # The whole value of an Authorization header, whatever its scheme; bytes and JSON spellings too.
        (
            re.compile(
                r"(?i)((?:proxy-)?authorization\\?[\"']?\s*(?:[:=,]|%3a|%3d)\s*(?:b(?=[\"']))?)"
                rf"(?:{_QUOTED}|(?:[a-z][\w-]*\s+)?{_BARE})"
            ),
            rf"\1{HIDDEN}",
        ),
        (
            re.compile(r"(?i)\b(basic|bearer|digest|token)(\s+|%20|\+)[a-z0-9+/=_\-.~%:]{6,}"),
            rf"\1\2{HIDDEN}",
        ),
        (re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]*){1,4}"), HIDDEN),
        # name=value, name: value, "name": "value", name%3Dvalue; the name may be the end of a longer one.
        (
            re.compile(
                rf"(?i)((?:{_NAMES})\\?[\"']?\s*(?:=>|[:=]|%3a|%3d)\s*(?:b(?=[\"']))?)(?:{_QUOTED}|{_BARE})"
            ),
            rf"\1{HIDDEN}",
        ),
        # AC... :secret, SK... :secret: what stands where Basic credentials have their secret.
        (
            re.compile(r"\b((?:AC|SK)[0-9a-fA-F]{32})(:|%3a|/(?=[0-9a-zA-Z]{32}\b))[^\s@&\"',;)]+", re.I),
            rf"\1\2{HIDDEN}",
        ),
        # Shapes of keys that vendors document: an API key's name, Telnyx, Stripe, Slack, GitHub, AWS, Google.
        (re.compile(r"\bSK[0-9a-fA-F]{32}\b"), f"SK{HIDDEN}"),
        (re.compile(r"\bKEY[0-9A-Za-z]{16,}(?:_[\w-]+)?"), HIDDEN),
        (re.compile(r"\b(?:sk|pk|rk|whsec|shpat)_[A-Za-z0-9_]{10,}"), HIDDEN),
        (re.compile(r"\bxox[abeoprs]-[\w-]{6,}|\bgh[opsur]_\w{16,}|\bgithub_pat_\w{16,}"), HIDDEN),
        (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{16,}"), HIDDEN),
        # What looks like no word and no id of a resource: long, and holds both letters and digits.
        (
            re.compile(
                r"(?<![A-Za-z0-9_])(?!(?:AC|SM|MM|MG|PN|ME|RI|AD|BN|QE|SC|BU)[0-9a-fA-F]{32}(?![A-Za-z0-9]))"
                r"(?=[A-Za-z_]*[0-9])(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]{28,}={0,2}"
            ),
            HIDDEN,
        ),
    )


@cache
def _phones() -> re.Pattern[str]:
    # Numbers as +E.164 (with separators, or as %2B in a URL), bare runs of digits, and the NANP's way.
    # Dates, times and sizes stay: they are shorter, longer, or have no plus.
    return re.compile(
        r"(?:\+|%2[Bb]|\b00)\s?\d(?:[\s().\-/]{0,2}\d){5,14}(?!\d)"
        r"|(?<![\w.,:+\-/])\(?\d{3}\)?[\s.\-]\s?\d{3}[\s.\-]\d{4}(?!\w)"
        r"|(?<![\w.])\d{10,15}(?![\w])"
    )


def mask_number(number: str) -> str:
    """Return the last four digits of a phone number, with stars for the rest; all stars if it is short."""
    digits = [c for c in number if c.isdigit()]
    return HIDDEN + ("".join(digits[-4:]) if len(digits) > 6 else "")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` with secrets replaced by stars and phone numbers cut to their last four digits.

    `secrets` are hidden wherever they stand, whatever they look like; beyond them the shapes of tokens, keys,
    headers and URLs with a password are known.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for shape, instead in _secrets():
        text = shape.sub(instead, text)
    return _phones().sub(lambda found: mask_number(found[0].replace("%2B", "").replace("%2b", "")), text)
