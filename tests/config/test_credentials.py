"""Where secrets come from, in the product page's order, and that they stay hidden."""

from __future__ import annotations

import copy
import os
import pickle
import shlex
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from smstui.config import credential_file
from smstui.config.credentials import find_credentials, keep_credentials, parse_secrets
from smstui.config.keyrings import KeyringUnusableError
from smstui.config.secrecy import Secret, child_environment
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from pathlib import Path

TWILIO = (("auth_token",), ("api_key_sid", "api_key_secret"))


def printing(*lines: str, code: int = 0) -> str:
    """Return a command that prints these lines, and something secret on stderr."""
    script = "; ".join(
        [
            *(f"print({line!r})" for line in lines),
            f"import sys; sys.stderr.write('oops-canary'); sys.exit({code})",
        ]
    )
    return shlex.join([sys.executable, "-c", script])


def found(tmp_path: Path, command: str | None = None) -> tuple[dict[str, str], str]:
    credentials = find_credentials("work", TWILIO, command=command, file=tmp_path / "credentials.toml")
    return credentials.reveal(), credentials.source


def test_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSTUI_WORK_AUTH_TOKEN", "from-env")
    credential_file.write(tmp_path / "credentials.toml", "work", {"auth_token": Secret("from-file")})
    assert found(tmp_path, printing("from-command")) == ({"auth_token": "from-env"}, "the environment")


def test_then_the_command_whose_first_line_is_the_secret(tmp_path: Path) -> None:
    credential_file.write(tmp_path / "credentials.toml", "work", {"auth_token": Secret("from-file")})
    command = printing("from-command", "and a note")
    assert found(tmp_path, command) == ({"auth_token": "from-command"}, "credential_command")


def test_a_command_may_print_fields(tmp_path: Path) -> None:
    secrets, _ = found(tmp_path, printing("API_KEY_SID=SK1", "api_key_secret = x=y"))
    assert secrets == {"api_key_sid": "SK1", "api_key_secret": "x=y"}


def test_sources_complete_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSTUI_WORK_API_KEY_SID", "SK1")
    assert found(tmp_path, printing("API_KEY_SECRET=s"))[0] == {"api_key_sid": "SK1", "api_key_secret": "s"}


def test_a_file_is_used_last(tmp_path: Path) -> None:
    credential_file.write(tmp_path / "credentials.toml", "work", {"auth_token": Secret("from-file")})
    assert found(tmp_path) == ({"auth_token": "from-file"}, "credentials.toml")


def test_the_command_runs_without_a_shell_and_without_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_HOME_AUTH_TOKEN", "another-canary")
    script = "import os, sys; print(sys.argv[1] + str([n for n in os.environ if n.startswith('SMSTUI_')]))"
    command = shlex.join([sys.executable, "-c", script, "$(id); echo"])
    assert found(tmp_path, command)[0] == {"auth_token": "$(id); echo['SMSTUI_HOME']"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (printing("half", code=3), "ended with code 3"),
        ("/nowhere/at/all", "could not be started"),
        ("pass 'show", "a quote is missing"),
    ],
)
def test_a_command_that_fails_is_told_without_its_own_words(tmp_path: Path, command: str, said: str) -> None:
    with pytest.raises(NotConfiguredError, match=said) as failed:
        found(tmp_path, command)
    assert "canary" not in f"{failed.value.message}{failed.value.hint}"


def test_a_command_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smstui.config.credentials.COMMAND_PATIENCE", 0.2)
    with pytest.raises(NotConfiguredError, match="did not answer"):
        found(tmp_path, shlex.join([sys.executable, "-c", "import time; time.sleep(60)"]))


def test_nothing_anywhere_names_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotConfiguredError) as missing:
        found(tmp_path)
    assert missing.value.exit_code == 6
    assert "SMSTUI_WORK_AUTH_TOKEN" in missing.value.hint
    assert "--insecure-storage" in missing.value.hint


def test_k2_a_file_of_secrets_is_private_and_one_that_is_not_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "credentials.toml"
    before = os.umask(0)
    try:
        credential_file.write(file, "work", {"auth_token": Secret("canary")})
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(NotConfiguredError, match="others can read it") as refused:
        found(tmp_path)
    assert "chmod 600" in refused.value.hint


def test_keeping_in_a_file_needs_a_word_and_replaces_the_fields_before(tmp_path: Path) -> None:
    file = tmp_path / "credentials.toml"
    pair = {"api_key_sid": Secret("SK1"), "api_key_secret": Secret("s")}
    with pytest.raises(KeyringUnusableError, match="no keyring"):
        keep_credentials("work", pair, TWILIO, file=file, insecure=False)
    assert not file.exists(), "nobody agreed to a file"
    keep_credentials("other", {"auth_token": Secret("o")}, TWILIO, file=file, insecure=True)
    keep_credentials("work", pair, TWILIO, file=file, insecure=True)
    keep_credentials("work", {"auth_token": Secret("t")}, TWILIO, file=file, insecure=True)
    assert found(tmp_path) == ({"auth_token": "t"}, "credentials.toml")
    assert "SK1" not in file.read_text()
    credential_file.remove(file, "work")
    assert "[other]" in file.read_text()
    credential_file.remove(file, "other")
    assert not file.exists()


def test_secrets_are_read_from_lines() -> None:
    def plain(*lines: str) -> dict[str, str]:
        return {name: secret.reveal() for name, secret in parse_secrets(lines, TWILIO).items()}

    assert plain("abc=def") == {"auth_token": "abc=def"}
    assert plain("auth_token=abc") == {"auth_token": "abc"}
    assert plain("", "abc") == {}
    assert plain() == {}


def test_k1_a_secret_does_not_show_itself() -> None:
    secret = Secret("canary")
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        repr({"a": secret}),
        f"{secret}",
        f"{secret!r:>20}",
    ]
    assert not any("canary" in each for each in shown)
    assert secret.reveal() == "canary"
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write(secret)


def test_children_get_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSTUI_WORK_AUTH_TOKEN", "canary")
    monkeypatch.setenv("EDITOR", "vi")
    given = child_environment()
    assert "canary" not in given.values()
    assert (given["EDITOR"], "SMSTUI_HOME" in given) == ("vi", True)
