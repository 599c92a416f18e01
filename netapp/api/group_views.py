"""Networks and sub-groups."""

from flask import request

from netapp.api import bearer, documents, policy, shapes
from netapp.api.routes import Made, Routes, next_link
from netapp.core import links
from netapp.core.viewer import current
from netapp.groups import lists, queries

ROUTES = Routes()
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}


@ROUTES.reads("/me", "Whose token this is, and what it may do", scope=policy.READ, answers=shapes.Me)
def who() -> shapes.Me:
    return documents.me(current(), bearer.scopes())


@ROUTES.reads(
    "/groups",
    "The networks that you may see, by name",
    answers=shapes.Groups,
    asks={
        "q": (_TEXT, "Words of the name"),
        "region": (_TEXT, "As networks write it"),
        "after": (_NUMBER, "Where the list goes on: take it from the Link header"),
    },
)
def groups() -> Made:
    found = lists.networks(current(), lists.Filters.read(request.args), links.number(request.args.get("after")))
    document = shapes.Groups([documents.group(current(), one) for one in found.rows])
    return Made(document, headers=next_link(after=str(found.goes_on) if found.goes_on else None))


@ROUTES.reads("/groups/<int:group_id>", "A network with its sub-groups, or a sub-group", answers=shapes.GroupWithin)
def group(group_id: int) -> shapes.Group:
    found = queries.get_seen(current(), group_id)
    return documents.group(current(), found, queries.sub_groups(current(), found.id))
