"""From TOML to typed settings; what is wrong names file, line, key and what was expected."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from smstui.ports.errors import NotConfiguredError, SmstuiError

if TYPE_CHECKING:
    from pathlib import Path

S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Source:
    """A settings file with its text, so that an error can point into it."""

    path: Path
    text: str = ""

    def parse(self) -> dict[str, Any]:
        """Return the tables of the file; raise `NotConfiguredError` where it is no TOML."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise NotConfiguredError(f"{self.path} is no valid TOML: {error}.", hint=_MEND) from None

    def wrong(self, key: tuple[str, ...], expected: str) -> SmstuiError:
        """Return the error for the setting at this path."""
        from smstui.config.locating import locate

        lines = locate(self.text)
        line = next((lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in lines), None)
        where = f"{self.path}, line {line}" if line else f"{self.path}"
        return NotConfiguredError(f"{where}: {'.'.join(key)}: {expected}.", hint=_MEND)


_MEND = "Mend the setting and start again; nothing was started or changed."


def read_source(path: Path) -> Source:
    """Read a settings file; an absent one is empty. Raises `NotConfiguredError` where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Source(path)
    except OSError as error:
        raise NotConfiguredError(
            f"{path} cannot be read: {error.strerror}.", hint="Make it a file that you can read."
        ) from None
    except UnicodeDecodeError:
        raise NotConfiguredError(f"{path} is no UTF-8 text.", hint=_MEND) from None
    return Source(path, text)


def decode(table: object, into: type[S], *, source: Source, at: tuple[str, ...] = ()) -> S:
    """Return the table as this Struct; raise `NotConfiguredError` that says where and what was expected."""
    try:
        return msgspec.convert(table, into)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$")
        path = tuple(re.findall(r"\.(\w+)", place))
        if isinstance(error.__cause__, ValueError):  # what a Struct found wrong with its fields together
            raise source.wrong((*at, *path, *_named_in(said, into)), said) from None
        if unknown := re.search(r"unknown field `(.+?)`", said):
            raise source.wrong((*at, *path, unknown[1]), _no_such(into, path)) from None
        if missing := re.search(r"missing required field `(.+?)`", said):
            key = (*path, missing[1])
            raise source.wrong((*at, *key), f"is missing; expected {expected(into, key)}") from None
        raise source.wrong((*at, *path), f"expected {expected(into, path)}") from None


def _named_in(sentence: str, into: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the field that a sentence is about, as a path of one name; empty where it names none."""
    return tuple(name for name in into.__struct_fields__ if re.search(rf"\b{name}\b", sentence))[:1]


def _no_such(into: type[msgspec.Struct], path: tuple[str, ...]) -> str:
    names = ", ".join(get_type_hints(_field(into, path)))
    return f"there is no such setting here; there are: {names}"


def _field(into: Any, path: tuple[str, ...]) -> Any:
    """Return the type of the field at this path of a Struct."""
    for name in path:
        into = get_type_hints(into, include_extras=True)[name]
    return into


def expected(into: type[msgspec.Struct], path: tuple[str, ...]) -> str:
    """Return what a field wants, in words made from its type."""
    return _words(_field(into, path))


def _words(kind: Any) -> str:
    if get_origin(kind) is Annotated:
        inner, meta = get_args(kind)[:2]
        return meta.description or f"{_words(inner)}{_bounds(meta)}"
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in get_args(kind))
    if type(None) in get_args(kind):
        return _words(next(part for part in get_args(kind) if part is not type(None)))
    return _PLAIN.get(get_origin(kind) or kind, "a table")


_PLAIN = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
    tuple: 'a list of texts, ["..."]',
    dict: "a table of texts",
}


def _bounds(meta: msgspec.Meta) -> str:
    least = "" if meta.ge is None else f" from {meta.ge}"
    return least + ("" if meta.le is None else f" to {meta.le}")
