"""How a screen looks, as text that a person can read and a diff can show: its characters, and its styles."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.style import Style
    from textual.strip import Strip

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

_ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse", "strike")


@dataclass
class Look:
    """One screen at one size: its lines, and each line's runs of styles in the themes it was looked at."""

    lines: Sequence[str]
    runs: Sequence[str]
    legend: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each letter of `runs` what it is in each theme."""

    def as_text(self) -> Iterator[str]:
        """Yield what is kept of it."""
        yield from (f"|{line.rstrip()}" for line in self.lines)
        yield from (f" {run}" for run in self.runs)
        for letter, styles in self.legend.items():
            yield f"  {letter} " + "; ".join(f"{theme} {words}" for theme, words in styles.items())


def look(drawn: Mapping[str, Sequence[Strip]]) -> Look:
    """Return how one screen looks in several themes, which differ in their colours alone."""
    cells = {theme: list(_cells(strips)) for theme, strips in drawn.items()}
    first = next(iter(drawn.values()))
    letters: dict[tuple[str, ...], str] = {}
    rows: list[str] = []
    for y in range(len(first)):
        keys = list(zip(*(each[y] for each in cells.values()), strict=True))
        for key in keys:
            letters.setdefault(key, _letter(len(letters)))
        rows.append(" ".join(f"{letters[key]}{len(list(run))}" for key, run in groupby(keys)))
    legend = {letter: dict(zip(drawn, key, strict=True)) for key, letter in letters.items()}
    return Look([strip.text for strip in first], rows, legend)


def _letter(at: int) -> str:
    return _LETTERS[at % len(_LETTERS)] * (1 + at // len(_LETTERS))


def _cells(strips: Sequence[Strip]) -> Iterator[list[str]]:
    for strip in strips:
        yield [_words(segment.style) for segment in strip for _ in range(segment.cell_length)]


def _words(style: Style | None) -> str:
    if style is None:
        return "none"
    parts = [style.color.name if style.color else "default"]
    parts.append(f"on {style.bgcolor.name}" if style.bgcolor else "")
    parts += [
        name for name in ("bold", "dim", "italic", "underline", "reverse", "strike") if getattr(style, name)
    ]
    return " ".join(part for part in parts if part)
