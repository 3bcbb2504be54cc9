"""The account's numbers, or a Messaging Service's, from Twilio's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smstui.domain.remote import RemoteLine
from smstui.providers.twilio.wire import NotUnderstoodError, read_object

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOLL_FREE = tuple(f"+1{code}" for code in (800, 833, 844, 855, 866, 877, 888))


def read_numbers(body: bytes, key: str) -> tuple[Sequence[RemoteLine], str | None]:
    """Translate a page of numbers below `key`, and say where the next page is.

    Items without a number are left out. Raises `NotUnderstoodError` if it is no such page.
    """
    page = read_object(body)
    items = None if page is None else page.get(key)
    if page is None or not isinstance(items, list):
        raise NotUnderstoodError
    meta = page.get("meta")
    following = page.get("next_page_uri") or (meta.get("next_page_url") if isinstance(meta, dict) else None)
    lines = [line for item in items if isinstance(item, dict) and (line := _read_number(item))]
    return lines, following if isinstance(following, str) else None


def _read_number(item: dict[str, Any]) -> RemoteLine | None:
    number = item.get("phone_number")
    if not isinstance(number, str) or not number.strip():
        return None
    number = number.strip()
    can = _capabilities(item.get("capabilities"))
    return RemoteLine(
        number=number,
        label=_label(item.get("friendly_name"), number),
        can_sms="sms" in can,
        can_mms="mms" in can,
        can_voice="voice" in can,
        kind=_kind(number),
    )


def _capabilities(value: object) -> set[str]:
    # The account's list has an object of booleans, a Messaging Service's a list of words.
    if isinstance(value, dict):
        return {str(name).lower() for name, has in value.items() if _is_true(has)}
    words = value if isinstance(value, list) else []
    # The documentation shows an empty list too; what a Messaging Service holds is there to text.
    return {str(name).lower() for name in words} or {"sms"}


def _is_true(value: object) -> bool:
    # Servers that only speak Twilio's API write 1 or "true" as well.
    return value is True or value == 1 or (isinstance(value, str) and value.strip().lower() in {"true", "1"})


def _label(value: object, number: str) -> str:
    # Twilio names a number after itself, "(415) 555-1234", until somebody names it.
    if not isinstance(value, str):
        return ""
    digits = "".join(c for c in value if c.isdigit())
    is_number = digits and number.endswith(digits) and not any(c.isalpha() for c in value)
    return "" if is_number else value.strip()


def _kind(number: str) -> str:
    if number.startswith(_TOLL_FREE):
        return "toll-free"
    if not number.startswith("+"):
        return "short-code" if len(number) < 9 and number.isdigit() else "unknown"
    return "local" if number.startswith("+1") else "unknown"
