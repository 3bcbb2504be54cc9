"""What goes wrong on the way: told by a SPEC, met as often as it says, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from simulator.world import PEER, world
from smstui.ports.errors import UsageError
from smstui.providers.simulator import Fault, Faults


@pytest.mark.parametrize(
    ("fault", "taken"),
    [
        (Fault.CUT_BEFORE, 0),
        (Fault.CUT_AFTER, 1),
        (Fault.ERROR_BEFORE, 0),
        (Fault.ERROR_AFTER, 1),
        (Fault.RATE_LIMIT, 0),
    ],
)
async def test_before_means_nothing_was_taken_and_after_that_it_was(fault: Fault, taken: int) -> None:
    async with world(peers_answer=False) as w:
        w.carrier.faults.order(fault, seconds=2.5)
        if fault in {Fault.CUT_BEFORE, Fault.CUT_AFTER}:
            with pytest.raises(httpx.RemoteProtocolError):
                await w.send()
        else:
            answer = await w.send()
            limited = fault is Fault.RATE_LIMIT
            assert (answer.status_code, answer.json()["code"]) == ((429, 20429) if limited else (500, 20500))
            assert answer.headers.get("retry-after") == ("3" if limited else None)
        assert len(await w.list()) == taken
        assert (await w.send()).status_code == 201


async def test_a_slow_answer_comes_late_but_the_text_was_taken_at_once() -> None:
    async with world(peers_answer=False) as w:
        w.carrier.faults.order(Fault.SLOW, seconds=9)
        answer = await w.send()
        assert w.clock.waits == [9]
        assert answer.json()["status"] == "queued"
        assert answer.json()["date_created"] == "Wed, 25 Nov 2026 12:00:00 +0000"


async def test_a_cut_after_a_refusal_took_nothing() -> None:
    async with world() as w:
        w.carrier.faults.order(Fault.CUT_AFTER)
        with pytest.raises(httpx.RemoteProtocolError):
            await w.send(body="")
        assert await w.list() == []


async def test_lists_are_rate_limited_slow_and_broken_but_never_cut() -> None:
    spec = "cut-before=0.2,cut-after=0.2,500-before=0.2,429=0.2:1,slow=0.2:3"
    async with world(faults=Faults(spec, seed=5)) as w:
        answers = [await w.http.get(f"{w.root}/Messages.json") for _ in range(200)]
        told = Counter(answer.status_code for answer in answers)
        assert set(told) == {200, 429, 500}
        assert 15 < told[429] < 70
        assert 15 < told[500] < 70
        assert set(w.clock.waits) == {3}


async def test_faults_come_as_often_as_asked_for_and_the_same_with_the_same_seed() -> None:
    def throws(seed: int) -> list[object]:
        faults = Faults("cut-before=0.02,cut-after=0.03,500-after=0.05", seed=seed)
        return [faults.throw(sending=True) for _ in range(5000)]

    counted = Counter(throw[0] if isinstance(throw, tuple) else None for throw in throws(1))
    assert 60 < counted[Fault.CUT_BEFORE] < 140
    assert 100 < counted[Fault.CUT_AFTER] < 200
    assert 190 < counted[Fault.ERROR_AFTER] < 310
    assert throws(1) == throws(1) != throws(2)


@pytest.mark.parametrize(
    "spec",
    [
        "cut",
        "cut=0.1",
        "cut-before=x",
        "cut-before=-0.1",
        "cut-before=2",
        "cut-before=nan",
        "cut-before=0.1:3",
        "429=0.1",
        "slow=0.1",
        "slow=0.1:",
        "slow=0.1:2:3",
        "cut-before=0.1:",
        "lag=soon",
        "lag=inf",
        "cut-before=0.6,cut-after=0.6",
    ],
)
def test_a_spec_that_means_nothing_is_refused_with_what_it_should_be(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        Faults(spec)
    assert "cut-before=P" in caught.value.hint


def test_a_spec_may_be_empty_and_have_spaces() -> None:
    assert Faults("").throw(sending=True) is None
    assert Faults(" slow=1:2 , lag=3").lag == 3
    assert Faults("slow=1:2").throw(sending=False) == (Fault.SLOW, 2.0)


async def test_without_faults_nothing_goes_wrong() -> None:
    async with world(peers_answer=False) as w:
        assert {(await w.send(to=PEER)).status_code for _ in range(300)} == {201}
