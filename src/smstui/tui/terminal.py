"""The way to the terminal and back: each character in its cell, and whatever comes in ends nothing."""

from __future__ import annotations

import errno
import logging
import os
import re
import signal
from selectors import EVENT_READ, SelectSelector
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region

from smstui.domain.characters import Characters
from smstui.tui.formatting import cells, graphemes
from smstui.tui.terminal_input import TerminalInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import TextIOWrapper

    from smstui.tui.guarded import GuardedApp

log = logging.getLogger(__name__)

_SURE = Characters(
    *("\x00\u036f", "\u0370\u0487", "\u048a\u058f", "\u05b0\u05f4", "\u060c\u06d3", "\u0e01\u0e5b"),
    *("\u1e00\u1fff", "\u2010\u2027", "\u2030\u205e", "\u20a0\u20bf", "\u2190\u2193", "\u2298"),
    *("\u2400\u2421", "\u2500\u259f", "\u25b8", "\u25cf", "\u2713", "\u2717", "\u29c9"),
    *("\u3000\u3029", "\u3041\u3096", "\u309b\u30ff", "\u3400\u4dbf", "\u4e00\u9fff", "\uac00\ud7a3"),
    *("\uff01\uff60", "\ufffd"),
)
"""What all terminals take for as wide, other than emoji, flags, joined letters, what Unicode got of late."""

_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")

_PATIENCE = 0.1
"""Seconds between two looks at whether the screen gave the terminal back, or a lone esc waits."""

_PIECE = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|\x1b(?:\[[0-9:;<-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)|\n|[^\x1b\n]+",
    re.S,
)


class Steadied(NamedTuple):
    """A drawing in which each character stands in its cell, and the cells that others may have run into."""

    text: str
    spilt: tuple[Region, ...] = ()
    """On the screen: behind what was drawn, where some terminals draw the end of a family."""


def steady(written: str) -> Steadied:
    """Return a drawing with the cursor put where it belongs around every character of unsure width.

    Some terminals take a heart (U+2764 U+FE0F) for one cell and others for two, and a family for two or
    eight; what follows on its line would stand elsewhere than where it was laid out, and stay there.
    """
    if _SURE.cover("".join(_BEYOND_ASCII.findall(written))):
        return Steadied(written)
    parts: list[str] = []
    spilt: list[Region] = []
    row = column = reach = 0
    for match in _PIECE.finditer(written):
        piece = match[0]
        if match["row"]:
            place = int(match["row"]), int(match["column"])
            if place != (row, column):
                spilt += _between(row, column, reach)
                (row, column), reach = place, 0
        elif piece[0] not in "\x1b\n":
            if row and not _SURE.cover(piece):
                piece, column, reach = _placed(piece, row, column, reach)
            else:
                column += cells(piece)
        parts.append(piece)
    return Steadied("".join(parts), (*spilt, *_between(row, column, reach)))


def _between(row: int, column: int, reach: int) -> list[Region]:
    """Return the cells from one column up to another, both counted from 1; none where it is not behind."""
    return [Region(column - 1, row - 1, reach - column, 1)] if reach > column else []


def _placed(text: str, row: int, column: int, reach: int) -> tuple[str, int, int]:
    """Return a text that begins in this cell, the column behind it, and how far a part may have reached."""
    parts: list[str] = []
    for start, end, size in graphemes(text):
        shown = text[start:end]
        if not _SURE.cover(shown):
            reach = max(reach, column + sum(map(_most_cells, shown)))
            # Its cells are emptied first: a terminal that draws it narrower leaves what was there.
            here, behind = f"\x1b[{row};{column}H", f"\x1b[{row};{column + size}H"
            shown = f"{' ' * size}{here}{shown}{behind}"
        parts.append(shown)
        column += size
    return "".join(parts), column, reach


def _most_cells(character: str) -> int:
    """Return how many cells a character takes by itself, where no others are joined to it."""
    return 2 if "\U0001f000" <= character < "\U00020000" else cells(character)


class _Lasting:
    """Where Textual's writing thread writes: it goes on when the terminal is gone.

    An error would end the thread and not the program, which then waits for ever for its drawings to be taken.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._is_gone = False

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()

    def write(self, text: str) -> int:
        """Write where there is somebody to read it."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Let go of what is written."""
        self._try(self._file.flush)

    def _try(self, work: Callable[[], object]) -> None:
        if self._is_gone:
            return
        try:
            work()
        except OSError as error:
            self._is_gone = True
            log.warning("the terminal is gone: %s", error.strerror)


class SteadyDriver(LinuxDriver):
    """Textual's way to the terminal, on which columns stay straight and which no noise closes."""

    _app: GuardedApp[Any]
    has_terminal = False
    """False before the start, after the end, and while somebody else has it: nothing may be written then."""

    def __init__(self, app: GuardedApp[Any], **options: Any) -> None:
        super().__init__(app, **options)
        if self._file is not None:
            self._file = cast("TextIOWrapper", _Lasting(self._file))
        # Textual's own act in the midst of whatever is being done, and draw nothing afterwards.
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual annotates all but this
        self.has_terminal = True

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.has_terminal = False
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write to the terminal, and draw again what was run into."""
        drawn = steady(data)
        super().write(drawn.text)
        if drawn.spilt:
            self._app.call_later(self._app.draw_again, drawn.spilt)

    # job control
    def _stop(self) -> None:
        """Stop, as told by SIGTSTP; the terminal is given back before, and drawn anew after that."""
        if self.has_terminal:
            with self._app.suspend(), self._app.batch_update():
                self._sleep()
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        """Take the terminal back from whoever had it since a SIGSTOP, of which nobody is told."""
        if self.has_terminal:
            if not self._is_in_front():
                self._sleep()
            with self._app.suspend(), self._app.batch_update():
                pass  # Giving it back and taking it again is all there is to do.

    def _sleep(self) -> None:
        """Stop until the shell puts us in front again: behind it, as with `bg`, nothing may be shown."""
        self._loop.remove_signal_handler(signal.SIGCONT)  # it goes on right here
        os.kill(os.getpid(), signal.SIGSTOP)
        while not self._is_in_front():
            os.kill(os.getpid(), signal.SIGSTOP)
        self._loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def _is_in_front(self) -> bool:
        """Say whether the terminal is ours to use; one that no shell shares always is."""
        try:
            return os.tcgetpgrp(self.fileno) == os.getpgrp()
        except OSError:
            return True

    # what is typed
    def run_input_thread(self) -> None:
        """Read what is typed until the screen gives the terminal back, or the terminal goes."""
        try:
            self._read_all()
        except OSError as error:
            log.warning("the terminal is gone: %s", error.strerror)
            self._loop.call_soon_threadsafe(self._app.end, signal.SIGHUP)
        except Exception as error:  # noqa: BLE001 (told in one sentence; Textual would print a traceback)
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def _read_all(self) -> None:
        typed = TerminalInput()
        with SelectSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(_PATIENCE)
                for message in typed.read(self._typed() if ready else b""):
                    self.process_message(message)

    def _typed(self) -> bytes:
        try:
            data = os.read(self.fileno, 4096)
        except BlockingIOError:  # another program reads from this terminal too, and was quicker
            return b""
        if not data:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return data
