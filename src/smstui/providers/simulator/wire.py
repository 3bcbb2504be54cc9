"""The carrier's things as Twilio's JSON (api v2010): pure, and quick enough for pages of a thousand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from mimetypes import guess_type
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from smstui.providers.simulator.refusals import FATES, Refusal
from smstui.providers.simulator.seeded import hex_of
from smstui.providers.simulator.text import MOVING, Text, segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smstui.providers.simulator.account import Account, OwnLine

API = "2010-04-01"

_TEXT = (
    '{"body":%s,"num_segments":"%d","direction":"%s","from":%s,"to":%s,"date_updated":"%s","price":%s,'
    '"error_message":%s,"uri":"%s.json","account_sid":"%s","num_media":"%d","status":%s,'
    '"messaging_service_sid":%s,"sid":"%s","date_sent":%s,"date_created":"%s","error_code":%s,'
    '"price_unit":"USD","api_version":"2010-04-01","subresource_uris":{"media":"%s/Media.json",'
    '"feedback":"%s/Feedback.json"}}'
)
_PRICE = 0.0079


def quoted(value: str | None) -> str:
    """Return a JSON string in ASCII, so that lone surrogates and NUL travel as escapes; null for None."""
    return "null" if value is None else encode_basestring_ascii(value)


def rfc2822(seconds: int) -> str:
    """Return a time as Twilio writes it: `Wed, 25 Nov 2026 09:52:00 +0000`."""
    day, second = divmod(seconds, 86400)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{_date(day)} {hour:02}:{minute:02}:{second:02} +0000"


@lru_cache(maxsize=4096)
def _date(day: int) -> str:
    return formatdate(day * 86400, usegmt=True)[:16]


def text_json(text: Text, account_sid: str) -> str:
    """Return a text as api.v2010.account.message."""
    uri = f"/{API}/Accounts/{account_sid}/Messages/{text.sid}"
    parts = segments(text.body)
    moving = text.status in MOVING
    unassigned = text.status == "accepted"
    return _TEXT % (
        encode_basestring_ascii(text.body),
        0 if unassigned else parts,
        text.direction,
        "null" if unassigned else encode_basestring_ascii(text.sender),
        encode_basestring_ascii(text.recipient),
        rfc2822(text.updated or text.created),
        "null" if moving else f'"-{_PRICE * parts:.5f}"',
        quoted(_error_message(text.error_code)),
        uri,
        account_sid,
        len(text.media),
        encode_basestring_ascii(text.status),
        quoted(text.service_sid),
        text.sid,
        "null" if text.sent is None else f'"{rfc2822(text.sent)}"',
        rfc2822(text.created),
        "null" if text.error_code is None else text.error_code,
        uri,
        uri,
    )


def _error_message(code: int | None) -> str | None:
    return None if code is None else FATES.get(code, "Unknown error")


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Where a page of a list stands among the others."""

    path: str
    query: Sequence[tuple[str, str]]
    page: int
    size: int

    def json(self, key: str, items: Sequence[str], *, following: str | None) -> str:
        """Return a page in the manner of api v2010; `items` are JSON already, `following` is a token."""
        facts = {
            "end": self.page * self.size + max(len(items) - 1, 0),
            "first_page_uri": self._uri(0, None),
            "next_page_uri": self._uri(self.page + 1, following) if following else None,
            "page": self.page,
            "page_size": self.size,
            "previous_page_uri": None,
            "start": self.page * self.size,
            "uri": self._uri(self.page, dict(self.query).get("PageToken")),
        }
        return f'{json.dumps(facts)[:-1]}, "{key}": [{",".join(items)}]}}'

    def meta_json(self, key: str, items: Sequence[str], *, following: str | None) -> str:
        """Return a page in the manner of Twilio's newer APIs, with absolute addresses in `meta`."""
        meta = {
            "page": self.page,
            "page_size": self.size,
            "first_page_url": self._uri(0, None),
            "previous_page_url": None,
            "url": self._uri(self.page, dict(self.query).get("PageToken")),
            "next_page_url": self._uri(self.page + 1, following) if following else None,
            "key": key,
        }
        return f'{{"meta": {json.dumps(meta)}, "{key}": [{",".join(items)}]}}'

    def _uri(self, page: int, token: str | None) -> str:
        paging = {"PageSize", "Page", "PageToken"}
        words = [(name, value) for name, value in self.query if name not in paging]
        words += [("PageSize", str(self.size)), ("Page", str(page))]
        return f"{self.path}?{urlencode(words + ([('PageToken', token)] if token else []))}"


def media_json(text: Text, index: int, account_sid: str) -> str:
    """Return one file of a text as api.v2010.account.message.media."""
    sid = media_sid(text, index)
    uri = f"/{API}/Accounts/{account_sid}/Messages/{text.sid}/Media/{sid}.json"
    return json.dumps(
        {
            "sid": sid,
            "account_sid": account_sid,
            "parent_sid": text.sid,
            "content_type": guess_type(text.media[index])[0] or "application/octet-stream",
            "date_created": rfc2822(text.created),
            "date_updated": rfc2822(text.created),
            "uri": uri,
        }
    )


def media_sid(text: Text, index: int) -> str:
    """Return the name of one file of a text."""
    return "ME" + hex_of(int(text.sid[2:], 16) >> 64, index)


def line_json(line: OwnLine, account: Account, since: int) -> str:
    """Return a number of ours as api.v2010.account.incoming_phone_number."""
    sid = "PN" + hex_of(account.seed, int(line.number[1:]))
    unset = (
        "address_sid identity_sid sms_application_sid sms_fallback_url sms_url status_callback trunk_sid "
        "voice_application_sid voice_fallback_url voice_url emergency_address_sid bundle_sid"
    )
    return json.dumps(
        dict.fromkeys(unset.split())
        | {
            "account_sid": account.sid,
            "address_requirements": "none",
            "api_version": API,
            "beta": False,
            "capabilities": {"voice": True, "sms": line.sms, "mms": line.mms, "fax": False},
            "date_created": rfc2822(since),
            "date_updated": rfc2822(since),
            "emergency_address_status": "unregistered",
            "emergency_status": "Inactive",
            "friendly_name": line.name,
            "origin": "twilio",
            "phone_number": line.number,
            "sid": sid,
            "sms_fallback_method": "POST",
            "sms_method": "POST",
            "status": "in-use",
            "status_callback_method": "POST",
            "type": line.type,
            "uri": f"/{API}/Accounts/{account.sid}/IncomingPhoneNumbers/{sid}.json",
            "voice_caller_id_lookup": False,
            "voice_fallback_method": "POST",
            "voice_method": "POST",
            "voice_receive_mode": "voice",
        }
    )


def service_line_json(line: OwnLine, account: Account, since: int, base_url: str) -> str:
    """Return a sender of the Messaging Service as messaging.v1.service.phone_number."""
    sid = "PN" + hex_of(account.seed, int(line.number[1:]))
    moment = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(
        {
            "sid": sid,
            "account_sid": account.sid,
            "service_sid": account.service_sid,
            "date_created": moment,
            "date_updated": moment,
            "phone_number": line.number,
            "country_code": "US",
            "capabilities": ["Voice", "SMS", "MMS"] if line.mms else ["Voice", "SMS"],
            "url": f"{base_url}/v1/Services/{account.service_sid}/PhoneNumbers/{sid}",
        }
    )


def account_json(account: Account, since: int) -> str:
    """Return the account as api.v2010.account; the token is told to nobody."""
    uri = f"/{API}/Accounts/{account.sid}"
    return json.dumps(
        {
            "auth_token": None,
            "date_created": rfc2822(since),
            "date_updated": rfc2822(since),
            "friendly_name": "smstui carrier",
            "owner_account_sid": account.sid,
            "sid": account.sid,
            "status": "active",
            "subresource_uris": {
                "messages": f"{uri}/Messages.json",
                "incoming_phone_numbers": f"{uri}/IncomingPhoneNumbers.json",
            },
            "type": "Full",
            "uri": f"{uri}.json",
        }
    )


def refusal_json(refusal: Refusal) -> str:
    """Return the body that goes with a refusal."""
    return json.dumps(
        {
            "code": refusal.code,
            "message": refusal.words,
            "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
            "status": refusal.status,
        }
    )
