"""What leads somewhere in the town, by the parameter of an address: numbers, names and the tokens of letters."""

from datetime import timedelta

from sqlalchemy import select

from netapp.api.models import Token
from netapp.archive import letters as archive_letters
from netapp.core import clock, signed
from netapp.core.db import session
from netapp.events import letters
from netapp.events.by_hand import letters as hand_letters
from netapp.events.importing.models import CalendarFile, CalendarRow
from netapp.events.messages.models import Message
from netapp.events.models import Request, SignUp
from netapp.events.polls import letters as poll_letters
from netapp.events.polls.models import PollRequest
from netapp.groups import records
from netapp.groups.models import InvitationLink, Knock, Membership
from netapp.groups.roster_models import Roster, RosterRow
from netapp.mail import stopping
from netapp.mail.models import Letter
from netapp.members import companies, working
from netapp.members import letters as company_letters
from netapp.members.models import Colleague, Company, CompanyMerge
from netapp.signin import queries as signin
from netapp.signin.models import Link
from tests.house import (
    afterwards,
    arrivals,
    discussed,
    programmes,
    programs,
    promised,
    published,
    repeated,
    rooms,
    uploaded,
    voted,
)
from tests.town import Town


def leading(town: Town) -> dict[str, list[str]]:
    """Parameter → what may stand there; each is about something that Alice may do."""
    meeting, draft = town.meeting(online_url="https://meet.example/x"), town.meeting(state="draft")
    over = town.meeting(days=-3)
    sign_up = SignUp(meeting_id=meeting.id, person_id=town.bob.id, state="going", turn=1)
    wish = Request(meeting_id=meeting.id, name="Gerd", company="G", email="gerd@gerds.example", language="en")
    letter = Letter(key="k", letter="sign_in", thing="link:1", address="a@b.example", language="en", state="kept")
    session.add_all([sign_up, wish, letter])
    town.adam.is_admin = town.alice.is_admin = True
    company = working.set_company(town.bob, "Bobbins")
    assert company is not None
    company.is_public, company.confirmed_on = True, companies.today()
    colleague = Colleague(company_id=company.id, person_id=town.carol.id)
    session.add(colleague)
    working.set_company(town.alice, "Bobbins")
    working.begin(town.alice, company, "contact")
    door = InvitationLink(group_id=town.builders.id, label="Poster", expires_at=clock.now() + timedelta(days=7))
    knock = Knock(group_id=town.builders.id, name="Gerd", email="gerd@gerds.example", language="en", answers=[])
    town.energy.join_rule, town.energy.questions = "approval", [{"text": "Why?", "needed": True}]
    other = Company(name="Bobbins Ltd", folded="bobbins ltd")
    link = Link(purpose="sign-in", email="nina@ninas.example", data={"nonce": "n"}, expires_at=door.expires_at)
    asks = SignUp(meeting_id=meeting.id, person_id=town.carol.id, state="requested", turn=2)
    session.add_all([door, knock, other, link, asks])
    session.flush()
    merge = CompanyMerge(company_id=other.id, other_id=company.id, person_id=town.bob.id, kept={})
    session.add(merge)
    session.commit()
    roster = Roster(group_id=town.builders.id, made_by=town.alice.id)
    session.add(roster)
    session.flush()
    row = RosterRow(roster_id=roster.id, line=1, email="una@gmial.com", outcome="doubtful", reason="typo")
    given = CalendarFile(group_id=town.builders.id, made_by=town.alice.id)
    session.add_all([row, given])
    session.flush()
    entry = {"uid": "a", "digest": "d", "outcome": "new", "chosen": True, "said": uploaded.entry("")}
    session.add(CalendarRow(file_id=given.id, **entry))
    session.commit()
    filled = programmes.fill(meeting, "Heat", town.alice, town.carol)
    screen = rooms.fill(meeting, "Heat", town.alice, town.bob)
    afterwards.fill(meeting, "Heat", town.bob)
    promise = promised.fill(meeting, "Heat", town.bob, town.alice)
    entrance = arrivals.fill(town.meeting(days=0), "Heat", town.alice)
    own_list = arrivals.fill(meeting, "Heat", town.alice)
    session.commit()
    membership = session.query(Membership).filter_by(group_id=town.builders.id, person_id=town.ivan.id).one()
    message = Message(meeting_id=meeting.id, states=["going"], companies=[], language="en", subject="S", body="B")
    session.add(message)
    programs.token_of(town.alice)
    hook = programs.webhook(town.builders, town.alice, meeting.id)
    poll, poll_over = town.poll(), town.poll(days=3)
    answer = PollRequest(poll_id=poll.id, name="Gerd", company="G", email="gerd@gerds.example", language="en", said={})
    session.add(answer)
    session.commit()
    talk = discussed.fill(town.builders, "Heat", town.alice, town.bob)
    to_read = published.fill(town.builders, "Heat", town.bob, town.alice)
    repeats = repeated.fill(town.builders, "x", town.alice, [town.bob])
    session.commit()
    tokens = [
        repeated.token(repeats["series_id"], town.bob),
        voted.token(talk["poll_thread_id"], town.bob),
        published.tokens(to_read, town.bob)["news.approval"],
        signed.token(poll_letters.ANSWER, poll.id, town.bob.id),
        signed.token(poll_letters.REQUEST, answer.id),
        signed.token(letters.ANSWER, meeting.id, town.bob.id),
        signed.token(hand_letters.YES, asks.id, town.alice.id),
        signin.token(link),
        company_letters.merge_token(merge, town.bob.id),
        signed.token(letters.REQUEST, wish.id),
        signed.token(records.INVITATION, membership.id),
        signed.token(records.REQUEST, membership.id, town.alice.id),
        signed.token(records.KNOCK, knock.id),
        signed.token(records.FOLLOWING, town.builders.id, "new@news.example", "en"),
        company_letters.waits_token(colleague, town.bob.id),
        company_letters.holds_token(company, town.bob.id),
        signed.token(stopping.PURPOSE, "bob@bobs.example", f"meeting:{meeting.id}"),
        signed.token(archive_letters.DATA, town.bob.id, town.bob.email, int(clock.now().timestamp())),
        uploaded.tokens(town)["archive.preview"],
        screen,
        afterwards.token(meeting.id, town.bob),
        promised.token(promise.id, town.bob),
        *arrivals.tokens(entrance, meeting.id, town.bob).values(),
    ]
    return {
        "meeting_id": [str(meeting.id), str(draft.id), str(over.id)],
        "message_id": [str(message.id)],
        "thread_id": [str(talk["thread_id"])],
        "post_id": [str(talk["post_id"])],
        "poll_thread_id": [str(talk["poll_thread_id"])],
        "promise_id": [str(promise.id)],
        "series_id": [str(repeats["series_id"])],
        "date_id": [str(repeats["date_id"])],
        "poll_id": [str(poll.id), str(poll_over.id)],
        "group_id": [str(town.builders.id), str(town.energy.id)],
        "membership_id": [str(membership.id)],
        "roster_id": [str(roster.id)],
        "row_id": [str(row.id)],
        "file_id": [str(given.id)],
        "form": ["atom"],
        "article_id": [str(to_read["article_id"]), str(to_read["draft_id"])],
        "funder_id": [str(to_read["funder_id"])],
        "emblem_mark": [to_read["emblem_mark"]],
        "stamp": [to_read["stamp"]],
        "by": ["year"],
        "word": ["2026"],
        "language": ["da"],
        "webhook_id": [str(hook["webhook_id"])],
        "delivery_id": [str(hook["delivery_id"])],
        "token_id": [str(session.scalar(select(Token.id).where(Token.person_id == town.alice.id)))],
        "sign_up_id": [str(sign_up.id)],
        "item_id": [str(filled["item_id"])],
        "handout_id": [str(filled["handout_id"])],
        "attached_id": [str(talk["attached_id"])],
        "seal": [talk["seal"]],
        "letter_id": [str(letter.id)],
        "company_id": [str(company.id)],
        "colleague_id": [str(colleague.id)],
        "person_id": [str(town.bob.id)],
        "key": [town.bob.calendar_key],
        "door": [door.key],
        "link_id": [str(door.id)],
        "door_id": [str(own_list.id)],
        "token": tokens,
        "year": ["2026"],
        "month": ["2026-11"],
        "number": ["1"],
        "tail": ["-x"],
        "kind": ["csv"],
        "mark": ["0" * 20],
    }
