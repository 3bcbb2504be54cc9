"""The people at the other end: they answer, and STOP, START and HELP do what they do at Twilio."""

from __future__ import annotations

import pytest

from simulator.world import LINE, OTHER_LINE, PEER, world


async def test_a_peer_answers_within_seconds_of_the_delivery() -> None:
    async with world() as w:
        await w.send(body="Your bike is ready, you can pick it up")
        w.clock.pass_by(12)
        answer, question = await w.list()
        assert (answer["direction"], answer["status"]) == ("inbound", "received")
        assert (answer["from"], answer["to"]) == (PEER, LINE)
        assert answer["body"]
        assert question["status"] == "delivered"


async def test_a_burst_gets_one_answer_and_later_texts_another() -> None:
    async with world() as w:
        for number in range(3):
            await w.send(body=f"part {number}")
        w.clock.pass_by(30)
        assert sum(text["direction"] == "inbound" for text in await w.list()) == 1
        await w.send(body="and now?")
        w.clock.pass_by(30)
        assert sum(text["direction"] == "inbound" for text in await w.list()) == 2


async def test_the_same_seed_gives_the_same_world() -> None:
    async def bodies(seed: int) -> list[str]:
        async with world(seed=seed, history=300) as w:
            for number in range(20):
                await w.send(to=f"+1415555{number + 100:04}", body=f"Hello? {number}")
            w.clock.pass_by(60)
            return [text["body"] + text["sid"] for text in await w.list(PageSize=1000)]

    assert await bodies(3) == await bodies(3)
    assert await bodies(3) != await bodies(4)


@pytest.mark.parametrize(
    "word", ["STOP", " stop \n", "Unsubscribe", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "Cancel"]
)
async def test_a_peer_who_says_stop_is_told_so_and_texted_no_more(word: str) -> None:
    async with world() as w:
        w.carrier.say(PEER, LINE, word)
        automatic, said = await w.list()
        assert said["body"] == word
        assert (automatic["direction"], automatic["to"]) == ("outbound-reply", PEER)
        assert automatic["body"].startswith("You have successfully been unsubscribed")
        refused = await w.send()
        assert (refused.status_code, refused.json()["code"]) == (400, 21610)
        service = await w.send(From="", MessagingServiceSid=w.carrier.account.service_sid)
        assert service.json()["code"] == 21610
        assert (await w.send(From=OTHER_LINE)).status_code == 201


async def test_start_lifts_a_stop_and_says_so() -> None:
    async with world(peers_answer=False) as w:
        w.carrier.say(PEER, LINE, "Stop")
        w.carrier.say(PEER, LINE, "start")
        assert "re-subscribed" in (await w.list())[0]["body"]
        assert (await w.send()).status_code == 201


async def test_only_a_change_is_answered_but_help_always_is() -> None:
    async with world() as w:
        for word, answers in (("YES", 0), ("HELP", 1), ("info", 2), ("STOP", 3), ("STOP", 3), ("HELP", 4)):
            w.carrier.say(PEER, LINE, word)
            texts = await w.list()
            assert sum(text["direction"] == "outbound-reply" for text in texts) == answers, word
        assert (await w.send()).json()["code"] == 21610


@pytest.mark.parametrize("body", ["Please stop by at 5", "STOP it", "stop.", "Don't cancel", "S T O P", ""])
async def test_a_word_inside_a_text_stops_nothing(body: str) -> None:
    async with world() as w:
        w.carrier.say(PEER, LINE, body)
        assert (await w.send()).status_code == 201


async def test_somebody_who_said_stop_does_not_answer() -> None:
    async with world() as w:
        await w.send()
        w.carrier.say(PEER, LINE, "STOP")
        w.clock.pass_by(60)
        assert [text["body"] for text in await w.list() if text["direction"] == "inbound"] == ["STOP"]


async def test_anybody_can_be_made_to_speak_over_http() -> None:
    async with world() as w:
        form = {"From": "+33612345678", "To": LINE, "Body": "salut\x00\x1b[2J"}
        answer = await w.http.post("/carrier/say", data=form)
        assert answer.status_code == 201
        assert (await w.list())[0]["body"] == "salut\x00\x1b[2J"
        bare = f"From={PEER}&To={LINE}&Body=as+curl+sends+it"
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await w.http.post("/carrier/say", content=bare, headers=typed)
        assert answer.json()["from"] == PEER
        assert (await w.http.post("/carrier/say", data=form | {"To": PEER})).status_code == 400
        assert (await w.http.post("/carrier/say", data=form | {"From": ""})).status_code == 400
        assert (await w.http.post("/carrier/say", data=form, auth=("a", "b"))).status_code == 401


async def test_the_demos_people_arrive_some_at_once_and_some_later() -> None:
    async with world(history=400) as w:
        before = len(await w.list(PageSize=1000))
        w.carrier.start_arrivals()
        w.clock.pass_by(2)
        soon = await w.list(PageSize=1000)
        w.clock.pass_by(1800)
        assert before < len(soon) < len(await w.list(PageSize=1000))
        names = {person.number: person.name for person in w.carrier.people}
        assert "Ana Reyes" in {names[text["from"]] for text in soon[: len(soon) - before]}
