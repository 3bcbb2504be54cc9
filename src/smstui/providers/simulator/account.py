"""The account at the carrier: its names and secrets, made from the seed, and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.ports.errors import UsageError
from smstui.providers.simulator.seeded import hex_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A number of the account."""

    number: str
    name: str
    sms: bool = True
    mms: bool = True

    @property
    def type(self) -> str:
        """Twilio's word for the kind of number."""
        return "tollfree" if re.match(r"\+18(00|33|44|55|66|77|88)", self.number) else "local"


DEMO_LINES = (
    OwnLine("+15005550006", "Main"),
    OwnLine("+14155550142", "Workshop"),
    OwnLine("+12125550199", "Office phone", sms=False, mms=False),
)
"""Two lines that text, and one that only calls."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a client needs to know, and what it must not."""

    seed: int
    lines: tuple[OwnLine, ...] = DEMO_LINES

    @property
    def sid(self) -> str:
        """Return the account's name: AC and 32 hexadecimal digits."""
        return "AC" + hex_of(self.seed, 0xAC)

    @property
    def auth_token(self) -> str:
        """Return the secret: 32 hexadecimal digits."""
        return hex_of(self.seed, 0x70CE)

    @property
    def api_key(self) -> tuple[str, str]:
        """Return the other pair that is let in: SK and 32 hexadecimal digits, and its secret."""
        return "SK" + hex_of(self.seed, 0x5C), hex_of(self.seed, 0x5EC)

    @property
    def service_sid(self) -> str:
        """Return the Messaging Service, whose senders are all lines that can text."""
        return "MG" + hex_of(self.seed, 0x36)

    def line(self, number: str) -> OwnLine | None:
        """Return one of our numbers."""
        return next((line for line in self.lines if line.number == number), None)

    @property
    def texting(self) -> tuple[OwnLine, ...]:
        """The lines that can text."""
        return tuple(line for line in self.lines if line.sms)


def parse_lines(words: Sequence[str]) -> tuple[OwnLine, ...]:
    """Read numbers in E.164; `:voice` after one makes a line that only calls. Raises `UsageError`."""
    lines = []
    for word in words:
        number, _, kind = word.partition(":")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number) or kind not in {"", "voice"}:
            message = f"{word!r} is not a line"
            raise UsageError(message, hint="write a number as +15005550006, with :voice if it cannot text")
        lines.append(OwnLine(number, _national(number), sms=not kind, mms=not kind))
    if len({line.number for line in lines}) < len(lines):
        raise UsageError("a line is named twice")
    return tuple(lines)


def _national(number: str) -> str:
    if number.startswith("+1") and len(number) == 12:
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number
