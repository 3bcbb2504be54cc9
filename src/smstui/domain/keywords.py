"""The words by which a person says no, allows texts again or asks for help: only as the whole text."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from smstui.domain.cleaning import clean


class Keyword(StrEnum):
    """What such a text asks for, by the word people are told to send."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


_PLAIN_NO = ("stop", "stopall", "unsubscribe", "optout")
"""Cannot be about anything but the texts; spaces and hyphens inside do not count."""

_OTHER_NO = ("end", "quit", "cancel", "revoke")
"""Per se words too (47 CFR 64.1200(a)(10)), but people also use them about other things."""

_MEANINGS = {
    **dict.fromkeys(_PLAIN_NO + _OTHER_NO, Keyword.STOP),
    **dict.fromkeys(("start", "unstop"), Keyword.START),
    **dict.fromkeys(("help", "info"), Keyword.HELP),
}
_COURTESY = frozenset({"please", "pls", "plz", "thanks", "thx", "thank", "you"})
_LONGEST = 2000
_TALK = re.compile(r"(?:(?:[^\w\r\n]|_)*[^\W_]){40}")
"""A first line with this many letters says more than a keyword: a quick answer for most texts."""

_WORD = re.compile(r"[^\W_]+")
_NO_WORDS = re.compile("<20[26][0-9A-F]>|.\ufe0f\u20e3?")
"""What `clean` spells out, and characters that are shown as emoji."""

_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,3}")
_DASHED_NAME = re.compile(rf"[-–—~] ?{_NAME.pattern}")
_BELOW = re.compile(
    r"[-–—_=*~]{2,}.*|[–—]|>.*|on .+ wrote:"
    r"|(?:sent|gesendet|verzonden|inviato|enviado|envoyé|skickat) .+|von meinem .+|get outlook .+",
    re.IGNORECASE,
)
"""The line with which a signature, or the text that is answered, begins."""


def keyword_in(body: str | None) -> Keyword | None:
    """Return the keyword that a whole text is, however it is written, else None.

    Case, width, punctuation, quotes, emoji and what cannot be seen do not count, nor a signature below or a
    "please" beside a word that can mean nothing else. "I'll stop by at 5" is none.

    A plain "yes" is none either: Twilio lifts its own block at YES, but here it mostly answers a question;
    who said no must say START or UNSTOP to be texted again. START can only lift a suppression: where there
    is none it changes nothing.
    """
    if not body or len(body) > _LONGEST or _TALK.match(body):
        return None
    text = unicodedata.normalize("NFKC", _NO_WORDS.sub(" ", clean(body))).strip()
    first, _, rest = text.partition("\n")
    return _meaning(text) or (_meaning(first) if rest and _is_signature(first, rest) else None)


def _meaning(text: str) -> Keyword | None:
    words = _WORD.findall(text.casefold())
    if len(set(words)) == 1:
        return _MEANINGS.get(words[0])
    plain = "".join(word for word in words if word not in _COURTESY)
    return _MEANINGS.get("".join(words)) or (Keyword.STOP if plain in _PLAIN_NO else None)


def _is_signature(first: str, rest: str) -> bool:
    """Tell a signature from more to say.

    A bare name counts only below an empty line, and below a word that can mean nothing else: "Cancel" above
    "Tuesday" is about Tuesday.
    """
    lines = [line.strip() for line in rest.splitlines() if line.strip()]
    if _BELOW.fullmatch(lines[0]) or (len(lines) == 1 and _DASHED_NAME.fullmatch(lines[0])):
        return True
    is_clear = "".join(_WORD.findall(first.casefold())) in _PLAIN_NO
    return is_clear and rest.startswith("\n") and len(lines) <= 3 and all(map(_NAME.fullmatch, lines))
