"""What the pages of this room show: the list of tokens, and the API's description as people read it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from netapp.api import openapi, policy, problems
from netapp.api.models import Token
from netapp.api.webhooks import forms as hook_forms
from netapp.core import languages, pieces
from netapp.core.languages import gettext as _
from netapp.core.languages import lazy_gettext as _l
from netapp.core.viewer import Viewer

SCOPES = {policy.READ: _l("Reads"), policy.SIGN_UP: _l("Signs up"), policy.ORGANISE: _l("Organises")}
FIRST_WORDS: Mapping[str, str] = {
    "stale": _l("Somebody else has saved since you read. Read again, put your change into it, and send that."),
    "needs_yes": _l("People would be told or lose a seat. “consequences” says how; send it again with “agreed”: true."),
    "needs_scope": _l("The token was not made for this. Make one that is."),
    "no_token": _l("A token is needed, or the one that came is revoked, too old, or not one of ours."),
    "no_version": _l("Say in If-Match which version of the meeting you have read."),
    "wrong_fields": _l("“errors” has a sentence for each field that can’t be used."),
    "not_readable": _l("What was sent is not JSON, or does not say that it is."),
}


EXAMPLE = """{
  "type": "meeting.published",
  "timestamp": "2026-11-23T09:00:00+00:00",
  "data": {
    "meeting_id": 7, "group_id": 1, "state": "published",
    "starts": "2026-12-01T12:00:00+00:00", "ends": "2026-12-01T14:00:00+00:00",
    "zone": "Europe/Copenhagen", "seats": 30, "taken": 0, "waiting": 0,
    "url": "…/meetings/7", "document": "…/api/v1/meetings/7"
  }
}"""


class Row(NamedTuple):
    """A token in the list."""

    id: int
    name: str
    ends_in: str
    may: str
    said: str
    is_late: bool


class Field(NamedTuple):
    """Of a document: its name, and what stands there, as a schema says it."""

    name: str
    kind: str
    is_needed: bool


class Entry(NamedTuple):
    """A route on the page."""

    method: str
    path: str
    says: str
    scope: str
    asks: Sequence[tuple[str, str]]
    takes: str
    answers: str


def rows(tokens: Sequence[Token]) -> list[Row]:
    return [
        Row(
            one.id,
            one.name,
            one.ends_in,
            ", ".join(str(SCOPES[scope]) for scope in one.scopes.split() if scope in SCOPES),
            _used(one),
            one.is_late,
        )
        for one in tokens
    ]


def page(site_url: str) -> dict[str, Any]:
    described = openapi.document(site_url)
    schemas: Mapping[str, Any] = described["components"]["schemas"]
    entries = [
        Entry(
            route.method,
            openapi.path(route),
            route.says,
            route.scope,
            [(name, says) for name, (_schema, says) in route.asks.items()],
            route.takes.__name__ if route.takes else "",
            route.answers.__name__ if route.answers else "",
        )
        for route in openapi.routes()
    ]
    return {
        "entries": entries,
        "documents": [(name, schema.get("description", ""), _fields(schema)) for name, schema in schemas.items()],
        "base": site_url + problems.PATH,
        "problems": [(kind, FIRST_WORDS[kind]) for kind in problems.KINDS],
        "scopes_by": SCOPES,
        "events": list(hook_forms.SAID.items()),
        "example": EXAMPLE.replace("…", site_url),
    }


def panel(viewer: Viewer) -> Markup | None:
    """For the settings: where one's tokens are."""
    return pieces.part("api/_settings.html") if policy.may_make_token(viewer) else None


def _used(one: Token) -> str:
    last = (
        _("Last used on %(date)s.", date=languages.date_short(one.seen_at.date()))
        if one.seen_at
        else _("Not used yet.")
    )
    ends = _("Ended on %(date)s.") if one.is_late else _("Good until %(date)s.")
    return f"{last} {ends % {'date': languages.date_short(one.expires_at.date())}}"


def _fields(schema: Mapping[str, Any]) -> list[Field]:
    needed = schema.get("required", ())
    return [Field(name, _kind(said), name in needed) for name, said in schema.get("properties", {}).items()]


def _kind(said: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    if "enum" in said:
        return " | ".join("null" if one is None else str(one) for one in said["enum"])
    if "anyOf" in said:
        return " | ".join(_kind(one) for one in said["anyOf"])
    if said.get("type") == "array":
        return f"[{_kind(said.get('items', {}))}]"
    if said.get("type") == "object":
        within = said.get("additionalProperties")
        return f"{{…: {_kind(within)}}}" if isinstance(within, dict) else "{…}"
    return str(said.get("format") or said.get("type") or "…")
