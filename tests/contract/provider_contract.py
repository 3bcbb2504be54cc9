"""What every provider must do, whoever is behind it; what it cannot do is skipped with the reason."""

from __future__ import annotations

import json
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from smstui.domain.models import Direction
from smstui.domain.remote import OutgoingText
from smstui.domain.states import FINAL, State
from smstui.ports.errors import CredentialsError, OfflineError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from smstui.domain.remote import RemoteText
    from smstui.ports.provider import Capabilities, Provider


@dataclass(frozen=True)
class ProviderUnderTest:
    """A provider's account, and its other end: what makes peers write and time pass."""

    provider: Provider
    line: str
    """A line that can text."""
    voice_line: str
    """A line that cannot."""
    peer: str
    silent_peer: str
    """A peer whose texts are never delivered."""
    say: Callable[[str, str, str], object]
    """Let a peer (first) text a line (second)."""
    pass_time: Callable[[float], None]
    now: Callable[[], datetime]
    with_wrong_secret: Provider
    offline: Provider


def _need(able: bool, what: str) -> None:
    if not able:
        pytest.skip(f"the provider {what}")


class ProviderContract:
    """Inherit, give the fixture `account`, and every method here is a test of it."""

    @pytest.fixture
    def capabilities(self, account: ProviderUnderTest) -> Capabilities:
        """Return what the provider says it can do."""
        return account.provider.capabilities

    async def _all(self, account: ProviderUnderTest, **asked: str | datetime | None) -> list[RemoteText]:
        pages = account.provider.pages(**asked)  # type: ignore[arg-type]
        return [text async for page in pages for text in page.texts]

    async def test_a_text_sent_has_an_id_and_is_with_the_provider(self, account: ProviderUnderTest) -> None:
        accepted = await account.provider.send(OutgoingText(account.line, account.peer, "Hello"))
        assert accepted.provider_id
        assert accepted.state in {State.SENT, State.DELIVERED}
        assert accepted.provider_status
        assert abs(accepted.server_offset) < 2
        assert accepted.at is not None
        assert accepted.at.tzinfo is not None
        assert json.loads(accepted.raw)

    async def test_a_text_sent_is_found_in_the_list_with_its_words(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        _need(capabilities.lists_outbound, "does not list our own texts")
        body = "Grüße, 50% & more = 👍🏽\n“quoted” [/b] +1"
        accepted = await account.provider.send(OutgoingText(account.line, account.peer, body))
        [found] = [t for t in await self._all(account) if t.provider_id == accepted.provider_id]
        assert (found.direction, found.line, found.peer) == (Direction.OUTBOUND, account.line, account.peer)
        assert found.body == body
        assert json.loads(found.raw)

    async def test_a_text_to_us_is_found_in_the_list(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        _need(capabilities.lists_inbound, "does not list texts to us")
        account.say(account.peer, account.line, "Are you there?\x00\ud83d")
        found = (await self._all(account))[0]
        assert (found.direction, found.line, found.peer) == (Direction.INBOUND, account.line, account.peer)
        assert found.state is State.RECEIVED
        assert (found.body or "").startswith("Are you there?")

    async def test_lists_are_newest_first_and_stop_when_nobody_reads_on(
        self, account: ProviderUnderTest
    ) -> None:
        for number in range(5):
            account.say(account.peer, account.line, f"number {number}")
            account.pass_time(60)
        texts = [text for text in await self._all(account) if text.peer == account.peer]
        times = [text.listed_at for text in texts]
        assert times == sorted(times, reverse=True)
        assert all(text.listed_at >= text.at for text in texts)
        assert [text.body for text in texts if text.direction is Direction.INBOUND][:2] == [
            "number 4",
            "number 3",
        ]
        async with aclosing(account.provider.pages()) as pages:
            async for page in pages:
                assert page.texts
                break

    async def test_since_and_until_bring_at_least_what_lies_between(self, account: ProviderUnderTest) -> None:
        for number in range(4):
            account.say(account.peer, account.line, f"number {number}")
            account.pass_time(3600)
        since, until = account.now() - timedelta(hours=3.5), account.now() - timedelta(hours=1.5)
        bodies = {text.body for text in await self._all(account, since=since, until=until)}
        assert {"number 1", "number 2"} <= bodies
        assert "number 3" in {text.body for text in await self._all(account, since=since)}

    async def test_between_two_only_their_texts_are_listed_both_ways(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        _need(capabilities.lists_outbound, "does not list our own texts")
        accepted = await account.provider.send(OutgoingText(account.line, account.peer, "question"))
        account.say(account.peer, account.line, "answer")
        account.say(account.silent_peer, account.line, "somebody else")
        since = account.now() - timedelta(minutes=15)
        texts = await self._all(account, since=since, line=account.line, peer=account.peer)
        assert accepted.provider_id in {text.provider_id for text in texts}
        assert "answer" in {text.body for text in texts}
        assert {text.peer for text in texts} == {account.peer}

    async def test_one_text_is_fetched_and_an_unknown_one_is_none(self, account: ProviderUnderTest) -> None:
        accepted = await account.provider.send(OutgoingText(account.line, account.peer, "Hello"))
        found = await account.provider.fetch(accepted.provider_id)
        assert found is not None
        assert (found.provider_id, found.body, found.peer) == (accepted.provider_id, "Hello", account.peer)
        unknown = accepted.provider_id[:-4] + ("0000" if accepted.provider_id[-4:] != "0000" else "1111")
        assert await account.provider.fetch(unknown) is None

    async def test_receipts_arrive_and_failures_have_a_code_that_is_explained(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        _need(capabilities.delivery_receipts, "has no delivery receipts")
        good = await account.provider.send(OutgoingText(account.line, account.peer, "Hello"))
        bad = await account.provider.send(OutgoingText(account.line, account.silent_peer, "Hello"))
        account.pass_time(3600)
        delivered = await account.provider.fetch(good.provider_id)
        failed = await account.provider.fetch(bad.provider_id)
        assert delivered is not None
        assert delivered.state is State.DELIVERED
        assert delivered.segments == 1
        assert failed is not None
        assert failed.state in FINAL - {State.DELIVERED, State.READ}
        assert failed.error_code
        assert failed.error_code in account.provider.explain(failed.error_code)

    async def test_lines_tell_which_can_text(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        _need(capabilities.lists_lines, "does not list lines")
        lines = {line.number: line for line in await account.provider.lines()}
        assert lines[account.line].can_sms
        assert not lines[account.voice_line].can_sms

    async def test_a_number_that_is_none_is_refused_in_words_and_nothing_is_listed(
        self, account: ProviderUnderTest
    ) -> None:
        before = {text.provider_id for text in await self._all(account)}
        with pytest.raises(RefusedError) as caught:
            await account.provider.send(OutgoingText(account.line, "+1", "Hello"))
        assert caught.value.code
        assert caught.value.message
        assert caught.value.hint
        assert {text.provider_id for text in await self._all(account)} == before

    async def test_a_line_that_cannot_text_is_refused(self, account: ProviderUnderTest) -> None:
        with pytest.raises(RefusedError):
            await account.provider.send(OutgoingText(account.voice_line, account.peer, "Hello"))

    async def test_a_text_that_is_too_long_is_refused(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        longest = "x" * capabilities.max_characters
        assert (await account.provider.send(OutgoingText(account.line, account.peer, longest))).provider_id
        with pytest.raises(RefusedError):
            await account.provider.send(OutgoingText(account.line, account.peer, longest + "x"))

    async def test_files_travel_with_a_text(
        self, account: ProviderUnderTest, capabilities: Capabilities
    ) -> None:
        _need(capabilities.sends_media, "sends no files")
        urls = ("https://example.com/1.png", "https://example.com/2.png")
        accepted = await account.provider.send(OutgoingText(account.line, account.peer, "", urls))
        found = await account.provider.fetch(accepted.provider_id)
        assert found is not None
        assert (found.media_count, len(found.media)) == (2, 2)

    async def test_wrong_credentials_are_called_so(self, account: ProviderUnderTest) -> None:
        provider = account.with_wrong_secret
        with pytest.raises(CredentialsError):
            await provider.send(OutgoingText(account.line, account.peer, "Hello"))
        with pytest.raises(CredentialsError):
            await provider.lines()
        await provider.aclose()

    async def test_without_a_connection_nothing_is_sent_and_it_says_so(
        self, account: ProviderUnderTest
    ) -> None:
        with pytest.raises(OfflineError) as caught:
            await account.offline.send(OutgoingText(account.line, account.peer, "Hello"))
        assert caught.value.message
        with pytest.raises(OfflineError):
            await account.offline.lines()
        await account.offline.aclose()

    async def test_every_code_is_explained(self, account: ProviderUnderTest) -> None:
        for code in ("", "0", "99999", "no code", "\x1b[31m"):
            assert account.provider.explain(code)
            assert "\x1b" not in account.provider.explain(code)
