"""What the pages of a meeting show, put together from the queries; and the small print of its form."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from flask import request, url_for

from netapp.core import languages, links, text
from netapp.core.errors import NotVisible, Refused, require
from netapp.core.forms import Form
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.core.viewer import GUEST, Viewer
from netapp.events import actions, audience, policy, queries, scheduling, seats, telling, words
from netapp.events.checkin import coming
from netapp.events.colleagues import page as colleagues_page
from netapp.events.colleagues import queries as colleagues
from netapp.events.colleagues.forms import Bringing
from netapp.events.forms import MeetingForm, typed
from netapp.events.hybrid import page as hybrid
from netapp.events.models import Meeting, Mode, SignUpState
from netapp.events.polls.forms import PollForm
from netapp.events.questions import tally as question_tally
from netapp.events.series import queries as of_series
from netapp.groups import emblems
from netapp.groups import policy as groups_policy
from netapp.groups import queries as groups
from netapp.groups.models import Group


def of_network(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """Whose page it is: the frame shows the network's name and emblem."""
    return of_network_of(viewer, meeting.group)


def of_network_of(viewer: Viewer, group: Group) -> dict[str, Any]:
    """The same of whatever is a group's."""
    network = group.parent or group
    return {
        "network": network,
        "network_url": url_for("groups.network", group_id=network.id),
        "network_emblem": emblems.one(viewer, network.id, 56),
    }


def is_public(meeting: Meeting) -> bool:
    """Everybody may read it: search engines too."""
    return meeting.is_public_state and meeting.group.read_key in GUEST.keys


def addresses(endpoint: str, **values: Any) -> dict[str, Any]:
    """A page's own address and those in each language, for search engines, whatever tail was asked for."""
    bare = links.absolute(endpoint, **values)
    by_language = {code: f"{bare}?lang={code}" for code in languages.NAMES}
    return {
        "canonical": by_language.get(request.args.get("lang", ""), bare),
        "alternates": [*by_language.items(), ("x-default", bare)],
    }


def url(meeting: Meeting) -> str:
    return url_for("events.meeting", meeting_id=meeting.id, tail=meeting.tail)


def title(meeting: Meeting) -> str:
    return meeting.title_in(languages.current())[1]


def of_colleagues(viewer: Viewer, meeting_id: int, sought: str, form: Bringing | None = None) -> dict[str, Any]:
    """Who works with the viewer, and what can be done about each and this meeting."""
    meeting = queries.get_meeting(viewer, meeting_id)
    may_act = meeting.state == "published" and not meeting.has_begun
    rows, more = colleagues.of_meeting(viewer, meeting, sought)
    may_bring = policy.may_sign_up(viewer, meeting) and meeting.sign_up_is_open
    return {
        "meeting": meeting,
        "title": title(meeting),
        "back": url(meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "rows": rows if may_act else [one._replace(may_ask=False, instead_of=[]) for one in rows],
        "more": more,
        "sought": sought,
        "form": (form or Bringing(posted=False)) if may_bring else None,
        "ways": hybrid.ways(meeting) if may_bring else (),
        "mine": next((one.state for one in rows if one.person_id == viewer.person_id), ""),
        "me": viewer.person_id,
        "states": {state: words.sign_up_state(state) for state in get_args(SignUpState)},
    }


def first_values(viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """What a new meeting's form holds at first: the group's language and zone, or all of an earlier meeting."""
    if number := links.number(args.get("from")):
        earlier = queries.get_meeting(viewer, number)
        # Whoever merely reads it must not find in the form what the page keeps for those who have a seat.
        require(groups_policy.may_organise(viewer, earlier.group))
        copied = typed(earlier)
        for name in (
            "starts_date",
            "ends_date",
            "opens_date",
            "closes_date",
            "promotes_until_date",
            "starts_fold",
            "ends_fold",
        ):
            copied[name] = None
        return copied
    mine = groups.organised(viewer)
    asked = links.number(args.get("group"))
    group = next((group for group in mine if group.id == asked), mine[0] if mine else None)
    require(group is not None)
    assert group is not None
    return {
        "group_id": group.id,
        "language": group.language,
        "zone": group.zone,
        "open_to_guests": group.read_key in GUEST.keys,
    }


def editable(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_edit(viewer, found))
    return found


def cancellable(viewer: Viewer, meeting_id: int) -> Meeting:
    """Also one that is cancelled already: a button pressed twice leads to the page that says so."""
    found = queries.get_meeting(viewer, meeting_id)
    is_done = found.state == "cancelled" and policy.may_schedule(viewer, found.group)
    require(is_done or policy.may_cancel(viewer, found))
    return found


def recordable(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_record(viewer, found))
    return found


def managed(viewer: Viewer, meeting_id: int) -> Meeting:
    found = queries.get_meeting(viewer, meeting_id)
    require(policy.may_see_participants(viewer, found))
    return found


def list_of(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """The organiser's list, and why nobody moves up when people wait (S4)."""
    taken, waiting = seats.count(meeting)
    people = queries.participants(meeting)
    tally = question_tally.Tally(meeting, people)
    asking = [row for row in people if row[0].state == "requested"]
    together = colleagues_page.together(people)
    queues = {mode: _queue(meeting, mode, people) for mode in meeting.modes}
    return {
        "meeting": meeting,
        "title": title(meeting),
        "people": people,
        "tally": tally,
        "together": together,
        "asking": _parties(asking, tally),
        "asking_number": len(asking),
        "asks_for_all": of_series.asking(meeting) if asking else set(),
        "may_have_one": {queue.first for queue in queues.values() if queue.fits},
        "taken": taken,
        "waiting": waiting,
        "writes": policy.may_write_to_participants(viewer, meeting),
        "why_waiting": [_why_waiting(meeting, mode, queue) for mode, queue in queues.items() if queue.sizes],
        "manages": policy.may_manage_sign_ups(viewer, meeting),
        "when": telling.when(meeting.starts_local, meeting.ends_local),
        "where": telling.where(meeting),
        "ways": (ways := hybrid.ways(meeting)),
        "counted": hybrid.counted(ways),
        "mode_word": hybrid.name,
        "state_word": words.sign_up_state,
        "came": coming.of(meeting),
        "opens_doors": policy.may_open_doors(viewer, meeting),
        "way_word": words.way,
        **of_network(viewer, meeting),
    }


def _parties(asking: list[Any], tally: question_tally.Tally) -> list[tuple[Any, ...]]:
    """(sign-up, person, answers, names of those who come along) of the first of each who ask together."""
    people = {row[0].id: row[1] for row in asking}
    found = []
    for first, *others in seats.parties(row[0] for row in asking):
        names = ", ".join(people[one.id].name or people[one.id].email or "" for one in others)
        found.append((first, people[first.id], tally.pairs(first.answers), names))
    return found


class Queue(NamedTuple):
    """Who waits for a seat of one way of taking part. `free`: None for no limit; `first`: the first one's sign-up."""

    free: int | None
    sizes: list[int]
    first: int | None

    @property
    def fits(self) -> bool:
        return bool(self.sizes) and (self.free is None or self.sizes[0] <= self.free)


def _queue(meeting: Meeting, mode: Mode, people: Sequence[Any]) -> Queue:
    waits = [row[0] for row in people if row[0].awaited and (not meeting.hybrid or row[0].awaited == mode)]
    has_one = sum(row[0].state == "going" and (not meeting.hybrid or row[0].mode == mode) for row in people)
    most, parties = meeting.seats_of(mode), seats.parties(sorted(waits, key=lambda one: one.place))
    free = None if most is None else max(0, most - has_one)
    return Queue(free, [len(party) for party in parties], parties[0][0].id if parties else None)


def _why_waiting(meeting: Meeting, mode: Mode, queue: Queue) -> str:
    """Where one chooses how to take part, it says which way is full."""
    said = _reason(meeting, queue.free, queue.sizes)
    return f"{hybrid.name(mode)}: {said}" if meeting.hybrid else said


def _reason(meeting: Meeting, free: int | None, sizes: list[int]) -> str:
    if free == 0:
        return _("All seats are taken. When one gets free, the first in the queue gets it at once.")
    if not meeting.promotes:
        return _(
            "Free seats are not given by themselves any more, since the cut-off has passed. You can give them by hand."
        )
    too_large = colleagues_page.why_waiting(meeting, free, sizes) if free is not None else None
    return too_large or _("A seat is free; the queue moves up with the next change.")


def tried(
    form: MeetingForm, deed: Callable[..., Meeting], *args: Any, **kwargs: Any
) -> Meeting | actions.NeedsYes | actions.Stale | None:
    """Do it with the form's draft: the meeting, or the question to answer first, or None and an error in the form."""
    try:
        return deed(*args, form.draft(), **kwargs)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    except (actions.NeedsYes, actions.Stale) as question:
        return question


def who_is_told(form: MeetingForm | PollForm, viewer: Viewer) -> str | None:
    """One sentence: how many people publishing would write to (they are the chosen group's)."""
    offered = {choice[0] for choice in form.group_id.choices or ()}
    try:
        group = groups.get_readable(viewer, form.group_id.data if form.group_id.data in offered else 0)
    except NotVisible:
        return None
    number = audience.number_to_tell(group)
    return ngettext("%(num)s person in %(group)s", "%(num)s people in %(group)s", number, group=group.name)


def preview(form: MeetingForm, found: Meeting | None) -> dict[str, Any] | None:
    """The page as it would read, from what is typed; None when a time can't be used, which the form then says."""
    try:
        draft = scheduling.settled(form.draft())
    except Refused as refusal:
        form.refuse(refusal)
        return None
    return {
        "title": draft.titles[draft.language],
        "body": text.markdown(draft.bodies.get(draft.language, "")),
        "language": draft.language,
        "kind": words.kind(draft.kind),
        "when": telling.when(draft.starts_local, draft.ends_local),
        "zone": telling.zone_name(draft.zone),
        "place": ", ".join(filter(None, (draft.place, draft.address))),
        "is_online": bool(draft.online_url),
        "hosts": draft.hosts,
        "seats": draft.seats,
    }


def differences(mine: Form, theirs: Form, sent: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, what is saved now, what you typed) for each field in which the two differ (X5)."""
    found = []
    for name, field in theirs._fields.items():
        if name in {"seen", "tell"} or name not in sent:
            continue
        saved, typed_now = _shown(field), _shown(mine[name])
        if saved != typed_now:
            found.append((str(field.label.text), saved, typed_now))
    return found


def _shown(field: Any) -> str:
    choices = dict(field.choices) if getattr(field, "choices", None) else {}
    value = field.data
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(choices.get(value, "" if value is None else value))
