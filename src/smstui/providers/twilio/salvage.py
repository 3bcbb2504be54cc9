"""Taking a list apart that no JSON parser takes whole, so that one broken item costs only itself."""

from __future__ import annotations

import json
import re
from contextlib import suppress

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_LIST = re.compile(rb"\s*:\s*\[")
_LINK = re.compile(rb'\s*:\s*("(?:[^"\\]|\\.)*"|null)', re.DOTALL)
_OPENING, _CLOSING = {b"{", b"["}, {b"}", b"]"}


def split_page(body: bytes, key: str) -> tuple[list[bytes], object] | None:
    """Return the objects of the list `key` as received, and `next_page_uri`.

    None where the page has no such list, is cut off, or does not tell what follows: to take such a page for
    the last one would lose all that comes after it.
    """
    depth, start = 0, -1
    listing = seen = False
    items: list[bytes] = []
    following: list[object] = []
    for token in _TOKEN.finditer(body):
        word = token[0]
        if word in _OPENING:
            depth += 1
            if listing and depth == 3:
                start = token.start()
        elif word in _CLOSING:
            depth -= 1
            if listing and depth == 2 and start >= 0:
                items.append(body[start : token.end()])
                start = -1
            listing = listing and depth > 1
        elif depth == 1 and word[1:-1] == key.encode():
            listing = _LIST.match(body, token.end()) is not None
            seen = seen or listing
        elif depth == 1 and word == b'"next_page_uri"':
            following += _link(body, token.end())
    return (items, following[0]) if seen and following and depth == 0 else None


def _link(body: bytes, position: int) -> list[object]:
    found = _LINK.match(body, position)
    if found:
        with suppress(ValueError):
            return [json.loads(found[1].decode("utf-8", "replace"))]
    return []
