"""What a client asks to be sent, checked the way Twilio checks it before it takes a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from smstui.providers.simulator.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.providers.simulator.account import Account
    from smstui.providers.simulator.optouts import OptOuts

MAX_CHARACTERS = 1600
MAX_MEDIA = 10

MAGIC_RECIPIENTS: dict[str, int] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
"""Twilio's own test numbers and what a text to them is refused with (docs/iam/test-credentials)."""

MAGIC_SENDERS: dict[str, int] = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}

COUNTRIES_OFF = ("+53", "+7", "+850", "+963", "+98")
"""Calling codes that this account may not text: Cuba, Russia and Kazakhstan, North Korea, Syria, Iran."""

LANDLINE = "5550192"
"""North American peers that end so are landlines: 21614."""

_NUMBER = re.compile(r"\+(?:1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{6,14})")


@dataclass(frozen=True, slots=True)
class Submission:
    """A request to send, as it came: `sender` is as given, empty where a service was named."""

    sender: str
    recipient: str
    body: str
    media: tuple[str, ...]
    service_sid: str | None

    @classmethod
    def read(cls, form: Sequence[tuple[str, str]]) -> Submission:
        """Pick the parameters out of a form; unknown ones are ignored, as Twilio does."""
        last = dict(form)
        return cls(
            sender=_number(last.get("From", "")),
            recipient=_number(last.get("To", "")),
            body=last.get("Body", ""),
            media=tuple(value for name, value in form if name == "MediaUrl" and value),
            service_sid=last.get("MessagingServiceSid") or None,
        )

    def check(self, account: Account, opt_outs: OptOuts) -> None:
        """Raise the `Refusal` that Twilio would answer with, if there is a reason for one."""
        self._check_words()
        self._check_sender(account)
        self._check_recipient()
        if opt_outs.has(self.service_sid or self.sender, self.recipient):
            raise Refusal(21610)

    def _check_words(self) -> None:
        if not self.recipient:
            raise Refusal(21604)
        if not self.sender and not self.service_sid:
            raise Refusal(21603)
        if not self.body.strip() and not self.media:
            raise Refusal(21602)
        if len(self.body) > MAX_CHARACTERS:
            raise Refusal(21617)
        if len(self.media) > MAX_MEDIA:
            raise Refusal(21623)
        if any(urlsplit(url).scheme not in {"http", "https"} for url in self.media):
            raise Refusal(21620)

    def _check_sender(self, account: Account) -> None:
        if self.service_sid:
            if self.service_sid != account.service_sid:
                raise Refusal(21701)
            if not self.sender:
                return
        line = account.line(self.sender)
        if line is None and self.sender in MAGIC_SENDERS:
            raise Refusal(MAGIC_SENDERS[self.sender], self.sender)
        if line is None and not _NUMBER.fullmatch(self.sender):
            raise Refusal(21212, self.sender)
        if line is None or not line.sms:
            raise Refusal(21606, self.sender)

    def _check_recipient(self) -> None:
        if self.recipient in MAGIC_RECIPIENTS:
            raise Refusal(MAGIC_RECIPIENTS[self.recipient], self.recipient)
        if not _NUMBER.fullmatch(self.recipient):
            raise Refusal(21211, self.recipient)
        if self.recipient == self.sender:
            raise Refusal(21266, self.recipient)
        if self.recipient.startswith(COUNTRIES_OFF):
            raise Refusal(21408, self.recipient)
        if self.recipient.startswith("+1") and self.recipient.endswith(LANDLINE):
            raise Refusal(21614, self.recipient)


def _number(word: str) -> str:
    return re.sub(r"[\s().-]", "", word)
