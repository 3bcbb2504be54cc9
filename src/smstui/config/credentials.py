"""Where an account's secrets come from: the environment, a command, the keyring, a private file."""

from __future__ import annotations

import os
import shlex
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.config import credential_file, keyrings
from smstui.config.secrecy import Secret, child_environment
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Alternatives = tuple[tuple[str, ...], ...]
"""Sets of fields of which one suffices, as (("auth_token",), ("api_key_sid", "api_key_secret"))."""

COMMAND_PATIENCE = 10.0
"""Seconds a `credential_command` may take."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The secrets of an account that suffice, and where the last of them came from."""

    fields: Mapping[str, Secret]
    source: str

    def reveal(self) -> dict[str, str]:
        """Return the secrets themselves, for the provider alone."""
        return {name: secret.reveal() for name, secret in self.fields.items()}


def find_credentials(
    account: str, alternatives: Alternatives, *, command: str | None, file: Path
) -> Credentials:
    """Return the first secrets that suffice, in the order of the product page; blocks up to 13 s.

    Raises `NotConfiguredError` with what to do where there are none, or where a source is broken.
    """
    wanted = tuple(dict.fromkeys(name for names in alternatives for name in names))
    found = from_environment(account, wanted)
    if enough := _complete(found, alternatives):
        return Credentials(enough, "the environment")
    if command:
        found = {**from_command(command, alternatives), **found}
        if enough := _complete(found, alternatives):
            return Credentials(enough, "credential_command")
    unusable: keyrings.KeyringUnusableError | None = None
    kept = credential_file.read(file, account, wanted)
    try:
        found = {**keyrings.read(account, wanted), **found}
        if enough := _complete(found, alternatives):
            return Credentials(enough, "the keyring")
    except keyrings.KeyringUnusableError as error:
        unusable = error
    if enough := _complete({**kept, **found}, alternatives):
        return Credentials(enough, file.name)
    raise _missing(account, alternatives, unusable)


def variable(account: str, field: str) -> str:
    """Return the name of the environment variable that holds a secret of the account."""
    return f"SMSTUI_{account}_{field}".upper()


def from_environment(account: str, fields: Iterable[str]) -> dict[str, Secret]:
    """Return the fields that `SMSTUI_<ACCOUNT>_<FIELD>` sets."""
    found = {name: os.environ.get(variable(account, name), "") for name in fields}
    return {name: Secret(value) for name, value in found.items() if value}


def already_given(account: str, alternatives: Alternatives, command: str | None) -> Mapping[str, Secret]:
    """Return the secrets that the environment or the command has, which need not be kept; empty for none."""
    wanted = tuple(dict.fromkeys(name for names in alternatives for name in names))
    found = from_environment(account, wanted)
    if command:
        found = {**from_command(command, alternatives), **found}
    return _complete(found, alternatives) or {}


def from_command(command: str, alternatives: Alternatives) -> dict[str, Secret]:
    """Run the person's command, without a shell, and read its answer; raises `NotConfiguredError`."""
    try:
        done = subprocess.run(  # noqa: S603 - the person's own command, that is the point
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_PATIENCE,
            check=False,
            env=child_environment(),
        )
    except subprocess.TimeoutExpired:
        raise _command_failed(f"did not answer within {COMMAND_PATIENCE:.0f} s") from None
    except ValueError:
        raise _command_failed("is no valid command line (a quote is missing)") from None
    except (OSError, IndexError):
        raise _command_failed("could not be started") from None
    if done.returncode:
        raise _command_failed(f"ended with code {done.returncode}")
    return parse_secrets(done.stdout.decode("utf-8", "replace").splitlines(), alternatives)


def _command_failed(what: str) -> NotConfiguredError:
    return NotConfiguredError(
        f"The credential_command {what}.", hint="Run it by hand and see what it says; config.toml has it."
    )


def parse_secrets(lines: Sequence[str], alternatives: Alternatives) -> dict[str, Secret]:
    """Read `FIELD=VALUE` lines, else take the first line as the secret of the account."""
    names = {name for each in alternatives for name in each}
    pairs = [line.partition("=") for line in lines]
    named = {
        field.strip().lower(): Secret(value.strip())
        for field, mark, value in pairs
        if mark and field.strip().lower() in names and value.strip()
    }
    if named or not lines or not lines[0].strip():
        return named
    single = next((each[0] for each in alternatives if len(each) == 1), alternatives[0][-1])
    return {single: Secret(lines[0].strip())}


def keep_credentials(
    account: str, fields: Mapping[str, Secret], alternatives: Alternatives, *, file: Path, insecure: bool
) -> str:
    """Keep these secrets, and only these, for the account; return where.

    Raises `KeyringUnusableError`, with nothing kept, where the keyring cannot be used and not `insecure`.
    """
    others = {name for each in alternatives for name in each} - fields.keys()
    if insecure:
        credential_file.write(file, account, fields)
        with suppress(keyrings.KeyringUnusableError):
            keyrings.remove(account, {*others, *fields})  # else an older one there would win
        return str(file)
    keyrings.write(account, fields)
    keyrings.remove(account, others)
    credential_file.remove(file, account)
    return f"the keyring ({keyrings.name()})"


def forget_credentials(account: str, alternatives: Alternatives, *, file: Path) -> bool:
    """Forget the account's secrets in file and keyring; return whether the keyring could be asked."""
    credential_file.remove(file, account)
    try:
        keyrings.remove(account, {name for each in alternatives for name in each})
    except keyrings.KeyringUnusableError:
        return False
    return True


def _complete(found: Mapping[str, Secret], alternatives: Alternatives) -> Mapping[str, Secret] | None:
    for names in alternatives:
        if all(name in found for name in names):
            return {name: found[name] for name in names}
    return None


def _missing(
    account: str, alternatives: Alternatives, unusable: keyrings.KeyringUnusableError | None
) -> NotConfiguredError:
    needed = ", or ".join(" and ".join(names) for names in alternatives)
    name = variable(account, alternatives[0][0])
    if unusable:
        return NotConfiguredError(
            f"The secret of account {account} was not found. {unusable.message}",
            hint=f"{unusable.hint} Or set {name}.",
        )
    return NotConfiguredError(
        f"The secret of account {account} was not found ({needed}).",
        hint=f"smstui accounts login {account}, or set {name}.",
    )
