"""T5: a crash leaves a restored terminal, one sentence, a code that is not 0, and none of what it held."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from smstui.ports.errors import StoreFullError
from smstui.tui import crash
from smstui.tui.app import SmstuiApp

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "canary-4c1f-token"
PROGRAM = f"""
import sys
from pathlib import Path
from smstui.bootstrap import open_demo
from smstui.tui import run
from smstui.tui.screens.inbox import InboxScreen
from smstui.config.log import open_log

def fail(self, *args):
    token = body = {CANARY!r} + "-local"
    raise ValueError({CANARY!r} + " " + body)

InboxScreen.{{handler}} = fail
runtime = open_demo(1, 20)
log = Path(sys.argv[1])
open_log(log)
code = run(runtime)
print("LOG", {CANARY!r} in log.read_text(), "crash" in log.read_text())
runtime.close()
sys.exit(code)
"""


@pytest.mark.parametrize("handler", ["on_mount", "on_resize"])
def test_t5_a_crash_shows_nothing_it_held(tmp_path: Path, handler: str) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(handler=handler), str(tmp_path / "log")],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert done.wait(60) == 1
    shown = seen.decode(errors="replace")
    assert CANARY not in shown
    assert "smstui stopped because of an error of its own" in shown.replace("\r\n", " ")
    assert "\x1b[?1049l" in shown
    assert "LOG False True" in shown


def test_textual_still_has_the_hooks_that_we_override() -> None:
    for name in ("_handle_exception", "_fatal_error", "_exit_renderables", "_close_messages_no_wait"):
        assert hasattr(App, name) or name in App.__init__.__code__.co_names


def test_our_hooks_are_ours() -> None:
    assert SmstuiApp._fatal_error is not App._fatal_error
    assert SmstuiApp._handle_exception is not App._handle_exception


def test_an_error_made_for_people_speaks_for_itself(tmp_path: Path) -> None:
    error = StoreFullError("The disk is full; nothing was lost.", hint="Make room.")
    assert crash.sentence(error, tmp_path) == "smstui: The disk is full; nothing was lost. Make room."


def test_a_description_has_places_and_no_words() -> None:
    with pytest.raises(ValueError, match=CANARY) as caught:
        int(CANARY)
    told = crash.describe(caught.value)
    assert CANARY not in told
    assert "test_crash.py" in told
