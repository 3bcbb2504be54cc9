"""One listed text made ready to be filed: its addresses normalised, its words cleaned, its keyword read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.domain.cleaning import clean, one_line
from smstui.domain.keywords import Keyword, keyword_in
from smstui.domain.models import Direction
from smstui.domain.numbers import normalise
from smstui.domain.segments import measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smstui.domain.remote import RemoteText

log = logging.getLogger(__name__)


class Incoming(Struct, frozen=True):
    """A text from a provider's list, of either direction."""

    remote: RemoteText
    line: str
    """Our number; empty where a messaging service has not chosen one yet."""
    peer: str
    body: str | None
    keyword: Keyword | None
    status: str
    segments: int

    @property
    def outbound(self) -> bool:
        """Whether it is one of ours."""
        return self.remote.direction is Direction.OUTBOUND


def make_ready(texts: Iterable[RemoteText]) -> tuple[list[Incoming], int]:
    """Return the texts oldest first, and how many could not be read at all.

    `texts` come newest first, as providers list them; those that share a second keep the list's order. A
    text listed twice is kept once.
    """
    once = {text.provider_id: text for text in texts}
    ready = []
    for text in once.values():
        try:
            ready.append(_make_ready(text))
        except Exception as error:  # noqa: BLE001 - a stranger's text may break anything
            log.warning("text %r could not be read: %s", text.provider_id[:64], type(error).__name__)
    ready.reverse()
    ready.sort(key=lambda item: item.remote.at)
    return ready, len(once) - len(ready)


def _make_ready(text: RemoteText) -> Incoming:
    body = None if text.body is None else clean(text.body)
    inbound = text.direction is Direction.INBOUND
    return Incoming(
        remote=text,
        line=normalise(text.line),
        peer=normalise(text.peer),
        body=body,
        keyword=keyword_in(body) if inbound else None,
        status=one_line(text.provider_status),
        segments=text.segments or (measure(body).segments if body else 1),
    )
