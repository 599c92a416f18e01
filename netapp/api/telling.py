"""Each way to say no under the API's addresses, answered once."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Flask, Response, current_app
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from netapp.api import bearer, problems
from netapp.api.problems import FieldError, Problem, ProblemDocument
from netapp.core import answers
from netapp.core.errors import Forbidden, NotVisible, Refused, TooMany


def init_app(app: Flask) -> None:
    answers.tell(app, problems.PATH, answer)
    app.register_error_handler(Problem, answer)
    app.before_request(bearer.forget_cookies)


def answer(error: Any) -> Response:
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, Problem):
        said = _document(error.status, error.kind, error.detail, error.errors, error.more.get("consequences", {}))
        headers |= error.more.get("headers", {})
    elif isinstance(error, NotVisible | ObjectDeletedError):
        said = _document(404)
    elif isinstance(error, Forbidden):
        said = _document(403)
    elif isinstance(error, TooMany):
        said = _document(429)
        headers["Retry-After"] = str(error.seconds)
    elif isinstance(error, Refused):
        said = _document(409, detail=error.message)
    elif isinstance(error, HTTPException) and error.code and error.code >= 400:
        said = _document(error.code)
        headers |= {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    elif isinstance(error, HTTPException):
        return error.get_response()  # type: ignore[return-value]
    else:
        said = _document(500)
    found = Response(msgspec.json.encode(said), said.status, headers, mimetype="application/problem+json")
    return bearer.open_to_scripts(found)


def _document(
    status: int,
    kind: str = "",
    detail: str = "",
    errors: Sequence[FieldError] = (),
    consequences: dict[str, Any] | None = None,
) -> ProblemDocument:
    where = f"{current_app.config['SITE_URL']}/api#{kind}" if kind else "about:blank"
    title = kind.replace("_", " ").capitalize() if kind else HTTP_STATUS_CODES.get(status, "Problem")
    return ProblemDocument(where, title, status, detail, list(errors), consequences or {})
