"""A number as somebody typed it into a field: its address, or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.domain.numbers import Address


def read_number(typed: str, region: str) -> tuple[Address | None, str]:
    """Return the address that was typed, or what is wrong with it; in a thread, for it loads much."""
    from smstui.domain.numbers import InvalidNumberError, NumberKind, parse_peer

    if not typed.strip():
        return None, ""
    try:
        address = parse_peer(typed, region)
    except InvalidNumberError as error:
        return None, f"{error.message} {error.hint}"
    if address.kind is NumberKind.ALPHANUMERIC:
        return None, "No contact has this name, and it is no number."
    return address, ""
