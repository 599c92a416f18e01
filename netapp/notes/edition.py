"""What of notes is published at one moment, and what differs from the one before. Pure: nothing is read or saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from netapp.core.viewer import PUBLIC, group_key
from netapp.events.models import Meeting
from netapp.notes.models import AUDIENCES, Audience, Part, Section

Edition = dict[str, Any]


def of(sections: Sequence[Section], parts: Sequence[Part]) -> Edition:
    """Sections in which something is written, and all parts; by their keys, so that two can be compared."""
    written = [{"key": one.key, "heading": one.heading, "body": one.body} for one in sections if one.body]
    said = [{"key": one.key, "kind": one.kind, "text": one.text} for one in parts]
    return {"sections": written, "parts": said}


def changed(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, str]]:
    """What a reader of the one before would want to know: each as `what` ("new", "gone", "changed") and `said`."""
    found = []
    for name, said in (("sections", "heading"), ("parts", "text")):
        before, after = ({one["key"]: one for one in edition[name]} for edition in (was, now))
        for key, one in after.items():
            if key not in before:
                found.append({"what": "new", "said": one[said]})
            elif _text(one) != _text(before[key]):
                found.append({"what": "changed", "said": one[said]})
        found += [{"what": "gone", "said": one[said]} for key, one in before.items() if key not in after]
    return found


def _text(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(one.get(name) for name in ("heading", "body", "kind", "text"))


def offered(meeting: Meeting) -> tuple[Audience, ...]:
    """To whom its notes can be published: never to more than read of the meeting."""
    group = meeting.group
    shut = {"network"} if group.is_network or group.read_key == group_key(group.id) else set()
    if group.read_key != PUBLIC:
        shut.add("public")
    return tuple(one for one in AUDIENCES if one not in shut)
