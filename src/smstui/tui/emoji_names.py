"""The names of emoji, read from the package `emoji` when the first is asked for."""

from __future__ import annotations

import logging
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.completion import Named

log = logging.getLogger(__name__)

NEWEST = 15.0
"""The emoji version up to which they are offered: phones that are some years old draw these."""
_QUALIFIED = 2
"""The status of a character as keyboards send it; others are parts of one, or lack a selector."""
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")


class _Entry(msgspec.Struct):
    en: str
    status: int
    E: float
    alias: tuple[str, ...] = ()


def load_names() -> Sequence[Named]:
    """Return all names with their characters; blocks while a file is read, none where it cannot be.

    Not by the package's own way, which keeps ten times as much in memory.
    """
    spec = find_spec("emoji")
    places = spec.submodule_search_locations if spec is not None else None
    try:
        raw = Path((places or [""])[0], "unicode_codes", "emoji.json").read_bytes()
        entries = msgspec.json.decode(raw, type=dict[str, _Entry])
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("the names of emoji are not read: %s", type(error).__name__)
        return ()
    return sorted(
        {
            (name.strip(":").lower(), character)
            for character, entry in entries.items()
            if entry.status == _QUALIFIED and entry.E <= NEWEST and not _SKIN.search(character)
            for name in (entry.en, *entry.alias)
        }
    )
