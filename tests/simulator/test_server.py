"""`smstui carrier` as a process: the ready line, connections that are really cut, the ledger, and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Queue
from typing import IO, TYPE_CHECKING, Any

import httpx
import pytest

from simulator.world import LINE, OTHER_LINE, PEER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 30
"""Seconds that a process may take to do what takes it well under one."""


@dataclass
class Served:
    """A carrier in a process of its own, and a client of it."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]
    http: httpx.Client
    lines: Queue[str]

    @property
    def messages(self) -> str:
        return f"/2010-04-01/Accounts/{self.ready['account_sid']}/Messages.json"

    def send(self, body: str = "Hello") -> httpx.Response:
        return self.http.post(self.messages, data={"From": LINE, "To": PEER, "Body": body})

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def _pass_on(out: IO[str], lines: Queue[str]) -> None:
    for line in out:
        lines.put(line)


@contextmanager
def served(*flags: str, port: str = "0") -> Iterator[Served]:
    command = [sys.executable, "-m", "smstui", "carrier", "--port", port, *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines: Queue[str] = Queue()
        assert process.stdout is not None
        reader = threading.Thread(target=_pass_on, args=(process.stdout, lines))
        reader.start()
        try:
            ready = json.loads(lines.get(timeout=PATIENCE))
            auth = (ready["account_sid"], ready["auth_token"])
            with httpx.Client(
                base_url=ready["base_url"], auth=auth, timeout=PATIENCE, trust_env=False
            ) as http:
                yield Served(process, ready, http, lines)
        finally:
            process.kill()
            reader.join()


def _ledger(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_one_line_when_it_is_ready_and_ends_with_0_on_a_signal(number: int) -> None:
    with served("--seed", "7", "--history", "30") as carrier:
        assert set(carrier.ready) == {"base_url", "account_sid", "auth_token", "lines"}
        assert carrier.ready["base_url"].startswith("http://127.0.0.1:")
        assert carrier.ready["lines"][:2] == [LINE, OTHER_LINE]
        page = carrier.http.get(carrier.messages).json()
        assert len(page["messages"]) == 30
        assert carrier.end(number) == 0
        assert carrier.lines.empty()
        assert carrier.process.stderr is not None
        assert carrier.process.stderr.read() == ""


def test_lines_seed_and_a_file_are_as_asked_for(tmp_path: Path) -> None:
    texts = tmp_path / "texts.tsv"
    texts.write_text("ham\tfirst\nham\tsecond\n")
    flags = ("--lines", "+12125550100,+12125550101:voice", "--history", str(texts), "--seed", "9")
    with served(*flags) as one, served("--seed", "9") as other:
        assert one.ready["lines"] == ["+12125550100", "+12125550101"]
        assert one.ready["account_sid"] == other.ready["account_sid"]
        bodies = [text["body"] for text in one.http.get(one.messages).json()["messages"]]
        assert bodies == ["second", "first"]


@pytest.mark.parametrize(("fault", "taken"), [("cut-before", 0), ("cut-after", 1)])
def test_a_cut_closes_the_connection_without_a_byte(fault: str, taken: int, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with served("--faults", f"{fault}=1", "--ledger", str(ledger)) as carrier:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            carrier.send()
        assert [line["event"] for line in _ledger(ledger)] == ["accepted"] * taken
        assert len(carrier.http.get(carrier.messages).json()["messages"]) == taken
        assert carrier.end(signal.SIGTERM) == 0
        assert carrier.process.stderr is not None
        assert carrier.process.stderr.read() == ""


def test_the_ledger_is_on_disk_before_the_answer_and_survives_a_kill(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with served("--ledger", str(ledger)) as carrier:
        sids = [carrier.send(f"no. {number}").json()["sid"] for number in range(20)]
        carrier.process.kill()
        carrier.process.wait(PATIENCE)
        assert [line["sid"] for line in _ledger(ledger) if line["event"] == "accepted"] == sids
        assert ledger.stat().st_mode & 0o777 == 0o600


def test_peers_answer_though_nobody_asks_the_carrier(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    os.mkfifo(ledger)
    with (
        os.fdopen(os.open(ledger, os.O_RDWR), encoding="utf-8") as lines,
        served("--ledger", str(ledger)) as carrier,
    ):
        assert carrier.send("Hello").status_code == 201
        # The pipe gives each line when it is written: no waiting by the clock is needed.
        assert json.loads(lines.readline())["event"] == "accepted"
        answer = json.loads(lines.readline())
        assert (answer["event"], answer["from"], answer["to"]) == ("inbound", PEER, LINE)


def test_a_slow_answer_does_not_hold_up_the_end(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    os.mkfifo(ledger)
    flags = ("--faults", "slow=1:3600", "--ledger", str(ledger))
    with os.fdopen(os.open(ledger, os.O_RDWR), encoding="utf-8") as lines, served(*flags) as carrier:
        request = carrier.http.build_request(
            "POST", carrier.messages, data={"From": LINE, "To": PEER, "Body": "Hello"}
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        pair = f"{carrier.ready['account_sid']}:{carrier.ready['auth_token']}"
        word = f"Basic {b64encode(pair.encode()).decode()}"
        where = ("127.0.0.1", int(carrier.ready["base_url"].rpartition(":")[2]))
        with socket.create_connection(where, timeout=PATIENCE) as raw:
            raw.sendall(f"POST {carrier.messages} HTTP/1.1\r\n{head}authorization: {word}\r\n\r\n".encode())
            raw.sendall(request.read())
            assert json.loads(lines.readline())["event"] == "accepted"
            assert carrier.end(signal.SIGTERM) == 0
        assert carrier.process.stderr is not None
        assert carrier.process.stderr.read() == ""


@pytest.mark.parametrize(
    ("flags", "code", "word"),
    [
        (("--faults", "cut=1"), 2, "cut"),
        (("--lines", "555"), 2, "555"),
        (("--history", "/nowhere/texts.tsv"), 2, "/nowhere/texts.tsv"),
        (("--ledger", "/nowhere/ledger"), 2, "/nowhere/ledger"),
        (("--port", "99999"), 1, "99999"),
    ],
)
def test_flags_that_mean_nothing_are_told_in_a_sentence(flags: tuple[str, ...], code: int, word: str) -> None:
    command = [sys.executable, "-m", "smstui", "carrier", "--port", "0", *flags]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (code, "")
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told_and_only_loopback_is_listened_on() -> None:
    with served() as carrier:
        port = carrier.ready["base_url"].rpartition(":")[2]
        command = [sys.executable, "-m", "smstui", "carrier", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert done.returncode == 1
        assert port in done.stderr
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", int(port)), timeout=PATIENCE)
