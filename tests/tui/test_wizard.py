"""The first run, step by step: what is asked, what is wrong with it, going back, and every size."""

from __future__ import annotations

import random
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from smstui.ports.account_form import AccountForm, FormField
from smstui.tui.wizard.answers import Next, Provider
from tui.wizard_stage import SID, TOKEN, a_wizard

if TYPE_CHECKING:
    from pathlib import Path

    from crash.processes import Carrier


def is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())


SIZES = [(60, 20), (80, 24), (160, 48)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_step_says_what_smstui_is_and_offers_what_there_is(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_wizard(tmp_path, size=size) as stage:
        await stage.until("Look around first")
        assert "All the texts of your numbers in one terminal" in stage.text
        assert "▌ Twilio" in stage.text
        assert "the demo: nothing leaves this machine" in stage.text
        assert "enter Choose" in stage.text
        assert "esc Leave" in stage.text


@pytest.mark.parametrize("leave", ["escape", "ctrl+q"])
async def test_leaving_at_once_saves_nothing_and_ends_well(tmp_path: Path, leave: str) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.press(leave)
        await stage.until_true(lambda: not stage.app.is_running)
    assert stage.app.return_value is not None
    assert (stage.app.return_value.next, stage.app.return_value.code) == (Next.NOTHING, 0)
    assert is_empty(tmp_path)


async def test_whoever_presses_ctrl_c_is_told_how_to_quit(tmp_path: Path) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.press("ctrl+c")
        await stage.until_true(lambda: "ctrl+q quits smstui." in stage.picture)
        assert stage.app.is_running


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
async def test_the_demo_is_one_step_away(tmp_path: Path, by: str) -> None:
    async with a_wizard(tmp_path) as stage:
        if by == "mouse":
            await stage.click("Look around first")
        else:
            await stage.press("j", "enter")
        await stage.until_true(lambda: stage.app.return_value is not None)
    assert stage.app.return_value is not None
    assert stage.app.return_value.next is Next.DEMO
    assert is_empty(tmp_path)


async def test_every_provider_that_is_installed_is_offered_with_its_own_form(tmp_path: Path) -> None:
    """And what was typed into one form is still there after a look at another."""
    package = ModuleType("pigeon")
    vars(package).update(SECRET_FIELDS=(("ring",),), Options=None)
    form = AccountForm(
        "Pigeon [b]post[/b]",
        "over the roofs",
        (FormField("loft", "Loft", "On the roof."), FormField("ring", "Ring", "On its leg.", secret=True)),
        ("Ring",),
        lambda _: {},
        "Buy a bird.",
    )
    async with a_wizard(tmp_path, more=[Provider("pigeon", package, form)]) as stage:
        await stage.to_account()
        await stage.paste(SID)
        await stage.press("escape", "j", "enter")
        await stage.until("Your Pigeon [b]post[/b] account")
        assert "▌ Loft" in stage.text
        assert "Kind of secret" not in stage.text, "there is only one"
        await stage.paste("tower")
        await stage.press("tab")
        await stage.paste("canary")
        assert "••••••" in stage.row("Ring")
        await stage.press("escape", "k", "enter")
        await stage.until("Your Twilio account")
        assert SID in stage.row("Account SID")
        assert "tower" not in stage.text
        await stage.press("escape", "j", "enter")
        await stage.until("Your Pigeon")
        assert "tower" in stage.row("Loft")


async def test_each_field_says_where_its_content_is_found(tmp_path: Path) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.to_account()
        assert "▌ Account SID" in stage.text, "the first empty field has the keyboard"
        assert "Account name work" in stage.text
        assert "console.twilio.com shows it on its first page" in stage.text
        await stage.press("tab")
        assert "▌ Auth token" in stage.text
        assert "Just below the account SID in Twilio's console" in stage.text
        await stage.press("tab", "right")
        assert "(•) API key" in stage.text
        assert "Auth token •" not in stage.text
        await stage.press("shift+tab", "shift+tab")
        assert "▌ API key SID" in stage.text
        assert "API keys & tokens" in stage.text


@pytest.mark.parametrize(
    ("tabs", "typed", "said"),
    [
        (0, "AC12", "✗ An account SID begins with AC and has 34 characters; this has 4."),
        (0, "hello", "✗ An account SID begins with AC and has 34 characters."),
        (0, "AC" + "g" * 32, "after AC come only 0 to 9 and a to f."),
        (0, "SK" + "0" * 32, "✗ That is an API key."),
        (1, "0" * 31, "! An auth token has 32 characters; this has 31."),
        (1, SID, "! That looks like the account SID"),
        (-1, "Über", "a to z, 0 to 9 and _ only"),
        (3, "nowhere", "✗ What you typed is no address"),
        (3, "http://example.org", "would send your credentials unencrypted"),
    ],
)
async def test_a_wrong_shape_is_named_while_it_is_typed(
    tmp_path: Path, tabs: int, typed: str, said: str
) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.to_account()
        await stage.press(*["tab" if tabs > 0 else "shift+tab"] * abs(tabs))
        await stage.paste(typed)
        assert said in stage.text
        await stage.press("ctrl+u")
        assert said not in stage.text


async def test_nobody_goes_on_with_something_missing_or_wrong(tmp_path: Path) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.to_account()
        await stage.press("enter")
        assert "✗ Account SID is missing." in stage.text
        await stage.paste("AC1")
        await stage.press("tab", "enter")
        assert "▌ Account SID" in stage.text, "the keyboard is where something is wrong"
        assert "this has 3" in stage.text
        await stage.press("ctrl+u")
        await stage.paste(SID)
        await stage.press("enter")
        assert "▌ Auth token" in stage.text
        assert "✗ Auth token is missing." in stage.text
        assert "step 2 of 5" in stage.text


@pytest.mark.parametrize("size", [(80, 24), (60, 14), (40, 10)])
async def test_what_is_missing_is_in_view_however_small_the_terminal_is(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with a_wizard(tmp_path, size=size) as stage:
        await stage.to_account()
        assert "shows it on its first page" in stage.text
        assert "▌ Account SID" in stage.text
        await stage.press("enter")
        assert "✗ Account SID is missing." in stage.text
        assert "▌ Account SID" in stage.text
        await stage.paste(SID)
        await stage.press("enter")
        assert "✗ Auth token is missing." in stage.text
        assert "▌ Auth token" in stage.text
        await stage.press("tab", "tab")
        assert "▌ Server" in stage.text
        await stage.paste("nowhere")
        assert "✗ What you typed is no address" in stage.text
        assert "▌ Server" in stage.text


async def test_a_step_that_goes_on_below_says_so(tmp_path: Path) -> None:
    async with a_wizard(tmp_path, size=(40, 10)) as stage:
        await stage.to_account()
        await stage.press("shift+tab")
        assert "▌ Account name" in stage.text
        await stage.until("↓ more · step 2 of 5")
        await stage.press("shift+tab")
        assert "▌ Server" in stage.text
        assert "↓ more" not in stage.text, "that is the end of it"
        await stage.resize(80, 24)
        await stage.press("tab")
        assert "↓ more" not in stage.text, "there is room for all"


async def test_a_name_that_is_taken_is_named(tmp_path: Path) -> None:
    taken = f'[accounts.home]\nprovider = "twilio"\naccount_sid = "{SID}"\n'
    async with a_wizard(tmp_path, settings=taken) as stage:
        await stage.to_account()
        await stage.press("shift+tab", "ctrl+u")
        await stage.type("home")
        assert "✗ There is an account home already" in stage.text


async def test_k1_the_secret_is_dots_and_does_not_reach_the_clipboard(tmp_path: Path) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.to_account()
        await stage.press("tab")
        await stage.paste(f"\n  {TOKEN}\n\n")
        assert "•" * len(TOKEN) in stage.text
        await stage.press("home", "shift+end", "ctrl+c", "ctrl+x")
        assert stage.app.clipboard == ""
        assert "•" * len(TOKEN) in stage.text, "nor is it cut out"
        assert "canary" not in stage.text
        assert "canary" not in stage.app.export_screenshot()


async def test_a_password_manager_that_types_all_at_once_is_understood(
    tmp_path: Path, carrier: Carrier
) -> None:
    """Keys that lie in the queue together take effect in order: no secret ends up in the field before it."""
    sid, token = str(carrier.facts["account_sid"]), str(carrier.facts["auth_token"])
    async with a_wizard(tmp_path) as stage:
        await stage.to_account()
        stage.burst(sid, "tab", token, "tab", "tab", carrier.base_url, "enter")
        await stage.until("lets us in")
        await stage.press("escape")
        assert sid in stage.row("Account SID")
        assert token not in stage.text


async def test_nothing_that_was_typed_is_lost_by_going_back(tmp_path: Path, carrier: Carrier) -> None:
    sid, token = str(carrier.facts["account_sid"]), str(carrier.facts["auth_token"])
    async with a_wizard(tmp_path) as stage:
        await stage.try_it(carrier.base_url, sid, token)
        await stage.press("enter")
        await stage.until("step 4 of 5")
        await stage.press("space")
        await stage.press("enter")
        await stage.until("step 5 of 5")
        for step in (4, 3, 2, 1):
            await stage.press("escape")
            await stage.until(f"step {step} of 5")
        await stage.press("enter")
        assert sid in stage.row("Account SID")
        assert "•" * len(token) in stage.row("Auth token")
        assert carrier.base_url in stage.row("Server")
        await stage.press("enter")
        await stage.until("step 3 of 5")
        assert "✓ Twilio lets us in, and lists 3 numbers." in stage.text, "and it is not asked again"
        await stage.press("enter")
        assert "[ ] +1 500 555 0006" in stage.text


async def test_other_credentials_are_tested_anew(tmp_path: Path, carrier: Carrier) -> None:
    sid, token = str(carrier.facts["account_sid"]), str(carrier.facts["auth_token"])
    async with a_wizard(tmp_path) as stage:
        await stage.try_it(carrier.base_url, sid, token)
        assert "lets us in" in stage.text
        await stage.press("escape", "shift+tab", "shift+tab", "x", "enter")
        await stage.until("✗ Twilio does not accept the credentials")


@pytest.mark.parametrize("size", SIZES)
async def test_the_whole_way_by_keyboard(
    tmp_path: Path, carrier: Carrier, size: tuple[int, int], use_keyring: object
) -> None:
    assert callable(use_keyring)
    use_keyring("Working")
    async with a_wizard(tmp_path / "home", size=size) as stage:
        await stage.try_it(
            carrier.base_url, str(carrier.facts["account_sid"]), str(carrier.facts["auth_token"])
        )
        for step, words in ((4, "Your numbers"), (5, "How it is kept")):
            await stage.press("enter")
            await stage.until(f"step {step} of 5")
            assert words in stage.text
            assert stage.lines[-1].count("╯") <= 1
        await stage.until("in your keyring")
        await stage.press("enter")
        await stage.until_true(lambda: stage.app.return_value is not None)
    assert stage.app.return_value is not None
    assert stage.app.return_value.next is Next.INBOX
    assert stage.settings == {
        "accounts": {
            "work": {
                "provider": "twilio",
                "account_sid": carrier.facts["account_sid"],
                "base_url": carrier.base_url,
            }
        },
        "compliance": {"profile": "personal"},
    }, "all numbers are used, so none is named"


@pytest.mark.parametrize("width", [40, 44, 47, 80])
async def test_a_click_beside_the_buttons_does_nothing(tmp_path: Path, width: int) -> None:
    async with a_wizard(tmp_path, size=(width, 24)) as stage:
        await stage.to_account()
        line = stage.row("esc Back")
        behind = line.index("esc Back") + len("esc Back") + 1
        for x in (line.index("esc Back") - 2, behind, behind + 1):  # gaps, or a button that had no room
            await stage.pilot.click(offset=(x, stage.lines.index(line)))
            await stage.pilot.pause()
            assert stage.app.is_running
            assert "step 2 of 5" in stage.text


async def test_the_whole_way_by_mouse(tmp_path: Path, carrier: Carrier, use_keyring: object) -> None:
    assert callable(use_keyring)
    use_keyring("Working")
    async with a_wizard(tmp_path / "home") as stage:
        await stage.click("Twilio")
        await stage.until("step 2 of 5")
        for label, words in (
            ("Account SID", carrier.facts["account_sid"]),
            ("Auth token", carrier.facts["auth_token"]),
            ("Server", carrier.base_url),
        ):
            at = next(y for y, line in enumerate(stage.lines) if f"  {label}" in line.replace("▌", " "))
            await stage.pilot.click(offset=(30, at))
            await stage.pilot.pause()
            await stage.paste(str(words))
        await stage.click("Go on")
        await stage.until("lets us in")
        await stage.click("Back")
        await stage.until("step 2 of 5")
        await stage.click("Go on")
        await stage.until("step 3 of 5")
        await stage.click("Go on")
        await stage.until("step 4 of 5")
        await stage.click("Workshop")
        assert "[ ] +1 415 555 0142" in stage.text
        await stage.click("Go on")
        await stage.until("in your keyring")
        await stage.click("Save and open the inbox")
        await stage.until_true(lambda: stage.app.return_value is not None)
    assert stage.settings["accounts"]["work"]["lines"] == ["+15005550006"]


async def test_an_api_key_does_as_well(tmp_path: Path, carrier: Carrier, use_keyring: object) -> None:
    from smstui.providers.simulator.account import Account

    assert callable(use_keyring)
    use_keyring("Working")
    key, secret = Account(seed=7).api_key
    async with a_wizard(tmp_path / "home") as stage:
        await stage.to_account()
        await stage.paste(str(carrier.facts["account_sid"]))
        await stage.press("tab", "tab", "space")
        await stage.press("shift+tab", "shift+tab")
        await stage.paste(key)
        await stage.press("tab")
        await stage.paste(secret)
        assert "•" * 34 in stage.row("API key SID")
        await stage.press("tab", "tab")
        await stage.paste(carrier.base_url)
        await stage.press("enter")
        await stage.until("lets us in")


@pytest.mark.parametrize("seed", range(3))
async def test_resized_at_random_in_every_step_the_ways_out_stay_in_view(
    tmp_path: Path, carrier: Carrier, seed: int, use_keyring: object
) -> None:
    assert callable(use_keyring)
    use_keyring("Locked")
    chance = random.Random(seed)
    async with a_wizard(tmp_path / "home", size=(60, 20)) as stage:
        for step in range(1, 6):
            for _ in range(6):
                await stage.resize(chance.randint(60, 200), chance.randint(14, 60))
                assert f"step {step} of 5" in stage.text
                assert "enter " in stage.text
                assert "esc " in stage.text
            await stage.resize(80, 24)
            if step == 1:
                await stage.fill_in(
                    carrier.base_url,
                    str(carrier.facts["account_sid"]),
                    str(carrier.facts["auth_token"]),
                )
            elif step < 5:
                await stage.press("enter")
                await stage.until(f"step {step + 1} of 5")
            if step == 2:
                await stage.until("lets us in")
            if step == 4:
                await stage.until("is locked")


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (40, 10), (300, 5)])
async def test_absurd_sizes_do_not_end_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_wizard(tmp_path) as stage:
        await stage.resize(*size)
        await stage.press("enter", "tab", "x", "enter")
        await stage.resize(80, 24)
        assert "step 2 of 5" in stage.text
