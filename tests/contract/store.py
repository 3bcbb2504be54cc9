"""The contract of the store: a class of tests that every implementation inherits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import pytest

from contract.desk import Desk, StillClock
from contract.store_accounts import AccountContract, PeopleContract
from contract.store_contacts import ContactsContract, WhichContract
from contract.store_conversations import FilingContract, ListContract
from contract.store_feed import FeedContract, WorkContract
from contract.store_notices import NoticesContract
from contract.store_search import ListingContract, SearchContract
from contract.store_texts import OutboxContract, TextContract

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from smstui.ports.clock import Clock
    from smstui.ports.store import Store


class StoreContract(
    ABC,
    AccountContract,
    PeopleContract,
    ContactsContract,
    WhichContract,
    ListContract,
    FilingContract,
    TextContract,
    OutboxContract,
    SearchContract,
    ListingContract,
    FeedContract,
    WorkContract,
    NoticesContract,
):
    """Inherit this and say how a store is opened."""

    @abstractmethod
    def open(self, folder: Path, clock: Clock) -> Store:
        """Open the store of this folder; the same folder is the same store."""

    @pytest.fixture
    async def desk(self, tmp_path: Path) -> AsyncIterator[Desk]:
        """Return a store with an account and two lines."""
        clock = StillClock()
        desk = Desk(self.open(tmp_path / "home", clock), clock)
        await desk.furnish()
        yield desk
        desk.store.close()

    @pytest.fixture
    def another(self, tmp_path: Path, desk: Desk) -> Iterator[Callable[[], Store]]:
        """Return a function that opens the same store once more, as another process would."""
        opened: list[Store] = []

        def open_again() -> Store:
            opened.append(self.open(tmp_path / "home", desk.clock))
            return opened[-1]

        yield open_again
        for store in opened:
            store.close()
