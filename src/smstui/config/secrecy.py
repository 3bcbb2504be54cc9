"""Secrets as values that do not show themselves, and an environment without them."""

from __future__ import annotations

import os


class Secret:
    """A secret; only `reveal` tells it, so that no log, message or crash screen does."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not to be written anywhere")


def child_environment() -> dict[str, str]:
    """Return this process's environment for a child such as `$EDITOR`: without any secret of ours."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SMSTUI_") or name == "SMSTUI_HOME"
    }
