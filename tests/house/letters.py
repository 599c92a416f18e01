"""For each kind of letter a made one: the world is bent until it is due, and its row's numbers are told.

A letter that is declared and not made here fails the tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from netapp.api.webhooks.models import Webhook
from netapp.core import clock
from netapp.core.db import session
from netapp.core.letters import Order
from netapp.events.feedback.models import Opinion
from netapp.events.models import Meeting, Request, SignUp
from netapp.events.notices import Was
from netapp.events.polls.models import Ballot, Poll, PollRequest
from netapp.events.series.models import Series, SeriesSignUp
from netapp.groups.models import Entry, Group, Knock, Membership
from netapp.members import companies
from netapp.members.models import Company, Person
from netapp.news.models import Article, State
from netapp.promises.models import Promise
from netapp.signin.models import Link
from tests.house.world import World

Data = Mapping[str, Any]
SENT_ON_DEED = "it is the answer to their own deed, or tells them of their own seat for the last time"
# Letters that name a shut group to somebody outside all the same, and why: (letter, role).
TOLD_ANYWAY: Mapping[tuple[str, str], str] = {
    ("withdrawn", "left"): SENT_ON_DEED,
    ("withdrawn", "removed"): SENT_ON_DEED,
    ("declined", "removed"): SENT_ON_DEED,
    ("network_wish", "admin"): "whoever wishes for a network asks the administrators",
}


def make(world: World, name: str, about: str = "open") -> Order:
    """A letter of this kind that is due now. What was bent for it is not committed: roll back afterwards."""
    reader, data = MAKERS[name](world, about)
    return Order(reader.id, reader.email or "", reader.name, "en", data)


def in_language(order: Order, language: str) -> Order:
    return replace(order, language=language)


def to(order: Order, world: World, person: Person, about: str) -> Order:
    """The same letter as it would have been ordered for another: what is about a membership is about theirs."""
    data = dict(order.data)
    if "membership" in data:
        own = Membership.group_id == world.scenes[about].values["group_id"], Membership.person_id == person.id
        data["membership"] = session.scalar(select(Membership.id).where(*own)) or 0
    return Order(person.id, person.email or "", person.name, order.language, data)


def _meeting(world: World, about: str) -> Meeting:
    return session.get_one(Meeting, world.scenes[about].values["meeting_id"])


def _group(world: World, about: str) -> Group:
    return session.get_one(Group, world.scenes[about].values["group_id"])


def _signed_up(state: str, **more: Any) -> Callable[[World, str], tuple[Person, Data]]:
    """Bob and his sign-up in this state; `more` may be made of the meeting."""

    def made(world: World, about: str) -> tuple[Person, Data]:
        meeting = _meeting(world, about)
        own = SignUp.meeting_id == meeting.id, SignUp.person_id == world.town.bob.id
        session.scalars(select(SignUp).where(*own)).one().state = state  # type: ignore[assignment]
        session.flush()
        return world.town.bob, {"meeting": meeting.id, **{key: value(meeting) for key, value in more.items()}}

    return made


def _stands_in(world: World, about: str) -> tuple[Person, Data]:
    person, data = _signed_up("going")(world, about)
    return person, {**data, "leaver": world.town.ole.id}


def _brought(world: World, about: str) -> tuple[Person, Data]:
    person, data = _signed_up("going")(world, about)
    return person, {**data, "by": world.town.ole.id}


def _way_changed(world: World, about: str) -> tuple[Person, Data]:
    _meeting(world, about).hybrid = True
    return _signed_up("going")(world, about)


def _yes_needed(world: World, about: str) -> tuple[Person, Data]:
    """Bob asks to come; Alice may say yes."""
    bob, data = _signed_up("requested")(world, about)
    return world.town.alice, {**data, "person": bob.id}


def _moved_over(world: World, about: str) -> tuple[Person, Data]:
    """Bob from another meeting of the group, where he had a seat."""
    bob, data = _signed_up("going")(world, about)
    meeting = _meeting(world, about)
    others = Meeting.group_id == meeting.group_id, Meeting.id != meeting.id, Meeting.state != "held"
    left = session.scalars(select(Meeting).where(*others).order_by(Meeting.id)).first() or meeting
    if left is not meeting:
        session.add(SignUp(meeting_id=left.id, person_id=bob.id, state="withdrawn", turn=1, rounds=1))
    session.flush()
    return bob, {**data, "left": left.id}


def _ride_over(world: World, about: str) -> tuple[Person, Data]:
    """Bob drives in the scene; he was to ride with another who does not go."""
    person, data = _signed_up("going")(world, about)
    group = _group(world, about)
    return person, {**data, "ride": None, "place": f"Station {group.name}", "leaves": "2026-11-20T12:00:00"}


def _message(world: World, about: str) -> tuple[Person, Data]:
    person, _data = _signed_up("going")(world, about)
    return person, {"message": world.scenes[about].values["message_id"]}


def _post(world: World, about: str) -> tuple[Person, Data]:
    """Alice gets what Bob has written."""
    return world.town.alice, {"post": world.scenes[about].values["post_id"]}


def _ruling(world: World, about: str) -> tuple[Person, Data]:
    """Bob is told what was decided about his post."""
    return world.town.bob, {"ruling": world.scenes[about].values["ruling_id"]}


def _posts_wait(world: World, about: str) -> tuple[Person, Data]:
    return world.town.alice, {"group": world.scenes[about].values["group_id"]}


def _not_published(world: World, about: str) -> tuple[Person, Data]:
    """Bob has answered in a thread, and nothing was found in his letter."""
    thread_id = world.scenes[about].values["thread_id"]
    return world.town.bob, {"thread": thread_id, "why": "We found nothing.", "answers": "<a@b>"}


def _feedback(world: World, about: str) -> tuple[Person, Data]:
    """To who has not answered yet."""
    person, data = _signed_up("going")(world, about)
    session.execute(delete(Opinion).where(Opinion.meeting_id == data["meeting"], Opinion.person_id == person.id))
    return person, data


def _promise(world: World, about: str, **more: Any) -> tuple[Promise, Data]:
    promise = session.get_one(Promise, world.scenes[about].values["promise_id"])
    return promise, {"promise": promise.id, **more}


def _promised(world: World, about: str) -> tuple[Person, Data]:
    """By Bob, in every group that he is in."""
    promise, data = _promise(world, about)
    return world.town.bob, {**data, "due": promise.due.isoformat()}


def _promised_late(world: World, about: str) -> tuple[Person, Data]:
    promise, _data = _promise(world, about)
    promise.due = clock.now().date() - timedelta(days=3)
    session.flush()
    return world.town.bob, {"person": world.town.bob.id}


def _late_in_group(world: World, about: str) -> tuple[Person, Data]:
    """Alice organises each of the groups."""
    _promised_late(world, about)
    return world.town.alice, {"group": world.scenes[about].values["group_id"]}


def _promised_by_nobody(world: World, about: str) -> tuple[Person, Data]:
    promise, _data = _promise(world, about)
    promise.person_id = None
    session.flush()
    return world.town.alice, {"group": promise.group_id, "promises": [promise.id]}


def _message_test(world: World, about: str) -> tuple[Person, Data]:
    """Alice organises each of the groups."""
    return world.town.alice, _message(world, about)[1]


def _cancelled(world: World, about: str) -> tuple[Person, Data]:
    _meeting(world, about).state = "cancelled"
    return _signed_up("going")(world, about)


def _offered(by: str = "") -> Callable[[World, str], tuple[Person, Data]]:
    """Bob, who has not answered; asked by whoever is named."""

    def made(world: World, about: str) -> tuple[Person, Data]:
        meeting = _meeting(world, about)
        session.execute(delete(SignUp).where(SignUp.meeting_id == meeting.id, SignUp.person_id == world.town.bob.id))
        more = {"by": world.town.people[by].id} if by else {}
        return world.town.bob, {"meeting": meeting.id, **more}

    return made


def _requested(world: World, about: str) -> tuple[Person, Data]:
    wish = Request(meeting_id=_meeting(world, about).id, name="Gerd", company="", email="g@g.example", language="en")
    session.add(wish)
    session.flush()
    return world.town.gus, {"request": wish.id}


def _poll(world: World, about: str, **values: Any) -> Poll:
    poll = session.get_one(Poll, world.scenes[about].values["poll_id"])
    for name, value in values.items():
        setattr(poll, name, value)
    session.execute(delete(Ballot).where(Ballot.poll_id == poll.id))
    session.flush()
    return poll


def _poll_open(world: World, about: str) -> tuple[Person, Data]:
    poll = _poll(world, about)
    return world.town.bob, {"poll": poll.id, "closes": poll.closes_at.isoformat()}


def _poll_over(world: World, about: str) -> tuple[Person, Data]:
    return world.town.alice, {"poll": _poll(world, about, closes_at=clock.now() - timedelta(hours=1)).id}


def _poll_answered(state: str = "open", **more: Any) -> Callable[[World, str], tuple[Person, Data]]:
    def made(world: World, about: str) -> tuple[Person, Data]:
        poll = _poll(world, about, state=state)
        session.add_all(Ballot(poll_id=poll.id, person_id=person.id) for person in world.town.people.values())
        session.flush()
        values = _offered()(world, about)[1] if more else {}
        return world.town.bob, {"poll": poll.id, **values, **more}

    return made


def _poll_requested(world: World, about: str) -> tuple[Person, Data]:
    wish = PollRequest(poll_id=_poll(world, about).id, name="Gerd", company="", email="g@g.example", language="en")
    wish.said = {}
    session.add(wish)
    session.flush()
    return world.town.gus, {"request": wish.id}


def _series_requested(world: World, about: str) -> tuple[Person, Data]:
    gus, data = _requested(world, about)
    session.get_one(Request, data["request"]).series_id = world.scenes[about].values["series_id"]
    session.flush()
    return gus, data


def _was(meeting: Meeting) -> Data:
    was = asdict(Was.of(meeting))
    return {**was, "starts": (meeting.starts_local - timedelta(hours=1)).isoformat(), "place": "Elsewhere"}


def _membership(state: str, role: str = "member", reader: str = "bob") -> Callable[[World, str], tuple[Person, Data]]:
    """Bob's membership in this state; the letter goes to him, or to who decides."""

    def made(world: World, about: str) -> tuple[Person, Data]:
        own = Membership.group_id == _group(world, about).id, Membership.person_id == world.town.bob.id
        membership = session.scalars(select(Membership).where(*own)).one()
        membership.state, membership.office = state, role  # type: ignore[assignment]
        membership.invited_by = world.town.alice.id
        session.flush()
        return world.town.people[reader], {"membership": membership.id}

    return made


def _entered(world: World, about: str) -> tuple[Person, Data]:
    soon = clock.now() + timedelta(hours=8)
    entry = Entry(group_id=_group(world, about).id, person_id=world.town.adam.id, reason="A complaint.", until=soon)
    session.add(entry)
    session.flush()
    return world.town.alice, {"entry": entry.id}


def _hook_ended(world: World, about: str) -> tuple[Person, Data]:
    hook = session.get_one(Webhook, world.scenes[about].values["webhook_id"])
    hook.ended_at, hook.why = clock.now(), "failing"
    session.flush()
    return world.town.alice, {"webhook": hook.id}


def _ownerless(world: World, about: str) -> tuple[Person, Data]:
    group = _group(world, about)
    session.execute(update(Membership).where(Membership.group_id == group.id).values(is_owner=False))
    return world.town.adam, {"group_id": group.id}


def _wished(world: World, about: str) -> tuple[Person, Data]:
    group = _group(world, about)
    group.approved_at, group.created_by = None, world.town.alice.id
    return world.town.adam, {"group_id": group.id}


def _answered(world: World, about: str) -> tuple[Person, Data]:
    return world.town.alice, {"group_id": _group(world, about).id}


def _knocked(world: World, about: str) -> tuple[Person, Data]:
    bob = world.town.bob
    knock = Knock(group_id=_group(world, about).id, name=bob.name, email=bob.email, language="en", answers=[])
    session.add(knock)
    session.flush()
    return bob, {"knock": knock.id}


def _link(purpose: Any, **data: Any) -> Callable[[World, str], tuple[Person, Data]]:
    def made(world: World, _about: str) -> tuple[Person, Data]:
        bob = world.town.bob
        expires = clock.now() + timedelta(minutes=15)
        row = Link(purpose=purpose, email=bob.email, person_id=bob.id, data={"nonce": "n", **data}, expires_at=expires)
        session.add(row)
        session.flush()
        return bob, {"link": row.id}

    return made


def _word(**data: Any) -> Callable[[World, str], tuple[Person, Data]]:
    return lambda world, _about: (world.town.bob, data)


def _digest(world: World, about: str) -> tuple[Person, Data]:
    bob, group = world.town.bob, _group(world, about)
    own = Membership.group_id == group.id, Membership.person_id == bob.id
    session.scalars(select(Membership).where(*own)).one().mail_level = "digest"
    session.execute(delete(SignUp).where(SignUp.person_id == bob.id))
    now = clock.now()
    return bob, {"since": (now - timedelta(days=7)).isoformat(), "until": (now + timedelta(days=1)).isoformat()}


def _company(world: World, about: str) -> Company:
    return session.get_one(Company, world.scenes["open" if about == "open" else "hidden"].values["company_id"])


def _contact(company: Company) -> Person:
    return companies.contacts(company.id)[0]


def _colleague(world: World, about: str) -> tuple[Person, Data]:
    company = _company(world, about)
    return _contact(company), {"company": company.id, "colleague": companies.asking(company.id)[0].id}


def _at_company(world: World, about: str) -> tuple[Person, Data]:
    company = _company(world, about)
    return _contact(company), {"company": company.id}


def _merge(world: World, about: str) -> tuple[Person, Data]:
    scene = "open" if about == "open" else "hidden"
    return _contact(_company(world, about)), {"merge": world.scenes[scene].values["merge_id"]}


def _merge_answered(world: World, about: str) -> tuple[Person, Data]:
    values = world.scenes["open" if about == "open" else "hidden"].values
    asker = world.town.ole if about == "open" else world.town.alice
    return asker, {"company": values["company_id"], "other": values["other_id"]}


def _holds(world: World, about: str) -> tuple[Person, Data]:
    company = _company(world, about)
    company.is_public, company.confirmed_on = True, companies.today() - timedelta(days=340)
    session.flush()
    return _contact(company), {"company": company.id}


def _series(ends: bool = False, state: str = "going", **more: Any) -> Callable[[World, str], tuple[Person, Data]]:
    """Bob, who has signed up for the whole, with a seat at each date; `more` may be made of the series."""

    def made(world: World, about: str) -> tuple[Person, Data]:
        series = session.get_one(Series, world.scenes[about].values["series_id"])
        own = SeriesSignUp.series_id == series.id, SeriesSignUp.person_id == world.town.bob.id
        session.execute(delete(SeriesSignUp).where(*own))
        if state:
            session.add(SeriesSignUp(series_id=series.id, person_id=world.town.bob.id, state=state, turn=9, rounds=1))
        for number in _dates(series):
            known = SignUp.meeting_id == number, SignUp.person_id == world.town.bob.id
            session.execute(delete(SignUp).where(*known))
            if state == "going":
                session.add(SignUp(meeting_id=number, person_id=world.town.bob.id, state="going", turn=9))
        series.ended_at = clock.now() if ends else None
        session.flush()
        return world.town.bob, {"series": series.id, **{key: value(series) for key, value in more.items()}}

    return made


def _dates(series: Series) -> list[int]:
    return list(session.scalars(select(Meeting.id).where(Meeting.series_id == series.id)))


def _since(series: Series) -> str:
    return series.starts_local.isoformat()


def _case(state: State) -> Callable[[World, str], tuple[Person, Data]]:
    """A case about Bob's company, as it is asked, or answered with a wish."""

    def made(world: World, about: str) -> tuple[Person, Data]:
        article = session.get_one(Article, world.scenes[about].values["case_id"])
        article.state, article.created_by = state, world.town.bob.id
        session.flush()
        return world.town.bob, {"article": article.id}

    return made


LINKEDIN = "https://www.linkedin.com/oauth"
MAKERS: Mapping[str, Callable[[World, str], tuple[Person, Data]]] = {
    "account_joined": _word(issuer=LINKEDIN),
    "account_removed": _word(issuer=LINKEDIN),
    "address_changed": _link("undo-address"),
    "added": _signed_up("going", by=lambda _meeting: None),
    "address_taken": _word(),
    "announced": _offered(),
    "asked_to_come": _signed_up("requested"),
    "brought": _brought,
    "cancelled": _cancelled,
    "colleague_answered": _at_company,
    "colleague_asked": _offered("ole"),
    "colleague_waits": _colleague,
    "company_holds": _holds,
    "confirm_address": _link("address"),
    "confirm_request": _requested,
    "confirmed": _signed_up("going"),
    "declined": _membership("removed"),
    "digest": _digest,
    "entered": _entered,
    "follow_confirm": _answered,
    "invitation": _membership("invited"),
    "invited": _offered(by="ole"),
    "join_confirm": _knocked,
    "join_account": _link("join-account", account={"issuer": LINKEDIN, "subject": "s"}),
    "merge_answered": _merge_answered,
    "merge_asked": _merge,
    "moved": _signed_up("going", was=_was),
    "moved_over": _moved_over,
    "network_answered": _answered,
    "not_counted": _signed_up("withdrawn", why=lambda _meeting: "Sign-up is closed.", answers=lambda _meeting: "<a@b>"),
    "network_wish": _wished,
    "message": _message,
    "feedback": _feedback,
    "not_published": _not_published,
    "post": _post,
    "posts_wait": _posts_wait,
    "ruling": _ruling,
    "message_test": _message_test,
    "moderator_made": _membership("active", "moderator"),
    "not_this_time": _signed_up("refused", reason=lambda _meeting: "Too many builders."),
    "organiser_made": _membership("active", "organiser"),
    "owner_made": _membership("active", "owner"),
    "ownerless": _ownerless,
    "poll_confirm": _poll_requested,
    "poll_dropped": _poll_answered("dropped"),
    "poll_opened": _poll_open,
    "case_asked": _case("asked"),
    "case_answered": _case("draft"),
    "poll_over": _poll_over,
    "poll_reminder": _poll_open,
    "poll_set": _poll_answered(said="maybe"),
    "promise_due": _promised,
    "promise_made": _promised,
    "promises_back": _promised_by_nobody,
    "promises_late": _promised_late,
    "promises_late_in": _late_in_group,
    "promoted": _signed_up("going"),
    "put_back": _signed_up("waiting"),
    "reminder": _signed_up("going", starts=lambda meeting: meeting.starts_at.isoformat()),
    "request_waits": _membership("requested", reader="alice"),
    "ride_changed": _ride_over,
    "series_announced": _series(state=""),
    "series_cancelled": _series(ends=True, since=_since),
    "series_changed": _series(
        was=_since,
        was_rule=lambda series: series.rule,
        since=_since,
        old=lambda _series: None,
        dropped=lambda _series: 1,
    ),
    "series_confirm": _series_requested,
    "series_dates": _series(since=_since),
    "series_joined": _series(),
    "series_left": _series(state="left"),
    "series_promoted": _series(meetings=_dates),
    "sign_in": _link("sign-in"),
    "stands_in": _stands_in,
    "waiting": _signed_up("waiting"),
    "waiting_over": _signed_up("waiting"),
    "webhook_off": _hook_ended,
    "way_changed": _way_changed,
    "welcome": _membership("active"),
    "withdrawn": _signed_up("withdrawn"),
    "yes_needed": _yes_needed,
    "your_data": _word(),
}
