"""What only one process may do at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractAsyncContextManager


class Lock(Protocol):
    """A lock that its process holds until it lets go or dies; never a lease."""

    def acquire(self) -> bool:
        """Take it if it is free, without waiting; True also when this object holds it already."""
        ...

    def release(self) -> None:
        """Let go; nothing happens when it is not held."""
        ...

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        ...

    def is_taken(self) -> bool:
        """Whether anybody holds it, in this process or another, without taking it or waiting."""
        ...


class Locks(Protocol):
    """The locks of one store, seen by every process that uses it, and between tasks of one process."""

    def dispatcher(self) -> Lock:
        """Return the lock of whoever sends texts: one at a time for the whole store."""
        ...

    def agent(self) -> Lock:
        """Return the lock that an agent holds as long as it runs."""
        ...

    def polling(self, account: str) -> Lock:
        """Return the lock of whoever reads the account's list: one at a time for each account."""
        ...

    def peers(self, peers: Iterable[str]) -> AbstractAsyncContextManager[None]:
        """Hold the locks of these people while inside, waiting for them in an order that cannot deadlock.

        The sender holds one from its last look at the opt-outs until the provider has answered; whoever
        records an opt-out holds it while it commits. So no text leaves after an opt-out is recorded.
        """
        ...
