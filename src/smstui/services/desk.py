"""What every piece of work on the store needs, handed around as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from smstui.domain.gates import SendingRules
    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.store import Store


class Desk(Struct, frozen=True):
    """The store, its locks and the clock."""

    store: Store
    locks: Locks
    clock: Clock


class SendingDesk(Desk, frozen=True):
    """The same, with the rules of sending."""

    rules: SendingRules
