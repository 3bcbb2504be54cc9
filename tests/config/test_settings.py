"""config.toml: its defaults, and errors that name file, line, key and what was expected (product page)."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import phonenumbers
import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS, MODIFIER_FUNCTIONAL_KEYS
from textual.keys import _character_to_key

from smstui.bootstrap import open_runtime
from smstui.config.key_names import unknown_key
from smstui.config.paths import Home
from smstui.config.settings import choose_account, load_settings, not_yet
from smstui.domain.countries import COUNTRIES
from smstui.ports.errors import NotConfiguredError, UsageError
from smstui.tui.actions import ACTIONS
from smstui.tui.app import SmstuiApp
from smstui.tui.keymap import spoken

if TYPE_CHECKING:
    from pathlib import Path

    from smstui.config.settings import Settings

FULL = """\
theme = "smstui-day"
key_profile = "vim"
default_region = "SE"
send_delay = 0

[accounts.work]
provider = "twilio"
account_sid = "AC0123456789abcdef0123456789abcdef"
credential_command = "pass show twilio"
lines = ["+15005550006"]
poll_interval = 2.5

[compliance]
profile = "personal"
consent = "off"
quiet_hours = "warn"
countries = ["US", "CA"]
max_segments = 3

[store]
url = "sqlite"

[keys]
next_unread = "n"
"""


def load(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)[0]


def test_an_absent_file_gives_the_defaults_of_the_product_page(tmp_path: Path) -> None:
    settings, _ = load_settings(tmp_path / "config.toml")
    assert settings.theme == "smstui-night"
    assert (settings.key_profile, settings.vim_motions) == ("vim", False)
    assert (settings.default_region, settings.send_delay) == ("US", 5)
    assert (settings.compliance.profile, settings.compliance.max_segments) == ("personal", 10)
    assert settings.compliance.countries == ()
    assert settings.accounts == {}


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = load(tmp_path, FULL)
    work = settings.accounts["work"]
    assert (settings.theme, settings.default_region, settings.send_delay) == ("smstui-day", "SE", 0)
    assert (work.provider, work.poll_interval, work.lines) == ("twilio", 2.5, ("+15005550006",))
    assert work.credential_command == "pass show twilio"
    assert work.options == {"account_sid": "AC0123456789abcdef0123456789abcdef"}
    assert (settings.compliance.countries, settings.compliance.max_segments) == (("US", "CA"), 3)
    assert settings.keys == {"next_unread": "n"}


@pytest.mark.parametrize(
    ("text", "line", "key", "expected"),
    [
        ("colour = 1", 1, "colour", "no such setting"),
        ("\n\nsend_delay = true", 3, "send_delay", "seconds, from 0 to 60"),
        ('send_delay = 5\nkey_profile = "nano"', 2, "key_profile", '"vim", "emacs", "plain"'),
        ("vim_motions = 1", 1, "vim_motions", "true or false"),
        ('default_region = "usa"', 1, "default_region", "country of two letters"),
        (
            'send_delay = 5\ndefault_region = "XX"',
            2,
            "default_region",
            'no country "XX"; expected a country of',
        ),
        (
            '[compliance]\ncountries = ["US", "UK"]',
            2,
            "compliance.countries",
            '"UK"; expected a list of countries',
        ),
        ("[compliance]\n# so many\nmax_segments = 0", 3, "compliance.max_segments", "from 1 to 100"),
        ('[compliance]\ncountries = "US"', 2, "compliance.countries", '["US", "CA"]'),
        ('[compliance]\nprofil = "personal"', 2, "compliance.profil", "there are: profile, consent"),
        ("compliance.max_segments = 'x'", 1, "compliance.max_segments", "whole number"),
        ("[accounts.work]\nlines = []", 1, "accounts.work.provider", "is missing"),
        (
            '[accounts.work]\nprovider = "twilio"\nlines = ["5551234x"]',
            3,
            "accounts.work.lines",
            "E.164",
        ),
        (
            '[accounts.work]\nprovider = "twilio"\npoll_interval = 0',
            3,
            "accounts.work.poll_interval",
            "from 1",
        ),
        ('[accounts.Work]\nprovider = "twilio"', 1, "accounts.Work", "a to z, 0 to 9 and _"),
        ('[accounts."a b"]\nprovider = "twilio"', 1, "accounts.a b", "a to z, 0 to 9 and _"),
        ("[keys]\nnext_unread = 5", 2, "keys.next_unread", '"g i"'),
        (
            '[keys]\nreply = "r"\nnext_unread = "hyper+foo"',
            3,
            "keys.next_unread",
            'no terminal sends the key "hyper+foo"; expected a character as itself',
        ),
        ('theme = """\nx = 1\n"""\nsend_delay = "y"', 4, "send_delay", "seconds"),
    ],
)
def test_a_wrong_setting_names_file_line_key_and_what_was_expected(
    tmp_path: Path, text: str, line: int, key: str, expected: str
) -> None:
    with pytest.raises(NotConfiguredError) as wrong:
        load(tmp_path, text)
    assert wrong.value.exit_code == 6
    assert f"config.toml, line {line}: {key}: " in wrong.value.message
    assert expected in wrong.value.message


@pytest.mark.parametrize(
    "key", ["return", "ctrl+", "+a", "shift+a", "ctrl+A", "ctrl+.", "shift+ctrl+up", "f36"]
)
def test_a_key_that_no_terminal_sends_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(NotConfiguredError, match="no terminal sends"):
        load(tmp_path, f'[keys]\nreply = "g {key}"')


@pytest.mark.parametrize("profile", ["vim", "plain"])
def test_a_key_may_be_written_as_help_and_readme_have_it(tmp_path: Path, profile: str) -> None:
    for chord in {
        chord for action in ACTIONS for chord in (action.vim if profile == "vim" else action.plain)
    }:
        settings = load(tmp_path, f"[keys]\nreply = '{spoken(chord)}'")
        assert settings.keys == {"reply": chord}


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("gg", "g g"),
        ("up", "up"),
        ("g↓", "g down"),
        ("alt+pgdn", "alt+pagedown"),
        ("shift+F5", "shift+f5"),
        ("+", "+"),
    ],
)
def test_spoken_names_are_understood_wherever_a_key_is_named(tmp_path: Path, said: str, written: str) -> None:
    assert load(tmp_path, f'[keys]\nreply = "{said}"').keys == {"reply": written}


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Return", "enter"),
        ("Esc", "escape"),
        ("PgDown", "pagedown"),
        ("Ctrl-X", "ctrl+x"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("ctrl+A", "ctrl+a"),
    ],
)
def test_of_a_name_that_others_have_for_a_key_it_is_said_how_it_is_written(
    tmp_path: Path, said: str, written: str
) -> None:
    with pytest.raises(NotConfiguredError) as wrong:
        load(tmp_path, f'[keys]\nreply = "{said}"')
    assert f'no terminal sends the key "{said}"; it is written "{written}"' in wrong.value.message


@pytest.mark.parametrize(
    ("key", "arrives"),
    [
        ("ctrl+m", "enter"),
        ("ctrl+i", "tab"),
        ("ctrl+h", "backspace"),
        ("ctrl+[", "escape"),
        ("ctrl+left_square_bracket", "escape"),
    ],
)
def test_a_key_that_arrives_as_another_is_refused(tmp_path: Path, key: str, arrives: str) -> None:
    with pytest.raises(NotConfiguredError) as wrong:
        load(tmp_path, f'[keys]\nreply = "r"\nhelp = "g {key}"')
    assert (
        f'config.toml, line 3: keys.help: terminals send the key "{key}" as "{arrives}"'
        in wrong.value.message
    )
    assert wrong.value.exit_code == 6


def test_every_key_that_textual_tells_of_may_be_chosen() -> None:
    legacy = {key.value for keys in ANSI_SEQUENCES_KEYS.values() if isinstance(keys, tuple) for key in keys}
    sent = legacy | (set(FUNCTIONAL_KEYS.values()) - set(MODIFIER_FUNCTIONAL_KEYS))
    sent |= set(string.ascii_letters + string.digits + string.punctuation + "åЖ")
    sent |= {f"ctrl+{_character_to_key(char)}" for char in string.ascii_lowercase + string.punctuation}
    assert {key for key in sent if unknown_key(key) is not None} == {"<scroll-down>", "<scroll-up>"}
    ours = {chord for action in ACTIONS for chord in (*action.vim, *action.plain)}
    assert {chord for chord in ours if unknown_key(chord) is not None} == set()


def test_the_countries_are_those_that_numbers_are_known_of() -> None:
    assert phonenumbers.SUPPORTED_REGIONS == COUNTRIES


@pytest.mark.parametrize(
    ("options", "line", "key", "expected"),
    [
        ("", 1, "account_sid", "is missing"),
        ('account_sid = "AC12"', 3, "account_sid", "32 hex digits"),
        ("account_sid = 12", 3, "account_sid", "text in quotes"),
        (
            'account_sid = "AC0123456789abcdef0123456789abcdef"\nregion = "ie1"',
            4,
            "region",
            "no such setting",
        ),
        ('account_sid = "AC0123456789abcdef0123456789abcdef"\nbase_url = "ftp://x"', 4, "base_url", "http"),
        (
            'account_sid = "AC0123456789abcdef0123456789abcdef"\nmessaging_service_sid = "x"',
            4,
            "messaging_service_sid",
            "MG and 32 hex digits",
        ),
    ],
)
def test_the_options_of_a_provider_are_checked_as_well(
    tmp_path: Path, options: str, line: int, key: str, expected: str
) -> None:
    (tmp_path / "config.toml").write_text(f'[accounts.work]\nprovider = "twilio"\n{options}\n')
    with pytest.raises(NotConfiguredError) as wrong:
        open_runtime(Home(tmp_path, tmp_path))
    assert f"config.toml, line {line}: accounts.work.{key}: " in wrong.value.message
    assert expected in wrong.value.message
    assert not (tmp_path / "smstui.db").exists(), "nothing starts on half a configuration"


def test_an_unknown_provider_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[accounts.work]\nprovider = "carrier-pigeon"\n')
    with pytest.raises(NotConfiguredError, match=r"line 2: accounts\.work\.provider: .*carrier-pigeon"):
        open_runtime(Home(tmp_path, tmp_path))


def test_what_is_no_toml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(NotConfiguredError, match="line 2"):
        load(tmp_path, 'theme = "x"\nsend_delay = \n')


def test_what_is_no_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'theme = "\xff"')
    with pytest.raises(NotConfiguredError, match="UTF-8"):
        load_settings(file)


@pytest.mark.parametrize(
    ("text", "key", "instead"),
    [
        ('key_profile = "emacs"', "key_profile", '"vim"'),
        ("vim_motions = true", "vim_motions", "write false"),
        ('[compliance]\nprofile = "business"', "compliance.profile", 'write "personal"'),
        ('[compliance]\nconsent = "enforce"', "compliance.consent", '"warn" or "off"'),
        ('[compliance]\noptin_proof = "enforce"', "compliance.optin_proof", 'write "off"'),
        ('[compliance]\nquiet_hours = "on"', "compliance.quiet_hours", '"warn" or "off"'),
        ("[media]\nfetch_ahead = true", "media.fetch_ahead", "write false"),
        ('[store]\nurl = "postgresql://x"', "store.url", 'write "sqlite"'),
    ],
)
def test_what_a_later_version_will_do_is_refused_and_not_ignored(
    tmp_path: Path, text: str, key: str, instead: str
) -> None:
    with pytest.raises(NotConfiguredError) as wrong:
        load(tmp_path, text)
    assert f"{key}: this version" in wrong.value.message
    assert instead in wrong.value.message


@pytest.mark.parametrize("field", ["auth_token", "api_key_secret"])
def test_a_secret_in_the_settings_is_refused_without_showing_it(tmp_path: Path, field: str) -> None:
    with pytest.raises(NotConfiguredError) as wrong:
        load(tmp_path, f'[accounts.work]\nprovider = "twilio"\n{field} = "canary-123"')
    assert "accounts login work" in wrong.value.message
    assert "canary" not in f"{wrong.value.message} {wrong.value.hint}"


def test_an_account_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    settings = load(tmp_path, FULL)
    with pytest.raises(UsageError, match="there are: work") as wrong:
        choose_account(settings, "home")
    assert wrong.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('theme = "smstui-dusk"', 'line 1: theme: there is no theme "smstui-dusk"; the themes are: smstui-'),
        ('[keys]\nfly = "n"', "line 2: keys.fly: there is no such action; there are: back, "),
        ('[keys]\nreply = "c"', 'line 2: keys.reply: "c" of new_conversation clashes with "c" of reply'),
        (
            'key_profile = "plain"\n[keys]\nreply = "f5"',
            'line 3: keys.reply: "f5" of sync_now clashes with "f5"',
        ),
        ('[keys]\nreply = "  "', "line 2: keys.reply: no key is given; expected"),
    ],
)
def test_what_the_screen_finds_wrong_names_the_file_too(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    runtime = open_runtime(Home(tmp_path, tmp_path))
    try:
        with pytest.raises(NotConfiguredError) as wrong:
            SmstuiApp(runtime)
    finally:
        runtime.close()
    assert wrong.value.message.startswith(f"{tmp_path / 'config.toml'}, {words}")
    assert wrong.value.hint


def test_what_is_promised_for_later_says_why_and_what_is_there_says_nothing() -> None:
    reason = not_yet(("compliance", "profile"), "business")
    assert reason == "this version cannot enforce what a business must keep yet"
    assert not_yet(("compliance", "profile"), "personal") == ""
    assert not_yet(("theme",), "smstui-day") == ""
