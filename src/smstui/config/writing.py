"""Writing settings: comments stay, nobody else reads them, and a crash leaves the old or the new file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_private(path: Path, text: str) -> None:
    """Replace the file as a whole, 0600; raises `NotConfiguredError`, the old one kept, where it cannot."""
    target = path.resolve()  # a link into a person's dotfiles stays a link
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotConfiguredError(
            f"{path} could not be written: {error.strerror}. The old one stays.",
            hint="Make room, or mend the folder's permissions, and try again.",
        ) from None


def write_setting(path: Path, name: str, value: str) -> None:
    """Write one setting that is in no table; the rest of the file stays as it is."""
    import tomlkit

    document = _document(path)
    document[name] = value
    write_private(path, tomlkit.dumps(document))


def add_account(path: Path, name: str, table: Mapping[str, Any], *, profile: str | None = None) -> None:
    """Add `[accounts.NAME]` to the settings; an account of this name is replaced.

    With `profile` that of `[compliance]` is written too.
    """
    import tomlkit

    document = _document(path)
    accounts = document.get("accounts")
    if accounts is None:
        accounts = tomlkit.table(is_super_table=True)
        document["accounts"] = accounts
    accounts[name] = tomlkit.item(dict(table))
    if profile is not None:
        document.setdefault("compliance", tomlkit.table())["profile"] = profile
    write_private(path, tomlkit.dumps(document))


def remove_account(path: Path, name: str) -> None:
    """Take `[accounts.NAME]` out of the settings; the rest of the file stays as it is."""
    import tomlkit

    document = _document(path)
    del document["accounts"][name]
    if not document["accounts"]:
        del document["accounts"]
    write_private(path, tomlkit.dumps(document))


def _document(path: Path) -> Any:
    import tomlkit

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except OSError as error:
        raise NotConfiguredError(
            f"{path} cannot be read: {error.strerror}. It stays as it is.",
            hint="Make it a file that you can read and write.",
        ) from None
    except (UnicodeDecodeError, tomlkit.exceptions.TOMLKitError) as error:
        raise NotConfiguredError(
            f"{path} cannot be read: {error}. It stays as it is.", hint="Mend the file and try again."
        ) from None
