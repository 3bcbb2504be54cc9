"""Asking a person or standard input for a secret: never the command line, where others see it."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import TYPE_CHECKING

from smstui.cli.output import is_terminal
from smstui.config.credentials import Alternatives, parse_secrets
from smstui.config.keyrings import KeyringUnusableError
from smstui.config.secrecy import Secret
from smstui.ports.errors import NotConfiguredError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def ask(account: str, alternatives: Alternatives, *, from_stdin: bool) -> Mapping[str, Secret]:
    """Return the secrets given on standard input, or typed without echo; raises `UsageError` for none."""
    if from_stdin:
        found = parse_secrets(sys.stdin.read().splitlines(), alternatives)
    elif is_terminal(sys.stdin):
        found = _typed(alternatives)
    else:
        raise UsageError(
            "There is no terminal to ask for the secret on.",
            hint=f"Pipe it in: pass show twilio | smstui accounts ... {account} --secret-stdin",
        )
    for names in alternatives:
        if all(name in found for name in names):
            return {name: found[name] for name in names}
    raise UsageError("No secret was given; nothing was saved.", hint=_shape(alternatives))


def _typed(alternatives: Alternatives) -> dict[str, Secret]:
    """Ask for the fields of the first alternative; whoever leaves it empty is asked for the next."""
    for names in alternatives:
        answers = {name: getpass(f"{name}: ").strip() for name in names}
        if all(answers.values()):
            return {name: Secret(value) for name, value in answers.items()}
    return {}


def _shape(alternatives: Alternatives) -> str:
    others = [" and ".join(f"{name}=..." for name in names) for names in alternatives[1:]]
    return (
        f"One line with the {alternatives[0][0]}" + "".join(f", or lines {other}" for other in others) + "."
    )


def kept(keep: Callable[[bool], str], file: Path, *, insecure: bool) -> str:
    """Return where `keep` kept secrets: in the keyring, in the file only where that is `insecure`, or agreed.

    Raises `NotConfiguredError`, nothing kept, where neither may be used.
    """
    try:
        return keep(insecure)
    except KeyringUnusableError as error:
        if not _agreed(error, file):
            raise NotConfiguredError(
                f"The secret could not be kept, so nothing was saved. {error.message}",
                hint="The same command with --insecure-storage keeps it in a file that only you can read; "
                'or set credential_command in config.toml, as "pass show twilio".',
            ) from None
    return keep(True)


def _agreed(error: KeyringUnusableError, file: Path) -> bool:
    """Ask whether a file will do, where there is somebody to ask."""
    if not is_terminal(sys.stdin, sys.stderr):
        return False
    sys.stderr.write(
        f"{error.message}\nKeep the secret, as plain text that only you can read, in {file}? [y/N] "
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
