"""Where the files of one person's smstui are, readable by nobody else."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from smstui.ports.errors import NotConfiguredError

_OURS = ("config.toml", "smstui.db", "credentials.toml")


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of settings and of data; with `SMSTUI_HOME` they are the same."""

    config: Path
    data: Path

    @property
    def config_file(self) -> Path:
        """The settings."""
        return self.config / "config.toml"

    @property
    def credentials_file(self) -> Path:
        """Secrets, only where the person agreed to a file."""
        return self.config / "credentials.toml"

    @property
    def database(self) -> Path:
        """The store."""
        return self.data / "smstui.db"

    @property
    def logs(self) -> Path:
        """The folder of logs."""
        return self.data / "logs"

    @property
    def log_file(self) -> Path:
        """The log, without bodies and secrets."""
        return self.logs / "smstui.log"

    @property
    def screen_file(self) -> Path:
        """What the screen remembers: widths, and how far its person was told."""
        return self.data / "screen.json"

    @property
    def media(self) -> Path:
        """Pictures and other files that came with texts."""
        return self.data / "media"

    @property
    def themes(self) -> Path:
        """The person's own themes."""
        return self.config / "themes"


def find_home() -> Home:
    """Return `SMSTUI_HOME` where it is set, else the platform's folders; nothing is made yet."""
    chosen = os.environ.get("SMSTUI_HOME")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        return Home(folder, folder)
    from platformdirs import user_config_path, user_data_path

    return Home(user_config_path("smstui", appauthor=False), user_data_path("smstui", appauthor=False))


def prepare(home: Home) -> None:
    """Make the folders, 0700; raise `NotConfiguredError` where others could write into them."""
    for folder in (home.config, home.data):
        _make_private(folder)


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_uid != os.getuid() or found.st_mode & stat.S_IWOTH:
            raise NotConfiguredError(
                f"Other people can write into {folder}, so smstui keeps nothing there.",
                hint="Use a folder of your own: unset SMSTUI_HOME, or set it to one.",
            )
        if found.st_mode & 0o077 and _is_ours(folder):
            folder.chmod(0o700)
    except OSError as error:
        raise NotConfiguredError(
            f"The folder {folder} cannot be used: {error.strerror}.",
            hint="Mend the folder, or set SMSTUI_HOME to another one.",
        ) from None


def _is_ours(folder: Path) -> bool:
    """Say whether nothing but our files is there, so that closing it to others hurts nobody."""
    names = {entry.name for entry in folder.iterdir()}
    return not names or not names.isdisjoint(_OURS)
