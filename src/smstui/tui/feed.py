"""Following what is written to the store, also when it cannot be read for a while, or not be shown."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from smstui.ports.errors import StoreError
from smstui.tui.background import GoingOn, tell
from smstui.tui.crash import describe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.screen import Screen

    from smstui.bootstrap import Runtime
    from smstui.domain.models import Change

AGAIN = 2.0
"""Seconds after which what could not be read, or shown, is tried again."""

log = logging.getLogger(__name__)


async def follow(
    runtime: Runtime,
    since: int | Callable[[], Awaitable[int]],
    renew: Callable[[Sequence[Change]], Awaitable[None]],
    *,
    rest: float,
    screen: Screen[Any],
    tells: bool = False,
) -> None:
    """Call `renew` with what is written after change `since`, resting so many seconds in between.

    `since` may be what reads the beginning. After an error it is tried again: the beginning, or the same
    changes until they were renewed. That the store could not be read is told once until then, where this
    `tells`; any other error is always told. Ends with the store.
    """
    is_told = False
    going_on = GoingOn(screen, "feed")
    while True:
        with going_on:
            try:
                if not isinstance(since, int):
                    since, is_told = await since(), False
                async for changes in runtime.store.watch(since):
                    await renew(changes)
                    since, is_told = changes[-1].seq, False
                    await runtime.clock.sleep(rest)
            except StoreError as error:
                if not is_told:
                    log.warning("feed: %s", describe(error))
                if tells and not is_told:
                    tell(screen, error)
                is_told = True
            else:
                return
        await runtime.clock.sleep(AGAIN)
