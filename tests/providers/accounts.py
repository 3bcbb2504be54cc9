"""An account for tests: one that talks to a server on a real socket."""

from __future__ import annotations

from smstui.providers.http.client import HttpClient, Timeouts
from smstui.providers.twilio import Options, connect
from smstui.providers.twilio.api import Twilio

from .servers import PatientClock

SID = "AC" + "a" * 32
TOKEN = "canary" + "0" * 26


def twilio(url: str, *, timeouts: Timeouts | None = None, service: str | None = None) -> Twilio:
    """Return the account at `url`, with shorter timeouts where a test would have to wait for them."""
    provider = connect(Options(SID, url, service), {"auth_token": TOKEN}, clock=PatientClock())
    assert isinstance(provider, Twilio)
    if timeouts:
        provider._http = HttpClient(url, auth=(SID, TOKEN), clock=PatientClock(), timeouts=timeouts)
    return provider
