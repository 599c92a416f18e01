"""The page behind an organiser's letter about somebody who asks to come."""

from collections.abc import Mapping
from typing import Any

from netapp.core import languages, signed, text
from netapp.core.db import session
from netapp.core.errors import NotVisible
from netapp.core.viewer import Viewer
from netapp.events import page, policy, queries, telling
from netapp.events.by_hand import letters as hand_letters
from netapp.events.colleagues import page as colleagues
from netapp.events.models import Meeting, SignUp
from netapp.members.models import Person


def asked(token: str) -> tuple[Viewer, Meeting, SignUp]:
    """From the letter that an organiser got: the organiser as a viewer, the meeting as they see it, who asks."""
    sign_up_id, organiser_id = signed.values(hand_letters.YES, token)
    sign_up, organiser = session.get(SignUp, sign_up_id), session.get(Person, organiser_id)
    if sign_up is None or organiser is None or organiser.erased_at is not None:
        raise NotVisible
    viewer = queries.viewer_of(organiser)
    return viewer, queries.get_meeting(viewer, sign_up.meeting_id), sign_up


def of(token: str) -> dict[str, Any]:
    """Who asks, and whether the organiser still may answer."""
    organiser, meeting, sign_up = asked(token)
    languages.prefer(organiser.language or meeting.group.language)
    person = session.get_one(Person, sign_up.person_id)
    return {
        "meeting": meeting,
        "title": page.title(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "sign_up": sign_up,
        "name": person.name or person.email,
        "email": person.email,
        "along": ", ".join(colleagues.names_with(sign_up)),
        "answers": hand_letters.said(meeting, sign_up, languages.current()),
        "organises": policy.may_see_participants(organiser, meeting),
        "may_decide": policy.may_manage_sign_ups(organiser, meeting),
    }


def reason(form: Mapping[str, str]) -> str:
    """Why not, in a sentence for the letter."""
    return text.one_line(form.get("reason", ""))[:300]
