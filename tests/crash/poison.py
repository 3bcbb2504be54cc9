"""A server that speaks just enough of Twilio's API to serve whatever bytes it is given."""

from __future__ import annotations

import json
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    import random
    from datetime import datetime

ACCOUNT = "AC" + "5" * 32
TOKEN = "token-of-the-poisoned-account"
LINE = "+15005550006"
PAGE = 100


class Poisoned:
    """The server; `items` are the raw bytes of the texts it lists, newest first."""

    def __init__(self) -> None:
        self.items: list[bytes] = []
        self.whole: bytes | None = None
        """When set, the answer to every list, whatever it is."""
        self.content_type = "application/json"
        self.status = 200
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body = owner.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def base_url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Return status, content type and body of a GET."""
        where = urlsplit(path)
        if where.path.endswith("/IncomingPhoneNumbers.json"):
            return 200, "application/json", json.dumps(_lines(where.path)).encode()
        if where.path.endswith("/Messages.json"):
            if self.whole is not None:
                return self.status, self.content_type, self.whole
            return 200, "application/json", self._page(where.path, parse_qs(where.query))
        return 404, "application/json", b'{"code": 20404, "message": "not found", "status": 404}'

    def _page(self, path: str, query: dict[str, list[str]]) -> bytes:
        number = int(query.get("Page", ["0"])[0])
        chosen = self.items[number * PAGE : (number + 1) * PAGE]
        more = len(self.items) > (number + 1) * PAGE
        following = f'"{path}?PageSize={PAGE}&Page={number + 1}"' if more else "null"
        head = f'"end": {len(chosen)}, "first_page_uri": "{path}", "next_page_uri": {following}, '
        rest = (
            f'"page": {number}, "page_size": {PAGE}, "previous_page_uri": null, "start": 0, "uri": "{path}"'
        )
        return b'{"messages": [' + b",".join(chosen) + b"], " + (head + rest).encode() + b"}"


def _lines(path: str) -> dict[str, Any]:
    can = {"voice": True, "SMS": True, "MMS": True, "sms": True, "mms": True, "fax": False}
    line = {"sid": "PN" + "1" * 32, "phone_number": LINE, "friendly_name": "Main", "capabilities": can}
    return {"incoming_phone_numbers": [line], "next_page_uri": None, "page": 0, "page_size": 50, "uri": path}


def a_text(number: int, body: str, at: datetime, peer: str = "+12125550100") -> dict[str, Any]:
    """Return an incoming text as Twilio lists it."""
    sid = f"SM{number:032x}"
    uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}"
    date = format_datetime(at)
    return {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": body,
        "date_created": date,
        "date_sent": date,
        "date_updated": date,
        "direction": "inbound",
        "error_code": None,
        "error_message": None,
        "from": peer,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "received",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": LINE,
        "uri": f"{uri}.json",
    }


NEEDED = frozenset({"sid", "from", "to", "direction", "date_created", "date_sent", "date_updated"})
"""Without these a text cannot be filed at all; spoiling one may cost that text, and no other."""

_ODD = [
    b"null",
    b"true",
    b"0",
    b"-1",
    b"1e400",
    b"99999999999999999999999999",
    b'""',
    b'"\\ud83d"',
    b'"a\\u0000b"',
    b'"\\u001b[2J\\u202e"',
    b'"\xff\xfe"',
    b"[]",
    b"{}",
    b'["a", {"b": null}]',
    b'"never-heard-of-it"',
    b'"' + b"x" * 65_536 + b'"',
    b"[" * 500 + b"]" * 500,
]


def mutate(text: dict[str, Any], choose: random.Random) -> tuple[bytes, bool]:
    """Return a spoiled text as bytes, and whether it must still land.

    One field is taken out, given an odd value, or given twice; or a field nobody knows is added.
    """
    field = choose.choice([*text, "a_field_of_next_year"])
    odd = choose.choice(_ODD)
    pairs = [(name, json.dumps(value).encode()) for name, value in text.items() if name != field]
    match choose.randrange(3):
        case 0:
            pass
        case 1:
            pairs.append((field, odd))
        case _:
            pairs += [(field, odd), (field, json.dumps(text.get(field)).encode())]
    choose.shuffle(pairs)
    raw = b"{" + b", ".join(json.dumps(name).encode() + b": " + value for name, value in pairs) + b"}"
    return raw, field not in NEEDED
