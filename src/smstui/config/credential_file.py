"""Secrets in a file that only their owner reads: used when the person said so."""

from __future__ import annotations

import os
import stat
import tomllib
from typing import TYPE_CHECKING

from smstui.config.secrecy import Secret
from smstui.config.writing import write_private
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def read(path: Path, account: str, fields: Iterable[str]) -> dict[str, Secret]:
    """Return what the file has of these fields; raises `NotConfiguredError` where others can read it."""
    table = _tables(path).get(account, {})
    return {name: Secret(str(table[name])) for name in fields if table.get(name)}


def write(path: Path, account: str, secrets: Mapping[str, Secret]) -> None:
    """Make these the secrets of the account, the others' stay."""
    tables = _tables(path)
    tables[account] = {name: secret.reveal() for name, secret in secrets.items()}
    _save(path, tables)


def remove(path: Path, account: str) -> None:
    """Forget the secrets of the account; the file goes with the last one."""
    tables = _tables(path)
    if tables.pop(account, None) is None:
        return
    if tables:
        _save(path, tables)
    else:
        path.unlink()


def _tables(path: Path) -> dict[str, dict[str, str]]:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
                raise NotConfiguredError(
                    f"{path} holds secrets and others can read it, so it was not used.",
                    hint=f"chmod 600 {path}, and change the secrets: someone may have read them.",
                )
            tables = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise NotConfiguredError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise NotConfiguredError(
            f"{path} is no valid TOML.", hint="smstui accounts login NAME writes it anew; move this one away."
        ) from None
    return {name: table for name, table in tables.items() if isinstance(table, dict)}


def _save(path: Path, tables: Mapping[str, Mapping[str, str]]) -> None:
    from tomlkit import dumps

    write_private(path, dumps(tables))
