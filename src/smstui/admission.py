"""Taking an account in: nothing is saved before its provider has let us in, and all of it or nothing then."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smstui.bootstrap import BUILT_IN, connection, provider_package
from smstui.config.credentials import forget_credentials, keep_credentials
from smstui.config.paths import prepare
from smstui.config.settings import ACCOUNT_NAME
from smstui.config.writing import add_account
from smstui.ports.errors import CredentialsError, ProviderError, RateLimitedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from smstui.config.credentials import Alternatives
    from smstui.config.paths import Home
    from smstui.config.secrecy import Secret
    from smstui.config.settings import Settings
    from smstui.domain.remote import RemoteLine
    from smstui.ports.clock import Clock

log = logging.getLogger(__name__)

_GOES_ON = re.compile(r"(?:; )?smstui (?:tries|asks|waits and tries) again by itself\.")
_KEPT = re.compile(r"What was read until here is kept\. ?")


def provider_packages() -> Mapping[str, ModuleType]:
    """Return every provider's package by its name; one that cannot be loaded is left out, and logged.

    Reads package metadata: this is for whoever chooses a provider, not for a start.
    """
    from importlib.metadata import entry_points

    found: dict[str, ModuleType] = {}
    for name in dict.fromkeys([*BUILT_IN, *sorted(entry_points(group="smstui.providers").names)]):
        try:
            package = provider_package(name)
        except Exception as error:  # noqa: BLE001 - one that somebody else made must not stop the others
            log.warning("the provider %s cannot be loaded: %s", name, type(error).__name__)
        else:
            if package is not None:
                found[name] = package
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account that its provider let in, as it is to be kept."""

    name: str
    provider: str
    options: Mapping[str, Any]
    lines: Sequence[str] = ()
    """Only these, of what the provider lists; empty: all."""
    credential_command: str | None = None
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """Those that must be kept; none where the environment or the command has them."""

    @property
    def table(self) -> dict[str, Any]:
        """What the settings say of it."""
        table: dict[str, Any] = {"provider": self.provider, **self.options}
        if self.credential_command:
            table["credential_command"] = self.credential_command
        if self.lines:
            table["lines"] = list(self.lines)
        return table


def check_name(name: str, settings: Settings) -> None:
    """Raise `UsageError` where a new account cannot have this name."""
    if not ACCOUNT_NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no account name: a to z, 0 to 9 and _ only.")
    if name in settings.accounts:
        raise UsageError(
            f"There is an account {name} already; it stays as it is.",
            hint=f"smstui accounts login {name} changes its secret, accounts remove takes it away.",
        )


async def try_account(
    package: ModuleType, options: object, secrets: Mapping[str, Secret], *, clock: Clock
) -> Sequence[RemoteLine]:
    """Return the lines that the provider lists; what it raises says what to do where nothing is saved."""
    revealed = {name: secret.reveal() for name, secret in secrets.items()}
    way = connection(package, options, lambda: revealed, clock=clock)
    try:
        provider = await way()
        return await provider.lines()
    except ProviderError as error:
        error.hint = _advice(error, package)
        raise
    finally:
        await way.aclose()


def _advice(error: ProviderError, package: ModuleType) -> str:
    """Return what somebody can do who has no account yet: hints are for accounts that are in use."""
    if error.code in package.account_form().remedies:
        return str(package.account_form().remedies[error.code])
    if isinstance(error, CredentialsError):
        return "Copy the credentials anew from where your provider shows them."
    if isinstance(error, RateLimitedError):
        return "Wait a minute, then try again."
    hint = _KEPT.sub("", _GOES_ON.sub("", error.hint)).strip()
    if not hint:
        return "Try again in a few minutes."
    return hint if hint.endswith(".") else f"{hint}."


def save(
    new: NewAccount, alternatives: Alternatives, home: Home, *, insecure: bool, profile: str | None = None
) -> str:
    """Keep the secrets, then write the settings; return where the secrets are, empty where none had to be.

    Blocks. Raises `KeyringUnusableError` where the keyring cannot be used and not `insecure`, and
    `NotConfiguredError` where something cannot be written; then nothing is left of it.
    """
    prepare(home)
    where = ""
    if new.secrets:
        where = keep_credentials(
            new.name, new.secrets, alternatives, file=home.credentials_file, insecure=insecure
        )
    try:
        add_account(home.config_file, new.name, new.table, profile=profile)
    except BaseException:
        if new.secrets:
            forget_credentials(new.name, alternatives, file=home.credentials_file)
        raise
    return where
