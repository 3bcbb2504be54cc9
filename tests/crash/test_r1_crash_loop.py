"""R1: nothing is sent twice, lost, stuck or wrong, however often whoever is at work is killed.

`make crash` runs 2,000 texts and 50 kills, `make soak` 20,000 and 500; CI runs a short form.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from crash.trial import Trial, run, say, tell

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = int(os.environ.get("SMSTUI_CRASH_TEXTS", "300"))
KILLS = int(os.environ.get("SMSTUI_CRASH_KILLS", "12"))
FAULTS = float(os.environ.get("SMSTUI_CRASH_FAULTS", "0.10"))
SEED = int(os.environ.get("SMSTUI_CRASH_SEED", "0")) or random.randrange(1, 1_000_000)
LONGEST = 240 + KILLS * 2 + TEXTS // 2


@pytest.mark.timeout(LONGEST)
def test_r1_b7_never_twice_and_never_lost_under_kill_9(tmp_path: Path) -> None:
    """R1 and B7, with `send` processes, agents and a screen on one store."""
    trial = Trial(TEXTS, KILLS, FAULTS, SEED, by_send=0.15 if TEXTS <= 2_000 else 0.03)

    outcome = run(trial, tmp_path)

    say("\n" + tell(trial, outcome))
    assert outcome.verdict.faults == {}, tell(trial, outcome)
    assert outcome.integrity is None
    assert outcome.complaints == []
    assert "Traceback" not in outcome.log
    assert sum(outcome.kills.values()) == KILLS
    assert outcome.verdict.recorded >= TEXTS - KILLS, tell(trial, outcome)
    assert outcome.verdict.accepted >= outcome.verdict.recorded * (1 - FAULTS) - KILLS
