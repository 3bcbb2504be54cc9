"""What is written about accounts and our lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.numbers import display
from smstui.ports.errors import StoreError
from smstui.storage.sqlite.accounts import AccountReader
from smstui.storage.sqlite.noting import NotingSession
from smstui.storage.sqlite.session import as_json
from smstui.storage.sqlite.times import micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smstui.domain.models import AccountState
    from smstui.domain.remote import RemoteLine
    from smstui.ports.records import AccountChange


class AccountWriter(AccountReader, NotingSession):
    """Writes accounts and lines."""

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
        self._note(accounts_only=True)

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

    def set_cursor(self, line_id: int, through: datetime, *, back: bool = False) -> None:
        """Move a line's cursor forward; back only where that is asked for."""
        self._run("cursor_set", line_id=line_id, through=micros(through), back=back)
        self._note(accounts_only=True)

    def set_backfill(self, account: str, down_to: datetime) -> None:
        """Write down to when the first sync has read."""
        self._run("backfill_set", name=account, down_to=micros(down_to))

    def _account_id(self, name: str) -> int:
        found: int | None = self.value("account_id", name=name)
        if found is None:
            raise StoreError(f"There is no account {name} in the store.")
        return found
