"""What a person gives so that an account can be used, told by its provider as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Flaw(Struct, frozen=True):
    """What is wrong with something that was typed."""

    words: str
    blocks: bool = True
    """False where it only looks odd: the provider has the last word."""


class FormField(Struct, frozen=True):
    """One thing to type: an option of the account, or one of its secrets."""

    name: str
    """As in `Options` or `SECRET_FIELDS`."""
    label: str
    """At most 14 characters."""
    hint: str
    """Where to find it."""
    secret: bool = False
    stand_in: str = ""
    """What is used where nothing is typed; a field that has it may be left empty."""


class AccountForm(Struct, frozen=True):
    """A provider, as whoever has no account in smstui yet meets it."""

    title: str
    about: str
    fields: tuple[FormField, ...]
    ways: tuple[str, ...]
    """What each of the alternatives of `SECRET_FIELDS` is called, in their order."""
    flaws: Callable[[Mapping[str, str]], Mapping[str, Flaw]]
    """Look at what was typed, by field; return what is wrong, by field. Empty ones are not looked at."""
    without_numbers: str
    """What to do where the account has no number that texts."""
    remedies: Mapping[str, str] = field(default_factory=dict)
    """What to do about an error of the provider's, by its code, where nothing is saved yet."""
