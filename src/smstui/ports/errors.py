"""What can go wrong outside: the errors that providers and stores raise, in words for the user."""

from __future__ import annotations


class SmstuiError(Exception):
    """An error a person meets: `message` says what happened and what was kept, `hint` what to do."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code
        """The provider's own error code, where there is one."""


class NotConfiguredError(SmstuiError):
    """Settings are missing or broken, or a secret is: nothing was tried."""

    exit_code = 6


class UsageError(SmstuiError):
    """Words on the command line, in a query or in a setting that mean nothing."""

    exit_code = 2


class LockedError(SmstuiError):
    """Another process holds what only one may hold."""

    exit_code = 7


class StoreError(SmstuiError):
    """The store could not read or write; what was committed before stays."""


class StoreLockedError(LockedError, StoreError):
    """Another process has been writing for longer than one waits; it will be done some time."""


class StoreFullError(StoreError):
    """No room left on the disk."""


class StoreReadOnlyError(StoreError):
    """The file or its folder cannot be written."""


class StoreCorruptError(StoreError):
    """The file is damaged, or is no store of ours."""


class StoreTooNewError(StoreError):
    """A newer smstui wrote this file."""


class ProviderError(SmstuiError):
    """The provider, or the way to it."""


class RefusedError(ProviderError):
    """The provider said no, for sure: nothing was sent and trying again will not help."""

    exit_code = 5


class CredentialsError(RefusedError):
    """The provider does not accept our credentials: nothing was sent."""

    exit_code = 6


class NotSentError(ProviderError):
    """Nothing reached the provider: no connection, or a 429, so that trying again is safe."""

    def __init__(
        self, message: str, *, hint: str = "", code: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.retry_after = retry_after
        """Seconds the provider asks us to wait; None where it does not say."""


class OfflineError(NotSentError):
    """No connection could be made."""


class RateLimitedError(NotSentError):
    """The provider is there but asks us to slow down (429)."""


class AmbiguousError(ProviderError):
    """Nobody knows whether the provider has it: a cut, a timeout, a 5xx, an answer that is no answer."""

    exit_code = 4

    def __init__(
        self, message: str, *, hint: str = "", code: str | None = None, server_offset: float | None = None
    ) -> None:
        super().__init__(message, hint=hint, code=code)
        self.server_offset = server_offset
        """Seconds that the provider's clock is ahead of ours, where its answer told."""
