"""What organisers do with the list as a whole: invite to it, take it along."""

from netapp.core import limits, log
from netapp.core.db import action
from netapp.core.errors import Refused, require
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, group_key
from netapp.events import export, notices, policy, queries
from netapp.events.approval import actions as approving
from netapp.members import actions as members

MOST_INVITED = 500


@action
def invite(viewer: Viewer, meeting_id: int, addresses: list[str]) -> int:
    """Write to people who are no members; returns how many letters. Who has answered already gets none."""
    meeting = queries.locked_meeting(viewer, meeting_id)
    require(policy.may_manage_sign_ups(viewer, meeting))
    if not meeting.open_to_guests:
        raise Refused(_("This meeting is for members. Open it to guests first."))
    if len(addresses) > MOST_INVITED:
        raise Refused(_("Invite at most %(most)s at a time.", most=MOST_INVITED))
    guests = [members.addressed_person(address) for address in dict.fromkeys(addresses)]
    answered = queries.who_answered(meeting)
    unasked = [guest for guest in guests if guest.id not in answered]
    approving.note_invited(meeting, [guest.id for guest in unasked])
    return notices.invited(meeting, unasked, viewer.person_id)


@action
def take_list(viewer: Viewer, meeting_id: int) -> export.Table:
    """Everybody who answered, with addresses, to be taken along as a file. It is a table already when the deed is done:
    each row would be read again after its commit.
    """
    meeting = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, meeting))
    people = queries.participants(meeting)
    log.write(viewer.person_id, "export people", "meeting", meeting.id, group_key(meeting.group_id), people=len(people))
    return export.table(meeting, people)


def limit_invitations(viewer: Viewer) -> None:
    """As many as for a group's: each press may write to hundreds of strangers."""
    limits.spend("invite to", str(viewer.person_id), 30, limits.HOUR)
