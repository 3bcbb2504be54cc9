"""What comes in from the terminal: no esc is lost, no paste presses a key, and nothing breaks the reader."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, MouseDown, Paste

from smstui.tui.keymap import key_name
from smstui.tui.terminal_input import TerminalInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.message import Message

PIECES = (
    *(
        "\x1b",
        "[",
        "O",
        ";",
        ":",
        "<",
        "?",
        "1",
        "48",
        "55357",
        "9999999",
        "u",
        "~",
        "M",
        "m",
        "R",
        "$y",
        "t",
    ),
    *("\r", "\x00", "\x7f", "a", "é", "👍", "\x1b[I", "\x1b[A", "\x1b[200~", "\x1b[201~", "\x1b[<0;5;5M"),
    *(
        "\x1b[48;0;0;0;0t",
        "\x1b[48;24;80;0;0t",
        "\x1b[48;99999;99999;1;1t",
        "\x1b[48;24;80;480;800t",
        "X",
        "]",
        "P",
    ),
)
NOISE = st.lists(st.sampled_from([each.encode() for each in PIECES] + [b"\xff", b"\xc3", b"\xed\xa0\x80"]))


def told(messages: Iterable[Message]) -> list[str]:
    """Return keys as the table writes them, and pastes as they were."""
    names = []
    for message in messages:
        if isinstance(message, Key):
            names.append(key_name(message.key, message.character))
        elif isinstance(message, Paste):
            names.append(f"paste {message.text}")
        else:
            names.append(type(message).__name__)
    return names


def read(*pieces: str | bytes) -> list[str]:
    """Return what the pieces are, each read by itself and with nothing waited for between them."""
    typed = TerminalInput()
    return told(
        message
        for piece in pieces
        for message in typed.read(piece if isinstance(piece, bytes) else piece.encode())
    )


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("\x1bj", "escape j"),
        ("\x1b1", "escape 1"),
        ("\x1b!", "escape !"),
        ("\x1bG", "escape G"),
        ("\x1bé", "escape é"),
        ("\x1bgn", "escape g n"),
        ("\x1b/ab", "escape / a b"),
        ("\x1bj\x1bk", "escape j escape k"),
        ("\x1b\x1bj", "escape escape j"),
        ("\x1b\x0c", "escape ctrl+l"),
    ],
)
def test_a_key_right_behind_esc_is_a_key(written: str, keys: str) -> None:
    assert read(written) == keys.split()
    assert read(*written) == keys.split()


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("\x1bf", "ctrl+right"),
        ("\x1bb", "ctrl+left"),
        ("\x1b\x7f", "ctrl+w"),
        ("\x1b\r", "alt+enter"),
        ("\x1b\t", "shift+tab"),
        ("\x1b[A", "up"),
        ("\x1bOP", "f1"),
        ("\x1b[[A", "f1"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[13;2u", "shift+enter"),
        ("\x1b[I", "AppFocus"),
        ("\x1b[<0;5;5M", "MouseDown"),
    ],
)
def test_a_key_that_is_sent_as_a_sequence_is_one_key_however_it_is_cut(written: str, key: str) -> None:
    assert read(written) == [key]
    assert read(*written) == [key]


@pytest.mark.parametrize("key", "[O]P_^X")
def test_a_key_that_could_begin_a_sequence_is_a_key_where_another_sequence_follows(key: str) -> None:
    assert read(f"a\x1b{key}\x1b[Ab") == ["a", "escape", key, "up", "b"]
    assert read(f"\x1b{key}\x1b[200~pasted\x1b[201~") == ["escape", key, "paste pasted"]


@pytest.mark.parametrize(
    "noise",
    [
        *("\x1b[1;2;3;4;5;6Z", "\x1b[?62;22c", "\x1b[9999999;1u", "\x1b[1:2;1:2u", "\x1b[>1;2c"),
        *("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "\x1bP1$r0m\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b]0;title\x07"),
        *("\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c", "\x1b[48;99999;99999;1;1t", "\x1b[48;0;0;0;0t"),
    ],
)
def test_a_sequence_that_nobody_knows_is_no_text(noise: str) -> None:
    assert read("a", noise, "b") == ["a", "b"]


@pytest.mark.parametrize("button", [128, 129, 130, 131, 128 + 32])
def test_the_buttons_beside_the_thumb_are_not_the_left_one(button: int) -> None:
    assert TerminalInput().read(f"\x1b[<{button};5;5M\x1b[<{button};5;5m".encode()) == []
    [left] = TerminalInput().read(b"\x1b[<0;5;5M")
    assert isinstance(left, MouseDown)


def test_what_is_not_utf_8_is_shown_as_that_and_characters_may_be_cut() -> None:
    assert read(b"\xe9a", b"\xffb") == ["\ufffd", "a", "\ufffd", "b"]
    assert read(*(bytes([each]) for each in "é👍".encode())) == ["é", "👍"]


@given(
    words=st.text(st.sampled_from("ab\r\n\x1b[]01~;u\x07é"), max_size=60),
    cuts=st.lists(st.integers(0, 90), max_size=6),
)
def test_a_paste_presses_no_key_whatever_is_in_it_and_however_it_is_cut(words: str, cuts: list[int]) -> None:
    while "\x1b[201~" in words:
        words = words.replace("\x1b[201~", "")
    data = f"\x1b[200~{words}\x1b[201~x".encode()
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[start:end] for start, end in pairwise(places)]
    assert read(*pieces) == [f"paste {words}".replace("\x1b", "\u241b"), "x"]


@given(noise=NOISE)
def test_no_noise_breaks_the_reader(noise: list[bytes]) -> None:
    typed = TerminalInput()
    typed.read(b"".join(noise))
    typed.read(b"\x1b[201~")
    assert isinstance(typed.read(b"\x1b\\\x07\x1b[<0;5;5M")[-1], MouseDown)
