"""The OpenAPI 3.1 document, made of the routes and of the types that they take and answer."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from netapp.api import group_views, meeting_views, policy, problems, sign_up_views
from netapp.api.routes import Route
from netapp.core import site

_PLACE = re.compile(r"<int:(\w+)>")
_REFUSALS = {
    400: "What was sent can’t be read",
    401: "No token, or one that is not good",
    403: "Not with this token, or not yours to do",
    404: "Not there, or not yours to see",
    409: "Can’t be done now; the sentence says why",
    412: "Somebody else has saved since",
    415: "Not JSON",
    422: "Fields that can’t be used, each with a sentence",
    428: "If-Match is missing",
    429: "Too often; Retry-After says when to come again",
}


def routes() -> Iterator[Route]:
    for views in (meeting_views, sign_up_views, group_views):
        yield from views.ROUTES.all


def path(route: Route) -> str:
    """As OpenAPI writes it."""
    return _PLACE.sub(r"{\1}", route.rule)


def document(site_url: str) -> dict[str, Any]:
    schemas, paths = _described()
    return {
        "openapi": "3.1.1",
        "info": {"title": f"{site.current().name}: API", "version": "1"},
        "servers": [{"url": site_url + problems.PATH}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


@cache
def _described() -> tuple[dict[str, Any], dict[str, Any]]:
    """(schemas by name, paths): the same as long as the program runs."""
    kinds = [kind for route in routes() for kind in (route.takes, route.answers) if kind is not None]
    kinds = list(dict.fromkeys([*kinds, problems.ProblemDocument]))
    refs, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    by_kind = dict(zip(kinds, refs, strict=True))
    paths: dict[str, Any] = {}
    for route in routes():
        paths.setdefault(path(route), {})[route.method.lower()] = _operation(route, by_kind)
    return schemas, paths


def _operation(route: Route, refs: dict[Any, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.says,
        "parameters": [*_parameters(route)],
        "responses": {str(route.status): _answer(route, refs), **_refusals(route, refs)},
    }
    said["security"] = [{"token": [route.scope]}] if route.scope else [{}, {"token": []}]
    if route.takes is not None:
        kind = "application/merge-patch+json" if route.method == "PATCH" else "application/json"
        said["requestBody"] = {"required": True, "content": {kind: {"schema": refs[route.takes]}}}
    return said


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    for name in _PLACE.findall(route.rule):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    for name, (schema, says) in route.asks.items():
        yield {"name": name, "in": "query", "schema": schema, "description": says}
    if route.if_match:
        says = "The version that you have read: of the document, or its ETag"
        yield {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}, "description": says}


def _answer(route: Route, refs: dict[Any, Any]) -> dict[str, Any]:
    if route.answers is None:
        return {"description": "Done"}
    headers = {"ETag": {"schema": {"type": "string"}}}
    if "after" in route.asks:
        headers["Link"] = {"schema": {"type": "string"}}
    return {"description": "Done", "headers": headers, "content": {"application/json": {"schema": refs[route.answers]}}}


def _refusals(route: Route, refs: dict[Any, Any]) -> dict[str, Any]:
    statuses = {401, 404, 429}
    statuses |= {403} if route.scope not in {"", policy.READ} else set()
    statuses |= {409} if route.method != "GET" else set()
    statuses |= {400, 415, 422} if route.takes is not None else set()
    statuses |= {422} if route.asks else set()
    statuses |= {412, 428} if route.if_match else set()
    content = {"application/problem+json": {"schema": refs[problems.ProblemDocument]}}
    return {str(status): {"description": _REFUSALS[status], "content": content} for status in sorted(statuses)}
