"""The way to one account's provider: opened on first use, kept, and let go of when nothing is under way."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
    from datetime import datetime

    from smstui.domain.remote import OutgoingText, RemoteLine, RemoteText
    from smstui.ports.provider import Accepted, Capabilities, Page, Provider

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(slots=True)
class Connection:
    """The way to one account's provider, opened on first use and then kept."""

    build: Callable[[], Provider]
    """Blocks: it may ask a keyring and import an HTTP library, so it runs in a thread."""
    _provider: Lent | None = None
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self) -> Provider:
        """Return the provider; raises `NotConfiguredError` where its secrets are missing."""
        async with self._opening:
            if self._provider is None:
                self._provider = Lent(await _in_thread(self.build))
            return self._provider

    async def forget(self) -> None:
        """Let go of the provider when what is under way has ended; the next call opens it anew."""
        provider, self._provider = self._provider, None
        if provider is not None:
            await provider.let_go()

    async def aclose(self) -> None:
        """Let go of the provider at once; the next call opens it anew."""
        provider, self._provider = self._provider, None
        if provider is not None:
            await provider.aclose()


class Lent:
    """A provider that may be let go of while others use it: a text that is on its way keeps its connection.

    Who still has it then may go on asking: it holds no connection longer than the last request.
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._under_way = 0
        self._is_let_go = False

    @property
    def capabilities(self) -> Capabilities:
        """What the provider can do."""
        return self._provider.capabilities

    def explain(self, code: str) -> str:
        """Say what an error code means and what to do."""
        return self._provider.explain(code)

    async def send(self, text: OutgoingText) -> Accepted:
        """Hand over one text, as `Provider` says."""
        async with self._request():
            return await self._provider.send(text)

    async def pages(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        line: str | None = None,
        peer: str | None = None,
    ) -> AsyncGenerator[Page, None]:
        """List texts, as `Provider` says."""
        listed = self._provider.pages(since=since, until=until, line=line, peer=peer)
        async with self._request(), aclosing(listed):
            async for page in listed:
                yield page

    async def fetch(self, provider_id: str) -> RemoteText | None:
        """Return one text as it is now, as `Provider` says."""
        async with self._request():
            return await self._provider.fetch(provider_id)

    async def lines(self) -> Sequence[RemoteLine]:
        """Return the numbers of the account, as `Provider` says."""
        async with self._request():
            return await self._provider.lines()

    async def aclose(self) -> None:
        """Let go of connections, those that are in use too."""
        await self._provider.aclose()

    async def let_go(self) -> None:
        """Let go of connections as soon as nothing is under way."""
        self._is_let_go = True
        await self._close_when_idle()

    @asynccontextmanager
    async def _request(self) -> AsyncIterator[None]:
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            await self._close_when_idle()

    async def _close_when_idle(self) -> None:
        if not self._is_let_go or self._under_way:
            return
        try:
            await self._provider.aclose()
        except Exception as error:  # noqa: BLE001 - what the provider answered counts, not how it was left
            log.warning("letting go of a provider: %s", type(error).__name__)


async def _in_thread(work: Callable[[], T]) -> T:
    """Return what `work` returns, from a thread that nobody waits for when the process ends.

    asyncio's own threads are waited for: a command or a keyring that hangs would keep quitting waiting.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[Any], None], value: object) -> None:
        if not outcome.done():
            settle(value)

    def run() -> None:
        try:
            told: tuple[Callable[[Any], None], object] = (outcome.set_result, work())
        except Exception as error:  # noqa: BLE001 - it is raised again where it is awaited
            told = (outcome.set_exception, error)
        with suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(tell, *told)

    threading.Thread(target=run, name="connecting", daemon=True).start()
    return await outcome
