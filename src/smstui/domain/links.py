"""Where in a text an address of the web stands, as people write them."""

from __future__ import annotations

import re

Span = tuple[int, int]
"""From where to where, as a slice."""

_ENDS = (
    '\\s<>"`\u201c\u201d\u201e\u00ab\u00bb\u2018\u201a'
    "\u3000-\u3003\u3008-\u3011\u3014-\u301b\uff08\uff09\uff0c\uff1a\uff1b\uff01\uff1f"
)
"""What no address has in it: blanks, quotes, and the punctuation of scripts without blanks."""
_BEGINNING = re.compile(
    rf"(?<![a-z0-9])https?://[^{_ENDS}]+|(?<![a-z0-9._/@-])www\.[^{_ENDS}]+", re.IGNORECASE
)
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?(?:[^\W_]|\[[0-9a-f:.]+\])", re.IGNORECASE)
_WWW = re.compile(r"www\.[^\W_][\w-]*\.[^\W_]", re.IGNORECASE)
_SENTENCE = ".,:;!?'*_~\u2019\u2026"
"""What ends a sentence around an address, or sets it off, and is no part of it at its end."""
_PAIRS = {")": "(", "]": "[", "}": "{"}


def links(text: str) -> list[Span]:
    """Return the addresses in a text, in order: http://, https://, or www. with a domain behind it.

    Punctuation at the end is the sentence's, and so is a bracket that the address did not open:
    `(see https://example.org/a_(b)).` has the address up to the first closing bracket.
    """
    found = [(begun.start(), _end(begun[0]) + begun.start()) for begun in _BEGINNING.finditer(text)]
    return [(start, end) for start, end in found if _is_address(text[start:end])]


def _end(address: str) -> int:
    end = len(address)
    open_ones = {
        closing: address.count(opening) - address.count(closing) for closing, opening in _PAIRS.items()
    }
    while end and (address[end - 1] in _SENTENCE or open_ones.get(address[end - 1], 0) < 0):
        end -= 1
        if address[end] in open_ones:
            open_ones[address[end]] += 1
    return end


def _is_address(address: str) -> bool:
    return bool(_HOST.match(address) or _WWW.match(address))
