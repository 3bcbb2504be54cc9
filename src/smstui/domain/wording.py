"""What a text says on one line of a list, also where it has no words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smstui.domain.models import TextMessage

NO_WORDS = "(no words)"
NOT_TOLD = "(the provider does not tell the words)"


def in_words(text: TextMessage) -> str:
    """Return the words of a text, else what came with it, else why there is nothing to read."""
    if text.body:
        return text.body
    if text.media:
        from smstui.domain.attachments import all_in_words

        return all_in_words(text.media)
    return wordless(text.body)


def wordless(body: str | None) -> str:
    """Return what is said of a text without words: nobody wrote any, or nobody tells them."""
    return NOT_TOLD if body is None else NO_WORDS
