"""What people type into `/` and `smstui search`."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import HOSTILE
from smstui.domain.query import MOST_PARTS, QueryError, SearchQuery, Term, parse_query
from smstui.domain.states import State

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 25, 10, 4, 30, 123, tzinfo=STOCKHOLM)


def parse(text: str) -> SearchQuery:
    return parse_query(text, now=NOW)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", SearchQuery()),
        ("  \t\n ", SearchQuery()),
        ("dentist", SearchQuery(terms=(Term("dentist"),))),
        ("dentist  tuesday", SearchQuery(terms=(Term("dentist"), Term("tuesday")))),
        ("appoint*", SearchQuery(terms=(Term("appoint", prefix=True),))),
        ("appoint***", SearchQuery(terms=(Term("appoint", prefix=True),))),
        ("*", SearchQuery(terms=(Term("*"),))),
        ("a*b", SearchQuery(terms=(Term("a*b"),))),
        ('"move to 9"', SearchQuery(terms=(Term("move to 9"),))),
        ('"move to"* x', SearchQuery(terms=(Term("move to", prefix=True), Term("x")))),
        ('"a"b', SearchQuery(terms=(Term("a"), Term("b")))),
        ("“move to 9”", SearchQuery(terms=(Term("move to 9"),))),
        ('"from:ana"', SearchQuery(terms=(Term("from:ana"),))),
        ('"unbalanced words', SearchQuery(terms=(Term("unbalanced"), Term("words")))),
        ('5" pipe', SearchQuery(terms=(Term("5"), Term("pipe")))),
        ('"" "  " "', SearchQuery()),
        ("from:ana", SearchQuery(senders=("ana",))),
        ('from:"Ana Reyes"', SearchQuery(senders=("Ana Reyes",))),
        ("from:“Ana Reyes”", SearchQuery(senders=("Ana Reyes",))),
        ('from:"Ana', SearchQuery(senders=("Ana",))),
        ("FROM:me To:Bo", SearchQuery(senders=("me",), recipients=("Bo",))),
        ("from:ana from:bo", SearchQuery(senders=("ana", "bo"))),
        ("to:+1-415-555-2671", SearchQuery(recipients=("+14155552671",))),
        ('to:"+1 (415) 555-2671"', SearchQuery(recipients=("+14155552671",))),
        ("from:2671", SearchQuery(senders=("2671",))),
        ("from:٤١٥-２６７１", SearchQuery(senders=("4152671",))),
        ("from:tel:+14155552671 from:+", SearchQuery(senders=("+14155552671", "+"))),
        ("from:Ａｎａ", SearchQuery(senders=("Ａｎａ",))),
        ("line:Main line:0006", SearchQuery(lines=("Main", "0006"))),
        ("in:#42 in:ana", SearchQuery(places=("#42", "ana"))),
        ("has:media HAS:Media", SearchQuery(has_media=True)),
        ("state:failed", SearchQuery(states=(State.FAILED,))),
        ("state:Failed,undelivered state:failed", SearchQuery(states=(State.FAILED, State.UNDELIVERED))),
        ("price:5 10:30", SearchQuery(terms=(Term("price:5"), Term("10:30")))),
        ("http://x.example/a?b=c", SearchQuery(terms=(Term("http://x.example/a?b=c"),))),
        ("lıne:Main İn:ana", SearchQuery(terms=(Term("lıne:Main"), Term("İn:ana")))),
        ("haſ:media ſtate:failed", SearchQuery(terms=(Term("haſ:media"), Term("ſtate:failed")))),
        ("fromage:brie refrom:x", SearchQuery(terms=(Term("fromage:brie"), Term("refrom:x")))),
        ("-word OR NOT (x)", SearchQuery(terms=(Term("-word"), Term("OR"), Term("NOT"), Term("(x)")))),
        ("caf\u200b\u00e9", SearchQuery(terms=(Term("caf\u00e9"),))),
        (
            'pay* from:"Ana Reyes" line:Main state:received has:media "by friday"',
            SearchQuery(
                terms=(Term("pay", prefix=True), Term("by friday")), senders=("Ana Reyes",), lines=("Main",),
                has_media=True, states=(State.RECEIVED,),
            ),
        ),
    ],
    ids=lambda value: ascii(value)[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_the_language(text: str, query: SearchQuery) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-01", utc(2026, 2, 28, 23)),
        ("2026-07-01", utc(2026, 6, 30, 22)),
        ("2026-3-1", utc(2026, 2, 28, 23)),
        ("2026-03", utc(2026, 2, 28, 23)),
        ("today", utc(2026, 11, 24, 23)),
        ("Yesterday", utc(2026, 11, 23, 23)),
        ("tomorrow", utc(2026, 11, 25, 23)),
        ("12h", utc(2026, 11, 24, 21, 4, 30, 123)),
        ("7d", utc(2026, 11, 18, 9, 4, 30, 123)),
        ("2W", utc(2026, 11, 11, 9, 4, 30, 123)),
        ("2026-03-01T09:30:00Z", utc(2026, 3, 1, 9, 30)),
        ("2026-03-01t09:30:00+02:00", utc(2026, 3, 1, 7, 30)),
        ("2026-03-01T09:30", utc(2026, 3, 1, 8, 30)),
        ('"2026-03-01 09:30"', utc(2026, 3, 1, 8, 30)),
        ("2026-03-01T09:30:00.5Z", utc(2026, 3, 1, 9, 30, 0, 500_000)),
    ],
)
def test_moments_are_those_of_the_users_zone(value: str, moment: datetime) -> None:
    assert parse(f"after:{value}") == SearchQuery(after=moment)
    assert parse(f"before:{value}") == SearchQuery(before=moment)
    found = parse(f"after:{value}").after
    assert found
    assert found.tzinfo is UTC


def test_midnight_is_that_of_its_own_day_when_clocks_change() -> None:
    after_the_change = datetime(2026, 10, 25, 12, tzinfo=STOCKHOLM)
    query = parse_query("after:today before:tomorrow", now=after_the_change)
    assert query == SearchQuery(after=utc(2026, 10, 24, 22), before=utc(2026, 10, 25, 23))
    assert parse_query("after:12h", now=after_the_change).after == utc(2026, 10, 24, 23)


def test_of_several_bounds_the_narrowest_holds() -> None:
    query = parse("after:2026-01-01 after:2026-02-01 before:2026-05-01 before:2026-04-01")
    assert query == SearchQuery(after=utc(2026, 1, 31, 23), before=utc(2026, 3, 31, 22))


@pytest.mark.parametrize(
    ("text", "message", "expected"),
    [
        ("after:2026-02-30", "after:2026-02-30 means nothing.", "a date such as"),
        ("before:2026-13", "before:2026-13 means nothing.", "a date such as"),
        ("after:soon", "after:soon means nothing.", "a date such as"),
        ("after:", "after: means nothing.", "a date such as"),
        ("after:0000-01-01", "after:0000-01-01 means nothing.", "a date such as"),
        ("after:0001-01-01", "after:0001-01-01 means nothing.", "a date such as"),
        (
            "before:9999-12-31T23:59:59-10:00",
            "before:9999-12-31T23:59:59-10:00 means nothing.",
            "a date such as",
        ),
        ("before:9999-12-31T23:59:59Z", "before:9999-12-31T23:59:59Z means nothing.", "a date such as"),
        ("after:-7d", "after:-7d means nothing.", "a date such as"),
        (
            "state:lost",
            "state:lost means nothing.",
            "one of draft, scheduled, held, queued, sending, unconfirmed",
        ),
        ("state:failed,", "state: means nothing.", "one of draft"),
        ("has:link", "has:link means nothing.", "has:media"),
        ("from:", "from: means nothing.", "a name or a number after from:"),
        ('in:""', "in: means nothing.", "a name or a number after in:"),
        ("state:" + "x" * 500, "state:" + "x" * 39 + "… means nothing.", "one of"),
        ("after:\x1b[2J", "after:␛[2J means nothing.", "a date such as"),
        ("a " * (MOST_PARTS + 1), f"The query has {MOST_PARTS + 1} parts.", f"At most {MOST_PARTS}"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_a_value_that_means_nothing_is_refused_with_what_was_expected(
    text: str, message: str, expected: str
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert refused.value.message == str(refused.value) == message
    assert expected in refused.value.hint


FIELDS = ["from:", "to:", "line:", "in:", "before:", "after:", "has:", "state:"]
ALIKE = {"i": "iIıİ", "s": "sSſ"}
"""Letters that some rules of case take for one another, and others do not."""


def however_written(name: str) -> st.SearchStrategy[str]:
    letters = (st.sampled_from(ALIKE.get(letter, letter + letter.upper())) for letter in name)
    return st.tuples(*letters).map("".join)


@pytest.mark.parametrize(
    ("text", "hours"), [("before:9999-12-31T23:59Z", 9), ("after:0001-01-01T00:00Z", -5)]
)
def test_a_moment_that_the_users_calendar_does_not_reach_is_refused(text: str, hours: int) -> None:
    with pytest.raises(QueryError, match="means nothing"):
        parse_query(text, now=NOW.astimezone(timezone(timedelta(hours=hours))))
    assert parse_query(text, now=NOW.astimezone(timezone(timedelta(hours=-hours)))) != SearchQuery()


PIECES = st.lists(
    st.one_of(
        st.sampled_from([*FIELDS, '"', "*", " ", "x:", "-"]),
        st.sampled_from(FIELDS).flatmap(however_written),
        st.sampled_from(
            ["7d", "2026-03", "0001-01-01", "9999-12", "T", "Z", "+", "99999", "media", "sent", "me", "#1"]
        ),
        st.text(st.characters(codec=None), max_size=6),
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "text", ['"' * 60_000, 'from:"' + "1 " * 30_000 + 'x"', "(1" * 30_000 + "x", "from:" * 10_000]
)
def test_an_absurd_query_is_answered_at_once(text: str) -> None:
    """The time limit of the suite would stop an expression that goes back and forth."""
    with contextlib.suppress(QueryError):
        assert parse(text) != SearchQuery()


def test_as_many_parts_as_are_allowed_are_searched() -> None:
    assert parse("a " * MOST_PARTS).terms == (Term("a"),) * 50


@given(PIECES)
def test_nothing_but_a_query_error_is_raised(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    for moment in (query.after, query.before):
        assert moment is None or moment.tzinfo is UTC
        assert moment is None or moment.astimezone(STOCKHOLM) == moment
    for value in (
        *query.senders,
        *query.recipients,
        *query.lines,
        *query.places,
        *(term.text for term in query.terms),
    ):
        assert value
        value.encode()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_queries_are_words(text: str) -> None:
    if len(text.split()) > MOST_PARTS:
        with pytest.raises(QueryError, match="parts"):
            parse(text)
        return
    query = parse(text)
    assert query == SearchQuery(terms=query.terms)
