"""`smstui` where nothing is yet: the wizard in a real terminal, down to the inbox, and what it leaves."""

from __future__ import annotations

import signal
import stat
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.terminal import Terminal
from cli.shell import inside, shell
from crash.processes import SMSTUI, Home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crash.processes import Carrier

TESTS = Path(__file__).parents[1]


def with_keyring(home: Home, backend: str = "Working") -> dict[str, str]:
    return home.env | {
        "PYTHON_KEYRING_BACKEND": f"config.fake_keyring.{backend}",
        "PYTHONPATH": str(TESTS),
        "FAKE_KEYRING": str(home.path.parent / "keyring.json"),
        "TMPDIR": str(home.path.parent),
    }


def opened(env: Mapping[str, str], columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal([SMSTUI], columns=columns, rows=rows, env=env)


def pasted(words: str) -> str:
    return f"\x1b[200~{words}\x1b[201~"


def to_the_test(terminal: Terminal, carrier: Carrier, token: str) -> None:
    """Choose Twilio, paste the account, and go on to the test."""
    terminal.wait_for("step 1 of 5", timeout=60)
    terminal.send("enter")
    terminal.wait_for("step 2 of 5")
    for words in (str(carrier.facts["account_sid"]), token):
        terminal.send(pasted(words))
        terminal.send("tab")
    terminal.send("tab")
    terminal.send(pasted(carrier.base_url))
    terminal.wait_for("Server +http")
    terminal.send("enter")
    terminal.wait_for("step 3 of 5")


def holders(folder: Path, secret: str) -> set[str]:
    return {
        path.name for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()
    }


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_k1_from_nothing_to_the_inbox_and_the_secret_is_in_the_keyring_alone(
    bare: Home, carrier: Carrier, size: tuple[int, int]
) -> None:
    env = with_keyring(bare) | {"SMSTUI_LOG": "debug"}
    secret = str(carrier.facts["auth_token"])
    with opened(env, *size) as terminal:
        to_the_test(terminal, carrier, secret)
        terminal.wait_for("✓ Twilio lets us in, and lists 3 numbers")
        terminal.send("enter")
        terminal.wait_for("step 4 of 5")
        terminal.send("enter")
        terminal.wait_for("It will be in your keyring")
        terminal.send("enter")
        terminal.wait_for(r"Inbox +\d+", timeout=60)
        terminal.wait_for("synced", timeout=60)
        told = Path(f"/proc/{terminal.pid}/environ").read_bytes()
        told += Path(f"/proc/{terminal.pid}/cmdline").read_bytes()
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        seen = bytes(terminal.raw)
    assert secret.encode() not in seen + told
    assert "httpcore" in bare.logs(), "the detailed log is on"
    assert secret not in bare.logs()
    assert holders(bare.path.parent, secret) == {"keyring.json"}
    settings = tomllib.loads((bare.path / "config.toml").read_text())
    assert "lines" not in settings["accounts"]["work"]
    assert stat.S_IMODE((bare.path / "config.toml").stat().st_mode) == 0o600
    assert shell("messages", "--json", env=env).rows, "its history is there"
    with opened(env) as terminal:
        terminal.wait_for(r"Inbox +\d+", timeout=60)  # from now on the inbox opens at once


def test_k1_wrong_credentials_and_leaving_save_nothing(bare: Home, carrier: Carrier) -> None:
    env = with_keyring(bare) | {"SMSTUI_LOG": "debug"}
    secret = "canary" + "0" * 26
    with opened(env) as terminal:
        to_the_test(terminal, carrier, secret)
        terminal.wait_for("does not accept the credentials")
        terminal.wait_for("Nothing was saved")
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        assert b"canary" not in bytes(terminal.raw)
    assert holders(bare.path.parent, "canary") == set()
    assert {path.name for path in bare.path.iterdir()} <= {"logs"}


@pytest.mark.parametrize("key", ["esc", "ctrl+q"])
def test_leaving_at_once_leaves_nothing_and_asks_again_the_next_time(bare: Home, key: str) -> None:
    for _ in range(2):
        with opened(with_keyring(bare)) as terminal:
            terminal.wait_for("step 1 of 5", timeout=60)
            terminal.send(key)
            assert terminal.wait(20) == 0
    assert not bare.path.exists() or list(bare.path.iterdir()) == []


def test_looking_around_first_opens_the_demo_and_saves_nothing(bare: Home) -> None:
    with opened(with_keyring(bare), 100, 30) as terminal:
        terminal.wait_for("step 1 of 5", timeout=60)
        terminal.send("down")
        terminal.send("enter")
        terminal.wait_for(r"Inbox +\d\d", timeout=60)
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
    assert list(bare.path.iterdir()) == []
    assert not list(bare.path.parent.glob("smstui-demo-*")), "the demo's folder is gone too"


def test_who_keeps_the_secret_elsewhere_is_told_how_on_the_terminal(bare: Home, carrier: Carrier) -> None:
    env = with_keyring(bare, "Locked")
    with opened(env, 160, 40) as terminal:
        to_the_test(terminal, carrier, str(carrier.facts["auth_token"]))
        terminal.wait_for("lets us in")
        terminal.send("enter")
        terminal.wait_for("step 4 of 5")
        terminal.send("enter")
        terminal.wait_for("is locked")
        terminal.send("down")
        terminal.send("down")
        terminal.wait_for("enter Leave")
        terminal.send("enter")
        assert terminal.wait(20) == 0
        shown = terminal.text()
    assert "Nothing was saved." in shown
    assert "smstui accounts add work" in shown
    assert "SMSTUI_WORK_AUTH_TOKEN" in shown
    assert {path.name for path in bare.path.iterdir()} <= {"logs"}
    env |= {"SMSTUI_WORK_AUTH_TOKEN": str(carrier.facts["auth_token"])}
    with opened(env) as terminal:
        terminal.wait_for("step 1 of 5", timeout=60)
        terminal.send("enter")
        terminal.wait_for("from the environment")


def test_settings_without_an_account_lead_to_the_wizard_in_their_theme(bare: Home) -> None:
    bare.path.mkdir(mode=0o700)
    (bare.path / "config.toml").write_text('theme = "smstui-day"\n')
    with opened(with_keyring(bare)) as terminal:
        terminal.wait_for("step 1 of 5", timeout=60)
        terminal.send("esc")
        assert terminal.wait(20) == 0
        assert b"48;2;18;21;30" not in bytes(terminal.raw), "that is the night"
    assert {path.name for path in bare.path.iterdir()} == {"config.toml"}, "no store is made for a look"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('theme = "smstui-dawn"\n', 'there is no theme "smstui-dawn"'),
        ('[keys]\nsearch = "j"\n', '"j" of search clashes with "j" of down'),
    ],
)
def test_a_wrong_setting_is_told_before_anything_is_asked(bare: Home, settings: str, words: str) -> None:
    bare.path.mkdir(mode=0o700)
    (bare.path / "config.toml").write_text(settings)
    with opened(with_keyring(bare)) as terminal:
        assert terminal.wait(30) == 6
        # What it printed, for the screen breaks words at its edge, wherever a long path moves them.
        assert words in bytes(terminal.raw).decode()
        assert "step 1 of 5" not in bytes(terminal.raw).decode()


def test_who_has_texts_but_no_account_any_more_sees_them(synced: Home, tmp_path: Path) -> None:
    home = synced.copy(tmp_path / "home")
    assert shell("accounts", "remove", "work", env=home.env).code == 0
    with opened(home.env, 120, 30) as terminal:
        terminal.wait_for("no account: read only", timeout=60)
        assert "step 1 of" not in terminal.text()
        terminal.send("9")
        terminal.wait_for(r"All conversations +\d\d")
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0


def test_a_script_is_told_as_before(bare: Home) -> None:
    done = inside(env=bare.env)
    assert (done.code, done.out) == (6, "")
    assert "There is no account yet" in done.err
    assert not bare.path.exists()
    bare.path.mkdir(mode=0o700)
    (bare.path / "config.toml").write_text("send_delay = 1\n")
    done = inside(env=bare.env)
    assert (done.code, done.out) == (2, "")
    assert "The screen needs a terminal" in done.err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_in_order(bare: Home, number: signal.Signals, code: int) -> None:
    with opened(with_keyring(bare)) as terminal:
        before = terminal.modes()
        terminal.wait_for("step 1 of 5", timeout=60)
        terminal.kill(number)
        assert terminal.wait(20) == code
        assert terminal.modes() == before or number is signal.SIGHUP
        shown = bytes(terminal.raw)
    assert shown.count(b"\x1b[?1049l") == shown.count(b"\x1b[?1049h") == 1
    assert b"Traceback" not in shown


CRASH = """
import sys
from smstui.tui.wizard import account
def fail(self, *args, **kwargs):
    secret = "canary-4c1f-token"
    raise ValueError(secret + json)
account.AccountStep.finish = fail
from smstui.cli.command import main
sys.exit(main([]))
"""


def test_t5_a_crash_of_the_wizard_shows_nothing_it_held(bare: Home, carrier: Carrier) -> None:
    token = str(carrier.facts["auth_token"])
    with Terminal([sys.executable, "-c", CRASH], columns=80, rows=24, env=with_keyring(bare)) as terminal:
        terminal.wait_for("step 1 of 5", timeout=60)
        terminal.send("enter")
        terminal.wait_for("step 2 of 5")
        terminal.send("tab")
        terminal.send(pasted(token))
        terminal.wait_for("••••")
        terminal.send("enter")
        assert terminal.wait(30) == 1
        shown = bytes(terminal.raw).decode(errors="replace")
    assert "smstui stopped because of an error of its own" in " ".join(shown.split())
    assert "crash" in bare.logs()
    for secret in ("canary", token):
        assert secret not in shown + bare.logs()


def test_the_launch_of_a_configured_smstui_does_not_pay_for_the_wizard(synced: Home, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from smstui.tui import app\n"
        "app.run = lambda runtime: pathlib.Path(sys.argv[1]).write_text(' '.join(sys.modules)) and 0\n"
        "from smstui.cli.command import main\n"
        "sys.exit(main([]))\n"
    )
    with Terminal([sys.executable, "-c", program, str(tmp_path / "loaded")], env=synced.env) as terminal:
        assert terminal.wait(30) == 0
    loaded = set((tmp_path / "loaded").read_text().split())
    assert "smstui.bootstrap" in loaded
    never = {"smstui.admission", "smstui.cli.first_run", "smstui.providers.twilio.form", "keyring", "httpx"}
    assert loaded & never == set()
    assert not [name for name in loaded if name.startswith("smstui.tui.wizard")]
