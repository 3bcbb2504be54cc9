"""The HTTP server below the carrier: it can close a connection unanswered, and ends cleanly on a signal."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from smstui.providers.simulator.app import CUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp

_KEEP_ALIVE = 75
"""Seconds; longer than clients keep a connection, so that no request meets one that is just being closed."""


class CuttingProtocol(H11Protocol):
    """HTTP that hands the application a way to close its connection, which ASGI has none for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        app: Any = self.app

        async def with_cut(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[CUT] = self._cut
            await app(scope, receive, send)

        self.app = with_cut

    def connection_made(self, transport: Any) -> None:
        """Send each part of an answer at once: asyncio does so only for sockets that name their protocol."""
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)

    def _cut(self) -> None:
        self.transport.abort()


class CarrierServer(uvicorn.Server):
    """A quiet server for sockets that are listening already; SIGTERM and SIGINT end `serve` normally."""

    def __init__(self, app: ASGIApp, *, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=CuttingProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                date_header=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=1,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept, then say so."""
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let a signal stop the server; uvicorn's own way raises it again at the end."""
        loop = asyncio.get_running_loop()
        caught = (signal.SIGINT, signal.SIGTERM)
        for number in caught:
            loop.add_signal_handler(number, self._stop)
        try:
            yield
        finally:
            for number in caught:
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        # From here on, requests that are given up are what is wanted, nothing to tell about.
        logging.getLogger("uvicorn.error").disabled = True
        self.should_exit = True
