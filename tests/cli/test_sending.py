"""`smstui send`: what it prints, and exit codes after which a script knows what became of the text."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.shell import inside, patched, running, shell
from crash.processes import SMSTUI, Carrier, Home

MAIN = "+15005550006"
FIELDS = ["id", "state", "provider_id", "segments", "encoding", "reason"]
UNREACHABLE = "http://127.0.0.1:9"


def accepted(carrier: Carrier, body: str) -> list[object]:
    """Return to whom the carrier has this text, as its ledger says."""
    return [event["to"] for event in carrier.events("accepted") if event["body"] == body]


def test_f87_f88_a_text_that_went_is_told_and_kept(work: Home, carrier: Carrier) -> None:
    done = shell("send", "--from", MAIN, "--to", "(415) 555-2671", "--json", "went well", env=work.env)
    assert (done.code, done.err) == (0, "")
    row = done.rows[0]
    assert list(row) == FIELDS
    assert (row["state"], row["segments"], row["encoding"], row["reason"]) == ("sent", 1, "GSM-7", None)
    assert accepted(carrier, "went well") == ["+14155552671"]
    kept = work.messages("--id", str(row["id"]))[0]
    assert (kept["provider_id"], kept["from"], kept["to"]) == (row["provider_id"], MAIN, "+14155552671")
    again = shell("send", "--from", "main", "--to", "4155552671", "by label", env=work.env)
    assert (again.code, again.err) == (0, "")
    assert again.out.startswith("sent  SM")


def test_a_dash_reads_standard_input(work: Home, carrier: Carrier) -> None:
    done = shell("send", "--from", MAIN, "--to", "4155552671", "-", env=work.env, stdin="from a\npipe\n")
    assert done.code == 0
    assert accepted(carrier, "from a\npipe") == ["+14155552671"]


def test_f9_the_line_may_be_left_out_where_only_one_can_send(work: Home, carrier: Carrier) -> None:
    many = inside("send", "--to", "4155552671", "which line", env=work.env)
    assert (many.code, many.out) == (2, "")
    assert MAIN in many.err
    with (work.path / "config.toml").open("a") as config:
        config.write(f'lines = ["{MAIN}"]\n')
    one = inside("send", "--to", "4155552671", "the only line", env=work.env)
    assert one.code == 0
    assert accepted(carrier, "the only line") == ["+14155552671"]
    assert accepted(carrier, "which line") == []


@pytest.mark.parametrize(
    ("line", "to", "body", "reason"),
    [
        ("+14155550143", "4155552671", "gate", "not one of your lines"),
        ("Office phone", "4155552671", "gate", "cannot send texts"),
        (MAIN, "12", "gate", "not a valid number"),
        (MAIN, "911", "gate", "emergency"),
        (MAIN, "4155552671", "  ", "nothing in this text"),
        (MAIN, "4155552671", "x" * 1601, "1,600"),
        (MAIN, MAIN, "gate", "line that this text comes from"),
    ],
)
def test_f7_f10_f65_a_gate_refuses_with_3_and_without_a_row(
    synced: Home, carrier: Carrier, line: str, to: str, body: str, reason: str
) -> None:
    done = inside("send", "--from", line, "--to", to, "--json", "--", body, env=synced.env)
    assert (done.code, done.err) == (3, "")
    row = done.rows[0]
    assert list(row)[: len(FIELDS)] == FIELDS
    assert (row["id"], row["state"], row["provider_id"]) == (None, "refused", None)
    assert reason in row["reason"]
    assert inside("messages", "--since", "5m", "--state", "queued", env=synced.env).out.count("\n") == 1
    assert accepted(carrier, body) == []


def test_f8_a_country_that_the_settings_do_not_name_is_refused(work: Home, carrier: Carrier) -> None:
    with (work.path / "config.toml").open("a") as config:
        config.write('[compliance]\ncountries = ["US", "CA"]\n')
    done = inside("send", "--from", MAIN, "--to", "+46 70 174 06 12", "abroad", env=work.env)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("Not sent: ")
    assert "US, CA" in done.err
    assert accepted(carrier, "abroad") == []


def test_somebody_who_said_stop_is_not_texted(work: Home, carrier: Carrier) -> None:
    done = inside("send", "--from", MAIN, "--to", "+15005550004", "first", env=work.env)
    assert done.code == 5
    assert "21610" in done.err
    again = inside("send", "--from", MAIN, "--to", "+15005550004", "second", env=work.env)
    assert again.code == 3
    assert [event["body"] for event in carrier.events("refused") if event["to"] == "+15005550004"] == [
        "first"
    ]


def test_refused_by_the_provider_is_5_with_its_reason(work: Home) -> None:
    done = shell("send", "--from", MAIN, "--to", "+13125550192", "--json", "landline", env=work.env)
    assert done.code == 5
    row = done.rows[0]
    assert (row["state"], row["provider_id"]) == ("failed", None)
    assert "21614" in row["reason"]
    assert work.messages()[0]["error_code"] == "21614"


def test_wrong_credentials_are_6_and_nothing_will_be_sent(work: Home, carrier: Carrier) -> None:
    assert shell("sync", env=work.env).code == 0
    wrong = work.env | {"SMSTUI_WORK_AUTH_TOKEN": "0" * 32}
    done = shell("send", "--from", MAIN, "--to", "4155552671", "--json", "wrong key", env=wrong)
    assert (done.code, done.err) == (6, "")
    assert done.rows[0].keys() >= {"error", "message", "hint"}
    missing = shell("send", "--from", MAIN, "--to", "4155552671", "no key", env=work.without_secret())
    assert (missing.code, missing.out) == (6, "")
    assert "SMSTUI_WORK_AUTH_TOKEN" in missing.err
    assert shell("agent", "--once", env=work.env).code == 0
    assert accepted(carrier, "wrong key") == accepted(carrier, "no key") == []
    assert {row["state"] for row in work.messages() if row["body"] in {"wrong key", "no key"}} == {"canceled"}


def test_f130_still_offline_at_the_end_is_1_and_nothing_will_be_sent(work: Home, carrier: Carrier) -> None:
    assert shell("sync", env=work.env).code == 0
    online = (work.path / "config.toml").read_text()
    (work.path / "config.toml").write_text(online.replace(str(carrier.base_url), UNREACHABLE))
    done = patched(
        "import smstui.cli.send as send; send.WAIT = 0.5",
        *("send", "--from", MAIN, "--to", "4155552671", "--json", "too far"),
        env=work.env,
    )
    assert done.code == 1
    assert done.rows[0]["state"] == "canceled"
    (work.path / "config.toml").write_text(online)
    assert shell("agent", "--once", env=work.env).code == 0
    assert accepted(carrier, "too far") == []


def test_f130_no_wait_records_offline_and_the_next_one_sends(work: Home, carrier: Carrier) -> None:
    config = work.path / "config.toml"
    online = config.read_text()
    config.write_text(online.replace(str(carrier.base_url), UNREACHABLE) + f'lines = ["{MAIN}"]\n')
    env = work.without_secret()
    done = shell("send", "--from", MAIN, "--to", "4155552671", "--no-wait", "--json", "later on", env=env)
    assert (done.code, done.err) == (0, "")
    assert (done.rows[0]["state"], done.rows[0]["provider_id"]) == ("queued", None)
    assert accepted(carrier, "later on") == []
    config.write_text(online)
    assert shell("agent", "--once", env=work.env).code == 0
    assert accepted(carrier, "later on") == ["+14155552671"]


def test_b7_an_ambiguous_answer_is_4_and_never_sent_again(bare: Home, tmp_path: Path) -> None:
    with Carrier(tmp_path / "ledger.jsonl", ("--faults", "cut-after=1,lag=600")) as unclear:
        bare.use(unclear)
        done = patched(
            "import smstui.services.sending as sending; sending.LOOKS = 1",
            *("send", "--from", MAIN, "--to", "4155552671", "--json", "who knows"),
            env=bare.env,
        )
        assert done.code == 4
        assert done.rows[0]["state"] == "unconfirmed"
        assert done.rows[0]["reason"]
        assert shell("agent", "--once", env=bare.env).code == 0
        assert accepted(unclear, "who knows") == ["+14155552671"]


def test_b7_an_ambiguous_answer_is_settled_by_the_provider_s_list(bare: Home, tmp_path: Path) -> None:
    with Carrier(tmp_path / "ledger.jsonl", ("--faults", "cut-after=1")) as unclear:
        bare.use(unclear)
        done = shell("send", "--from", MAIN, "--to", "4155552671", "--json", "found", env=bare.env)
        assert done.code == 0
        assert done.rows[0]["provider_id"].startswith("SM")
        assert accepted(unclear, "found") == ["+14155552671"]


@pytest.mark.parametrize("also_errors", [False, True])
def test_what_cannot_be_printed_does_not_change_the_exit_code(
    work: Home, carrier: Carrier, also_errors: bool
) -> None:
    text = f"onto {1 + also_errors} full disks"
    words = [SMSTUI, "send", "--json", "--from", MAIN, "--to", "4155552671", text]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            words,
            env=work.env,
            stdout=full,
            stderr=full if also_errors else subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, accepted(carrier, text)) == (0, ["+14155552671"])
    assert also_errors or done.stderr.startswith("sent: text ")


def test_bytes_that_are_no_text_are_not_guessed_at(work: Home, carrier: Carrier) -> None:
    before = len(carrier.events("accepted"))
    words = [SMSTUI, "send", "--from", MAIN, "--to", "4155552671"]
    for argument, piped in (("-", b"Gr\xfc\xdfe"), (b"Gr\xfc\xdfe", b"")):
        done = subprocess.run([*words, argument], env=work.env, input=piped, capture_output=True, check=False)
        assert done.returncode == 2
        assert b"bytes that are no text" in done.stderr
    assert len(carrier.events("accepted")) == before


def test_a_line_end_of_windows_closes_the_text_too(work: Home, carrier: Carrier) -> None:
    done = shell("send", "--from", MAIN, "--to", "4155552671", "-", env=work.env, stdin="from afar\r\n")
    assert (done.code, accepted(carrier, "from afar")) == (0, ["+14155552671"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_ended_send_leaves_nothing_that_goes_later(work: Home, number: signal.Signals) -> None:
    config = work.path / "config.toml"
    offline = re.sub('base_url *= *".*"', f'base_url = "{UNREACHABLE}"', config.read_text())
    config.write_text(f'{offline}\nlines = ["{MAIN}"]\n')
    body = f"ended by {number.name}"
    with running(work, "send", "--from", MAIN, "--to", "4155552671", body) as sending:
        while not (rows := [row for row in work.messages() if row["body"] == body]):
            assert sending.process.poll() is None
        ended = sending.end(number)
    key = rows[0]["id"]
    assert rows[0]["state"] == "queued"
    assert work.messages("--id", str(key))[0]["state"] == "canceled"
    assert ended.code == (130 if number is signal.SIGINT else -number)
    assert (ended.out, ended.err) == (
        "",
        f"Interrupted: it was canceled, and will not be sent (text {key}).\n",
    )


class Silent(BaseHTTPRequestHandler):
    """A provider that lists nothing, and takes texts without a word."""

    asked = threading.Event()
    over = threading.Event()

    def do_GET(self) -> None:
        body = b'{"messages": [], "next_page_uri": null}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.asked.set()
        self.over.wait(60)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is not this server's log."""


def test_whoever_interrupts_what_is_on_the_wire_learns_where_to_look(bare: Home) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    bare.configure(f"http://127.0.0.1:{server.server_port}", "AC" + "0" * 32, "0" * 32)
    with (bare.path / "config.toml").open("a") as config:
        config.write(f'lines = ["{MAIN}"]\n')
    try:
        with running(bare, "send", "--from", MAIN, "--to", "4155552671", "slowly") as sending:
            assert Silent.asked.wait(60)
            ended = sending.end(signal.SIGINT)
    finally:
        Silent.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
    (text,) = bare.messages()
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == (
        f"Interrupted: it may have been sent (text {text['id']}): "
        f"`smstui messages --id {text['id']}` says what became of it.\n"
    )
