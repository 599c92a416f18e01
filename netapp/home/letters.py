"""The weekly letter: written when it leaves, from what is new then and may still be read (M3, A1)."""

from datetime import datetime

from netapp.core import links, text
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.letters import Letter, Order, Written
from netapp.events import telling
from netapp.events.models import Meeting
from netapp.events.polls import letters as poll_letters
from netapp.events.polls import telling as poll_telling
from netapp.events.polls.models import Poll
from netapp.forums import addresses as forums
from netapp.home import digest, talk
from netapp.members.models import Person
from netapp.news import addresses as news_addresses
from netapp.news.models import Article

# So much of a post is told.
LINE = 140


def _digest(order: Order) -> Written | None:
    person = session.get(Person, order.person_id) if order.person_id else None
    if person is None or person.erased_at is not None:
        return None
    since, until = (datetime.fromisoformat(order.data[name]) for name in ("since", "until"))
    news, asked = digest.news(person, since, until), digest.asked(person, since, until)
    moved, (joined, more) = digest.moved(person, since, until), talk.joined(person, since, until)
    to_read = digest.articles(person, since, until)
    if not (news or asked or moved or joined or to_read):
        return None
    return Written(
        context={
            "news": [_line(meeting, order.language) for meeting in news],
            "asked": [_question(poll, person, order.language) for poll in asked],
            "open": [_thread(one) for one in moved if one.is_open],
            "moved": [_thread(one) for one in moved if not one.is_open],
            "articles": [_article(one, order.language) for one in to_read],
            "joined": [vars(one) for one in joined],
            "more_joined": more,
            "own": [_line(meeting, order.language) for meeting in digest.own(person)],
            "url": links.absolute("home.front"),
            "settings_url": links.absolute("home.settings"),
        },
        reason=_("You get this letter because you asked for one digest a week from your networks."),
        stop=digest.scope(person.id),
        # Stopping sets the mail levels themselves; who gets one after that has asked for it again.
        even_if_stopped=True,
    )


def _line(meeting: Meeting, language: str) -> dict[str, str]:
    about = telling.about(meeting, language)
    return {
        "title": about["title"],
        "url": about["page"],
        "when": about["when"],
        "zone": about["zone"],
        "where": telling.where(meeting),
        "network": meeting.group.name,
    }


def _question(poll: Poll, person: Person, language: str) -> dict[str, str]:
    return {
        "title": poll.title_in(language)[1],
        "url": poll_letters.answer_url(poll, person.id),
        "closes": poll_telling.closes(poll),
        "network": poll.group.name,
    }


def _article(one: Article, language: str) -> dict[str, str]:
    spoken = one.spoken_in(language)
    return {
        "title": one.titles[spoken],
        "line": one.leads.get(spoken, ""),
        "url": news_addresses.absolute(one),
        "network": one.group.name,
    }


def _thread(one: talk.Moved) -> dict[str, str]:
    """Who wrote first, and how many since; a line of it, unless the group's letters say nothing but titles."""
    who = one.writer or _("A member")
    if one.others > 0:
        who = ngettext("%(name)s and %(num)s other", "%(name)s and %(num)s others", one.others, name=who)
    many = ngettext("%(num)s new post", "%(num)s new posts", one.posts)
    return {
        "title": one.title,
        "url": forums.absolute_of_post(one.post_id),
        "who": who if one.is_open else f"{who} · {many}",
        "line": text.excerpt(one.body, LINE) if one.body else "",
        "network": one.group,
    }


LETTERS = (Letter("digest", _digest),)
