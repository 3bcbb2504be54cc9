"""Numbers that look random and are always the same for one seed, without any state."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MASK = (1 << 64) - 1


def mix(*parts: int) -> int:
    """Return 64 bits that depend on every part (after splitmix64): cheap enough for a million texts."""
    value = 0x9E3779B97F4A7C15
    for part in parts:
        value = ((value ^ part) * 0xBF58476D1CE4E5B9) & _MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        value ^= value >> 31
    return value


def mix_text(seed: int, text: str) -> int:
    """Return 64 bits that depend on the seed and on the text, whatever characters are in it."""
    data = text.encode("utf-8", "surrogatepass")
    return mix(seed, int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big"))


def fraction(bits: int) -> float:
    """Return a number from 0 up to, not including, 1."""
    return (bits >> 11) / (1 << 53)


def pick(options: Sequence[T], bits: int) -> T:
    """Return one of the options."""
    return options[bits % len(options)]


def hex_of(*parts: int, digits: int = 32) -> str:
    """Return so many hexadecimal digits, 64 at most, that depend on every part."""
    words = (mix(index, *parts) for index in range((digits + 15) // 16))
    return "".join(f"{word:016x}" for word in words)[:digits]
