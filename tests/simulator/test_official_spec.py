"""The carrier's answers are what Twilio's official specification says they are."""

from __future__ import annotations

import httpx

from official_spec import Watch, official_spec
from simulator.world import LINE, PEER, HandClock, world
from smstui.providers.simulator import Carrier, Fault, make_app


async def test_every_answer_passes_the_official_specification_and_no_field_is_missing() -> None:
    spec = official_spec()
    clock = HandClock()
    carrier = Carrier(history=400, clock=clock)
    watch = Watch(make_app(carrier), spec, skip=("/v1/", "/carrier/"))
    transport = httpx.ASGITransport(app=watch)
    async with world(carrier=carrier, clock=clock, transport=transport) as w:
        everything = await w.list(PageSize=100)
        sid = (await w.send()).json()["sid"]
        await w.send(From="", MessagingServiceSid=carrier.account.service_sid)
        for ending in range(193, 200):
            await w.send(to=f"+1212555{ending:04}")
        await w.send(MediaUrl="https://example.test/a.jpg")
        carrier.say(PEER, LINE, "STOP")
        await w.send()
        for code in range(1, 10):
            await w.send(to=f"+1500555000{code}")
        for _ in range(20):
            clock.pass_by(0.2)
            texts = await w.list(**{"DateSent>": "2026-11-24"})
        for text in texts:
            await w.text(text["sid"])
            await w.http.get(text["subresource_uris"]["media"])
        await w.http.post(f"{w.root}/Messages/{sid}.json", data={"Body": ""})
        await w.http.post(f"{w.root}/Messages/{sid}.json", data={"Status": "canceled"})
        await w.http.delete(f"{w.root}/Messages/{sid}.json")
        await w.text(sid)
        for fault in (Fault.RATE_LIMIT, Fault.ERROR_BEFORE, Fault.ERROR_AFTER):
            carrier.faults.order(fault)
            await w.send()
        await w.http.get(f"{w.root}/Messages.json", auth=("a", "b"))
        numbers = (await w.http.get(f"{w.root}/IncomingPhoneNumbers.json")).json()["incoming_phone_numbers"]
        account = (await w.http.get(f"{w.root}.json")).json()
    assert watch.problems == []
    assert len(watch.seen) > 60
    schemas = spec.document["components"]["schemas"]
    for kind, things in (
        ("message", everything),
        ("incoming_phone_number", numbers),
    ):
        wanted = set(schemas[f"api.v2010.account.{kind}"]["properties"])
        assert all(set(thing) == wanted for thing in things), kind
    assert set(account) == set(schemas["api.v2010.account"]["properties"])
