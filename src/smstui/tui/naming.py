"""A name in a column, with which of its numbers is meant where that has to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.tui.formatting import CleanText, cells, cleaned_line, fit, is_narrow

if TYPE_CHECKING:
    from smstui.tui.widgets.styled import Run

_NAME = 6
"""Cells that are left of a name: what tells two rows of one name apart comes first."""


def name_runs(title: str, which: str, width: int, role: str) -> tuple[Run, Run]:
    """Return a name in its role and what stands behind it; both together take exactly `width` cells."""
    name, beside = cleaned_line(title, 80), cleaned_line(which, 40)
    room = max(min(cells(beside) + 2, width - _NAME), 0) if beside else 0
    shown = fit(name, min(cells(name), width - room) if room else width)
    return (shown, role), (_behind(beside, width - cells(shown)), "label")


def _behind(words: CleanText, width: int) -> CleanText:
    """Return words two cells behind others; of a number the end is kept, which others of it have not."""
    room = width - 2
    if 1 < room < cells(words) and words[-1].isdecimal() and is_narrow(words):
        words = CleanText("…" + words[1 - room :])
    return fit(CleanText(f"  {words}"), width)
