"""`smstui messages --follow`: each text once, as the store's feed tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.cli.messages import print_now
from smstui.cli.output import while_read
from smstui.ports.records import TextFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Change, TextMessage
    from smstui.ports.store import Reader

RECENT = 500
"""How many of the newest texts are looked at to know which ids are old."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where following begins: what is older than this is no news."""

    seq: int
    highest_id: int
    position: int


async def follow(runtime: Runtime, wanted: TextFilter, last: int, *, as_json: bool) -> int:
    """Print the `last` texts there are, oldest first, then every new one until interrupted.

    Without a state, a text is new when it is recorded after the start; with one, when it reaches it.
    Raises `BrokenPipeError` when whoever reads the output has gone, without waiting for the next text.
    """
    return await while_read(_follow(runtime, wanted, last, as_json=as_json))


async def _follow(runtime: Runtime, wanted: TextFilter, last: int, *, as_json: bool) -> int:
    start, before = await runtime.store.read(partial(_begin, wanted=wanted, last=last))
    printed = {text.id for text in before}
    for text in reversed(before):
        print_now(text, runtime, as_json=as_json)
    async for changes in runtime.store.watch(start.seq):
        for text in await runtime.store.read(partial(_news, changes=changes, wanted=wanted, start=start)):
            if text.id not in printed:
                printed.add(text.id)
                print_now(text, runtime, as_json=as_json)
    return 0


def _begin(store: Reader, wanted: TextFilter, last: int) -> tuple[Start, Sequence[TextMessage]]:
    newest = store.find(TextFilter(limit=RECENT))
    start = Start(
        seq=store.last_change(),
        highest_id=max((text.id for text in newest), default=0),
        position=max((text.position for text in newest), default=0),
    )
    return start, store.find(replace(wanted, limit=last)) if last else ()


def _news(
    store: Reader, changes: Sequence[Change], wanted: TextFilter, start: Start
) -> Iterable[TextMessage]:
    """Return the texts that these changes are about, as they are now, where they are wanted and new.

    They are in the order of the texts: changes are in that of the conversations that were written.
    """
    found: dict[int, TextMessage] = {}
    for change in changes:
        if change.message_id is not None:
            text = store.message(change.message_id)
            texts = [text] if text and (wanted.states or text.id > start.highest_id) else []
        elif change.conversation_id is not None:  # many at once: a history, or a list after a while offline
            texts = list(_later(store, change.conversation_id, start.position))
        else:
            texts = []
        found |= {text.id: text for text in texts if _wants(wanted, text)}
    return sorted(found.values(), key=attrgetter("position"))


def _later(store: Reader, conversation_id: int, position: int) -> Iterator[TextMessage]:
    """Yield all texts of a conversation after a position."""
    while page := store.messages(conversation_id, limit=RECENT, after=position):
        yield from page
        position = page[0].position  # the newest comes first


def _wants(wanted: TextFilter, text: TextMessage) -> bool:
    return (
        (wanted.id is None or wanted.id == text.id)
        and (wanted.peer is None or wanted.peer == text.peer)
        and (wanted.line is None or wanted.line == text.line)
        and (not wanted.states or text.state in wanted.states)
        and (wanted.since is None or text.at >= wanted.since)
    )
