"""A carrier with a clock that the test moves, and a plain client in front of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from smstui.providers.simulator import Carrier, demo_transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LINE, OTHER_LINE, VOICE_LINE = "+15005550006", "+14155550142", "+12125550199"
PEER = "+14155550123"


@dataclass
class HandClock:
    """The time, which stands still until a test moves it; whoever waits moves it too."""

    time: datetime = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
    waits: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class World:
    """The carrier, its clock, and Twilio's API as a client calls it."""

    carrier: Carrier
    clock: HandClock
    http: httpx.AsyncClient

    @property
    def root(self) -> str:
        return f"/2010-04-01/Accounts/{self.carrier.account_sid}"

    async def send(self, to: str = PEER, body: str = "Hello", **more: str) -> httpx.Response:
        """Ask for a text to be sent; a word that is empty is left out."""
        words = {"From": LINE, "To": to, "Body": body} | more
        given = {name: value for name, value in words.items() if value}
        return await self.http.post(f"{self.root}/Messages.json", data=given)

    async def list(self, **query: Any) -> list[dict[str, Any]]:
        """Return all texts that a list shows, page after page."""
        address: str | None = str(httpx.URL(f"{self.root}/Messages.json", params=query))
        found: list[dict[str, Any]] = []
        while address:
            answer = await self.http.get(address)
            assert answer.status_code == 200, answer.text
            found += answer.json()["messages"]
            address = answer.json()["next_page_uri"]
        return found

    async def text(self, sid: str) -> httpx.Response:
        return await self.http.get(f"{self.root}/Messages/{sid}.json")


@asynccontextmanager
async def world(
    *, transport: httpx.AsyncBaseTransport | None = None, **settings: Any
) -> AsyncIterator[World]:
    clock = settings.pop("clock", None) or HandClock()
    carrier = settings.pop("carrier", None) or Carrier(clock=clock, **settings)
    async with httpx.AsyncClient(
        transport=transport or demo_transport(carrier),
        base_url="http://carrier.test",
        auth=(carrier.account_sid, carrier.auth_token),
    ) as http:
        yield World(carrier, clock, http)
