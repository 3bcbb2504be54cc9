"""What the carrier swears to: a file with one line for each text it took, refused or delivered to us."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Ledger:
    """An append-only file of JSON lines, readable by its owner alone. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(self._file, 0o600)

    def write(self, event: str, *, at: float, sid: str | None, sender: str, to: str, body: str) -> None:
        """Append one line and hand it to the system before returning; `at` is seconds since the epoch."""
        moment = datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
        line = {
            "at": moment.replace("+00:00", "Z"),
            "event": event,
            "sid": sid,
            "from": sender,
            "to": to,
            "body": body,
        }
        os.write(self._file, json.dumps(line).encode() + b"\n")

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
