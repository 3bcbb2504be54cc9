"""What every test gets: no access to the person's own home or keyring, and tools that must be there in CI."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

# A deadline would fail on a machine that is busy with something else.
settings.register_profile("smstui", deadline=None)
settings.load_profile("smstui")


@pytest.fixture(scope="session")
def spare_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a folder that stands in for the person's own home."""
    return str(tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def _nobodys_home(spare_home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("SMSTUI_") and name not in {"SMSTUI_TOOLS_REQUIRED"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("SMSTUI_HOME", spare_home)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Return a function that finds a Debian tool, and skips (in CI: fails) where it is missing."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            reason = f"{name} is not installed"
            if os.environ.get("SMSTUI_TOOLS_REQUIRED"):
                pytest.fail(f"{reason}, and CI must not skip this")
            pytest.skip(reason)
        return path

    return find
