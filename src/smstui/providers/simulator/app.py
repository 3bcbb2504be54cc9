"""The carrier as an ASGI application: who may ask, what goes wrong on the way, and what answers."""

from __future__ import annotations

import base64
import binascii
import hmac
import math
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from smstui.providers.simulator import endpoints, wire
from smstui.providers.simulator.endpoints import Answer, Asked
from smstui.providers.simulator.faults import Fault
from smstui.providers.simulator.refusals import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from smstui.providers.simulator.carrier import Carrier
    from smstui.providers.simulator.endpoints import Endpoint

CUT = "smstui.cut"
"""The ASGI extension, a function without arguments, through which a server closes a connection unanswered."""

_ACCOUNT = f"/{wire.API}/Accounts/{{account}}"
_MESSAGE = f"{_ACCOUNT}/Messages/{{sid}}"
_ADDRESSES: tuple[tuple[str, str, Endpoint], ...] = (
    ("POST", f"{_ACCOUNT}/Messages.json", endpoints.create),
    ("GET", f"{_ACCOUNT}/Messages.json", endpoints.texts),
    ("GET", f"{_MESSAGE}/Media.json", endpoints.media),
    ("GET", f"{_MESSAGE}.json", endpoints.fetch),
    ("POST", f"{_MESSAGE}.json", endpoints.update),
    ("DELETE", f"{_MESSAGE}.json", endpoints.delete),
    ("GET", f"{_ACCOUNT}/IncomingPhoneNumbers.json", endpoints.lines),
    ("GET", f"{_ACCOUNT}.json", endpoints.account),
    ("GET", "/v1/Services/{service}/PhoneNumbers", endpoints.service_lines),
    ("POST", "/carrier/say", endpoints.say),
)


class CutError(Exception):
    """The connection is to be closed without an answer, and this server offers no way to do so."""


def make_app(carrier: Carrier) -> Starlette:
    """Return the application for one carrier; it wants its account's sid and token as Basic auth."""
    routes = [
        Route(path, partial(_respond, carrier, endpoint), methods=[method])
        for method, path, endpoint in _ADDRESSES
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: partial(_unknown, carrier)})
    app.router.redirect_slashes = False
    return app


async def _respond(carrier: Carrier, endpoint: Endpoint, request: Request) -> Response:
    asked = await _take_apart(request)
    try:
        _authenticate(carrier, request)
    except Refusal as refusal:
        return _response(carrier, refusal)
    fault, seconds = _fault(carrier, endpoint)
    match fault:
        case Fault.CUT_BEFORE:
            return _Cut()
        case Fault.ERROR_BEFORE:
            return _response(carrier, Refusal(20500))
        case Fault.RATE_LIMIT:
            return _response(carrier, Refusal(20429, retry_after=seconds))
    answer: Answer | Refusal
    try:
        answer = endpoint(carrier, asked)
    except Refusal as refusal:
        answer = refusal
    match fault:
        case Fault.CUT_AFTER:
            return _Cut()
        case Fault.ERROR_AFTER:
            answer = Refusal(20500)
        case Fault.SLOW:
            await carrier.pause(seconds)
    return _response(carrier, answer)


def _fault(carrier: Carrier, endpoint: Endpoint) -> tuple[Fault | None, float]:
    if endpoint is endpoints.say:
        return None, 0.0
    return carrier.faults.throw(sending=endpoint is endpoints.create) or (None, 0.0)


async def _take_apart(request: Request) -> Asked:
    body = await request.body() if request.method == "POST" else b""
    return Asked(
        path=request.url.path,
        base_url=str(request.base_url).rstrip("/"),
        parts=request.path_params,
        query=parse_qsl(request.url.query, keep_blank_values=True),
        form=parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True),
    )


def _authenticate(carrier: Carrier, request: Request) -> None:
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(word, validate=True) if scheme.lower() == "basic" else b""
    except binascii.Error:
        given = b""
    account = carrier.account
    known = ((account.sid, account.auth_token), account.api_key)
    if not any(hmac.compare_digest(given, f"{user}:{secret}".encode()) for user, secret in known):
        raise Refusal(20003)
    if request.path_params.get("account", account.sid) != account.sid:
        raise Refusal(20404, request.url.path)


def _response(carrier: Carrier, answer: Answer | Refusal) -> Response:
    headers = {"Date": formatdate(carrier.now, usegmt=True)}
    if isinstance(answer, Refusal):
        if answer.retry_after is not None:
            headers["Retry-After"] = str(math.ceil(answer.retry_after))
        if answer.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        answer = Answer(wire.refusal_json(answer), answer.status)
    if answer.body:
        headers["Content-Type"] = answer.content_type
    return Response(answer.body, answer.status, headers)


async def _unknown(carrier: Carrier, request: Request, error: Exception) -> Response:
    wrong_method = isinstance(error, HTTPException) and error.status_code == 405
    return _response(carrier, Refusal(20004) if wrong_method else Refusal(20404, request.url.path))


class _Cut(Response):
    """No answer at all: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cut = scope.get("extensions", {}).get(CUT)
        if cut is None:
            raise CutError
        cut()
        while (await receive())["type"] != "http.disconnect":
            pass
