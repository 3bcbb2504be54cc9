"""What keeps a task of the engine from its work, in words for whoever looks at the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from smstui.ports.errors import SmstuiError

Tell = Callable[[BaseException | None], None]
"""Called with what failed in a round of a task; with None where a round went well."""


class Troubles:
    """What stands in the way of each task, until a round of that task goes well."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}

    @property
    def words(self) -> str:
        """What stands in the way and what to do, each once; empty where nothing does."""
        return " ".join(dict.fromkeys(self._words.values()))

    def teller(self, task: str) -> Tell:
        """Return what a task calls after each of its rounds."""
        return partial(self.note, task)

    def note(self, task: str, error: BaseException | None) -> None:
        """Note how a round of this task went."""
        if error is None:
            self._words.pop(task, None)
        else:
            self._words[task] = in_words(error)


def in_words(error: BaseException) -> str:
    """Say what happened and what to do, without what may be private in an error that nobody foresaw."""
    if isinstance(error, SmstuiError):
        return f"{error.message} {error.hint}".strip()
    return (
        f"An error in smstui itself ({type(error).__name__}). It tries again; "
        "if this stays, quit and start it anew: the log says where it was."
    )


def where(error: BaseException) -> str:
    """Return the file and line where an error arose, without anything that was in the variables."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    return f"{trace.tb_frame.f_code.co_filename.rpartition('smstui/')[2]}:{trace.tb_lineno}"


def log_words(error: BaseException) -> str:
    """Name an error for the log: a traceback or unforeseen words would show texts."""
    return error.message if isinstance(error, SmstuiError) else f"{type(error).__name__} at {where(error)}"
