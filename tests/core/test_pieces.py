"""Pieces of pages: found by all that they are made of, in the language and year, and never more than their share."""

import pytest
import time_machine
from markupsafe import Markup

from netapp.core import clock, languages, pieces
from netapp.core.languages import gettext as _
from tests.support import watching

made: list[tuple[str, int]] = []


@pieces.remembered
def said(name: str, number: int = 0) -> Markup:
    made.append((name, number))
    return Markup("<p>{} {} {}</p>").format(_("Networks"), name, number)


@pytest.fixture
def kept(app):
    """Really found again, as on the site."""
    held = app.extensions["pieces"]
    get, keep = pieces.Pieces.get.__get__(held), pieces.Pieces.keep.__get__(held)
    patch = pytest.MonkeyPatch()
    patch.setattr(held, "get", get)
    patch.setattr(held, "keep", keep)
    patch.setattr(held, "most", held.most)
    held.clear()
    made.clear()
    yield held
    held.clear()
    patch.undo()


def test_one_is_made_once_of_equal_things(kept):
    assert said("a", 1) == said("a", 1) == "<p>Networks a 1</p>"
    assert said("a", number=1) == "<p>Networks a 1</p>"
    said("a", 2)
    assert made == [("a", 1), ("a", 1), ("a", 2)]


def test_each_language_and_each_year_has_its_own(kept):
    said("a")
    with languages.use("fi"):
        assert said("a") == "<p>Verkostot a 0</p>"
    assert said("a") == "<p>Networks a 0</p>"
    with time_machine.travel(clock.now().replace(year=clock.now().year + 1), tick=False):
        said("a")
    assert len(made) == 3


def test_the_least_lately_used_make_room(kept):
    kept.most = 4 * (pieces._BESIDE + 100)
    for name in "abcd":
        kept.keep(name, "x" * 100)
    assert kept.get("a") is not None
    kept.keep("e", "x" * 100)
    assert kept.get("b") is None
    assert [kept.get(name) is not None for name in "acde"] == [True] * 4
    kept.keep("f", "x" * 10_000)
    assert [kept.get(name) is not None for name in "acdef"] == [False] * 5


def test_what_is_kept_again_counts_once(kept):
    for _time in range(5):
        kept.keep("a", "x" * 100)
    assert kept._size == pieces._BESIDE + 100


def test_a_piece_that_knows_more_than_it_was_given_is_found_out(app):
    seen = iter("ab")

    @pieces.remembered
    def careless(_name: str) -> str:
        return str(next(seen))

    careless("x")
    with pytest.raises(watching.Stale):
        careless("x")


def test_words_of_one_reader_are_put_in_afterwards_and_escaped(app, kept):
    def menu(name: str, letters: str) -> Markup:
        return pieces.piece_with((name, letters, "/p?a=1&b=2"), "_frame.html", "viewer_menu", True, False)

    with app.test_request_context():
        ada, bo = menu("Ada <i>", "AI"), menu("Bo & Co", "BC")
    assert len(kept._pieces) == 1
    assert '<span class="who">Ada &lt;i&gt;</span>' in ada
    assert '<img class="avatar little" src="/p?a=1&amp;b=2"' in ada
    assert str(ada).replace("Ada &lt;i&gt;", "Bo &amp; Co") == bo
    assert not any(mark in ada for mark in pieces.MARKS)


def test_each_row_of_a_list_is_a_piece_of_its_own(app, kept):
    with app.test_request_context():
        chips = [pieces.piece("_macros.html", "chip", name, "stop") for name in "ab"]
        rows = pieces.each("_macros.html", "chip", "ab", "stop")
        assert rows == Markup().join(chips)
        before = len(kept._pieces)
        assert pieces.each("_macros.html", "chip", "abc", "stop").startswith(rows)
    assert len(kept._pieces) == before + 1
