"""Standing between us and the carrier: what is asked can be refused, what is answered can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from builders import World

    Exchange = Callable[[httpx.Request], Awaitable[httpx.Response]]


def stand_between(
    world: World, handle: Callable[[httpx.Request, Exchange], Awaitable[httpx.Response]]
) -> None:
    """Give every request to `handle`, with the way on to the carrier."""
    carry = world.wire.handle_async_request

    async def exchange(request: httpx.Request) -> httpx.Response:
        return await handle(request, carry)

    world.wire.handle_async_request = exchange  # type: ignore[method-assign]


def cut_off(world: World, word: str) -> Callable[[], None]:
    """Let requests whose address holds this word fail; return what ends that."""
    cut = [True]

    async def handle(request: httpx.Request, carry: Exchange) -> httpx.Response:
        if cut and word in str(request.url):
            raise httpx.ConnectError("cut off", request=request)
        return await carry(request)

    stand_between(world, handle)
    return cut.clear
