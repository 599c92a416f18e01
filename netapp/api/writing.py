"""What programs write, put through the same forms and deeds as what people type."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import request
from msgspec import UNSET, structs
from werkzeug.datastructures import MultiDict

from netapp.api import shapes
from netapp.api.problems import FieldError, Problem
from netapp.config import LANGUAGES
from netapp.core import localtime
from netapp.core.errors import Refused
from netapp.core.forms import Form
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer
from netapp.events import actions, page, queries, signing_up
from netapp.events import forms as event_forms
from netapp.events.by_hand import actions as by_hand
from netapp.events.forms import CancelForm, MeetingForm, RecordForm
from netapp.events.models import Meeting, SignUp
from netapp.events.people_forms import AddForm
from netapp.events.questions import answers
from netapp.groups import queries as groups

T = TypeVar("T")
Fields = dict[str, Any]
_TIMES = ("starts", "ends", "opens", "closes", "promotes_until")
_FLAGS = ("open_to_guests", "needs_yes")
# A form's fields by what they are called here, as far as the names differ.
_CALLED = {f"{name}_{part}": name for name in _TIMES for part in ("date", "time", "fold")}
_CALLED |= {"title": "titles", "body": "texts"}
_CALLED |= {
    f"{part}_{code}": f"{name}/{code}" for code in LANGUAGES for part, name in (("title", "titles"), ("body", "texts"))
}


def new(viewer: Viewer, sent: shapes.NewMeeting) -> Meeting:
    group = groups.get_readable(viewer, sent.group_id)
    language = group.language if group.language in sent.titles else next(iter(sent.titles), group.language)
    first: Fields = {"zone": group.zone, "language": language, "group_id": str(group.id)}
    first |= {"kind": "meeting", "shown_to": "going", "open_to_guests": "y"}
    form = _checked(MeetingForm([group], sent=MultiDict(_filled(first, sent))))
    return _tried(actions.draft_meeting, viewer, sent.group_id, form.draft())


def change(viewer: Viewer, meeting_id: int, sent: shapes.MeetingChange) -> Meeting:
    """What is left out stays. The version that the program has seen comes in If-Match (X5)."""
    found = page.editable(viewer, meeting_id)
    seen = _seen() or actions.stamp(found)
    fields = _filled(_as_sent(event_forms.typed(found)), sent)
    form = _checked(MeetingForm([found.group], sent=MultiDict(fields)))
    try:
        return _tried(actions.change, viewer, meeting_id, form.draft(), seen=seen, agreed=sent.agreed)
    except actions.Stale as stale:
        raise Problem(412, "stale", _("Somebody else has saved since. Read it again.")) from stale
    except actions.NeedsYes as asks:
        felt = {
            "moves": asks.changes.moves,
            "seats_below": asks.changes.seats_below,
            "online_seats_below": asks.changes.online_below,
            "needs_yes": asks.changes.needs_yes,
        }
        said = _("People are told, or lose something by it. Send it again with “agreed”.")
        raise Problem(409, "needs_yes", said, consequences=felt) from asks


def cancel(viewer: Viewer, meeting_id: int, sent: shapes.Cancellation) -> Meeting:
    form = _checked(CancelForm(sent=MultiDict(structs.asdict(sent))))
    return actions.cancel(viewer, meeting_id, form.reason.data or "")


def record(viewer: Viewer, meeting_id: int, sent: shapes.Attendance) -> Meeting:
    form = _checked(RecordForm(sent=MultiDict({"head_count": str(sent.head_count)[:20]})))
    return actions.record(viewer, meeting_id, form.head_count.data or 0)


def answer(viewer: Viewer, meeting_id: int, sent: shapes.OwnAnswer) -> SignUp:
    if sent.state == "declined":
        return signing_up.decline(viewer, meeting_id)
    said = {key: _typed(value) for key, value in sent.answers.items()}
    return _tried(signing_up.sign_up, viewer, meeting_id, show_name=sent.show_name, said=said)


def add(viewer: Viewer, meeting_id: int, sent: shapes.Added) -> SignUp:
    form = _checked(AddForm(sent=MultiDict(structs.asdict(sent))))
    said = {name: form[name].data or "" for name in ("email", "name", "company")}
    meeting = queries.get_meeting(viewer, meeting_id)
    return _tried(by_hand.add, viewer, meeting.id, **said, agreed=sent.agreed)


def _seen() -> str:
    """The version in If-Match: what stands before the mark of an ETag, or all of it; "" for any, which is written *."""
    if request.if_match.star_tag:
        return ""
    if not request.if_match:
        raise Problem(428, "no_version", _("Say in If-Match which version you have read."))
    (first, *_others) = list(request.if_match.as_set(include_weak=True)) or [""]
    return first.partition("~")[0]


def _filled(fields: Fields, sent: shapes.MeetingChange) -> Fields:
    """The form's fields with what was sent put into them, as a browser would send them."""
    given = {name: value for name, value in structs.asdict(sent).items() if value is not UNSET}
    fields = dict(fields)
    for name in (
        "kind",
        "zone",
        "place",
        "address",
        "map_url",
        "online_url",
        "shown_to",
        "contact_name",
        "contact_email",
    ):
        fields |= {name: given[name]} if name in given else {}
    for name in ("hosts", "partners"):
        fields |= {name: "\n".join(given[name])} if name in given else {}
    if "seats" in given:
        fields["seats"] = "" if given["seats"] is None else str(given["seats"])[:20]
    for name in _FLAGS:
        fields |= {name: "y" if given[name] else ""} if name in given else {}
    _fill_texts(fields, given)
    for name in _TIMES:
        if name in given:
            fields |= _time(name, given[name], str(fields["zone"]))
    return {name: value for name, value in fields.items() if value is not None and not (name in _FLAGS and not value)}


def _fill_texts(fields: Fields, given: Fields) -> None:
    """The main language's text stands in fields of its own; which one that is may have changed."""
    before, now = fields["language"], given.get("language", fields["language"])
    wrong = [code for name in ("titles", "texts") for code in given.get(name, {}) if code not in LANGUAGES]
    if now not in LANGUAGES or wrong:
        pointer = "/language" if not wrong else f"/titles/{wrong[0][:20]}"
        raise Problem(
            422, "wrong_fields", errors=[FieldError(pointer, _("Choose one of: %(codes)s", codes=", ".join(LANGUAGES)))]
        )
    for field, name in (("title", "titles"), ("body", "texts")):
        known = {code: fields.pop(f"{field}_{code}", "") for code in LANGUAGES}
        known[before] = fields.get(field, "")
        known = dict.fromkeys(LANGUAGES, "") | given[name] if name in given else known
        fields |= {f"{field}_{code}": said for code, said in known.items() if said and code != now}
        fields[field] = known.get(now, "")
    fields["language"] = now


def _time(name: str, said: str | None, zone: str) -> Fields:
    """Day, time and fold of a moment or a local time."""
    if said is None:
        return {f"{name}_{part}": None for part in ("date", "time", "fold")}
    try:
        local = datetime.fromisoformat(said)
        fold = None
        if local.tzinfo is not None and localtime.is_zone(zone):
            local = localtime.to_local(local, zone)
            fold = str(local.fold)
    except (ValueError, OverflowError) as error:
        wrong = FieldError(f"/{name}", _("Give a time like 2026-12-01T14:00, or with an offset."))
        raise Problem(422, "wrong_fields", errors=[wrong]) from error
    return {f"{name}_date": local.date().isoformat(), f"{name}_time": f"{local:%H:%M}", f"{name}_fold": fold}


def _as_sent(values: Fields) -> Fields:
    """The values with which a form shows a meeting, as its browser would send them unchanged."""
    said: Fields = {}
    for name, value in values.items():
        if name.endswith("_time") and value is not None:
            said[name] = f"{value:%H:%M}"
        elif isinstance(value, bool):
            said[name] = "y" if value else None
        else:
            said[name] = None if value is None else str(value)
    return said


def _typed(value: shapes.Answer) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one)[:5000] for one in (value if isinstance(value, list) else [value])]


F = TypeVar("F", bound=Form)


def _checked(form: F) -> F:
    """The form, when every field can be used; else a sentence for each that can't."""
    if not form.validate():
        errors = [
            FieldError(f"/{_CALLED.get(name, name)}", str(said))
            for name, every in form.errors.items()
            for said in every
        ]
        raise Problem(422, "wrong_fields", errors=errors)
    return form


def _tried(deed: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What came of it; a refusal that belongs to a field is told there."""
    try:
        return deed(*args, **kwargs)
    except Refused as refusal:
        field = refusal.field or ""
        if not field:
            raise
        if field.startswith(answers.FIELD):
            pointer = f"/answers/{field[len(answers.FIELD) :]}"
        else:
            pointer = f"/{_CALLED.get(field, field)}"
        raise Problem(422, "wrong_fields", errors=[FieldError(pointer, refusal.message)]) from refusal
