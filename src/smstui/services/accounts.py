"""One account as this process works with it: how to reach its provider, and how that goes just now."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smstui.ports.errors import (
    CredentialsError,
    NotConfiguredError,
    NotSentError,
    OfflineError,
    ProviderError,
    RateLimitedError,
    SmstuiError,
)
from smstui.ports.records import AccountChange

if TYPE_CHECKING:
    from datetime import datetime

    from smstui.ports.clock import Clock
    from smstui.ports.provider import Provider
    from smstui.ports.store import Store, Writer
    from smstui.services.plan import AccountPlan

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


@dataclass(slots=True)
class Look:
    """How often the provider's list was searched for a text in doubt, and when last."""

    count: int
    at: datetime


@dataclass(slots=True)
class Link:
    """The way to one account in this process: everything that uses it shares its pauses."""

    plan: AccountPlan
    clock: Clock
    offset: float = 0.0
    """Seconds that the provider's clock is ahead of ours, as last seen."""
    failures: int = 0
    resume_at: float = 0.0
    """Monotonic time before which no request is made, unless the provider is reached sooner."""
    told_to_wait: float = 0.0
    """Monotonic time before which the provider does not want to hear from us (429)."""
    blocked: bool = False
    """The credentials were refused or are missing: nothing is sent until a pass over the list succeeds."""
    trouble: SmstuiError | None = None
    """What stood in the way last; None since the provider answered."""
    lines_trouble: str = ""
    """Why the provider did not tell which numbers are ours, in words; empty since it did."""
    ask_lines_at: float = 0.0
    """Monotonic time before which it is not asked for them again."""
    looks: dict[int, Look] = field(default_factory=dict)
    """By message id."""
    failed_looks: dict[int, Look] = field(default_factory=dict)
    """The same for those in which the provider did not answer with a list."""
    is_polled: bool = False
    """This process reads the account's list all the time."""
    peers_read: dict[str, float] = field(default_factory=dict)
    """When (monotonic) the provider's own list of a peer was read."""

    @property
    def name(self) -> str:
        """The account's name."""
        return self.plan.name

    async def provider(self) -> Provider:
        """Return the provider; raises `NotConfiguredError` and whatever connecting raises."""
        return await self.plan.connect()

    @property
    def pause(self) -> float:
        """Seconds until the next request may be made."""
        return max(0.0, max(self.resume_at, self.told_to_wait) - self.clock.monotonic())

    def hold(self, error: SmstuiError) -> float:
        """Make everybody wait: as long as asked, else twice as long as last time; return the seconds."""
        asked = error.retry_after if isinstance(error, NotSentError) else None
        backoff = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self.failures, 10))
        # Jitter, so that several machines behind one account do not come back in the same moment.
        jittered = backoff * random.uniform(0.5, 1.5)  # noqa: S311 - no secret depends on it
        seconds = jittered if asked is None else asked
        self.failures += 1
        until = self.clock.monotonic() + seconds
        if isinstance(error, RateLimitedError):
            self.told_to_wait = max(self.told_to_wait, until)
        else:
            self.resume_at = max(self.resume_at, until)
        return seconds

    def reached(self) -> None:
        """Note that the provider answered; what it asked for before still holds."""
        self.failures = 0
        self.blocked = False
        self.trouble = None
        self.resume_at = 0.0

    def look_done(self, message_id: int) -> None:
        """Note that the provider's list was read for this text."""
        self.looks[message_id] = self._one_more(self.looks.get(message_id))

    def look_failed(self, message_id: int) -> None:
        """Note that the provider would not list what is looked for here, so that it is asked less often."""
        self.failed_looks[message_id] = self._one_more(self.failed_looks.get(message_id))

    def tries(self, message_id: int) -> Look | None:
        """Return how often the list was asked for because of this text, and when last."""
        looks = [each[message_id] for each in (self.looks, self.failed_looks) if message_id in each]
        return Look(sum(look.count for look in looks), max(look.at for look in looks)) if looks else None

    def _one_more(self, before: Look | None) -> Look:
        return Look(1 + (before.count if before else 0), self.clock.now())


def is_of_account(error: SmstuiError) -> bool:
    """Whether an error tells of the whole account or of the way to it, not only of what was asked for."""
    return not isinstance(error, ProviderError) or isinstance(error, NotSentError | CredentialsError)


async def slow_down(link: Link, error: SmstuiError) -> None:
    """Let everybody who uses this way wait after an error, or stop sending where credentials are wrong."""
    link.trouble = error
    if isinstance(error, CredentialsError | NotConfiguredError):
        link.blocked = True
        if link.plan.forget is not None:
            await link.plan.forget()
    else:
        link.hold(error)


async def note_trouble(link: Link, error: SmstuiError, *, store: Store) -> None:
    """Slow down, and show on the account what stands in the way; nothing is written twice."""
    await slow_down(link, error)
    now = link.clock.now()
    await store.write(lambda tx: mark_trouble(tx, link.name, error, now))


def mark_trouble(tx: Writer, account: str, error: SmstuiError, now: datetime) -> None:
    """Write what stands in the way: since when the account is offline, or the error's words."""
    state = tx.account(account)
    if state is None:
        return
    if isinstance(error, OfflineError):
        if state.offline_since is None:
            tx.change_account(account, AccountChange(offline_since=now, error=""))
        return
    words = f"{error.message} {error.hint}".strip()
    if state.error != words or state.offline_since is not None:
        tx.change_account(account, AccountChange(error=words, online=True))


def mark_reached(tx: Writer, account: str) -> None:
    """Take away what stood in the way, where something did."""
    state = tx.account(account)
    if state is not None and (state.offline_since is not None or state.error):
        tx.change_account(account, AccountChange(online=True, error=""))
