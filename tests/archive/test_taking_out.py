"""A person's take-out (P1): ordinary programs open it, and it tells of nobody else."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import icalendar
import pytest
import sqlalchemy as sa

from netapp.core import cells, clock, log
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.core.log import LogRow
from netapp.events.models import Request, SignUp
from netapp.files import shrinking
from netapp.groups import records
from netapp.groups.models import Follower, Membership
from netapp.mail import outbox, writing
from netapp.mail.models import Letter
from netapp.members import actions, pictures, working
from netapp.signin import notices
from netapp.signin.models import Identity, Session
from tests.house.companies import PNG
from tests.support.visitors import letters
from tests.town import CANARY

HOSTILE = '=cmd|"/c calc"!A1'


def opened(answer):
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(files, name):
    return json.loads(files[f"{name}.json"])


@pytest.fixture
def bob(town):
    """Bob, whose name and company are what a spreadsheet would run, with a bit of everything."""
    bob = town.bob
    bob.name = HOSTILE
    working.set_company(bob, '../../@etc, "Ltd"\n', "+45 Roskilde")
    session.add(Follower(group_id=town.others.id, person_id=bob.id, mail_level="digest"))
    pictures.keep(bob.id, shrinking.square(bytes.fromhex(PNG)).content)
    for days, state in ((9, "going"), (-9, "going"), (5, "waiting"), (4, "declined")):
        meeting = town.meeting(days=days, title='-Kick, "off"', **({"state": "held"} if days < 0 else {}))
        session.add(SignUp(meeting_id=meeting.id, person_id=bob.id, state=state, turn=1, company="@Bobs"))
    session.add(Identity(person_id=bob.id, issuer="https://www.linkedin.com/oauth", subject="bob-in"))
    notices.sign_in_link(bob.email, "/")
    session.commit()
    return bob


def test_one_button_hands_everything_over(bob, town, as_):
    visitor = as_(bob)
    assert "/me/archive" in visitor.get("/settings").text
    assert "/me/archive" in visitor.get("/me/erasure").text
    answer = visitor.post("/me/archive")
    assert 'filename="my-data-' in answer.headers["Content-Disposition"]
    files = opened(answer)
    assert rows(files, "profile")["email"] == bob.email
    assert [row["group"] for row in rows(files, "memberships")] == ["Builders", "Energy", f"Secret {CANARY}"]
    assert [row["group"] for row in rows(files, "followed-networks")] == ["Others"]
    assert {row["answer"] for row in rows(files, "sign-ups")} == {"going", "waiting", "declined"}
    assert rows(files, "companies")[0]["role"] == "contact"
    assert rows(files, "ways-to-sign-in")[0]["account"] == "bob-in"
    assert len(rows(files, "devices")) == 1
    assert [row["kind"] for row in rows(files, "letters")] == ["sign_in"]
    assert files["picture.webp"][8:12] == b"WEBP"
    assert session.scalars(sa.select(LogRow.deed).where(LogRow.person_id == bob.id)).all()[-1] == "take out"


def test_of_a_meeting_that_one_has_written_the_contact_is_told_only_if_it_is_oneself(town, as_):
    for email in (town.bob.email, "dan@dans.example"):
        town.meeting(created_by=town.bob.id, contact_name="A contact", contact_email=email)
    session.commit()
    files = opened(as_(town.bob).post("/me/archive"))
    assert {row["contact_email"] for row in rows(files, "meetings-of-mine")} == {town.bob.email, ""}
    assert b"dan@dans.example" not in b"".join(files.values())


def test_no_name_leads_out_of_the_archive(bob, as_):
    names = opened(as_(bob).post("/me/archive"))
    assert not [name for name in names if "/" in name or "\\" in name or ".." in name]


def test_spreadsheets_open_the_tables_and_run_nothing(bob, as_):
    """By the rules of Excel: its dialect, its mark for UTF-8, and no cell that begins a formula (X2)."""
    files = opened(as_(bob).post("/me/archive"))
    tables = {name: data for name, data in files.items() if name.endswith(".csv")}
    assert {"sign-ups.csv", "memberships.csv", "companies.csv", "devices.csv", "deeds.csv"} <= set(tables)
    for name, data in tables.items():
        assert data.startswith(cells.BOM)
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert len({len(line) for line in lines}) == 1, name
        assert len(lines) == len(rows(files, name.removesuffix(".csv"))) + 1
        assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    with_title = next(csv.DictReader(io.StringIO(tables["sign-ups.csv"].decode("utf-8-sig"))))
    assert (with_title["meeting"], with_title["company"]) == ('\'-Kick, "off"', "'@Bobs")


def test_the_calendar_is_the_one_of_the_personal_feed(bob, as_):
    files = opened(as_(bob).post("/me/archive"))
    taken = {
        str(one["UID"]): one.to_ical() for one in icalendar.Calendar.from_ical(files["meetings.ics"]).walk("VEVENT")
    }
    feed = icalendar.Calendar.from_ical(as_().get(f"/calendar/{bob.calendar_key}/mine.ics").data)
    assert {str(one["UID"]): one.to_ical() for one in feed.walk("VEVENT")} == taken
    assert len(taken) == 2


def test_meetings_older_than_any_feed_are_in_it(town, as_):
    meeting = town.meeting(days=-700, state="held")
    session.add(SignUp(meeting_id=meeting.id, person_id=town.carol.id, state="going", turn=1))
    session.commit()
    files = opened(as_(town.carol).post("/me/archive"))
    assert len(icalendar.Calendar.from_ical(files["meetings.ics"]).walk("VEVENT")) == 1


def test_nothing_in_it_opens_a_door(bob, as_):
    visitor = as_(bob)
    files = opened(visitor.post("/me/archive"))
    said = b"".join(files.values()).decode("utf-8", "replace")
    hashes = session.scalars(sa.select(Session.token_hash)).all()
    nonces = [letter.data["link"] for letter in letters("sign_in")]
    assert hashes
    assert nonces
    assert not [secret for secret in (*hashes, bob.calendar_key) if secret in said]
    assert "nonce" not in said
    assert "/sign-in/link/" not in said


def test_a_kept_letter_is_in_it_without_its_keys(town, as_):
    to = outbox.To(town.bob.id, town.bob.email, town.bob.name, "en")
    source = (
        "Subject: Hi\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Come. Stop: http://x.example/letters/stop/WyJib2JAYm9icy5leGFtcGxlIl0.abcdefgh\r\n"
    )
    outbox.post("announced", f"group:{town.builders.id}", to)
    session.flush()
    session.execute(sa.update(Letter).values(state="kept", subject="Hi", source=source))
    session.commit()
    said = rows(opened(as_(town.bob).post("/me/archive")), "letters")
    assert [row["subject"] for row in said] == ["Hi"]
    assert said[0]["text"].strip() == "Come. Stop: http://x.example/letters/stop/…"


def test_it_tells_of_nobody_else(bob, town, as_):
    """Carol sits in the same meetings; Alice let Bob in."""
    meeting = session.scalars(sa.select(SignUp.meeting_id).where(SignUp.person_id == bob.id)).first()
    session.add(SignUp(meeting_id=meeting, person_id=town.carol.id, state="going", turn=2, company="Carolus"))
    log.write(town.alice.id, "role", "group", town.builders.id, "g:1", person=bob.id, now="organiser")
    log.write(town.alice.id, "role", "group", town.builders.id, "g:1", person=town.carol.id, now="member")
    session.commit()
    files = opened(as_(bob).post("/me/archive"))
    said = b"".join(files.values()).decode("utf-8", "replace")
    others = [one for name, one in town.people.items() if name != "bob"]
    assert not [one.name for one in others if one.name in said or one.email in said]
    assert "Carolus" not in said
    assert [(row["deed"], row["by"], row["to_you"]) for row in rows(files, "deeds")][:1] == [
        ("role", "somebody else", True)
    ]
    assert "member" not in {row["now"] for row in rows(files, "deeds")}


def test_a_group_that_one_has_left_is_told_without_its_words(town, as_):
    meeting = town.meeting(town.secret, title=f"Secret {CANARY}", state="held", days=-3)
    session.add(SignUp(meeting_id=meeting.id, person_id=town.dan.id, state="going", turn=1))
    to = outbox.To(town.dan.id, town.dan.email, town.dan.name, "en")
    outbox.post("announced", f"meeting:{meeting.id}", to)
    session.flush()
    session.execute(sa.update(Letter).values(state="sent", subject=f"Come to {CANARY}"))
    log.write(town.alice.id, "leave", "group", town.secret.id, "g:1", person=town.dan.id)
    session.commit()
    files = opened(as_(town.dan).post("/me/archive"))
    assert CANARY not in b"".join(files.values()).decode("utf-8", "replace").lower()
    assert [row["group"] for row in rows(files, "memberships")] == ["Builders", ""]
    assert [(row["meeting"], row["answer"]) for row in rows(files, "sign-ups")] == [("", "going")]
    assert [(row["kind"], row["subject"]) for row in rows(files, "letters")] == [("announced", "")]


def test_an_erased_person_is_in_nobodys_take_out(bob, town, as_):
    session.execute(sa.update(Membership).where(Membership.person_id == town.carol.id).values(invited_by=bob.id))
    session.commit()
    actions.erase(records.as_viewer(bob), bob)
    files = opened(as_(town.carol).post("/me/archive"))
    assert HOSTILE not in b"".join(files.values()).decode("utf-8", "replace")


def test_the_readme_speaks_the_persons_language_and_names_every_file(bob, as_):
    files = opened(as_(bob).post("/me/archive"))
    readme = files["README.txt"].decode()
    assert not [name for name in files if name != "README.txt" and name not in readme]


def test_it_can_be_had_a_few_times_an_hour(town, as_):
    visitor = as_(town.carol)
    answers = [visitor.post("/me/archive").status_code for _each in range(7)]
    assert answers == [200] * 6 + [429]


def test_taking_it_out_takes_a_handful_of_statements(bob, as_, count_queries):
    visitor = as_(bob)
    with count_queries() as counted:
        visitor.post("/me/archive")
    assert len(counted.statements) <= 72


# For who has no account


@pytest.fixture
def gus(town):
    """A guest who came once, and wants to come again."""
    meeting = town.meeting(days=-3, state="held")
    session.add(
        SignUp(meeting_id=meeting.id, person_id=town.gus.id, state="going", turn=1, company="Guses", as_guest=True)
    )
    later = town.meeting(days=3)
    wish = Request(meeting_id=later.id, name="Gus", company="Guses", email=town.gus.email, language="en")
    session.add(wish)
    session.commit()
    return town.gus


def link(person):
    letter = letters("your_data", person)[-1]
    said = repr(writing.write("your_data", order(letter)))
    return "/my-data/" + re.split(r"[^\w.-]", said.partition("/my-data/")[2])[0]


def order(letter):
    return Order(letter.person_id, letter.address, letter.name, letter.language, letter.data)


def test_a_guest_gets_it_by_a_letters_link(gus, as_):
    guest = as_()
    assert "a letter with a link" in guest.post("/my-data", {"email": gus.email.upper()}).text
    path = link(gus)
    assert 'method="post"' in guest.get(path).text
    files = opened(guest.post(path))
    assert rows(files, "profile")["email"] == gus.email
    assert [row["company"] for row in rows(files, "sign-ups")] == ["Guses"]
    assert [row["name"] for row in rows(files, "sign-up-requests")] == ["Gus"]


def test_nobody_learns_whether_an_address_is_known(gus, as_):
    known, unknown = (as_().post("/my-data", {"email": email}) for email in (gus.email, "new@news.example"))
    assert known.text.replace(gus.email, "…") == unknown.text.replace("new@news.example", "…")
    with pytest.raises(writing.Missed):
        writing.write("your_data", order(letters("your_data", "new@news.example")[0]))


def test_the_link_is_good_for_a_day_and_for_its_address(gus, as_, monkeypatch):
    as_().post("/my-data", {"email": gus.email})
    path = link(gus)
    now = clock.now()
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: now + timedelta(hours=25))
        assert "too old" in as_().get(path).text
        assert as_().post(path).status_code == 404
    gus.email = "other@guses.example"
    session.commit()
    assert as_().get(path).status_code == 404
    assert as_().post(path).status_code == 404


def test_an_address_is_written_to_a_few_times_an_hour(gus, as_):
    answers = [as_().post("/my-data", {"email": gus.email}).status_code for _each in range(4)]
    assert answers == [200, 200, 200, 429]
