"""Moving up, down, by a page and to the ends, in whatever has the keyboard: texts, panel, or a paged list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from smstui.tui.actions import Place

if TYPE_CHECKING:
    from smstui.tui.panes.contact import ContactView
    from smstui.tui.screens.inbox import InboxScreen
    from smstui.tui.screens.listing import Listing
    from smstui.tui.screens.reading import Reading
    from smstui.tui.screens.side import Side
    from smstui.tui.widgets.paged_list import PagedList

_FAR = 100_000
"""More rows than any panel has."""
_PANEL_PAGE = 10
"""Rows."""


class Moves(Protocol):
    """What can be moved through; a negative number goes up."""

    def move(self, steps: int) -> None:
        """Go so many rows or texts on."""

    def page(self, pages: int) -> None:
        """Go so many screens on."""

    def first(self) -> None:
        """Go to the top, or the oldest."""

    def last(self) -> None:
        """Go to the end, or the newest."""


class Moving(Moves):
    """Moving through whatever the keyboard is in."""

    def __init__(self, screen: InboxScreen) -> None:
        self.screen = screen

    @property
    def _here(self) -> Moves:
        screen = self.screen
        match screen.place:
            case Place.READING | Place.COMPOSER:
                return _InTexts(screen.reading)
            case Place.CONTACT:
                return _InPanel(screen.contact.view)
            case Place.VIEWS | Place.NARROW:
                return _InRows(screen.side)
            case _:
                return _InRows(screen.listing)

    def move(self, steps: int) -> None:
        self._here.move(steps)

    def page(self, pages: int) -> None:
        self._here.page(pages)

    def first(self) -> None:
        self._here.first()

    def last(self) -> None:
        self._here.last()


class _InTexts(Moves):
    """The conversation on the screen: its ends are read where they are not there."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def move(self, steps: int) -> None:
        self.reading.pane.texts.move(steps)

    def page(self, pages: int) -> None:
        self.reading.pane.texts.page(pages)

    def first(self) -> None:
        self.reading.to_oldest()

    def last(self) -> None:
        self.reading.to_newest()


class _InPanel(Moves):
    """The contact panel, which is there as a whole."""

    def __init__(self, view: ContactView) -> None:
        self.view = view

    def move(self, steps: int) -> None:
        self.view.move(steps)

    def page(self, pages: int) -> None:
        self.view.move(pages * _PANEL_PAGE)

    def first(self) -> None:
        self.view.move(-_FAR)

    def last(self) -> None:
        self.view.move(_FAR)


class _InRows(Moves):
    """A list of which only pages are there: the row that the cursor went to is read where it is not."""

    def __init__(self, listed: Listing | Side) -> None:
        self.listed = listed

    @property
    def _rows(self) -> PagedList[Any]:
        return self.listed.widget

    def move(self, steps: int) -> None:
        self._go_to(self._rows.cursor + steps)

    def page(self, pages: int) -> None:
        self.move(pages * max(self._rows.rows_visible - 1, 1))

    def first(self) -> None:
        self._go_to(0)

    def last(self) -> None:
        self._go_to(self._rows.page.count - 1)

    def _go_to(self, row: int) -> None:
        self._rows.move_to(row)
        self.listed.reach()
