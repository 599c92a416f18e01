"""The letters about promises; each is asked once more before it leaves whether it is still due (M3)."""

from collections.abc import Sequence
from typing import Any

from netapp.core import languages, links, signed
from netapp.core.db import session
from netapp.core.languages import gettext as _
from netapp.core.letters import Letter, Order, Written
from netapp.core.viewer import Viewer
from netapp.groups import policy as groups
from netapp.groups import queries as of_groups
from netapp.groups import records
from netapp.groups.models import Group
from netapp.mail import stopping
from netapp.members.models import Person
from netapp.promises import notices, queries, reading, words
from netapp.promises.models import Promise
from netapp.promises.queries import Line

TOKEN = "promise"
# So many in one letter; the page has them all.
MOST = 50


def url(promise_id: int, person_id: int | None, answer: str = "") -> str:
    """The page behind a letter's button (M6); `answer`: what is chosen there."""
    token = signed.token(TOKEN, promise_id, person_id)
    return links.absolute("promises.by_letter", token=token, **({"a": answer} if answer else {}))


def made(order: Order) -> Written | None:
    """It was written down as theirs."""
    return _of_one(order)


def due(order: Order) -> Written | None:
    """Not where it has another day by now: another letter comes then."""
    promise = queries.known(order.data["promise"])
    return _of_one(order) if promise is not None and promise.due.isoformat() == order.data["due"] else None


def late(order: Order) -> Written | None:
    """Everything that is late of a person's, each line with its own links."""
    viewer = _viewer(order)
    found = [one for one in reading.mine(viewer, MOST) if one.is_late] if viewer else []
    found = [one for one in found if not stopping.is_stopped(order.address, notices.scope(one.group_id))]
    if not found:
        return None
    return Written(
        context={"lines": [_line(one, order.person_id) for one in found], "many": len(found)},
        reason=_("You get this letter once a week while something that you promised is late."),
        stop="late",
    )


def late_in(order: Order) -> Written | None:
    """Everything that is late in a group, for its organisers."""
    viewer, group = _viewer(order), records.group(order.data["group"])
    if viewer is None or group is None or not groups.may_organise(viewer, group) or not groups.is_open(group):
        return None
    membership = of_groups.membership(group.id, viewer.person_id)
    found = queries.of_group(viewer, group, "late")[:MOST]
    if not found or (membership is not None and membership.mail_level == "nothing"):
        return None
    return Written(
        context=_of_group(group, found),
        reason=_("You get this because you are an organiser of %(group)s.", group=group.name),
        stop=notices.scope(group.id),
        sender=_sender(group),
    )


def back(order: Order) -> Written | None:
    """Who had promised this is not there any more: it is the organisers' to hand over."""
    viewer, group = _viewer(order), records.group(order.data["group"])
    if viewer is None or group is None or not groups.may_organise(viewer, group) or not groups.is_open(group):
        return None
    known = queries.named(viewer, order.data["promises"]).values()
    found = [one for one in known if one.state == "open" and one.person_id is None]
    if not found:
        return None
    return Written(
        context=_of_group(group, found),
        reason=_("You get this because you are an organiser of %(group)s.", group=group.name),
        stop=notices.scope(group.id),
        sender=_sender(group),
    )


def _of_one(order: Order) -> Written | None:
    """To whose it is, while it is open."""
    promise = queries.known(order.data["promise"])
    if promise is None or not promise.is_open or not groups.is_open(promise.group):
        return None
    if order.person_id not in [one.id for one in queries.speakers(promise)]:
        return None
    group = promise.group
    of_company = promise.person_id is None
    reason = (
        _("You get this letter because you answer for the company that promised this in %(group)s.", group=group.name)
        if of_company
        else _("You get this letter because this was written down as promised by you in %(group)s.", group=group.name)
    )
    return Written(
        context={**_answers(promise, order), "group_name": group.name, "of_company": of_company},
        reason=reason,
        stop=notices.scope(group.id),
        sender=_sender(group),
    )


def _answers(promise: Promise, order: Order) -> dict[str, Any]:
    days = (promise.due - queries.today(promise.group.zone)).days
    return {
        "said": promise.text,
        "said_in": promise.language,
        "day": languages.date_long(promise.due),
        "days": days,
        "kept_url": url(promise.id, order.person_id, "kept"),
        "later_url": url(promise.id, order.person_id, "later"),
        "dropped_url": url(promise.id, order.person_id, "dropped"),
    }


def _line(line: Line, person_id: int | None) -> dict[str, Any]:
    said, _kind, _icon = words.state(line)
    own = {f"{name}_url": url(line.id, person_id, name) for name in ("kept", "later", "dropped")}
    return {"text": line.text, "language": line.language, "state": said, "owner": words.owner(line), **own}


def _of_group(group: Group, found: Sequence[Line]) -> dict[str, Any]:
    return {
        "lines": [{**_line(one, None), "url": links.absolute("promises.promise", promise_id=one.id)} for one in found],
        "many": len(found),
        "group_name": group.name,
        "list_url": links.absolute("promises.promises", group_id=group.id),
    }


def _viewer(order: Order) -> Viewer | None:
    person = session.get(Person, order.person_id) if order.person_id else None
    return records.as_viewer(person) if person is not None and person.erased_at is None else None


def _sender(group: Group) -> str:
    return (group.parent or group).name


LETTERS = (
    Letter("promise_made", made),
    Letter("promise_due", due),
    Letter("promises_late", late),
    Letter("promises_late_in", late_in),
    Letter("promises_back", back),
)
