"""K1 and K4: after a whole session no secret and no body is anywhere but where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.shell import patched, shell
from crash.processes import Carrier, Home

if TYPE_CHECKING:
    from pathlib import Path

BODIES = [f"canary body number {number} for nobody's eyes" for number in range(4)]
FAULT = """
from smstui.storage.sqlite import store
def broken(self, *args, **kwargs):
    secret = "canary"
    raise ValueError(f"cannot keep {args} {kwargs} " + "canary body number 3 for nobody's eyes")
from smstui.services import outbox
outbox.queue = broken
"""


def test_k1_k4_nothing_leaks_in_a_whole_session(bare: Home, tmp_path: Path) -> None:
    """Login, sync, send, refusals, an error, a crash, a debug log, the doctor, a backup."""
    with Carrier(tmp_path / "ledger.jsonl", ("--history", "20", "--faults", "cut-after=0.3")) as carrier:
        secret = str(carrier.facts["auth_token"])
        sid = str(carrier.facts["account_sid"])
        env = bare.env | {"SMSTUI_LOG": "debug", "TMPDIR": str(tmp_path)}
        add = ("accounts", "add", "work", "--account-sid", sid, "--base-url", carrier.base_url)
        outputs = [
            shell(*add, "--secret-stdin", "--insecure-storage", env=env, stdin=secret),
            shell("accounts", "test", "work", env=env),
            shell("sync", "--json", env=env),
            *(
                shell("send", "--from", "Main", "--to", f"415555267{n}", body, env=env)
                for n, body in enumerate(BODIES[:3])
            ),
            shell("send", "--from", "Main", "--to", "+15005550001", BODIES[3], env=env),
            patched(FAULT, "send", "--from", "Main", "--to", "4155552671", "--no-wait", BODIES[3], env=env),
            shell("accounts", "login", "work", "--secret-stdin", env=env, stdin=f"{secret[::-1]}\n"),
            shell("sync", env=env | {"SMSTUI_WORK_AUTH_TOKEN": secret[::-1]}),
            shell("agent", "--once", "--json", env=env),
            shell("doctor", env=env),
            shell("doctor", "--json", env=env),
            shell("accounts", "list", "--json", env=env),
        ]
    assert [done.code for done in outputs[:3]] == [0, 0, 0]
    assert outputs[7].code == 1, "the fault was met"
    seen = "".join(done.out + done.err for done in outputs)
    logs = bare.logs()
    for canary in (secret, secret[::-1]):
        assert canary not in seen
        assert canary not in logs
    assert "canary" not in seen
    assert "canary" not in logs
    assert "ValueError" in logs
    assert "httpcore" in logs, "the detailed log is on"
    for number in ("+1415555267", "415555267"):
        assert number not in logs
    holders = {
        path.name
        for path in tmp_path.parent.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    }
    inside = {
        path.name for path in bare.path.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()
    }
    assert inside == {"credentials.toml"}
    assert holders <= {"credentials.toml"}
