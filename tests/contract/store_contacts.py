"""What a store does with contacts and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import ANA, BO, CLEO
from smstui.domain.models import Contact, ContactPoint, View
from smstui.domain.numbers import display
from smstui.ports.errors import StoreError

if TYPE_CHECKING:
    from contract.desk import Desk
    from smstui.ports.store import Writer


def point(number: str, label: str = "") -> ContactPoint:
    return ContactPoint(number, display(number), label)


class WhichContract:
    """T6, F10: numbers of one name that are talked with can be told apart, wherever they are listed."""

    async def which(self, desk: Desk) -> dict[str, str]:
        """Return which number each conversation is with, by that number; everything that is listed agrees."""
        found = await desk.store.read(lambda r: r.conversations(View.ALL, limit=9))
        assert {each.message.peer: each.which for each in await desk.hits("hello")} == {
            each.peer: each.which for each in found
        }
        return {each.peer: each.which for each in found}

    @pytest.mark.parametrize(
        ("labels", "shown"),
        [
            (("mobile", "work"), ("mobile", "work")),
            (("", "work"), ("+1 415 555 0101", "work")),
            (("home", "home"), ("+1 415 555 0101", "+1 415 555 0102")),
        ],
    )
    async def test_of_several_numbers_of_a_contact_the_label_is_told_or_the_number(
        self, desk: Desk, labels: tuple[str, str], shown: tuple[str, str]
    ) -> None:
        points = [point(ANA, labels[0]), point(BO, labels[1])]
        await desk.store.write(lambda tx: tx.save_contact("Ana Reyes", points))
        await desk.say(await desk.talk(ANA))
        assert await self.which(desk) == {ANA: ""}
        await desk.say(await desk.talk(BO))
        await desk.say(await desk.talk(CLEO))
        assert await self.which(desk) == {ANA: shown[0], BO: shown[1], CLEO: ""}

    async def test_of_two_contacts_of_one_name_the_number_is_told(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.save_contact("Ana Reyes", [point(ANA, "mobile")]))
        await desk.store.write(lambda tx: tx.save_contact("ana reyes", [point(BO, "work")]))
        await desk.say(await desk.talk(ANA))
        assert await self.which(desk) == {ANA: ""}
        await desk.say(await desk.talk(BO))
        assert await self.which(desk) == {ANA: "+1 415 555 0101", BO: "+1 415 555 0102"}

    async def test_a_notice_tells_it_too(self, desk: Desk) -> None:
        points = [point(ANA, "mobile"), point(BO, "work")]
        await desk.store.write(lambda tx: tx.save_contact("Ana Reyes", points))
        for number in (ANA, BO):
            await desk.say(await desk.talk(number), arrived=True)
        found = await desk.store.read(lambda r: r.notices(limit=9))
        assert [each.full_title for each in found] == ["Ana Reyes (work)", "Ana Reyes (mobile)"]


class ContactsContract:
    """F131: a list of contacts, several numbers each."""

    async def test_a_contact_comes_back_with_its_numbers_in_their_order(self, desk: Desk) -> None:
        points = (point(BO, "work"), point(ANA))
        ana = await desk.store.write(lambda tx: tx.save_contact("Ana Reyes", points))
        expected = Contact(ana, "Ana Reyes", points)
        assert await desk.store.read(lambda r: r.contact(ana)) == expected
        assert await desk.store.read(lambda r: r.contact_with(ANA)) == expected
        assert await desk.store.read(lambda r: r.contact_with(CLEO)) is None
        assert await desk.store.read(lambda r: r.contact(ana + 1)) is None

    async def test_contacts_are_listed_by_name_whatever_its_case_and_accents(self, desk: Desk) -> None:
        def fill(tx: Writer) -> None:
            for name in ("Zoë", "ana", "Ärne", "Bo", "Ana"):
                tx.save_contact(name, [])

        await desk.store.write(fill)
        names = [each.name for each in await desk.store.read(lambda r: r.contacts(limit=9))]
        assert names == ["ana", "Ana", "Ärne", "Bo", "Zoë"]
        page = await desk.store.read(lambda r: r.contacts(limit=2, skip=2))
        assert [each.name for each in page] == ["Ärne", "Bo"]
        assert await desk.store.read(lambda r: r.contact_count()) == 5

    @pytest.mark.parametrize(
        ("like", "found"),
        [
            ("", ["Ana María", "Bo O’Brien-Lund"]),
            ("mar", ["Ana María"]),
            ("BO", ["Bo O’Brien-Lund"]),
            ("+1 415", ["Ana María", "Bo O’Brien-Lund"]),
            ("0102", ["Bo O’Brien-Lund"]),
            ("und", []),
            ("  maria ", ["Ana María"]),
            ("+1415555", ["Ana María", "Bo O’Brien-Lund"]),
            ("(415) 555", ["Ana María", "Bo O’Brien-Lund"]),
            ("%", []),
            ("_", []),
            ("'", []),
            ("442", []),
            ("zz 1", []),
            ("maria ana", ["Ana María"]),
            ("mar a", ["Ana María"]),
            ("maria bo", []),
            ("ana aria", []),
            ("brien", ["Bo O’Brien-Lund"]),
            ("o'brien", ["Bo O’Brien-Lund"]),
            ("lund bo", ["Bo O’Brien-Lund"]),
            ("b.", ["Bo O’Brien-Lund"]),
            ("rien", []),
            ("\u0301", []),
        ],
    )
    async def test_typing_narrows_them_by_words_of_the_name_and_by_number(
        self, desk: Desk, like: str, found: list[str]
    ) -> None:
        await desk.store.write(lambda tx: tx.save_contact("Ana María", [point(ANA)]))
        await desk.store.write(lambda tx: tx.save_contact("Bo O’Brien-Lund", [point(BO)]))
        listed = await desk.store.read(lambda r: r.contacts(like, limit=9))
        assert [each.name for each in listed] == found
        assert await desk.store.read(lambda r: r.contact_count(like)) == len(found)

    async def test_a_change_names_conversations_anew_and_takes_the_name_from_others(self, desk: Desk) -> None:
        with_ana, with_bo = await desk.talk(ANA), await desk.talk(BO)
        person = await desk.store.write(lambda tx: tx.save_contact("Ana", [point(ANA)]))
        await desk.store.write(lambda tx: tx.save_contact("Anna", [point(BO)], contact_id=person))
        assert (await desk.entry(with_ana)).name is None
        assert (await desk.entry(with_bo)).name == "Anna"
        assert await desk.store.read(lambda r: r.contact_with(ANA)) is None
        assert await desk.store.read(lambda r: r.contact_count()) == 1

    @pytest.mark.parametrize("peer", ["SHOP", "+447700900123", "12"])
    async def test_a_sender_that_nobody_can_text_has_a_name_as_well(self, desk: Desk, peer: str) -> None:
        there = await desk.talk(peer)
        await desk.store.write(lambda tx: tx.save_contact("Corner Shop", [point(peer)]))
        assert (await desk.entry(there)).name == "Corner Shop"
        assert await desk.store.read(lambda r: r.names([peer])) == {peer: "Corner Shop"}
        [found] = await desk.store.read(lambda r: r.conversations_of([peer], limit=1))
        assert found.id == there

    async def test_another_contacts_number_stays_with_it_through_a_change(self, desk: Desk) -> None:
        await desk.store.write(lambda tx: tx.save_contact("Ana", [point(ANA)]))
        bo = await desk.store.write(lambda tx: tx.save_contact("Bo", [point(BO)]))
        await desk.store.write(lambda tx: tx.save_contact("Bo", [point(BO), point(ANA)], contact_id=bo))
        assert await desk.store.read(lambda r: r.names([ANA, BO])) == {ANA: "Ana", BO: "Bo"}

    async def test_a_contact_that_is_not_there_is_not_made_by_changing_it(self, desk: Desk) -> None:
        with pytest.raises(StoreError):
            await desk.store.write(lambda tx: tx.save_contact("Nobody", [point(ANA)], contact_id=99))
        assert await desk.store.read(lambda r: r.contact_count()) == 0

    async def test_all_conversations_with_some_numbers_are_found_on_every_line(self, desk: Desk) -> None:
        mine, theirs = await desk.talk(ANA), await desk.talk(ANA, line=desk.second)
        await desk.talk(CLEO)
        found = await desk.store.read(lambda r: r.conversations_of([ANA, BO], limit=9))
        assert {each.id for each in found} == {mine, theirs}
        assert [each.last_position for each in found] == sorted(
            (each.last_position for each in found), reverse=True
        )
        assert len(await desk.store.read(lambda r: r.conversations_of([ANA], limit=1))) == 1
