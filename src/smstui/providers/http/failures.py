"""What a broken connection means: whether anything can have reached the provider, and why, in words."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import httpx

from smstui.providers.http.answer import TooLargeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BEFORE_THE_WIRE = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Wire:
    """Watches one request through httpx's `trace` hook: has a byte of it been handed to the network?

    The class of an exception alone does not tell it: a reset in the middle of a TLS handshake and one in the
    middle of the answer can look alike.
    """

    def __init__(self, *, traced: bool) -> None:
        self._traced = traced
        self._begun = False
        self._headers_written = False
        self.server_offset: float | None = None
        """What the answer's headers told about the provider's clock, also where the rest never came."""

    async def __call__(self, event: str, details: Mapping[str, object]) -> None:
        """Take note of an event; httpcore calls this."""
        # A proxy is asked to CONNECT first: that is not yet our request.
        if getattr(details.get("request"), "method", b"") != b"CONNECT":
            self._begun = self._begun or event.endswith("send_request_headers.started")
            self._headers_written = self._headers_written or event.endswith("send_request_headers.complete")

    def untouched(self, failure: BaseException) -> bool:
        """Return whether it is certain that nothing of the request left."""
        if not self._traced:
            return isinstance(failure, _BEFORE_THE_WIRE)
        # Headers that h11 refuses to write are refused before their first byte.
        return not self._begun or (
            isinstance(failure, httpx.LocalProtocolError) and not self._headers_written
        )


def describe(failure: BaseException, host: str) -> str:
    """Say what went wrong on the way to `host`: a clause without a full stop, and without any URL."""
    causes = list(_causes(failure))
    for kind, words in _WORDS:
        if any(isinstance(cause, kind) for cause in causes):
            return words.format(host=host)
    return f"the connection to {host} failed"


def remedy(failure: BaseException) -> str:
    """Say what a person can do about it."""
    causes = list(_causes(failure))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return (
            "A network that asks you to log in first, or a proxy that reads along, looks like this: "
            "open a web page, or set SSL_CERT_FILE to the certificate that your network uses."
        )
    if any(isinstance(cause, httpx.ProxyError) for cause in causes):
        return "Look at HTTPS_PROXY and NO_PROXY in the environment."
    return "Look at the network, and at base_url if you set one; smstui tries again by itself."


_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (TooLargeError, "the answer of {host} is too large"),
    (UnreadableError, "the answer of {host} is packed in a way that cannot be read"),
    (httpx.PoolTimeout, "too many requests to {host} wait already"),
    (httpx.ProxyError, "the proxy would not connect to {host}"),
    (ssl.SSLCertVerificationError, "the certificate of {host} is not to be trusted"),
    (ssl.SSLError, "no secure connection to {host} could be made"),
    (socket.gaierror, "the name {host} was not found"),
    (ConnectionRefusedError, "nothing answers at {host}"),
    (httpx.ConnectTimeout, "{host} does not answer"),
    ((httpx.ReadTimeout, httpx.WriteTimeout, TimeoutError), "{host} took too long to answer"),
    (httpx.ConnectError, "{host} cannot be reached"),
    ((httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError), "the connection to {host} was cut"),
)


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    # A cause is what was meant to be told; a context may be anything that was being handled just then.
    seen: set[int] = set()
    left = [failure]
    while left:
        cause = left.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        left += [cause.__cause__, cause.__context__]
        if isinstance(cause, BaseExceptionGroup):
            left += cause.exceptions
