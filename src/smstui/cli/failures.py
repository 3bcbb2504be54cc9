"""How the command line tells what went wrong: one sentence, one hint, never a traceback."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from smstui.cli.output import tell
from smstui.ports.errors import SmstuiError

if TYPE_CHECKING:
    from pathlib import Path


def kind_of(error: SmstuiError) -> str:
    """Return the word for a kind of error that scripts can compare: `not_configured`, `locked` ..."""
    public = next(kind.__name__ for kind in type(error).__mro__ if not kind.__name__.startswith("_"))
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", public.removesuffix("Error")).lower()


def report(error: SmstuiError, *, as_json: bool) -> int:
    """Tell the error on stdout as JSON, else on stderr in words; return its exit code."""
    from smstui.domain.cleaning import one_line

    message, hint = one_line(error.message, 1000), one_line(error.hint, 1000)
    if as_json:
        print(json.dumps({"error": kind_of(error), "message": message, "hint": hint or None}))
    else:
        tell(f"smstui: {message}\n" + (f"  {hint}\n" if hint else ""))
    return error.exit_code


def report_unexpected(error: Exception, *, as_json: bool) -> int:
    """Tell a fault of ours in one sentence, and keep its trace, without values, in the log."""
    log = _log(error)
    told = SmstuiError(
        f"Something went wrong inside smstui ({type(error).__name__}); what was recorded is kept.",
        hint=f"The details, without your texts, are in {log}." if log else "",
    )
    return report(told, as_json=as_json)


def _log(error: Exception) -> Path | None:
    """Write the trace into the log; return where that is, None where it could not be written."""
    import logging

    from smstui.config.log import open_log
    from smstui.config.paths import find_home

    try:
        file = find_home().log_file
        open_log(file)
        logging.getLogger("smstui").error("unexpected", exc_info=error)
        return file if file.exists() else None
    except Exception:  # noqa: BLE001 - telling of a fault must not be a second one
        return None
