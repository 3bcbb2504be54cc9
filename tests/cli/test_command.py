"""What holds for every command: help, wrong flags, faults of ours, broken pipes, completion."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.shell import inside, patched, shell
from crash.processes import SMSTUI
from smstui import __version__
from smstui.cli.words import COMMANDS

if TYPE_CHECKING:
    from crash.processes import Home


def test_version(bare: Home) -> None:
    done = shell("--version", env=bare.env)
    assert (done.code, done.out, done.err) == (0, f"smstui {__version__}\n", "")
    assert not bare.path.exists()


def test_help_names_every_command_and_the_exit_codes(bare: Home) -> None:
    done = shell("--help", env=bare.env)
    assert done.code == 0
    words = done.out.split()
    assert [name for name in COMMANDS if name not in words] == []
    assert "7 locked by another process" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example(bare: Home, name: str) -> None:
    done = shell(name, "--help", env=bare.env)
    assert (done.code, done.err) == (0, "")
    assert "example:\n  " in done.out
    assert f"smstui {name}" in done.out.partition("example:")[2]


GOLDEN = """\
usage: smstui count [-h] [--lines] [--json] [TEXT]

Count the segments of a text.

positional arguments:
  TEXT              the text; - reads standard input

options:
  -h, --help        show this help message and exit
  --lines           count each line of standard input
  --json            one JSON object a line

example:
  smstui count "See you at 9"
  smstui count --lines --json < texts.txt
"""


def test_help_looks_so(bare: Home) -> None:
    assert shell("count", "--help", env=bare.env | {"COLUMNS": "100"}).out == GOLDEN


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("send", "--nonsense"),
        ("send", "--to", "4155552671"),
        ("messages", "--limit", "0"),
        ("messages", "--state", "happy"),
        ("conversations", "--view", "nowhere"),
        ("accounts",),
        ("count",),
        ("carrier",),
        ("send", "--to", "4155552671", "--at", "tomorrow", "hi"),  # not there yet, so not accepted
    ],
)
def test_wrong_flags_end_with_2_and_one_sentence(bare: Home, words: tuple[str, ...]) -> None:
    done = shell(*words, env=bare.env)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("smstui")
    assert "Traceback" not in done.err
    as_json = inside(*words, "--json", env=bare.env)
    assert (as_json.code, as_json.err) == (2, "")
    assert as_json.rows[0].keys() >= {"error", "message", "hint"}
    assert as_json.rows[0]["error"] == "usage"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (
            ("send", "--to", "4155552671", "-hello"),
            'smstui send --help. A word that begins with "-" goes after "--"',
        ),
        (("send", "--to", "4155552671", "hi", "--bogus"), "smstui send --help."),
        (("sync", "--bogus"), "smstui sync --help."),
        (("sync", "bogus"), "smstui sync --help"),
        (("--bogus",), "smstui --help."),
    ],
)
def test_a_wrong_word_is_told_with_the_help_of_its_own_command(
    bare: Home, words: tuple[str, ...], hint: str
) -> None:
    done = shell(*words, env=bare.env)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[1].strip().startswith(hint)


def test_a_port_that_is_none_is_told_in_one_sentence(bare: Home) -> None:
    done = shell("carrier", "--port", "99999", env=bare.env)
    assert done.code == 1
    assert done.err.splitlines()[0] == "smstui: Port 99999 cannot be used: ports go from 0 to 65535."


@pytest.mark.parametrize("name", ["lines", "sync", "messages", "conversations", "backup x", "agent --once"])
def test_whoever_has_not_begun_is_told_how_to_and_nothing_is_made(bare: Home, name: str) -> None:
    done = shell(*name.split(), env=bare.env)
    assert (done.code, done.out) == (6, "")
    assert "smstui accounts add" in done.err
    assert not bare.path.exists()


def test_the_screen_needs_a_terminal(synced: Home) -> None:
    done = shell(env=synced.env)
    assert (done.code, done.out) == (2, "")
    assert "needs a terminal" in done.err


FAULT = """
import smstui.cli.conversations as module
def run(args):
    token = "canary-token"
    body = "canary body for +14155552671"
    try:
        raise KeyError(body)
    except KeyError as error:
        raise RuntimeError(f"cannot {body} {token}") from error
module.run = run
"""


def test_t5_k1_a_fault_of_ours_is_one_sentence_and_a_trace_without_values(synced: Home) -> None:
    for words in (("conversations",), ("conversations", "--json")):
        done = patched(FAULT, *words, env=synced.env)
        assert done.code == 1
        assert "Traceback" not in done.out + done.err
        assert "went wrong inside smstui (RuntimeError)" in done.out + done.err
        assert "canary" not in done.out + done.err
    assert json.loads(done.out).keys() == {"error", "message", "hint"}
    assert "RuntimeError" in synced.logs()
    assert "because of KeyError" in synced.logs()
    assert "canary" not in synced.logs()


def test_an_interrupt_ends_quietly_with_130(bare: Home) -> None:
    raising = "import smstui.cli.count as module\ndef run(args): raise KeyboardInterrupt\nmodule.run = run"
    done = patched(raising, "count", "x", env=bare.env)
    assert (done.code, done.out, done.err) == (130, "", "")


def test_a_reader_that_goes_away_is_no_error(bare: Home) -> None:
    texts = "".join(f"text {number}\n" for number in range(20_000))
    process = subprocess.Popen(
        [SMSTUI, "count", "--lines", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=bare.env,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.write(texts[:1000])
    process.stdin.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=30) == 0


@pytest.mark.parametrize(
    ("words", "redirection", "code"),
    [
        ("count hi", "> /dev/full", 1),
        ("conversations --json", "> /dev/full", 1),
        ("messages --id 987654321 --json", "> /dev/full", 1),
        ("count hi", ">&-", 0),
        ("count --lines", "<&-", 0),
        ("nonsense", "2>&-", 2),
        ("nonsense", "2> /dev/full", 2),
        ("count hi", "> /dev/full 2> /dev/full", 1),
    ],
)
def test_closed_and_full_streams_are_no_traceback(
    synced: Home, words: str, redirection: str, code: int
) -> None:
    line = f"{SMSTUI} {words} {redirection}"
    done = subprocess.run(["sh", "-c", line], env=synced.env, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "inside smstui" not in done.stderr
    assert done.stderr.count("\n") <= 2


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_completion_knows_every_command(bare: Home, name: str) -> None:
    done = shell("completion", name, env=bare.env)
    assert (done.code, done.err) == (0, "")
    assert [command for command in COMMANDS if command not in done.out] == []
    assert "--no-wait" in done.out


def test_the_completion_of_bash_works_in_bash(bare: Home) -> None:
    script = shell("completion", "bash", env=bare.env).out
    probe = script + '\nCOMP_WORDS=(smstui conv); COMP_CWORD=1; _shtab_smstui; echo "${COMPREPLY[@]}"\n'
    done = subprocess.run(["bash", "-c", probe], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["conversations"]


def test_what_was_drawn_on_a_terminal_that_went_does_not_change_the_exit_code(bare: Home) -> None:
    program = (
        "import sys; import smstui.cli.count as count; from smstui.cli.command import main; run = count.run; "
        "count.run = lambda args: (sys.stderr.write('not taken'), run(args))[1]; "
        "sys.exit(main(['count', 'hi']))"
    )
    with Path("/dev/full").open("w") as gone:
        done = subprocess.run(
            [sys.executable, "-c", program], env=bare.env, stdout=subprocess.DEVNULL, stderr=gone, check=False
        )
    assert done.returncode == 0


def test_count_imports_neither_store_nor_screen_nor_network(bare: Home) -> None:
    listing = "import atexit; atexit.register(lambda: print(*sorted(sys.modules)))"
    done = patched(listing, "count", "hi", env=bare.env)
    loaded = set(done.out.split())
    assert {"smstui.domain.segments", "smstui.cli.count"} <= loaded
    assert loaded.isdisjoint({"sqlite3", "textual", "httpx", "asyncio", "keyring", "phonenumbers"})
