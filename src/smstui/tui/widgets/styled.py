"""A scrolling widget drawn line by line in the styles of its component classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.scroll_view import ScrollView
from textual.strip import Strip

from smstui.tui.formatting import segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from smstui.tui.formatting import CleanText

Run = tuple["CleanText", str]
"""A piece of a line and the role that styles it."""


class StyledLines(ScrollView, inherit_bindings=False):
    """What the lists and the conversation share: styles by role, and lines made of runs."""

    DEFAULT_CSS = """
    StyledLines { overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """

    ROLES_OF = "lines"
    """The prefix of the component classes."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, classes=classes)
        self._role_styles: dict[tuple[str, str], Style] = {}

    def notify_style_update(self) -> None:
        """Forget the styles: the theme, the focus or the size changed them."""
        super().notify_style_update()
        self._role_styles.clear()

    def style_of(self, role: str, ground: str = "") -> Style:
        """Return the style of a role, drawn on the background of the role `ground` where one is given."""
        found = self._role_styles.get((role, ground))
        if found is None:
            found = self.get_component_rich_style(f"{self.ROLES_OF}--{role}") if role else self.rich_style
            if ground:
                background = self.get_component_rich_style(f"{self.ROLES_OF}--{ground}").background_style
                found = found + background
            self._role_styles[role, ground] = found
        return found

    def strip(self, runs: Sequence[Run], width: int, ground: str = "") -> Strip:
        """Return a line of these runs, filled up to `width` cells."""
        line = Strip([segment(text, self.style_of(role, ground)) for text, role in runs])
        return line.adjust_cell_length(width, self.style_of("", ground))
