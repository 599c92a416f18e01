"""The page that says who may do what says all of it, and what the rules say."""

import inspect

import pytest

from netapp.events import policy as events
from netapp.events.talking import policy as talking
from netapp.forums import policy as forums
from netapp.forums.importing import policy as importing
from netapp.forums.moderation import policy as moderation
from netapp.forums.moving import policy as moving
from netapp.forums.voting import policy as voting
from netapp.groups import policy as groups
from netapp.home import rights
from netapp.members import policy as members
from netapp.news import policy as news
from netapp.promises import policy as promises

# Policy functions that are no line of the tables, and why.
LEFT_OUT = {
    "events.may_ask_colleague": "the contacts of a company, about their own colleagues",
    "events.may_give_feedback": "who was there, for two weeks",
    "events.may_leave_series": "whoever has signed up for a series",
    "events.may_plan": "as may_edit",
    "events.may_ride": "who has a seat, about their own ride",
    "events.may_see_inside": "who has a seat, and who organises",
    "events.may_swap": "the contacts of a company, about its own seats",
    "events.may_check_in": "whoever holds a link to the door",
    "events.may_join": "who has a seat",
    "forums.is_inside": "about the group",
    "forums.is_of_audience": "what may_read rests on",
    "forums.paused_until": "about the viewer; may_pause says it of people",
    "forums.may_see_queue": "as may_rule",
    "forums.may_take_in": "moderators of the group that a thread comes to",
    "forums.may_move": "as may_pin, in both groups",
    "forums.may_merge": "as may_pin, in both groups",
    "forums.may_split": "as may_pin",
    "forums.offers": "what moderators are offered",
    "forums.may_vote": "as may_react",
    "events.may_start": "as may_start of discussions",
    "events.may_begin_with": "as may_schedule",
    "forums.may_unblock": "everybody whom they have blocked",
    "forums.may_withdraw": "their author, until a moderator has looked at it",
    "forums.may_moderate": "what the lines about moderators rest on",
    "forums.may_see_files": "whoever reads the post",
    "forums.may_see_hidden": "as may_pin",
    "forums.may_undo": "their author, for ten minutes",
    "groups.is_followable": "about the group; may_follow says it of people",
    "groups.is_open": "about the group",
    "groups.may_be_begun": "whoever has just made a network",
    "groups.may_answer": "whoever holds the link of an invitation's letter",
    "groups.may_come": "whoever holds the link of a letter that they asked for",
    "groups.may_follow_at_once": "how following goes, not who may",
    "groups.may_organise": "what the lines about organisers rest on",
    "groups.may_own": "what the lines about owners rest on",
    "groups.may_unfollow": "everybody who is signed in, always",
    "groups.stands_alone": "about the group",
    "news.is_at_work": "what the lines about articles rest on",
    "news.is_writer": "what may_see_history rests on",
    "news.may_answer_for_company": "who answers for the company that a case is about, when asked",
    "news.may_discard": "as may_edit, of a draft that nobody else has read",
    "news.may_translate": "as may_edit",
    "members.is_inside": "what the lines about companies rest on",
    "members.may_answer_merge": "the contacts of one of two companies that may be one",
    "members.may_merge": "who answers for two companies that may be one, or organises networks where both are",
    "members.may_merge_alone": "the contacts of both companies",
    "members.may_edit": "everybody their own, and nobody another's",
    "members.may_erase": "everybody themselves; an administrator on somebody's wish",
    "members.may_see_address": "what each person has chosen",
    "members.may_see_name": "what each person has chosen",
    "members.may_show_as_one": "who answers for those of two companies that not everybody sees",
    "members.may_take_back": "everybody their own wish to be let in",
}


def rules(module):
    room = module.__name__.split(".")[1]
    found = inspect.getmembers(module, inspect.isfunction)
    return {f"{room}.{name}" for name, one in found if one.__module__ == module.__name__ and name[0] != "_"}


def deeds():
    return [deed for section in rights.sections() for deed in section.deeds]


def test_every_rule_is_on_the_page_or_left_out_for_a_reason():
    rooms = (groups, forums, importing, moderation, moving, voting, events, talking, promises, news, members)
    known = {rule for room in rooms for rule in rules(room)}
    shown = {deed.rule for deed in deeds()}
    assert shown | set(LEFT_OUT) == known
    assert not shown & set(LEFT_OUT)


def test_each_line_asks_the_rule_that_it_names():
    for deed in deeds():
        name = deed.rule.partition(".")[2]
        assert name == getattr(deed.may, "__name__", "") or name in deed.may.__code__.co_names, deed.rule


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("Close it, and open it again", {"Owner"}),
        (
            "Ask to join by mail, where the organisers have questions",
            {"Guest", "Signed in", "Member", "Moderator", "Organiser", "Owner", "Administrator"},
        ),
        ("Edit its texts", {"Organiser", "Owner"}),
        ("Say yes or no to who asks", {"Moderator", "Organiser", "Owner"}),
        ("Enter a shut group, for some hours and on record", {"Administrator"}),
        ("Sign up where it is for members", {"Member", "Moderator", "Organiser", "Owner"}),
        ("Write its page, and name other contacts", {"Contact person"}),
    ],
)
def test_what_the_page_says(app, said, roles):
    with app.test_request_context():
        found = {
            str(role)
            for section in rights.sections()
            for deed in section.deeds
            for role, viewer in section.roles
            if str(deed.said) == said and deed.may(viewer)
        }
    assert found == roles


def test_each_role_of_a_network_may_all_that_the_one_before_it_may():
    for section in rights.sections()[:-1]:
        for deed in section.deeds:
            answers = [deed.may(viewer) for _role, viewer in section.roles[2:6]]
            # Letters for who is no member are offered to members, too, and they see no button for it.
            assert answers == sorted(answers), deed.rule


@pytest.mark.parametrize("language", ["en", "da", "sv", "fi"])
def test_everybody_reads_it_in_their_language(town, as_, language):
    page = as_(language=language).get("/who-may-do-what")
    assert page.status_code == 200
    assert page.text.count("<tr>") == sum(len(section.deeds) + 1 for section in rights.sections())
