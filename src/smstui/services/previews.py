"""Conversations as lists show them: the newest text in words, also where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from smstui.domain.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.domain.models import Conversation
    from smstui.ports.store import Reader


def with_previews(reader: Reader, found: Sequence[Conversation]) -> Sequence[Conversation]:
    """Return the conversations; a blank preview says why it is blank, where there is a text."""
    return [_with_preview(reader, each) for each in found]


def _with_preview(reader: Reader, conversation: Conversation) -> Conversation:
    if conversation.preview or conversation.last_direction is None:
        return conversation
    newest = reader.messages(conversation.id, limit=1)
    return replace(conversation, preview=in_words(newest[0])) if newest else conversation
