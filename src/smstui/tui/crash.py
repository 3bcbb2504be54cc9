"""What a person sees of a crash: one sentence, and never what the program had in its hands."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from smstui.ports.errors import SmstuiError
from smstui.tui.formatting import cleaned_line

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.tui.formatting import CleanText

log = logging.getLogger(__name__)


def describe(error: BaseException) -> str:
    """Return where an error came from, for the log: types and places, never values."""
    parts = [_one(error)]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(parts) < 5:
        parts.append("after " + _one(cause))
        cause = cause.__cause__ or cause.__context__
    return " ".join(parts)


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-12:])
    words = f" ({type(error).__doc__})" if isinstance(error, SmstuiError) else ""
    return f"{type(error).__name__}{words} at {places or 'an unknown place'}"


def _short(filename: str) -> str:
    return "/".join(filename.rsplit("/", 3)[1:]) or filename


def sentence(error: BaseException | None, log_file: Path | None) -> CleanText:
    """Return what is said on the restored terminal; an error made for people speaks for itself."""
    if isinstance(error, SmstuiError):
        return cleaned_line(f"smstui: {error.message} {error.hint}", 600)
    where = f"The log says where: {log_file}" if log_file is not None else "There is no log of it."
    return cleaned_line(
        f"smstui stopped because of an error of its own. What was saved is kept. {where}", 400
    )


def record(error: BaseException) -> None:
    """Write a crash into the log."""
    log.critical("crash: %s", describe(error))
