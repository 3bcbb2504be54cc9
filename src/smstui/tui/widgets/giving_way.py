"""One below the other; where there is too little height for all, some get less of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.layouts.vertical import VerticalLayout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.geometry import Size
    from textual.layout import WidgetPlacement
    from textual.widget import Widget


class GivingWay(VerticalLayout):
    """A stylesheet knows none by this name: a widget has it by its property `layout`."""

    name = "giving-way"

    def __init__(self, order: Callable[[], Sequence[tuple[Widget | None, int]]]) -> None:
        super().__init__()
        self._order = order
        """Tells which give way, the first of them first, and how many lines each keeps."""

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> list[WidgetPlacement]:
        """Return the placements; a size without height asks how much they would like."""
        placements = list(super().arrange(parent, children, size, greedy))
        excess = max((each.region.bottom for each in placements), default=0) - size.height
        if not size.height or excess <= 0:
            return placements
        heights = {each.widget: each.region.height for each in placements}
        given: dict[Widget, int] = {}
        for widget, least in self._order():
            if widget in heights:
                less = min(max(heights[widget] - given.get(widget, 0) - least, 0), excess)
                given[widget] = given.get(widget, 0) + less
                excess -= less
        above = 0
        for at, each in enumerate(placements):
            less = given.get(each.widget, 0)
            region = each.region.translate((0, -above)).grow((0, 0, -less, 0))
            placements[at] = each._replace(region=region)
            above += less
        return placements
