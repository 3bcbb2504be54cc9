"""Where the secret can be kept, and writing everything down."""

from __future__ import annotations

import asyncio
import shlex
from functools import partial
from typing import TYPE_CHECKING, Any

from smstui.admission import NewAccount, save
from smstui.config import keyrings
from smstui.config.credentials import variable
from smstui.ports.errors import SmstuiError
from smstui.tui.background import background
from smstui.tui.wizard.answers import Ending, Next

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from smstui.config.paths import Home
    from smstui.tui.wizard.answers import Account, Answers
    from smstui.tui.wizard.keeping import KeepingStep


class Saving:
    """Asks the keyring, whose answer takes up to three seconds, and saves."""

    def __init__(self, step: KeepingStep, answers: Answers, home: Home) -> None:
        self._step = step
        self._answers = answers
        self._home = home
        self.is_saving = False
        """Something is being written: nobody leaves now."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen that notices appear on."""
        return self._step.screen

    def look(self) -> None:
        """Find out where the secret can be kept, where it has to be."""
        account = self._answers.account
        if account is not None and account.variables:
            self._step.needs_nothing(account.variables)
        else:
            self._step.look("Looking for your keyring…")
            self._look()

    @background("keyring", exclusive=True)
    async def _look(self) -> None:
        try:
            found = await asyncio.to_thread(keyrings.find)
        except keyrings.KeyringUnusableError as error:
            self._step.lacks_keyring(error)
        else:
            self._step.found(found)

    @background("save")
    async def save(self, *, insecure: bool) -> None:
        """Keep the secret and write the settings, both or neither; then the inbox opens."""
        account = self._answers.account
        if account is None or self.is_saving:
            return
        self.is_saving = True
        self._step.look("Saving the secret and the settings…")
        try:
            await asyncio.to_thread(partial(self._write, account, insecure=insecure))
        except keyrings.KeyringUnusableError as error:
            self._step.lacks_keyring(error)
        except SmstuiError as error:
            self._step.fail(f"{error.message} {error.hint}".strip())
        except Exception:
            self._step.fail("Something went wrong inside smstui; the log says where it was.")
            raise
        else:
            self.screen.app.exit(Ending(Next.INBOX))
        finally:
            self.is_saving = False

    def _write(self, account: Account, *, insecure: bool) -> None:
        new = NewAccount(
            name=account.name,
            provider=account.provider.name,
            options=account.options,
            lines=self._answers.lines,
            secrets={} if account.variables else account.secrets,
        )
        alternatives = account.provider.alternatives
        save(new, alternatives, self._home, insecure=insecure, profile=self._step.profile)


def leaving(account: Account, lines: Sequence[str]) -> Ending:
    """Return the end of whoever keeps the secret elsewhere, with the words that say how.

    `lines` are the numbers that are used, none where all are.
    """
    flags = [
        word
        for name, value in account.options.items()
        for word in (f"--{name.replace('_', '-')}", shlex.quote(value))
    ]
    flags += [word for line in lines for word in ("--line", shlex.quote(line))]
    add = f"smstui accounts add {account.name} --provider {account.provider.name} {' '.join(flags)}"
    variables = " and ".join(variable(account.name, name) for name in account.secrets)
    return Ending(
        words="Nothing was saved. If a password manager or another command has the secret:\n\n"
        f"  {add} --credential-command 'pass show {account.name}'\n\n"
        f"Or put it into the environment ({variables}) and start smstui again."
    )
