"""The real processes of a trial: a carrier with its ledger, a home, and the command at work in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

SMSTUI = str(Path(sys.executable).with_name("smstui"))
REAL_TEXTS = Path(__file__).parents[3] / "shared" / "data" / "sms-spam-collection.tsv"


def clean_environment(**more: str) -> dict[str, str]:
    """Return an environment that holds nothing of the person who runs the tests, and no keyring."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "VIRTUAL_ENV") if name in os.environ}
    return kept | {
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **more,
    }


@dataclass
class Carrier:
    """`smstui carrier` on loopback, started with `start`; `facts` is the line it prints when ready."""

    ledger: Path
    options: Sequence[str] = ()
    port: int = 0
    process: subprocess.Popen[str] | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def start(self) -> Self:
        """Start it and wait until it answers."""
        command = [SMSTUI, "carrier", "--port", str(self.port), "--ledger", str(self.ledger), *self.options]
        log = self.ledger.with_suffix(".log").open("a")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=clean_environment(HOME="/nonexistent")
        )
        log.close()
        assert self.process.stdout is not None
        ready = self.process.stdout.readline()
        assert ready, self.ledger.with_suffix(".log").read_text()
        self.facts = json.loads(ready)
        self.port = int(self.base_url.rpartition(":")[2].strip("/"))
        return self

    @property
    def base_url(self) -> str:
        """Return where it listens."""
        return str(self.facts["base_url"])

    @property
    def lines(self) -> list[str]:
        """Return its numbers."""
        return [str(line) for line in self.facts["lines"]]

    def stop(self) -> None:
        """End it; its texts are forgotten, its ledger stays."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return what the ledger says happened, in order."""
        lines = self.ledger.read_text().splitlines() if self.ledger.exists() else []
        events = [json.loads(line) for line in lines]
        return [event for event in events if kind in {None, event["event"]}]


@dataclass
class Home:
    """A folder with settings for one account `work`, and the command run in it."""

    path: Path
    env: dict[str, str] = field(default_factory=dict)

    def configure(self, base_url: str, account_sid: str, auth_token: str, **settings: object) -> Self:
        """Write the settings and put the secret into the environment."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        pace = settings.pop("poll_interval", 2)
        top = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        (self.path / "config.toml").write_text(
            f'{top}\n[accounts.work]\nprovider = "twilio"\naccount_sid = "{account_sid}"\n'
            f'base_url = "{base_url}"\npoll_interval = {pace}\n'
        )
        (self.path / "config.toml").chmod(0o600)
        self.env = clean_environment(
            HOME=str(self.path), SMSTUI_HOME=str(self.path), SMSTUI_WORK_AUTH_TOKEN=auth_token
        )
        return self

    def use(self, carrier: Carrier, **settings: object) -> Self:
        """Point it at a carrier that runs."""
        facts = carrier.facts
        return self.configure(facts["base_url"], facts["account_sid"], facts["auth_token"], **settings)

    def without_secret(self) -> dict[str, str]:
        """Return the environment of somebody whose keyring does not answer."""
        return {name: value for name, value in self.env.items() if not name.endswith("_AUTH_TOKEN")}

    def start(self, *words: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Start `smstui WORDS` and return at once."""
        return subprocess.Popen(
            [SMSTUI, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=env or self.env,
        )

    def run(self, *words: str, env: dict[str, str] | None = None, timeout: float = 90.0) -> Finished:
        """Run `smstui WORDS` to its end."""
        process = self.start(*words, env=env)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        return Finished(process.returncode, out, err)

    def messages(self, *words: str) -> list[dict[str, Any]]:
        """Return what `smstui messages --json` prints, newest first."""
        done = self.run("messages", "--json", "--limit", "1000000", *words)
        assert done.code == 0, done
        return done.rows

    def logs(self) -> str:
        """Return everything that was logged."""
        return "\n".join(
            path.read_text(errors="replace")
            for path in sorted((self.path / "logs").rglob("*"))
            if path.is_file()
        )

    def copy(self, to: Path) -> Home:
        """Return another home with the same content."""
        shutil.copytree(self.path, to)
        return Home(to, {**self.env, "SMSTUI_HOME": str(to), "HOME": str(to)})


@dataclass(frozen=True)
class Finished:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the JSON objects of the output, one a line."""
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]


def kill(process: subprocess.Popen[str]) -> bool:
    """End a process the hard way; return whether it was still at work."""
    was_at_work = process.poll() is None
    if was_at_work:
        process.send_signal(signal.SIGKILL)
    with suppress(ValueError):  # read to its end by whoever waited for it
        process.communicate()
    return was_at_work
