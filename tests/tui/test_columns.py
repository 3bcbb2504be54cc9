"""Which panes a terminal of some width shows, and how wide each is (product page, The inbox)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from smstui.tui.columns import LEAST, Pane, Wanted, columns, dragged, panes_shown

VIEWS, LIST, CONVERSATION, CONTACT = Pane

WANTED = (
    st.tuples(
        st.sampled_from(Pane),
        st.booleans(),
        st.booleans(),
        st.dictionaries(st.sampled_from([VIEWS, LIST, CONTACT]), st.integers(8, 500)),
    )
    .map(lambda parts: Wanted(*parts))
    .filter(lambda wanted: not wanted.contacts or wanted.at in {VIEWS, CONTACT})
)


@pytest.mark.parametrize(
    ("width", "at", "shown"),
    [
        (60, LIST, (LIST,)),
        (99, CONVERSATION, (CONVERSATION,)),
        (99, VIEWS, (VIEWS,)),
        (100, LIST, (LIST, CONVERSATION)),
        (119, CONVERSATION, (LIST, CONVERSATION)),
        (100, VIEWS, (VIEWS, LIST, CONVERSATION)),
        (100, CONTACT, (CONVERSATION, CONTACT)),
        (120, LIST, (VIEWS, LIST, CONVERSATION)),
        (159, CONTACT, (LIST, CONVERSATION, CONTACT)),
        (160, LIST, (VIEWS, LIST, CONVERSATION, CONTACT)),
        (300, CONVERSATION, (VIEWS, LIST, CONVERSATION, CONTACT)),
    ],
)
def test_what_is_shown(width: int, at: Pane, shown: tuple[Pane, ...]) -> None:
    assert panes_shown(width, Wanted(at=at)) == shown


def test_a_panel_that_is_not_wanted_is_shown_only_while_it_has_the_keyboard() -> None:
    hidden = Wanted(contact=False)
    assert CONTACT not in panes_shown(200, hidden)
    assert CONTACT in panes_shown(200, replace(hidden, at=CONTACT))


@given(st.integers(1, 400), WANTED)
def test_the_panes_fill_the_screen_and_the_keyboard_is_on_it(width: int, wanted: Wanted) -> None:
    found = columns(width, wanted)
    assert sum(found.values()) + len(found) - 1 == width
    assert wanted.at in found
    assert list(found) == sorted(found, key=list(Pane).index)


@given(st.integers(100, 400), WANTED)
def test_no_pane_is_narrower_than_it_can_be_read(width: int, wanted: Wanted) -> None:
    assert all(cells >= LEAST[pane] for pane, cells in columns(width, wanted).items())


@given(st.integers(100, 400), WANTED, st.integers(-50, 500), st.data())
def test_a_divider_goes_where_it_is_dragged_as_far_as_the_others_allow(
    width: int, wanted: Wanted, x: int, data: st.DataObject
) -> None:
    before = columns(width, wanted)
    left = data.draw(st.sampled_from(list(before)[:-1]))
    widths = dragged(width, wanted, left, x)
    after = columns(width, replace(wanted, widths=widths))
    assert all(cells >= LEAST[pane] for pane, cells in after.items())
    order = list(after)
    edge = sum(after[each] + 1 for each in order[: order.index(left)]) + after[left]
    beside = {left, order[order.index(left) + 1], CONVERSATION if CONVERSATION in after else order[0]}
    hindered = any(after[pane] == LEAST[pane] for pane in beside)
    assert edge == x or hindered
    others = set(after) - beside
    assert {pane: after[pane] for pane in others} == {pane: before[pane] for pane in others}


@given(st.integers(20, 400), WANTED, st.sampled_from(Pane), st.integers(-50, 500))
def test_a_divider_that_went_while_it_was_dragged_moves_nothing(
    width: int, wanted: Wanted, left: Pane, x: int
) -> None:
    if left not in list(columns(width, wanted))[:-1]:
        assert dragged(width, wanted, left, x) == wanted.widths
