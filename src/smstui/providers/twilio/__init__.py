"""Twilio, and every server that speaks its Messages API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from smstui.ports.errors import NotConfiguredError
from smstui.ports.provider import Capabilities
from smstui.providers.http.address import parse_base_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smstui.ports.account_form import AccountForm
    from smstui.ports.clock import Clock
    from smstui.ports.provider import Provider

API_HOST = "https://api.twilio.com"
CAPABILITIES = Capabilities(max_characters=1600, sends_media=True, opt_out_codes=("21610",))
SECRET_FIELDS = (("auth_token",), ("api_key_sid", "api_key_secret"))
"""Alternatives: either the one, or both of the others."""


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the settings of an account may hold; `ValueError` in words where something cannot be right."""

    account_sid: str
    base_url: str = API_HOST
    messaging_service_sid: str | None = None

    def __post_init__(self) -> None:
        try:
            parse_base_url(self.base_url)
        except NotConfiguredError as wrong:
            raise ValueError(f"{wrong.message} {wrong.hint}") from None
        # Other servers that speak the API have account names of their own.
        own = self.base_url.rstrip("/") == API_HOST
        sid = r"[0-9a-fA-F]{32}" if own else r"[\w-]{0,62}"
        if not re.fullmatch(f"AC{sid}" if own else r"[\w-]{2,64}", self.account_sid, re.ASCII):
            raise ValueError(f"account_sid is {_shorten(self.account_sid)}; expected AC and 32 hex digits")
        service = self.messaging_service_sid
        if service is not None and not re.fullmatch(f"MG{sid}", service, re.ASCII):
            raise ValueError(f"messaging_service_sid is {_shorten(service)}; expected MG and 32 hex digits")


def account_form() -> AccountForm:
    """Return what somebody is asked who wants to use an account."""
    from smstui.providers.twilio.form import FORM

    return FORM


def connect(
    options: Options, secrets: Mapping[str, str], *, clock: Clock, transport: object | None = None
) -> Provider:
    """Return the account as a Provider, without talking to it yet; `secrets` by the names in `SECRET_FIELDS`.

    `transport` stands in for the network (an httpx transport, for the demo). Raises `NotConfiguredError`
    where the secrets are not complete.
    """
    from smstui.providers.twilio.api import Twilio

    return Twilio(options, _login(options, secrets), clock=clock, transport=transport)


def _login(options: Options, secrets: Mapping[str, str]) -> tuple[str, str]:
    given = {name: value.strip() for name, value in secrets.items() if value.strip()}
    if "api_key_sid" in given and "api_key_secret" in given:
        return given["api_key_sid"], given["api_key_secret"]
    if "auth_token" in given:
        return options.account_sid, given["auth_token"]
    missing = "auth_token"
    if "api_key_sid" in given or "api_key_secret" in given:
        missing = "api_key_secret" if "api_key_sid" in given else "api_key_sid"
    raise NotConfiguredError(
        f"Twilio needs an auth_token, or an api_key_sid with its api_key_secret: there is no {missing}.",
        hint="Store it with `smstui accounts login NAME`.",
    )


def _shorten(value: str) -> str:
    return repr(value if len(value) <= 8 else value[:4] + "…")
