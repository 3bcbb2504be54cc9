"""F130: with every connection refused and no keyring everything works, and a text waits and leaves once."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from bench.terminal import Terminal
from crash.processes import SMSTUI, Carrier, Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def carrier(tmp_path: Path, port: int) -> Carrier:
    return Carrier(tmp_path / "offline.ledger", options=["--seed", "9", "--history", "400"], port=port)


@pytest.fixture
def home(tmp_path: Path, carrier: Carrier) -> Home:
    """Return a home that was synced once and is offline now."""
    with carrier:
        home = Home(tmp_path / "home").use(carrier, send_delay=0)
        assert home.run("sync").code == 0
    return home


def test_f130_the_command_reads_and_searches_offline_without_secrets(home: Home) -> None:
    env = home.without_secret()
    rows = home.run("messages", "--json", "--limit", "1000", env=env).rows
    assert len(rows) >= 400
    word = max(str(rows[0]["body"]).split(), key=len).strip(".,!?'\"")

    found = home.run("search", "--json", word, env=env)
    conversations = home.run("conversations", "--json", "--view", "all", env=env)

    assert rows[0]["id"] in [row["id"] for row in found.rows]
    assert conversations.code == 0
    assert conversations.rows


def test_f130_a_text_waits_offline_and_leaves_once(home: Home, carrier: Carrier) -> None:
    """Recorded by the command while nothing can be reached, sent once by the next agent that can."""
    line = carrier.lines[0]
    queued = home.run(
        "send", "--json", "--no-wait", "--from", line, "--to", "+12125550100", "when it is back"
    )
    tried = home.run("agent", "--once")

    assert queued.code == 0
    assert queued.rows[0]["state"] == "queued"
    assert tried.code in {0, 1}
    assert [row["state"] for row in home.messages("--state", "queued")] == ["queued"]
    assert carrier.events("accepted") == []

    with carrier:
        for _ in range(3):
            home.run("agent", "--once")
        assert [event["body"] for event in carrier.events("accepted")] == ["when it is back"]
    assert home.messages("--id", str(queued.rows[0]["id"]))[0]["state"] in {"sent", "delivered"}


@pytest.mark.skipif(os.environ.get("SMSTUI_TRIALS") != "long", reason="waits its whole minute: `make soak`")
def test_f130_send_that_may_wait_cancels_when_it_ends_offline(home: Home, carrier: Carrier) -> None:
    """Without `--no-wait` the text is canceled in the end: exit 1, and nothing will ever be sent."""
    line = carrier.lines[0]
    process = home.start("send", "--json", "--from", line, "--to", "+12125550100", "now or never")
    out, _ = process.communicate(timeout=100)
    with carrier:
        home.run("agent", "--once")
        assert carrier.events("accepted") == []
    assert process.returncode == 1, out
    assert home.messages("--state", "canceled")[0]["body"] == "now or never"


@pytest.mark.parametrize(("columns", "rows"), [(160, 48), (80, 24)])
def test_f130_the_screen_works_offline_and_a_text_leaves_once_when_the_network_is_back(
    home: Home, carrier: Carrier, columns: int, rows: int
) -> None:
    newest = home.run("conversations", "--json", "--view", "inbox", "--limit", "1").rows[0]
    title = newest["name"] or newest["peer"][-4:]

    with Terminal([SMSTUI], columns=columns, rows=rows, env=home.env) as terminal:
        terminal.wait_for(title)
        terminal.wait_for(r"offline since \d\d:\d\d", 30)
        terminal.press("enter")
        terminal.settle()
        terminal.press("i")
        terminal.settle()
        terminal.send("typed while offline")
        terminal.wait_for("typed while offline")
        terminal.send("enter")
        terminal.wait_for("(?i)waiting", 15)
        assert carrier.events("accepted") == []
        with carrier:
            _wait_for_accepted(carrier, terminal)
            terminal.wait_for("✓", 30)
        terminal.send("esc")
        terminal.settle()
        terminal.send("ctrl+q")
        assert terminal.wait(15) == 0

    assert [event["body"] for event in carrier.events("accepted")] == ["typed while offline"]
    assert "Traceback" not in home.logs()


def _wait_for_accepted(carrier: Carrier, terminal: Terminal) -> None:
    for _ in range(900):
        if carrier.events("accepted"):
            return
        terminal.pump(0.1)
    raise AssertionError(terminal.text())
