"""A carrier to try everything on: it speaks Twilio's API, its peers answer, and what can go wrong does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.providers.simulator.account import DEMO_LINES, OwnLine, parse_lines
from smstui.providers.simulator.archive import History
from smstui.providers.simulator.carrier import Carrier
from smstui.providers.simulator.cast import people
from smstui.providers.simulator.faults import Fault, Faults
from smstui.providers.simulator.history import read_history
from smstui.providers.simulator.ledger import Ledger
from smstui.providers.simulator.persons import Person

if TYPE_CHECKING:
    import httpx
    from starlette.applications import Starlette

__all__ = [
    "DEMO_LINES",
    "Carrier",
    "Fault",
    "Faults",
    "History",
    "Ledger",
    "OwnLine",
    "Person",
    "demo_transport",
    "make_app",
    "parse_lines",
    "people",
    "read_history",
]


def make_app(carrier: Carrier) -> Starlette:
    """Return the ASGI application that speaks for a carrier."""
    from smstui.providers.simulator import app

    return app.make_app(carrier)


def demo_transport(carrier: Carrier) -> httpx.AsyncBaseTransport:
    """Return the httpx transport that reaches a carrier in this process, without a socket."""
    from smstui.providers.simulator import inprocess

    return inprocess.demo_transport(carrier)
