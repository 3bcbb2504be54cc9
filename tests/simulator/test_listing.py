"""Lists of texts and numbers: order, filters, pages, and who may ask."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import pytest

from simulator.world import LINE, OTHER_LINE, PEER, VOICE_LINE, world
from smstui.ports.errors import UsageError
from smstui.providers.simulator import Faults, parse_lines


async def test_texts_of_both_directions_are_listed_newest_first() -> None:
    async with world(peers_answer=False) as w:
        await w.send(body="one")
        w.carrier.say(PEER, LINE, "two")
        await w.send(body="three")
        assert [text["body"] for text in await w.list()] == ["three", "two", "one"]
        assert [text["direction"] for text in await w.list()] == ["outbound-api", "inbound", "outbound-api"]


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
async def test_pages_hold_every_text_once_whatever_their_size(size: int) -> None:
    async with world(history=120) as w:
        sids = [text["sid"] for text in await w.list(PageSize=size)]
        assert len(sids) == len(set(sids)) == 120


async def test_a_list_that_grows_while_it_is_paged_skips_and_repeats_nothing() -> None:
    async with world(history=95, peers_answer=False) as w:
        before = [text["sid"] for text in await w.list(PageSize=1000)]
        found: list[str] = []
        address = f"{w.root}/Messages.json?PageSize=10"
        while address:
            page = (await w.http.get(address)).json()
            found += [text["sid"] for text in page["messages"]]
            assert not page["next_page_uri"] or page["next_page_uri"].startswith("/2010-04-01/")
            address = page["next_page_uri"]
            for _ in range(3):
                await w.send()
            if len(found) == 20:
                await w.http.delete(f"{w.root}/Messages/{found[-1]}.json")
        assert found == before


async def test_page_sizes_are_50_unless_asked_and_1000_at_most() -> None:
    async with world(history=1200) as w:
        for asked, got in (("", 50), ("?PageSize=3", 3), ("?PageSize=5000", 1000), ("?PageSize=0", 1)):
            page = (await w.http.get(f"{w.root}/Messages.json{asked}")).json()
            assert (page["page_size"], len(page["messages"])) == (got, got)
            assert (page["page"], page["start"], page["end"]) == (0, 0, got - 1)


async def test_texts_are_found_by_number_and_by_time() -> None:
    async with world(history=400) as w:
        everything = await w.list(PageSize=1000)
        peer = everything[0]["to"]
        to_peer = await w.list(To=peer)
        assert to_peer == [text for text in everything if text["to"] == peer]
        assert await w.list(To=peer, From=LINE) == to_peer
        assert await w.list(From=LINE) == [text for text in everything if text["from"] == LINE]
        assert await w.list(From=peer) == [text for text in everything if text["from"] == peer]

        def sent(text: dict[str, str]) -> datetime:
            return parsedate_to_datetime(text["date_sent"])

        moment = sent(everything[100])
        stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert await w.list(**{"DateSent>": stamp}) == [t for t in everything if sent(t) >= moment]
        assert await w.list(**{"DateSent<": stamp}) == [t for t in everything if sent(t) <= moment]
        day = moment.date()
        same_day = [t for t in everything if sent(t).astimezone(UTC).date() == day]
        assert await w.list(DateSent=day.isoformat()) == same_day
        both = {"DateSent>": day.isoformat(), "DateSent<": day.isoformat()}
        assert await w.list(**both) == same_day
        assert await w.list(**both, To=peer) == [t for t in same_day if t["to"] == peer]


async def test_a_time_filter_misses_what_is_not_sent_yet() -> None:
    async with world() as w:
        await w.send()
        assert await w.list(**{"DateSent>": "2020-01-01"}) == []
        assert len(await w.list()) == 1
        w.clock.pass_by(2)
        assert len(await w.list(**{"DateSent>": "2020-01-01"})) == 1


@pytest.mark.parametrize("word", ["yesterday", "2026-13-01", "2026-02-30T25:00"])
async def test_a_time_that_is_none_is_refused(word: str) -> None:
    async with world() as w:
        answer = await w.http.get(f"{w.root}/Messages.json", params={"DateSent>": word})
        assert answer.status_code == 400


async def test_a_lag_hides_texts_of_ours_from_lists_but_not_from_fetching() -> None:
    async with world(faults=Faults("lag=6"), peers_answer=False) as w:
        sid = (await w.send()).json()["sid"]
        w.carrier.say(PEER, LINE, "shown at once")
        w.clock.pass_by(5)
        assert [text["body"] for text in await w.list()] == ["shown at once"]
        assert (await w.text(sid)).status_code == 200
        w.clock.pass_by(1)
        assert len(await w.list()) == 2


async def test_the_numbers_come_with_what_they_can_do_f4() -> None:
    async with world() as w:
        answer = (await w.http.get(f"{w.root}/IncomingPhoneNumbers.json")).json()
        told = {line["phone_number"]: line["capabilities"] for line in answer["incoming_phone_numbers"]}
        assert list(told) == [LINE, OTHER_LINE, VOICE_LINE]
        assert [told[number]["sms"] for number in told] == [True, True, False]
        assert told[VOICE_LINE]["voice"]


async def test_numbers_are_paged_and_found_by_number() -> None:
    lines = parse_lines([f"+1212555{number:04}" for number in range(100, 107)])
    async with world(lines=lines) as w:
        found: list[str] = []
        address: str | None = f"{w.root}/IncomingPhoneNumbers.json?PageSize=3"
        while address:
            page = (await w.http.get(address)).json()
            found += [line["phone_number"] for line in page["incoming_phone_numbers"]]
            address = page["next_page_uri"]
        assert found == [line.number for line in lines]
        one = await w.http.get(f"{w.root}/IncomingPhoneNumbers.json", params={"PhoneNumber": found[4]})
        assert [line["phone_number"] for line in one.json()["incoming_phone_numbers"]] == [found[4]]


async def test_the_messaging_service_lists_the_lines_that_can_text() -> None:
    async with world() as w:
        address: str | None = f"/v1/Services/{w.carrier.account.service_sid}/PhoneNumbers?PageSize=1"
        found: list[str] = []
        while address:
            page = (await w.http.get(address)).json()
            found += [line["phone_number"] for line in page["phone_numbers"]]
            address = page["meta"]["next_page_url"]
        assert found == [LINE, OTHER_LINE]
        assert (await w.http.get("/v1/Services/MG1/PhoneNumbers")).status_code == 404


@pytest.mark.parametrize("words", ["5551234", "+1", "+15005550006:fax", "", "+15005550006,+15005550006"])
def test_lines_that_are_none_are_refused(words: str) -> None:
    with pytest.raises(UsageError):
        parse_lines(words.split(","))


async def test_only_who_has_the_secret_is_let_in() -> None:
    async with world() as w:
        sid, token = w.carrier.account_sid, w.carrier.auth_token
        for user, secret in ((sid, "wrong"), ("wrong", token), (sid, ""), (sid, token + "é")):
            answer = await w.http.get(f"{w.root}/Messages.json", auth=httpx.BasicAuth(user, secret))
            assert (answer.status_code, answer.json()["code"]) == (401, 20003)
        for word in ("", "Bearer abc", "Basic ???", "Basic"):
            answer = await w.http.get(
                f"{w.root}/Messages.json", auth=httpx.Auth(), headers={"Authorization": word}
            )
            assert answer.status_code == 401
        assert (await w.http.get(f"{w.root}.json")).json()["auth_token"] is None
        key = httpx.BasicAuth(*w.carrier.account.api_key)
        assert (await w.http.get(f"{w.root}/Messages.json", auth=key)).status_code == 200


async def test_what_is_not_there_is_answered_in_json() -> None:
    async with world() as w:
        other = f"/2010-04-01/Accounts/AC{'0' * 32}/Messages.json"
        for path in ("/", "/favicon.ico", other, f"{w.root}/Messages/SM1.json", f"{w.root}/Messages.json/"):
            answer = await w.http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, 20404)
        assert (await w.http.put(f"{w.root}/Messages.json")).json()["status"] == 405


async def test_answers_carry_the_carriers_time_in_whole_seconds() -> None:
    async with world() as w:
        w.clock.pass_by(0.75)
        answer = await w.send()
        assert answer.headers["date"] == "Wed, 25 Nov 2026 12:00:00 GMT"
        assert answer.json()["date_created"] == "Wed, 25 Nov 2026 12:00:00 +0000"
        assert answer.headers["content-type"].startswith("application/json")
