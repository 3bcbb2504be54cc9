"""Taking a list apart that no JSON parser takes whole, so that one broken item costs only itself."""

from __future__ import annotations

import json
import re
from contextlib import suppress

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_OPENING = b"{["


def split_page(body: bytes, key: str) -> tuple[list[bytes], object] | None:
    """Return the objects of the list `key` as received, and `next_page_uri`.

    None where the page has no such list, is cut off, or does not tell what follows: to take such a page for
    the last one would lose all that comes after it.
    """
    depth, start, listing = 0, -1, False
    items: list[bytes] = []
    following: list[object] = []
    seen = False
    for token in _TOKEN.finditer(body):
        word = token[0]
        if word[:1] == b'"':
            if depth == 1:
                name = word[1:-1]
                listing = name == key.encode() and body[token.end() : token.end() + 8].lstrip().startswith(
                    b":"
                )
                seen = seen or listing
                if name == b"next_page_uri":
                    following += _value(body, token.end())
            continue
        if word in _OPENING:
            depth += 1
            if listing and depth == 3:
                start = token.start()
        else:
            depth -= 1
            if listing and depth == 2 and start >= 0:
                items.append(body[start : token.end()])
                start = -1
            listing = listing and depth > 1
    return (items, following[0]) if seen and following and depth == 0 else None


def _value(body: bytes, position: int) -> list[object]:
    found = re.compile(rb'\s*:\s*("(?:[^"\\]|\\.)*"|null)').match(body, position)
    if found:
        with suppress(ValueError):
            return [json.loads(found[1].decode("utf-8", "replace"))]
    return []
