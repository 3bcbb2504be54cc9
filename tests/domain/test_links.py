"""Addresses in texts: found as people write them, with nothing of the sentence around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import HOSTILE
from smstui.domain.links import links

ADDRESSES = [
    "https://example.org",
    "http://example.org/a/b.html?x=1&y=2#part",
    "https://en.wikipedia.org/wiki/Text_(literary_theory)",
    "https://bücher.example/straße",
    "http://例え.jp/あ",
    "http://xn--bcher-kva.example:8080/",
    "http://localhost:8000/x",
    "http://192.168.1.1/",
    "http://[::1]:80/",
    "https://user:pw@host.example/",
    "HTTPS://EXAMPLE.ORG",
    "www.example.com",
    "www.bahn.de/reise?von=A,B",
    "https://example.org/?to=https://example.com",
]
AROUND = [
    "{}",
    "see {}.",
    "({})",
    "(see {}).",
    "{}, and",
    "“{}”",
    "'{}'!",
    "<{}>",
    "[here]({})",
    "**{}**",
    "a\n{}\nb",
]
AROUND += ["{}…", "{}?!", "„{}“", "看{}。", "{};", "- {} -", '{{"url":"{}"}}']

characters = st.sampled_from(
    [*"aZ09.,:;/?#@!'\"()[]{}<>-_~* \n\t", "ü", "例", "👍", "“", "。", "www.", "http://", "https://"]
)
texts = st.one_of(
    st.lists(characters, max_size=60).map("".join), st.text(max_size=60), st.sampled_from(HOSTILE)
)
hosts = st.from_regex(r"[a-zà-ö0-9]{1,12}(\.[a-zà-ö0-9]{1,8}){1,3}", fullmatch=True)
paths = st.from_regex(r"(/[a-z0-9%_.~!$&*+,;=:@-]{0,8}){0,3}/[a-z0-9]", fullmatch=True)
addresses = st.builds(
    "{}{}{}".format, st.sampled_from(["http://", "https://", "HTTP://", "www."]), hosts, paths
)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in links(text)]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("around", AROUND)
def test_an_address_is_found_without_the_sentence_around_it(address: str, around: str) -> None:
    assert found(around.format(address)) == [address]


@given(addresses, st.sampled_from(AROUND))
def test_any_address_is_found_whatever_stands_around_it(address: str, around: str) -> None:
    assert found(around.format(address)) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "ana@example.org",
        "http://",
        "https://.",
        "https://…",
        "http:/example.org",
        "www.",
        "www.x",
        "www. example.com",
        "ana@www.example.com",
        "foo.www.example.com",
        "xhttp://example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "wwwwww",
    ],
)
def test_what_is_no_address_is_not_found(text: str) -> None:
    assert found(text) == []


def test_several_addresses_are_found_in_order() -> None:
    assert found("www.a.example or https://b.example/(c), not d.example") == [
        "www.a.example",
        "https://b.example/(c)",
    ]


@given(texts)
def test_spans_are_in_order_and_each_is_an_address_by_itself(text: str) -> None:
    spans = links(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    for start, end in spans:
        address = text[start:end]
        assert address.lower().startswith(("http://", "https://", "www."))
        assert not any(character.isspace() for character in address)
        assert links(address) == [(0, len(address))]


@given(texts)
def test_where_neither_a_scheme_nor_www_stands_nothing_is_found(text: str) -> None:
    """What lays out a text looks for these two before it looks for addresses."""
    lower = text.lower()
    assert "://" in lower or "www." in lower or links(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("http://" * 9000, 1),
        ("http://x" + ")" * 60_000, 1),
        ("www." * 15_000, 1),
        ("http://a.b " * 6000, 6000),
    ],
)
def test_the_longest_texts_are_read_too(text: str, number: int) -> None:
    assert len(links(text)) == number
