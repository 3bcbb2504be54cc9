"""Emoji by their names: when one is being typed, and which names fit best."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Named = tuple[str, str]
"""A name, its words joined by `_`, and its character."""

SHOWN = 6
"""Names that are offered at most."""

_BEING_TYPED = re.compile(r"(?:^|\s)[^\w\s:/@.,;?&=#%+-]*:([a-z][a-z][a-z0-9_-]*)$", re.IGNORECASE)
"""A colon at a word's start with two letters behind it: never in 10:30, in an address, or in a:b."""


def name_being_typed(before: str) -> str:
    """Return the beginning of a name that stands before the cursor in its line; empty where none does."""
    found = _BEING_TYPED.search(before) if ":" in before else None
    return found[1] if found is not None else ""


def best_names(names: Iterable[Named], typed: str) -> Sequence[Named]:
    """Return the names that fit what is typed, each character once.

    First those that begin so, the shorter the sooner and flags last, then those of which a later word does.
    """
    typed = typed.lower()
    later = f"_{typed}"
    fitting = [named for named in names if named[0].startswith(typed) or later in named[0]]
    fitting.sort(key=lambda named: _order(named, typed))
    chosen: dict[str, Named] = {}
    for named in fitting:
        chosen.setdefault(named[1], named)
        if len(chosen) == SHOWN:
            break
    return list(chosen.values())


def _order(named: Named, typed: str) -> tuple[bool, bool, int, str]:
    name, character = named
    return not name.startswith(typed), "\U0001f1e6" <= character[0] <= "\U0001f1ff", len(name), name
