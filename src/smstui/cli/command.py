"""From the words after `smstui` to an exit code: the screen where there are none, else one subcommand."""

from __future__ import annotations

import errno
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from smstui.cli.failures import report, report_unexpected
from smstui.cli.output import drop, note, tell
from smstui.ports.errors import SmstuiError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Run the command with these words; return the exit code, having said what went wrong."""
    _prepare_streams()
    code = 0
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        drop(sys.stdout)  # whoever read it is gone, as `head` is: nothing is wrong, and nobody listens
    except OSError as error:
        drop(sys.stdout)
        note(f"smstui: The output could not be written: {error.strerror}.")
        return code or 1
    finally:
        # What a terminal that went did not take is dropped: over it Python would end with 120.
        tell("")
    return code


def _prepare_streams() -> None:
    """Open what the shell closed on nothing, and let no character that a stream does not have stop us."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for life
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


_UNWRITABLE = {errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT}
"""What printing meets; a store's or a file's own errors come in words of their own."""


def _run(argv: Sequence[str]) -> int:
    as_json = "--json" in argv
    try:
        if argv:
            from smstui.cli.words import parse

            args = parse(argv)
            if args.command is not None:
                code: int = args.run(args)
                return code
        from smstui.cli.screen import open_screen

        return open_screen()
    except SmstuiError as error:
        return report(error, as_json=as_json)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the last resort: one sentence instead of a traceback
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise
        return report_unexpected(error, as_json=as_json)
