"""The patterns of what a terminal obeys, and of what hides or piles up, and what stands in their place."""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 4
"""Combining marks that may sit on one character: no script in use stacks more."""

_NEWLINES = re.compile("\r\n?|[\u2028\u2029]")
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

_VARIATION = "\ufe0e\ufe0f"
_JOINER = "\u200d"
_TONE = "[\U0001f3fb-\U0001f3ff]"
_PICTURE = (
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
)
_FLAGS = [
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(char)) for char in tag) + "\U000e007f"
    for tag in ("gbeng", "gbsct", "gbwls")
]
"""England, Scotland and Wales: a black flag and what it says."""
_PERSON = "\U0001f468"
_KEYCAP = "\u20e3"
_BEGUN_KEYCAP = re.compile("[0-9#*]\ufe0f$")
_SPELLED_WITH_JOINERS = "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc]"
"""Arabic, Syriac, the Indic scripts, Burmese and Khmer: there a joiner is part of how a word is written."""
_ELEMENT = f"{_PICTURE}[{_VARIATION}]?{_TONE}?"
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_SEEN = re.compile(
    f"({'|'.join(_FLAGS)}|{_ELEMENT}(?:{_JOINER}{_ELEMENT}){{0,9}}|[0-9#*]\ufe0f(?={_KEYCAP})"
    f"|(?<={_SPELLED_WITH_JOINERS})[\u200c{_JOINER}])|[{_INVISIBLE}]"
)
_SYMBOL_RUN = re.compile(rf"[^\w\s\x00-\u02ff]{{{MOST_MARKS + 1},}}")


def begun(text: str) -> str:
    """Return what would make one character of the end of a text, where that is only begun, else nothing."""
    if text.endswith(_JOINER):
        return _PERSON
    if _BEGUN_KEYCAP.search(text):
        return _KEYCAP
    return next((flag[at:] for flag in _FLAGS for at in range(2, len(flag)) if text.endswith(flag[:at])), "")


def scrub(text: str) -> str:
    """Return the text made harmless, as `cleaning.clean` describes; it may have become longer."""
    text = _NEWLINES.sub("\n", text)
    text = _PAIRS.sub(_join_halves, text)
    text = _CONTROLS.sub(_stand_in, text)
    if _UNSEEN.search(text):
        text = _SEEN.sub(_keep_seen, text)
    return _SYMBOL_RUN.sub(_thin_out, text)


def _join_halves(match: re.Match[str]) -> str:
    return match[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0 < code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0:
        return bytes([code]).decode("cp1252", "replace")
    if 0x202A <= code <= 0x2069:
        return f"<{code:04X}>"
    return "\ufffd"


def _keep_seen(match: re.Match[str]) -> str:
    return match[1] or ""


def _thin_out(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in match[0]:
        kind = unicodedata.category(char)
        # A joiner stands between marks without giving them another letter to sit on.
        marks = marks + 1 if kind in {"Mn", "Me"} else marks if kind == "Cf" else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
