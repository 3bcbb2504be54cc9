"""Themes from TOML files, found in the home, in the package or beside the source."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from msgspec import Meta, Struct, field
from textual.theme import Theme

from smstui.config.validation import Source, decode, read_source
from smstui.ports.errors import NotConfiguredError, SmstuiError
from smstui.tui.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.color import Color

_PACKAGE = Path(__file__).resolve().parent.parent
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
_DRAWN = frozenset(name for role in ROLES.values() for name in (role.colour, role.ground) if name)
"""What rows are drawn with: these must be colours for Rich too, which knows neither `auto` nor `ansi_red`."""
_Share: TypeAlias = Annotated[float, Meta(ge=0, le=1)]
_STYLES = re.compile(r"(none|not|bold|b|italic|i|underline|u|strike|s|reverse|r|dim|d|blink|overline|o|\s)+")
_OPACITY = re.compile(r"\s+\d+(\.\d+)?%$")


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    """What a theme's file may say: the fields of Textual's Theme."""

    primary: str
    name: str = ""
    secondary: str | None = None
    warning: str | None = None
    error: str | None = None
    success: str | None = None
    accent: str | None = None
    foreground: str | None = None
    background: str | None = None
    surface: str | None = None
    panel: str | None = None
    boost: str | None = None
    dark: bool = True
    luminosity_spread: _Share = 0.15
    text_alpha: _Share = 0.95
    variables: dict[str, Any] = field(default_factory=dict)


def theme_folders(home_themes: Path | None) -> Sequence[Path]:
    """Return where themes are looked for: the person's own, the wheel's, and those of an editable install."""
    shipped = (_PACKAGE / "themes", _PACKAGE.parent.parent / "themes")
    return (home_themes, *shipped) if home_themes is not None else shipped


def load_theme(name: str, home_themes: Path | None = None, *, source: Source | None = None) -> Theme:
    """Return the theme of this name; raise `NotConfiguredError` where there is none or its file is wrong.

    `source` is where the name is from.
    """
    for folder in theme_folders(home_themes):
        path = folder / f"{name}.toml"
        if "/" not in name and os.path.lexists(path):
            return _read(path, name)
    source = source or Source(Path("config.toml"))
    names = ", ".join(theme_names(home_themes))
    raise source.wrong(("theme",), f'there is no theme "{name}"; the themes are: {names}')


def theme_names(home_themes: Path | None) -> Sequence[str]:
    """Return the names of all themes."""
    folders = [folder for folder in theme_folders(home_themes) if folder.is_dir()]
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def all_themes(home_themes: Path | None) -> Mapping[str, Theme | SmstuiError]:
    """Return every theme by its name, or what is wrong with it."""
    found: dict[str, Theme | SmstuiError] = {}
    for name in theme_names(home_themes):
        try:
            found[name] = load_theme(name, home_themes)
        except SmstuiError as error:
            found[name] = error
    return found


def _read(path: Path, name: str) -> Theme:
    if path.is_symlink() and not path.exists():
        raise NotConfiguredError(
            f"{path} cannot be read: it links to nothing.", hint="Make it a file that you can read."
        )
    source = read_source(path)
    said = decode(source.parse(), _File, source=source)
    for key in OWN_VARIABLES:
        if key not in said.variables:
            raise source.wrong(("variables", key), "is missing; start from a copy of smstui-night.toml")
    fields = {key: getattr(said, key) for key in _File.__struct_fields__ if key != "name"}
    _refuse_bad_values(fields, said.variables, source)
    fields["variables"] = {key: _as_drawn(key, value) for key, value in said.variables.items()}
    return Theme(name=name, **fields)


def _refuse_bad_values(fields: Mapping[str, Any], variables: Mapping[str, Any], source: Source) -> None:
    for key, value in fields.items():
        if isinstance(value, str) and not (_is_drawn(value) if key in _DRAWN else _is_colour(value)):
            raise source.wrong((key,), _COLOUR)
    known = _known_variables(fields)
    for key, value in variables.items():
        if key not in known:
            raise source.wrong(("variables", key), "there is no such variable")
        if "style" in key.split("-"):
            if not isinstance(value, str) or not _STYLES.fullmatch(value):
                raise source.wrong(("variables", key), 'expected a style of type, as "bold" or "none"')
        elif not isinstance(value, str) or not (_is_drawn(value) if key in _DRAWN else _is_mixed(value)):
            raise source.wrong(("variables", key), _COLOUR)


_COLOUR = 'expected a colour, as "#1f2433"'


def _known_variables(fields: Mapping[str, Any]) -> frozenset[str]:
    """Return what a theme may say besides colours; wrong names would change nothing without a word."""
    plain = Theme(**{**fields, "name": "", "variables": {}})
    return frozenset(plain.to_color_system().generate()) | frozenset(OWN_VARIABLES)


def _colour(value: str) -> Color | None:
    from textual.color import Color, ColorParseError

    try:
        return Color.parse(value)
    except ColorParseError:
        return None


def _is_colour(value: str) -> bool:
    return _colour(value) is not None


def _is_mixed(value: str) -> bool:
    """Say whether a stylesheet may have this as a colour, with how much of it."""
    value = _OPACITY.sub("", value)
    return value in {"auto", "initial"} or _is_colour(value)


def _is_drawn(value: str) -> bool:
    colour = _colour(value)
    return colour is not None and colour.ansi is None and colour.a == 1


def _as_drawn(key: str, value: str) -> str:
    """Return a variable in the spelling that Rich knows, too: it has other names of colours."""
    colour = _colour(value) if key in _DRAWN else None
    return colour.hex if colour is not None else value
