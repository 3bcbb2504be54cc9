"""Where in a text the words of a query stand, cut into words as the store's index cuts them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smstui.domain.query import Term

Span = tuple[int, int]
"""From where to where, as a slice."""

_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
    "\u00a9\u00ae\u2122\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
)
"""Characters that are words by themselves: scripts without spaces, and emoji, as in the index."""
_WORD = re.compile(f"[{_ALONE}]|(?:(?![{_ALONE}])[^\\W_])(?:(?![{_ALONE}])[^\\W_]|[\u0300-\u036f])*")


def marks(text: str, terms: Sequence[Term]) -> list[Span]:
    """Return the pieces of a text that the terms of a query found, in order and apart from each other."""
    words = [(_folded(word[0]), word.start(), word.end()) for word in _WORD.finditer(text)]
    found: list[Span] = []
    for term in terms:
        sought = [_folded(word[0]) for word in _WORD.finditer(term.text)]
        found.extend(_phrases(words, sought, prefix=term.prefix) if sought else _literals(text, term.text))
    return _merged(sorted(found))


def _folded(word: str) -> str:
    """Return a word as it is compared: without case and accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(character for character in apart if not unicodedata.combining(character)) or word


def _phrases(words: Sequence[tuple[str, int, int]], sought: Sequence[str], *, prefix: bool) -> Iterator[Span]:
    """Yield where these words follow each other; of a word that only begins so, its beginning."""
    *firsts, last = sought
    for at in range(len(words) - len(firsts)):
        word, start, end = words[at + len(firsts)]
        fits = word.startswith(last) if prefix else word == last
        if fits and all(words[at + n][0] == first for n, first in enumerate(firsts)):
            begun = min(end, start + len(last)) if prefix else end
            yield words[at][1], begun


def _literals(text: str, sought: str) -> Iterator[Span]:
    """Yield where something without a word in it stands, such as "?!"."""
    at = text.find(sought) if sought else -1
    while at >= 0:
        yield at, at + len(sought)
        at = text.find(sought, at + len(sought))


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
