"""Asking the gates about a text, with what the store knows of its line and its peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.gates import Question, judge
from smstui.domain.numbers import InvalidNumberError, parse_peer

if TYPE_CHECKING:
    from smstui.domain.gates import SendingRules, Verdict
    from smstui.domain.models import Suppression
    from smstui.ports.store import Reader


def verdict_on(
    reader: Reader, *, line_id: int, peer: str, body: str, media_count: int, rules: SendingRules
) -> Verdict:
    """Return every gate's ruling on a text; `peer` may be as a person typed it."""
    return judge(
        Question(
            body=body,
            peer=peer,
            line=reader.line(line_id),
            suppression=_suppression(reader, peer, rules.region),
            rules=rules,
            media_count=media_count,
        )
    )


def _suppression(reader: Reader, peer: str, region: str) -> Suppression | None:
    try:
        return reader.suppression(parse_peer(peer, region).value)
    except InvalidNumberError:
        return None  # the gate NUMBER says so
