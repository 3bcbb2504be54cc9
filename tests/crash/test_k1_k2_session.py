"""K1 and K2: after a whole session no secret and no text lies about, and nobody else can read a file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bench.terminal import Terminal
from crash.processes import SMSTUI, Carrier, Finished, Home, clean_environment

LINE = "+15005550006"
PEER = "+12125550100"


class Session:
    """What was run in one home, with a token that a command of the person's gives, and what came out."""

    def __init__(self, folder: Path, carrier: Carrier) -> None:
        self.token = str(carrier.facts["auth_token"])
        self.secret = folder / "secret"
        self.secret.write_text(self.token + "\n")
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.home = Home(folder / "home")
        self.configure(carrier.base_url, str(carrier.facts["account_sid"]))
        self.home.env = clean_environment(
            HOME=str(folder / "home"), SMSTUI_HOME=str(folder / "home"), TMPDIR=str(self.scratch)
        )
        self.outputs: list[Finished] = []
        self.bodies: list[str] = []

    def configure(self, base_url: str, account_sid: str) -> None:
        """Write the settings."""
        self.home.path.mkdir(mode=0o700, exist_ok=True)
        config = self.home.path / "config.toml"
        config.write_text(
            f'send_delay = 0\n[accounts.work]\nprovider = "twilio"\naccount_sid = "{account_sid}"\n'
            f'base_url = "{base_url}"\ncredential_command = "cat {self.secret}"\n'
        )
        config.chmod(0o600)

    def run(self, *words: str) -> Finished:
        """Run a command and keep what it says."""
        done = self.home.run(*words)
        self.outputs.append(done)
        return done

    def canary(self) -> str:
        """Return a body that is like no other."""
        self.bodies.append(f"canarybody{len(self.bodies):03}x")
        return self.bodies[-1]

    def whole(self, carrier: Carrier) -> None:
        """Do everything once: what works, what is refused, what fails, and the screen."""
        assert self.run("sync").code == 0
        assert self.run("send", "--from", LINE, "--to", PEER, self.canary()).code == 0
        for number in ("+15005550001", "+15005550004", "12", "+4670"):
            assert self.run("send", "--from", LINE, "--to", number, self.canary()).code != 0
        self.run("send", "--no-wait", "--json", "--from", LINE, "--to", PEER, self.canary())
        self.run("agent", "--once")
        self.run("doctor")
        self.run("lines")
        self.run("search", self.bodies[0])
        self.run("backup", str(self.home.path / "copy.db"))
        self.on_the_screen()
        sid = str(carrier.facts["account_sid"])
        self.configure("http://127.0.0.1:9", sid)
        self.run("sync")
        self.configure(carrier.base_url, "AC" + "0" * 32)
        self.run("sync")
        self.run("doctor")

    def on_the_screen(self) -> None:
        """Answer somebody on the screen, and look at what the system tells about the process meanwhile."""
        with Terminal([SMSTUI], env=self.home.env) as terminal:
            terminal.wait_for(PEER[-4:])
            for key in ("enter", "i", self.canary()):
                terminal.send(key)
                terminal.settle(0.3)
            terminal.send("enter")
            terminal.settle(0.5)
            told = Path(f"/proc/{terminal.pid}/environ").read_bytes()
            told += Path(f"/proc/{terminal.pid}/cmdline").read_bytes()
            assert self.token.encode() not in told
            assert not [body for body in self.bodies if body.encode() in told]
            terminal.send("esc")
            terminal.settle(0.3)
            terminal.send("ctrl+q")
            assert terminal.wait(15) == 0

    def files(self) -> list[Path]:
        """Return every file that the session left behind."""
        return [
            path for folder in (self.home.path, self.scratch) for path in folder.rglob("*") if path.is_file()
        ]


def test_k1_a_whole_session_leaves_no_secret_and_no_text_lying_about(tmp_path: Path) -> None:
    with Carrier(tmp_path / "k.ledger", options=["--lines", LINE, "--faults", "500-after=0.2"]) as carrier:
        session = Session(tmp_path, carrier)
        session.whole(carrier)

    token, bodies = session.token.encode(), [body.encode() for body in session.bodies]
    held = {path: path.read_bytes() for path in session.files()}
    stores = {path for path in held if path.suffix == ".db" or ".db-" in path.name}
    assert len(stores) >= 2, "the store and its copy"
    assert [path for path in held if "logs" in path.parts], "nothing was logged: is this the right place?"
    assert [path for path, data in held.items() if token in data] == []
    assert [path for path in held.keys() - stores if any(body in held[path] for body in bodies)] == []
    said = "".join(done.out + done.err for done in session.outputs)
    assert session.token not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids="umask {:03o}".format)
def test_k2_whatever_the_umask_nobody_else_can_read_a_file(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with Carrier(tmp_path / "k.ledger", options=["--lines", LINE]) as carrier:
            session = Session(tmp_path, carrier)
            session.run("agent", "--once")
            session.run("send", "--from", LINE, "--to", PEER, "hello")
            session.run("backup", str(session.home.path / "copy.db"))
    finally:
        os.umask(before)
    files = session.files()
    assert {"smstui.db", "copy.db", "smstui.log"} <= {path.name for path in files}
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) != 0o600] == []
    folders = [session.home.path, *(path for path in session.home.path.rglob("*") if path.is_dir())]
    assert [path for path in folders if stat.S_IMODE(path.stat().st_mode) != 0o700] == []
