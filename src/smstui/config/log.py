"""The log: what happened, for finding faults, without secrets, bodies and whole numbers."""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from smstui.domain.redaction import redact
from smstui.ports.errors import SmstuiError

LARGEST = 1_000_000
"""Bytes of one log file; three older ones are kept."""


def open_log(path: Path) -> None:
    """Send this process's log records to the file, 0600; `SMSTUI_LOG=debug` lets the detailed ones through.

    A log that cannot be written is no reason to stop: records are dropped then.
    """
    root = _without_ours()
    root.addHandler(PrivateHandler(path))
    root.setLevel(logging.DEBUG if os.environ.get("SMSTUI_LOG", "").lower() == "debug" else logging.INFO)


def close_log() -> None:
    """Let go of the log file; later records go nowhere, least of all into the screen."""
    _without_ours().addHandler(logging.NullHandler())


def _without_ours() -> logging.Logger:
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, PrivateHandler | logging.NullHandler)]:
        root.removeHandler(old)
        old.close()
    return root


class PrivateHandler(RotatingFileHandler):
    """A rotating file that nobody else reads, with every record redacted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=LARGEST, backupCount=3, encoding="utf-8", errors="replace", delay=True
        )
        self.setFormatter(RedactingFormatter())

    def _open(self) -> TextIOWrapper[Any]:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding, errors=self.errors)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Drop a record that cannot be written: stderr would be in the middle of the screen."""


class RedactingFormatter(logging.Formatter):
    """One record as lines without secrets, numbers and values of variables."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of asyncio's own records only the first, the others hold whatever a task held."""
        message = record.getMessage()
        if record.name == "asyncio":
            message = message.partition("\n")[0]
        line = f"{self.formatTime(record)} {record.process} {record.levelname} {record.name}: {message}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + trace_without_values(record.exc_info[1])
        return redact(line.encode("utf-8", "replace").decode())


def trace_without_values(error: BaseException) -> str:
    """Return where an exception came from, as files and lines.

    Neither locals nor messages are in it, for a message may quote a text; ours never do, so they stay.
    """
    parts: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        said = f": {cause.message}" if isinstance(cause, SmstuiError) else ""
        frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(cause)]
        parts.append("\n".join([f"{type(cause).__name__}{said}", *frames]))
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return redact("\n  because of ".join(parts))


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False))
