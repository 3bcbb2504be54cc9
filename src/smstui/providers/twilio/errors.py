"""Twilio's error codes in words that a person understands, with what to do about them.

Source: https://www.twilio.com/docs/api/errors, and the page of each code below it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smstui.domain.cleaning import one_line
from smstui.domain.redaction import redact
from smstui.ports.errors import CredentialsError, RateLimitedError, RefusedError
from smstui.providers.twilio.wire import read_code, read_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smstui.ports.errors import ProviderError
    from smstui.providers.http.answer import Answer

_CHECK_NUMBER = "Check the number, or reach them another way."
_CHECK_LINE = "Choose another line; `smstui lines` shows which can text."
_REGISTER = "Register it in Twilio's console, under Messaging, Regulatory compliance."
_LATER = "Try again later."

EXPLANATIONS: Mapping[str, tuple[str, str]] = {
    "14107": ("Too many texts left this number in too short a time", "Wait a little, then send again."),
    "20003": (
        "Twilio does not accept the credentials",
        "Check account_sid, and store the secret anew with `smstui accounts login NAME`.",
    ),
    "20005": ("The Twilio account is not active", "Look at it in Twilio's console."),
    "20006": ("Twilio does not let these credentials do this", "Use the auth token, or a standard API key."),
    "20008": ("Test credentials cannot do this", "Use the live credentials of the account."),
    "20404": ("Twilio does not know this account or text", "Check account_sid and base_url."),
    "20429": ("Twilio asks us to slow down", "smstui waits and tries again by itself."),
    "21210": ("The line is not verified for this account", _CHECK_LINE),
    "21211": ("This is not a phone number that can be texted", _CHECK_NUMBER),
    "21212": ("The line is not a number that can send", _CHECK_LINE),
    "21219": (
        "A trial account texts only numbers verified with Twilio",
        "Verify it, or upgrade the account.",
    ),
    "21265": ("Short codes cannot be texted", "Text a phone number."),
    "21266": ("A line cannot text itself", "Choose another number."),
    "21267": (
        "A trial account cannot send from a name",
        "Choose a number as the line, or upgrade the account.",
    ),
    "21408": (
        "The account may not text this country",
        "Allow it in Twilio's console: Messaging, Settings, Geo permissions.",
    ),
    "21601": ("The line cannot text", _CHECK_LINE),
    "21602": ("The text is empty", "Write something."),
    "21603": ("No line was named to send from", _CHECK_LINE),
    "21604": ("No number was named to send to", _CHECK_NUMBER),
    "21606": ("The line is not one of the account's numbers, or cannot text this number", _CHECK_LINE),
    "21608": (
        "A trial account texts only numbers verified with Twilio",
        "Verify it, or upgrade the account.",
    ),
    "21610": (
        "This person has opted out of texts from this line",
        "Nothing more is sent until they text START.",
    ),
    "21611": (
        "Too many texts of this line wait at Twilio already",
        "Wait until some have left, then send again.",
    ),
    "21612": ("Twilio cannot get from this line to this number", "Choose another line."),
    "21614": ("This number is no mobile number, so it takes no texts", _CHECK_NUMBER),
    "21617": (
        "The text is longer than the 1,600 characters that Twilio takes",
        "Make it shorter, or two of it.",
    ),
    "21619": ("The text has neither words nor a file", "Write something."),
    "21620": ("Twilio cannot read the address of the file", "It must be reachable by https for everyone."),
    "21623": ("More files than Twilio takes with one text", "Send at most ten."),
    "21635": ("This number is a landline, so it takes no texts", _CHECK_NUMBER),
    "21659": ("The line is not a Twilio number", _CHECK_LINE),
    "21660": ("The line belongs to another account", "Check account_sid, or choose another line."),
    "21661": ("The line cannot text", _CHECK_LINE),
    "21701": ("There is no such Messaging Service", "Check messaging_service_sid."),
    "21703": (
        "The Messaging Service has no number that could send this",
        "Add one to it in Twilio's console.",
    ),
    "21704": ("The Messaging Service has no numbers", "Add one to it in Twilio's console."),
    "21705": ("The Messaging Service's id is not valid", "Check messaging_service_sid."),
    "30001": (
        "Too many texts waited at Twilio, and this one fell out",
        "Send more slowly, and send it again.",
    ),
    "30002": ("The Twilio account is suspended", "Look at it in Twilio's console."),
    "30003": ("The phone is off, out of reach, or does not take texts", _LATER),
    "30004": ("The text was blocked, by the person or their carrier", "Ask them another way."),
    "30005": ("No phone has this number now", _CHECK_NUMBER),
    "30006": ("This number is a landline, or its carrier cannot be reached", _CHECK_NUMBER),
    "30007": (
        "A carrier, or Twilio, took the text for spam",
        "Write it in other words, without shortened links; the line may need registration.",
    ),
    "30008": ("The carrier did not say why", _LATER + " If it goes on, try another line."),
    "30009": ("A part of the text never arrived", "Ask them to send it again."),
    "30010": (
        "It would have cost more than the price limit of the account",
        "Raise the limit, or shorten it.",
    ),
    "30011": ("Their carrier does not take pictures by text", "Send the words alone, or a link."),
    "30017": ("The carrier's network was too busy", _LATER),
    "30018": ("This country asks for a registered sender", _REGISTER),
    "30019": ("The text or its file is too large for the carrier", "Make it smaller."),
    "30022": ("The line sent faster than its US registration (10DLC) allows", "Send more slowly."),
    "30023": ("The line used up its US registration's texts (10DLC) for today", "Send it again tomorrow."),
    "30024": ("The carrier does not know this line as a sender yet", "Wait a day, or choose another line."),
    "30027": ("T-Mobile's limit for today is used up", "Send it again tomorrow."),
    "30032": ("This toll-free line is not verified, so carriers block it", _REGISTER),
    "30033": ("The US registration (10DLC) of this line is suspended", _REGISTER),
    "30034": ("This line is not registered for texting in the US (10DLC), so carriers block it", _REGISTER),
    "30035": ("The registration of this line is still being set up", "Wait a day, then send again."),
    "30036": ("The text was not delivered before its time ran out", _LATER),
    "30410": ("The carrier did not answer in time", _LATER),
    "63038": (
        "The account used up its texts for today",
        "Send it again tomorrow, or ask Twilio to raise the limit.",
    ),
}
_CREDENTIALS = frozenset({"20003", "20005", "20008"})


def explain(code: str) -> str:
    """Say what the error code of an undelivered text means, and what to do; an unknown one is named."""
    known = EXPLANATIONS.get(code)
    if known is None:
        return f"Twilio could not deliver it (error {one_line(code, 20)}): see twilio.com/docs/api/errors."
    return f"{known[0]} ({code}). {known[1]}"


def read_refusal(answer: Answer) -> ProviderError | None:
    """Return the error for a 4xx whose body is Twilio's error object; None where it is none.

    The object is `{"code", "message", "more_info", "status"}`; a proxy's page tells nothing.
    """
    found = read_object(answer.body)
    code = None if found is None else read_code(found.get("code"))
    if found is None or code is None or not isinstance(found.get("message"), str):
        return None
    words, remedy = EXPLANATIONS.get(code, ("", ""))
    if not words:
        words = one_line(redact(found["message"])).rstrip(".") or "Twilio refused it"
        remedy = f"See twilio.com/docs/errors/{code}."
    message = f"{words} ({code})."
    if code == "20429":
        return RateLimitedError(message, hint=remedy, code=code, retry_after=answer.retry_after)
    if answer.status == 401 or code in _CREDENTIALS:
        return CredentialsError(message, hint=remedy, code=code)
    return RefusedError(message, hint=remedy, code=code)
