"""Texts, conversations and lines as `--json` prints them: names that scripts rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.cli.output import Record, rfc3339
from smstui.domain.models import Direction

if TYPE_CHECKING:
    from smstui.domain.models import Conversation, Line, TextMessage


def text_record(text: TextMessage) -> Record:
    """Return one text; `from` and `to` are numbers in E.164, or short codes and senders' names."""
    sender, recipient = ends(text)
    return {
        "id": text.id,
        "conversation_id": text.conversation_id,
        "direction": text.direction.value,
        "from": sender,
        "to": recipient,
        "body": text.body,
        "state": text.state.value,
        "at": rfc3339(text.at),
        "provider_id": text.provider_id,
        "segments": text.segments,
        "error_code": text.error_code,
    }


def ends(text: TextMessage) -> tuple[str, str]:
    """Return who wrote a text and to whom."""
    if text.direction is Direction.INBOUND:
        return text.peer, text.line
    return text.line, text.peer


def conversation_record(conversation: Conversation) -> Record:
    """Return one conversation; `state` is where it is filed."""
    return {
        "id": conversation.id,
        "line": conversation.line,
        "peer": conversation.peer,
        "name": conversation.name,
        "state": conversation.filing.value,
        "unread": conversation.unread,
        "last_at": rfc3339(conversation.last_at),
        "preview": conversation.preview,
    }


def line_record(line: Line) -> Record:
    """Return one of our numbers with what it can do."""
    return {
        "number": line.number,
        "account": line.account,
        "label": line.label,
        "sms": line.can_sms,
        "mms": line.can_mms,
        "voice": line.can_voice,
        "kind": line.kind,
    }


def send_record(text: TextMessage) -> Record:
    """Return what became of a text that was to be sent."""
    return {
        "id": text.id,
        "state": text.state.value,
        "provider_id": text.provider_id,
        "segments": text.segments,
        "encoding": text.encoding.value if text.encoding else None,
        "reason": text.reason,
    }
