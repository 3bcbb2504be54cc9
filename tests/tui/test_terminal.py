"""What only a real terminal can show: editors, pastes without brackets, NO_COLOR, and leaving at once."""

from __future__ import annotations

import os
import re
import shlex
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.terminal import Terminal
from builders import CLEO, MAIN, a_world
from crash.processes import SMSTUI, Carrier, Home, clean_environment
from tui.news import add_arrival
from tui.stage import small_talk

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = r"Inbox  \d+"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of somebody whose home is a folder of this test."""
    return clean_environment(HOME=str(tmp_path), TMPDIR=str(tmp_path), TERM="xterm-256color")


def demo(environment: dict[str, str], **more: str) -> Terminal:
    """Open the demo on 100 columns."""
    command = [SMSTUI, "demo", "--seed", "7", "--history", "60"]
    return Terminal(command, columns=100, rows=30, env={**environment, **more})


def begin_text(terminal: Terminal, words: str) -> None:
    """Wait for the inbox and type a text into the composer of the first conversation."""
    terminal.wait_for(PEOPLE, timeout=60)
    terminal.settle(0.3)
    terminal.send("r")
    terminal.settle(0.3)
    terminal.send(words)
    terminal.wait_for(re.escape(words.splitlines()[-1]))


def an_editor(folder: Path, script: str) -> str:
    """Return the command of an editor that does this to the file `$1`."""
    path = folder / "an-editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return shlex.quote(str(path))


def test_the_editor_goes_on_with_the_text_and_gives_it_back(
    environment: dict[str, str], tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    seen = tmp_path / "seen"
    editor.write_text(
        f'#!/bin/sh\nprintf "%s, and more" "$(cat "$1")" > "$1"\necho "$1" > {shlex.quote(str(seen))}\n'
    )
    editor.chmod(0o755)
    with demo(environment, EDITOR=str(editor)) as terminal:
        begin_text(terminal, "from the composer")
        terminal.send("\x07")
        terminal.wait_for("from the composer, and more")
        draft = seen.read_text().strip()
        assert draft.endswith(".txt")
        assert not list(tmp_path.rglob("text-*.txt")), "the file of the text is still there"


async def test_two_presses_open_one_editor_after_the_other(tmp_path: Path) -> None:
    home = await a_home_with_texts(tmp_path / "home")
    log = shlex.quote(str(tmp_path / "log"))
    editor = an_editor(tmp_path, f'echo begun >> {log}; sleep 0.3; printf more >> "$1"; echo done >> {log}')
    with Terminal([SMSTUI], columns=100, rows=30, env={**home.env, "EDITOR": editor}) as terminal:
        begin_text(terminal, "once ")
        terminal.send("\x07\x07")
        terminal.wait_for("once moremore")
    assert (tmp_path / "log").read_text().split() == ["begun", "done"] * 2


async def test_what_was_saved_in_an_editor_is_the_draft_where_the_terminal_goes(tmp_path: Path) -> None:
    home = await a_home_with_texts(tmp_path / "home")
    saved = tmp_path / "saved"
    editor = an_editor(tmp_path, f'printf "a long text, saved" > "$1"; touch {saved}; sleep 30')
    with Terminal([SMSTUI], columns=100, rows=30, env={**home.env, "EDITOR": editor}) as terminal:
        begin_text(terminal, "begun")
        terminal.send("\x07")
        wait_until(terminal, saved.exists)
        terminal.kill(signal.SIGHUP)
        assert terminal.wait(20) == 128 + signal.SIGHUP
    with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
        terminal.wait_for("a long text, saved", timeout=60)


@pytest.mark.parametrize(
    ("command", "told"),
    [("no-such-editor", "Set EDITOR"), ("false", "ended with an error"), ("rm", "left no file")],
)
def test_an_editor_that_fails_is_told_and_the_text_stays(
    environment: dict[str, str], command: str, told: str
) -> None:
    with demo(environment, EDITOR=command) as terminal:
        begin_text(terminal, "keep me")
        terminal.send("\x07")
        terminal.wait_for(told)
        terminal.send(" still")
        terminal.wait_for("keep me still")
        assert terminal.alive()


def test_lines_that_arrive_in_one_burst_are_a_paste_and_send_nothing(environment: dict[str, str]) -> None:
    with demo(environment) as terminal:
        begin_text(terminal, "first line\rsecond line\rthird line")
        terminal.settle(0.5)
        shown = terminal.text()
        for line in ("first line", "second line", "third line"):
            assert line in shown
        assert "taken back" not in shown
        assert "sending in" not in shown


TAKEN = (b"\x1b[?1049h", b"\x1b[?1003h", b"\x1b[?2004h", b"\x1b[?1004h", b"\x1b[>25u")
"""The other screen, the mouse, pastes in brackets, focus, and Kitty's keys."""
GIVEN_BACK = (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?1004l", b"\x1b[<u")


def wait_until(terminal: Terminal, true: Callable[[], bool]) -> None:
    """Read what the program prints until this is so."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, terminal.text()
        terminal.pump(0.02)
    terminal.settle(0.3)


def panes(terminal: Terminal) -> str:
    """Return what is shown above the status line."""
    return terminal.text().rpartition("\n")[0]


def leave_traces(terminal: Terminal) -> None:
    """Let the terminal look as a shell leaves it."""
    terminal.screen.reset()
    assert terminal.text().strip() == ""


async def test_job_control_gives_the_terminal_back_and_draws_everything_anew(tmp_path: Path) -> None:
    home = await a_home_with_texts(tmp_path / "home")
    with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
        before = terminal.modes()
        begin_text(terminal, "half a thought")
        terminal.wait_for("Draft: half")
        wait_until(terminal, lambda: "unread" not in terminal.text())  # it counts as read by then
        taken, shown = terminal.modes(), panes(terminal)
        assert taken != before
        for _ in range(2):
            at = len(terminal.raw)
            terminal.kill(signal.SIGTSTP)
            wait_until(terminal, terminal.is_stopped)
            assert terminal.modes() == before
            given_back = bytes(terminal.raw[at:])
            assert [mode for mode in GIVEN_BACK if mode not in given_back] == []
            leave_traces(terminal)
            at = len(terminal.raw)
            terminal.kill(signal.SIGCONT)
            terminal.wait_for("Draft: half")
            terminal.settle(0.3)
            assert panes(terminal) == shown
            assert terminal.modes() == taken
            again = bytes(terminal.raw[at:])
            assert [again.count(mode) for mode in TAKEN[2:]] == [1, 1, 1], "taken once"
            assert [mode for mode in TAKEN if mode not in again] == []
        terminal.send(" and more")
        terminal.wait_for("half a thought and more")
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        assert terminal.modes() == before


async def test_a_stop_that_nobody_is_told_of_is_mended_when_it_goes_on(tmp_path: Path) -> None:
    home = await a_home_with_texts(tmp_path / "home")
    with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
        before = terminal.modes()
        begin_text(terminal, "half a thought")
        terminal.wait_for("Draft: half")
        wait_until(terminal, lambda: "unread" not in terminal.text())  # it counts as read by then
        taken, shown = terminal.modes(), panes(terminal)
        terminal.kill(signal.SIGSTOP)
        wait_until(terminal, terminal.is_stopped)
        terminal.set_modes(before)
        leave_traces(terminal)
        terminal.kill(signal.SIGCONT)
        terminal.wait_for("Draft: half")
        terminal.settle(0.3)
        assert panes(terminal) == shown
        assert terminal.modes() == taken
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        assert terminal.modes() == before


def only_child(pid: int) -> int:
    [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)


async def test_behind_a_shell_nothing_is_drawn(tmp_path: Path, tool: Callable[[str], str]) -> None:
    """`bg` lets it go on where it may not draw: it stops again until `fg` puts it in front."""
    shell = [tool("setsid"), "--ctty", "--wait", tool("bash"), "--norc", "--noprofile", "-i"]
    home = await a_home_with_texts(tmp_path / "home")
    with Terminal(shell, columns=100, rows=30, env=home.env) as terminal:
        terminal.send(f"{SMSTUI}\r")
        terminal.wait_for(PEOPLE, timeout=60)
        terminal.settle(0.5)
        shown, taken = panes(terminal), terminal.modes()
        os.kill(only_child(only_child(terminal.pid)), signal.SIGTSTP)
        wait_until(terminal, lambda: b"Stopped" in terminal.raw)
        at = len(terminal.raw)
        terminal.send("bg\r")

        def is_stopped_again() -> bool:
            terminal.send("\r")  # the shell says so with its next prompt
            return b"Stopped" in terminal.raw[at:]

        wait_until(terminal, is_stopped_again)
        assert b"\x1b[?1049h" not in terminal.raw[at:]
        terminal.send("fg\r")
        wait_until(terminal, lambda: terminal.modes() == taken)
        assert panes(terminal) == shown
        terminal.send("ctrl+q")
        wait_until(terminal, lambda: terminal.modes() != taken)


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_of_no_known_kind_has_its_own_size(environment: dict[str, str], term: str) -> None:
    with demo(environment, TERM=term) as terminal:
        terminal.wait_for(PEOPLE, timeout=60)
        terminal.settle(0.3)
        assert "GSM-7" in terminal.text(), "100 columns have room for two panes"
        assert terminal.screen.display[-1].strip(), "the status line is the last one"


def test_a_terminal_that_tells_no_size_is_drawn_once(environment: dict[str, str]) -> None:
    with Terminal([SMSTUI, "demo"], columns=80, rows=24, env=environment, tells_size=False) as terminal:
        terminal.wait_for(PEOPLE, timeout=60)
        terminal.settle(0.5)
        drawn = len(terminal.raw)
        terminal.settle(0.5, timeout=5)
        assert len(terminal.raw) - drawn < 50_000, "it draws for ever"
        terminal.send("r")
        terminal.send("words")
        terminal.wait_for("words")


NAMED = r"\x1b\]2;(?:\(\d+\) )?smstui\x1b\\"
KEPT, BROUGHT_BACK = re.escape("\x1b[22;2t"), re.escape("\x1b[23;2t")


def titles(terminal: Terminal) -> str:
    """Return what was done with the window's title: kept (k), named (n), brought back (b)."""
    raw = bytes(terminal.raw).decode(errors="replace")
    found = re.findall(f"({KEPT})|({NAMED})|({BROUGHT_BACK})", raw)
    return "".join("k" if kept else "n" if named else "b" for kept, named, _ in found)


@pytest.mark.parametrize("end", ["ctrl+q", "SIGTERM", "SIGHUP"])
def test_f124_the_window_is_named_and_has_its_own_title_again_after_the_end(
    environment: dict[str, str], end: str
) -> None:
    with demo(environment) as terminal:
        terminal.wait_for(PEOPLE, timeout=60)
        terminal.settle(0.5)
        assert re.fullmatch(r"(\(\d+\) )?smstui", terminal.screen.title)
        assert re.fullmatch("kn+", titles(terminal))
        if end == "ctrl+q":
            terminal.send(end)
        else:
            terminal.kill(signal.Signals[end])
        assert terminal.wait(20) is not None
        assert re.fullmatch("kn+b", titles(terminal))


def test_f124_while_an_editor_has_the_terminal_the_title_is_its_own_and_nothing_rings(
    environment: dict[str, str], tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho EDITOR BEGINS\nsleep 6\necho EDITOR ENDS\n")
    editor.chmod(0o755)
    with demo(environment, EDITOR=str(editor)) as terminal:
        begin_text(terminal, "hello")
        before = titles(terminal)
        terminal.send("\x07")
        terminal.wait_for("EDITOR BEGINS")
        assert titles(terminal) == before + "b"
        assert re.fullmatch("kn+", before)
        terminal.wait_for("EDITOR ENDS")
        terminal.settle(1.5)
        raw = bytes(terminal.raw)
        inside = raw[raw.index(b"EDITOR BEGINS") : raw.index(b"EDITOR ENDS")]
        assert inside.split() == [b"EDITOR", b"BEGINS"], "the screen writes nothing meanwhile"
        assert re.fullmatch(f"{before}bkn+", titles(terminal))
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        assert titles(terminal).endswith("b")
        assert titles(terminal).count("k") == titles(terminal).count("b") == 2


@pytest.mark.parametrize("term", ["dumb", "linux"])
def test_a_terminal_without_titles_gets_none(environment: dict[str, str], term: str) -> None:
    with demo(environment, TERM=term) as terminal:
        terminal.wait_for(PEOPLE, timeout=60)
        terminal.settle(0.5)
        assert titles(terminal) == ""


SGR = re.compile(rb"\x1b\[([\d;]*)m")


def colours_of(raw: bytes) -> set[tuple[str, ...]]:
    """Return every colour that a program asked its terminal for: as red, green and blue, or as its number."""
    found: set[tuple[str, ...]] = set()
    for parts in (sequence.decode().split(";") for sequence in SGR.findall(raw)):
        while parts:
            word = parts.pop(0)
            if word in {"38", "48"}:
                size = 3 if parts.pop(0) == "2" else 1
                found.add(tuple(parts[:size]))
                del parts[:size]
            elif re.fullmatch("[34][0-7]|9[0-7]|10[0-7]", word):
                found.add((word,))
    return found


async def a_home_with_texts(folder: Path, **settings: str) -> Home:
    """Return a home that has a talk, with news in it and no network."""
    home = Home(folder).configure("http://127.0.0.1:9", f"AC{'0' * 32}", "secret", **settings)
    async with a_world(folder) as world:
        await world.line(MAIN)
        await world.store.write(lambda tx: small_talk(tx, world))
    return home


def column(terminal: Terminal, x: int, sign: str) -> list[int]:
    """Return the lines that have this sign in a column."""
    return [y for y in range(terminal.screen.lines) if terminal.screen.buffer[y][x].data == sign]


async def test_a_pop_up_that_comes_has_nothing_else_drawn_again(tmp_path: Path) -> None:
    """Somebody may be typing, and a drawing of the whole screen holds up a key."""
    home = await a_home_with_texts(tmp_path / "home")
    with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
        terminal.wait_for("of course", timeout=60)
        terminal.settle(0.5)
        async with a_world(tmp_path / "home") as world:
            await world.store.write(lambda tx: add_arrival(tx, world, CLEO, "Back at five"))
        terminal.wait_for("Back at five")  # in the list; the pop-up gathers what comes within a second
        terminal.settle(0.3)
        assert "gn" not in terminal.screen.display[1]
        before = len(terminal.raw)
        terminal.wait_for("gn")
        terminal.settle(0.3)
        assert "Back at five" in terminal.screen.display[2], "the pop-up"
        drawn = bytes(terminal.raw[before:]).decode()
        assert "Back at five" in drawn
        assert "of course" not in drawn, "the conversation was drawn again"


@pytest.mark.parametrize("style", ["bubbles", "plain"])
@pytest.mark.parametrize("theme", ["smstui-night", "smstui-day", "smstui-contrast"])
async def test_no_color_uses_no_hue_and_everything_can_be_told_apart(
    tmp_path: Path, theme: str, style: str
) -> None:
    home = await a_home_with_texts(tmp_path / "home", theme=theme, conversation_style=style)
    with Terminal([SMSTUI], columns=100, rows=30, env={**home.env, "NO_COLOR": "1"}) as terminal:
        terminal.wait_for(PEOPLE, timeout=60)
        terminal.wait_for("of course")
        terminal.settle(0.5)
        cells = terminal.screen.buffer
        assert column(terminal, 0, "▌") == [1, 2], "where the cursor is"
        assert cells[1][30].bg != cells[3][30].bg, "the row of the cursor"
        assert (column(terminal, 1, "●"), cells[1][3].bold, cells[3][3].bold) == ([1], True, False), (
            "what is unread"
        )
        terminal.send("enter")
        terminal.settle(0.3)
        [ours] = [line for line in terminal.screen.display if "of course" in line]
        [theirs] = [line for line in terminal.screen.display if "Can we move" in line]
        if style == "plain":
            assert (" me  " in ours, "Ana Reyes  Can" in theirs) == (True, True), "whose it is"
        else:
            assert ours.index("of course") - theirs.index("Can we move") > 20, "whose it is"
        assert "delivered" in ours, "what became of it"
        edge = terminal.screen.display[0].index("│") + 1
        assert column(terminal, edge, "▌") == []
        assert (cells[0][edge + 1].reverse, cells[0][2].reverse) == (True, False), "where the keyboard is"
        terminal.send("k")
        terminal.settle(0.3)
        [newest] = [y for y, line in enumerate(terminal.screen.display) if "yes, 9" in line[edge:]]
        assert column(terminal, edge, "▌") == [newest], "what is selected"
        terminal.send("/")
        terminal.settle(0.3)
        terminal.send("fine")
        terminal.settle(0.3)
        colours = colours_of(bytes(terminal.raw))
    assert len(colours) > 3, "nothing was drawn"
    assert {colour for colour in colours if len(set(colour)) > 1 or len(colour) < 3} == set()


@pytest.mark.parametrize("after", [0.0, 0.1, 0.2, 0.3])
def test_quitting_at_any_moment_of_the_start_is_quiet(environment: dict[str, str], after: float) -> None:
    with demo(environment) as terminal:
        terminal.wait_for(r"\S", timeout=60)
        terminal.settle(after, timeout=after)
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
        assert "Traceback" not in terminal.text()
        assert "stopped because" not in terminal.text()


def test_what_was_typed_when_the_process_died_is_the_draft(tmp_path: Path) -> None:
    with Carrier(tmp_path / "ledger.jsonl", ("--history", "20", "--seed", "7")) as carrier:
        home = Home(tmp_path / "home").use(carrier)
        assert home.run("sync").code == 0
        with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
            begin_text(terminal, "half a tho")
            terminal.settle(0.5)
            terminal.kill(signal.SIGKILL)
        with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
            terminal.wait_for("half a tho", timeout=60)
        assert carrier.events("accepted") == []


def test_bytes_that_are_no_text_end_nothing(environment: dict[str, str]) -> None:
    with demo(environment) as terminal:
        begin_text(terminal, "caf")
        terminal.give(b"\xe9 \xff\x1b[9999999;1u\x1b[1;2;3;4;5;6Zopen")
        terminal.wait_for("caf\ufffd \ufffdopen")
        assert terminal.alive()


def test_a_terminal_that_is_gone_without_a_word_ends_smstui(tmp_path: Path) -> None:
    with Carrier(tmp_path / "ledger.jsonl", ("--history", "20", "--seed", "7")) as carrier:
        home = Home(tmp_path / "home").use(carrier)
        assert home.run("sync").code == 0
        with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
            begin_text(terminal, "half a tho")
            terminal.hang_up()
            assert terminal.wait(30) == 128 + signal.SIGHUP
        with Terminal([SMSTUI], columns=100, rows=30, env=home.env) as terminal:
            terminal.wait_for("half a tho", timeout=60)
