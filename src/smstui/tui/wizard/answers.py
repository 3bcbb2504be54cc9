"""What the person said so far, and what comes after the wizard."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from smstui.config.credentials import Alternatives
    from smstui.config.secrecy import Secret
    from smstui.domain.remote import RemoteLine
    from smstui.ports.account_form import AccountForm


class Next(StrEnum):
    """What comes after the wizard."""

    INBOX = "inbox"
    """An account was saved: the inbox on it."""
    DEMO = "demo"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Ending:
    """How the wizard ended: what is to be opened, what to say on the terminal, and the exit code."""

    next: Next = Next.NOTHING
    words: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that can be chosen."""

    name: str
    package: ModuleType
    form: AccountForm

    @property
    def alternatives(self) -> Alternatives:
        """Sets of secrets of which one suffices."""
        found: Alternatives = self.package.SECRET_FIELDS
        return found


@dataclass(frozen=True, slots=True)
class Account:
    """What was typed about an account, complete and of the right shape."""

    provider: Provider
    name: str
    options: Mapping[str, str]
    """As the settings have them."""
    understood: object
    """The same as the provider's package reads them."""
    secrets: Mapping[str, Secret]
    variables: tuple[str, ...] = ()
    """The variables of the environment that hold the secrets; empty where they were typed."""

    def is_same_at_provider(self, other: Account | None) -> bool:
        """Whether the provider would answer both alike."""
        return other is not None and (self.provider.name, self.options, self.secrets) == (
            other.provider.name,
            other.options,
            other.secrets,
        )


@dataclass(slots=True)
class Answers:
    """All of it; later steps are empty until they are reached."""

    provider: Provider | None = None
    account: Account | None = None
    tried: Account | None = None
    """The account with which the provider let us in last."""
    offered: Sequence[RemoteLine] = field(default=())
    """The numbers that it listed then."""
    lines: tuple[str, ...] = ()
    """The numbers to use; empty means all of them."""
