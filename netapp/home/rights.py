"""Who may do what, as the page for people says it: asked of the same functions that decide, with made viewers.

The example is an open network that everybody sees and its members read, with a meeting in it.
"""

from datetime import timedelta

from netapp.core import clock
from netapp.core.languages import lazy_gettext as _l
from netapp.core.viewer import GUEST, PUBLIC, Viewer
from netapp.events import policy as events
from netapp.events.models import Meeting, MeetingState
from netapp.events.polls.models import Poll
from netapp.events.series.models import Series
from netapp.groups import policy as groups
from netapp.groups.models import InvitationLink, Membership, Office
from netapp.home import rights_of_articles, rights_of_posts, rights_of_promises
from netapp.home.rights_table import COMPANY, NETWORK, OTHER, ROLES, SELF, Deed, Section, network
from netapp.members import policy as members
from netapp.members.models import Affiliation

_STRANGER = Viewer(person_id=SELF, email="-")
AT_WORK = (
    (_l("Guest"), GUEST),
    (_l("Signed in"), _STRANGER),
    (_l("Works there"), Viewer(person_id=SELF, email="-", name="employee")),
    (_l("Contact person"), Viewer(person_id=SELF, email="-", name="contact")),
    (_l("Administrator"), Viewer(person_id=SELF, email="-", is_admin=True)),
)


def _somebody(office: Office = "member") -> Membership:
    membership = Membership(group_id=NETWORK, person_id=OTHER, state="active", role="member")
    membership.office = office
    return membership


def _meeting(state: MeetingState = "published", days: int = 7, for_guests: bool = False) -> Meeting:
    starts = clock.now() + timedelta(days=days)
    meeting = Meeting(group_id=NETWORK, state=state, open_to_guests=for_guests, shown_to="going")
    meeting.group, meeting.starts_at, meeting.ends_at = network(), starts, starts + timedelta(hours=2)
    return meeting


def _poll() -> Poll:
    poll = Poll(group_id=NETWORK, state="open", open_to_guests=False, shown_to="going")
    poll.group = network()
    return poll


def _series() -> Series:
    return Series(group_id=NETWORK, open_to_guests=False)


def _place(viewer: Viewer) -> Affiliation | None:
    """Where a made viewer stands in the company: what their name says."""
    if viewer.name not in {"employee", "contact"}:
        return None
    return Affiliation(company_id=COMPANY, person_id=SELF, role=viewer.name)


def sections() -> tuple[Section, ...]:
    return (
        Section(_l("Reading and belonging"), ROLES, _BELONGING),
        Section(_l("People in the network"), ROLES, _PEOPLE),
        Section(_l("The network itself"), ROLES, _ITSELF),
        Section(_l("Meetings"), ROLES, _MEETINGS),
        Section(_l("Discussions"), ROLES, rights_of_posts.DEEDS),
        Section(_l("Articles"), ROLES, rights_of_articles.DEEDS),
        Section(_l("Promises"), ROLES, rights_of_promises.DEEDS),
        Section(_l("A company’s page"), AT_WORK, _COMPANY),
    )


_BELONGING = (
    Deed("groups.may_see", _l("See that it exists"), lambda who: groups.may_see(who, network())),
    Deed("groups.may_join", _l("Ask to join"), lambda who: groups.may_join(who, network())),
    Deed(
        "groups.may_knock",
        _l("Ask to join by mail, where the organisers have questions"),
        lambda who: groups.may_knock(who, network(), None),
    ),
    Deed(
        "groups.may_follow",
        _l("Get its letters without being a member, where everybody reads it"),
        lambda who: groups.may_follow(who, network(PUBLIC)),
    ),
    Deed("groups.may_read", _l("Read what only members read"), lambda who: groups.may_read(who, network())),
    Deed(
        "groups.may_set_mail_level",
        _l("Choose how many letters come"),
        lambda who: groups.may_set_mail_level(who, network()),
    ),
    Deed("groups.may_leave", _l("Leave"), lambda who: groups.may_leave(who, network())),
    Deed("groups.may_enter", _l("Enter a shut group, for some hours and on record"), groups.may_enter),
)
_PEOPLE = (
    Deed("groups.may_see_members", _l("See the other members"), lambda who: groups.may_see_members(who, network())),
    Deed("groups.may_moderate", _l("See who asks to join"), lambda who: groups.may_moderate(who, network())),
    Deed(
        "groups.may_decide",
        _l("Say yes or no to who asks"),
        lambda who: groups.may_decide(who, _somebody(), network()),
    ),
    Deed("groups.may_invite", _l("Invite people"), lambda who: groups.may_invite(who, network())),
    Deed(
        "groups.may_end",
        _l("End a link that lets people in"),
        lambda who: groups.may_end(who, InvitationLink(group_id=NETWORK), network()),
    ),
    Deed(
        "groups.may_see_companies",
        _l("Take a table of the members’ companies along"),
        lambda who: groups.may_see_companies(who, network()),
    ),
    Deed("groups.may_remove", _l("Remove a member"), lambda who: groups.may_remove(who, _somebody(), network())),
    Deed(
        "groups.may_give",
        _l("Make a member a moderator"),
        lambda who: groups.may_give(who, _somebody(), network(), "moderator"),
    ),
    Deed(
        "groups.may_give",
        _l("Make a member an organiser or an owner"),
        lambda who: (
            groups.may_give(who, _somebody(), network(), "organiser")
            and groups.may_give(who, _somebody("organiser"), network(), "owner")
        ),
    ),
    Deed(
        "groups.may_remove",
        _l("Remove an organiser or an owner"),
        lambda who: (
            groups.may_remove(who, _somebody("organiser"), network())
            and groups.may_remove(who, _somebody("owner"), network())
        ),
    ),
)
_ITSELF = (
    Deed("groups.may_edit", _l("Edit its texts"), lambda who: groups.may_edit(who, network())),
    Deed(
        "groups.may_create_sub_group", _l("Make a sub-group"), lambda who: groups.may_create_sub_group(who, network())
    ),
    Deed("groups.may_copy", _l("Make a new network of its texts"), lambda who: groups.may_copy(who, network())),
    Deed(
        "groups.may_switch",
        _l("Decide who sees it, who joins and who reads"),
        lambda who: groups.may_switch(who, network()),
    ),
    Deed("groups.may_read_log", _l("Read its log"), lambda who: groups.may_read_log(who, network())),
    Deed("groups.may_take_archive", _l("Take its archive"), lambda who: groups.may_take_archive(who, network())),
    Deed("groups.may_close", _l("Close it, and open it again"), lambda who: groups.may_close(who, network())),
    Deed(
        "groups.may_create_network",
        _l("Start a new network, where the site leaves it to administrators"),
        lambda who: groups.may_create_network(who, by_members=False),
    ),
    Deed(
        "groups.may_approve_network", _l("Say yes or no to a network that members wish for"), groups.may_approve_network
    ),
)
_MEETINGS = (
    Deed(
        "events.may_sign_up",
        _l("Sign up where guests are welcome"),
        lambda who: events.may_sign_up(who, _meeting(for_guests=True)),
    ),
    Deed("events.may_sign_up", _l("Sign up where it is for members"), lambda who: events.may_sign_up(who, _meeting())),
    Deed(
        "events.may_join_series",
        _l("Sign up for a whole series, where it is for members"),
        lambda who: events.may_join_series(who, _series()),
    ),
    Deed("events.may_answer", _l("Say no, or withdraw"), lambda who: events.may_answer(who, _meeting())),
    Deed(
        "events.may_see_names",
        _l("See who comes, of those who show their names, when one comes oneself"),
        lambda who: events.may_sign_up(who, _meeting()) and events.may_see_names(who, _meeting(), is_going=True),
    ),
    Deed("events.may_schedule", _l("Plan a meeting"), lambda who: events.may_schedule(who, network())),
    Deed("events.may_edit", _l("Change it"), lambda who: events.may_edit(who, _meeting())),
    Deed("events.may_publish", _l("Publish it"), lambda who: events.may_publish(who, _meeting("draft"))),
    Deed("events.may_discard", _l("Throw a draft away"), lambda who: events.may_discard(who, _meeting("draft"))),
    Deed("events.may_cancel", _l("Cancel it"), lambda who: events.may_cancel(who, _meeting())),
    Deed(
        "events.may_see_participants",
        _l("See everybody who signed up, with addresses"),
        lambda who: events.may_see_participants(who, _meeting()),
    ),
    Deed(
        "events.may_manage_sign_ups",
        _l("Invite to it, and give or take a seat"),
        lambda who: events.may_manage_sign_ups(who, _meeting()),
    ),
    Deed(
        "events.may_write_to_participants",
        _l("Write to those who signed up"),
        lambda who: events.may_write_to_participants(who, _meeting()),
    ),
    Deed(
        "events.may_seat",
        _l("Put people at tables, and turn the clock on the screen of the room"),
        lambda who: events.may_seat(who, _meeting()),
    ),
    Deed(
        "events.may_set_reminders",
        _l("Say when people are reminded"),
        lambda who: events.may_set_reminders(who, _meeting()),
    ),
    Deed(
        "events.may_open_doors",
        _l("Check people in, and give helpers a link to the list at the door"),
        lambda who: events.may_open_doors(who, _meeting()),
    ),
    Deed("events.may_record", _l("Write down how many came"), lambda who: events.may_record(who, _meeting(days=-1))),
    Deed(
        "events.may_see_feedback", _l("See how people found it"), lambda who: events.may_see_feedback(who, _meeting())
    ),
    Deed("events.may_answer_poll", _l("Say which dates suit"), lambda who: events.may_answer_poll(who, _poll())),
    Deed(
        "events.may_see_answers",
        _l("See what the others say, having answered"),
        lambda who: events.may_answer_poll(who, _poll()) and events.may_see_answers(who, _poll(), has_answered=True),
    ),
    Deed("events.may_edit_poll", _l("Change a date poll, or end it"), lambda who: events.may_edit_poll(who, _poll())),
    Deed("events.may_see_voters", _l("See who says what, and why"), lambda who: events.may_see_voters(who, _poll())),
    Deed("events.may_choose", _l("Choose the date"), lambda who: events.may_choose(who, _poll())),
)
_COMPANY = (
    Deed(
        "members.may_ask_to_join",
        _l("Say that one works there"),
        lambda who: members.may_ask_to_join(who, _place(who)),
    ),
    Deed(
        "members.may_leave", _l("Say that one works there no longer"), lambda who: members.may_leave(who, _place(who))
    ),
    Deed(
        "members.may_tend",
        _l("Write its page, and name other contacts"),
        lambda who: members.may_tend(who, _place(who)),
    ),
    Deed(
        "members.may_answer",
        _l("Say yes or no to a colleague"),
        lambda who: members.may_answer(who, _place(who), has_contacts=True),
    ),
    Deed(
        "members.may_answer",
        _l("The same where the company has no contact any more"),
        lambda who: members.may_answer(who, _place(who), has_contacts=False),
    ),
)
