"""What a pass over an account's list brought."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from smstui.services.filing import Tally

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.ports.errors import SmstuiError


class SyncReport(Struct, frozen=True):
    """One account's pass; `through` is the oldest cursor of its lines."""

    account: str
    fetched: int = 0
    """Texts that the provider listed in this pass."""
    new: int = 0
    updated: int = 0
    skipped: int = 0
    """Texts of lines that are not in use, and items that nobody can read."""
    through: datetime | None = None
    error: SmstuiError | None = None


@dataclass(slots=True)
class Progress:
    """What a pass has brought so far."""

    fetched: int = 0
    tally: Tally = field(default_factory=Tally)

    def report(
        self, account: str, through: datetime | None = None, error: SmstuiError | None = None
    ) -> SyncReport:
        """Return it as the account's report."""
        return SyncReport(
            account=account,
            fetched=self.fetched,
            new=self.tally.new,
            updated=self.tally.updated,
            skipped=self.tally.skipped,
            through=through,
            error=error,
        )
