"""`smstui doctor` and `backup`: what is well, what is not, and what to do."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from cli.shell import inside, shell
from smstui.storage.refusals import full, read_only
from smstui.storage.sqlite import store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crash.processes import Home
    from smstui.ports.errors import StoreError


def checks(home: Home, **env: str) -> tuple[int, dict[str, str]]:
    done = inside("doctor", "--json", env=home.env | env)
    assert done.err == ""
    for row in done.rows:
        assert list(row) == ["check", "status", "message", "hint"]
        assert row["message"]
        assert row["status"] == "ok" or row["hint"], "whoever reads it knows what to do"
    return done.code, {row["check"]: row["status"] for row in done.rows}


def test_all_is_well(synced: Home) -> None:
    code, found = checks(synced)
    assert code == 0
    assert found == {
        "files": "ok",
        "configuration": "ok",
        "store": "ok",
        "credentials work": "ok",
        "provider work": "ok",
        "clock": "ok",
        "agent": "ok",
        "terminal": "ok",
    }


def test_credentials_are_named_by_their_source_and_never_shown(synced: Home) -> None:
    done = inside("doctor", env=synced.env)
    assert done.code == 0
    assert "credentials work: auth_token from the environment." in done.out
    assert synced.env["SMSTUI_WORK_AUTH_TOKEN"] not in done.out


def test_wrong_and_missing_credentials_fail_with_1(synced: Home) -> None:
    code, found = checks(synced, SMSTUI_WORK_AUTH_TOKEN="0" * 32)
    assert (code, found["credentials work"], found["provider work"]) == (1, "ok", "fail")
    code, found = checks(synced, SMSTUI_WORK_AUTH_TOKEN="")
    assert (code, found["credentials work"]) == (1, "fail")


def test_a_broken_setting_is_shown_and_the_rest_still_looked_at(work: Home) -> None:
    (work.path / "config.toml").write_text("send_delay = 'soon'\n")
    code, found = checks(work)
    assert (code, found["configuration"], found["terminal"]) == (1, "fail", "ok")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('[keys]\nsearch = "j"\n', '"j" of search clashes with "j" of down'),
        ('[keys]\nnosuch = "j"\n', "keys.nosuch: there is no such action"),
        ('theme = "smstui-dawn"\n', 'there is no theme "smstui-dawn"'),
    ],
)
def test_settings_on_which_no_screen_opens_are_not_well(
    bare: Home, synced: Home, settings: str, words: str
) -> None:
    home = synced.copy(bare.path)
    config = home.path / "config.toml"
    before = config.read_text()
    for said in (settings + before, settings):  # with an account, and before there is one
        config.write_text(said)
        assert words in inside("doctor", env=home.env).out
        code, found = checks(home)
        assert (code, found["configuration"], found["store"]) == (1, "fail", "ok")


def test_somebody_who_has_not_begun_is_told_how(bare: Home) -> None:
    code, found = checks(bare)
    assert (code, found["configuration"]) == (0, "warn")
    assert not bare.path.exists(), "looking makes nothing"


def test_an_offline_provider_is_no_failure_of_ours(synced: Home, bare: Home) -> None:
    home = synced.copy(bare.path)
    config = home.path / "config.toml"
    text = config.read_text()
    config.write_text(text.replace(text.partition('base_url = "')[2].partition('"')[0], "http://127.0.0.1:9"))
    code, found = checks(home)
    assert (code, found["provider work"], found["store"]) == (0, "warn", "ok")


def test_a_damaged_store_fails_as_the_store_and_the_rest_is_looked_at(synced: Home, bare: Home) -> None:
    home = synced.copy(bare.path)
    (home.path / "smstui.db").write_bytes(b"no database at all" * 1000)
    code, found = checks(home)
    assert (code, found.pop("store")) == (1, "fail")
    assert found == {
        "files": "ok",
        "configuration": "ok",
        "credentials work": "ok",
        "provider work": "ok",
        "clock": "ok",
        "terminal": "ok",
    }


@pytest.mark.parametrize("refusal", [read_only, full])
def test_a_store_that_cannot_be_made_fails_as_the_store(
    work: Home, monkeypatch: pytest.MonkeyPatch, refusal: Callable[[Path], StoreError]
) -> None:
    def refuse(path: Path) -> bool:
        raise refusal(path)

    monkeypatch.setattr(store, "prepare", refuse)
    code, found = checks(work)
    assert (code, found["configuration"], found["store"], found["provider work"]) == (1, "ok", "fail", "ok")


def test_a_store_that_can_only_be_read_fails_as_the_store(
    synced: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "prepare", lambda _: False)
    monkeypatch.setattr(store, "can_write", lambda _: False)
    code, found = checks(synced)
    assert (code, found["configuration"], found["store"], found["provider work"]) == (1, "ok", "fail", "ok")
    assert found["agent"] == "ok"


def test_a_folder_that_is_not_to_be_used_fails_as_files(work: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    code, found = checks(work)
    assert (code, found["files"], found["configuration"], found["provider work"]) == (1, "fail", "ok", "ok")


def test_a_folder_that_is_closed_fails_as_files(work: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    code, found = checks(work)
    assert (code, found["files"]) == (1, "fail")


def test_files_that_others_can_read_are_named(synced: Home, bare: Home) -> None:
    home = synced.copy(bare.path)
    (home.path / "config.toml").chmod(0o644)
    assert "nobody else reads it" in inside("doctor", env=home.env).out, "the folder is closed"
    (home.path / "mine.txt").touch()
    home.path.chmod(0o755)
    done = inside("doctor", env=home.env)
    assert f"{home.path / 'config.toml'} can be read by others" in done.out
    assert f"chmod 700 {home.path}" in done.out


def test_a_text_that_waits_with_nobody_to_send_it_is_worth_a_look(synced: Home, bare: Home) -> None:
    home = synced.copy(bare.path)
    assert inside("send", "--from", "Main", "--to", "4155552671", "--no-wait", "x", env=home.env).code == 0
    assert checks(home)[1]["agent"] == "warn"


def test_a_backup_is_complete_private_and_never_over_a_file(synced: Home, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "smstui.db"
    target.parent.mkdir()
    done = shell("backup", str(target), "--json", env=synced.env)
    assert (done.code, done.err) == (0, "")
    assert done.rows == [{"file": str(target), "bytes": target.stat().st_size}]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    restored = shell("messages", "--json", env=synced.env | {"SMSTUI_HOME": str(target.parent)})
    assert restored.out == shell("messages", "--json", env=synced.env).out
    before = target.read_bytes()
    again = shell("backup", str(target), env=synced.env)
    assert (again.code, again.out) == (1, "")
    assert target.read_bytes() == before
