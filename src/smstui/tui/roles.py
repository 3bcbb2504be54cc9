"""What each piece of a drawn line is for, and how the theme colours it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping


class Role(NamedTuple):
    """Names of theme variables, empty for what lies below, and how the type is set."""

    colour: str = ""
    ground: str = ""
    bold: bool = False
    underline: bool = False


ROLES: Mapping[str, Role] = {
    "": Role("foreground"),
    "title": Role("foreground"),
    "unread": Role("foreground", bold=True),
    "preview": Role("faint"),
    "preview-unread": Role("foreground", bold=True),
    "when": Role("faint"),
    "label": Role("faint"),
    "empty": Role("faint"),
    "draft": Role("accent"),
    "trouble": Role("error"),
    "bar": Role("primary"),
    "cursor": Role(ground="panel"),
    "cursor-focus": Role(ground="cursor-row"),
    "own": Role("own-text", "own-bubble"),
    "own-meta": Role("own-faint", "own-bubble"),
    "own-link": Role("own-text", "own-bubble", underline=True),
    "own-name": Role("primary", bold=True),
    "own-edge": Role("own-bubble"),
    "peer": Role("peer-text", "peer-bubble"),
    "peer-meta": Role("faint", "peer-bubble"),
    "peer-link": Role("peer-text", "peer-bubble", underline=True),
    "peer-name": Role("foreground"),
    "peer-edge": Role("peer-bubble"),
    "link": Role("foreground", underline=True),
    "found": Role("accent", bold=True),
    "faint": Role("faint"),
    "day": Role("faint"),
    "rule": Role("rule"),
    "new": Role("primary", bold=True),
    "key": Role("primary", bold=True),
    "hint": Role("faint"),
    "words": Role("faint"),
    "urgent": Role("accent", bold=True),
    "button": Role("foreground", "panel"),
    "button-key": Role("primary", "panel", bold=True),
    "choice": Role("foreground"),
    "detail": Role("faint"),
    "disabled": Role("faint"),
    "arrived": Role("success", bold=True),
    "doubt": Role("warning"),
    "told-sent": Role("background", "success", bold=True),
    "told-doubt": Role("background", "warning", bold=True),
    "told-trouble": Role("background", "error", bold=True),
    "told-away": Role("background", "primary", bold=True),
    "told-words": Role("foreground", "panel"),
}
"""Drawn from the theme's variables and not by CSS: a stylesheet with as many rules delays the first paint."""


def style_of(role: str, ground: str, below: Style, variables: Mapping[str, str]) -> Style:
    """Return the style of a role; without a ground of its own it lies on the role `ground`, or on `below`."""
    wanted = ROLES[role]
    background = wanted.ground or (ROLES[ground].ground if ground else "")
    over = Style(
        color=variables[wanted.colour] if wanted.colour else None,
        bgcolor=variables[background] if background else None,
        bold=wanted.bold or None,
        underline=wanted.underline or None,
    )
    return below + over
