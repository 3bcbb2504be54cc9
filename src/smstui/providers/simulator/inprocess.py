"""The carrier in this process, for the demo and for tests: httpx calls it without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from smstui.providers.simulator.app import CutError, make_app

if TYPE_CHECKING:
    from smstui.providers.simulator.carrier import Carrier


class InProcessTransport(httpx.ASGITransport):
    """Carries requests to a carrier; a cut is what a closed connection looks like to httpx."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except CutError:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            ) from None


def demo_transport(carrier: Carrier) -> httpx.AsyncBaseTransport:
    """Return the transport that the real adapter uses to reach this carrier."""
    return InProcessTransport(app=make_app(carrier))
