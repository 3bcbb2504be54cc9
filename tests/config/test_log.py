"""The log: private, bounded, and without secrets, bodies and whole numbers (K1, K2, K4)."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
from typing import TYPE_CHECKING

import pytest

from smstui.config.log import open_log, trace_without_values
from smstui.ports.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []
    file = tmp_path / "logs" / "smstui.log"
    open_log(file)
    yield file
    for handler in root.handlers:
        handler.close()
    root.handlers = before
    root.setLevel(level)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_k2_the_log_is_private_whatever_the_umask(log: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        logging.getLogger("smstui").info("hello")
    finally:
        os.umask(before)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("said", "canary"),
    [
        (f"GET https://user:{TOKEN}@api.example/x", TOKEN),
        (f"Authorization: Basic {TOKEN}", TOKEN),
        (f"auth_token={TOKEN}", TOKEN),
        ("sent to +14155552671", "4155552671"),
        ("GET /Messages.json?To=%2B14155552671", "4155552671"),
    ],
)
def test_k4_secrets_and_numbers_are_hidden_wherever_they_come_from(log: Path, said: str, canary: str) -> None:
    logging.getLogger("httpx").info("HTTP Request: %s", said)
    logging.getLogger("smstui.x").warning(said)
    written = log.read_text()
    assert written.count("\n") == 2
    assert canary not in written


def test_k4_a_number_keeps_its_last_four_digits(log: Path) -> None:
    logging.getLogger("smstui").info("text to +14155552671 waits")
    assert "***2671 waits" in log.read_text()


def fail_with_a_body() -> None:
    body = "canary body"
    raise ValueError(f"cannot store {body}")


def test_k1_a_trace_names_places_and_no_values(log: Path) -> None:
    try:
        fail_with_a_body()
    except ValueError:
        logging.getLogger("smstui").exception("unexpected")
    written = log.read_text()
    assert "ValueError" in written
    assert "fail_with_a_body" in written
    assert "canary" not in written


def test_causes_are_told_and_our_own_words_stay() -> None:
    error = StoreError("The disk is full.")
    error.__cause__ = ValueError("canary body")
    told = trace_without_values(error)
    assert "StoreError: The disk is full." in told
    assert "because of ValueError" in told
    assert "canary" not in told


async def test_k1_what_asyncio_tells_of_a_lost_task_has_no_body(log: Path) -> None:
    async def lost() -> None:
        fail_with_a_body()

    task = asyncio.get_running_loop().create_task(lost())
    await asyncio.wait([task])
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "task": task, "exception": task.exception()}
    )
    written = await asyncio.to_thread(log.read_text)
    assert "never retrieved" in written
    assert "fail_with_a_body" in written
    assert "canary" not in written


def test_old_logs_go_away(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logging.getLogger().handlers[0]
    monkeypatch.setattr(handler, "maxBytes", 2000)
    for number in range(200):
        logging.getLogger("smstui").info("record %s of many that fill a file", number)
    files = sorted(log.parent.iterdir())
    assert [each.name for each in files] == ["smstui.log", *(f"smstui.log.{n}" for n in (1, 2, 3))]
    assert all(each.stat().st_size <= 2000 and stat.S_IMODE(each.stat().st_mode) == 0o600 for each in files)


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []
    (tmp_path / "logs").touch()
    try:
        open_log(tmp_path / "logs" / "smstui.log")
        logging.getLogger("smstui").error("nobody hears this")
    finally:
        root.handlers = before
        root.setLevel(level)
    assert capfd.readouterr() == ("", "")
