"""Names for the texts of a history from which their places can be read again, so that no table is needed."""

from __future__ import annotations

from smstui.providers.simulator.seeded import mix

_ODD = 0x9E3779B97F4A7C15
_INVERSE = pow(_ODD, -1, 1 << 64)
_MASK = (1 << 64) - 1


def sid_of(salt: int, seq: int, *, media: bool = False) -> str:
    """Return SM (MM with media) and 32 hexadecimal digits."""
    return f"{'MM' if media else 'SM'}{mix(salt, seq):016x}{(seq * _ODD + salt) & _MASK:016x}"


def seq_of(salt: int, sid: str) -> int | None:
    """Return the place that a sid was made from; None for a sid that was not made here."""
    try:
        check, place = int(sid[2:18], 16), int(sid[18:], 16)
    except ValueError:
        return None
    seq = ((place - salt) * _INVERSE) & _MASK
    return seq if check == mix(salt, seq) and len(sid) == 34 else None
