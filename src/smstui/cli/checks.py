"""What the doctor can see without opening anything: files and the terminal."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from smstui.config.paths import Home


class Status(StrEnum):
    """How a check went: `warn` is worth a look, `fail` keeps texts from going or coming."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `hint` says what to do."""

    name: str
    status: Status
    message: str
    hint: str = ""


def check_files(home: Home) -> Iterable[Check]:
    """Look at whether others can read what is kept."""
    files = [home.config_file, home.credentials_file, home.database, home.log_file]
    for path in [home.config, home.data, *files]:
        if path.exists() and (open_to := _open_to(path)):
            yield Check("files", Status.WARN, f"{path} can be {open_to} by others.", f"chmod go= {path}")
            return
    where = f"{home.data}" if home.config == home.data else f"{home.config} and {home.data}"
    yield Check("files", Status.OK, f"Everything is in {where}, and nobody else reads it.")


def _open_to(path: Path) -> str:
    mode = path.stat().st_mode
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "written"
    return "read" if mode & (stat.S_IRGRP | stat.S_IROTH) else ""


def check_terminal() -> Check:
    """Look at what this terminal can show."""
    term = os.environ.get("TERM", "")
    troubles = []
    if not (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8"):
        troubles.append(("The terminal's encoding is not UTF-8.", "export LANG=C.UTF-8"))
    if not sys.stdout.isatty():
        return Check("terminal", Status.OK, "The output is no terminal just now.")
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    if term in {"", "dumb"}:
        troubles.append((f"TERM is {term!r}, which draws no screen.", "export TERM=xterm-256color"))
    if columns < 80 or lines < 24:
        troubles.append((f"The terminal is {columns}x{lines}.", "80x24 or more is good."))
    if troubles:
        return Check("terminal", Status.WARN, troubles[0][0], troubles[0][1])
    return Check("terminal", Status.OK, f"{term}, {columns}x{lines}, {_colours()}{_inside()}.")


def _colours() -> str:
    if "NO_COLOR" in os.environ:
        return "no hue (NO_COLOR)"
    full = os.environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}
    return "16 million colours" if full else "256 colours or fewer"


def _inside() -> str:
    inside = [name for name, variable in (("tmux", "TMUX"), ("SSH", "SSH_TTY")) if os.environ.get(variable)]
    return f", in {' over '.join(inside)}" if inside else ""
