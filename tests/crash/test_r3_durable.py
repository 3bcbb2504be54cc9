"""R3: the intent to send is on the disk before the first byte of the request leaves, as strace sees it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crash.processes import Carrier, Home
from crash.strace import CALLS, Sending, sendings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SENDS = int(os.environ.get("SMSTUI_CRASH_STRACED", "20"))
LINE = "+15005550006"
PEER = "+12125550100"


@pytest.fixture
def carrier(tmp_path: Path) -> Iterator[Carrier]:
    with Carrier(tmp_path / "r3.ledger", options=["--lines", LINE]) as running:
        yield running


def traced(strace: str, home: Home, log: Path, count: int, *more: str) -> list[Sending]:
    script = str(Path(__file__).with_name("one_by_one.py"))
    command = [strace, "-f", "-y", "-s", "96", "-e", f"trace={CALLS}", "-o", str(log)]
    done = subprocess.run(
        [*command, sys.executable, script, LINE, PEER, str(count), *more],
        env=home.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with log.open(errors="replace") as lines:
        return sendings(lines)


@pytest.mark.timeout(60 + SENDS * 4)
def test_r3_every_send_is_durable_before_the_wire(
    tmp_path: Path, carrier: Carrier, tool: Callable[[str], str]
) -> None:
    home = Home(tmp_path / "home").use(carrier)

    seen = traced(tool("strace"), home, tmp_path / "strace.log", SENDS)

    assert len(seen) == SENDS == len(carrier.events("accepted"))
    assert [each for each in seen if not each.durable] == []


def test_r3_fails_where_the_store_promises_less(
    tmp_path: Path, carrier: Carrier, tool: Callable[[str], str]
) -> None:
    """With synchronous=NORMAL the same trial must find sends that were not durable."""
    home = Home(tmp_path / "home").use(carrier)

    seen = traced(tool("strace"), home, tmp_path / "strace.log", 3, "--normal")

    assert len(seen) == 3
    assert [each for each in seen if each.durable] == []


WRITE = '12 pwrite64(5</home/smstui.db-wal>, "..", 4096, 8) = 4096'
SYNC = "12 fdatasync(5</home/smstui.db-wal>) = 0"
POST = '13 sendto(7<TCP:[1->2]>, "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1", 300, 0) = 300'
BEGUN = "12 fdatasync(5</home/smstui.db-wal> <unfinished ...>"
ENDED = "12 <... fdatasync resumed>) = 0"


@pytest.mark.parametrize(
    ("trace", "durable"),
    [
        ([WRITE, SYNC, POST], True),
        ([WRITE, POST, SYNC], False),
        ([WRITE, SYNC, WRITE, POST], False),
        ([POST], False),
        ([WRITE, BEGUN, ENDED, POST], True),
        ([WRITE, BEGUN, POST, ENDED], False),
        ([WRITE, BEGUN, WRITE, ENDED, POST], False),
    ],
)
def test_r3_a_trace_is_read_right(trace: list[str], *, durable: bool) -> None:
    assert [each.durable for each in sendings(trace)] == [durable]
