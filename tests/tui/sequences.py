"""A strict reader of what a program writes to a terminal: what is not allowed is told."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COLOUR = r"[34]8;(?:2;\d{1,3};\d{1,3};\d{1,3}|5;\d{1,3})"
_MODES = r"7|25|1000|1003|1004|1006|1015|1049|2004|2026"
ALLOWED: Mapping[str, str] = {
    # what T1 calls benign, with the arguments that Textual gives
    "CSI m": rf"0|(?:[12347]|{_COLOUR})(?:;(?:[12347]|{_COLOUR}))*",
    "CSI H": r"\d{1,4};\d{1,4}",
    "CSI ?h": _MODES,
    "CSI ?l": _MODES,
    "CSI ?$p": r"2026|2048",
    "CSI >u": r"25",
    "CSI <u": r"",
    "OSC 22": r"[a-z-]*",
    # ours: the window's title is kept, named and given back
    "CSI t": r"2[23];2",
    "OSC 2": r"(?:\([0-9,]+\) )?smstui",
}
"""Kinds of sequences, and what may stand in them: learnt from a run with harmless texts."""

_OBEYED = re.compile(
    "\r(?!\n)|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e001f]"
)
"""Characters that steer a terminal or turn words round; tags (U+E0020 on) may only end a flag."""
_TAGS = re.compile("[\U000e0020-\U000e007f]+")
_FLAG_TAGS = {"gbeng", "gbsct", "gbwls"}
_PIECE = re.compile(
    r"\x1b\[(?P<private>[<-?]*)(?P<arguments>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b(?P<string>[PX^_])[^\x1b]*\x1b\\"
    r"|\x1b(?P<other>.?)"
    r"|(?P<text>[^\x1b]+)",
    re.S,
)


@dataclass
class Reading:
    """What was written: how often each kind, with which arguments, and what must not be there."""

    kinds: Counter[str] = field(default_factory=Counter)
    arguments: dict[str, set[str]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)

    def _sequence(self, kind: str, arguments: str) -> None:
        self.kinds[kind] += 1
        self.arguments.setdefault(kind, set()).add(arguments)
        allowed = ALLOWED.get(kind)
        if allowed is None:
            self.wrong[kind] += 1
        elif not re.fullmatch(allowed, arguments):
            self.wrong[f"{kind} {arguments[:40]!r}"] += 1

    def _text(self, text: str) -> None:
        self.wrong.update(f"U+{ord(char):04X}" for char in _OBEYED.findall(text))
        for tags in _TAGS.findall(text):
            if "".join(chr(ord(tag) - 0xE0000) for tag in tags[:-1]) not in _FLAG_TAGS:
                self.wrong["tags outside a flag"] += 1


def read(written: bytes) -> Reading:
    """Read all that was written, to its last byte."""
    reading = Reading()
    for match in _pieces(written):
        found = match.groupdict()
        if found["text"] is not None:
            reading._text(found["text"])
        elif found["final"] is not None:
            kind = f"CSI {found['private']}{found['between']}{found['final']}"
            reading._sequence(kind, found["arguments"])
        elif found["osc"] is not None:
            number, _, rest = found["osc"].partition(";")
            reading._sequence(f"OSC {number}", rest)
        else:
            reading._sequence(f"ESC {found['string'] or found['other']}", "")
    return reading


def _pieces(written: bytes) -> Iterator[re.Match[str]]:
    # Bytes that are no UTF-8 become lone surrogates, which no piece of ours contains.
    text = written.decode("utf-8", "surrogateescape")
    assert not re.search("[\ud800-\udfff]", text), "not UTF-8"
    return _PIECE.finditer(text)
