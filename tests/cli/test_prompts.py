"""Being asked on a terminal: a secret without echo, and a yes before it goes into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli.terminal import on_terminal

if TYPE_CHECKING:
    from crash.processes import Carrier, Home


def words(carrier: Carrier) -> list[str]:
    sid = str(carrier.facts["account_sid"])
    return ["accounts", "add", "work", "--account-sid", sid, "--base-url", carrier.base_url]


@pytest.mark.parametrize(("answer", "code"), [("yes\r", 0), ("\r", 6)])
def test_k1_k3_a_typed_secret_is_not_shown_and_kept_in_a_file_only_after_a_yes(
    bare: Home, carrier: Carrier, answer: str, code: int
) -> None:
    secret = str(carrier.facts["auth_token"])
    with on_terminal(*words(carrier), env=bare.env) as terminal:
        seen = terminal.read_until(b"auth_token: ")
        terminal.type(f"{secret}\r")
        seen += terminal.read_until(b"[y/N] ")
        terminal.type(answer)
        seen += terminal.read_all()
        assert terminal.process.wait(timeout=60) == code
    assert b"no keyring" in seen
    assert b"plain text" in seen
    assert secret.encode() not in seen
    kept = bare.path / "credentials.toml"
    assert kept.exists() == (code == 0)
    assert (bare.path / "config.toml").exists() == (code == 0)


def test_whoever_leaves_the_token_empty_is_asked_for_an_api_key(bare: Home, carrier: Carrier) -> None:
    with on_terminal(*words(carrier), "--insecure-storage", env=bare.env) as terminal:
        terminal.read_until(b"auth_token: ")
        terminal.type("\r")
        terminal.read_until(b"api_key_sid: ")
        terminal.type("\r")
        terminal.read_until(b"api_key_secret: ")
        terminal.type("\r")
        assert b"No secret was given" in terminal.read_all()
        assert terminal.process.wait(timeout=60) == 2
    assert list(bare.path.iterdir()) == []


def test_an_interrupt_at_the_prompt_saves_nothing(bare: Home, carrier: Carrier) -> None:
    with on_terminal(*words(carrier), env=bare.env) as terminal:
        terminal.read_until(b"auth_token: ")
        terminal.type("\x03")
        assert b"Traceback" not in terminal.read_all()
        assert terminal.process.wait(timeout=60) == 130
    assert list(bare.path.iterdir()) == []


def test_the_screen_opens_on_what_was_synced_and_ends_when_the_terminal_goes(synced: Home) -> None:
    with on_terminal(env=synced.env, columns=120, rows=40) as terminal:
        terminal.read_until(b"Inbox")
        terminal.process.terminate()
        assert b"\x1b[?1049l" in terminal.read_all()
        assert terminal.process.wait(timeout=60) == 143
