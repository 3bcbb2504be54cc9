"""`smstui count`: the counter that every composer shares (F78)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cli.shell import shell

if TYPE_CHECKING:
    from crash.processes import Home


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", {"encoding": "GSM-7", "segments": 1, "characters": 5, "left": 155}),
        ("", {"encoding": "GSM-7", "segments": 0, "characters": 0, "left": 160}),
        ("€" * 80, {"encoding": "GSM-7", "segments": 1, "characters": 160, "left": 0}),
        ("a" * 161, {"encoding": "GSM-7", "segments": 2, "characters": 161, "left": 145}),
        ("a" * 152 + "€" + "b" * 10, {"encoding": "GSM-7", "segments": 2, "characters": 164, "left": 141}),
        ("’" * 70, {"encoding": "UCS-2", "segments": 1, "characters": 70, "left": 0}),
        ("😀" * 36, {"encoding": "UCS-2", "segments": 2, "characters": 72, "left": 61}),
    ],
)
def test_f78_json(bare: Home, text: str, expected: dict[str, Any]) -> None:
    done = shell("count", "--json", text, env=bare.env)
    assert (done.code, done.err, done.rows) == (0, "", [expected])


def test_words_for_a_person_name_what_forced_ucs2(bare: Home) -> None:
    assert shell("count", "hi", env=bare.env).out == "GSM-7  1 segment  2 characters  158 left\n"
    done = shell("count", "a’b", env=bare.env)
    assert done.out == "UCS-2  1 segment  3 characters  67 left  UCS-2 because of ’\n"


def test_a_long_text_has_a_note_on_toll_free_lines(bare: Home) -> None:
    done = shell("count", "a" * 161, env=bare.env)
    assert "152" in done.err
    assert "66" in done.err


def test_a_dash_reads_standard_input(bare: Home) -> None:
    done = shell("count", "-", "--json", env=bare.env, stdin="two\nlines\n")
    assert done.rows[0]["characters"] == 9


def test_each_line_is_counted_one_result_a_line(bare: Home) -> None:
    done = shell("count", "--lines", "--json", env=bare.env, stdin="a\r\n\nb€\nlast")
    assert [row["characters"] for row in done.rows] == [1, 0, 3, 4]


def test_input_that_is_no_utf8_is_counted_all_the_same(bare: Home) -> None:
    done = shell("count", "--lines", "--json", env=bare.env, stdin="ok\n\udcff\n")
    assert (done.code, len(done.rows)) == (0, 2)


def test_characters_that_steer_a_terminal_are_named_harmlessly(bare: Home) -> None:
    done = shell("count", "\x1b[2J\u202e\x9b", env=bare.env)
    assert done.code == 0
    assert not any(char in done.out for char in "\x1b\u202e\x9b")
