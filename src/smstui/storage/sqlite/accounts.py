"""Accounts, our lines, and how far each is synced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.numbers import display
from smstui.ports.errors import StoreError
from smstui.storage.sqlite import rows
from smstui.storage.sqlite.noting import NotingSession
from smstui.storage.sqlite.session import Session, as_json
from smstui.storage.sqlite.times import micros, moment_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.models import AccountState, Line, RemoteLine
    from smstui.ports.store import AccountChange


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


class AccountWriter(AccountReader, NotingSession):
    """What is written about accounts and lines."""

    def ensure_account(self, name: str, provider: str) -> AccountState:
        """Return the account of this name, made now where there is none."""
        if self._run("account_add", name=name, provider=provider) > 0:
            self._note()
        account = self.account(name)
        if account is None:
            raise StoreError(f"The account {name} could not be kept.")
        return account

    def change_account(self, name: str, change: AccountChange) -> None:
        """Write what changed about an account."""
        self._account_id(name)
        self._run(
            "account_change",
            name=name,
            complete=change.complete,
            last_pass_at=micros(change.last_pass_at),
            lines_asked_at=micros(change.lines_asked_at),
            active_at=micros(change.active_at),
            error=change.error,
            offline_since=micros(change.offline_since),
            online=change.online,
        )
        self._note()

    def save_lines(self, account: str, lines: Sequence[RemoteLine]) -> None:
        """Make these the lines of the account; others it had are kept, marked as gone."""
        account_id = self._account_id(account)
        self._run("lines_gone", account_id=account_id, numbers=as_json(line.number for line in lines))
        for line in lines:
            self._run(
                "line_save",
                account_id=account_id,
                number=line.number,
                display=display(line.number),
                label=line.label,
                can_sms=line.can_sms,
                can_mms=line.can_mms,
                can_voice=line.can_voice,
                kind=line.kind,
            )
        self._note()

    def set_cursor(self, line_id: int, through: datetime) -> None:
        """Move a line's cursor forward; never back."""
        self._run("cursor_set", line_id=line_id, through=micros(through))
        self._note()

    def set_backfill(self, account: str, down_to: datetime) -> None:
        """Write down to when the first sync has read."""
        self._run("backfill_set", name=account, down_to=micros(down_to))

    def _account_id(self, name: str) -> int:
        found: int | None = self.value("account_id", name=name)
        if found is None:
            raise StoreError(f"There is no account {name} in the store.")
        return found
