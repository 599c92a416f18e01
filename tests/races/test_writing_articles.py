"""Articles that several write at the same moment, each in a process of its own: no word is lost, none is slipped in."""

from contextlib import suppress

import pytest

from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.groups import records
from netapp.news import actions, queries, writing
from netapp.news.approving import actions as approving
from netapp.news.approving import queries as asked
from netapp.news.models import Article, ArticleRevision
from netapp.news.writing import Draft, Stale, Text
from tests.forums.saying import company
from tests.races.processes import at_once

WRITERS, ROUNDS = 3, 4


def _not_locked(viewer, article_id):
    return queries.get(viewer, article_id)


@pytest.fixture
def race(app, town):
    """Four save what each has typed over the same text; then the company says yes while the text is changed."""
    about = company(town, "Moelven", carol="contact")
    ole, carol = records.as_viewer(town.ole), records.as_viewer(town.carol)
    group_id, company_id = town.builders.id, about.id

    def draft(body, **more):
        return Draft(text=Text(title="Wood", body=body), language="en", author=ole.name, **more)

    def save(number, seen, body, **more):
        def saving():
            with suppress(Stale):
                actions.change(ole, number, draft(body, **more), seen=seen)

        return saving

    def approve(number, seen):
        def approving_it():
            with suppress(Refused):
                approving.approve(carol, number, seen=seen)

        return approving_it

    def run(rounds=1, *, late=False):
        """What is wrong afterwards; the first that is."""
        found = []
        for _round in range(rounds):
            text = actions.write(ole, group_id, draft("We met."), publishes=True)
            case = actions.write(
                ole, group_id, draft("It went well.", kind="case", company_id=company_id), publishes=True
            )
            seen, shown = writing.fingerprint(text), writing.fingerprint_of_all(case)
            seen_case, numbers = writing.fingerprint(case), (text.id, case.id)
            session.commit()
            deeds = [save(numbers[0], seen, f"By {one}.") for one in range(WRITERS)]
            wrong = at_once(app, deeds, late=late)
            other = save(numbers[1], seen_case, "It went badly.", kind="case", company_id=company_id)
            wrong += at_once(app, [approve(numbers[1], shown), other], late=late)
            session.rollback()
            many = session.query(ArticleRevision).filter_by(article_id=numbers[0]).count()
            after = session.get_one(Article, numbers[1])
            found += [one for one in wrong if "locked" not in one]
            found += [f"{many} have saved over each other"] if many != 1 else []
            found += ["published unseen"] if after.is_published and after.bodies["en"] != "It went well." else []
            if found:
                break
        return found

    return run


def test_who_saves_second_is_told_and_a_company_says_yes_to_what_it_was_shown(race):
    assert race() == []


def test_without_the_lock_words_are_lost(race, monkeypatch):
    monkeypatch.setattr(queries, "get_locked", _not_locked)
    monkeypatch.setattr(asked, "get_locked", asked.get)
    assert race(ROUNDS, late=True) != []
