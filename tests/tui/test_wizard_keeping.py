"""The end of the first run: which numbers, whose secret goes where, and that it is all written or nothing."""

from __future__ import annotations

import asyncio
import shlex
import stat
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from cli.shell import inside
from providers.servers import http, serve
from smstui.config.keyrings import PATIENCE
from smstui.tui.wizard.answers import Next
from tui.wizard_stage import SID, TOKEN, WizardStage, a_wizard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Use = Callable[[str], None]
    Kept = Callable[[], dict[str, str]]

MAIN, SECOND, CALLS = "+15005550006", "+14155550142", "+12125550199"


def number(value: str, label: str = "", **can: bool) -> dict[str, object]:
    return {"phone_number": value, "friendly_name": label, "capabilities": {"sms": True, **can}}


def listing(*numbers: dict[str, object]) -> bytes:
    return http(200, {"incoming_phone_numbers": list(numbers), "next_page_uri": None})


USUAL = listing(
    number(MAIN, "Main", mms=True), number(SECOND), number(CALLS, "Office", sms=False, voice=True)
)


async def to_step(stage: WizardStage, url: str, step: int, *, token: str = TOKEN) -> None:
    """Go on to a step with everything as it is offered."""
    await stage.try_it(url, token=token)
    for at in range(4, step + 1):
        await stage.press("enter")
        await stage.until(f"step {at} of 5")


async def saved(stage: WizardStage) -> dict[str, Any]:
    """Save, and return what the settings say of the account then."""
    await stage.press("enter")
    await stage.until_true(lambda: stage.app.return_value is not None)
    assert stage.app.return_value is not None
    assert stage.app.return_value.next is Next.INBOX
    account: dict[str, Any] = stage.settings["accounts"]["work"]
    return account


# the numbers
async def test_numbers_are_shown_with_what_they_can_do_and_why_one_cannot_be_used(tmp_path: Path) -> None:
    async with serve(USUAL) as server, a_wizard(tmp_path) as stage:
        await to_step(stage, server.url, 4)
        assert "texts, pictures" in stage.row("[x] +1 500 555 0006   Main")
        assert "[x] +1 415 555 0142" in stage.text
        assert "⊘ cannot text, only call" in stage.row("[ ] +1 212 555 0199   Office")
        await stage.press("down", "down", "down", "space")
        assert "[ ] +1 415 555 0142" in stage.text, "the cursor passes over what cannot be chosen"
        assert "[ ] +1 212 555 0199" in stage.text


async def test_only_what_was_chosen_is_written(tmp_path: Path, use_keyring: Use) -> None:
    use_keyring("Working")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 4)
        await stage.press("space", "enter")
        await stage.until("in your keyring")
        assert (await saved(stage))["lines"] == [SECOND]


async def test_one_number_is_needed(tmp_path: Path) -> None:
    async with serve(USUAL) as server, a_wizard(tmp_path) as stage:
        await to_step(stage, server.url, 4)
        await stage.press("space", "down", "space", "enter")
        assert "step 4 of 5" in stage.text
        assert "✗ One number is needed at least" in stage.text
        await stage.press("space", "enter")
        await stage.until("step 5 of 5")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], "The account has no number."),
        ([number(CALLS, sms=False)], "None of the account's numbers can text."),
    ],
)
async def test_without_a_number_that_texts_it_says_what_to_do_and_looks_again(
    tmp_path: Path, numbers: list[dict[str, object]], said: str
) -> None:
    async with serve(listing(*numbers), USUAL) as server, a_wizard(tmp_path) as stage:
        await to_step(stage, server.url, 4)
        assert said in stage.text
        assert "Buy one in Twilio's console" in stage.text
        assert "enter Go on, read only" in stage.text
        await stage.press("r")
        await stage.until("lists 3 numbers")
        await stage.press("enter")
        assert "[x] +1 500 555 0006" in stage.text


async def test_without_a_number_one_can_go_on_and_read(tmp_path: Path, use_keyring: Use) -> None:
    use_keyring("Working")
    async with serve(listing()) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 5)
        await stage.until("in your keyring")
        assert "lines" not in await saved(stage)


# the profile
async def test_personal_is_chosen_and_business_says_why_it_cannot_be_yet(
    tmp_path: Path, use_keyring: Use
) -> None:
    use_keyring("Working")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 5)
        assert "▌ Personal" in stage.text
        assert "⊘ this version cannot enforce what a business must keep yet" in stage.text
        await stage.press("down", "j", "pagedown")
        assert "▌ Personal" in stage.text
        assert "▌ Business" not in stage.text


async def test_one_place_has_the_bar_of_the_keyboard_and_what_is_chosen_elsewhere_a_dot(
    tmp_path: Path, use_keyring: Use
) -> None:
    use_keyring("Locked")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home", size=(80, 32)) as stage:

        def marked(mark: str) -> list[str]:
            rows = [line.replace("│", " ").strip() for line in stage.lines]
            return [row.removeprefix(mark).strip() for row in rows if row.startswith(mark) and row != mark]

        await to_step(stage, server.url, 5)
        await stage.until("Ask the keyring again")
        assert marked("▌") == ["Ask the keyring again", "once it is started, or unlocked"]
        assert marked("•") == ["Personal"]
        await stage.press("j", "tab")
        assert marked("▌") == ["Personal", "texts that you write yourself"]
        assert marked("•") == ["A file that only you can read"]
        await stage.press("tab")
        assert marked("▌")[0] == "A file that only you can read"


# the secret
async def test_the_keyring_has_it_and_no_file(tmp_path: Path, use_keyring: Use, in_keyring: Kept) -> None:
    use_keyring("Working")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 5)
        await stage.until("It will be in your keyring (SecretService Working), and in no file.")
        assert await saved(stage) == {"provider": "twilio", "account_sid": SID, "base_url": server.url}
        assert stage.settings["compliance"] == {"profile": "personal"}
        assert stage.holders(TOKEN) == set()
        assert in_keyring() == {"smstui work/auth_token": TOKEN}


def test_k3_the_keyring_is_answered_within_three_seconds() -> None:
    assert PATIENCE < 3


KEYRINGS = [
    ("Locked", "✗ The keyring is locked. Unlock it"),
    ("Broken", "✗ The keyring failed (RuntimeError). Try again. Nothing is saved yet."),
    ("Plaintext", "is not one that keeps secrets encrypted, so it was not used."),
    ("Hanging", "✗ The keyring did not answer in time"),
]


@pytest.mark.parametrize(("mood", "said"), KEYRINGS)
async def test_k3_a_keyring_that_cannot_be_used_is_named_with_what_else_there_is(
    tmp_path: Path, use_keyring: Use, mood: str, said: str
) -> None:
    use_keyring(mood)
    async with serve(USUAL) as server, a_wizard(tmp_path / "home", size=(80, 32)) as stage:
        await to_step(stage, server.url, 5)
        if mood == "Hanging":
            await stage.press("escape", "enter", "j", "k", "tab")
            assert "Looking for your keyring…" in stage.text, "the screen answers meanwhile"
        await stage.until(said)
        assert "▌ Ask the keyring again" in stage.text, "enter alone never chooses the file"
        assert "A file that only you can read" in stage.text
        assert str(stage.home.credentials_file)[:20] in stage.text
        assert "as credential_command, or SMSTUI_WORK_AUTH_TOKEN" in stage.text
        assert "canary" not in stage.text
        assert not stage.home.config_file.exists()
        assert not stage.home.credentials_file.exists()


async def test_a_keyring_that_answers_late_does_not_take_the_keyboard_from_where_one_went_back_to(
    tmp_path: Path, use_keyring: Use
) -> None:
    use_keyring("Hanging")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home", size=(80, 32)) as stage:
        await to_step(stage, server.url, 5)
        await stage.press("escape")
        await stage.until("step 4 of 5")
        keyboard = stage.app.screen.focused
        await stage.until_true(lambda: all(each.group != "keyring" for each in stage.app.workers))
        assert stage.app.screen.focused is keyboard
        assert keyboard is not None
        assert keyboard.region, "it is on the screen"


async def test_k3_without_a_keyring_enter_alone_saves_nothing(tmp_path: Path) -> None:
    async with serve(USUAL) as server, a_wizard(tmp_path) as stage:
        await to_step(stage, server.url, 5)
        await stage.until("This machine has no keyring that is running.")
        await stage.press("enter")
        await stage.until("▌ Ask the keyring again")
        assert stage.app.return_value is None
        assert stage.holders(TOKEN) == set()


async def test_a_keyring_that_was_unlocked_meanwhile_is_used(
    tmp_path: Path, use_keyring: Use, in_keyring: Kept
) -> None:
    use_keyring("Locked")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 5)
        await stage.until("is locked")
        use_keyring("Working")
        await stage.press("enter")
        await stage.until("in your keyring")
        await saved(stage)
        assert in_keyring() == {"smstui work/auth_token": TOKEN}


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
async def test_a_file_is_used_only_where_it_is_chosen_and_only_its_owner_reads_it(
    tmp_path: Path, by: str
) -> None:
    async with serve(USUAL) as server, a_wizard(tmp_path) as stage:
        await to_step(stage, server.url, 5)
        await stage.until("A file that only you can read")
        await (stage.click("A file that") if by == "mouse" else stage.press("j"))
        assert "enter Save and open the inbox" in stage.text
        await saved(stage)
        assert stage.holders(TOKEN) == {"credentials.toml"}
        assert stat.S_IMODE(stage.home.credentials_file.stat().st_mode) == 0o600


async def test_who_keeps_it_elsewhere_leaves_with_nothing_saved_and_knows_how(tmp_path: Path) -> None:
    async with serve(USUAL) as server, a_wizard(tmp_path) as stage:
        await to_step(stage, server.url, 5)
        await stage.until("Leave, and keep it elsewhere")
        await stage.press("j", "j")
        assert "enter Leave" in stage.text
        await stage.press("enter")
        await stage.until_true(lambda: stage.app.return_value is not None)
        ending = stage.app.return_value
        assert ending is not None
        assert (ending.next, ending.code) == (Next.NOTHING, 0)
        assert "Nothing was saved." in ending.words
        assert f"smstui accounts add work --provider twilio --account-sid {SID}" in ending.words
        assert f"--base-url {server.url} --credential-command" in ending.words
        assert "SMSTUI_WORK_AUTH_TOKEN" in ending.words
        assert TOKEN not in ending.words
        assert not stage.home.config_file.exists()
        assert stage.holders(TOKEN) == set()


async def test_a_secret_of_the_environment_is_used_said_so_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use_keyring: Use, in_keyring: Kept
) -> None:
    use_keyring("Working")
    monkeypatch.setenv("SMSTUI_WORK_AUTH_TOKEN", TOKEN)
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await stage.to_account()
        assert "The secret is taken from the environment: SMSTUI_WORK_AUTH_TOKEN." in stage.text
        assert not stage.row("Kind of secret")
        await stage.press("shift+tab", "s")
        assert "environment" not in stage.text, "that is of another account"
        assert stage.row("Kind of secret")
        await stage.press("backspace", "tab")
        await stage.paste(SID)
        await stage.press("tab")
        await stage.paste(server.url)
        await stage.press("enter")
        await stage.until("lets us in")
        await stage.press("enter", "enter")
        await stage.until("It stays in the environment (SMSTUI_WORK_AUTH_TOKEN); nothing of it is kept.")
        await saved(stage)
        assert in_keyring() == {}
        assert stage.holders(TOKEN) == set()
        assert TOKEN not in stage.text
    assert server.asked[0].headers["authorization"].startswith("Basic ")


# writing it
async def test_what_the_settings_said_before_stays_comments_too(tmp_path: Path, use_keyring: Use) -> None:
    use_keyring("Working")
    before = '# mine\ndefault_region = "SE"  # I live there\n\n[compliance]\nmax_segments = 3 # short\n'
    async with serve(USUAL) as server, a_wizard(tmp_path / "home", settings=before) as stage:
        await to_step(stage, server.url, 5)
        await stage.until("in your keyring")
        await saved(stage)
        after = stage.home.config_file.read_text()
    for line in before.splitlines():
        assert line in after
    assert stage.settings["default_region"] == "SE"
    assert stage.settings["compliance"] == {"max_segments": 3, "profile": "personal"}
    assert stat.S_IMODE(stage.home.config_file.stat().st_mode) == 0o600


async def test_where_the_settings_cannot_be_written_the_secret_is_forgotten_again(
    tmp_path: Path, use_keyring: Use, in_keyring: Kept
) -> None:
    use_keyring("Working")
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 5)
        await stage.until("in your keyring")
        stage.home.config_file.mkdir()  # a folder in its place: the file cannot be written
        (stage.home.config_file / "x").touch()
        await stage.press("enter")
        await stage.until("cannot be read: Is a directory.")
        assert "Nothing was saved." in stage.text
        assert in_keyring() == {}
        assert stage.app.return_value is None
        (stage.home.config_file / "x").unlink()
        stage.home.config_file.rmdir()
        await saved(stage)
        assert in_keyring() == {"smstui work/auth_token": TOKEN}


async def test_the_command_for_whoever_keeps_it_elsewhere_leaves_out_what_was_left_out(
    tmp_path: Path,
) -> None:
    async with serve(USUAL) as server, a_wizard(tmp_path / "home") as stage:
        await to_step(stage, server.url, 4)
        await stage.press("space", "enter")
        await stage.until("Leave, and keep it elsewhere")
        await stage.press("j", "j", "enter")
        await stage.until_true(lambda: stage.app.return_value is not None)
        assert stage.app.return_value is not None
        command = next(line for line in stage.app.return_value.words.splitlines() if "accounts add" in line)
        words = shlex.split(command.replace("pass show work", f"printf {TOKEN}"))
        env = {"SMSTUI_HOME": str(tmp_path / "by-hand")}
        done = await asyncio.to_thread(inside, *words[1:], env=env)
        assert "Account work works." in done.out
        kept = tomllib.loads(await asyncio.to_thread((tmp_path / "by-hand" / "config.toml").read_text))
        assert kept["accounts"]["work"]["lines"] == [SECOND]
