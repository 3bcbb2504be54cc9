"""Twilio's calls: one account as a `ports.provider.Provider`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from smstui.domain.states import State
from smstui.ports.errors import AmbiguousError, CredentialsError, ProviderError, RefusedError
from smstui.ports.provider import Accepted, Page
from smstui.providers.http.client import HttpClient
from smstui.providers.twilio import API_HOST, CAPABILITIES
from smstui.providers.twilio.asking import date_filter, ends_filter
from smstui.providers.twilio.errors import explain, read_refusal
from smstui.providers.twilio.numbers import read_numbers
from smstui.providers.twilio.paging import merge
from smstui.providers.twilio.wire import OUTBOUND_STATES, NotUnderstoodError, read_list, read_text

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from smstui.domain.remote import OutgoingText, RemoteLine, RemoteText
    from smstui.ports.clock import Clock
    from smstui.ports.provider import Capabilities
    from smstui.providers.http.answer import Answer
    from smstui.providers.twilio import Options

_ROOT = "/2010-04-01/"
_MESSAGING_HOST = "https://messaging.twilio.com"
_FULL_PAGE = 1000
_QUIET_PAGE = 100  # a poll every few seconds finds next to nothing
_MOST_EMPTY_PAGES = 10


class Twilio:
    """One account at Twilio, or at a server that speaks its API."""

    def __init__(
        self, options: Options, login: tuple[str, str], *, clock: Clock, transport: object | None = None
    ) -> None:
        self._service = options.messaging_service_sid
        self._clock = clock
        self._http = HttpClient(options.base_url, auth=login, clock=clock, transport=transport)
        self._messaging = self._http
        if self._service and self._http.address.base == API_HOST:
            self._messaging = HttpClient(_MESSAGING_HOST, auth=login, clock=clock, transport=transport)
        self._account = f"{self._http.address.base}{_ROOT}Accounts/{quote(options.account_sid, safe='')}"

    @property
    def capabilities(self) -> Capabilities:
        """What Twilio can do."""
        return CAPABILITIES

    def explain(self, code: str) -> str:
        """Say what an error code means and what to do."""
        return explain(code)

    async def send(self, text: OutgoingText) -> Accepted:
        """Hand over one text in exactly one request; raises as `Provider` says."""
        form = [("To", text.peer), ("From", text.line)]
        if self._service:
            form.append(("MessagingServiceSid", self._service))
        if text.body:
            form.append(("Body", text.body))
        form += [("MediaUrl", url) for url in text.media_urls]
        answer = await self._http.post_once(f"{self._account}/Messages.json", form)
        if not 200 <= answer.status < 300:
            raise read_refusal(answer) or _no_word(answer)
        accepted = read_text(answer.body, now=self._provider_time(answer))
        if accepted is None:
            raise _no_word(answer)
        return Accepted(
            provider_id=accepted.provider_id,
            state=OUTBOUND_STATES.get(accepted.provider_status, State.SENT),
            provider_status=accepted.provider_status,
            segments=accepted.segments,
            at=accepted.at,
            server_offset=answer.server_offset or 0.0,
            raw=answer.body,
            error_code=accepted.error_code,
        )

    def pages(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        line: str | None = None,
        peer: str | None = None,
    ) -> AsyncGenerator[Page, None]:
        """List texts as `Provider` says."""
        if line is None and peer is None:
            return self._list([], since, until)
        between = line is not None and peer is not None
        ways = ((line, peer), (peer, line))
        return merge(
            [
                self._list(ends_filter(sender, recipient), since, until, by_date=not between)
                for sender, recipient in ways
            ]
        )

    async def fetch(self, provider_id: str) -> RemoteText | None:
        """Return one text as it is now; None where Twilio does not know it."""
        answer = await self._http.get(f"{self._account}/Messages/{quote(provider_id, safe='')}.json")
        if answer.status == 404:
            return None
        text = read_text(self._checked(answer).body, now=self._provider_time(answer))
        if text is None:
            self._not_understood()
        return text

    async def lines(self) -> Sequence[RemoteLine]:
        """Return the numbers of the account, or those of the Messaging Service if one is set."""
        if not self._service:
            url = f"{self._account}/IncomingPhoneNumbers.json"
            return await self._numbers(self._http, url, "incoming_phone_numbers")
        url = f"{self._messaging.address.base}/v1/Services/{quote(self._service, safe='')}/PhoneNumbers"
        return await self._numbers(self._messaging, url, "phone_numbers")

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._http.aclose()
        await self._messaging.aclose()

    async def _list(
        self,
        ends: list[tuple[str, str]],
        since: datetime | None,
        until: datetime | None,
        *,
        by_date: bool = True,
    ) -> AsyncGenerator[Page, None]:
        """Read one list, newest first, until it ends or lies wholly before `since`.

        A text that is not sent yet has no DateSent: with `by_date` off it is found too.
        """
        params = [
            *ends,
            *(date_filter(since, until) if by_date else []),
            ("PageSize", self._page_size(since, until)),
        ]
        url: str | None = f"{self._account}/Messages.json"
        read = {""}
        empty = 0
        before: list[str] = []
        while url is not None and url not in read:
            answer = self._checked(await self._http.get(url, params))
            try:
                page = read_list(answer.body, now=self._provider_time(answer))
            except NotUnderstoodError:
                self._not_understood()
            ids = [text.provider_id for text in page.texts]
            # A list that repeats itself, or goes on without anything in it, would never end.
            empty = 0 if ids else empty + 1
            if (ids and ids == before) or empty > _MOST_EMPTY_PAGES:
                return
            yield Page(page.texts, answer.server_offset or 0.0, page.unreadable)
            if page.next is None or (since and page.newest and page.newest < since and page.newest_first):
                return
            read.add(url)
            before, params = ids, []
            url = self._http.address.resolve(page.next, _ROOT)

    async def _numbers(self, http: HttpClient, url: str, key: str) -> list[RemoteLine]:
        params = [("PageSize", str(_FULL_PAGE))]
        found: dict[str, RemoteLine] = {}
        read: set[str] = set()
        following: str | None = url
        while following is not None and following not in read:
            read.add(following)
            answer = self._checked(await http.get(following, params))
            try:
                lines, address = read_numbers(answer.body, key)
            except NotUnderstoodError:
                self._not_understood()
            found |= {line.number: line for line in lines}
            following = None if address is None else http.address.resolve(address, _ROOT)
            params = []
        return list(found.values())

    def _checked(self, answer: Answer) -> Answer:
        if 200 <= answer.status < 300:
            return answer
        refusal = read_refusal(answer)
        if refusal is not None:
            raise refusal
        if answer.status == 401:
            raise CredentialsError(
                f"{self._http.address.host} does not accept the credentials (HTTP 401).",
                hint="Check account_sid, and store the secret anew with `smstui accounts login NAME`.",
            )
        raise RefusedError(
            f"{self._http.address.host} refused, without a reason (HTTP {answer.status}).",
            hint="Check base_url: is that a server that speaks Twilio's API?",
        )

    def _not_understood(self) -> NoReturn:
        raise ProviderError(
            f"{self._http.address.host} answered with something that is not what Twilio answers.",
            hint="What was read until here is kept. Check base_url.",
        )

    def _provider_time(self, answer: Answer) -> datetime:
        return self._clock.now() + timedelta(seconds=answer.server_offset or 0.0)

    def _page_size(self, since: datetime | None, until: datetime | None) -> str:
        recent = since is not None and until is None and self._clock.now() - since < timedelta(hours=1)
        return str(_QUIET_PAGE if recent else _FULL_PAGE)


def _no_word(answer: Answer) -> AmbiguousError:
    return AmbiguousError(
        f"Nobody knows whether the text was accepted: Twilio answered HTTP {answer.status}, without an id.",
        hint="smstui looks for it in Twilio's list; it is not sent again by itself.",
        server_offset=answer.server_offset,
    )
