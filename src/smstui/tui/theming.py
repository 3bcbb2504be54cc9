"""Themes from TOML files, found in the home, in the package or beside the source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.theme import Theme

from smstui.config.validation import Source
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE = Path(__file__).resolve().parent.parent
_FIELDS = frozenset(Theme.__dataclass_fields__) - {"ansi"}
_COLOURS = (
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "foreground",
    "background",
    "surface",
    "panel",
)
OWN_VARIABLES = (
    "own-faint",
    "own-bubble",
    "own-text",
    "peer-bubble",
    "peer-text",
    "faint",
    "rule",
    "cursor-row",
)
"""What our stylesheets need beyond Textual's own variables."""


def theme_folders(home_themes: Path | None) -> Sequence[Path]:
    """Return where themes are looked for: the person's own, the wheel's, and those of an editable install."""
    shipped = (_PACKAGE / "themes", _PACKAGE.parent.parent / "themes")
    return (home_themes, *shipped) if home_themes is not None else shipped


def load_theme(name: str, home_themes: Path | None = None, *, source: Source | None = None) -> Theme:
    """Return the theme of this name; raise `NotConfiguredError` where there is none or its file is wrong.

    `source` is where the name is from.
    """
    folders = theme_folders(home_themes)
    for folder in folders:
        path = folder / f"{name}.toml"
        if "/" not in name and path.is_file():
            return _read(path, name)
    names = sorted({path.stem for folder in folders if folder.is_dir() for path in folder.glob("*.toml")})
    source = source or Source(Path("config.toml"))
    raise source.wrong(("theme",), f'there is no theme "{name}"; the themes are: {", ".join(names)}')


def _read(path: Path, name: str) -> Theme:
    try:
        fields: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NotConfiguredError(f"the theme {path} cannot be read: {error}", hint="Mend the file.") from None
    if unknown := sorted(set(fields) - _FIELDS):
        raise NotConfiguredError(
            f"the theme {path} has an unknown key {unknown[0]}",
            hint="The keys are: " + ", ".join(sorted(_FIELDS)),
        )
    variables = fields.get("variables", {})
    if missing := [key for key in OWN_VARIABLES if key not in variables]:
        raise NotConfiguredError(
            f"the theme {path} does not say variables.{missing[0]}",
            hint="Start from a copy of smstui-night.toml.",
        )
    theme = Theme(**{**fields, "name": name})
    _refuse_bad_colours(theme, path)
    return theme


def _refuse_bad_colours(theme: Theme, path: Path) -> None:
    from textual.color import Color, ColorParseError

    colours = {key: getattr(theme, key) for key in _COLOURS} | {
        key: theme.variables[key] for key in OWN_VARIABLES
    }
    for key, value in colours.items():
        try:
            if value is not None:
                Color.parse(value)
        except (ColorParseError, TypeError):
            raise NotConfiguredError(
                f"the theme {path} has no colour at {key}", hint='Write a colour as "#1f2433".'
            ) from None
