"""Every column about a person or a group: in a person's take-out and a network's archive, or here with why not.

What becomes of each when somebody is erased stands in test_people_columns.py.
"""

import json
import zipfile

import pytest

from netapp.archive import network, taking
from netapp.core import archives
from netapp.core.db import Base
from netapp.events import queries as events
from netapp.groups import queries, records
from netapp.members import actions
from tests.house.test_people_columns import FIRST, LAST, PEOPLE, WORDS, columns, full, targets

__all__ = ["full"]

OTHERS = "not: it is about somebody else; the deed stands in the log"
NOBODYS = "not: it tells of nobody"
GIVERS = "not: a list is read by who gave it alone, and goes after 30 days; what it said of who is invited is told"
WALKED_IN = "not: nothing tells that a name which was called out at a door is theirs"
# Column → the file of the take-out that tells what stands there of the person.
TAKEN_OUT = {
    "affiliation.person_id": "companies.json",
    "api_token.name": "keys-for-programs.json",
    "api_token.person_id": "keys-for-programs.json",
    "article.approved_by": "articles.json",
    "article.author_id": "articles.json",
    "article.created_by": "articles.json",
    "article_revision.replaced_by": "articles-changed.json",
    "ballot.company": "poll-answers.json",
    "ballot.person_id": "poll-answers.json",
    "attempt.person_id": "not: it lives for minutes, and holds hashes",
    "calendar_file.made_by": "calendar-files.json",
    "calendar_file.source": "calendar-files.json",
    "caught_up.person_id": "seen.json",
    "introduction.person_id": "seen.json",
    "opening_address.person_id": "seen.json",
    "colleague.person_id": "company-requests.json",
    "company.name": "companies.json",
    "company_merge.person_id": "company-merges.json",
    "door.made_by": "check-in-links.json",
    "door.name": NOBODYS,
    "entry.person_id": "entered-groups.json",
    "file.made_by": "files.json",
    "file.name": "files.json",
    "follower.person_id": "followed-networks.json",
    "group.created_by": "started-groups.json",
    "group.name": NOBODYS,
    "funder.name": NOBODYS,
    "identity.issuer": "ways-to-sign-in.json",
    "identity.person_id": "ways-to-sign-in.json",
    "identity.picture_url": "not: an address at the provider; whether there is one is told",
    "identity.subject": "ways-to-sign-in.json",
    "invitation.company": "invitations.json",
    "invitation.name": "invitations.json",
    "invitation_link.created_by": "invitation-links.json",
    "invited.person_id": "invited-to-meetings.json",
    "knock.email": "asked-to-join.json",
    "knock.name": "asked-to-join.json",
    "letter.address": "letters.json",
    "letter.name": "letters.json",
    "letter.person_id": "letters.json",
    "letter.source": "letters.json",
    "letter.subject": "letters.json",
    "link.email": "sign-in-links.json",
    "link.person_id": "sign-in-links.json",
    "log_row.person_id": "deeds.json",
    "mark.by_id": OTHERS,
    "mark.company": WALKED_IN,
    "mark.name": WALKED_IN,
    "meeting.address": NOBODYS,
    "meeting.contact_email": "meetings-of-mine.json",
    "meeting.contact_name": "meetings-of-mine.json",
    "meeting.created_by": "meetings-of-mine.json",
    "membership.decided_by": OTHERS,
    "membership.invited_by": OTHERS,
    "membership.person_id": "memberships.json",
    "message.created_by": "letters-to-participants.json",
    "message.subject": "letters-to-participants.json",
    "old_letter.author_id": GIVERS,
    "old_list.made_by": GIVERS,
    "opinion.person_id": "feedback.json",
    "party.name": NOBODYS,
    "passenger.person_id": "rides.json",
    "person.email": "profile.json",
    "person.name": "profile.json",
    "person_line.person_id": "about-me.json",
    "picture.person_id": "picture.webp",
    "place.person_id": "tables.json",
    "poll.created_by": "polls-of-mine.json",
    "poll_request.company": "poll-requests.json",
    "poll_request.email": "poll-requests.json",
    "poll_request.name": "poll-requests.json",
    "post.author_id": "posts.json",
    "post_draft.person_id": "drafts.json",
    "post_file.name": "post-files.json",
    "post_file.person_id": "post-files.json",
    "post_revision.replaced_by": "posts.json",
    "block.person_id": "blocked.json",
    "block.blocked_id": OTHERS,
    "post_flag.person_id": "flags.json",
    "ruling.decided_by": OTHERS,
    "ruling.person_id": "rulings.json",
    "reaction.person_id": "reactions.json",
    "reading.person_id": "threads.json",
    "thread.created_by": "threads.json",
    "thread.last_by": OTHERS,
    "profile.email_to": "about-me.json",
    "profile.person_id": "about-me.json",
    "promise.made_by": "promises.json",
    "promise.person_id": "promises.json",
    "promise_answer.by_id": "promise-answers.json",
    "promise_answer.was_person_id": "promise-answers.json",
    "request.company": "sign-up-requests.json",
    "request.email": "sign-up-requests.json",
    "request.name": "sign-up-requests.json",
    "ride.driver_id": "rides.json",
    "roster.made_by": "lists.json",
    "roster.source": "lists.json",
    "roster_row.company": GIVERS,
    "returned.address": "returned-letters.json",
    "roster_row.email": GIVERS,
    "roster_row.name": GIVERS,
    "roster_row.person_id": GIVERS,
    "series.address": NOBODYS,
    "series.contact_email": "series-of-mine.json",
    "series.contact_name": "series-of-mine.json",
    "series.created_by": "series-of-mine.json",
    "series_sign_up.company": "series.json",
    "series_sign_up.person_id": "series.json",
    "session.device": "devices.json",
    "session.person_id": "devices.json",
    "sign_up.company": "sign-ups.json",
    "sign_up.person_id": "sign-ups.json",
    "site.contact": NOBODYS,
    "site.name": NOBODYS,
    "speaker.company": "programme.json",
    "vote.person_id": "votes.json",
    "webhook.person_id": "webhooks.json",
    "speaker.name": "programme.json",
    "speaker.person_id": "programme.json",
    "stop.address": "stopped-letters.json",
    "tick.name": NOBODYS,
}
OWN = "a person's own: they take it out themselves"
SITE = "this site's own"
DOOR = "opens a door here"
LISTS = "who gave the list reads it, nobody else; half done, it would write to the same people again"
# Tables that no network's archive holds.
STAY_HERE = {
    "answers": "said to these organisers, and gone some time after their decision",
    "article_revision": "what was taken back stays where it was said",
    "attempt": OWN,
    "calendar_file": LISTS,
    "calendar_origin": "what was imported here, from a calendar that this site's organisers have",
    "calendar_row": LISTS,
    "caught_up": OWN,
    "introduction": OWN,
    "opening_address": OWN,
    "colleague": "a company's contacts answer it here",
    "company_merge": "waits for a company's contacts here",
    "company_moved": "where this site's old addresses lead",
    "door": DOOR,
    "entry": "a step of this site's administrators",
    "file": "its content is carried: logos/, articles/, emblems/ drawn anew there, handouts/, attached/ judged anew",
    "hit": SITE,
    "identity": OWN,
    "invitation": LISTS,
    "invitation_link": DOOR,
    "opinion": "who has said what goes to nobody; the numbers are carried",
    "invited": "a letter from here has been sent to them",
    "knock": DOOR,
    "letter": "what was sent from here; nothing is sent twice",
    "link": OWN,
    "log_row": "who did what here",
    "old_letter": LISTS,
    "old_list": LISTS,
    "person_line": OWN,
    "picture": OWN,
    "block": OWN,
    "post_draft": OWN,
    "post_telling": "whom its letters still wait for is settled here",
    "post_flag": "who flagged what is told to nobody but these moderators",
    "ruling": "what moderators said to one person here",
    "post_revision": "what was taken back stays where it was said",
    "reaction": "the posts tell how many; who it was stays here",
    "reading": OWN,
    "vote": "who has chosen what goes to nobody; the numbers are carried",
    "poll_request": "waits for the button in a letter from here, for a week at most",
    "profile": OWN,
    "received": "which letters came to this site; without any name",
    "returned": OWN,
    "request": "waits for the button in a letter from here, for a week at most",
    "roster": LISTS,
    "roster_row": LISTS,
    "search_round": "made anew here",
    "search_row": "made anew here",
    "api_token": OWN,
    "session": OWN,
    "webhook": OWN,
    "webhook_delivery": OWN,
    "site": SITE,
    "tick": SITE,
}


def carried_columns():
    return {str(column) for one in archives.carried().values() for column in network.columns(one)}


def test_every_column_about_a_person_is_in_their_take_out_or_it_is_said_why_not():
    assert set(TAKEN_OUT) == set(PEOPLE) | set(WORDS)


def test_the_take_out_of_somebody_who_is_everywhere_holds_something_in_each_file(full):
    _world, person = full
    with taking.take(events.viewer_of(person)) as content, zipfile.ZipFile(content) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    named = {name for name in TAKEN_OUT.values() if not name.startswith("not:")}
    assert [name for name in sorted(named) if not files.get(name) or files[name] == b"[]"] == []
    for column in WORDS:
        if TAKEN_OUT[column].endswith(".json") and column not in {"file.name", "letter.source", "stop.address"}:
            said = files[TAKEN_OUT[column]].decode().lower()
            assert (
                FIRST in said or LAST in said or column in {"identity.issuer", "letter.subject", "message.subject"}
            ), column
    assert json.loads(files["profile.json"])["is_admin"] is True


def test_every_table_is_in_a_networks_archive_or_it_is_said_why_not(app):
    assert set(archives.carried()) | set(STAY_HERE) == {table.name for table in Base.metadata.sorted_tables}
    assert set(archives.carried()) & set(STAY_HERE) == set()


def test_every_column_of_a_carried_table_is_carried_or_it_is_said_why_not(app):
    """A new column is carried by itself; one that points to what is not carried has to say so."""
    found = carried_columns()
    for one in archives.carried().values():
        names = {column.name for column in one.table.columns}
        assert set(one.without) <= names, one.name
        assert all(one.without.values()), one.name
    pointing = [column for column in columns() if targets(column) and str(column) in found]
    assert [str(column) for column in pointing if not targets(column) <= set(archives.carried())] == []


def test_a_table_comes_after_those_that_it_points_to(app):
    seen: set[str] = set()
    for one in archives.carried().values():
        seen.add(one.table.name)
        assert {name for column in network.columns(one) for name in targets(column)} <= seen, one.name


def test_every_column_that_points_to_a_group_is_carried(app):
    pointing = {str(column) for column in columns() if "group" in targets(column)}
    assert pointing - carried_columns() == {f"{table}.group_id" for table in STAY_HERE} & pointing


@pytest.mark.parametrize("about", ["builders", "others"])
def test_who_is_erased_is_in_no_archive_taken_after(full, about):
    world, person = full
    group, taker = world.town.groups[about], world.town.people["alice" if about == "builders" else "olga"]
    assert LAST in taken(taker, group)
    actions.erase(events.viewer_of(person), person)
    said = taken(taker, group)
    assert FIRST not in said
    assert LAST not in said


def taken(person, group):
    viewer = records.as_viewer(person)
    scope = network.within(viewer, queries.get_run(viewer, group.id))
    with network.write(scope) as content, zipfile.ZipFile(content) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace").lower()
