"""The settings of config.toml: what they are, their defaults, and what this version cannot do yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, field

from smstui.config.key_names import EXPECTED, as_written, meant_key, same_key, unknown_key
from smstui.config.validation import Source, decode, expected, read_source
from smstui.domain.countries import COUNTRIES
from smstui.ports.errors import NotConfiguredError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description='a country of two letters, as "US"')]
Countries = Annotated[
    tuple[Country, ...], Meta(description='a list of countries of two letters, as ["US", "CA"]')
]
Lines = Annotated[
    tuple[Annotated[str, Meta(pattern=r"^(\+[1-9][0-9]{4,14}|[0-9]{3,8})$")], ...],
    Meta(description='a list of numbers in E.164, as ["+15005550006"]'),
]

ACCOUNT_NAME = re.compile(r"[a-z0-9_]+")


class Compliance(Struct, frozen=True, forbid_unknown_fields=True):
    """Who may be texted, and how much."""

    profile: Literal["personal", "business"] = "personal"
    consent: Literal["off", "warn", "enforce"] = "warn"
    optin_proof: Literal["off", "enforce"] = "off"
    quiet_hours: Literal["off", "warn", "on"] = "warn"
    countries: Countries = ()
    """Destinations allowed, ISO alpha-2; empty: all."""
    max_segments: Annotated[int, Meta(ge=1, le=100)] = 10


class MediaSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to pictures."""

    fetch_ahead: bool = False


class StoreSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where texts are kept."""

    url: str = "sqlite"


class Account(Struct, frozen=True, forbid_unknown_fields=True):
    """What an account needs whoever its provider is."""

    provider: str
    credential_command: str | None = None
    lines: Lines = ()
    """Only these, of what the provider lists; empty: all."""
    poll_interval: Annotated[float, Meta(ge=1, le=3600, description="seconds, from 1 to 3600")] = 15.0
    options: dict[str, Any] = field(default_factory=dict)
    """What only its provider understands, not decoded yet."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that config.toml says."""

    theme: str = "smstui-night"
    conversation_style: Literal["bubbles", "plain"] = "bubbles"
    key_profile: Literal["vim", "emacs", "plain"] = "vim"
    vim_motions: bool = False
    default_region: Country = "US"
    send_delay: Annotated[float, Meta(ge=0, le=60, description="seconds, from 0 to 60")] = 5.0
    accounts: dict[str, Account] = field(default_factory=dict)
    compliance: Compliance = field(default_factory=Compliance)
    media: MediaSettings = field(default_factory=MediaSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    keys: dict[str, str] = field(default_factory=dict)


_NOT_YET: Mapping[tuple[str, ...], Mapping[object, str]] = {
    ("key_profile",): {
        "emacs": 'this version has no keys of emacs yet; write "vim" or "plain"',
    },
    ("vim_motions",): {True: "this version has no vim motions in the composer yet; write false"},
    ("compliance", "profile"): {
        "business": 'this version cannot enforce what a business must keep yet; write "personal"'
    },
    ("compliance", "consent"): {"enforce": 'this version cannot enforce consent yet; write "warn" or "off"'},
    ("compliance", "optin_proof"): {"enforce": 'this version cannot enforce opt-in proof yet; write "off"'},
    ("compliance", "quiet_hours"): {"on": 'this version cannot keep quiet hours yet; write "warn" or "off"'},
    ("media", "fetch_ahead"): {True: "this version does not fetch pictures ahead yet; write false"},
}
"""Settings that are promised for later: refused now, so that nobody relies on what is not there."""


def not_yet(path: tuple[str, ...], value: object) -> str:
    """Return why this version does not take a setting that is promised for later; empty where it does."""
    return _NOT_YET.get(path, {}).get(value, "").partition(";")[0]


_SECRETS = ("auth_token", "api_key_sid", "api_key_secret", "password", "secret", "token")


def load_settings(path: Path) -> tuple[Settings, Source]:
    """Read and check the settings; an absent file gives the defaults.

    Raises `NotConfiguredError` that names file, line, key and what was expected. The options of providers
    are not looked at: whoever knows the provider checks them with `decode` and the returned source.
    """
    source = read_source(path)
    tables = source.parse()
    accounts = tables.pop("accounts", {})
    _take_keys(tables.get("keys", {}), source)
    settings = decode(tables, Settings, source=source)
    _check_countries(settings, source)
    _refuse_promises(tables, source)
    if not isinstance(accounts, dict):
        raise source.wrong(("accounts",), "expected tables such as [accounts.work]")
    decoded = {name: _account(name, table, source) for name, table in accounts.items()}
    return _with_accounts(settings, decoded), source


def _with_accounts(settings: Settings, accounts: dict[str, Account]) -> Settings:
    from msgspec.structs import replace

    return replace(settings, accounts=accounts)


def _take_keys(table: object, source: Source) -> None:
    """Give each key its own name, and say which is wrong: the decoder would name the table alone."""
    if not isinstance(table, dict):
        return
    for action, said in table.items():
        if not isinstance(said, str):
            raise source.wrong(("keys", action), 'expected a key in quotes, as "n" or "g i"')
        chord = table[action] = as_written(said)
        if (same := same_key(chord)) is not None:
            words = 'terminals send the key "{}" as "{}" and cannot tell them apart; expected another key'
            raise source.wrong(("keys", action), words.format(*same))
        if (key := unknown_key(chord)) is not None:
            meant = meant_key(key)
            wanted = f'it is written "{meant}"' if meant else f"expected {EXPECTED}"
            raise source.wrong(("keys", action), f'no terminal sends the key "{key}"; {wanted}')


def _check_countries(settings: Settings, source: Source) -> None:
    """Refuse two letters that are no country: every number would be foreign there."""
    for path, codes in (
        (("default_region",), (settings.default_region,)),
        (("compliance", "countries"), settings.compliance.countries),
    ):
        for code in codes:
            if code not in COUNTRIES:
                raise source.wrong(path, f'there is no country "{code}"; expected {expected(Settings, path)}')


def _refuse_promises(tables: Mapping[str, Any], source: Source) -> None:
    for path, sentences in _NOT_YET.items():
        value: Any = tables
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if sentence := sentences.get(value):
            raise source.wrong(path, sentence)
    url = tables.get("store", {}).get("url", "sqlite")
    if url != "sqlite":
        raise source.wrong(("store", "url"), 'this version keeps texts in SQLite alone; write "sqlite"')


def _account(name: str, table: object, source: Source) -> Account:
    at = ("accounts", name)
    if not ACCOUNT_NAME.fullmatch(name):
        raise source.wrong(at, "an account's name has a to z, 0 to 9 and _ only")
    if not isinstance(table, dict):
        raise source.wrong(at, f"expected a table, [accounts.{name}]")
    for secret in _SECRETS:
        if secret in table:
            raise source.wrong(
                (*at, secret), f"a secret is never kept here; smstui accounts login {name} keeps it"
            )
    known = Account.__struct_fields__[:-1]
    options = {key: value for key, value in table.items() if key not in known}
    account = decode({key: table[key] for key in known if key in table}, Account, source=source, at=at)
    from msgspec.structs import replace

    return replace(account, options=options)


def choose_account(settings: Settings, name: str) -> Account:
    """Return the account of this name; raise `UsageError` with the names there are."""
    if name in settings.accounts:
        return settings.accounts[name]
    if not settings.accounts:
        raise NotConfiguredError(f"There is no account {name}, nor any other.", hint=ADD_ACCOUNT)
    there = ", ".join(settings.accounts)
    raise UsageError(f"There is no account {name}; there are: {there}.", hint="smstui accounts list")


ADD_ACCOUNT = "smstui accounts add NAME --provider twilio --account-sid AC..., or try smstui demo"
