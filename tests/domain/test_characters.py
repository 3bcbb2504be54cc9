"""Sets of characters: exactly those of the ranges, whatever was asked before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smstui.domain.characters import Characters

texts = st.text(st.characters(exclude_categories=[]))


@given(st.sets(st.characters(exclude_categories=[]), max_size=12), st.lists(texts, max_size=6))
def test_it_covers_what_lies_within_its_ranges_and_nothing_else(ends: set[str], asked: list[str]) -> None:
    ascending = sorted(ends)
    pairs = list(zip(ascending[::2], ascending[1::2], strict=False))
    characters = Characters(*reversed([first + last for first, last in pairs]))

    for text in [*asked, "".join(ends)]:
        inside = [any(first <= each <= last for first, last in pairs) for each in text]
        assert [each in characters for each in text] == inside
        assert characters.cover(text) == all(inside)


def test_a_single_character_is_a_range() -> None:
    characters = Characters("a", "c")
    assert characters.cover("aca")
    assert not characters.cover("abc")
