"""Where credentials may go: `base_url`, and the addresses in answers."""

from __future__ import annotations

import pytest

from smstui.ports.errors import NotConfiguredError, ProviderError
from smstui.providers.http.address import parse_base_url

ROOT = "/2010-04-01/"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com",
        "https://api.twilio.com/",
        "https://space.signalwire.com/api/laml",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "http://localhost:5000/x/",
        "http://carrier.localhost",
        "http://192.168.1.5:8080",
        "http://10.1.2.3",
        "http://172.16.0.9",
        "http://100.64.1.1",
        "http://[fd00::1]",
        "http://169.254.3.4",
        "http://nas",
        "http://phone.local:8080",
    ],
)
def test_these_may_have_the_credentials(url: str) -> None:
    assert parse_base_url(url).base == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com",
        "http://8.8.8.8",
        "http://[2001:4860:4860::8888]",
        "http://[::ffff:8.8.8.8]",
        "http://0x08080808",
        "http://134744072",
        "http://127.0.0.1.nip.io",
        "http://localhost.example.com",
        "http://localhost.",
        "ftp://127.0.0.1",
        "gopher://127.0.0.1",
        "file:///etc/passwd",
        "//api.twilio.com",
        "api.twilio.com",
        "https://",
        "",
        "https://user:canary@api.twilio.com",
        "https://canary@api.twilio.com",
        "http://api.twilio.com\\@127.0.0.1",
        "http://127.0.0.1@evil.example",
        "https://api.twilio.com?x=canary",
        "https://api.twilio.com#x",
        "https://api.twilio.com:99999",
        "https://api.twilio.com:x",
        "https://api.twi lio.com",
        "https://api.twilio.com\n",
    ],
)
def test_these_may_not(url: str) -> None:
    with pytest.raises(NotConfiguredError, match="base_url") as caught:
        parse_base_url(url)
    assert caught.value.hint
    assert caught.value.exit_code == 6


def test_a_password_in_the_address_is_not_repeated() -> None:
    with pytest.raises(NotConfiguredError) as caught:
        parse_base_url("https://user:canary@api.twilio.com")
    assert "canary" not in caught.value.message + caught.value.hint


def test_unencrypted_credentials_are_refused_in_words() -> None:
    with pytest.raises(NotConfiguredError, match="unencrypted") as caught:
        parse_base_url("http://api.twilio.com")
    assert "https" in caught.value.hint


@pytest.mark.parametrize(
    ("base", "url", "resolved"),
    [
        ("https://a.example", "/2010-04-01/x?Page=1", "https://a.example/2010-04-01/x?Page=1"),
        ("https://a.example", "2010-04-01/x", "https://a.example/2010-04-01/x"),
        ("https://a.example", "https://a.example/2010-04-01/x", "https://a.example/2010-04-01/x"),
        ("https://a.example", "https://A.example:443/2010-04-01/x", "https://a.example/2010-04-01/x"),
        # Behind a proxy that ends TLS, a server thinks that it is on plain http, or on another port.
        ("https://a.example", "http://a.example:8080/2010-04-01/x", "https://a.example/2010-04-01/x"),
        ("http://127.0.0.1:99", "//127.0.0.1/2010-04-01/x", "http://127.0.0.1:99/2010-04-01/x"),
        ("https://a.example/api/laml", "/api/laml/2010-04-01/x", "https://a.example/api/laml/2010-04-01/x"),
        ("https://a.example/api/laml", "/2010-04-01/x", "https://a.example/api/laml/2010-04-01/x"),
        ("http://[::1]:8", "/2010-04-01/x?T=%2B1", "http://[::1]:8/2010-04-01/x?T=%2B1"),
    ],
)
def test_an_address_in_an_answer_stays_on_our_server(base: str, url: str, resolved: str) -> None:
    assert parse_base_url(base).resolve(url, ROOT) == resolved


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/2010-04-01/x",
        "//evil.example/x",
        "https://a.example@evil.example/x",
        "https://a.example.evil.example/x",
        "http://evil.example:443",
        "file:///etc/passwd",
        "https://a.example\\@evil.example/",
        "https://[bad",
        "/x\ny",
    ],
)
def test_an_address_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(ProviderError):
        parse_base_url("https://a.example").resolve(url, ROOT)
