"""Where files are, and that nobody else reads them (K2)."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from smstui.config.paths import Home, find_home, prepare
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_smstui_home_is_the_one_folder_for_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSTUI_HOME", str(tmp_path))
    home = find_home()
    assert home.config_file == tmp_path / "config.toml"
    assert home.database == tmp_path / "smstui.db"
    assert home.log_file.parent == tmp_path / "logs"
    assert (home.media, home.themes) == (tmp_path / "media", tmp_path / "themes")


def test_without_it_the_platform_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SMSTUI_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    home = find_home()
    assert home.config.name == home.data.name == "smstui"
    assert not home.config.exists(), "asking makes nothing"


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_k2_folders_are_private_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        prepare(Home(tmp_path / "a" / "config", tmp_path / "b"))
    finally:
        os.umask(before)
    assert mode(tmp_path / "a" / "config") == 0o700
    assert mode(tmp_path / "b") == 0o700


def test_k2_an_empty_folder_made_beforehand_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    folder.chmod(0o755)
    prepare(Home(folder, folder))
    assert mode(folder) == 0o700


def test_a_folder_with_other_things_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "index.html").touch()
    prepare(Home(folder, folder))
    assert mode(folder) == 0o755


def test_k2_a_folder_that_others_can_write_into_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o1777)
    with pytest.raises(NotConfiguredError, match="can write") as refused:
        prepare(Home(folder, folder))
    assert "SMSTUI_HOME" in refused.value.hint


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotConfiguredError, match="cannot be used"):
        prepare(Home(tmp_path / "file" / "home", tmp_path / "file" / "home"))
