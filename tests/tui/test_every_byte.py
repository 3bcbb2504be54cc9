"""T1: whatever strangers wrote, on no screen does a byte reach the terminal that steers it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from bench.terminal import Terminal
from crash.processes import SMSTUI, clean_environment
from crash.trial import say
from tui.every_screen import VISITS, leave_in, press_in, visit_in
from tui.hostile_home import build
from tui.sequences import read

if TYPE_CHECKING:
    from pathlib import Path

LONG = os.environ.get("SMSTUI_TRIALS") == "long"
SEEDS = 300 if LONG else 8
TOGETHER = 25 if LONG else 8
"""Seeds in one home, which one process shows."""
SIZES = ((160, 48), (200, 60), (120, 36), (100, 30), (80, 24), (60, 20)) if LONG else ((160, 48), (80, 24))


def walk(terminal: Terminal, rows: int) -> None:
    """See at every size every screen, and every conversation once."""
    for columns, lines in SIZES:
        terminal.resize(columns, lines)
        for turn, place in enumerate(VISITS.values()):
            leave_in(terminal)
            press_in(terminal, "j" * (turn % 5))
            visit_in(terminal, place)
        leave_in(terminal)
    terminal.resize(*SIZES[0])
    press_in(terminal, "j" * rows)


@pytest.mark.parametrize("first", range(1, SEEDS, TOGETHER))
@pytest.mark.timeout(3600)
def test_t1_no_byte_of_a_stranger_steers_the_terminal(tmp_path: Path, first: int) -> None:
    began = time.monotonic()
    seeds = range(first, min(first + TOGETHER, SEEDS + 1))
    home = build(tmp_path / "home", seeds)
    env = clean_environment(HOME=str(home), SMSTUI_HOME=str(home), SMSTUI_WORK_AUTH_TOKEN="secret")
    with Terminal([SMSTUI], columns=SIZES[0][0], rows=SIZES[0][1], env=env) as terminal:
        terminal.wait_for("GSM-7|UCS-2")
        walk(terminal, rows=len(seeds) * 2)
        assert terminal.alive()
        terminal.send("ctrl+q")
        assert terminal.wait(20) == 0
    reading = read(bytes(terminal.raw))
    assert not reading.wrong
    logged = "\n".join(path.read_text() for path in (home / "logs").glob("*"))
    assert "CRITICAL" not in logged
    assert "ERROR" not in logged
    say(
        f"\n  {len(seeds)} seeds from {first}: {len(terminal.raw):,} bytes, {reading.kinds.total():,} "
        f"sequences of {len(reading.kinds)} kinds, {time.monotonic() - began:.0f} s"
    )
