"""One account's way to its provider: reads are repeated where that helps, a send never is."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

import httpx

from smstui.ports.errors import (
    AmbiguousError,
    OfflineError,
    ProviderError,
    RateLimitedError,
    RefusedError,
)
from smstui.providers.http.address import parse_base_url
from smstui.providers.http.answer import Answer, read_bounded, read_retry_after, read_server_offset
from smstui.providers.http.environment import open_client, read_certificates
from smstui.providers.http.failures import Wire, describe, remedy
from smstui.providers.http.logs import redact_http_logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from smstui.ports.clock import Clock

_logger = logging.getLogger("smstui.http")

_RETRIES = 2
_LONGEST_PAUSE = 5.0  # longer waits belong to whoever plans the requests
_LIST_LIMIT = 32 * 1024 * 1024  # a page of 1,000 texts is about 1 MiB
_SEND_LIMIT = 1024 * 1024
_LOOK = "smstui looks for it in the provider's list; it is not sent again by itself."


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: `connect` for a connection, `list` and `send` between two bytes, the totals for all of it.

    Twilio's slowest accepted sends took 26 s (twilio-ruby#519): waiting less makes texts nobody knows about.
    """

    connect: float = 10.0
    list: float = 30.0
    send: float = 40.0
    list_total: float = 120.0
    send_total: float = 60.0


class _TroubleError(ProviderError):
    """The provider's server is there, and fails."""

    retry_after: float | None = None


class HttpClient:
    """Talks to one server as one account; raises nothing but `SmstuiError`s, which never hold a secret."""

    def __init__(
        self,
        base_url: str,
        *,
        auth: tuple[str, str],
        clock: Clock,
        transport: object | None = None,
        timeouts: Timeouts | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.address = parse_base_url(base_url)
        self._auth = httpx.BasicAuth(*auth)
        self._clock = clock
        self._transport = cast("httpx.AsyncBaseTransport | None", transport)
        self._timeouts = timeouts or Timeouts()
        self._jitter = jitter
        # Read here and once, as it takes 20 ms: whoever builds a client does so outside the event loop.
        self._trust = read_certificates(needed=self._transport is None and self.address.is_secure)
        self._reading: httpx.AsyncClient | None = None
        self._sending: httpx.AsyncClient | None = None
        redact_http_logs()

    def __repr__(self) -> str:
        return f"<HttpClient {self.address.base}>"

    async def get(self, url: str, params: Iterable[tuple[str, str]] = ()) -> Answer:
        """Read from `url` (resolved by `address`); return an answer with a 2xx or 4xx status.

        Tried again twice where the connection fails, on 5xx, and on a 429 that asks for a short wait.
        Raises `OfflineError` (no connection, a cut, a timeout, a page that is not the provider's),
        `RateLimitedError`, or `ProviderError` for a 5xx.
        """
        if query := urlencode(list(params), errors="replace"):
            url = f"{url}?{query}"
        for attempt in range(_RETRIES):
            try:
                return await self._read(url)
            except (OfflineError, RateLimitedError, _TroubleError) as error:
                # Half to one and a half times the pause, so that accounts do not come back in step.
                pause = error.retry_after or 0.5 * 2**attempt * (0.5 + self._jitter())
                if pause > _LONGEST_PAUSE:
                    raise
            await self._clock.sleep(pause)
        return await self._read(url)

    async def post_once(self, url: str, form: Iterable[tuple[str, str]]) -> Answer:
        """Hand over a form in exactly one request; return an answer with a 2xx or 4xx status.

        Raises `OfflineError` where it is certain that nothing left, `RateLimitedError` on 429, `RefusedError`
        where the form cannot be written at all, and `AmbiguousError` for everything else.
        """
        try:
            content = urlencode(list(form)).encode("ascii")
        except UnicodeEncodeError:
            raise RefusedError(
                "The text holds half a character, which cannot be sent: nothing was sent.",
                hint="Write that place anew and send again.",
            ) from None
        headers = {"content-type": "application/x-www-form-urlencoded", "accept-encoding": "identity"}
        if self._sending is None:
            # A fresh connection for each send: on one kept alive, the server's closing it just then cannot be
            # told from its dying with our text, and a text in doubt costs a person more than a handshake us.
            self._sending = self._open(httpx.Limits(max_keepalive_connections=0))
        wire = Wire(traced=self._transport is None)
        request = self._sending.build_request("POST", url, content=content, headers=headers)
        try:
            answer = await self._exchange(self._sending, request, wire, send=True)
        except Exception as failure:
            # The chain would show what a stranger's server wrote, in every traceback.
            _logger.debug("The send failed", exc_info=True)
            raise self._unsent_or_ambiguous(failure, wire) from None
        self._refuse_rate(answer)
        if (
            answer.is_page
            or answer.status == 408
            or not (200 <= answer.status < 500 and answer.status // 100 != 3)
        ):
            raise AmbiguousError(
                f"Nobody knows whether the text was accepted: {self._misfit(answer)}.",
                hint=_LOOK,
                server_offset=answer.server_offset,
            )
        return answer

    async def aclose(self) -> None:
        """Close all connections; the next request opens new ones."""
        clients = self._reading, self._sending
        self._reading = self._sending = None
        for client in filter(None, clients):
            await client.aclose()

    async def _read(self, url: str) -> Answer:
        if self._reading is None:
            # Reads may be repeated, so a connection is kept for as long as two polls may lie apart.
            self._reading = self._open(httpx.Limits(max_keepalive_connections=2, keepalive_expiry=60))
        wire = Wire(traced=self._transport is None)
        request = self._reading.build_request("GET", url, headers={"accept-encoding": "gzip"})
        try:
            answer = await self._exchange(self._reading, request, wire, send=False)
        except Exception as failure:
            _logger.debug("The read failed", exc_info=True)
            raise OfflineError(_sentence(describe(failure, self._host)), hint=remedy(failure)) from None
        self._refuse_rate(answer)
        if answer.status >= 500 and answer.status != 511:
            trouble = _TroubleError(
                f"{self._host} has a problem of its own (HTTP {answer.status}).",
                hint="smstui asks again by itself.",
            )
            trouble.retry_after = answer.retry_after
            raise trouble
        if answer.is_page or not (200 <= answer.status < 300 or 400 <= answer.status < 500):
            raise OfflineError(
                _sentence(self._misfit(answer)),
                hint="A network that asks you to log in looks like this: open a web page. Or check base_url.",
            )
        return answer

    async def _exchange(
        self, client: httpx.AsyncClient, request: httpx.Request, wire: Wire, *, send: bool
    ) -> Answer:
        times = self._timeouts
        # Waiting for a place in the pool counts as connecting: nothing has left yet.
        pauses = httpx.Timeout(times.send if send else times.list, connect=times.connect, pool=times.connect)
        request.extensions = {"timeout": pauses.as_dict(), "trace": wire}
        started = self._clock.monotonic()
        async with asyncio.timeout(times.send_total if send else times.list_total):
            response = await client.send(request, stream=True, auth=self._auth, follow_redirects=False)
            try:
                now = self._clock.now()
                headers = response.headers
                wire.server_offset = read_server_offset(headers, now)
                limit = _SEND_LIMIT if send else _LIST_LIMIT
                packing = headers.get("content-encoding", "")
                # A 429 says all in its headers, whatever happens to the rest.
                rated = response.status_code == 429
                body = b"" if rated else await read_bounded(response.aiter_raw(), packing, limit)
            finally:
                await response.aclose()
        took = self._clock.monotonic() - started
        _logger.debug("%s %s: %d in %.3f s", request.method, request.url.path, response.status_code, took)
        kind = headers.get("content-type", "").lower()
        return Answer(response.status_code, body, kind, wire.server_offset, read_retry_after(headers, now))

    def _open(self, limits: httpx.Limits) -> httpx.AsyncClient:
        # A proxy cannot reach what listens on this machine.
        proxies = not self.address.is_loopback
        return open_client(limits, trust=self._trust, transport=self._transport, proxies=proxies)

    @property
    def _host(self) -> str:
        return self.address.origin.partition("://")[2]

    def _refuse_rate(self, answer: Answer) -> None:
        if answer.status == 429:
            raise RateLimitedError(
                f"{self._host} asks us to slow down: nothing was done.",
                hint="smstui waits and tries again by itself.",
                retry_after=answer.retry_after,
            )

    def _unsent_or_ambiguous(self, failure: Exception, wire: Wire) -> ProviderError:
        what = describe(failure, self._host)
        if wire.untouched(failure):
            return OfflineError(f"Nothing was sent: {what}.", hint=remedy(failure))
        return AmbiguousError(
            f"Nobody knows whether the text was accepted: {what}.",
            hint=_LOOK,
            server_offset=wire.server_offset,
        )

    def _misfit(self, answer: Answer) -> str:
        if 300 <= answer.status < 400:
            return f"{self._host} sends us elsewhere (HTTP {answer.status}), where credentials are not taken"
        if answer.is_page:
            return f"a web page answered for {self._host} (HTTP {answer.status}): that is not the provider"
        return f"{self._host} answered HTTP {answer.status}"


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:] + "."
