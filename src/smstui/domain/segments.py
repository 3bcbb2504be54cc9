"""How a text travels: its encoding, its size, and into how many segments it is cut."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.models import Encoding

if TYPE_CHECKING:
    from collections.abc import Callable

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The GSM 7-bit default alphabet without its escape (3GPP TS 23.038, 6.2.1)."""

EXTENDED = frozenset("\f^{}\\[~]|€")
"""The extension table: each costs two septets, an escape and itself (3GPP TS 23.038, 6.2.1.1)."""

GSM7 = BASIC | EXTENDED

_ESCAPE = "\x1b"
_UTF16 = f"utf-16-{sys.byteorder[0]}e"
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


class Measure(Struct, frozen=True):
    """What a text costs: `characters` and `left` in septets (GSM-7) or UTF-16 units (UCS-2).

    `left` is what still fits into the last segment; `forced_by` are the distinct characters, in the order
    of the text, that GSM-7 does not have.
    """

    encoding: Encoding
    segments: int
    characters: int
    left: int
    forced_by: tuple[str, ...] = ()


def measure(text: str) -> Measure:
    """Measure a text as providers bill it; an empty one is no segment, GSM-7, with 160 left.

    The parts of a longer text lose room to the header that joins them (153 and 67). A pair, an escape and its
    character or the two halves of a surrogate pair, never lies in two segments.
    """
    forced_by = tuple(char for char in dict.fromkeys(text) if char not in GSM7)
    if forced_by:
        units = memoryview(text.encode(_UTF16, "surrogatepass")).cast("H")
        segments, left = _pack(len(units), 70, 67, lambda at: units[at - 1] in _HIGH and units[at] in _LOW)
        return Measure(Encoding.UCS2, segments, len(units), left, forced_by)
    septets = text
    for char in EXTENDED:
        septets = septets.replace(char, _ESCAPE + char)
    segments, left = _pack(len(septets), 160, 153, lambda at: septets[at - 1] == _ESCAPE)
    return Measure(Encoding.GSM7, segments, len(septets), left)


def _pack(size: int, single: int, part: int, is_inside_pair: Callable[[int], bool]) -> tuple[int, int]:
    """Cut `size` units into segments, each as full as pairs allow; return how many, and the room left."""
    if size <= single:
        return min(size, 1), single - size
    segments, start = 1, 0
    while start + part < size:
        start += part - is_inside_pair(start + part)
        segments += 1
    return segments, part - (size - start)
