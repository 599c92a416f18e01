"""Fill an empty database with the demo: five networks, with a past, and with meetings to come."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

from netapp.core import site
from netapp.core.db import session, transaction
from netapp.core.errors import Refused
from netapp.demo import (
    afterwards,
    articles,
    calendars,
    companies,
    contacts,
    content,
    deeds,
    hooks,
    meetings,
    messages,
    moderation,
    old_lists,
    outbox,
    people,
    polls,
    promises,
    series,
    threads,
    unreached,
)
from netapp.demo.content import Network, SubGroup
from netapp.demo.place import Place, at
from netapp.groups import audience
from netapp.groups.models import PRESETS, Answers, Follower, Group, InvitationLink, Membership, Office, State
from netapp.members.models import Affiliation, Person

NEWCOMER_SINCE = 9
# How many days ago those left who have left.
LEFT_SINCE = 100
# The share of the members who came within the last year.
LATE = 0.15


def build(today: date) -> None:
    """Write everything in one transaction; Refused when somebody is there already.

    Coming meetings are dated from `today`. The same day gives the same rows, but for the keys that nobody may guess.
    """
    with transaction():
        if session.scalar(select(Person.id).limit(1)) or session.scalar(select(Group.id).limit(1)):
            raise Refused("The demo needs an empty database, and there are people or networks in this one.")
        _settings()
        place = Place(today)
        for network in content.networks():
            _network(place, network)
        for network in content.networks():
            _memberships(place, network)
        _roles(place)
        for network in content.networks():
            meetings.write(place, network)
            polls.write(place, network)
            series.write(place, network)
            threads.write(place, network)
            moderation.write(place, network)
            articles.write(place, network)
        group = contacts.write(place)
        calendars.write(place, group)
        old_lists.write(place, group)
        unreached.write(place)
        afterwards.write(place)
        promises.write(place)
        hooks.write(place)
        deeds.write(place, content.networks())
        if not current_app.config["NETAPP"].smtp_url:  # nobody at a .example address can be written to
            outbox.write(place)
            messages.write(place)
            articles.ask(place)


def _settings() -> None:
    row = session.get(site.Site, 1) or site.Site(id=1)
    row.is_demo, row.name = True, "netapp demo"
    session.add(row)


def _network(place: Place, network: Network) -> None:
    """The network, its sub-groups, its companies and everybody who is known in it."""
    since = at(network.since)
    group = _group(network, network.name, network.lead, network.text, since)
    group.texts = {"lead.en": network.lead_en, "about.en": network.text_en}
    group.seen_by, group.join_rule, group.read_by = "everyone", network.join, "everyone"  # type: ignore[assignment]
    group.questions = _questions(network.questions)
    session.flush()
    audience.set_keys(group)
    place.networks[network.folder] = group
    for sub_group in network.sub_groups:
        _sub_group(place, network, group, sub_group)
    for company in network.companies:
        place.companies[company.key] = companies.write(company, network.language, since, place.today)
    for person in network.people:
        joined = _joined(place, network, person)
        place.people[person.name] = _person(person.name, person.email, network.language, joined, person.shown)
        if person.state == "invited":
            new = place.people[person.name]
            new.signed_in_at = new.email_confirmed_at = new.welcomed_at = None
    for follower in network.followers:
        place.outsider(follower, network.language, since=at(place.today - timedelta(60)))
    session.flush()
    said = content.profiles()
    answered: set[str] = set()
    for person in network.people:
        if person.state != "invited":
            people.describe(place.people[person.name], person.title, said.get(person.name))
        at_work = Affiliation(company_id=place.companies[person.company].id, since=network.since)
        at_work.person_id = place.people[person.name].id
        # The first who is named answers for the company.
        at_work.role = "employee" if person.company in answered else "contact"
        answered.add(person.company)
        session.add(at_work)


def _group(network: Network, name: str, lead: str, text: str, since: datetime) -> Group:
    group = Group(name=name, lead=lead, about=text, texts={}, region=network.region, language=network.language)
    group.zone, group.created_at, group.approved_at, group.revision = network.zone, since, since, 1
    session.add(group)
    return group


def _sub_group(place: Place, network: Network, parent: Group, written: SubGroup) -> None:
    group = _group(network, written.name, written.lead, written.text, at(place.today - timedelta(400)))
    seen_by, _join_rule, read_by = PRESETS[written.seen]
    group.parent_id, group.seen_by, group.read_by = parent.id, seen_by, read_by
    group.join_rule = written.join  # type: ignore[assignment]
    group.questions = _questions(written.questions)
    session.flush()
    audience.set_keys(group, parent)
    place.sub_groups[network.folder, written.key] = group


def _questions(texts: Sequence[str]) -> list[dict[str, Any]] | None:
    return [{"text": text, "needed": number == 0} for number, text in enumerate(texts)] or None


def _person(name: str, email: str, language: str | None, since: datetime, shown: bool = True) -> Person:
    person = Person(name=name, email=email, language=language, show_name=shown, created_at=since)
    person.email_confirmed_at = person.signed_in_at = person.welcomed_at = since
    session.add(person)
    return person


def _memberships(place: Place, network: Network) -> None:
    """Who is in what, in which state. The first organiser owns the network; who is named first in a group runs it."""
    group = place.networks[network.folder]
    organiser = next(place.people[person.name] for person in network.people if person.organiser)
    group.created_by = organiser.id
    run: set[str] = set()
    for person in network.people:
        state: State = "active" if person.requested_group else person.state  # type: ignore[assignment]
        joined = place.people[person.name].created_at
        membership = _member(group, place.people[person.name], joined, state, mail=person.mail)
        membership.office = _office(person, is_first=membership.person_id == organiser.id)
        if state == "left":
            membership.changed_at = max(joined, at(place.today - timedelta(LEFT_SINCE)))
        membership.invited_by = organiser.id if state == "invited" else None
        asked = group
        if person.requested_group:
            asked = place.sub_groups[network.folder, person.requested_group]
            membership = _member(asked, place.people[person.name], joined, "requested")
        if person.answers:
            session.flush()
            said = [[one.text, answer] for one, answer in zip(asked.asks, person.answers, strict=False)]
            session.add(Answers(membership_id=membership.id, said=said))
        for key in person.groups:
            inside = _member(place.sub_groups[network.folder, key], place.people[person.name], joined, mail=person.mail)
            inside.office = "member" if key in run else "owner"
            run.add(key)
    for neighbour in network.neighbours:
        for joined_group in (group, *(place.sub_groups[network.folder, key] for key in neighbour.groups)):
            _member(joined_group, place.people[neighbour.name], at(place.today - timedelta(300)), mail=neighbour.mail)
    for link in network.links:
        made = InvitationLink(group_id=group.id, label=link.label, created_by=organiser.id, most=link.most)
        made.created_at, made.expires_at = at(place.today - timedelta(30)), at(place.today + timedelta(link.days_left))
        made.came = link.came
        session.add(made)
    for follower in network.followers:
        followed = Follower(group_id=group.id, person_id=place.outsiders[follower.email].id)
        followed.since = at(place.today - timedelta(60))
        session.add(followed)


def _office(person: content.Person, *, is_first: bool) -> Office:
    if person.organiser:
        return "owner" if is_first else "organiser"
    return "moderator" if person.moderator else "member"


def _member(
    group: Group, person: Person, joined: datetime, state: State = "active", mail: str = "everything"
) -> Membership:
    since = max(joined, group.created_at)
    membership = Membership(group_id=group.id, person_id=person.id, state=state, mail_level=mail, changed_at=since)
    membership.role, membership.joined_at = "member", since if state in {"active", "left"} else None
    session.add(membership)
    return membership


def _roles(place: Place) -> None:
    """The two who are in no network; and whoever has a button sees the site in their browser's language."""
    for role, who in content.roles().items():
        if who.email:
            place.people[who.name] = _person(who.name, who.email, None, at(place.today - timedelta(NEWCOMER_SINCE)))
        place.people[who.name].language = None
        place.people[who.name].is_admin = role == "admin"
        if role == "newcomer":
            place.people[who.name].welcomed_at = None  # the questions of a first visit are still to be answered
    session.flush()


def _joined(place: Place, network: Network, person: content.Person) -> datetime:
    """Organisers since the beginning, others some time after; who waits for an answer, for two days."""
    if person.state in {"invited", "requested"} and not person.requested_group:
        return at(place.today - timedelta(2))
    if person.organiser:
        return at(network.since)
    late = random.Random(f"late {person.name}")
    if late.random() < LATE and person.name not in {who.name for who in content.roles().values()}:
        return at(place.today - timedelta(late.randrange(20, 300)))
    days = (place.today - network.since).days - 60
    return at(network.since + timedelta(random.Random(person.name).randrange(max(1, days))))
