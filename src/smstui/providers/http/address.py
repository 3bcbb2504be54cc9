"""Where a provider is: checking `base_url`, and refusing to carry credentials anywhere else."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from smstui.domain.redaction import redact
from smstui.ports.errors import NotConfiguredError, ProviderError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOME_SUFFIXES = (".localhost", ".local", ".lan", ".home", ".home.arpa", ".internal")
_SHARED = ipaddress.ip_network("100.64.0.0/10")  # carrier-grade NAT, and what Tailscale hands out
_NO_URL = re.compile(r"[\s\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Address:
    """A checked `base_url`: `origin` is scheme, host and port, `prefix` the path below which the API lies."""

    origin: str
    prefix: str
    host: str
    is_loopback: bool

    @property
    def base(self) -> str:
        """The address without a slash at its end."""
        return self.origin + self.prefix

    @property
    def is_secure(self) -> bool:
        """Whether everything is encrypted on the way."""
        return self.origin.startswith("https:")

    def resolve(self, url: str, root: str = "") -> str:
        """Return the full address, always on this origin, of a `url` from an answer, relative or absolute.

        `root` begins every path of the API: a server behind a prefix that it does not know of leaves the
        prefix out, which is put back. Raises `ProviderError` for an address on another host.
        """
        parts = _split(url)
        if parts is None:
            raise ProviderError(
                f"{self.host} names an address that is none as the next page of its list.",
                hint="What was read until here is kept.",
            )
        if (parts.netloc or parts.scheme) and (parts.hostname or "").lower() != self.host:
            raise ProviderError(
                f"{self.host} continues its list on another server ({redact(parts.hostname or url)[:80]}); "
                "credentials are not taken there.",
                hint="What was read until here is kept. Check base_url.",
            )
        path = "/" + parts.path.lstrip("/")
        if self.prefix and root and path.startswith(root) and not path.startswith(self.prefix + "/"):
            path = self.prefix + path
        return f"{self.origin}{path}?{parts.query}" if parts.query else self.origin + path


def parse_base_url(base_url: str) -> Address:
    """Check the setting `base_url`; raise `NotConfiguredError` in words where credentials must not go there.

    Plain http is for loopback and for the home network: anywhere else credentials could be read on the way.
    """
    parts = _split(base_url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise _refuse(base_url, "is no address", 'It looks like "https://api.twilio.com".')
    if "@" in parts.netloc:
        raise _refuse(
            base_url, "holds a user or a password", "Keep secrets in the keyring, not in an address."
        )
    if parts.query or parts.fragment:
        raise _refuse(base_url, "has something after ? or #", "Leave it out.")
    host = parts.hostname.lower()
    if parts.scheme == "http" and not _is_near(host):
        raise _refuse(base_url, "would send your credentials unencrypted over the internet", "Use https.")
    shown = f"[{host}]" if ":" in host else host
    port = parts.port
    origin = f"{parts.scheme}://{shown}"
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        origin += f":{port}"
    return Address(origin, parts.path.rstrip("/"), host, _is_loopback(host))


def _split(url: str) -> SplitResult | None:
    if _NO_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return None
    return parts


def _refuse(base_url: str, why: str, hint: str) -> NotConfiguredError:
    return NotConfiguredError(f"The setting base_url {why}: {redact(base_url)[:120]!r}.", hint=hint)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_near(host: str) -> bool:
    try:
        number = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        # A name without a dot is answered by the local network alone; one in digits may be any address.
        plain = "." not in host and not re.fullmatch(r"0x[0-9a-f]+|\d+", host)
        return plain or host.endswith(_HOME_SUFFIXES)
    mapped = getattr(number, "ipv4_mapped", None)
    number = mapped or number
    return number.is_private or number.is_loopback or (number.version == 4 and number in _SHARED)
