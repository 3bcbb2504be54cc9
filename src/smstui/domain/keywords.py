"""The words by which a person says no, says yes again, or asks for help: only as the whole text."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Keyword(StrEnum):
    """What such a text asks for; the names are the words people are told to send."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_STOP = ("stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "revoke", "optout", "opt out")
_MEANINGS = (
    dict.fromkeys(_STOP, Keyword.STOP)
    | dict.fromkeys(("start", "unstop"), Keyword.START)
    | dict.fromkeys(("help", "info"), Keyword.HELP)
)
_LONGEST = 400
_STAND_INS = re.compile(r"<20[26][0-9A-F]>")
_WORD = re.compile(r"[^\W_]+")
_SIGNATURE = re.compile(
    r"\s*(?:[-–—_*~=]{1,}(?:\s|\w|$)|>|(?:sent|get|envoyé|enviado|gesendet|von meinem)\b)", re.IGNORECASE
)


def keyword_in(body: str | None) -> Keyword | None:
    """Return the keyword that the whole text is, else None."""
    if not body or len(body) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", _STAND_INS.sub("", body)).strip()
    found = _MEANINGS.get(_words(text))
    if found or "\n" not in text:
        return found
    first, rest = text.split("\n", 1)
    return _MEANINGS.get(_words(first)) if _SIGNATURE.match(rest.lstrip("\n")) else None


def _words(text: str) -> str:
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(_WORD.findall(visible.casefold()))
