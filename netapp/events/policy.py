"""Who may do what with meetings, series, polls. Pure: the viewer's roles and the thing's own state, nothing read."""

from netapp.core import clock
from netapp.core.viewer import Viewer
from netapp.events.checkin.models import AROUND
from netapp.events.models import Meeting, ShownTo
from netapp.events.polls.models import Poll
from netapp.events.series.models import Series
from netapp.groups import policy as groups
from netapp.groups.models import Group


def may_schedule(viewer: Viewer, group: Group) -> bool:
    """Organisers of an open group."""
    return groups.may_organise(viewer, group) and groups.is_open(group)


def may_edit(viewer: Viewer, meeting: Meeting) -> bool:
    return may_schedule(viewer, meeting.group) and meeting.state != "cancelled"


def may_publish(viewer: Viewer, meeting: Meeting) -> bool:
    return may_schedule(viewer, meeting.group) and meeting.state == "draft"


def may_cancel(viewer: Viewer, meeting: Meeting) -> bool:
    return may_schedule(viewer, meeting.group) and meeting.state == "published" and not meeting.is_over


def may_discard(viewer: Viewer, meeting: Meeting) -> bool:
    """Only a draft goes without a trace; what was published is cancelled instead."""
    return may_schedule(viewer, meeting.group) and meeting.state == "draft"


def may_record(viewer: Viewer, meeting: Meeting) -> bool:
    """Write down how many came, once it has begun."""
    return may_schedule(viewer, meeting.group) and meeting.state in {"published", "held"} and meeting.has_begun


def may_see_participants(viewer: Viewer, meeting: Meeting) -> bool:
    """The organiser's list, with addresses and states."""
    return groups.may_organise(viewer, meeting.group)


def may_manage_sign_ups(viewer: Viewer, meeting: Meeting) -> bool:
    """Invite, give a seat by hand, take somebody off the list."""
    return may_schedule(viewer, meeting.group) and meeting.state == "published" and not meeting.has_begun


def may_write_to_participants(viewer: Viewer, meeting: Meeting) -> bool:
    """Letters to those on the list; also after the meeting, or when it was cancelled."""
    return may_schedule(viewer, meeting.group) and meeting.is_public_state


def may_set_reminders(viewer: Viewer, meeting: Meeting) -> bool:
    """Say when its people are reminded, until it begins."""
    return may_edit(viewer, meeting) and meeting.state != "held" and not meeting.has_begun


def may_see_feedback(viewer: Viewer, meeting: Meeting) -> bool:
    """How those who came found it."""
    return groups.may_organise(viewer, meeting.group)


def may_give_feedback(viewer: Viewer, came: bool, is_open: bool) -> bool:
    """Say how it was: who came, for two weeks."""
    return viewer.is_signed_in and came and is_open


def may_sign_up(viewer: Viewer, meeting: Meeting) -> bool:
    """Whoever sees it, when it is open to guests; else the group's active members."""
    return meeting.is_public_state and (meeting.open_to_guests or viewer.belongs_to(meeting.group_id))


def may_answer(viewer: Viewer, meeting: Meeting) -> bool:
    """Say no, or withdraw: whoever is known by name and sees the meeting."""
    return viewer.is_signed_in and meeting.is_public_state


def may_join_series(viewer: Viewer, series: Series) -> bool:
    """Sign up for the whole: as for a meeting."""
    return not series.is_draft and (series.open_to_guests or viewer.belongs_to(series.group_id))


def may_leave_series(viewer: Viewer) -> bool:
    """Give up one's own sign-up for the whole: whoever is known by name."""
    return viewer.is_signed_in


def may_see_names(viewer: Viewer, meeting: Meeting, is_going: bool) -> bool:
    """The names of those who let them be shown (P2)."""
    allowed: dict[ShownTo, bool] = {"organisers": False, "going": is_going, "everyone": True}
    return allowed[meeting.shown_to] or may_see_participants(viewer, meeting)


def may_ask_colleague(viewer: Viewer, meeting: Meeting, tends: bool) -> bool:
    """Have a colleague written to about a meeting that one sees: who answers for the company (`tends`)."""
    return viewer.is_signed_in and meeting.is_public_state and tends


def may_swap(viewer: Viewer, meeting: Meeting, leaver_id: int, tends: bool) -> bool:
    """Give a seat to a colleague: who has it, or who answers for the company where both work (S5)."""
    return viewer.is_signed_in and meeting.is_public_state and (viewer.person_id == leaver_id or tends)


def may_edit_poll(viewer: Viewer, poll: Poll) -> bool:
    """Change what it asks, and end it without a date."""
    return may_schedule(viewer, poll.group) and poll.state == "open"


def may_choose(viewer: Viewer, poll: Poll) -> bool:
    """Set the date, also before the poll closes."""
    return may_schedule(viewer, poll.group) and poll.waits_for_choice


def may_answer_poll(viewer: Viewer, poll: Poll) -> bool:
    """As for a meeting: whoever sees it, when it is open to guests; else the group's active members."""
    return poll.open_to_guests or viewer.belongs_to(poll.group_id)


def may_see_answers(viewer: Viewer, poll: Poll, has_answered: bool) -> bool:
    """How many say what, and the names of those who let them be shown (P2)."""
    allowed: dict[ShownTo, bool] = {"organisers": False, "going": has_answered, "everyone": True}
    return allowed[poll.shown_to] or groups.may_organise(viewer, poll.group)


def may_see_voters(viewer: Viewer, poll: Poll) -> bool:
    """Everybody's name and comment, for who has to choose."""
    return groups.may_organise(viewer, poll.group)


def may_plan(viewer: Viewer, meeting: Meeting) -> bool:
    """Write its programme and what is said of the way; also when it is over, since slides come late."""
    return may_edit(viewer, meeting)


def may_see_inside(viewer: Viewer, meeting: Meeting, is_going: bool) -> bool:
    """What is for participants only: meeting points, telephone numbers, who rides with whom."""
    return (is_going and meeting.state != "cancelled") or groups.may_organise(viewer, meeting.group)


def may_ride(viewer: Viewer, meeting: Meeting, is_going: bool, offers_rides: bool) -> bool:
    """Offer seats in a car, take one, give it back: who goes, until the meeting begins, if its organisers let it."""
    return viewer.is_signed_in and is_going and offers_rides and meeting.state == "published" and not meeting.has_begun


def may_seat(viewer: Viewer, meeting: Meeting) -> bool:
    """Put people at tables, turn the clock, open the screen; also after its end: a day may take longer than planned."""
    return may_schedule(viewer, meeting.group) and meeting.state in {"published", "held"}


def may_open_doors(viewer: Viewer, meeting: Meeting) -> bool:
    """Check people in, and hand out links to who stands at the door: until a day after the meeting."""
    takes_place = meeting.state in {"published", "held"} and clock.now() < meeting.ends_at + AROUND
    return may_schedule(viewer, meeting.group) and takes_place


def may_check_in(viewer: Viewer, meeting: Meeting, holds_link: bool) -> bool:
    """Whoever holds a link to the door: from a day before the meeting until a day after it."""
    is_near = meeting.starts_at - AROUND <= clock.now() < meeting.ends_at + AROUND
    return holds_link and is_near and meeting.state in {"published", "held"}


def may_join(viewer: Viewer, meeting: Meeting, gets_link: bool) -> bool:
    """Be led on to where the meeting is online: who has a seat there."""
    return viewer.is_signed_in and gets_link and bool(meeting.online_url) and meeting.state in {"published", "held"}
