"""Two texts that began as one: nothing that either has written is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netapp.notes import merging

BASE = "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("theirs", "mine", "text"),
    [
        (BASE, "one\ntwo", "one\ntwo"),
        ("ONE\ntwo\nthree", "one\ntwo\nTHREE", "ONE\ntwo\nTHREE"),
        ("one\ntwo\nthree\nfour", "one\ntwo\nthree!", "one\ntwo\nthree!\nfour"),
        ("one\ntwo\nthree\nfour", "one\ntwo\nthree\nfünf", "one\ntwo\nthree\nfour\nfünf"),
        ("one\ntwo\nthree\nfour", "one\ntwo\nthree\nfour", "one\ntwo\nthree\nfour"),
        ("zero\none\ntwo\nthree", "one\nthree", "zero\none\nthree"),
        ("one\nTWO\nthree", "one\nTWO\nthree\nfour", "one\nTWO\nthree\nfour"),
    ],
)
def test_what_does_not_touch_is_merged(theirs, mine, text):
    assert merging.merge(BASE, theirs, mine) == (text, False)


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        ("one\nTWO\nthree", "one\nzwei\nthree", "one\nTWO\nzwei\nthree"),
        ("one\nthree", "one\nzwei\nthree", "one\nzwei\nthree"),
        ("ONE\nTWO\nthree", "one\nzwei\ndrei", "ONE\nTWO\nthree\none\nzwei\ndrei"),
    ],
)
def test_where_both_have_changed_the_same_lines_it_clashes_and_both_versions_stand_there(theirs, mine, both):
    assert merging.merge(BASE, theirs, mine) == (both, True)


def test_two_who_begin_an_empty_section_keep_both():
    assert merging.merge("", "theirs", "mine") == ("theirs\nmine", False)


LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8)


@given(LINES, LINES, LINES)
def test_every_line_that_somebody_has_put_in_is_in_what_comes_of_it(base, theirs, mine):
    was, left, right = ("\n".join(lines) for lines in (base, theirs, mine))
    merged = merging.merge(was, left, right).text.split("\n")
    for text in (left, right):
        for stretch in merging.compare(was, text):
            if stretch.kind == "in":
                assert set(stretch.lines) - {""} <= set(merged)


def test_versions_are_compared_by_lines():
    found = merging.compare("one\ntwo", "one\n2\nthree")
    assert [(kind, list(lines)) for kind, lines in found] == [
        ("same", ["one"]),
        ("out", ["two"]),
        ("in", ["2", "three"]),
    ]
