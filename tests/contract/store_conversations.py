"""Conversations as every store lists, files and counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contract.desk import ANA, BO, CLEO, MAIN, NOON, a_text, after
from smstui.domain.models import Counts, Direction, Filing, Media, View
from smstui.domain.states import TAKEN_BACK, State
from smstui.ports.errors import StoreError
from smstui.ports.records import TextChange

if TYPE_CHECKING:
    from contract.desk import Desk


class ListContract:
    """What the list shows of a conversation."""

    async def test_a_line_and_a_peer_have_one_conversation(self, desk: Desk) -> None:
        first = await desk.talk(ANA)
        assert await desk.talk(ANA, filing=Filing.DONE) == first
        assert await desk.talk(ANA, line=desk.second) != first
        found = await desk.store.read(lambda r: r.conversation_with(desk.line, ANA))
        assert found is not None
        assert (found.id, found.line, found.line_label, found.account) == (first, MAIN, "Main", "work")
        assert (found.peer, found.peer_display, found.name) == (ANA, "+1 415 555 0101", None)
        assert found.filing is Filing.OPEN
        assert await desk.store.read(lambda r: r.conversation_with(desk.line, BO)) is None
        assert await desk.store.read(lambda r: r.conversation(999)) is None

    async def test_a_conversation_needs_a_line(self, desk: Desk) -> None:
        with pytest.raises(StoreError, match="no line"):
            await desk.talk(ANA, line=999)

    async def test_many_conversations_are_made_at_once(self, desk: Desk) -> None:
        known = await desk.talk(BO)
        pairs = [(desk.line, ANA), (desk.line, BO), (desk.second, ANA)]
        made = await desk.store.write(
            lambda tx: tx.ensure_conversations(pairs, at=NOON, filing=Filing.DONE),
        )
        assert set(made) == set(pairs)
        assert made[desk.line, BO] == known
        assert len(set(made.values())) == 3
        assert len(set(await desk.listed(View.ALL))) == 3

    async def test_the_entry_follows_the_newest_text(self, desk: Desk) -> None:
        talk = await desk.talk()
        await desk.say(talk, "first\nline", unread=True)
        await desk.say(talk, "second", out=True, at=after(5))
        await desk.say(talk, "late, but older", at=after(2), unread=True)
        entry = await desk.entry(talk)
        assert (entry.preview, entry.last_at, entry.unread) == ("second", after(5), 2)
        assert (entry.last_direction, entry.last_state) == (Direction.OUTBOUND, State.SENT)

    async def test_the_first_text_counts_however_old_it_is(self, desk: Desk) -> None:
        talk = await desk.talk(at=NOON)
        await desk.say(talk, "history\nof old", at=after(-9999))
        entry = await desk.entry(talk)
        assert (entry.preview, entry.last_at) == ("history of old", after(-9999))

    @pytest.mark.parametrize(
        ("media", "shown"),
        [
            ((Media("https://m.example/1", "image/png"),), "⧉ picture (image/png)"),
            ((Media("https://m.example/1", "text/vcard"),), "⧉ contact card"),
            (
                (Media("https://m.example/menu\u202e.pdf", "application/pdf"), Media("https://m.example/2")),
                "⧉ file menu<202E>.pdf (application/pdf) and 1 more",
            ),
            ((), ""),
        ],
    )
    async def test_a_text_without_words_says_what_it_is(
        self, desk: Desk, media: tuple[Media, ...], shown: str
    ) -> None:
        talk = await desk.talk()
        await desk.say(talk, None, media=media)
        assert (await desk.entry(talk)).preview == shown

    async def test_a_receipt_of_the_newest_text_shows_in_the_list(self, desk: Desk) -> None:
        talk = await desk.talk()
        older = await desk.say(talk, out=True)
        newest = await desk.say(talk, out=True, at=after(1))
        await desk.change(newest.id, TextChange(state=State.DELIVERED))
        await desk.change(older.id, TextChange(state=State.FAILED))
        assert (await desk.entry(talk)).last_state is State.DELIVERED

    async def test_a_text_taken_back_leaves_list_and_conversation(self, desk: Desk) -> None:
        talk = await desk.talk()
        kept = await desk.say(talk, "kept")
        gone = await desk.say(talk, "oops", out=True, state=State.QUEUED, at=after(9))
        await desk.change(gone.id, TextChange(state=State.CANCELED, reason=TAKEN_BACK))
        entry = await desk.entry(talk)
        assert (entry.preview, entry.last_at, entry.last_position) == ("kept", NOON, kept.position)
        assert (entry.last_direction, entry.last_state) == (Direction.INBOUND, State.RECEIVED)
        assert await desk.bodies(talk) == ["kept"]
        assert await desk.search("oops") == []

    async def test_a_text_canceled_for_another_reason_stays(self, desk: Desk) -> None:
        talk = await desk.talk()
        text = await desk.say(talk, "too late", out=True, state=State.QUEUED)
        await desk.change(text.id, TextChange(state=State.CANCELED, reason="opted out"))
        assert await desk.bodies(talk) == ["too late"]
        entry = await desk.entry(talk)
        assert (entry.preview, entry.last_state) == ("too late", State.CANCELED)

    async def test_a_conversation_whose_only_text_was_taken_back_is_empty_and_goes_on(
        self, desk: Desk
    ) -> None:
        talk = await desk.talk()
        gone = await desk.say(talk, "oops", out=True, state=State.QUEUED)
        await desk.change(gone.id, TextChange(state=State.CANCELED, reason=TAKEN_BACK))
        entry = await desk.entry(talk)
        assert (entry.preview, entry.last_direction, entry.last_state) == ("", None, None)
        await desk.say(talk, "again", at=after(-5))
        assert (await desk.entry(talk)).preview == "again"


class FilingContract:
    """Where conversations are filed, what is read, and what is typed."""

    async def test_f103_views_are_what_they_say(self, desk: Desk) -> None:
        """F103: the inbox lists threads."""
        ana, bo, cleo = [await desk.talk(peer, at=after(n)) for n, peer in enumerate((ANA, BO, CLEO))]
        await desk.store.write(lambda tx: tx.file(bo, Filing.DONE))
        await desk.store.write(lambda tx: tx.set_draft(ana, "half a", at=NOON))
        await desk.say(cleo, at=after(9), unread=True)
        assert await desk.listed(View.INBOX) == [cleo, ana]
        assert await desk.listed(View.DONE) == [bo]
        assert await desk.listed(View.DRAFTS) == [ana]
        assert await desk.listed(View.UNREAD) == [cleo]
        assert await desk.listed(View.ALL) == [cleo, bo, ana]
        for view in View:
            assert await desk.count(view) == len(await desk.listed(view))

    async def test_pages_walk_down_and_up_without_a_gap(self, desk: Desk) -> None:
        made = [await desk.talk(f"+1415555{n:04}", at=after(n)) for n in range(11)][::-1]
        down: list[int] = []
        before = None
        while page := await desk.entries(View.INBOX, limit=3, before=before):
            down += [entry.id for entry in page]
            before = page[-1].last_position
        assert down == made
        up: list[int] = []
        position = 0
        while page := await desk.entries(View.INBOX, limit=3, after=position):
            up = [entry.id for entry in page] + up
            position = page[0].last_position
        assert up == made

    async def test_the_rank_is_how_many_stand_above(self, desk: Desk) -> None:
        made = [await desk.talk(f"+1415555{n:04}", at=after(n)) for n in range(5)][::-1]
        for above, conversation_id in enumerate(made):
            position = (await desk.entry(conversation_id)).last_position
            assert await desk.rank(View.ALL, position) == above
        assert await desk.store.read(lambda r: r.conversation_rank(View.DONE, 0)) == 0

    async def test_the_next_unread_is_the_nearest_in_the_view(self, desk: Desk) -> None:
        talks = [await desk.talk(f"+1415555{n:04}", at=after(n)) for n in range(6)]
        for number in (0, 2, 5):
            await desk.say(talks[number], at=after(number), unread=True)
        await desk.store.write(lambda tx: tx.file(talks[2], Filing.DONE))
        middle = (await desk.entry(talks[3])).last_position

        async def nearest(view: View, *, older: bool) -> int | None:
            found = await desk.store.read(lambda r: r.next_unread(view, position=middle, older=older))
            return found.id if found else None

        assert await nearest(View.ALL, older=True) == talks[2]
        assert await nearest(View.INBOX, older=True) == talks[0]
        assert await nearest(View.INBOX, older=False) == talks[5]
        assert await nearest(View.DONE, older=False) is None

    async def test_the_first_unread_is_the_oldest_by_its_place_whenever_it_was_kept(self, desk: Desk) -> None:
        talk, other = await desk.talk(), await desk.talk(BO)
        await desk.say(other, unread=True)

        async def first() -> str | None:
            found = await desk.store.read(lambda r: r.first_unread(talk))
            return found.body if found else None

        await desk.say(talk, "read", at=after(1))
        assert await first() is None
        await desk.say(talk, "new", unread=True, at=after(3))
        await desk.say(talk, "late", unread=True, at=after(2))
        assert await first() == "late"
        await desk.store.write(lambda tx: tx.mark_read(talk))
        assert await first() is None

    async def test_reading_counts_down_to_the_place(self, desk: Desk) -> None:
        talk = await desk.talk()
        texts = [await desk.say(talk, unread=True, at=after(n)) for n in range(4)]
        assert (await desk.entry(talk)).unread == 4
        await desk.store.write(lambda tx: tx.mark_read(talk, through=texts[1].position))
        assert (await desk.entry(talk)).unread == 2
        await desk.say(talk, unread=True, at=after(-9))
        assert (await desk.entry(talk)).unread == 3
        await desk.store.write(lambda tx: tx.mark_read(talk))
        assert (await desk.entry(talk)).unread == 0
        assert await desk.store.read(lambda r: r.counts()) == Counts()

    async def test_many_are_filed_at_once(self, desk: Desk) -> None:
        talks = [await desk.talk(peer) for peer in (ANA, BO, CLEO)]
        await desk.store.write(lambda tx: tx.file_many(talks[:2], Filing.DONE))
        assert set(await desk.listed(View.DONE)) == set(talks[:2])

    async def test_a_draft_is_kept_and_taken_away(self, desk: Desk) -> None:
        talk = await desk.talk()
        await desk.store.write(lambda tx: tx.set_draft(talk, "half a", at=NOON))
        assert (await desk.entry(talk)).draft == "half a"
        await desk.store.write(lambda tx: tx.set_draft(talk, "", at=NOON))
        assert await desk.listed(View.DRAFTS) == []

    async def test_the_status_line_counts_texts_by_state(self, desk: Desk) -> None:
        talk = await desk.talk()
        states = [State.QUEUED, State.QUEUED, State.SENDING, State.UNCONFIRMED, State.HELD, State.SENT]
        await desk.keep(*[a_text(talk, out=True, state=state) for state in states])
        await desk.keep(*[a_text(talk, unread=True), a_text(talk, unread=True)])
        counts = await desk.store.read(lambda r: r.counts())
        assert counts == Counts(unread=1, waiting=2, sending=1, unconfirmed=1, held=1)
