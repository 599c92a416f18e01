"""Both engines find the same, in the same order: whatever is asked, by whoever it is."""

from datetime import UTC, datetime

import pytest
import time_machine

from bench import fill
from bench.worlds import Size
from netapp.core import finding, words
from netapp.core.db import db, session
from netapp.core.viewer import GUEST, Viewer
from netapp.events import searching as events
from netapp.forums import searching as forums
from netapp.groups import searching as groups
from netapp.members import searching as members
from tests.support.databases import ENGINES

SIZE = Size("same", networks=4, people=90, meetings=90, sign_ups=300, letters=10, sessions=10, feed=8, posts=200)
ASKED = (
    *(
        "waste heat",
        "energi",
        "virksomheder",
        "möten",
        "tapaamisista",
        "yritysten",
        "møde",
        "arhus",
        "a",
        "genbrug træ",
    ),
    *("hansen", "companies", "verk", "of", "' OR 1=1", "NEAR(a b)", "a:b & c | !d", "*", "循環", "Ω", "x" * 99),
    *("kpublic", "hållbart byggande", "ing", "1 2 3 4 5 6 7 8 9", "ligesom"),
)
SHELVES = (
    events.upcoming(()),
    events.past(()),
    groups.NETWORKS,
    members.COMPANIES,
    members.PEOPLE,
    forums.shelf(forums.Narrowed()),
)
LEGS = [(shelf, where) for shelf in SHELVES for where in (finding.TITLE, finding.BODY, finding.ENDS)]


@pytest.fixture
def found(make_database, make_app):
    """Engine → (who asked, what) → the hits, as leg and number."""
    found = {}
    with time_machine.travel(datetime(2026, 11, 18, 12, tzinfo=UTC), tick=False):
        for engine in ENGINES:
            with make_app(make_database(engine)).app_context():
                fill.fill(SIZE, seed=3)
                found[engine] = {(n, one): hits(who, one) for n, who in enumerate(viewers()) for one in ASKED}
                session.remove()
                db.engine.dispose()
    return found


def viewers() -> list[Viewer]:
    """A guest, and one who has more keys than anybody will."""
    many = {number: "organiser" if number % 3 else "member" for number in range(1, 101)}
    return [GUEST, Viewer(person_id=9, roles=many)]


def hits(viewer: Viewer, typed: str) -> list[tuple[int, int]]:
    """All of the first, and what comes after the third of them."""
    asked = words.asked(typed)
    first = finding.find(viewer, asked, LEGS, 40)
    then = finding.find(viewer, asked, LEGS, 40, first[2].place) if len(first) > 2 else []
    return [hit.place for hit in (*first, *then)]


def test_both_engines_find_the_same_in_the_same_order(found):
    one, other = (found[engine] for engine in ENGINES)
    assert [asked for asked in one if one[asked] != other[asked]] == []
    assert sum(bool(places) for places in one.values()) > 20
    # Who holds more keys finds more.
    assert len(one[0, "energi"]) < len(one[1, "energi"])
