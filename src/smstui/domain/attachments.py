"""What came with a text besides words, in words: a picture, a contact card, a file with its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Media

_KINDS = {"image": "picture", "video": "video", "audio": "sound"}
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
_NAME = re.compile(r"[^/]{1,80}\.[A-Za-z0-9]{1,5}")
_INVENTED = re.compile(r"(ME|MM)?[0-9a-f-]{16,}\.[a-z0-9]+", re.IGNORECASE)


def all_in_words(media: Sequence[Media]) -> str:
    """Return what came with a text on one line: the first file, and how many more."""
    more = f" and {len(media) - 1} more" if len(media) > 1 else ""
    return file_in_words(media[0]) + more


def file_in_words(file: Media) -> str:
    """Return what a file is: its kind, its name where it has one, and its type where that says more."""
    kind = file.content_type.partition(";")[0].strip().lower()
    if kind in _CARDS:
        return _put_together("contact card", file.url, "")
    name = _KINDS.get(kind.partition("/")[0], "file")
    says_more = kind if name in {"picture", "file"} else ""
    return _put_together(name, file.url, says_more)


def _put_together(kind: str, url: str, content_type: str) -> str:
    name = _name_in(url)
    parts = ["⧉", kind, *([name] if name else []), *([f"({content_type})"] if content_type else [])]
    return " ".join(parts)


def _name_in(url: str) -> str:
    """Return the name that an address ends in; empty where it is one that a machine made up."""
    try:
        name = unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:
        return ""
    return name if _NAME.fullmatch(name) and not _INVENTED.fullmatch(name) else ""
