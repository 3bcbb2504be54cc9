"""K3: a keyring that is absent, locked, hanging or not to be trusted is answered soon, with a remedy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smstui.config.keyrings import PATIENCE

TESTS = Path(__file__).parents[1]
CONFIG = '[accounts.work]\nprovider = "twilio"\naccount_sid = "AC0123456789abcdef0123456789abcdef"\n'
SCRIPT = """\
import sys, json
from smstui.config import keyrings
from smstui.config.secrecy import Secret
from smstui.ports.errors import SmstuiError
try:
    if sys.argv[1] == "write":
        keyrings.write("work", {"auth_token": Secret("t0")})
        keyrings.write("work", {"auth_token": Secret("t1")})
        keyrings.remove("work", ["api_key_sid"])
        found = keyrings.read("work", ["auth_token", "api_key_sid"])
        keyrings.remove("work", ["auth_token"])
        after = keyrings.read("work", ["auth_token"])
        print(json.dumps([{name: secret.reveal() for name, secret in found.items()}, list(after)]))
    else:
        keyrings.read("work", ["auth_token"])
except SmstuiError as error:
    print(json.dumps([error.message, error.hint, error.exit_code]))
"""


def ask(backend: str, tmp_path: Path, action: str = "read") -> list[object]:
    """Ask in a process of its own, which must end by itself even where the keyring hangs for a minute."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, action],
        env=os.environ
        | {
            "PYTHON_KEYRING_BACKEND": backend,
            "PYTHONPATH": str(TESTS),
            "FAKE_KEYRING": str(tmp_path / "kept"),
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "canary" not in done.stdout + done.stderr
    assert done.stderr == ""
    found: list[object] = json.loads(done.stdout)
    return found


def test_the_answer_comes_within_three_seconds() -> None:
    assert PATIENCE < 3


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("config.fake_keyring.Hanging", "did not answer"),
        ("config.fake_keyring.Locked", "is locked"),
        ("config.fake_keyring.Broken", "failed (RuntimeError)"),
        ("config.fake_keyring.Plaintext", "keyrings.alt.file"),
        ("keyring.backends.null.Keyring", "keyring.backends.null"),
        ("keyring.backends.fail.Keyring", "no keyring"),
        ("nowhere.at.All", "failed (ModuleNotFoundError)"),
    ],
)
def test_k3_each_trouble_has_a_name_and_a_remedy(tmp_path: Path, backend: str, said: str) -> None:
    message, hint, code = ask(backend, tmp_path)
    assert said in str(message)
    assert "credential_command" in str(hint)
    assert "--insecure-storage" in str(hint)
    assert code == 6


def test_a_keyring_that_works_keeps_and_forgets(tmp_path: Path) -> None:
    assert ask("config.fake_keyring.Working", tmp_path, "write") == [{"auth_token": "t1"}, []]


def test_k3_the_command_answers_and_ends_although_the_keyring_hangs(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    done = subprocess.run(
        [sys.executable, "-m", "smstui", "accounts", "test", "work"],
        env=os.environ
        | {
            "SMSTUI_HOME": str(tmp_path),
            "PYTHON_KEYRING_BACKEND": "config.fake_keyring.Hanging",
            "PYTHONPATH": str(TESTS),
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 6
    assert "did not answer in time" in done.stderr
    assert "credential_command" in done.stderr
