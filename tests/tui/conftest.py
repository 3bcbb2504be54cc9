"""For the wizard: a carrier over HTTP, keyrings of every mood, and an environment without secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import keyring.core
import pytest

from config import fake_keyring
from crash.processes import Carrier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    """Return a carrier that runs, with a history of 60 texts and three numbers, of which one only calls."""
    folder = tmp_path_factory.mktemp("carrier")
    with Carrier(folder / "ledger.jsonl", ("--history", "60", "--seed", "7")) as running:
        yield running


@pytest.fixture
def use_keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Return a function that makes this fake keyring be the machine's."""
    monkeypatch.setenv("FAKE_KEYRING", str(tmp_path / "keyring.json"))

    def use(name: str) -> None:
        monkeypatch.setattr(keyring.core, "_keyring_backend", getattr(fake_keyring, name)())

    return use


@pytest.fixture
def in_keyring(tmp_path: Path) -> Callable[[], dict[str, str]]:
    """Return a function that tells what the fake keyring has."""

    def read() -> dict[str, str]:
        file = tmp_path / "keyring.json"
        kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        return kept

    return read
