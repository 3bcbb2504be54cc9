"""What the environment says about the network: proxies and certificates."""

from __future__ import annotations

import ssl

import httpx

from smstui import __version__
from smstui.ports.errors import NotConfiguredError


def read_certificates(*, needed: bool) -> ssl.SSLContext:
    """Return whom to trust; reading that takes 20 ms, so it is left out where it is not `needed`.

    Raises `NotConfiguredError` where `SSL_CERT_FILE` names no such file.
    """
    if not needed:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and nothing asks it
    try:
        return httpx.create_ssl_context()
    except OSError:
        raise _unusable() from None


def open_client(
    limits: httpx.Limits,
    *,
    trust: ssl.SSLContext,
    transport: httpx.AsyncBaseTransport | None,
    proxies: bool,
) -> httpx.AsyncClient:
    """Return a pool of connections; raises `NotConfiguredError` for a proxy that cannot be used."""
    try:
        return httpx.AsyncClient(
            headers={"user-agent": f"smstui/{__version__}", "accept": "application/json"},
            verify=trust,
            transport=transport,
            limits=limits,
            trust_env=proxies,
        )
    except (ImportError, OSError, ValueError, httpx.InvalidURL):
        raise _unusable() from None


def _unusable() -> NotConfiguredError:
    return NotConfiguredError(
        "The environment sets a proxy or a certificate that cannot be used.",
        hint="Look at HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR.",
    )
