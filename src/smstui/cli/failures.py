"""How the command line tells what went wrong: one sentence, one hint, never a traceback."""

from __future__ import annotations

import json
import re
import sys

from smstui.ports.errors import SmstuiError


def kind_of(error: SmstuiError) -> str:
    """Return the word for a kind of error that scripts can compare: `not_configured`, `locked` ..."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__.removesuffix("Error")).lower()


def report(error: SmstuiError, *, as_json: bool) -> int:
    """Tell the error on stdout as JSON, else on stderr in words; return its exit code."""
    from smstui.domain.cleaning import one_line

    message, hint = one_line(error.message, 1000), one_line(error.hint, 1000)
    if as_json:
        print(json.dumps({"error": kind_of(error), "message": message, "hint": hint or None}))
    else:
        sys.stderr.write(f"smstui: {message}\n" + (f"  {hint}\n" if hint else ""))
    return error.exit_code


def report_unexpected(error: Exception, *, as_json: bool) -> int:
    """Tell a fault of ours in one sentence, and keep its trace, without values, in the log."""
    told = SmstuiError(
        f"something went wrong inside smstui ({type(error).__name__})",
        hint="What was recorded is kept. The log has the details: smstui doctor says where it is.",
    )
    return report(told, as_json=as_json)
