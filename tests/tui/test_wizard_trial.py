"""The live test of the first run: each way to fail is a clear sentence, and nothing is kept of it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from hostile import HOSTILE
from providers.servers import free_port, http, refusal, reset, serve
from tui.test_hostile import OBEYED
from tui.wizard_stage import SID, TOKEN, a_wizard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from providers.servers import Answer
    from tui.wizard_stage import WizardStage

PAGE = b"<!doctype html><html><title>Welcome to Hotel Wifi</title>Log in</html>"


def numbers(*found: Mapping[str, object]) -> dict[str, object]:
    """Return Twilio's list of numbers."""
    return {"incoming_phone_numbers": list(found), "next_page_uri": None}


async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Keep the connection, and say nothing."""
    await reader.read()
    writer.close()


async def cut(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Cut the connection in the middle."""
    reset(writer)


FAILURES: list[tuple[Answer, str, str]] = [
    (
        http(401, refusal(20003, "Authenticate", 401)),
        "Twilio does not accept the credentials (20003).",
        "Copy",
    ),
    (
        http(404, refusal(20404, "Not found", 404)),
        "Twilio does not know this account or text (20404).",
        "Copy",
    ),
    (
        http(403, refusal(20008, "Test credentials", 403)),
        "Test credentials cannot do this (20008).",
        "live ones",
    ),
    (http(401, "no"), "does not accept the credentials (HTTP 401).", "Copy the credentials anew"),
    (http(403, refusal(90909, "Moon phase", 403)), "Moon phase (90909).", "twilio.com/docs/errors/90909"),
    (http(200, PAGE, "Content-Type: text/html"), "that is not the provider.", "asks you to log in"),
    (http(302, "", "Location: http://login.example/"), "sends us elsewhere (HTTP 302)", "open a web page"),
    (http(200, {"hello": "world"}), "is not what Twilio answers.", "Check the server."),
    (http(503, "busy"), "has a problem of its own (HTTP 503).", "Try again in a few minutes."),
    (http(429, refusal(20429, "Too many", 429)), "asks us to slow down", "Wait a minute, then try again."),
    (cut, "was cut.", "Look at the network"),
]


def assert_nothing_is_kept(stage: WizardStage) -> None:
    assert "Nothing was saved; what you typed is still there." in stage.text
    assert not stage.home.config_file.exists()
    assert not stage.home.credentials_file.exists()
    assert not stage.home.database.exists()
    assert TOKEN not in stage.text


@pytest.mark.parametrize(("answer", "said", "advice"), FAILURES, ids=[each[1] for each in FAILURES])
async def test_what_the_provider_says_is_told_with_what_was_kept_and_what_to_do(
    tmp_path: Path, answer: Answer, said: str, advice: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serve(answer) as server, a_wizard(tmp_path) as stage:
        await stage.try_it(server.url)
        assert "✗ " in stage.text
        assert said in stage.text
        assert advice in stage.text
        assert_nothing_is_kept(stage)
        assert "by itself" not in stage.text, "nothing goes on here unless somebody presses a key"
        assert "base_url" not in stage.text, "it is called a server here"
        assert "`" not in stage.text, "no command helps an account that is not there yet"
        await stage.press("escape")
        assert SID in stage.row("Account SID")
        assert "•" * len(TOKEN) in stage.row("Auth token")
    assert TOKEN not in caplog.text


async def test_f130_offline_is_a_clear_sentence(tmp_path: Path) -> None:
    async with a_wizard(tmp_path) as stage:
        port = free_port()
        await stage.try_it(f"http://127.0.0.1:{port}")
        assert f"✗ Nothing answers at 127.0.0.1:{port}. Look at the network" in stage.text
        assert_nothing_is_kept(stage)


async def test_a_name_that_is_not_found_is_a_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name server of a laptop without a network."""
    import socket

    async def nowhere(*_: object, **__: object) -> object:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    async with a_wizard(tmp_path) as stage:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nowhere)
        await stage.try_it("https://sms.example.org")
        assert "✗ The name sms.example.org was not found." in stage.text
        assert_nothing_is_kept(stage)


async def test_tls_trouble_is_a_clear_sentence(tmp_path: Path) -> None:
    """What answers speaks no TLS, as a portal that takes every connection does."""

    def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 What\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server, a_wizard(tmp_path) as stage:
        port = server.sockets[0].getsockname()[1]
        await stage.try_it(f"https://127.0.0.1:{port}")
        assert f"✗ No secure connection to 127.0.0.1:{port} could be made." in stage.text
        assert "A network that asks you to log in first" in stage.text
        assert "SSL_CERT_FILE" in stage.text
        assert_nothing_is_kept(stage)


async def test_who_never_answers_is_given_up_after_a_while(tmp_path: Path) -> None:
    async with serve(never) as server, a_wizard(tmp_path) as stage:
        stage.screen.trying.patience = 0.3
        await stage.try_it(server.url)
        assert "✗ Twilio did not answer within 0 s. Look at the network, then try again." in stage.text
        assert_nothing_is_kept(stage)


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
async def test_while_it_runs_the_screen_says_so_and_it_can_be_stopped(tmp_path: Path, by: str) -> None:
    gone = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # ends when the other side goes
        gone.set()
        writer.close()

    async with serve(wait) as server, a_wizard(tmp_path) as stage:
        await stage.fill_in(server.url)
        await stage.press("enter")
        await stage.until("Asking Twilio for your numbers…")
        assert "esc Stop" in stage.text
        assert "enter" not in stage.text
        await stage.press("enter", "enter")
        assert "step 3 of 5" in stage.text, "impatience does not lead on"
        await (stage.click("Stop") if by == "mouse" else stage.press("escape"))
        assert "step 2 of 5" in stage.text
        assert SID in stage.row("Account SID")
        async with asyncio.timeout(20):
            await gone.wait()
        assert len(server.asked) == 1
    assert not stage.home.config_file.exists()


async def test_quitting_does_not_wait_for_an_answer(tmp_path: Path) -> None:
    async with serve(never) as server, a_wizard(tmp_path) as stage:
        await stage.fill_in(server.url)
        await stage.press("enter")
        await stage.until("Asking Twilio")
        await stage.press("ctrl+q")
        await stage.until_true(lambda: stage.app.return_value is not None)


async def test_a_failed_test_is_made_again_by_enter(tmp_path: Path) -> None:
    bad = http(401, refusal(20003, "Authenticate", 401))
    good = http(200, numbers({"phone_number": "+15005550006"}))
    async with serve(bad, good) as server, a_wizard(tmp_path) as stage:
        await stage.try_it(server.url)
        assert "✗" in stage.text
        await stage.press("enter")
        await stage.until("✓ Twilio lets us in, and lists one number.")


WORDS = [word.encode("utf-8", "replace").decode()[:3000] for word in HOSTILE]
"""Without lone surrogates, which no server can send."""


async def test_t2_hostile_refusals_steer_nothing(tmp_path: Path) -> None:
    bad = [http(400, refusal(90909, word, 400)) for word in WORDS]
    async with serve(*bad) as server, a_wizard(tmp_path) as stage:
        await stage.try_it(server.url)
        for _ in WORDS[1:]:
            assert "(90909)" in stage.text
            assert_harmless(stage)
            await stage.press("enter")
            await stage.until_true(lambda: not stage.screen.trial.is_asking)
            await stage.pilot.pause()
    assert len(server.asked) == len(WORDS)


@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
async def test_t2_hostile_labels_and_numbers_steer_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    able = {"capabilities": {"sms": True}}
    labels = [
        {"phone_number": f"+1500555{at:04}", "friendly_name": word, **able} for at, word in enumerate(WORDS)
    ]
    odd = [{"phone_number": word or "x", "friendly_name": "odd", **able} for word in WORDS[:30]]
    async with serve(http(200, numbers(*labels, *odd))) as server, a_wizard(tmp_path, size=size) as stage:
        await stage.try_it(server.url)
        await stage.press("enter", "space")
        await stage.until("[ ] +1 500 555 0000")
        for _ in range(len(labels + odd) // 8 + 1):
            assert_harmless(stage)
            await stage.press(*["down"] * 7, "space")
        assert "[ ] " in stage.text
        await stage.press("enter")
        await stage.until("step 5 of 5")


def assert_harmless(stage: WizardStage) -> None:
    for strip in stage.app.screen._compositor.render_strips():
        assert not OBEYED.search(strip.text), repr(strip.text)
        assert not any(part.style and (part.style.link or "@click" in part.style.meta) for part in strip)
