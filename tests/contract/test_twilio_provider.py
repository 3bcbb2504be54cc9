"""Twilio's adapter under the contract of all providers, with the carrier as the other end."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from builders import ManualClock
from contract.provider_contract import ProviderContract, ProviderUnderTest
from smstui.providers.simulator import DEMO_LINES, Carrier, demo_transport
from smstui.providers.twilio import Options, connect


def _no_network(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network", request=request)


class TestTwilio(ProviderContract):
    @pytest.fixture
    def account(self) -> ProviderUnderTest:
        clock = ManualClock(jumping=True)
        carrier = Carrier(clock=clock, history=2_500, peers_answer=False)
        options, secrets = Options(carrier.account_sid), {"auth_token": carrier.auth_token}
        line, _, voice_line = (line.number for line in DEMO_LINES)

        def pass_time(seconds: float) -> None:
            clock.move(seconds)
            carrier.tick()

        return ProviderUnderTest(
            provider=connect(options, secrets, transport=demo_transport(carrier), clock=clock),
            line=line,
            voice_line=voice_line,
            peer="+14155550188",
            silent_peer="+14155550193",
            say=carrier.say,
            pass_time=pass_time,
            now=lambda: datetime.fromtimestamp(carrier.now, UTC),
            with_wrong_secret=connect(
                options, {"auth_token": "0" * 32}, transport=demo_transport(carrier), clock=clock
            ),
            offline=connect(options, secrets, transport=httpx.MockTransport(_no_network), clock=clock),
        )
