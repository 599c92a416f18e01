"""The addresses of the API, each with what it takes and answers: the views and the OpenAPI document read the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple

import msgspec
from flask import Blueprint, Response, make_response, request

from netapp.api import bearer, bodies, problems
from netapp.core import kept, links
from netapp.core.access import from_anywhere, public

View = Callable[..., Any]


class Made(NamedTuple):
    """What a view answers when it is more than a document: a version for the ETag, further headers, another status."""

    document: Any
    version: str = ""
    headers: Mapping[str, str] = {}
    status: int = 200


@dataclass(frozen=True)
class Route:
    """`rule` below PATH, as Flask writes it. `scope`: what a token must have; "" needs none. `asks`: query parameters,
    each with its schema and a sentence. `if_match`: the version is asked for (412, 428).
    """

    method: str
    rule: str
    name: str
    says: str
    scope: str
    view: View
    takes: Any = None
    answers: Any = None
    status: int = 200
    asks: Mapping[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    if_match: bool = False

    def answering(self) -> View:
        """The view behind the door: who asks, what they sent, and the document in bytes."""
        made = kept.feed(self._made) if self.method == "GET" else self._made

        @wraps(self.view)
        def view(**values: Any) -> Response:
            bearer.let_in(self.scope)
            if self.takes is not None:
                values["sent"] = bodies.read(self.takes)
            answer: Response = made(**values)
            return bearer.open_to_scripts(answer)

        view.is_kept = self.method == "GET"  # type: ignore[attr-defined]
        return public(view if self.method == "GET" else from_anywhere(view))

    def _made(self, **values: Any) -> Response:
        made = self.view(**values)
        made = made if isinstance(made, Made) else Made(made, status=self.status)
        body = b"" if made.document is None else msgspec.json.encode(made.document)
        answer = make_response(body, made.status, dict(made.headers))
        answer.mimetype = "application/json"
        if self.method == "GET" or made.version:
            answer.add_etag()
            digest = answer.get_etag()[0] or ""
            answer.set_etag(f"{made.version}~{digest}" if made.version else digest)
        return answer


class Routes:
    """Those of one file, in its order."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def reads(self, rule: str, says: str, **more: Any) -> Callable[[View], View]:
        return self._route("GET", rule, says, **more)

    def makes(self, rule: str, says: str, **more: Any) -> Callable[[View], View]:
        return self._route("POST", rule, says, **{"status": 201, **more})

    def puts(self, rule: str, says: str, **more: Any) -> Callable[[View], View]:
        return self._route("PUT", rule, says, **more)

    def changes(self, rule: str, says: str, **more: Any) -> Callable[[View], View]:
        return self._route("PATCH", rule, says, if_match=True, **more)

    def drops(self, rule: str, says: str, **more: Any) -> Callable[[View], View]:
        return self._route("DELETE", rule, says, **{"status": 204, **more})

    def into(self, blueprint: Blueprint) -> None:
        for route in self.all:
            rule = problems.PATH + route.rule
            blueprint.add_url_rule(rule, route.name, route.answering(), methods=[route.method], strict_slashes=True)

    def _route(self, method: str, rule: str, says: str, *, scope: str = "", **more: Any) -> Callable[[View], View]:
        def noting(view: View) -> View:
            self.all.append(Route(method, rule, view.__name__, says, scope, view, **more))
            return view

        return noting


def next_link(**args: str | None) -> dict[str, str]:
    """The Link header (RFC 8288) to the next page of this list; nothing at its end."""
    if args["after"] is None:
        return {}
    asked = {**request.args.to_dict(), **{name: value for name, value in args.items() if value is not None}}
    url = links.absolute(request.endpoint or "", **(request.view_args or {}), **asked)
    return {"Link": f'<{url}>; rel="next"'}
