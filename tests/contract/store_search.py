"""Searching and listing texts, as every store does it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from contract.desk import ANA, BO, CLEO, MAIN, NOON, SECOND, a_text, after
from hostile import HOSTILE
from smstui.domain.cleaning import clean
from smstui.domain.models import Media
from smstui.domain.query import QueryError
from smstui.domain.states import State
from smstui.ports.records import TextChange, TextFilter

if TYPE_CHECKING:
    from contract.desk import Desk

PICTURE = Media("https://m.example/1", "image/png")


class SearchContract:
    """The query language over what is kept."""

    async def test_words_phrases_and_beginnings_newest_first(self, desk: Desk) -> None:
        talk = await desk.talk()
        for n, body in enumerate(("Call me later", "call later, me", "recall", "Caller ID")):
            await desk.say(talk, body, at=after(n))
        assert await desk.search("call") == ["call later, me", "Call me later"]
        assert await desk.search("me later") == ["call later, me", "Call me later"]
        assert await desk.search('"call me"') == ["Call me later"]
        assert await desk.search("call*") == ["Caller ID", "call later, me", "Call me later"]
        assert await desk.search("nowhere") == []

    @pytest.mark.parametrize(
        ("body", "query"),
        [
            ("Zoë, wörld", "zoe world"),
            ("ÜBER", "über"),
            ("see you \U0001f600\U0001f44d", "\U0001f600"),
            ("see you \U0001f600\U0001f44d", "\U0001f44d see"),
            ("我们明天见面", "明天"),
            ("明日の会議", '"会議"'),
            ("พรุ่งนี้เจอกัน", "เจอ"),
            ("내일 만나요", "만나*"),
            ("привет, мир", "МИР"),
            ("מה שלומך", "שלומך"),
            ("why?!", "?!"),
            ("100% sure", "100"),
            ("it's", "it's"),
            ("a\U000f0042b", "a"),
        ],
    )
    async def test_every_script_is_found(self, desk: Desk, body: str, query: str) -> None:
        talk = await desk.talk()
        await desk.say(talk, body)
        await desk.say(talk, "something else", at=after(1))
        assert await desk.search(query) == [body]

    @pytest.mark.parametrize("query", ["天明", "\U0001f601", "!?", "ello", "\U000f0042", "\U00100004"])
    async def test_what_is_not_there_is_not_found(self, desk: Desk, query: str) -> None:
        talk = await desk.talk()
        for body in ("我们明天见面", "\U0001f600", "why?!", "hello"):
            await desk.say(talk, body)
        assert await desk.search(query) == []

    async def test_who_wrote_to_whom(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.add_contact("Ana Reyes", [ANA]))
        ana, bo = await desk.talk(ANA), await desk.talk(BO, line=desk.second)
        await desk.say(ana, "in a")
        await desk.say(ana, "out a", out=True, at=after(1))
        await desk.say(bo, "in b", at=after(2))
        await desk.say(bo, "out b", out=True, at=after(3))
        expected = {
            "from:ana": ["in a"],
            "from:rey": ["in a"],
            f"from:{ANA}": ["in a"],
            "from:5550101": ["in a"],
            "from:me": ["out b", "out a"],
            "to:ana": ["out a"],
            "to:me": ["in b", "in a"],
            f"from:{MAIN}": ["out a"],
            f"to:{SECOND}": ["in b"],
            "in:ana": ["out a", "in a"],
            f"in:#{bo}": ["out b", "in b"],
            "line:workshop": ["out b", "in b"],
            "line:0006 in": ["in a"],
            "from:ana to:me": ["in a"],
            "from:ana from:me": [],
            "from:nobody": [],
            "in:#999": [],
            "line:nowhere": [],
            f"from:{BO} in:ana": [],
        }
        assert {query: await desk.search(query) for query in expected} == expected
        (hit,) = await desk.hits("from:ana")
        assert (hit.name, hit.peer_display) == ("Ana Reyes", "+1 415 555 0101")

    async def test_a_sender_with_a_name_instead_of_a_number(self, desk: Desk) -> None:
        await desk.say(await desk.talk("AMAZON"), "parcel")
        assert await desk.search("from:amaz") == ["parcel"]

    async def test_time_state_and_media(self, desk: Desk) -> None:
        talk = await desk.talk()
        await desk.say(talk, "old", at=after(-86400), media=(PICTURE,))
        await desk.say(talk, "failed", out=True, state=State.FAILED)
        await desk.say(talk, "delivered", out=True, state=State.DELIVERED, at=after(1))
        expected = {
            "before:2026-11-25": ["old"],
            "after:2026-11-25": ["delivered", "failed"],
            "after:2026-11-24T12:00:00Z before:2026-11-25T12:00:00Z": ["old"],
            "has:media": ["old"],
            "state:failed": ["failed"],
            "state:failed,delivered": ["delivered", "failed"],
            "state:failed delivered": [],
            "state:received old": ["old"],
            "": ["delivered", "failed", "old"],
        }
        assert {query: await desk.search(query) for query in expected} == expected

    async def test_a_picture_that_comes_later_is_found(self, desk: Desk) -> None:
        text = await desk.say(await desk.talk(), "look")
        assert await desk.search("has:media") == []
        await desk.change(text.id, TextChange(media=(PICTURE,)))
        assert await desk.search("has:media look") == ["look"]
        await desk.change(text.id, TextChange(media=()))
        assert await desk.search("has:media") == []
        assert await desk.search("look") == ["look"]

    async def test_hits_are_paged(self, desk: Desk) -> None:
        talk = await desk.talk()
        await desk.keep(*[a_text(talk, f"word {n}", at=after(n)) for n in range(7)])
        first = await desk.hits("word", limit=4)
        rest = await desk.hits("word", limit=4, before=first[-1].message.position)
        assert [hit.message.body for hit in (*first, *rest)] == [f"word {n}" for n in range(6, -1, -1)]

    async def test_more_people_than_the_index_is_asked_for(self, desk: Desk) -> None:
        pairs = [(desk.line, f"+1415777{n:04}") for n in range(300)]
        made = await desk.store.write(
            lambda tx: tx.ensure_conversations(pairs, at=NOON, filing="open"),  # type: ignore[arg-type]
        )
        ids = list(made.values())
        await desk.keep(*[a_text(key, f"hi {n}", at=after(n)) for n, key in enumerate(ids)])
        await desk.say(await desk.talk(CLEO), "hi stranger", at=after(999))
        await desk.say(ids[0], "mine", out=True, at=after(999))
        assert await desk.search("from:415777 hi", limit=2) == ["hi 299", "hi 298"]
        assert await desk.search("to:415777") == ["mine"]
        assert await desk.search("in:415777 line:main", limit=1) == ["mine"]

    async def test_r9_nothing_that_is_typed_or_kept_breaks_the_search(self, desk: Desk) -> None:
        """R9: poison is stored, found where it has words, and never an error."""
        talk = await desk.talk()
        bodies = [clean(text) for text in HOSTILE]
        await desk.keep(*[a_text(talk, body, at=after(n)) for n, body in enumerate(bodies)])
        assert await desk.bodies(talk) == bodies[::-1]
        for text, body in zip(HOSTILE, bodies, strict=True):
            for query in (text, f'"{body}', f"{body[:99]}*", f"from:{body}", f"in:{body}", f"line:{body}"):
                with suppress(QueryError):
                    await desk.search(query)


class ListingContract:
    """Listing texts for the command line."""

    async def test_each_filter_narrows_and_all_must_hold(self, desk: Desk) -> None:
        ana, bo = await desk.talk(ANA), await desk.talk(BO, line=desk.second)
        old = await desk.say(ana, "old", at=after(-9))
        await desk.say(ana, "out", out=True, state=State.FAILED, at=after(1))
        await desk.say(bo, "b", at=after(2))

        async def found(**filters: object) -> list[str | None]:
            wanted = TextFilter(**filters)  # type: ignore[arg-type]
            return [text.body for text in await desk.store.read(lambda r: r.find(wanted))]

        assert await found() == ["b", "out", "old"]
        assert await found(limit=1) == ["b"]
        assert await found(limit=0) == []
        assert await found(id=old.id) == ["old"]
        assert await found(id=old.id, peer=BO) == []
        assert await found(id=999) == []
        assert await found(peer=ANA) == ["out", "old"]
        assert await found(peer=CLEO) == []
        assert await found(line=SECOND) == ["b"]
        assert await found(line=MAIN, peer=BO) == []
        assert await found(states=(State.FAILED, State.QUEUED)) == ["out"]
        assert await found(states=(State.RECEIVED,)) == ["b", "old"]
        assert await found(peer=ANA, states=(State.RECEIVED,)) == ["old"]
        assert await found(since=NOON) == ["b", "out"]
