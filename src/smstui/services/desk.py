"""What every piece of work on the store needs, handed around as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.domain.gates import SendingRules
    from smstui.ports.clock import Clock
    from smstui.ports.locks import Locks
    from smstui.ports.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The store, its locks and the clock."""

    store: Store
    locks: Locks
    clock: Clock


@dataclass(frozen=True, slots=True)
class SendingDesk(Desk):
    """The same, with the rules of sending."""

    rules: SendingRules
