"""The demo's content by itself: is it whole, is it true where it says so, and does everybody exist who is named."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from netapp.demo import calendar_days, content
from netapp.demo.content import Meeting, Network
from netapp.news import judging

SOURCES = (content.DATA.parent / "SOURCES.md").read_text("utf-8")
NETWORKS = content.networks()
PEOPLE = {person.name: person for network in NETWORKS for person in network.people}


def every_meeting() -> Iterator[tuple[Network, Meeting]]:
    return ((network, meeting) for network in NETWORKS for meeting in network.meetings)


def outsiders() -> list[content.Outsider]:
    come = [guest for _network, meeting in every_meeting() for guest in meeting.guests + meeting.guests_waiting]
    follow = [follower for network in NETWORKS for follower in network.followers]
    return come + follow + [who for who in content.roles().values() if who.email]


def from_article(title_part: str) -> Meeting:
    return next(meeting for _network, meeting in every_meeting() if meeting.source and title_part in meeting.title)


def test_there_are_five_networks_with_150_people_and_60_companies() -> None:
    assert len(NETWORKS) == 5
    assert sum(len(network.companies) for network in NETWORKS) == 60
    assert 145 <= len(PEOPLE) + len(outsiders()) <= 160


def test_who_says_something_is_there_and_speaks_the_networks_language() -> None:
    languages = {person.name: network.language for network in NETWORKS for person in network.people}
    said = content.profiles()
    assert len(said) >= 12
    assert {name for name, one in said.items() if languages[name] not in one.speaks} == set()
    assert {len(line) > 80 for one in said.values() for line in one.offers + one.seeks + one.competences} == {False}


def test_there_are_25_past_meetings_15_to_come_and_one_draft() -> None:
    assert sum(len(network.past) for network in NETWORKS) == 25
    upcoming = [meeting for network in NETWORKS for meeting in network.upcoming]
    assert Counter(meeting.draft for meeting in upcoming) == {False: 15, True: 1}


def test_every_kind_and_every_join_rule_occurs_and_three_languages() -> None:
    kinds = {"meeting", "workshop", "webinar", "conference", "study_trip", "site_visit"}
    assert {meeting.kind for network in NETWORKS for meeting in network.upcoming} == kinds
    assert {network.join for network in NETWORKS} == {"open", "approval", "invitation"}
    assert {network.language for network in NETWORKS} == {"da", "sv", "fi"}
    assert sum(bool(meeting.text_en) for network in NETWORKS for meeting in network.upcoming) >= 4


def test_one_sub_group_is_secret_and_has_one_meeting_to_come() -> None:
    secret = [(network, group) for network in NETWORKS for group in network.sub_groups if group.seen == "secret"]
    ((network, group),) = secret
    (meeting,) = [meeting for meeting in network.upcoming if meeting.group == group.key]
    assert not meeting.guests_welcome
    assert {group.seen for network in NETWORKS for group in network.sub_groups} == {"public", "network", "secret"}


def test_one_meeting_to_come_is_full_with_people_waiting_one_in_its_room_and_one_is_cancelled() -> None:
    upcoming = [meeting for network in NETWORKS for meeting in network.upcoming]
    full, both = sorted([meeting for meeting in upcoming if meeting.waiting], key=lambda one: one.online_seats or 0)
    assert full.signed_up + len(full.guests) == full.seats
    assert both.seats is not None
    assert both.signed_up > both.seats
    assert len([meeting for meeting in upcoming if meeting.cancelled]) == 1
    for meeting in upcoming:
        most = (meeting.seats or 1000) + (meeting.online_seats or 0)
        assert meeting.signed_up + len(meeting.guests) <= most


def test_every_address_is_an_example() -> None:
    mail = [person.email for person in PEOPLE.values()] + [who.email for who in outsiders()]
    sites = [company.website for network in NETWORKS for company in network.companies]
    rooms = [meeting.online for _network, meeting in every_meeting() if meeting.online]
    assert all(re.fullmatch(r"[a-z.-]+@[a-z-]+\.example", address) for address in mail)
    assert all(str(urlsplit(url).hostname).endswith(".example") for url in sites + rooms)
    for file in content.DATA.rglob("*.toml"):
        assert re.findall(r"https?://[\w.]+(?<!\.example)/", file.read_text("utf-8")) == []


def test_nobody_and_nothing_is_there_twice() -> None:
    mail = [person.email for person in PEOPLE.values()] + [who.email for who in outsiders()]
    companies = [company for network in NETWORKS for company in network.companies]
    assert len(PEOPLE) == sum(len(network.people) for network in NETWORKS)
    assert len(mail) == len(set(mail))
    assert len({company.key for company in companies}) == len({company.name for company in companies}) == 60
    assert all(len({m.key for m in network.meetings}) == len(network.meetings) for network in NETWORKS)


def test_everybody_who_is_named_exists() -> None:
    for network in NETWORKS:
        companies = {company.key for company in network.companies}
        groups = {group.key for group in network.sub_groups}
        hosts = {company.name for company in network.companies} | {real.name for real in network.organisations}
        assert all(person.company in companies and {*person.groups} <= groups for person in network.people)
        assert all(neighbour.name in PEOPLE and {*neighbour.groups} <= groups for neighbour in network.neighbours)
        assert companies == {person.company for person in network.people}
        for meeting in network.meetings:
            assert {*meeting.hosts, *meeting.partners} <= hosts, meeting.title
            assert {meeting.contact, *meeting.including} - {""} <= PEOPLE.keys(), meeting.title
            assert meeting.group in groups | {""}, meeting.title


def test_no_meeting_has_more_people_than_its_group() -> None:
    for network, meeting in every_meeting():
        members = [person for person in network.people if person.state == "active"]
        here = [person for person in members if not meeting.group or meeting.group in person.groups]
        chosen = (
            meeting.came
            + meeting.signed_up
            + meeting.waiting
            + meeting.withdrawn
            + meeting.declined
            + meeting.requested
        )
        assert chosen <= len(here), meeting.title
        assert meeting.head_count is None or meeting.came <= meeting.head_count, meeting.title


def test_every_network_has_organisers_followers_and_all_states_and_mail_levels_occur() -> None:
    assert all(sum(person.organiser for person in network.people) >= 2 for network in NETWORKS)
    assert all(network.followers for network in NETWORKS)
    people = PEOPLE.values()
    assert {person.state for person in people} == {"active", "invited", "requested", "left"}
    assert {person.mail for person in people} == {"everything", "digest", "nothing"}
    assert {person.shown for person in people} == {True, False}


def test_each_role_is_one_person_in_the_right_state() -> None:
    roles = content.roles()
    assert tuple(roles) == content.ROLES
    assert roles["newcomer"].email
    assert roles["admin"].email
    member, organiser, pending = (PEOPLE[roles[role].name] for role in ("member", "organiser", "pending"))
    assert (member.state, member.organiser) == ("active", False)
    assert organiser.organiser
    assert pending.state == "requested" or pending.requested_group


def test_articles_are_dated_as_sources_says() -> None:
    kick_off = from_article("hvad skal netværket kunne")
    assert (kick_off.on, kick_off.place) == (date(2014, 10, 21), "Teknologisk Institut, Taastrup")
    assert date(2014, 10, 21).strftime("%A") == "Tuesday"
    assert date(2014, 11, 21).strftime("%A") == "Friday"  # what the article's words would mean in its own year
    lieksa, kitee = from_article("Lieksassa"), from_article("Kiteellä")
    assert lieksa.on
    assert kitee.on == lieksa.on + timedelta(1)
    assert kitee.on < date(2015, 5, 15)
    assert from_article("Afsluttende konference").on == date(2018, 5, 3)
    opening = from_article("Öppen workshop")
    assert opening.on
    assert opening.on.month < 6
    assert opening.end.hour <= 12


def test_figures_are_those_of_the_articles() -> None:
    kick_off, closing = from_article("hvad skal netværket kunne"), from_article("Afsluttende konference")
    lieksa, kitee = from_article("Lieksassa"), from_article("Kiteellä")
    assert [m.head_count for m in (kick_off, lieksa, kitee, closing)] == [20, 22, 25, 40]
    for figure in ("65 ha", "500.000 m²", "5 grupper"):
        assert figure in kick_off.text
    for meeting in (lieksa, kitee):
        assert "160" in meeting.text
        assert "79" in meeting.text
    for figure in ("over 100 virksomheder", "Over 50", "40 ansatte og ledere"):
        assert figure in closing.text
    uncounted = {
        meeting.title for _network, meeting in every_meeting() if meeting.source and meeting.head_count is None
    }
    assert len(uncounted) == 2


def test_no_meeting_is_on_a_day_off() -> None:
    fixed = [meeting for _network, meeting in every_meeting() if meeting.on]
    assert len(fixed) == 20
    assert all(
        calendar_days.is_working(meeting.on + timedelta(day))
        for meeting in fixed
        if meeting.on
        for day in range(meeting.days)
    )
    assert all(meeting.on < date(2025, 3, 1) for meeting in fixed if meeting.on)


def test_coming_meetings_move_to_working_days_on_whatever_day_the_demo_is_built() -> None:
    for today in (date(2025, 1, 1) + timedelta(n) for n in range(800)):
        for meeting in (meeting for network in NETWORKS for meeting in network.upcoming):
            day = calendar_days.next_working(today + timedelta(meeting.days_from_now), meeting.days)
            # Three days in a row between Christmas and Epiphany are the longest to wait for.
            assert timedelta(0) <= day - today - timedelta(meeting.days_from_now) <= timedelta(28)


def test_holidays_are_known() -> None:
    off = ["2026-12-24", "2027-03-26", "2027-03-29", "2027-05-06", "2027-06-25", "2027-11-21", "2027-01-06"]
    assert not any(calendar_days.is_working(date.fromisoformat(day)) for day in off)
    assert calendar_days.is_working(date(2027, 6, 24))


def test_real_organisations_stand_in_sources_and_act_only_in_the_articles_meetings() -> None:
    for network in NETWORKS:
        real = {organisation.name for organisation in network.organisations}
        for organisation in network.organisations:
            assert f"| {organisation.name} | {organisation.does} |" in SOURCES
        for meeting in network.meetings:
            assert meeting.source or not real & {*meeting.hosts, *meeting.partners}, meeting.title
            assert not meeting.source or {*meeting.hosts, *meeting.partners} <= real, meeting.title


def test_invented_companies_bear_no_real_name() -> None:
    real = {organisation.name.lower() for network in NETWORKS for organisation in network.organisations}
    invented = {company.name.lower() for network in NETWORKS for company in network.companies}
    assert not real & invented


def test_nobody_whom_the_articles_name_is_in_the_demo() -> None:
    everything = SOURCES + "".join(file.read_text("utf-8") for file in content.DATA.rglob("*.toml"))
    for surname in ("Møller", "Karedal", "Horttanainen", "Teuvo"):
        assert surname not in everything


def test_every_real_address_stands_in_sources() -> None:
    for _network, meeting in every_meeting():
        if meeting.address:
            assert meeting.address in SOURCES, meeting.title


def test_texts_are_short_and_whole() -> None:
    for network, meeting in every_meeting():
        paragraphs = meeting.text.split("\n\n")
        assert 1 <= len(paragraphs) <= 5, meeting.title
        assert bool(meeting.title_en) == bool(meeting.text_en), meeting.title
        assert all(len(paragraph) < 600 for paragraph in paragraphs), meeting.title
        assert not re.search(r"  |\\", meeting.text), (network.folder, meeting.title)


def test_the_articles_name_only_days_of_meetings_and_keep_the_figures() -> None:
    told = {one["key"]: (network, one) for network in NETWORKS for one in content.articles(network.folder)["article"]}
    assert len(told) == 7
    for network, one in told.values():
        held = [
            judging.Held(0, meeting.on, meeting.on + timedelta(meeting.days - 1), meeting.key)
            for meeting in network.past
            if meeting.on
        ]
        texts = [one["text"], *(other["text"] for other in one.get("translations", {}).values())]
        about = next((meeting for meeting in held if meeting.title == one["meeting"]), None)
        assert [judging.slips(text, held, about, date(2026, 11, 24)) for text in texts] == [[]] * len(texts)
        assert one["by"] in PEOPLE
    figures = {
        "begun": ("65 ha", "500.000 m²", "5 grupper"),
        "workshops": ("160", "79", "22", "25"),
        "closing": ("over 100", "Over 50", "40"),
    }
    assert all(figure in told[key][1]["text"] for key, all_of in figures.items() for figure in all_of)
