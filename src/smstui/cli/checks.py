"""What the doctor can see without opening anything: files and the terminal."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from smstui.cli.output import is_terminal

if TYPE_CHECKING:
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


def has_begun(home: Home) -> bool:
    """Say whether there is something of ours, or something that we may not even look at."""
    try:
        return home.config_file.exists() or home.database.exists()
    except OSError:
        return True


def check_files(home: Home) -> Check:
    """Look at whether others get at our files; in a private folder nobody does, whatever its modes."""
    try:
        return _look_at_files(home)
    except OSError as error:
        return _closed(error.filename, str(error.strerror))


def _look_at_files(home: Home) -> Check:
    for folder in (home.config, home.data):
        if not folder.exists():
            return Check("files", Status.OK, f"Nothing is kept yet; it will be in {folder}.")
        if not os.access(folder, os.R_OK | os.X_OK):
            return _closed(folder, "it is closed to you")
        if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) and (open_to := _open_to_others(folder)):
            return Check("files", Status.WARN, f"{open_to} can be read by others.", f"chmod 700 {folder}")
    where = f"{home.data}" if home.config == home.data else f"{home.config} and {home.data}"
    return Check("files", Status.OK, f"Everything is in {where}, and nobody else reads it.")


def _closed(path: object, why: str) -> Check:
    return Check(
        "files",
        Status.FAIL,
        f"{path} cannot be looked at: {why}.",
        "Make it yours again: chown, and chmod u+rwX.",
    )


def _open_to_others(folder: Path) -> Path | None:
    """Return the first of our files that others can read or write, None where there is none."""
    ours = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    others = stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH
    return next((path for path in ours if path.stat().st_mode & others), None)


def check_terminal() -> Check:
    """Look at what this terminal can show."""
    term = os.environ.get("TERM", "")
    troubles = []
    if not (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8"):
        troubles.append(("The terminal's encoding is not UTF-8.", "export LANG=C.UTF-8"))
    if not is_terminal(sys.stdout):
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
