"""Keyring backends that misbehave: `PYTHON_KEYRING_BACKEND=config.fake_keyring.Hanging` and so on."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

TRUSTED = "keyring.backends.SecretService"


class Working(KeyringBackend):
    """Keeps secrets in the file that FAKE_KEYRING names."""

    priority = 5

    def _kept(self) -> dict[str, str]:
        file = Path(os.environ["FAKE_KEYRING"])
        kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return kept

    def _keep(self, kept: dict[str, str]) -> None:
        Path(os.environ["FAKE_KEYRING"]).write_text(json.dumps(kept))

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep({**self._kept(), f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        del kept[f"{service} {username}"]
        self._keep(kept)


class Hanging(Working):
    """Waits for somebody to type a password, as a locked keyring on a machine without a screen does."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait(60)
        return None

    set_password = get_password  # type: ignore[assignment]


class Locked(Working):
    """Says that it is locked, in words that quote what it was asked for."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"canary {service} {username}")

    set_password = get_password  # type: ignore[assignment]


class Broken(Working):
    """Fails with an error of its own."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("canary: the bus is gone")

    set_password = get_password  # type: ignore[assignment]


class Plaintext(Working):
    """What keyrings.alt offers: a file that anybody with the disk reads."""


for _backend in (Working, Hanging, Locked, Broken):
    _backend.__module__ = TRUSTED
Plaintext.__module__ = "keyrings.alt.file"
