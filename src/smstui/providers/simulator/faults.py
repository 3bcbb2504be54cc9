"""What goes wrong on the way to the carrier, as often as one asks for and the same for one seed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from smstui.ports.errors import UsageError
from smstui.providers.simulator.seeded import fraction, mix


class Fault(StrEnum):
    """What can happen to a request."""

    CUT_BEFORE = "cut-before"
    """The connection is closed before the text is accepted."""
    CUT_AFTER = "cut-after"
    """The text is accepted, then the connection is closed without an answer."""
    ERROR_BEFORE = "500-before"
    ERROR_AFTER = "500-after"
    RATE_LIMIT = "429"
    SLOW = "slow"


READING = frozenset({Fault.ERROR_BEFORE, Fault.RATE_LIMIT, Fault.SLOW})
"""The faults that lists and fetches have too."""

_WITH_SECONDS = frozenset({Fault.RATE_LIMIT, Fault.SLOW})
_HINT = "SPEC is cut-before=P,cut-after=P,500-before=P,500-after=P,429=P:SECONDS,slow=P:SECONDS,lag=SECONDS"


@dataclass(slots=True)
class _Chance:
    fault: Fault
    probability: float
    seconds: float


class Faults:
    """The dice: one throw a request."""

    def __init__(self, spec: str = "", *, seed: int = 1) -> None:
        self.lag = 0.0
        """Lists show new texts of ours only so many seconds later."""
        self._seed = seed
        self._thrown = 0
        self._chances: list[_Chance] = []
        self._ordered: deque[tuple[Fault, float]] = deque()
        for part in filter(None, (word.strip() for word in spec.split(","))):
            self._read(part)
        if sum(chance.probability for chance in self._chances) > 1:
            _refuse("the probabilities add up to more than 1")

    def _read(self, part: str) -> None:
        name, equals, value = part.partition("=")
        if not equals:
            _refuse(f"{part!r} has no value")
        if name == "lag":
            self.lag = _number(part, value)
            return
        if name not in set(Fault):
            _refuse(f"there is no fault named {name!r}")
        fault = Fault(name)
        chance, *rest = value.split(":")
        if len(rest) != (fault in _WITH_SECONDS):
            _refuse(f"{part!r} is not complete")
        probability = _number(part, chance)
        if probability > 1:
            _refuse(f"the probability in {part!r} is more than 1")
        self._chances.append(_Chance(fault, probability, _number(part, rest[0] if rest else "0")))

    def order(self, fault: Fault, *, seconds: float = 0.0) -> None:
        """Make the next send that is not spoken for yet meet this fault."""
        self._ordered.append((fault, seconds))

    def throw(self, *, sending: bool) -> tuple[Fault, float] | None:
        """Return what happens to the next request, with its seconds; None for nothing."""
        if sending and self._ordered:
            return self._ordered.popleft()
        if not self._chances:
            return None
        self._thrown += 1
        left = fraction(mix(self._seed, 0xFA17, self._thrown))
        for chance in self._chances:
            if left < chance.probability:
                return (chance.fault, chance.seconds) if sending or chance.fault in READING else None
            left -= chance.probability
        return None


def _refuse(words: str) -> NoReturn:
    message = f"--faults: {words}"
    raise UsageError(message, hint=_HINT)


def _number(part: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        _refuse(f"the number in {part!r} is not a number from 0 up")
    return number
