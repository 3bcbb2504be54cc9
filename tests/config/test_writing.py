"""Changing config.toml: a person's comments and order stay, and a failure leaves the old file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from smstui.config.settings import load_settings
from smstui.config.writing import add_account, remove_account, write_private, write_setting
from smstui.ports.errors import NotConfiguredError

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """\
# mine
theme = "smstui-day"   # by day

[accounts.work]   # the shop
provider = "twilio"
account_sid = "AC1"

[keys]
next_unread = "n"  # as in mutt
"""


def test_an_account_comes_and_goes_and_comments_stay(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(BEFORE)
    add_account(file, "home", {"provider": "twilio", "account_sid": "AC2", "lines": ["+15005550006"]})
    accounts = load_settings(file)[0].accounts
    assert accounts["home"].lines == ("+15005550006",)
    assert accounts["work"].options == {"account_sid": "AC1"}
    for comment in ("# mine", "# by day", "# the shop", "# as in mutt"):
        assert comment in file.read_text()
    remove_account(file, "home")
    remove_account(file, "work")
    text = file.read_text()
    assert load_settings(file)[0].accounts == {}
    assert "# mine" in text
    assert "# as in mutt" in text
    assert "accounts" not in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace("smstui-day", "smstui-night")),
        ("[keys]\nreply = 'a'\n", "theme = \"smstui-night\"\n\n[keys]\nreply = 'a'\n"),
        ("# only words\n", '# only words\ntheme = "smstui-night"\n'),
        (None, 'theme = "smstui-night"\n'),
    ],
)
def test_one_setting_is_written_and_nothing_else_changes(
    tmp_path: Path, before: str | None, after: str
) -> None:
    file = tmp_path / "config.toml"
    if before is not None:
        file.write_text(before)
    write_setting(file, "theme", "smstui-night")
    assert file.read_text() == after
    assert load_settings(file)[0].theme == "smstui-night"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"theme = \n", b"\xff", b"[a]\n[a]\n"])
def test_settings_that_cannot_be_read_are_not_changed(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(NotConfiguredError, match=r"cannot be read: .* It stays as it is"):
        write_setting(file, "theme", "smstui-night")
    assert file.read_bytes() == content


def test_the_first_account_makes_the_file_private(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    before = os.umask(0)
    try:
        add_account(file, "work", {"provider": "twilio", "account_sid": "AC1"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == '[accounts.work]\nprovider = "twilio"\naccount_sid = "AC1"\n'


def test_a_link_to_dotfiles_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "config.toml"
    real.write_text("send_delay = 1\n")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    write_private(link, "send_delay = 2\n")
    assert link.is_symlink()
    assert real.read_text() == "send_delay = 2\n"


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("send_delay = 1\n")
    with pytest.raises(UnicodeEncodeError):
        write_private(file, "theme = '\ud800'")
    with pytest.raises(NotConfiguredError, match="could not be written"):
        write_private(tmp_path / "nowhere" / "config.toml", "")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [
        ("config.toml", "send_delay = 1\n")
    ]


def test_a_profile_is_written_beside_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# mine\ncompliance.max_segments = 3\n")
    add_account(path, "work", {"provider": "twilio", "account_sid": "AC1"}, profile="personal")
    assert "# mine" in path.read_text()
    loaded, _ = load_settings(path)
    assert (loaded.compliance.profile, loaded.compliance.max_segments) == ("personal", 3)
    assert set(loaded.accounts) == {"work"}


def test_settings_that_cannot_be_read_are_told_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.mkdir()
    with pytest.raises(NotConfiguredError, match="cannot be read"):
        add_account(path, "work", {"provider": "twilio"})
    assert path.is_dir()
