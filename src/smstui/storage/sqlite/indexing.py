"""What stands in the search index: a text's words, and marks that say whose text it is.

The index has one column. Scripts without spaces and emoji are cut into single characters, so that they are
found as phrases. A mark is a word of private-use characters of the last plane: no text can hold one, because
`words` drops them, and it shares no prefix with a word, because `prefix='1 2 3'` would pay for that.
"""

from __future__ import annotations

import re

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
)
_EMOJI = re.compile(
    "[\u00a9\u00ae\u2122\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
)
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_EMOJI_PLANE = 0xF0000
_MARK_PLANE = 0x100000
_DIGITS = 0xFFFE
"""How many characters a plane has for us; its last two are no characters."""

MEDIA = chr(_MARK_PLANE)
"""The mark of a text with media."""


def words(text: str) -> str:
    """Return the words of a text, or of a query's term, as the index holds them."""
    if text.isascii():
        return text
    text = _PRIVATE.sub(" ", text)
    text = _UNSPACED.sub(r" \g<0> ", text)
    return _EMOJI.sub(lambda found: f" {chr(_EMOJI_PLANE | ord(found[0]) & 0xFFFF)} ", text)


def has_words(text: str) -> bool:
    """Tell whether what `words` returned has anything that the index holds."""
    return any(character.isalnum() or character >= chr(_EMOJI_PLANE) for character in text)


def conversation_mark(conversation_id: int, *, outgoing: bool) -> str:
    """Return the mark of what came, or went, in a conversation."""
    return _mark(conversation_id * 4 + outgoing)


def line_mark(line_id: int, *, outgoing: bool) -> str:
    """Return the mark of what came, or went, on a line."""
    return _mark(line_id * 4 + 2 + outgoing)


def _mark(number: int) -> str:
    """Write a number above 0 in characters of the last plane, the lowest digit first: rare prefixes."""
    written = ""
    while number:
        number, digit = divmod(number, _DIGITS - 1)
        written += chr(_MARK_PLANE + 1 + digit)
    return written


def entry(body: str | None, *, conversation_id: int, line_id: int, outgoing: bool, media: bool) -> str:
    """Return the whole index entry of a text; taking it out needs the very same."""
    marks = (
        f"{conversation_mark(conversation_id, outgoing=outgoing)} {line_mark(line_id, outgoing=outgoing)}"
        f"{' ' + MEDIA if media else ''}"
    )
    return f"{words(body)} {marks}" if body else marks
