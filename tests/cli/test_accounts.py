"""`smstui accounts`: nothing is saved before the provider lets us in, and a secret is never seen."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.shell import inside, shell
from crash.processes import SMSTUI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crash.processes import Carrier, Home

TESTS = Path(__file__).parents[1]


def words(carrier: Carrier, *more: str, name: str = "work") -> list[str]:
    sid = str(carrier.facts["account_sid"])
    return ["accounts", "add", name, "--account-sid", sid, "--base-url", carrier.base_url, *more]


def token(carrier: Carrier) -> str:
    return f"{carrier.facts['auth_token']}\n"


def with_keyring(home: Home, backend: str = "Working") -> dict[str, str]:
    return home.env | {
        "PYTHON_KEYRING_BACKEND": f"config.fake_keyring.{backend}",
        "PYTHONPATH": str(TESTS),
        "FAKE_KEYRING": str(home.path.parent / "keyring.json"),
    }


def kept(env: Mapping[str, str]) -> dict[str, str]:
    file = Path(env["FAKE_KEYRING"])
    found: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return found


def test_an_account_from_its_first_day_to_its_last(bare: Home, carrier: Carrier) -> None:
    env = with_keyring(bare)
    secret = token(carrier).strip()
    added = shell(
        *words(carrier, "--secret-stdin", "--line", "(500) 555-0006"), env=env, stdin=token(carrier)
    )
    assert (added.code, added.err) == (0, "")
    assert "the keyring" in added.out
    assert "+1 500 555 0006" in added.out
    assert kept(env) == {"smstui work/auth_token": secret}
    settings = tomllib.loads((bare.path / "config.toml").read_text())
    assert settings["accounts"]["work"] == {
        "provider": "twilio",
        "account_sid": carrier.facts["account_sid"],
        "base_url": carrier.base_url,
        "lines": ["+15005550006"],
    }
    listed = shell("accounts", "list", "--json", env=env).rows
    assert [(row["account"], row["provider"], row["lines"]) for row in listed] == [
        ("work", "twilio", ["+15005550006"])
    ]
    assert shell("sync", env=env).code == 0
    texts = shell("messages", "--json", env=env).out
    removed = shell("accounts", "remove", "work", env=env)
    assert (removed.code, removed.err) == (0, "")
    assert kept(env) == {}
    assert shell("messages", "--json", env=env).out == texts, "its texts stay"
    refused = shell("send", "--from", "+15005550006", "--to", "4155552671", "too late", env=env)
    assert refused.code == 3
    seen = [added.out, added.err, removed.out, json.dumps(listed), (bare.path / "config.toml").read_text()]
    assert not any(secret in each for each in seen)


def test_a_secret_that_does_not_work_is_6_and_nothing_is_saved(bare: Home, carrier: Carrier) -> None:
    env = with_keyring(bare)
    done = shell(*words(carrier, "--secret-stdin", "--json"), env=env, stdin="canary-0123456789\n")
    assert (done.code, done.err) == (6, "")
    assert done.rows[0].keys() >= {"error", "message", "hint"}
    assert "Nothing was saved" in done.rows[0]["hint"]
    assert "canary" not in done.out
    assert kept(env) == {}
    assert not (bare.path / "config.toml").exists()


def test_a_provider_that_cannot_be_reached_saves_nothing_either(bare: Home, carrier: Carrier) -> None:
    away = [word.replace(carrier.base_url, "http://127.0.0.1:9") for word in words(carrier)]
    done = inside(*away, "--secret-stdin", "--insecure-storage", env=bare.env, stdin=token(carrier))
    assert done.code == 1
    assert "Nothing was saved" in done.err
    assert list(bare.path.iterdir()) == []


def test_k3_without_a_keyring_nothing_is_kept_until_the_person_says_so(bare: Home, carrier: Carrier) -> None:
    done = inside(*words(carrier, "--secret-stdin"), env=bare.env, stdin=token(carrier))
    assert done.code == 6
    assert "--insecure-storage" in done.err
    assert list(bare.path.iterdir()) == []
    agreed = inside(
        *words(carrier, "--secret-stdin", "--insecure-storage"), env=bare.env, stdin=token(carrier)
    )
    assert agreed.code == 0
    file = bare.path / "credentials.toml"
    assert str(file) in agreed.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert inside("accounts", "test", "work", env=bare.env).code == 0


def test_an_api_key_does_instead_of_the_token(bare: Home, carrier: Carrier) -> None:
    from smstui.providers.simulator.account import Account

    sid, secret = Account(seed=7).api_key
    pair = f"api_key_sid={sid}\nAPI_KEY_SECRET={secret}\n"
    done = inside(*words(carrier, "--secret-stdin", "--insecure-storage"), env=bare.env, stdin=pair)
    assert (done.code, done.err) == (0, "")
    assert inside("sync", env=bare.env).code == 0


def test_what_the_environment_or_a_command_has_is_not_kept_again(bare: Home, carrier: Carrier) -> None:
    env = bare.env | {"SMSTUI_WORK_AUTH_TOKEN": token(carrier).strip()}
    assert inside(*words(carrier), env=env).code == 0
    assert not (bare.path / "credentials.toml").exists()
    command = f"printf %s {token(carrier)}"
    done = inside(*words(carrier, "--credential-command", command, name="other"), env=bare.env)
    assert done.code == 0
    assert not (bare.path / "credentials.toml").exists()
    assert tomllib.loads((bare.path / "config.toml").read_text())["accounts"].keys() == {"work", "other"}


def test_login_gives_another_secret_only_where_it_works(work: Home, carrier: Carrier) -> None:
    env = {name: value for name, value in with_keyring(work).items() if name != "SMSTUI_WORK_AUTH_TOKEN"}
    wrong = shell("accounts", "login", "work", "--secret-stdin", env=env, stdin="f" * 32)
    assert (wrong.code, kept(env)) == (6, {})
    right = shell("accounts", "login", "work", "--secret-stdin", env=env, stdin=token(carrier))
    assert (right.code, right.err) == (0, "")
    assert kept(env) == {"smstui work/auth_token": token(carrier).strip()}
    assert shell("accounts", "test", "work", "--json", env=env).rows[0]["number"] == "+15005550006"


def test_test_tells_in_the_provider_s_words_why_it_does_not_let_us_in(work: Home) -> None:
    done = inside("accounts", "test", "work", env=work.env | {"SMSTUI_WORK_AUTH_TOKEN": "f" * 32})
    assert (done.code, done.out) == (6, "")
    assert "20003" in done.err
    assert "ffff" not in done.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["Work", "--account-sid", "AC1"], "a to z"),
        (["work", "--account-sid", "AC1"], "already"),
        (["home"], "--account-sid"),
        (["home", "--account-sid", "AC1"], "--account-sid"),
        (["home", "--account-sid", "x", "--base-url", "nowhere"], "--base-url"),
        (["home", "--account-sid", "x", "--provider", "pigeon"], "pigeon"),
        (["home", "--account-sid", "AC" + "0" * 32], "--secret-stdin"),
    ],
)
def test_wrong_flags_of_add_are_2_and_change_nothing(work: Home, more: list[str], said: str) -> None:
    before = (work.path / "config.toml").read_text()
    done = inside("accounts", "add", *more, env=work.env)
    assert (done.code, done.out) == (2, "")
    assert said in done.err + " --secret-stdin" * ("terminal" in done.err)
    assert (work.path / "config.toml").read_text() == before


def test_a_line_that_the_provider_does_not_list_is_2(bare: Home, carrier: Carrier) -> None:
    more = words(carrier, "--secret-stdin", "--line", "+14155550143")
    done = inside(*more, env=bare.env, stdin=token(carrier))
    assert done.code == 2
    assert "+15005550006" in done.err
    assert list(bare.path.iterdir()) == []


@pytest.mark.parametrize("action", ["test", "login", "remove"])
def test_an_account_that_does_not_exist_is_2(work: Home, action: str) -> None:
    done = inside("accounts", action, "home", env=work.env)
    assert (done.code, done.out) == (2, "")
    assert "there are: work" in done.err


def test_k1_the_secret_is_in_no_argument_and_in_no_child_s_environment(bare: Home, carrier: Carrier) -> None:
    """While `accounts add` waits for its secret, and in the command it starts."""
    probe = bare.path.parent / "probe"
    probe.write_text(f"#!/bin/sh\nenv > {bare.path.parent}/child-env\nprintf %s {token(carrier)}")
    probe.chmod(0o700)
    secret = token(carrier).strip()
    env = bare.env | {"SMSTUI_OTHER_AUTH_TOKEN": secret}
    process = subprocess.Popen(
        [SMSTUI, *words(carrier, "--insecure-storage", "--secret-stdin")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=bare.env,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(secret)
    process.stdin.flush()
    seen = (
        Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
    )
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert secret.encode() not in seen
    assert secret not in out + err
    assert shell(*words(carrier, "--credential-command", str(probe), name="third"), env=env).code == 0
    assert secret not in (bare.path.parent / "child-env").read_text()


def test_k2_everything_is_private_whatever_the_umask(bare: Home, carrier: Carrier) -> None:
    before = os.umask(0)
    try:
        added = words(carrier, "--secret-stdin", "--insecure-storage")
        assert shell(*added, env=bare.env, stdin=token(carrier)).code == 0
        assert shell("sync", env=bare.env | {"SMSTUI_LOG": "debug"}).code == 0
        assert shell("backup", str(bare.path / "copy.db"), env=bare.env).code == 0
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [bare.path, *bare.path.rglob("*")]}
    assert len(modes) > 6
    assert {path for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == set()
