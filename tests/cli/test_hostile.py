"""T7: whatever a stranger or a provider says, no command's output steers a terminal."""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from cli.shell import inside
from cli.terminal import on_terminal
from crash.processes import Carrier, Home, clean_environment
from hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS = (
    ("messages", "--limit", "1000"),
    ("conversations", "--view", "all", "--limit", "1000"),
    ("search", "state:received", "--limit", "1000"),
    ("lines",),
    ("accounts", "list"),
    ("sync",),
    ("doctor",),
)
HALVES = re.compile("[\ud800-\udfff]")
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def steering(text: str) -> set[str]:
    """Return the characters that a terminal obeys, or that turn the order of what follows."""
    return {char for char in text if unicodedata.category(char) == "Cc" and char not in "\n\t"} | (
        OVERRIDES & set(text)
    )


def test_what_is_looked_for_is_found() -> None:
    assert steering("\x1b[2J\x9b\u202e\x00\r") == {"\x1b", "\x9b", "\u202e", "\x00", "\r"}
    assert {char for text in HOSTILE for char in steering(text)} >= {"\x1b", "\x9b", "\u202e", "\x00"}


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Return a home that has synced every hostile text, each in and out."""
    folder = tmp_path_factory.mktemp("strangers")
    history = folder / "history.jsonl"
    texts = [{"body": body, "direction": way} for body in HOSTILE for way in ("in", "out")]
    history.write_text("".join(json.dumps(text) + "\n" for text in texts))
    with Carrier(folder / "ledger.jsonl", ("--history", str(history))) as running:
        home = Home(folder / "home").use(running)
        done = inside("sync", "--json", env=home.env)
        assert (done.code, done.rows[0]["new"]) == (0, len(texts))
        yield home


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_t7_no_command_steers_a_terminal(strangers: Home, words: tuple[str, ...]) -> None:
    as_text = inside(*words, env=strangers.env)
    as_json = inside(*words, "--json", env=strangers.env)
    assert (as_text.code, as_json.code) == (0, 0)
    assert steering(as_text.out + as_text.err + as_json.out + as_json.err) == set()
    assert as_json.out.isascii()
    assert steering("".join(str(value) for row in as_json.rows for value in row.values())) == set()


def test_t7_every_hostile_text_is_one_row(strangers: Home) -> None:
    done = inside("messages", "--limit", "1000", env=strangers.env)
    assert len(done.out.splitlines()) == 1 + 2 * len(HOSTILE)


@pytest.mark.parametrize("words", COMMANDS[:3], ids=lambda words: words[0])
def test_t7_on_a_terminal(strangers: Home, words: tuple[str, ...]) -> None:
    with on_terminal(*words, env=strangers.env) as terminal:
        written = terminal.read_all().decode().replace("\r\n", "\n")
    assert steering(written) == set()
    assert len(written.splitlines()) > 50


def test_t7_what_a_person_types_is_not_echoed_raw(strangers: Home) -> None:
    for body in HOSTILE:
        for words in (
            ("messages", "--peer", body),
            ("messages", "--since", body),
            ("search", body),
            ("send", "--to", body, "--from", body, "--", body),
            ("accounts", "test", body),
            ("sync", "--account", body),
            ("count", "--", body),
            ("messages", "--state", body),
        ):
            if "\0" in body:
                continue  # no command line can hold it
            done = inside(*words, env=strangers.env)
            assert steering(done.out + done.err) == set(), (words, done)


class Hostile(BaseHTTPRequestHandler):
    """A provider whose every word is hostile: names of lines, and why it refuses."""

    def do_GET(self) -> None:
        numbers = [
            {
                "sid": f"PN{index:032x}",
                "phone_number": f"+1415555{index:04d}",
                "friendly_name": body,
                "capabilities": {"sms": True, "mms": False, "voice": False},
            }
            for index, body in enumerate(HOSTILE)
        ]
        self._answer(200, {"incoming_phone_numbers": numbers, "next_page_uri": None, "messages": []})

    def do_POST(self) -> None:
        # A refusal that is no valid JSON, or huge, counts as unclear and not as refused: those are left out.
        words = "".join(text for text in HOSTILE if len(text) < 200 and not HALVES.search(text))
        self._answer(400, {"code": 21999, "message": words, "more_info": words, "status": 400})

    def _answer(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is not this server's log."""


@pytest.fixture(scope="module")
def hostile_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Return a home whose provider means no good."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    home = Home(tmp_path_factory.mktemp("hostile") / "home")
    try:
        yield home.configure(f"http://127.0.0.1:{server.server_port}", "AC" + "0" * 32, "0" * 32)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_t7_a_provider_s_words_are_cleaned_too(hostile_provider: Home) -> None:
    outputs = [
        inside("sync", env=hostile_provider.env),
        inside("accounts", "test", "work", env=hostile_provider.env),
        inside("lines", env=hostile_provider.env),
        inside("send", "--from", "+14155550001", "--to", "4155552671", "hi", env=hostile_provider.env),
        inside("messages", env=hostile_provider.env),
        inside("accounts", "list", env=hostile_provider.env),
        inside("doctor", env=hostile_provider.env),
    ]
    assert [done.code for done in outputs] == [0, 0, 0, 5, 0, 0, 0]
    assert steering("".join(done.out + done.err for done in outputs)) == set()
    assert len(outputs[2].out.splitlines()) == 1 + len(HOSTILE)


def test_t7_a_captive_portal_s_page_is_no_answer_and_shows_nothing_of_itself(tmp_path: Path) -> None:
    class Portal(Hostile):
        def do_GET(self) -> None:
            page = b"<html>\x1b]0;owned\x07 Log in to WiFi</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        home = Home(tmp_path / "home", clean_environment())
        home.configure(f"http://127.0.0.1:{server.server_port}", "AC" + "0" * 32, "0" * 32)
        done = inside("sync", env=home.env)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert done.code == 1
    assert steering(done.out + done.err) == set()
    assert "owned" not in done.err
