"""What of who came goes into archives."""

from collections.abc import Iterator

from sqlalchemy import select

from netapp.core.archives import Carried, Row, Sheet
from netapp.core.cells import plain
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import archiving, queries
from netapp.events.checkin import forms, standing
from netapp.events.checkin.models import ARRIVALS, Door, Mark
from netapp.events.models import Meeting, SignUp


def own(viewer: Viewer) -> Iterator[Sheet]:
    """When the person has come; meetings that they do not see any more stand without a title (A5)."""
    theirs = select(Mark.meeting_id).join(SignUp, SignUp.id == Mark.sign_up_id)
    chosen = select(Mark, Meeting, SignUp.person_id).join(Meeting, Meeting.id == Mark.meeting_id)
    chosen = chosen.outerjoin(SignUp, SignUp.id == Mark.sign_up_id)
    chosen = chosen.where(Mark.meeting_id.in_(theirs.where(SignUp.person_id == viewer.person_id)))
    rows = session.execute(chosen.order_by(Meeting.starts_at, Mark.id)).all()
    here = standing.here(mark for mark, _meeting, _person in rows)
    by_sign_up = {mark.sign_up_id: meeting for mark, meeting, person in rows if person == viewer.person_id}
    ids = [meeting.id for meeting in by_sign_up.values()]
    visible = queries.meetings(viewer).where(Meeting.id.in_(ids)).with_only_columns(Meeting.id)
    seen = set(session.scalars(visible)) if ids else set()
    came = [
        {
            "meeting": meeting.title if meeting.id in seen else "",
            "starts": plain(meeting.starts_local),
            "came_at": plain(here[who].since),
        }
        for who, meeting in by_sign_up.items()
        if who in here
    ]
    yield Sheet("check-ins", _("When you were marked as here at a meeting, or have joined it online."), came)
    doors = session.scalars(select(Door).where(Door.made_by == viewer.person_id).order_by(Door.id))
    made = [{"name": one.name, "made_at": plain(one.made_at), "ended_at": plain(one.ended_at)} for one in doors]
    yield Sheet("check-in-links", _("The links to a list at a door that you have made."), made)


def _check(row: Row) -> None:
    is_key = forms.key_of(row["key"]) and (not row["undoes"] or forms.key_of(row["undoes"]))
    if not is_key or row["way"] not in ARRIVALS:
        raise ValueError("no such mark")


# Who came: for those who run the group.
CARRIED = (
    Carried(
        name="marks",
        model=Mark,
        chosen=lambda within: Mark.meeting_id.in_(archiving.run_in(within)),
        without={"by_id": "who stood at the door here", "door_id": "opens a door here"},
        check=_check,
    ),
)
