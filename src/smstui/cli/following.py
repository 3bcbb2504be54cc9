"""`smstui messages --follow`: each text once, as the store's feed tells of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smstui.cli.messages import print_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Change, TextMessage
    from smstui.ports.store import Reader, TextFilter

RECENT = 500
"""How many of the newest texts are looked at to know which ids are old."""


async def follow(runtime: Runtime, wanted: TextFilter, last: int, *, as_json: bool) -> int:
    """Print the `last` texts there are, oldest first, then every new one until interrupted.

    Without a state, a text is new when it is recorded after the start; with one, when it reaches it.
    """
    from dataclasses import replace

    def begin(store: Reader) -> tuple[int, int, Sequence[TextMessage]]:
        newest = store.find(
            replace(wanted, id=None, peer=None, line=None, states=(), since=None, limit=RECENT)
        )
        before = store.find(replace(wanted, limit=last)) if last else ()
        return store.last_change(), max((text.id for text in newest), default=0), before

    seq, highest, before = await runtime.store.read(begin)
    printed = {text.id for text in before}
    for text in reversed(before):
        print_now(text, runtime, as_json=as_json)
    oldest = 0 if wanted.states else highest + 1
    async for changes in runtime.store.watch(seq):
        fresh = [each for each in _ids(changes) if each >= oldest and each not in printed]
        for text in await runtime.store.read(partial(_matching, ids=fresh, wanted=wanted)):
            printed.add(text.id)
            print_now(text, runtime, as_json=as_json)
    return 0


def _ids(changes: Sequence[Change]) -> Iterable[int]:
    """Return the ids of the texts that changed, each once, in their order."""
    return dict.fromkeys(change.message_id for change in changes if change.message_id is not None)


def _matching(store: Reader, ids: Iterable[int], wanted: TextFilter) -> list[TextMessage]:
    found = (store.message(each) for each in ids)
    return [text for text in found if text is not None and _wants(wanted, text)]


def _wants(wanted: TextFilter, text: TextMessage) -> bool:
    return (
        (wanted.id is None or wanted.id == text.id)
        and (wanted.peer is None or wanted.peer == text.peer)
        and (wanted.line is None or wanted.line == text.line)
        and (not wanted.states or text.state in wanted.states)
        and (wanted.since is None or text.at >= wanted.since)
    )
