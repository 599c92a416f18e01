"""What the demo holds for each {name} in places.py: numbers of things, and the links that letters carry."""

from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import func, select

from netapp.api.webhooks import telling
from netapp.api.webhooks.models import EVENTS, State, Webhook
from netapp.archive import letters as archive_letters
from netapp.archive import network
from netapp.core import clock, signed
from netapp.core.db import Base, session, transaction
from netapp.events import letters as events_letters
from netapp.events.by_hand import letters as hand_letters
from netapp.events.checkin import links as checkin_links
from netapp.events.checkin.models import Door
from netapp.events.feedback import letters as feedback_letters
from netapp.events.feedback.models import Feedback
from netapp.events.importing.models import CalendarFile
from netapp.events.messages.models import Message
from netapp.events.models import Meeting, Request, SignUp
from netapp.events.polls import letters as poll_letters
from netapp.events.polls.models import Poll, PollRequest, PollTime
from netapp.events.programme.models import Item
from netapp.events.rooms.models import Room
from netapp.events.series import page as series_page
from netapp.events.series.models import Series
from netapp.events.travel.models import Ride
from netapp.forums.importing.models import OldList
from netapp.forums.models import Post, Thread
from netapp.forums.voting import page as voting
from netapp.groups import records
from netapp.groups.models import Group, InvitationLink, Knock, Membership
from netapp.groups.roster_models import Roster, RosterRow
from netapp.mail import stopping
from netapp.mail.models import Letter
from netapp.members import companies
from netapp.members import letters as company_letters
from netapp.members.models import Colleague, Company, CompanyMerge, Person
from netapp.news.approving import letters as case_letters
from netapp.news.models import Article
from netapp.notes import letters as note_letters
from netapp.notes.boards.models import Board
from netapp.notes.models import Note, Section
from netapp.promises import letters as promise_letters
from netapp.promises.models import Promise
from netapp.signin import queries as signin
from netapp.signin.models import Link
from tests.browser.demo import Demo
from tests.support import strange

Row = TypeVar("Row", bound=Base)


def everything(demo: Demo) -> dict[str, Any]:
    """A few things are added, as if somebody had just asked: a guest's wish to come, a link to sign in, and a list that
    is being worked off.
    """
    with demo.app.app_context(), transaction():
        return _things() | _links()


def _series(member: Person) -> dict[str, Any]:
    series = _one(Series)
    dates = select(Meeting.id).where(Meeting.series_id == series.id).order_by(Meeting.starts_at).offset(1).limit(1)
    token = signed.token(series_page.ANSWER, series.id, member.id)
    return {"series": series.id, "series_date": session.scalar(dates), "series_answer": token}


def _both_ways() -> dict[str, Any]:
    """A meeting in a room and online: who would rather come to the room, and who has signed up colleagues."""
    meeting = _one(Meeting, Meeting.hybrid, Meeting.state == "published")
    changes = _one(SignUp, SignUp.meeting_id == meeting.id, SignUp.change_turn.is_not(None))
    brings = _one(SignUp, SignUp.meeting_id == meeting.id, SignUp.bunch == SignUp.turn)
    answers = (signed.token(events_letters.ANSWER, meeting.id, one.person_id) for one in (changes, brings))
    return {"both": meeting.id} | dict(zip(("both_answer", "brings_answer"), answers, strict=True))


def _noted(member: Person) -> dict[str, Any]:
    """The notes of the network's first meeting, a section, and the link of the letter that leads to them; a date of a
    series has notes, too.
    """
    section = _one(Section, Section.note_id.in_(select(Note.id).join(Meeting).where(Meeting.group_id == _network().id)))
    note = session.get_one(Note, section.note_id)
    meeting_id, date = note.meeting_id, _one(Meeting, Meeting.series_id.is_not(None))
    like = {"state": note.state, "audience": note.audience, "language": note.language, "shown": note.shown}
    session.add(Note(meeting_id=date.id, published_at=note.published_at, **like))
    token = signed.token(note_letters.NOTES, meeting_id, member.id)
    board = _one(Board).key
    return {"noted": meeting_id, "section": section.id, "notes_letter": token, "board": board}


def _talk(member: Person) -> dict[str, Any]:
    """A question of hers that was answered, a post of hers in it, an announcement and a poll."""
    thread = _one(Thread, Thread.created_by == member.id, Thread.answer_id.is_not(None))
    post = _one(Post, Post.thread_id == thread.id, Post.position == 1)
    poll = _one(Thread, Thread.kind == "poll")
    vote = signed.token(voting.VOTE, poll.id, member.id)
    announced = _one(Thread, Thread.kind == "announcement").id
    return {"thread": thread.id, "post": post.id, "announced": announced, "asked_all": poll.id, "vote": vote}


def _articles(network: Group) -> dict[str, Any]:
    """The network's own, and the case that waits for a yes, with the link of the letter that asks."""
    own = _one(Article, Article.state == "published", Article.group_id == network.id)
    case = _one(Article, Article.state == "asked")
    contact = companies.contacts(case.company_id or 0)[0]
    asked = signed.token(case_letters.CASE, case.id, contact.id)
    assert own.published_at
    return {"article": own.id, "article_year": own.published_at.year, "case": case.id, "approval": asked}


def _things() -> dict[str, Any]:
    network = _network()
    organiser, member = _person("Mette Lindeborg"), _person("Sofie Halkær")
    asked = _one(Membership, Membership.state == "requested", Membership.person_id == _person("Esben Toreby").id)
    full = select(SignUp.meeting_id).where(SignUp.state == "waiting")
    coming = Meeting.state == "published"
    item = _one(Item, Item.kind == "visit", Item.meeting_id.in_(select(Ride.meeting_id)))
    return {
        **_series(member),
        **_talk(member),
        **_articles(network),
        **_both_ways(),
        **_noted(member),
        **_promised(network.id),
        "programme": item.meeting_id,
        "item": item.id,
        "network": network.id,
        "sub_group": _one(Group, Group.parent_id.is_not(None), Group.read_by == "everyone").id,
        "secret": _one(Group, Group.parent_id == network.id, Group.read_by == "members").id,
        "asked": asked.group_id,
        "asking": _one(Group, Group.parent_id.is_(None), Group.join_rule == "approval").id,
        "asking_inside": _one(Group, Group.parent_id == network.id, Group.join_rule == "approval").id,
        "way_in": _way_in().id,
        "door": _way_in().key,
        "membership": _one(Membership, Membership.group_id == network.id, Membership.person_id == member.id).id,
        "month": f"{_open().starts_local:%Y-%m}",
        "year": _one(Meeting, Meeting.state == "held").starts_local.year,
        "open": _open().id,
        "full": _one(Meeting, coming, Meeting.id.in_(full), Meeting.hybrid.is_(False)).id,
        "days": _one(Meeting, coming, func.date(Meeting.ends_local) > func.date(Meeting.starts_local)).id,
        "asks": _asks_to_come().meeting_id,
        "asks_to_come": _asks_to_come().id,
        "on_the_list": _one(SignUp, SignUp.meeting_id == _asking().id, SignUp.state == "waiting").id,
        "asking_meeting": _asking().id,
        "reviewed": _one(Feedback).meeting_id,
        "message": _one(Message, Message.meeting_id == _asking().id, Message.sent_at.is_not(None)).id,
        "draft_message": _one(Message, Message.meeting_id == _asking().id, Message.sent_at.is_(None)).id,
        "came": _one(Door, Door.ended_at.is_not(None)).meeting_id,
        "checked": _one(Door, Door.ended_at.is_(None)).meeting_id,
        "seated": _seated().meeting_id,
        "screen": _seated().key,
        "online": _one(Meeting, coming, Meeting.is_online).id,
        "cancelled": _one(Meeting, Meeting.state == "cancelled").id,
        "held": _one(Meeting, Meeting.state == "held", Meeting.group_id == network.id).id,
        "draft": _one(Meeting, Meeting.state == "draft", Meeting.group_id == network.id).id,
        "poll": _poll().id,
        "poll_time": _one(PollTime, PollTime.poll_id == _poll().id).id,
        "letter": _one(Letter, Letter.state == "kept", Letter.letter == "confirmed").id,
        "queued": _one(Letter, Letter.state == "queued").id,
        "organiser": organiser.id,
        "member": member.id,
        "company": _company().id,
        "other_company": _other_company().id,
        "roster": _one(Roster, Roster.state == "draft", Roster.group_id == network.id).id,
        "calendar_file": _one(CalendarFile, CalendarFile.group_id == network.id).id,
        "old_list": _one(OldList, OldList.group_id == network.id).id,
        "webhook": _webhook(network.id, organiser.id),
        "under_way": _under_way(network.id, organiser.id),
    }


def _promised(group_id: int) -> dict[str, Any]:
    """Somebody's own that is late."""
    mine = Promise.group_id == group_id, Promise.state == "open", Promise.person_id.is_not(None)
    one = _one(Promise, *mine, Promise.due < clock.now().date())
    return {"promise": one.id, "promised": signed.token(promise_letters.TOKEN, one.id, one.person_id)}


def _seated() -> Room:
    """Of a meeting to come, with rounds at tables."""
    return _one(Room, Room.key == "demo-small-jobs")


def _at_the_door(member: Person) -> dict[str, str]:
    own = _one(SignUp, SignUp.person_id == member.id, SignUp.state == "going", SignUp.meeting_id == _open().id)
    return {
        "at_door": checkin_links.door(_one(Door, Door.ended_at.is_(None)).id),
        "ticket": checkin_links.ticket(own.id),
        "join": signed.token(events_letters.ANSWER, _joined().meeting_id, _joined().person_id),
    }


def _joined() -> SignUp:
    """A seat at a meeting online."""
    online = select(Meeting.id).where(Meeting.state == "published", Meeting.online_url != "", ~Meeting.hybrid)
    return _one(SignUp, SignUp.state == "going", SignUp.meeting_id.in_(online))


def _webhook(group_id: int, person_id: int) -> int:
    """With a message in each state."""
    made = Webhook(group_id=group_id, person_id=person_id, url="https://hooks.example/meetings", nonce="n" * 43)
    made.events = " ".join(EVENTS[:4])
    session.add(made)
    session.flush()
    states: tuple[tuple[State, int], ...] = (("sent", 204), ("failed", 500), ("queued", 503))
    for number, (state, status) in enumerate(states):
        order = telling.order(made.id, EVENTS[number], "{}")
        order.state, order.status, order.error = state, status, "" if state == "sent" else f"answered {status}"
        order.due_at = clock.now() + timedelta(days=9)
        session.add(order)
    return made.id


def _asking() -> Meeting:
    """It asks questions at sign-up."""
    return _one(Meeting, Meeting.questions.is_not(None), Meeting.state == "published")


def _asks_to_come() -> SignUp:
    return _one(SignUp, SignUp.state == "requested")


def _under_way(group_id: int, made_by: int) -> int:
    """A list with so few rows left that the demo's worker, were there one, would be done with it at once."""
    roster = Roster(group_id=group_id, made_by=made_by, state="running", source="Kontakter.xlsx")
    session.add(roster)
    session.flush()
    row = RosterRow(roster_id=roster.id, line=2, email="ida@holm.example", name="Ida Holm", outcome="new", chosen=True)
    session.add(row)
    session.flush()
    return roster.id


def _links() -> dict[str, str]:
    member = _person("Sofie Halkær")
    wish = Request(meeting_id=_open().id, name="Ada", company="Adas", email="ada@adas.example", language="en")
    late = clock.now() + timedelta(minutes=15)
    link = Link(purpose="sign-in", email=member.email, data={"nonce": "n"}, expires_at=late)
    knock = Knock(group_id=_network().id, name="Ada", email="ada@adas.example", language="en", answers=[])
    session.add_all([wish, link, knock])
    session.flush()
    invited = _one(Membership, Membership.state == "invited")
    requested = _one(Membership, Membership.state == "requested")
    organiser = _one(Membership, Membership.group_id == requested.group_id, Membership.role == "organiser")
    organiser_of_town = _person("Mette Lindeborg")
    announced, ride = _one(Letter, Letter.letter == "announced"), _one(Ride, Ride.driver_id.is_not(None))
    return {
        "link": signin.token(link),
        "wish": signed.token(events_letters.REQUEST, wish.id),
        "rides_answer": signed.token(events_letters.ANSWER, ride.meeting_id, ride.driver_id),
        **_at_the_door(member),
        "tables_answer": signed.token(events_letters.ANSWER, _seated().meeting_id, member.id),
        "answer": signed.token(events_letters.ANSWER, announced.data["meeting"], announced.person_id),
        "stop": signed.token(stopping.PURPOSE, member.email, f"group:{_network().id}"),
        "following": signed.token(records.FOLLOWING, _network().id, "new@news.example", "en"),
        "knock": signed.token(records.KNOCK, knock.id),
        "invitation": signed.token(records.INVITATION, invited.id),
        "request": signed.token(records.REQUEST, requested.id, organiser.person_id),
        **_links_of_poll(member),
        "opinion": _opinion(),
        "yes": signed.token(hand_letters.YES, _asks_to_come().id, organiser_of_town.id),
        **_links_of_company(),
        **_archives(member),
    }


def _links_of_poll(member: Person) -> dict[str, str]:
    wish = PollRequest(poll_id=_poll().id, name="Ada", company="Adas", email="ada@adas.example", language="en")
    wish.said = {str(_one(PollTime, PollTime.poll_id == wish.poll_id).id): "yes"}
    session.add(wish)
    session.flush()
    answer = signed.token(poll_letters.ANSWER, wish.poll_id, member.id)
    return {"poll_answer": answer, "poll_wish": signed.token(poll_letters.REQUEST, wish.id)}


def _poll() -> Poll:
    return _one(Poll, Poll.state == "open")


def _archives(member: Person) -> dict[str, str]:
    """A link to somebody's own data, and an archive whose meetings are new to the demo."""
    town = _network()
    viewer = records.as_viewer(_person("Mette Lindeborg"))
    data = signed.token(archive_letters.DATA, member.id, member.email, int(clock.now().timestamp()))
    with network.write(network.within(viewer, town)) as content:
        return {"data": data, "archive": strange.kept(content, "d")}


def _links_of_company() -> dict[str, str]:
    """Somebody says that they work at Mette's company, too."""
    company, contact = _company(), _person("Mette Lindeborg")
    asks = Colleague(company_id=company.id, person_id=_person("Esben Toreby").id)
    other = _other_company()
    wish = CompanyMerge(company_id=max(company.id, other.id), other_id=min(company.id, other.id), kept={})
    wish.person_id = _person("Sofie Halkær").id
    session.add_all([asks, wish])
    session.flush()
    return {
        "merge": company_letters.merge_token(wish, contact.id),
        "colleague": company_letters.waits_token(asks, contact.id),
        "holds": company_letters.holds_token(company, contact.id),
    }


def _company() -> Company:
    return _one(Company, Company.name == "Lindeborg & Datter")


def _other_company() -> Company:
    return _one(Company, Company.name != "Lindeborg & Datter", Company.is_public)


def _network() -> Group:
    return _one(Group, Group.parent_id.is_(None), Group.name == "Sjællands grønne byggere")


def _way_in() -> InvitationLink:
    return _one(InvitationLink, InvitationLink.group_id == _network().id, InvitationLink.expires_at > clock.now())


def _open() -> Meeting:
    return _one(Meeting, Meeting.state == "published", Meeting.group_id == _network().id, Meeting.open_to_guests)


def _person(name: str) -> Person:
    return _one(Person, Person.name == name)


def _opinion() -> str:
    """Of somebody who is asked now how a meeting was that has been held."""
    came = _one(
        SignUp,
        SignUp.state == "going",
        SignUp.meeting_id.in_(select(Meeting.id).where(Meeting.state == "held", Meeting.asks_feedback.is_(False))),
    )
    closes = clock.now() + timedelta(days=9)
    session.add(Feedback(meeting_id=came.meeting_id, asked_at=clock.now(), closes_at=closes, people=9))
    return signed.token(feedback_letters.OPINION, came.meeting_id, came.person_id)


def _one(model: type[Row], *wanted: Any) -> Row:
    """The first such row; the demo has one."""
    row = session.scalars(select(model).where(*wanted).order_by(sa.inspect(model).primary_key[0])).first()
    assert row is not None, f"no {model.__name__} where {' and '.join(map(str, wanted))}"
    return row
