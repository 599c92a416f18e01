"""What was said at groups' doors, of files and of companies that are one, in a person's take-out."""

import io
import json
import zipfile
from datetime import timedelta

import pytest

from netapp.core import clock
from netapp.core.db import session
from netapp.files import shelf, shrinking
from netapp.groups.models import Answers, InvitationLink, Knock
from netapp.groups.roster_models import Invitation, Roster, RosterRow
from netapp.members import logos, working
from netapp.members.models import Company, CompanyMerge
from tests.support import drawings
from tests.town import CANARY


@pytest.fixture
def files(as_):
    """files(person): their take-out, file by file."""

    def taking(person):
        session.commit()
        with zipfile.ZipFile(io.BytesIO(as_(person).post("/me/archive").data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return taking


def rows(found, name):
    return json.loads(found[f"{name}.json"])


def said(found):
    return b"".join(found.values()).decode("utf-8", "replace").lower()


def test_ones_own_answers_are_in_it_and_nobody_elses(town, files):
    pia = town.member(town.others, "pia", "requested")
    carol = town.member(town.others, "carol", "requested")
    session.add(Answers(membership_id=pia.id, said=[["Who told you?", "My neighbour"], ["Why?", "=Heat"]]))
    session.add(Answers(membership_id=carol.id, said=[["Who told you?", "Carolus himself"]]))
    found = files(town.pia)
    assert rows(found, "answers-to-groups") == [
        {"group": "Others", "question": "Who told you?", "answer": "My neighbour"},
        {"group": "Others", "question": "Why?", "answer": "=Heat"},
    ]
    assert "'=Heat" in found["answers-to-groups.csv"].decode()
    assert "carolus" not in said(found)


def test_of_a_group_that_one_does_not_see_any_more_only_ones_own_words(town, files):
    out = town.member(town.secret, "rita", "removed")
    session.add(Answers(membership_id=out.id, said=[[f"Ready for {CANARY}?", "I am"]]))
    session.add(Knock(group_id=town.secret.id, name="R", email=town.rita.email, language="en", answers=[[CANARY, "x"]]))
    late = clock.now() + timedelta(days=7)
    session.add(InvitationLink(group_id=town.secret.id, label=CANARY, created_by=town.rita.id, expires_at=late))
    session.add(Roster(group_id=town.secret.id, made_by=town.rita.id, source=f"{CANARY}.xlsx", note=f"See {CANARY}"))
    found = files(town.rita)
    assert [(one["group"], one["file"], one["note"]) for one in rows(found, "lists")] == [("", "", "")]
    assert rows(found, "answers-to-groups") == [{"group": "", "question": "", "answer": "I am"}]
    assert rows(found, "asked-to-join")[0]["answers"] == [{"group": "", "question": "", "answer": "x"}]
    assert CANARY not in said(found)


def test_who_knocked_is_known_by_the_address(town, files):
    for email in (town.nina.email, "other@new.example"):
        session.add(Knock(group_id=town.others.id, name="Nina N", email=email, language="fi", answers=[]))
    found = files(town.nina)
    assert [(row["group"], row["email"]) for row in rows(found, "asked-to-join")] == [("Others", town.nina.email)]
    assert "other@new.example" not in said(found)


def test_what_a_list_said_of_who_is_invited_and_nothing_of_the_list(town, files):
    ivan = town.member(town.others, "ivan", "invited")
    session.add(Invitation(membership_id=ivan.id, name="Ivan I", company="Ivans", place="Joensuu"))
    roster = Roster(group_id=town.others.id, made_by=town.olga.id, source="secret.xlsx", note="See you")
    session.add(roster)
    session.flush()
    row = {"roster_id": roster.id, "outcome": "new"}
    session.add(RosterRow(line=1, email=town.ivan.email, person_id=town.ivan.id, said="a grudge", **row))
    session.add(RosterRow(line=2, email="else@where.example", name="Somebody Else", **row))
    found = files(town.ivan)
    assert rows(found, "invitations") == [
        {"group": "Others", "name": "Ivan I", "company": "Ivans", "place": "Joensuu", "website": ""}
    ]
    assert not [word for word in ("secret.xlsx", "grudge", "else@where") if word in said(found)]
    own = files(town.olga)
    assert [(one["file"], one["note"]) for one in rows(own, "lists")] == [("secret.xlsx", "See you")]
    assert not [word for word in ("else@where", town.ivan.email) if word in said(own)]


def test_links_are_told_without_what_opens_the_door(town, files):
    late = clock.now() + timedelta(days=7)
    link = InvitationLink(group_id=town.others.id, label="The fair", created_by=town.olga.id, expires_at=late)
    session.add(link)
    found = files(town.olga)
    assert [row["label"] for row in rows(found, "invitation-links")] == ["The fair"]
    assert link.key.lower() not in said(found)


def test_files_and_companies_that_are_one(town, files):
    company = working.set_company(town.bob, "Bobbins", "Roskilde")
    drawn = shrinking.contained(drawings.logo())
    logos.put_on(company, shelf.keep_picture(drawn, "Vores logo.png", town.bob.id))
    shelf.keep_picture(drawn, "hers.png", town.carol.id)
    twin = Company(name="Bobbins ApS", folded="bobbins aps")
    session.add(twin)
    session.flush()
    session.add(CompanyMerge(person_id=town.bob.id, company_id=twin.id, other_id=company.id, kept={}))
    found = files(town.bob)
    sent = rows(found, "files")
    assert [(row["name"], row["media_type"], row["bytes"]) for row in sent] == [
        ("Vores logo.png", "image/webp", len(drawn.content))
    ]
    assert [(row["company"], row["other"]) for row in rows(found, "company-merges")] == [("Bobbins ApS", "Bobbins")]
    assert "hers.png" not in said(found)
