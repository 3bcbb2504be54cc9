"""T5: a crash leaves a restored terminal, one sentence, a code that is not 0, and none of what it held."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from textual.app import App

from bench.terminal import Terminal
from crash.processes import clean_environment
from smstui.ports.errors import StoreFullError
from smstui.tui import crash
from smstui.tui.app import SmstuiApp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Handler = tuple[Sequence[str], str, str, str, str]

CANARY = "canary-4c1f-token"
NUMBER = "+14155550199"
PROGRAM = f"""
import importlib, sys
from pathlib import Path
from smstui.bootstrap import open_demo
from smstui.tui import run
from smstui.config.log import open_log

def fail(self, *args, **kwargs):
    token = body = {CANARY!r} + "-local"
    number = {NUMBER!r}
    raise ValueError({CANARY!r} + " " + body + number)

async def fail_later(self, *args, **kwargs):
    fail(self)

log, module, owner, name, kind = sys.argv[1:]
setattr(getattr(importlib.import_module("smstui.tui." + module), owner), name, globals()[kind])
runtime = open_demo(1, 20)
open_log(Path(log))
try:
    code = run(runtime)
finally:
    runtime.close()
sys.exit(code)
"""
HANDLERS: list[Handler] = [
    ("", "app", "SmstuiApp", "on_load", "fail_later"),
    ("", "app", "SmstuiApp", "get_default_screen", "fail"),
    ("", "app", "SmstuiApp", "start_engine", "fail_later"),
    ("", "screens.inbox", "InboxScreen", "compose", "fail"),
    ("", "screens.inbox", "InboxScreen", "on_mount", "fail"),
    ("", "screens.inbox", "InboxScreen", "on_resize", "fail"),
    ("", "screens.inbox", "InboxScreen", "go_on", "fail_later"),
    ("", "screens.inbox", "InboxScreen", "on_descendant_focus", "fail"),
    ("", "panes.conversations", "ConversationList", "draw", "fail"),
    ("", "panes.status", "StatusLine", "render_line", "fail"),
    ("", "panes.texts", "TextsView", "render_line", "fail"),
    ("", "panes.composer", "Composer", "ready", "fail_later"),
    ("j", "app", "SmstuiApp", "_takes", "fail_later"),
    (("\x10", "a\rj"), "screens.dialogs.choose", "ChooseDialog", "on_input_changed", "fail"),
    ("j", "screens.commands", "Commands", "take", "fail_later"),
    ("j", "screens.moving", "Moving", "move", "fail"),
    ("j", "screens.inbox", "InboxScreen", "on_paged_list_moved", "fail"),
    ("\r", "screens.inbox", "InboxScreen", "open_conversation", "fail"),
    ("\rh", "screens.inbox", "InboxScreen", "leave_conversation", "fail"),
    ("r x", "screens.writing", "Writing", "changed", "fail"),
    ("r x", "widgets.text_field", "TextField", "_on_key", "fail_later"),
    ("\x10", "screens.asking", "Asking", "palette", "fail"),
    ("?", "screens.dialogs.help", "HelpDialog", "compose", "fail"),
    ("\rG", "screens.reading", "Reading", "to_newest", "fail"),
    ("/", "screens.search", "SearchScreen", "compose", "fail"),
    ("/x", "screens.finding", "Finding", "typed", "fail"),
    ("/Ana", "panes.hits", "HitList", "draw", "fail"),
    ("", "screens.telling", "Telling", "begin", "fail_later"),
    ("\r", "screens.telling", "Telling", "look_again", "fail"),
    ("gn", "screens.notifications", "NotificationsScreen", "compose", "fail"),
]
"""The keys that lead there, packet by packet, and what fails then."""


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: f"{handler[2]}.{handler[3]}")
def test_t5_a_crash_shows_nothing_it_held(
    tmp_path: Path, handler: tuple[Sequence[str], str, str, str, str]
) -> None:
    keys, *where = handler
    log = tmp_path / "log"
    command = [sys.executable, "-c", PROGRAM, str(log), *where]
    with Terminal(command, columns=120, rows=30, env=clean_environment(TERM="xterm-256color")) as terminal:
        before = terminal.modes()
        if keys:
            terminal.wait_for("Ana|Conversation|Inbox", timeout=60)
            terminal.settle()
        for key in keys:
            terminal.send(key)
            terminal.settle(0.2, timeout=2)
        assert terminal.wait(60) == 1
        shown = bytes(terminal.raw).decode(errors="replace")
        assert terminal.modes() == before
    logged = log.read_text()
    for secret in (CANARY, NUMBER, NUMBER[1:]):
        assert secret not in shown
        assert secret not in logged
    assert "crash" in logged
    assert "smstui stopped because of an error of its own" in " ".join(shown.split())
    assert shown.count("\x1b[?1049l") == shown.count("\x1b[?1049h")
    assert shown.count("\x1b[23;2t") == shown.count("\x1b[22;2t"), "the window has its own title again"


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
