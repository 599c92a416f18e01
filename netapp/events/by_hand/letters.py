"""The letters about a yes that is waited for, and about what organisers do with the list by hand."""

from typing import Any

from netapp.core import links, signed, text
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import ORGANISING
from netapp.events import letters, reading, telling
from netapp.events.calendars import in_letters as entries
from netapp.events.colleagues import page as colleagues
from netapp.events.models import Meeting, SignUp
from netapp.events.questions import answers
from netapp.events.questions import models as question_models
from netapp.groups import policy as groups
from netapp.groups import queries as group_queries
from netapp.members.models import Person

YES = "yes to come"


def said(meeting: Meeting, sign_up: SignUp, language: str) -> list[tuple[str, str]]:
    """(question, answer) for each that was answered."""
    every = question_models.read(meeting.questions)
    pairs = [(one, (sign_up.answers or {}).get(one.key)) for one in every]
    main = meeting.language
    return [
        (one.text_in(language, main)[1], answers.in_words(one, value, language, main))
        for one, value in pairs
        if value is not None
    ]


def _asked_to_come(order: Order) -> Written | None:
    return _own(order, "requested", reason=_("You get this letter because you signed up for this meeting."))


def _yes_needed(order: Order) -> Written | None:
    """To who may say yes while it is waited for, with two buttons of their own."""
    found = reading.of_sign_up(order.data["person"], order.data["meeting"])
    if found is None or found[1].state != "requested" or found[0].has_begun or order.person_id is None:
        return None
    meeting, sign_up, person = found
    group = meeting.group
    roles = group_queries.standing(order.person_id).roles
    above = [group.parent] if group.parent and not groups.stands_alone(group) else []
    if not any(roles.get(one.id) in ORGANISING for one in (group, *above)):
        return None
    token = signed.token(YES, sign_up.id, order.person_id)
    own = {
        "asker": text.one_line(person.name) or person.email,
        "company": sign_up.company,
        "along": ", ".join(colleagues.names_with(sign_up)),
        "answers": said(meeting, sign_up, order.language),
        "yes_url": links.absolute("events.yes", token=token),
        "no_url": links.absolute("events.yes", token=token, say="no"),
    }
    return Written(
        context={**telling.about(meeting, order.language), **own},
        reason=_("You get this because you are an organiser of %(group)s.", group=group.name),
        stop=f"organising:{group.id}",
        sender=telling.sender(meeting),
    )


def _not_this_time(order: Order) -> Written | None:
    given = text.one_line(order.data["reason"])
    reason = _("You get this letter because you signed up for this meeting.")
    return _own(order, "refused", reason=reason, reason_given=given)


def _added(order: Order) -> Written | None:
    by = session.get(Person, order.data["by"]) if order.data["by"] else None
    reason = _("You get this letter because an organiser has put you on the list for this meeting.")
    name = text.one_line(by.name if by else "")
    return _own(order, "going", "waiting", reason=reason, method="REQUEST", by=name or _("An organiser"))


def _put_back(order: Order) -> Written | None:
    reason = _("You get this letter because you signed up for this meeting.")
    return _own(order, "waiting", reason=reason, method="CANCEL")


def _moved_over(order: Order) -> Written | None:
    """The new entry, and the old one as a file that takes it from the calendar (C7)."""
    before = reading.of_sign_up(order.person_id, order.data["left"])
    if before is None:
        return None
    left, old, person = before
    ended = entries.part(left, old, person, "CANCEL", order.language) if old.rounds else None
    when = telling.when(left.starts_local, left.ends_local)
    own = {"left_title": left.title_in(order.language)[1], "left_when": when}
    reason = _("You get this letter because you signed up for a meeting of %(group)s.", group=left.group.name)
    written = _own(order, "going", "waiting", reason=reason, method="REQUEST", **own)
    if written is None:
        return None
    calendar, gone = (written.calendar, ended) if written.calendar else (ended, None)
    return Written(**{**vars(written), "calendar": calendar, "ended": gone})


LETTERS = (
    Letter("asked_to_come", _asked_to_come),
    Letter("yes_needed", _yes_needed),
    Letter("not_this_time", _not_this_time),
    Letter("added", _added),
    Letter("put_back", _put_back),
    Letter("moved_over", _moved_over),
)


def _own(order: Order, *states: str, reason: str, method: Any = None, **more: Any) -> Written | None:
    """About one's own sign-up in one of these states; the entry for who has a seat, or has it no more (CANCEL)."""
    found = letters.sign_up_of(order, *states)
    if found is None or found[0].has_begun or found[0].state != "published":
        return None
    meeting, sign_up, person = found
    has_entry = method == "CANCEL" or (method == "REQUEST" and sign_up.state == "going")
    return Written(
        context={**letters.about_sign_up(meeting, sign_up, order), **more},
        reason=reason,
        calendar=entries.part(meeting, sign_up, person, method, order.language) if has_entry else None,
        stop=telling.scope(meeting) if more else None,
        even_if_stopped=True,
        sender=telling.sender(meeting),
    )
