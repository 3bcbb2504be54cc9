"""What each of Twilio's addresses does to the carrier: functions from a request to a status and JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smstui.providers.simulator import wire
from smstui.providers.simulator.asking import Paging, read_query, token_after
from smstui.providers.simulator.refusals import Refusal
from smstui.providers.simulator.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from smstui.providers.simulator.account import OwnLine
    from smstui.providers.simulator.carrier import Carrier


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, taken apart."""

    path: str
    base_url: str
    parts: Mapping[str, str]
    """The variable parts of the path."""
    query: Sequence[tuple[str, str]]
    form: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: JSON unless the type says otherwise."""

    body: str | bytes
    status: int = 200
    content_type: str = "application/json;charset=utf-8"


if TYPE_CHECKING:
    Endpoint = Callable[[Carrier, Asked], Answer]


def create(carrier: Carrier, asked: Asked) -> Answer:
    """Take a text."""
    text = carrier.accept(Submission.read(asked.form))
    return Answer(wire.text_json(text, carrier.account.sid), 201)


def fetch(carrier: Carrier, asked: Asked) -> Answer:
    """Return one text."""
    return Answer(wire.text_json(carrier.text(asked.parts["sid"]), carrier.account.sid))


def update(carrier: Carrier, asked: Asked) -> Answer:
    """Redact a text (`Body=`) or cancel it (`Status=canceled`)."""
    given, sid = dict(asked.form), asked.parts["sid"]
    if "Status" in given and "Body" in given:
        raise Refusal(20001, "A message cannot be canceled and redacted at once")
    if given.get("Status") == "canceled":
        text = carrier.cancel(sid)
    elif given.get("Body") == "":
        text = carrier.redact(sid)
    else:
        raise Refusal(20001, "Only an empty Body, or Status=canceled, can be posted to a message")
    return Answer(wire.text_json(text, carrier.account.sid))


def delete(carrier: Carrier, asked: Asked) -> Answer:
    """Forget a text."""
    carrier.delete(asked.parts["sid"])
    return Answer(b"", 204)


def texts(carrier: Carrier, asked: Asked) -> Answer:
    """List texts, newest first."""
    words = dict(asked.query)
    paging = Paging.read(words)
    found, more = carrier.page(read_query(words), below=paging.below, limit=paging.size)
    account = carrier.account.sid
    frame = wire.PageFrame(asked.path, asked.query, paging.page, paging.size)
    return Answer(
        frame.json(
            "messages",
            [wire.text_json(text, account) for text in found],
            following=token_after(found[-1].seq) if more else None,
        )
    )


def media(carrier: Carrier, asked: Asked) -> Answer:
    """List what came with a text."""
    text = carrier.text(asked.parts["sid"])
    items = [wire.media_json(text, index, carrier.account.sid) for index in range(len(text.media))]
    frame = wire.PageFrame(asked.path, asked.query, 0, 50)
    return Answer(frame.json("media_list", items, following=None))


def lines(carrier: Carrier, asked: Asked) -> Answer:
    """List our numbers, by number or name where asked."""
    words = dict(asked.query)
    paging = Paging.read(words)
    chosen = [
        line
        for line in carrier.account.lines
        if words.get("PhoneNumber") in {None, line.number} and words.get("FriendlyName") in {None, line.name}
    ]
    page, following = _slice(chosen, paging)
    frame = wire.PageFrame(asked.path, asked.query, paging.page, paging.size)
    items = [wire.line_json(line, carrier.account, carrier.started) for line in page]
    return Answer(frame.json("incoming_phone_numbers", items, following=following))


def service_lines(carrier: Carrier, asked: Asked) -> Answer:
    """List the senders of the Messaging Service."""
    account = carrier.account
    if asked.parts["service"] != account.service_sid:
        raise Refusal(20404, asked.path)
    paging = Paging.read(dict(asked.query))
    page, following = _slice(account.texting, paging)
    frame = wire.PageFrame(asked.base_url + asked.path, asked.query, paging.page, paging.size)
    items = [wire.service_line_json(line, account, carrier.started, asked.base_url) for line in page]
    return Answer(frame.meta_json("phone_numbers", items, following=following))


def account(carrier: Carrier, asked: Asked) -> Answer:
    """Return the account."""
    return Answer(wire.account_json(carrier.account, carrier.started))


def say(carrier: Carrier, asked: Asked) -> Answer:
    """Let a peer text one of our lines: not Twilio's, for trials."""
    given = dict(asked.form)
    # A plus that was not encoded, as in curl's -d, arrives as a space.
    sender, line = (re.sub("^ ", "+", given.get(name, "")) for name in ("From", "To"))
    if not sender:
        raise Refusal(21603)
    if carrier.account.line(line) is None:
        raise Refusal(21211, line)
    return Answer(wire.text_json(carrier.say(sender, line, given.get("Body", "")), carrier.account.sid), 201)


def _slice(lines: Sequence[OwnLine], paging: Paging) -> tuple[Sequence[OwnLine], str | None]:
    """Return a page of lines and the next token: a token is the place of the line it ends with."""
    start = 0 if paging.below is None else paging.below + 1
    end = start + paging.size
    return lines[start:end], token_after(end - 1) if end < len(lines) else None
