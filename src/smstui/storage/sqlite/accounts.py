"""Accounts, our lines, and how far each is synced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.storage.sqlite import rows
from smstui.storage.sqlite.session import Session
from smstui.storage.sqlite.times import moment_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.models import AccountState, Line


class AccountReader(Session):
    """Questions about accounts and lines."""

    def accounts(self) -> Sequence[AccountState]:
        """Return all accounts, by name."""
        return [rows.account(row) for row in self._all("accounts")]

    def account(self, name: str) -> AccountState | None:
        """Return how an account is doing; None where there is none of that name."""
        row = self._one("account_named", name=name)
        return None if row is None else rows.account(row)

    def lines(self, account: str | None = None) -> Sequence[Line]:
        """Return the lines of one account or of all, those that are gone too, in the order they came."""
        return [rows.line(row) for row in self._all("lines", account=account)]

    def line(self, line_id: int) -> Line | None:
        """Return one line."""
        row = self._one("line_by_id", line_id=line_id)
        return None if row is None else rows.line(row)

    def line_numbered(self, number: str, account: str | None = None) -> Line | None:
        """Return the line with this E.164 number, one that is not gone before one that is."""
        row = self._one("line_numbered", number=number, account=account)
        return None if row is None else rows.line(row)

    def cursor(self, line_id: int) -> datetime | None:
        """Return up to when this line is synced, without a gap."""
        return moment_or_none(self.value("cursor", line_id=line_id))

    def backfill(self, account: str) -> datetime | None:
        """Return down to when the first sync has read; None where it has not begun."""
        return moment_or_none(self.value("backfill", name=account))
