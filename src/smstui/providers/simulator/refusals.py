"""What the carrier says no with: Twilio's error codes, HTTP statuses and words."""

from __future__ import annotations

_ERRORS: dict[int, tuple[int, str]] = {
    20001: (400, "{detail}"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20404: (404, "The requested resource {detail} was not found"),
    20409: (409, "{detail}"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    21211: (400, "Invalid 'To' Phone Number: {detail}"),
    21212: (400, "Invalid From Number (caller ID): {detail}"),
    21266: (400, "'To' and 'From' number cannot be the same: {detail}"),
    21408: (
        403,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: "
        "{detail}",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number {detail} is not a valid, SMS-capable inbound phone number for your account.",
    ),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "Message cannot be sent with the current combination of 'To' and 'From' parameters"),
    21614: (400, "'To' number: {detail}, is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21620: (400, "Invalid media URL(s)"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21701: (404, "The Messaging Service does not exist"),
    30409: (400, "Message is already in a final state and cannot be canceled"),
}

FATES: dict[int, str] = {
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "Message from an Unregistered Number",
}
"""The words that go with the error code of a text that was accepted and did not arrive."""


class Refusal(Exception):  # noqa: N818 - the carrier refuses: nothing of ours went wrong
    """An answer that says no, as Twilio words it."""

    def __init__(self, code: int, detail: str = "", *, retry_after: float | None = None) -> None:
        self.code = code
        self.status, words = _ERRORS[code]
        self.words = words.format(detail=detail)
        self.retry_after = retry_after
        super().__init__(f"{code}: {self.words}")
