"""Segments as the carrier counts them, and words that come back as they were."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.segments import measure
from smstui.providers.simulator.text import INBOUND, Text, segments
from smstui.providers.simulator.wire import text_json

ACCOUNT = "AC" + "0" * 32


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 80 + "x", 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("🚲" * 35, 1),
        ("🚲" * 36, 2),
        ("`", 1),
        ("`" * 71, 2),
    ],
)
def test_parts_are_counted_as_networks_count_them(body: str, count: int) -> None:
    assert segments(body) == count


@given(st.text(alphabet="aé€^{}жñ¿\n ", max_size=400))
def test_both_ends_count_alike_where_no_pair_is_split(body: str) -> None:
    ours = measure(body).segments
    # Ours never splits an extension pair, so it may need a part more for each boundary.
    assert segments(body) <= max(ours, 1) <= segments(body) + segments(body) // 10 + 1


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_every_character_survives_lone_surrogates_too(body: str) -> None:
    text = Text(0, "SM" + "1" * 32, body, body, body, INBOUND, "received", 0, 0)
    told = json.loads(text_json(text, ACCOUNT).encode("ascii"))
    assert (told["body"], told["from"], told["to"]) == (body, body, body)


def test_importing_the_carrier_loads_neither_http_library_nor_framework() -> None:
    program = (
        "import sys, smstui.providers.simulator; print({'httpx', 'starlette', 'uvicorn'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "set()\n"
