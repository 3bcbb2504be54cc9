"""Lists go by when a text was sent, which may be long after it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import ANA, BO, MAIN, a_world
from smstui.ports.errors import OfflineError

from .wiretap import cut_off

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.providers.simulator.text import Text

DAY = 86_400
PAGE = 1000
"""Texts of one page of history."""


def made_earlier(text: Text, seconds: int) -> None:
    """Let the carrier have had this text for so long before it sent it."""
    assert text.sent is not None
    text.created = text.sent - seconds


async def test_a_first_sync_that_is_cut_at_a_text_made_long_before_resumes_by_when_it_was_sent(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path, configured=(MAIN,), jumping=True) as world:
        texts = []
        for n in range(PAGE + 200):
            texts.append(world.carrier.say(ANA, MAIN, f"text {n}"))
            world.clock.move(10)
        # The last of the first page that is kept: the one below shares its second with what may follow.
        made_earlier(texts[-(PAGE - 1)], 20 * DAY)
        mended = cut_off(world, "PageToken")
        report = await world.sync()
        assert isinstance(report.error, OfflineError)
        assert report.new == PAGE - 1
        mended()
        assert (await world.sync()).error is None
        assert {text.body for text in await world.texts()} == {f"text {n}" for n in range(PAGE + 200)}


async def test_a_text_that_waited_at_the_provider_is_news_when_it_is_sent(tmp_path: Path) -> None:
    async with a_world(tmp_path, configured=(MAIN,), jumping=True) as world:
        await world.sync()
        for minutes in (16, 30, 50):
            world.clock.move(3600)
            await world.sync()
            made_earlier(world.carrier.say(BO, MAIN, f"waited {minutes}"), minutes * 60)
            world.clock.move(15)
            assert (await world.sync()).new == 1
        counts = await world.store.read(lambda reader: reader.counts())
        assert counts.unread == 1
        [conversation] = {text.conversation_id for text in await world.texts()}
        found = await world.store.read(lambda reader: reader.conversation(conversation))
        assert found is not None
        assert found.unread == 3
