"""netapp: a site on which the networks of green businesses live.

`create_app` is the one place where the rooms of the house are wired: blueprints, reactions,
panels and letters are all read here.
"""

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from netapp import api, archive, events, forums, groups, home, mail, members, news, notes, promises, signin
from netapp import config as settings
from netapp.api import archiving as api_archiving
from netapp.api import deeds as api_deeds
from netapp.api import docs as api_docs
from netapp.api import reactions as api_reactions
from netapp.api.webhooks import letters as webhook_letters
from netapp.api.webhooks import page as webhook_page
from netapp.api.webhooks import queries as webhook_queries
from netapp.api.webhooks import reactions as webhook_reactions
from netapp.archive import deeds as archive_deeds
from netapp.archive import letters as archive_letters
from netapp.core import (
    access,
    answers,
    archives,
    assets,
    changes,
    db,
    facts,
    headers,
    incoming,
    kept,
    languages,
    letters,
    links,
    log,
    origin,
    panels,
    pieces,
    rings,
    search,
    site,
    text,
)
from netapp.core.viewer import group_key
from netapp.demo import roles as demo_roles
from netapp.events import archiving as events_archiving
from netapp.events import attendances
from netapp.events import deeds as events_deeds
from netapp.events import facts as events_facts
from netapp.events import letters as events_letters
from netapp.events import panels as events_panels
from netapp.events import queries as events_queries
from netapp.events import reactions as events_reactions
from netapp.events import searching as events_searching
from netapp.events import starting as events_starting
from netapp.events import tasks as events_tasks
from netapp.events.by_hand import letters as events_hand_letters
from netapp.events.calendars import letters as events_replied
from netapp.events.calendars import replying as events_replying
from netapp.events.checkin import archiving as checkin_archiving
from netapp.events.colleagues import queries as colleagues
from netapp.events.feedback import archiving as feedback_archiving
from netapp.events.feedback import forgetting as feedback_forgetting
from netapp.events.feedback import letters as feedback_letters
from netapp.events.messages import archiving as message_archiving
from netapp.events.messages import letters as message_letters
from netapp.events.messages import queries as messages
from netapp.events.polls import archiving as poll_archiving
from netapp.events.polls import deeds as poll_deeds
from netapp.events.polls import letters as poll_letters
from netapp.events.polls import panels as poll_panels
from netapp.events.polls import queries as poll_queries
from netapp.events.polls import reactions as poll_reactions
from netapp.events.polls import settling as poll_settling
from netapp.events.polls import tasks as poll_tasks
from netapp.events.programme import archiving as programme_archiving
from netapp.events.programme import queries as programme_queries
from netapp.events.reminders import archiving as reminder_archiving
from netapp.events.reminders import letters as reminder_letters
from netapp.events.rooms import actions as room_actions
from netapp.events.rooms import archiving as room_archiving
from netapp.events.series import archiving as series_archiving
from netapp.events.series import joining as series_joining
from netapp.events.series import letters as series_letters
from netapp.events.series import queries as series_queries
from netapp.events.series import tasks as series_tasks
from netapp.events.talking import page as talking_page
from netapp.events.talking import reactions as talking_reactions
from netapp.events.talking import ties as talking_ties
from netapp.events.travel import letters as ride_letters
from netapp.events.travel import riding
from netapp.files import keeping as files_keeping
from netapp.files import storage, uploads
from netapp.forums import archiving as forums_archiving
from netapp.forums import deeds as forums_deeds
from netapp.forums import facts as forums_facts
from netapp.forums import letters as forums_letters
from netapp.forums import panels as forums_panels
from netapp.forums import queries as forums_queries
from netapp.forums import reactions as forums_reactions
from netapp.forums import searching as forums_searching
from netapp.forums import ties
from netapp.forums.asking import panels as asking_panels
from netapp.forums.attaching import archiving as attaching_archiving
from netapp.forums.attaching import queries as attaching_queries
from netapp.forums.importing import panels as importing_panels
from netapp.forums.importing import reactions as importing_reactions
from netapp.forums.introducing import page as introducing_page
from netapp.forums.mailing import doors as forums_doors
from netapp.forums.mentioning import reactions as mentioning_reactions
from netapp.forums.moderation import archiving as moderation_archiving
from netapp.forums.moderation import letters as moderation_letters
from netapp.forums.moderation import panels as moderation_panels
from netapp.forums.moderation import reactions as moderation_reactions
from netapp.forums.moving import panels as moving_panels
from netapp.forums.voting import archiving as voting_archiving
from netapp.forums.voting import reactions as voting_reactions
from netapp.groups import archiving as groups_archiving
from netapp.groups import cards, company_list, door_archiving, encounters, starting
from netapp.groups import deeds as groups_deeds
from netapp.groups import facts as groups_facts
from netapp.groups import letters as groups_letters
from netapp.groups import panels as groups_panels
from netapp.groups import queries as groups_queries
from netapp.groups import reactions as groups_reactions
from netapp.groups import records as groups_records
from netapp.groups import searching as groups_searching
from netapp.groups.funding import archiving as funding_archiving
from netapp.groups.funding import panels as funding_panels
from netapp.groups.funding import queries as funding_queries
from netapp.home import deeds as home_deeds
from netapp.home import frame, standing
from netapp.home import letters as home_letters
from netapp.home import panels as home_panels
from netapp.home import reactions as home_reactions
from netapp.mail import archiving as mail_archiving
from netapp.mail import facts as mail_facts
from netapp.mail import panels as mail_panels
from netapp.mail import returning, stopping
from netapp.mailin import models as mailin_models  # noqa: F401 (its table is one of the site's)
from netapp.members import acquaintance, companies, keeping, logos, merging
from netapp.members import archiving as members_archiving
from netapp.members import deeds as members_deeds
from netapp.members import facts as members_facts
from netapp.members import letters as members_letters
from netapp.members import panels as members_panels
from netapp.members import searching as members_searching
from netapp.news import archiving as news_archiving
from netapp.news import deeds as news_deeds
from netapp.news import panels as news_panels
from netapp.news import queries as news_queries
from netapp.news import reactions as news_reactions
from netapp.news import searching as news_searching
from netapp.news import talking as news_talking
from netapp.news.approving import letters as case_letters
from netapp.notes import archiving as notes_archiving
from netapp.notes import deeds as notes_deeds
from netapp.notes import letters as notes_letters
from netapp.notes import page as notes_page
from netapp.notes import reactions as notes_reactions
from netapp.notes import searching as notes_searching
from netapp.promises import archiving as promises_archiving
from netapp.promises import deeds as promises_deeds
from netapp.promises import letters as promises_letters
from netapp.promises import panels as promises_panels
from netapp.promises import queries as promises_queries
from netapp.promises import reactions as promises_reactions
from netapp.promises import searching as promises_searching
from netapp.promises import ties as promises_ties
from netapp.signin import archiving as signin_archiving
from netapp.signin import deeds as signin_deeds
from netapp.signin import letters as signin_letters
from netapp.signin import panels as signin_panels
from netapp.signin import reactions as signin_reactions


def create_app(config: settings.Config | None = None) -> Flask:
    """The site, ready to serve. Without settings they come from the environment; an odd one raises config.Odd."""
    config = config or settings.read()
    languages.compile_catalogues()
    app = Flask(__name__)
    app.config.update(
        NETAPP=config,
        SECRET_KEY=config.secret_key,
        SITE_URL=config.site_url,
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    db.init_app(app, config.database_url, config.threads)
    api.init_app(app)
    for part in (
        changes,
        site,
        links,
        facts,
        panels,
        letters,
        incoming,
        log,
        archives,
        languages,
        assets,
        pieces,
        headers,
    ):
        part.init_app(app)
    kept.init_app(app, standing.of)
    signin.init_app(app)
    storage.init_app(app)
    for part in (uploads, origin, access, answers, frame):
        part.init_app(app)
    app.jinja_env.globals.update(rings=rings.rings, initials=text.initials)
    for room in (members, groups, mail, signin, forums, events, promises, notes, news, home, api, archive):
        app.register_blueprint(room.blueprint())
    _hear(app)
    _lend(app)
    _write(app)
    _find(app)
    _carry(app)
    _tell(app)
    _let_in(app)
    access.check(app)
    return app


def _hear(app: Flask) -> None:
    """Which room reacts to what happened in another; seats are given up before memberships are forgotten."""
    facts.on(app, groups_facts.Left, events_reactions.free_seats_of_leaver)
    facts.on(app, groups_facts.Left, poll_reactions.forget_answers_of_leaver)
    facts.on(app, groups_facts.Left, forums_reactions.forget_reading_of_leaver)
    facts.on(app, groups_facts.Left, moderation_reactions.drop_waiting_of_leaver)
    facts.on(app, groups_facts.Left, promises_reactions.give_back_of_leaver)
    facts.on(app, groups_facts.GroupClosed, events_reactions.cancel_meetings_of_closed)
    facts.on(app, groups_facts.GroupClosed, poll_reactions.drop_polls_of_closed)
    facts.on(app, events_facts.MeetingPublished, poll_settling.settle)
    facts.on(app, events_facts.MeetingPublished, talking_reactions.meeting_changed)
    facts.on(app, events_facts.MeetingChanged, talking_reactions.meeting_changed)
    facts.on(app, events_facts.MeetingCancelled, talking_reactions.meeting_changed)
    facts.on(app, forums_facts.ThreadsMerged, talking_reactions.merged)
    facts.on(app, forums_facts.ThreadMoved, talking_reactions.moved)
    facts.on(app, forums_facts.ThreadSplit, talking_reactions.split)
    facts.on(app, forums_facts.ThreadsMerged, news_reactions.merged)
    facts.on(app, forums_facts.ThreadMoved, news_reactions.moved)
    facts.on(app, forums_facts.ThreadSplit, news_reactions.split)
    facts.on(app, events_facts.Withdrew, riding.given_up)
    facts.on(app, events_facts.Withdrew, room_actions.given_up)
    facts.on(app, events_facts.Answered, series_joining.answered)
    facts.on(app, events_facts.MeetingPublished, webhook_reactions.published)
    facts.on(app, events_facts.MeetingChanged, webhook_reactions.changed)
    facts.on(app, events_facts.MeetingCancelled, webhook_reactions.cancelled)
    facts.on(app, events_facts.MeetingHeld, webhook_reactions.held)
    facts.on(app, events_facts.SignedUp, webhook_reactions.came)
    facts.on(app, events_facts.Withdrew, webhook_reactions.withdrew)
    facts.on(app, mail_facts.Stopped, groups_reactions.stopped)
    facts.on(app, mail_facts.Stopped, home_reactions.stopped)
    facts.on(app, mail_facts.Stopped, forums_reactions.stopped)
    facts.on(app, mail_facts.Resumed, groups_reactions.resumed)
    facts.on(app, mail_facts.Resumed, home_reactions.resumed)
    facts.on(app, mail_facts.Resumed, forums_reactions.resumed)
    facts.on(app, members_facts.PersonChanged, groups_reactions.person_changed)
    facts.on(app, members_facts.PersonChanged, forums_reactions.person_changed)
    facts.on(app, members_facts.PersonChanged, events_reactions.person_changed)
    facts.on(app, members_facts.PersonChanged, poll_reactions.person_changed)
    facts.on(app, members_facts.PersonChanged, news_reactions.person_changed)
    facts.on(app, members_facts.CompaniesMerged, news_reactions.company_merged)
    facts.on(app, members_facts.PersonChanged, promises_reactions.person_changed)
    facts.on(app, members_facts.CompaniesMerged, promises_reactions.company_merged)
    facts.on(app, members_facts.CompaniesMerged, notes_reactions.company_merged)
    facts.on(app, members_facts.CompaniesMerged, events_reactions.company_merged)
    facts.on(app, members_facts.CompaniesMerged, forums_reactions.company_merged)
    facts.on(app, members_facts.CompaniesMerged, mentioning_reactions.company_merged)
    facts.on(app, members_facts.PersonErased, events_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, feedback_forgetting.forget_person)
    facts.on(app, members_facts.PersonErased, poll_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, importing_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, forums_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, moderation_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, mentioning_reactions.forget_named)
    facts.on(app, members_facts.PersonErased, voting_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, news_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, promises_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, notes_reactions.forget_person)
    facts.on(app, members_facts.PersonErased, groups_reactions.person_erased)
    facts.on(app, members_facts.PersonErased, signin_reactions.person_erased)
    facts.on(app, members_facts.PersonErased, api_reactions.person_erased)
    facts.on(app, members_facts.PersonErased, webhook_reactions.person_erased)


def _write(app: Flask) -> None:
    """Which letters each room sends, and who may read in the outbox what they say: a digest nobody but its reader."""
    letters.declare(
        app,
        *members_letters.LETTERS,
        *groups_letters.LETTERS,
        *signin_letters.LETTERS,
        *forums_letters.LETTERS,
        *moderation_letters.LETTERS,
        *events_letters.LETTERS,
        *poll_letters.LETTERS,
        *events_hand_letters.LETTERS,
        *events_replied.LETTERS,
        *ride_letters.LETTERS,
        *message_letters.LETTERS,
        *reminder_letters.LETTERS,
        *feedback_letters.LETTERS,
        *series_letters.LETTERS,
        *case_letters.LETTERS,
        *promises_letters.LETTERS,
        *notes_letters.LETTERS,
        *home_letters.LETTERS,
        *webhook_letters.LETTERS,
        *archive_letters.LETTERS,
    )
    letters.read_by(app, "company", companies.read_keys)
    letters.read_by(app, "group", groups_queries.seen_keys)
    letters.read_by(app, "post", forums_queries.read_keys_of_posts)
    letters.read_by(app, "thread", forums_queries.read_keys)
    letters.read_by(app, "ruling", moderation_letters.keys_of_rulings)
    letters.read_by(app, "queue", moderation_letters.keys_of_queues)
    letters.read_by(app, "meeting", events_queries.read_keys)
    letters.read_by(app, "message", messages.read_keys)
    letters.read_by(app, "series", series_queries.read_keys)
    letters.read_by(app, "request", events_queries.read_keys_of_requests)
    letters.read_by(app, "poll", poll_queries.read_keys)
    letters.read_by(app, "poll_request", poll_queries.read_keys_of_requests)
    letters.read_by(app, "article", news_queries.read_keys)
    letters.read_by(app, "webhook", webhook_queries.seen_keys)
    letters.read_by(app, "promise", promises_queries.read_keys)
    letters.read_by(app, "promises", lambda ids: {number: group_key(number) for number in ids})
    letters.read_by(app, "late", lambda _ids: {})
    letters.read_by(app, "digest", lambda _ids: {})


def _tell(app: Flask) -> None:
    """How the log tells the deeds of each room, and what it calls the things that they are about."""
    rooms = (members_deeds, groups_deeds, signin_deeds, forums_deeds, events_deeds, poll_deeds, home_deeds, api_deeds)
    for deeds in (*rooms, news_deeds):
        log.tell(app, deeds.TOLD)
    log.name(app, "thread", forums_deeds.titles)
    log.name(app, "company", members_deeds.company_names)
    log.name(app, "meeting", events_deeds.titles)
    log.name(app, "poll", poll_deeds.titles)
    log.name(app, "series", events_deeds.series_titles)
    log.name(app, "article", news_deeds.titles)
    log.tell(app, promises_deeds.TOLD)
    log.tell(app, notes_deeds.TOLD)
    log.name(app, "promise", promises_deeds.texts)


def _let_in(app: Flask) -> None:
    """Which rooms see to letters that come in, each at its own door."""
    incoming.open_door(app, events_replying.DOOR)
    for door in (*returning.DOORS, *forums_doors.DOORS):
        incoming.open_door(app, door)


def _lend(app: Flask) -> None:
    """Which room shows a piece on another's page, or says who is still needed."""
    panels.lend(app, "feeds", events_panels.feeds)
    panels.lend(app, "company", colleagues.panel)
    panels.lend(app, "company", asking_panels.company)
    panels.lend(app, "person", groups_panels.in_common)
    panels.lend(app, "directory", company_list.panel)
    panels.lend(app, "first on me", mail_panels.returned)
    panels.lend(app, "first on me", poll_panels.mine)
    panels.lend(app, "me", signin_panels.welcome)
    panels.lend(app, "me", groups_panels.mine)
    panels.lend(app, "settings", mail_panels.returned)
    panels.lend(app, "settings", members_panels.own_picture)
    panels.lend(app, "settings", members_panels.at_work)
    panels.lend(app, "settings", groups_panels.mine)
    panels.lend(app, "settings", api_docs.panel)
    panels.lend(app, "organise rarely", webhook_page.panel)
    panels.lend(app, "admin", groups_panels.admin)
    panels.lend(app, "stop", members_panels.stop)
    panels.lend(app, "stop", groups_panels.stop)
    panels.lend(app, "stop", forums_panels.stop)
    panels.lend(app, "stop", events_panels.stop)
    panels.lend(app, "network", news_panels.of_group)
    panels.lend(app, "network", forums_panels.of_group)
    panels.lend(app, "organise rarely", funding_panels.panel)
    panels.lend(app, "first on me", introducing_page.mine)
    panels.lend(app, "me", forums_panels.mine)
    panels.lend(app, "threads", moderation_panels.of_threads)
    panels.lend(app, "threads", importing_panels.of_threads)
    panels.lend(app, "settings", moderation_panels.blocked)
    panels.lend(app, "manage thread", moving_panels.tools)
    panels.lend(app, "meeting", notes_page.panel)
    panels.lend(app, "meeting", promises_panels.of_meeting)
    panels.lend(app, "meeting", talking_page.panel)
    panels.lend(app, "meeting", news_panels.of_meeting)
    panels.lend(app, "notes", news_panels.of_meeting)
    ties.lend(app, talking_ties.MEETING)
    ties.lend(app, news_talking.ARTICLE)
    panels.lend(app, "network", promises_panels.of_group)
    panels.lend(app, "first on me", promises_panels.mine)
    panels.lend(app, "stop", promises_panels.stop)
    ties.lend(app, promises_ties.PROMISE)
    panels.lend(app, "stop", home_panels.stop)
    cards.lend(app, cards.ATTENDANCES, attendances.known)
    cards.lend_held(app, cards.Held(attendances.held_by, attendances.head_counts))
    cards.lend_meetings(app, events_panels.network)
    cards.lend(app, cards.NEXT_MEETING, events_panels.next_meetings)
    starting.bring(app, events_starting.drafts)
    keeping.ask(app, events_tasks.needed)
    keeping.ask(app, poll_tasks.needed)
    keeping.ask(app, series_tasks.needed)
    keeping.ask(app, groups_records.needed)
    keeping.ask(app, promises_queries.needed)
    files_keeping.ask(app, logos.needed)
    files_keeping.ask(app, programme_queries.needed)
    files_keeping.ask(app, attaching_queries.needed)
    files_keeping.ask(app, news_queries.needed)
    files_keeping.ask(app, funding_queries.needed)
    stopping.follow(app, merging.scope_now)
    acquaintance.lend(app, encounters.fellows, encounters.close_fellows)
    acquaintance.lend_places(app, encounters.places_of)
    acquaintance.lend_led(app, encounters.led)
    app.extensions["demo_roles"] = demo_roles.offered


def _find(app: Flask) -> None:
    """What the search finds, and what changes its rows; a kind after those that it follows."""
    people = groups_searching.GROUP, members_searching.PERSON, members_searching.COMPANY
    things = events_searching.MEETING, forums_searching.POST, promises_searching.PROMISE, news_searching.ARTICLE
    for kind in (*people, *things, notes_searching.NOTE):
        search.add(app, kind)
    search.watch(app, *members_searching.WATCHES, *groups_searching.WATCHES)
    search.watch(app, *events_searching.WATCHES, *forums_searching.WATCHES)
    search.watch(app, *promises_searching.WATCHES, *news_searching.WATCHES, *notes_searching.WATCHES)


def _carry(app: Flask) -> None:
    """What each room puts into a person's take-out and into a network's archive, tables after those they point to."""
    archives.own(
        app,
        members_archiving.own,
        groups_archiving.own,
        door_archiving.own,
        forums_archiving.own,
        attaching_archiving.own,
        moderation_archiving.own,
        voting_archiving.own,
        events_archiving.own,
        poll_archiving.own,
        programme_archiving.own,
        message_archiving.own,
        feedback_archiving.own,
        room_archiving.own,
        checkin_archiving.own,
        promises_archiving.own,
        notes_archiving.own,
        series_archiving.own,
        news_archiving.own,
        mail_archiving.own,
        signin_archiving.own,
        api_archiving.own,
        archive_deeds.own,
    )
    archives.carry(app, *members_archiving.CARRIED, *groups_archiving.CARRIED, *forums_archiving.CARRIED)
    archives.carry(app, *attaching_archiving.CARRIED, *voting_archiving.CARRIED)
    archives.carry(app, *events_archiving.CARRIED)
    archives.carry(app, *poll_archiving.CARRIED)
    archives.carry(app, *programme_archiving.CARRIED)
    archives.carry(app, *message_archiving.CARRIED, *reminder_archiving.CARRIED, *feedback_archiving.CARRIED)
    archives.carry(app, *room_archiving.CARRIED)
    archives.carry(app, *checkin_archiving.CARRIED, *funding_archiving.CARRIED, *news_archiving.CARRIED)
    archives.carry(app, *promises_archiving.CARRIED)
    archives.carry(app, *notes_archiving.CARRIED)
    archives.beside(app, groups_archiving.members_csv, events_archiving.beside, feedback_archiving.beside)
