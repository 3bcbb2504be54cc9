"""The title of the terminal's window while the screen has the terminal; its own one comes back after that."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from smstui.tui.terminal import SteadyDriver

if TYPE_CHECKING:
    from smstui.tui.formatting import CleanText

SAVE, RESTORE = "\x1b[22;2t", "\x1b[23;2t"
"""XTWINOPS: the terminal keeps its title on a stack (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html)."""
_WITHOUT_TITLES = frozenset({"", "dumb", "unknown", "linux"})
"""Values of TERM: old Linux consoles print what they do not know of it."""


class TitledDriver(SteadyDriver):
    """The way to the terminal, which names the window too; whatever ends or suspends the screen takes it."""

    window_title: CleanText | None = None

    def show_title(self, title: CleanText) -> None:
        """Name the window, in its turn with all that is drawn; `title` holds no stranger's text."""
        if os.environ.get("TERM", "") in _WITHOUT_TITLES or title == self.window_title:
            return
        if self.has_terminal:
            self.write(("" if self.window_title else SAVE) + _named(title))
        self.window_title = title

    def start_application_mode(self) -> None:
        """Take the terminal, and name its window again after it was lent."""
        super().start_application_mode()
        if self.window_title:
            self.write(SAVE + _named(self.window_title))

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        if self.has_terminal and self.window_title:
            self.write(RESTORE)
        super().stop_application_mode()


def _named(title: CleanText) -> str:
    return f"\x1b]2;{title}\x1b\\"
