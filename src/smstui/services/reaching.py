"""How somebody is reached: which conversation to go on in, and whether a text could go to them at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.gates import Gate
from smstui.services.verdicts import verdict_on

if TYPE_CHECKING:
    from collections.abc import Collection

    from smstui.domain.gates import Ruling, SendingRules
    from smstui.domain.models import Conversation
    from smstui.ports.store import Reader, Store

_TALKS = 20
"""Conversations of one person that are looked at."""
WHO = frozenset({Gate.NUMBER, Gate.EMERGENCY, Gate.COUNTRY, Gate.LINE})
"""Gates that ask who texts whom. The others ask what is said, or may change their mind (an opt-out)."""


class Reach(Struct, frozen=True):
    """How some numbers are reached."""

    going_on: Conversation | None
    """The newest conversation in which a text could go."""
    newest: Conversation | None
    """The newest one, whether one could or not."""
    numbers: tuple[str, ...]
    """Those to which a text could go from one of our lines."""
    refusal: Ruling | None
    """Why none could go in the newest conversation; None where one could, or there is none."""


async def reach(numbers: Collection[str], *, store: Store, rules: SendingRules) -> Reach:
    """Return how somebody with these numbers is reached; nothing is written."""

    def find(reader: Reader) -> Reach:
        lines = [line.id for line in reader.lines()]
        talks = reader.conversations_of(numbers, limit=_TALKS)
        going_on = (each for each in talks if _refusal(reader, each.line_id, each.peer, rules) is None)
        open_ones = (
            number
            for number in numbers
            if any(_refusal(reader, line_id, number, rules) is None for line_id in lines)
        )
        newest = talks[0] if talks else None
        refusal = _refusal(reader, newest.line_id, newest.peer, rules) if newest is not None else None
        return Reach(next(going_on, None), newest, tuple(open_ones), refusal)

    return await store.read(find)


def _refusal(reader: Reader, line_id: int, peer: str, rules: SendingRules) -> Ruling | None:
    verdict = verdict_on(reader, line_id=line_id, peer=peer, body="?", media_count=0, rules=rules)
    return next((ruling for ruling in verdict.refusals if ruling.gate in WHO), None)
