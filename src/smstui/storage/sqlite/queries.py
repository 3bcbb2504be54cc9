"""The named queries of the `.sql` files beside this module."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("queries")
_HEAD = re.compile(r"^-- (name|fragment): (\w+)$", re.MULTILINE)


@cache
def blocks() -> dict[str, tuple[str, str]]:
    """Return (kind, SQL) by name; a `fragment` is a piece that other queries include as `{its_name}`."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(FOLDER.glob("*.sql")):
        pieces = _HEAD.split(path.read_text(encoding="utf-8"))
        for kind, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            found[name] = (kind, text.strip().rstrip(";"))
    return found


@cache
def sql(name: str, **choices: str) -> str:
    """Return a query with its fragments filled in; `choices` name the fragment for a free placeholder."""
    kind, text = blocks()[name]
    if kind != "name":
        raise KeyError(name)
    for placeholder, fragment in choices.items():
        text = text.replace(f"{{{placeholder}}}", blocks()[fragment][1])
    for fragment, (kind, piece) in blocks().items():
        if kind == "fragment":
            text = text.replace(f"{{{fragment}}}", piece)
    return text
