"""Histories that are served as they are: none, and the lines of a file."""

from __future__ import annotations

import json
import re
import time
import zlib
from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from smstui.providers.simulator import persons
from smstui.providers.simulator.account import DEMO_LINES, OwnLine
from smstui.providers.simulator.cast import CAST
from smstui.providers.simulator.optouts import HELP, START, STOP
from smstui.providers.simulator.seeded import mix
from smstui.providers.simulator.sids import seq_of, sid_of
from smstui.providers.simulator.text import INBOUND, OUTBOUND, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from smstui.providers.simulator.persons import Person

PEERS = 200
"""So many people wrote the lines of a file."""

_STEP = 900
_SPAN = 90 * 86400
_KEYWORD = re.compile(
    rb'(?im)^(?:(?:ham|spam)\t|\{.*"(?:body|text)"\s*:\s*")?\s*(?:%s)\s*(?:"|\r?$)'
    % "|".join(STOP | START | HELP).encode()
)


class NoHistory:
    """An account on which nobody has texted yet."""

    def __len__(self) -> int:
        return 0

    def created(self, seq: int) -> int:
        raise IndexError(seq)

    def near(self, numbers: set[str], *, top: int, bottom: int) -> Iterator[int]:
        return iter(())

    def text(self, seq: int) -> Text:
        raise IndexError(seq)

    def find(self, sid: str) -> int | None:
        return None

    def people(self) -> Sequence[Person]:
        return CAST

    def said(self) -> Iterator[tuple[str, str, str]]:
        return iter(())


NO_HISTORY = NoHistory()


class FileHistory:
    """Each line of a file is one text, the first the oldest, up to 15 minutes apart, over 200 peers.

    A line is `ham` or `spam`, a tab and the text; or a JSON object with `body`, and where wanted `from`,
    `to`, `direction` (`in`, `out`), `status`, `error_code` and `media` (addresses); or else the text itself.
    Texts come in, but for every fourth line that is not spam. The words stay as they are, UTF-8, or
    Latin-1 where they are not.
    """

    def __init__(self, data: bytes, *, seed: int, lines: Sequence[OwnLine], now: int) -> None:
        self._data = data
        self._starts = array("Q", (0, *(match.end() for match in re.finditer(rb"\n", data))))
        if self._starts[-1] == len(data):
            self._starts.pop()
        self._encoding = _encoding(data)
        self._seed = seed
        self._salt = mix(seed, zlib.crc32(data), len(data))
        self._lines = [line.number for line in lines if line.sms] or [line.number for line in lines]
        self._peers = [persons.number(seed, index) for index in range(PEERS)]
        count = max(len(self._starts), 1)
        self._step = min(_STEP, max(_SPAN // count, 1))
        self._last = now - 60

    def __len__(self) -> int:
        return len(self._starts)

    def created(self, seq: int) -> int:
        return self._last - (len(self._starts) - 1 - seq) * self._step

    def near(self, numbers: set[str], *, top: int, bottom: int) -> Iterator[int]:
        return iter(range(top - 1, bottom - 1, -1))

    def text(self, seq: int) -> Text:
        label, body, given = self._read(seq)
        chosen = mix(self._seed, seq) % PEERS
        peer, line = self._peers[chosen], self._lines[chosen % len(self._lines)]
        usual = "out" if seq % 4 == 3 and label != "spam" else "in"
        outbound = given.get("direction", usual) == "out"
        created = self.created(seq)
        media = tuple(map(str, given.get("media") or ()))
        code = given.get("error_code")
        return Text(
            seq,
            sid_of(self._salt, seq, media=bool(media)),
            sender=str(given.get("from") or (line if outbound else peer)),
            recipient=str(given.get("to") or (peer if outbound else line)),
            body=body,
            direction=OUTBOUND if outbound else INBOUND,
            status=str(given.get("status") or ("delivered" if outbound else "received")),
            created=created,
            sent=created,
            error_code=code if isinstance(code, int) else None,
            media=media,
        )

    def find(self, sid: str) -> int | None:
        seq = seq_of(self._salt, sid)
        return seq if seq is not None and seq < len(self) else None

    def people(self) -> Sequence[Person]:
        return ()

    def said(self) -> Iterator[tuple[str, str, str]]:
        for match in _KEYWORD.finditer(self._data):
            text = self.text(bisect_right(self._starts, match.start()) - 1)
            if not text.outbound:
                yield text.line, text.peer, text.body

    def _read(self, seq: int) -> tuple[str, str, dict[str, Any]]:
        """Return label, body and what else a JSON line gives."""
        end = self._starts[seq + 1] if seq + 1 < len(self._starts) else len(self._data)
        raw = self._data[self._starts[seq] : end]
        line = raw.decode(self._encoding).removesuffix("\n").removesuffix("\r")
        if line.startswith("{"):
            try:
                given = json.loads(line)
                return str(given.get("label", "")), str(given.get("body", given.get("text", ""))), given
            except ValueError:
                pass
        label, tab, body = line.partition("\t")
        return (label, body, {}) if tab and label in {"ham", "spam"} else ("", line, {})


def read_history(
    path: Path, *, seed: int = 1, lines: Sequence[OwnLine] = DEMO_LINES, now: float | None = None
) -> FileHistory:
    """Read a file of texts; raises OSError."""
    moment = int(time.time() if now is None else now)
    return FileHistory(path.read_bytes(), seed=seed, lines=lines, now=moment)


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
