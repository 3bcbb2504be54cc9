"""A store that cannot be read for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.ports.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from smstui.ports.store import Reader, Store


def fail_reads(store: Store, *, of: str = "", times: int = 1) -> None:
    """Have the next reads fail, as they do while a disk is full; `of` is a word of what asks."""
    read, left = store.read, [times]

    async def may_fail(ask: Callable[[Reader], object]) -> object:
        if left[0] and of in repr(ask):
            left[0] -= 1
            raise StoreError("The store could not be read.", hint="Try again.")
        return await read(ask)

    store.read = may_fail  # type: ignore[method-assign,assignment]  # the port is there to be stood in for
