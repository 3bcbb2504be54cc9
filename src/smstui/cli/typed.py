"""A text as it comes to a command: as an argument, or on standard input."""

from __future__ import annotations

import sys

from smstui.ports.errors import UsageError


def text_of(argument: str) -> str:
    """Return the text; `-` reads standard input, without the line end that closes it.

    Raises `UsageError` for bytes that are no text: guessing at them would send something else.
    """
    try:
        if argument != "-":
            argument.encode()  # the shell's bytes, where they were none, came as halves of characters
            return argument
        return sys.stdin.buffer.read().decode(sys.stdin.encoding).removesuffix("\n").removesuffix("\r")
    except UnicodeError:
        where = "Standard input" if argument == "-" else "The text"
        raise UsageError(
            f"{where} holds bytes that are no text in {sys.stdin.encoding.upper()}.",
            hint="Convert it first, as with iconv -f LATIN1 -t UTF-8.",
        ) from None
