"""What somebody is asked who wants to use a Twilio account, and what is wrong with what they type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smstui.ports.account_form import AccountForm, Flaw, FormField
from smstui.ports.errors import NotConfiguredError
from smstui.providers.http.address import parse_base_url
from smstui.providers.twilio import API_HOST

if TYPE_CHECKING:
    from collections.abc import Mapping

_AGAIN = (
    "Copy the account SID and the secret anew from Twilio's console, both of the same account; "
    "a token that was changed there is no longer the one you had."
)


def find_flaws(typed: Mapping[str, str]) -> Mapping[str, Flaw]:
    """Return what is wrong, by field: what the settings would refuse blocks, what only looks odd does not."""
    found = {
        "base_url": _of_address(typed.get("base_url", "")),
        "account_sid": _of_account(typed.get("account_sid", ""), own=is_twilio(typed.get("base_url", ""))),
    }
    if is_twilio(typed.get("base_url", "")):  # other servers have shapes of their own
        found |= {
            "auth_token": _of_token(typed.get("auth_token", "")),
            "api_key_sid": _of_key(typed.get("api_key_sid", "")),
            "api_key_secret": _of_length(typed.get("api_key_secret", ""), "An API key's secret"),
        }
    return {name: flaw for name, flaw in found.items() if flaw is not None and typed.get(name)}


def is_twilio(base_url: str) -> bool:
    """Say whether this is Twilio's own server, which is meant where nothing is said."""
    return (base_url.strip() or API_HOST).rstrip("/") == API_HOST


def _of_address(base_url: str) -> Flaw | None:
    try:
        parse_base_url(base_url)
    except NotConfiguredError as wrong:
        return Flaw(f"{wrong.message} {wrong.hint}".replace("The setting base_url", "What you typed"))
    return None


def _of_account(sid: str, *, own: bool) -> Flaw | None:
    if not own:
        fits = re.fullmatch(r"[\w-]{2,64}", sid, re.ASCII)
        return None if fits else Flaw("An account has a name of 2 to 64 letters, digits, - and _ there.")
    if sid.startswith("SK"):
        return Flaw("That is an API key. An account SID begins with AC and has 34 characters.")
    return _of_sid(sid, "An account SID", "AC")


def _of_key(sid: str) -> Flaw | None:
    if sid.startswith("AC"):
        return Flaw("That is the account SID. An API key begins with SK and has 34 characters.", blocks=False)
    flaw = _of_sid(sid, "An API key", "SK")
    return Flaw(flaw.words, blocks=False) if flaw is not None else None


def _of_sid(sid: str, what: str, letters: str) -> Flaw | None:
    shape = f"{what} begins with {letters} and has 34 characters"
    if len(sid) != 34 or not sid.startswith(letters):
        return Flaw(f"{shape}; this has {len(sid)}." if sid.startswith(letters) else f"{shape}.")
    fits = re.fullmatch(f"{letters}[0-9a-fA-F]{{32}}", sid)
    return None if fits else Flaw(f"{shape}: after {letters} come only 0 to 9 and a to f.")


def _of_token(token: str) -> Flaw | None:
    if token.startswith("AC"):
        return Flaw("That looks like the account SID; the auth token stands below it.", blocks=False)
    return _of_length(token, "An auth token")


def _of_length(secret: str, what: str) -> Flaw | None:
    if len(secret) == 32:
        return None
    return Flaw(f"{what} has 32 characters; this has {len(secret)}.", blocks=False)


FORM = AccountForm(
    title="Twilio",
    about="texts over the numbers of your Twilio account",
    fields=(
        FormField(
            "account_sid",
            "Account SID",
            "console.twilio.com shows it on its first page, under Account Info. It begins with AC.",
        ),
        FormField(
            "auth_token",
            "Auth token",
            "Just below the account SID in Twilio's console; press Show there, or the copy sign.",
            secret=True,
        ),
        FormField(
            "api_key_sid",
            "API key SID",
            "In Twilio's console under Account, API keys & tokens. It begins with SK.",
            secret=True,
        ),
        FormField(
            "api_key_secret",
            "API key secret",
            "Twilio's console shows it once, when the key is made; a lost one is replaced by a new key.",
            secret=True,
        ),
        FormField(
            "base_url",
            "Server",
            "Leave it empty, unless another server that speaks Twilio's API carries your texts.",
            stand_in=API_HOST,
        ),
    ),
    ways=("Auth token", "API key"),
    flaws=find_flaws,
    without_numbers="Buy one in Twilio's console, one with SMS: Phone Numbers, Manage, Buy a number.",
    remedies={
        "20003": _AGAIN,
        "20404": _AGAIN,
        "20005": "Look at the account in Twilio's console: it may be suspended, or closed.",
        "20008": "Those are test credentials; the live ones stand beside them in Twilio's console.",
    },
)
