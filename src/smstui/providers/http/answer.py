"""What came back: an answer read under a limit, and what its headers say about time."""

from __future__ import annotations

import math
import zlib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

MAX_RETRY_AFTER = 3600.0
"""Nobody is made to wait longer than an hour by a header."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, read to its end; `server_offset` is None where it has no date."""

    status: int
    body: bytes
    content_type: str
    server_offset: float | None
    retry_after: float | None

    @property
    def is_page(self) -> bool:
        """Whether this is a page for people, not for programs: a captive portal's, or a proxy's."""
        start = self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(b"{"):
            return False  # some servers say of everything that it is HTML
        return "html" in self.content_type or start.startswith((b"<!doctype", b"<html", b"<head", b"<body"))


class TooLargeError(Exception):
    """The answer is larger than any sound one."""


class UnreadableError(Exception):
    """The answer is packed in a way that we did not ask for, or its packing is broken."""


async def read_bounded(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> bytes:
    """Read a body of at most `limit` bytes, unpacked if it is gzip.

    httpx's own decoding has no limit: one chunk of a small gzip can become gigabytes. Raises `TooLargeError`
    and `UnreadableError`.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        unpack = None
    elif encoding in {"gzip", "x-gzip"}:
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    else:
        raise UnreadableError(encoding[:20])
    body = bytearray()
    async for chunk in chunks:
        try:
            body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
        except zlib.error as broken:
            raise UnreadableError("gzip") from broken
        if len(body) > limit:
            raise TooLargeError(limit)
    if unpack and not unpack.eof and body:
        raise UnreadableError("gzip")
    return bytes(body)


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, from 0 to an hour; None where it says nothing usable.

    It is a number of seconds, or an HTTP date, which is compared with the answer's own `Date`.
    """
    value = headers.get("retry-after", "").strip()
    seconds = math.nan
    with suppress(ValueError):
        seconds = float(value)
    if math.isnan(seconds) and (until := _http_date(value)):
        seconds = (until - (_http_date(headers.get("date", "")) or now)).total_seconds()
    return None if math.isnan(seconds) else min(max(seconds, 0.0), MAX_RETRY_AFTER)


def read_server_offset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return by how many whole seconds the answer's `Date` is ahead of `now`; None without a date.

    The header has no fraction, so ours is dropped too: clocks in step give 0.
    """
    date = _http_date(headers.get("date", ""))
    return None if date is None else (date - now.replace(microsecond=0)).total_seconds()


def _http_date(value: str) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        date = parsedate_to_datetime(value)
        if date.tzinfo is not None and date.year > 1970:
            return date
    return None
