"""A history that is invented: each text is computed from the seed and its place when somebody asks for it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from smstui.providers.simulator import persons
from smstui.providers.simulator.cast import CAST, LATEST, people
from smstui.providers.simulator.dialogues import FILLINGS, FOREIGN, TALKS, Talk
from smstui.providers.simulator.seeded import fraction, mix, pick
from smstui.providers.simulator.sids import seq_of, sid_of
from smstui.providers.simulator.text import INBOUND, OUTBOUND, REPLY, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from smstui.providers.simulator.account import OwnLine
    from smstui.providers.simulator.persons import Person

_DAY, _WAKES, _SLEEPS = 86400, 8 * 3600, 21 * 3600 + 1800
_AWAKE = _SLEEPS - _WAKES
_PHOTO = "https://harborbikes.example/photos/{:06d}.jpg"
_UNREACHABLE = "[30003]"
_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Round:
    """One talk with one person."""

    bits: int
    person: Person
    talk: Talk
    line: str
    back: float
    """Waking seconds before now at which it begins."""
    gap: float
    """Seconds between its turns."""


class InventedHistory:
    """`count` texts over the weeks before `now`: talks with a workshop, the newest ones always the same.

    Talks are counted from the newest, which is 0; only where each ends is kept, in 4 bytes. There are
    as many people beyond the cast as a fiftieth of the texts, 16 at least and 20,000 at most. They sleep
    at night in `zone`, or where this machine is.
    """

    def __init__(
        self, count: int, *, seed: int, lines: Sequence[OwnLine], now: int, zone: tzinfo | None = None
    ) -> None:
        self._count = count
        self._seed = seed
        self._salt = mix(seed, 0x415702, count)
        self._lines = [line.number for line in lines if line.sms] or [line.number for line in lines]
        self.strangers = min(max(count // 50, 16), 20_000)
        self._awake_now, self._offset = _awake(now, zone)
        self._span = max(42 * _AWAKE, count * 16)
        self._ends = array("I")
        total = 0
        while total < count:
            total += len(self._talk(len(self._ends)))
            self._ends.append(total)
        self._dense = count <= 5000
        self._last: tuple[int, _Round] | None = None

    def __len__(self) -> int:
        return self._count

    def people(self) -> Sequence[Person]:
        """Return everybody in it, the cast first."""
        return people(self._seed, self.strangers)

    def created(self, seq: int) -> int:
        index, turn = self._place(seq)
        found = self._round(index)
        return self._moment(found.back - turn * found.gap)

    def near(self, numbers: set[str], *, top: int, bottom: int) -> Iterator[int]:
        peers = numbers - set(self._lines)
        seq = top - 1
        while seq >= bottom:
            index, turn = self._place(seq)
            oldest = max(seq - turn, bottom)
            if not peers or self._peer(index) in peers:
                yield from range(seq, oldest - 1, -1)
            seq = oldest - 1

    def text(self, seq: int) -> Text:
        index, turn = self._place(seq)
        found = self._round(index)
        words = found.talk[turn]
        body, media, error = _fill(words[1:], found, turn)
        ours = words[0] == ">"
        created = self._moment(found.back - turn * found.gap)
        automatic = ours and turn > 0 and found.talk[turn - 1] == "<STOP"
        return Text(
            seq,
            sid_of(self._salt, seq, media=bool(media)),
            sender=found.line if ours else found.person.number,
            recipient=found.person.number if ours else found.line,
            body=body,
            direction=REPLY if automatic else OUTBOUND if ours else INBOUND,
            status="undelivered" if error else "delivered" if ours else "received",
            created=created,
            sent=created,
            updated=created + (2 if ours else 0),
            error_code=error,
            media=media,
        )

    def find(self, sid: str) -> int | None:
        seq = seq_of(self._salt, sid)
        return seq if seq is not None and seq < self._count and self.text(seq).sid == sid else None

    def said(self) -> Iterator[tuple[str, str, str]]:
        for index in range(min(len(LATEST), len(self._ends)) - 1, -1, -1):
            found = self._round(index)
            if "<STOP" in found.talk:
                yield found.line, found.person.number, "STOP"

    def _place(self, seq: int) -> tuple[int, int]:
        """Return the talk of a text and its turn in it."""
        if not 0 <= seq < self._count:
            raise IndexError(seq)
        newer = self._count - 1 - seq
        index = bisect_right(self._ends, newer)
        return index, self._ends[index] - 1 - newer

    def _talk(self, index: int) -> Talk:
        if index < len(LATEST):
            return LATEST[-1 - index][1]
        bits = mix(self._seed, index)
        stranger = self._stranger(index)
        if stranger % 8 == 3 and bits % 2:
            return FOREIGN[stranger // 8 % len(FOREIGN)]
        return TALKS[(bits >> 7) % len(TALKS)]

    def _stranger(self, index: int) -> int:
        """Return who of those beyond the cast it is; a few write often and most of them seldom."""
        return int(self.strangers * fraction(mix(self._seed, index, 0x9E0)) ** 2)

    def _peer(self, index: int) -> str:
        if index < len(LATEST):
            return CAST[LATEST[-1 - index][0]].number
        return persons.number(self._seed, self._stranger(index))

    def _round(self, index: int) -> _Round:
        if self._last is None or self._last[0] != index:
            self._last = index, self._make(index)
        return self._last[1]

    def _make(self, index: int) -> _Round:
        bits, talk = mix(self._seed, index), self._talk(index)
        back = self._back(index)
        room = back - (self._back(index - 1) if index else 60)
        gap = min(40 + 140 * fraction(mix(bits, 0x6A9)), room / (len(talk) + 1))
        if index < len(LATEST):
            return _Round(bits, CAST[LATEST[-1 - index][0]], talk, self._lines[0], back, gap)
        stranger = self._stranger(index)
        line = self._lines[mix(self._seed, stranger, 0x11E) % 4 % len(self._lines)]
        return _Round(bits, persons.person(self._seed, stranger), talk, line, back, gap)

    def _back(self, index: int) -> float:
        """Return how many waking seconds before now a talk begins; grows with `index`."""
        share = (index + 1) / len(self._ends)
        return 300 + self._span * (share**1.8 if self._dense else share)

    def _moment(self, back: float) -> int:
        day, rest = divmod(self._awake_now - back, _AWAKE)
        return int(day * _DAY + _WAKES + rest) - self._offset


def _awake(now: int, zone: tzinfo | None) -> tuple[float, int]:
    """Return the waking seconds of local time up to now, and the zone's seconds east of UTC."""
    east = datetime.fromtimestamp(now, zone).astimezone(zone).utcoffset() or timedelta()
    offset = int(east.total_seconds())
    day, second = divmod(now + offset, _DAY)
    return day * _AWAKE + min(max(second - _WAKES, 0), _AWAKE), offset


def _fill(words: str, found: _Round, turn: int) -> tuple[str, tuple[str, ...], int | None]:
    """Return the body, its media and its error code."""
    error = 30003 if mix(found.bits, turn, 0xBAD) % 97 == 0 and found.talk[turn][0] == ">" else None
    if words.endswith(_UNREACHABLE):
        words, error = words.removesuffix(_UNREACHABLE), 30003
    media: tuple[str, ...] = ()
    if words.endswith(" [photo]"):
        words = words.removesuffix(" [photo]")
        media = (_PHOTO.format(mix(found.bits, turn) % 1_000_000),)
    if "{" in words:
        words = _BLANK.sub(lambda blank: _filling(blank[1], found), words)
    return words, media, error


def _filling(name: str, found: _Round) -> str:
    if name == "name":
        return found.person.name.split()[0] if found.person.name else "there"
    return pick(FILLINGS[name], mix(found.bits, len(name), ord(name[0])))
