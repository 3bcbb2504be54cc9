"""`smstui sync` and `agent`: one pass, several accounts, and who sends."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

from cli.shell import inside, running, shell
from crash.processes import Carrier

if TYPE_CHECKING:
    from pathlib import Path

    from crash.processes import Home

FIELDS = ["account", "fetched", "new", "updated", "skipped", "through"]
FOLLOW = ("messages", "--follow", "--json")


def add_account(home: Home, name: str, carrier: Carrier, base_url: str) -> dict[str, str]:
    """Give the home another account, with a secret in the environment that is returned."""
    with (home.path / "config.toml").open("a") as config:
        config.write(
            f'[accounts.{name}]\nprovider = "twilio"\n'
            f'account_sid = "{carrier.facts["account_sid"]}"\nbase_url = "{base_url}"\n'
        )
    return home.env | {f"SMSTUI_{name}_AUTH_TOKEN".upper(): str(carrier.facts["auth_token"])}


def test_a_pass_prints_one_object_an_account_and_the_second_finds_nothing_new(
    bare: Home, tmp_path: Path
) -> None:
    # Its own carrier: at the shared one somebody may be answering another test's text.
    with Carrier(tmp_path / "ledger.jsonl", ("--history", "60", "--seed", "7")) as quiet:
        check_two_passes(bare.use(quiet))


def check_two_passes(work: Home) -> None:
    first = shell("sync", "--json", env=work.env)
    assert (first.code, first.err) == (0, "")
    row = first.rows[0]
    assert list(row) == FIELDS
    assert (row["account"], row["updated"], row["skipped"]) == ("work", 0, 0)
    assert row["new"] >= 60
    assert row["through"].endswith("Z")
    again = shell("sync", "--json", "--account", "work", env=work.env)
    assert again.rows[0]["new"] == 0
    full = shell("sync", "--full", env=work.env)
    assert (full.code, full.err) == (0, "")
    assert "  0 new  " in full.out


def test_one_account_failing_does_not_stop_the_others_and_is_1(work: Home, carrier: Carrier) -> None:
    env = add_account(work, "away", carrier, "http://127.0.0.1:9")
    done = inside("sync", "--json", env=env)
    assert (done.code, done.err) == (1, "")
    good, bad = done.rows
    assert (good["account"], good["new"] >= 60) == ("work", True)
    assert (bad["account"], bad["new"], bad["through"]) == ("away", 0, None)
    assert bad.keys() >= {"error", "message", "hint"}
    told = inside("sync", env=env)
    assert told.code == 1
    assert told.out.startswith("work  ")
    assert told.err.startswith("away: ")


def test_credentials_that_are_wrong_everywhere_are_6(work: Home, carrier: Carrier) -> None:
    wrong = work.env | {"SMSTUI_WORK_AUTH_TOKEN": "0" * 32}
    assert inside("sync", env=wrong).code == 6
    mixed = add_account(work, "good", carrier, carrier.base_url) | wrong
    mixed["SMSTUI_GOOD_AUTH_TOKEN"] = str(carrier.facts["auth_token"])
    assert inside("sync", env=mixed).code == 1


def test_an_account_that_does_not_exist_is_2(work: Home) -> None:
    done = inside("sync", "--account", "home", "--json", env=work.env)
    assert (done.code, done.rows[0]["error"]) == (2, "usage")


def test_sync_never_sends_and_agent_once_does(work: Home, carrier: Carrier) -> None:
    queued = shell("send", "--from", "Main", "--to", "4155552671", "--no-wait", "for the agent", env=work.env)
    assert (queued.code, queued.out.split()[0]) == (0, "queued")
    assert shell("sync", env=work.env).code == 0
    assert [e for e in carrier.events("accepted") if e["body"] == "for the agent"] == []
    done = shell("agent", "--once", "--json", env=work.env)
    assert (done.code, done.err) == (0, "")
    assert list(done.rows[0]) == FIELDS
    assert len([e for e in carrier.events("accepted") if e["body"] == "for the agent"]) == 1


def test_the_agent_sends_until_told_to_stop_and_a_second_one_is_7(synced: Home, bare: Home) -> None:
    home = synced.copy(bare.path)
    to = "4155550177"
    follow = (*FOLLOW, "--peer", to, "--state", "delivered")
    with running(home, "agent") as agent, running(home, *follow) as follower:
        sent = shell("send", "--from", "Main", "--to", to, "are you there?", env=home.env)
        assert sent.code == 0, sent
        assert "are you there?" in follower.line(), "the agent fetched the receipt"
        second = shell("agent", "--json", env=home.env)
        assert (second.code, second.rows[0]["error"]) == (7, "locked")
        done = agent.end(signal.SIGTERM)
        assert (done.code, done.out, done.err) == (0, "", "")


def test_follow_prints_each_new_text_once_and_with_limit_the_last_before(synced: Home, bare: Home) -> None:
    home = synced.copy(bare.path)
    newest = shell("messages", "--json", "--limit", "2", env=home.env).rows
    with running(home, *FOLLOW, "--limit", "2") as follower:
        before = [follower.line() for _ in range(2)]
        for body in ("first new", "second new"):
            assert shell("send", "--from", "Main", "--to", "4155550178", body, env=home.env).code == 0
        after = [follower.line() for _ in range(2)]
        rest = follower.end(signal.SIGINT)
    assert [json.loads(line)["id"] for line in before] == [newest[1]["id"], newest[0]["id"]], "oldest first"
    assert [json.loads(line)["body"] for line in after] == ["first new", "second new"]
    assert (rest.code, rest.out, rest.err) == (130, "", "")
