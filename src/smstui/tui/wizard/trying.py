"""The test of the account: asking its provider, and what the answer means."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from smstui.admission import try_account
from smstui.ports.errors import SmstuiError
from smstui.tui.background import background

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.worker import Worker

    from smstui.ports.clock import Clock
    from smstui.tui.wizard.answers import Account, Answers
    from smstui.tui.wizard.trial import TrialStep

PATIENCE = 40.0
"""Seconds for an answer: three tries to connect are over by then, and say why."""


class Trying:
    """One test at a time; going back gives it up."""

    def __init__(self, step: TrialStep, answers: Answers, clock: Clock) -> None:
        self.patience = PATIENCE
        self._step = step
        self._clock = clock
        self._answers = answers
        self._worker: Worker[None] | None = None

    @property
    def screen(self) -> Screen[Any]:
        """The screen that notices appear on."""
        return self._step.screen

    def begin(self, *, again: bool = False) -> None:
        """Ask, unless the provider let the same account in already."""
        account = self._answers.account
        if account is None or self._step.is_asking:
            return
        if not again and account.is_same_at_provider(self._answers.tried):
            self._step.succeed()
            return
        self._answers.tried = None
        self._step.ask()
        self._worker = self._ask(account)

    def give_up(self) -> None:
        """Ask no longer."""
        if self._worker is not None and self._step.is_asking:
            self._worker.cancel()
            self._step.is_asking = False

    @background("trial")
    async def _ask(self, account: Account) -> None:
        try:
            async with asyncio.timeout(self.patience):
                offered = await try_account(
                    account.provider.package, account.understood, account.secrets, clock=self._clock
                )
        except TimeoutError:
            words = f"{account.provider.form.title} did not answer within {self.patience:.0f} s."
            self._step.fail(words, "Look at the network, then try again.")
        except SmstuiError as error:
            self._step.fail(error.message, error.hint.replace("base_url", "the server"))
        except Exception:
            self._step.fail("Something went wrong inside smstui.", "Try again; the log says where it was.")
            raise
        else:
            self._answers.tried, self._answers.offered = account, tuple(offered)
            self._step.succeed()
