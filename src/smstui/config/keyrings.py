"""The OS keyring, asked in a thread of its own so that a hanging one stops nobody."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

from smstui.config.secrecy import Secret
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")

SERVICE = "smstui"

PATIENCE = 2.5
"""Seconds for one visit: import and unlocking included, a person hears of it within 3 s."""

_TRUSTED = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
"""Backends that encrypt what they keep; others are not chosen for a person without asking."""

ELSEWHERE = (
    'set credential_command in config.toml (as "pass show twilio"), '
    "or keep it in a file only you can read: smstui accounts login NAME --insecure-storage"
)


class KeyringUnusableError(NotConfiguredError):
    """The keyring is absent, locked, hanging or not to be trusted."""

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message, hint=f"{remedy}, or {ELSEWHERE}.")
        self.remedy = remedy
        """What makes this keyring answer, or another one be asked: a clause."""


def read(account: str, fields: Iterable[str]) -> dict[str, Secret]:
    """Return what the keyring has of these fields; raises `KeyringUnusableError` with a remedy."""

    def ask(backend: Any) -> dict[str, Secret]:
        found = {name: backend.get_password(SERVICE, f"{account}/{name}") for name in fields}
        return {name: Secret(value) for name, value in found.items() if value}

    return _visit(ask)


def write(account: str, secrets: Mapping[str, Secret]) -> None:
    """Keep these fields; raises `KeyringUnusableError` with a remedy."""

    def put(backend: Any) -> None:
        for name, secret in secrets.items():
            backend.set_password(SERVICE, f"{account}/{name}", secret.reveal())

    _visit(put)


def remove(account: str, fields: Iterable[str]) -> None:
    """Forget these fields, those that are there; raises `KeyringUnusableError` with a remedy."""

    def drop(backend: Any) -> None:
        for name in fields:
            if backend.get_password(SERVICE, f"{account}/{name}") is not None:
                backend.delete_password(SERVICE, f"{account}/{name}")

    _visit(drop)


def find() -> str:
    """Return the name of the keyring once it has answered; raises `KeyringUnusableError` with a remedy."""

    def ask(backend: Any) -> str:
        backend.get_password(SERVICE, "is it unlocked")
        return str(backend.name)

    return _visit(ask)


def name() -> str:
    """Return the name of the keyring that would be used; raises `KeyringUnusableError`."""
    return _visit(lambda backend: str(backend.name))


def _visit(work: Callable[[Any], T]) -> T:
    """Run `work` with the keyring, for at most `PATIENCE` seconds.

    The thread is a daemon: one that hangs in D-Bus for ever does not keep the process from ending.
    """
    outcome: list[T] = []
    trouble: list[Exception] = []

    def run() -> None:
        try:
            outcome.append(work(_backend()))
        except Exception as error:  # noqa: BLE001 - backends raise whatever their system raises
            trouble.append(error)

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if outcome:
        return outcome[0]
    raise _told(trouble[0] if trouble else None)


def _backend() -> Any:
    """Return the keyring to use: the configured one, or the trusted ones among several."""
    import keyring

    chosen = keyring.get_keyring()
    candidates = getattr(chosen, "backends", [chosen])
    trusted = [each for each in candidates if type(each).__module__ in _TRUSTED]
    if trusted:
        return trusted[0]
    module = type(candidates[0] if candidates else chosen).__module__
    if module.startswith("keyring.backends.fail") or not candidates:
        raise KeyringUnusableError(
            "This machine has no keyring that is running.",
            remedy="Start one (gnome-keyring or KWallet, under dbus-run-session where there is no desktop)",
        )
    raise KeyringUnusableError(
        f"The keyring backend {module} is not one that keeps secrets encrypted, so it was not used.",
        remedy="Choose another with PYTHON_KEYRING_BACKEND",
    )


def _told(error: Exception | None) -> KeyringUnusableError:
    """Return what went wrong in our words: a backend's own may hold anything."""
    if isinstance(error, KeyringUnusableError):
        return error
    if error is None:
        return KeyringUnusableError(
            "The keyring did not answer in time; it may be asking for a password somewhere.",
            remedy="Unlock it on the desktop and try again",
        )
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & {"KeyringLocked", "InitError", "LockedException", "PromptDismissedException"}:
        return KeyringUnusableError(
            "The keyring is locked.",
            remedy="Unlock it (log in to the desktop, or gnome-keyring-daemon --unlock)",
        )
    if "NoKeyringError" in kinds:
        return KeyringUnusableError(
            "This machine has no keyring that is running.",
            remedy="Start one (gnome-keyring or KWallet)",
        )
    return KeyringUnusableError(f"The keyring failed ({type(error).__name__}).", remedy="Try again")
