"""The README's table of keys: `python -m smstui.tui.key_table` prints it."""

from __future__ import annotations

import sys

from smstui.tui.actions import ACTIONS
from smstui.tui.keymap import spoken


def key_table() -> str:
    """Return a Markdown table with a row for each action."""
    rows = [
        f"| {_cell(action.vim)} | {_cell(action.plain)} | {action.help} | `{action.name}` |"
        for action in ACTIONS
    ]
    return "\n".join(["| `vim` | `plain` | does | name in `[keys]` |", "|---|---|---|---|", *rows])


def _cell(keys: tuple[str, ...]) -> str:
    return " ".join(f"`{spoken(chord)}`" for chord in keys)


if __name__ == "__main__":
    sys.stdout.write(key_table() + "\n")
