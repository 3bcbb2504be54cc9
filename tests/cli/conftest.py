"""A carrier for all tests of a worker, homes that know it, and one that has synced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crash.processes import Carrier, Home, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    """Return a carrier that runs, with a history of 60 texts."""
    folder = tmp_path_factory.mktemp("carrier")
    with Carrier(folder / "ledger.jsonl", ("--history", "60", "--seed", "7")) as running:
        yield running


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return the home of somebody who has not begun yet."""
    folder = tmp_path_factory.mktemp("bare") / "home"
    return Home(folder, clean_environment(HOME=str(folder.parent), SMSTUI_HOME=str(folder)))


@pytest.fixture
def work(bare: Home, carrier: Carrier) -> Home:
    """Return a home with the account `work` at the carrier, nothing synced."""
    return bare.use(carrier)


@pytest.fixture(scope="session")
def synced(tmp_path_factory: pytest.TempPathFactory, carrier: Carrier) -> Home:
    """Return a home that has the whole history; tests read it and leave it as it is."""
    home = Home(tmp_path_factory.mktemp("synced") / "home").use(carrier)
    done = home.run("sync", "--json")
    assert done.code == 0, done
    return home
