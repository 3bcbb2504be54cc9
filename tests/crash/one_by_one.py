"""Sends texts one after the other in one process, as `smstui send` does.

R3 must be able to fail: with `--normal` the WAL is opened at synchronous=NORMAL, which does not sync.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from typing import Any

from smstui.cli.command import main as smstui


class Weak(sqlite3.Connection):
    """A connection that promises less than it is asked for."""

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        """Run a statement, with NORMAL where FULL was meant."""
        return super().execute(weaken(sql), *rest)

    def executescript(self, sql: str) -> sqlite3.Cursor:
        """Run statements, with NORMAL where FULL was meant."""
        return super().executescript(weaken(sql))


def weaken(sql: str) -> str:
    """Return a statement that syncs less."""
    words = sql.upper().replace(" ", "")
    return "PRAGMA synchronous = NORMAL" if words.startswith("PRAGMASYNCHRONOUS") else sql


def main() -> int:
    """Send `count` texts from `line` to `peer`; return the highest exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("line")
    parser.add_argument("peer")
    parser.add_argument("count", type=int)
    parser.add_argument("--normal", action="store_true")
    args = parser.parse_args()
    if args.normal:
        connect = sqlite3.connect
        sqlite3.connect = lambda *given, **named: connect(*given, **{**named, "factory": Weak})
    words = ["send", "--json", "--from", args.line, "--to", args.peer]
    return max(smstui([*words, f"text {number}"]) for number in range(args.count))


if __name__ == "__main__":
    sys.exit(main())
