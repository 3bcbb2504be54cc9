"""How a text travels: its encoding, its size, and into how many segments it is cut."""

from __future__ import annotations

from dataclasses import dataclass

from smstui.domain.models import Encoding

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The GSM 7-bit default alphabet without its escape (3GPP TS 23.038, 6.2.1)."""

EXTENDED = frozenset("\f^{}\\[~]|€")
"""The extension table: each costs two septets, an escape and itself (3GPP TS 23.038, 6.2.1.1)."""

GSM7 = BASIC | EXTENDED

_ESCAPE = "\x1b"
_LIMITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True, slots=True)
class Measure:
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
    encoding = Encoding.UCS2 if forced_by else Encoding.GSM7
    units, first_halves = _utf16(text) if forced_by else _septets(text)
    single, part = _LIMITS[encoding]
    size = len(units)
    if size <= single:
        return Measure(encoding, min(size, 1), size, single - size, forced_by)
    segments, end = 0, 0
    while True:
        segments += 1
        start, end = end, end + part
        if end >= size:
            return Measure(encoding, segments, size, part - (size - start), forced_by)
        if units[end - 1] in first_halves and units[end] not in first_halves:
            end -= 1


def _septets(text: str) -> tuple[str, str]:
    for char in EXTENDED:
        text = text.replace(char, _ESCAPE + char)
    return text, _ESCAPE


def _utf16(text: str) -> tuple[memoryview, range]:
    units = memoryview(text.encode("utf-16-le", "surrogatepass"))
    return units.cast("H"), range(0xD800, 0xDC00)
