"""How the ways to say no are answered; each is mapped here once."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request
from flask.globals import request_ctx
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from netapp.core import db, links, viewer
from netapp.core.errors import Forbidden, NotVisible, Refused, TooMany

Answer = tuple[str, int] | tuple[str, int, dict[str, str]] | Response


def init_app(app: Flask) -> None:
    app.extensions.setdefault("answers", [])
    for no, page in (
        (NotVisible, _not_found),
        # It was there when it was looked for, and has gone since: two records became one, say.
        (ObjectDeletedError, _not_found),
        (404, _not_found),
        (Forbidden, _forbidden),
        (403, _forbidden),
        (Refused, _refused),
        (TooMany, _too_many),
        (HTTPException, _not_taken),
        (500, _failed),
    ):
        app.register_error_handler(no, _told(page))
    app.log_exception = _log_failure  # type: ignore[method-assign, assignment]


def tell(app: Flask, path: str, answer: Callable[[Any], Answer]) -> None:
    """Let what goes wrong at addresses that begin with this path be told otherwise than by a page."""
    app.extensions.setdefault("answers", []).append((path, answer))


def _told(page: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def telling(error: Exception) -> Any:
        for path, answer in current_app.extensions["answers"]:
            if request.path.startswith(path):
                db.session.rollback()
                return answer(error)
        return page(error)

    return telling


def _log_failure(failure: Any) -> None:
    """Which view failed, and how. Flask would write the address, and addresses hold people's keys and tokens."""
    current_app.logger.error("%s %s failed", request.method, request.endpoint, exc_info=failure)


def way_back() -> str:
    """The page of ours that the visitor came from, as a local path; the front page when that is not known."""
    came_from = request.headers.get("Referer", "")
    if links.host_of(came_from)[1] != request.host:
        return "/"
    path = "/" + came_from.split("/", 3)[3].partition("#")[0] if came_from.count("/") > 2 else "/"
    return path if links.is_local_path(path) else "/"


def _not_found(_error: Exception) -> Answer:
    db.session.rollback()
    return render_template("errors/404.html"), 404


def _forbidden(_error: Exception) -> Answer:
    db.session.rollback()
    return render_template("errors/403.html"), 403


def _refused(refusal: Refused) -> Answer:
    """Said on the page that the member came from; to a guest, whose pages are everybody's, on one of its own."""
    if not viewer.current().is_signed_in:
        db.session.rollback()
        return render_template("errors/refused.html", said=refusal.message, way_back=way_back()), 409
    flash(refusal.message, "stop")
    return redirect(way_back(), 303)


def _too_many(error: TooMany) -> Answer:
    page = render_template("errors/429.html", minutes=max(1, round(error.seconds / 60)))
    return page, 429, {"Retry-After": str(error.seconds)}


def _not_taken(error: HTTPException) -> Any:
    """Too much at once, a method that the page does not know, a request that can't be read; redirects go on."""
    # Without an adapter (a Host that no address can have) no page of ours can be written: its links lead nowhere.
    if error.code is None or error.code < 400 or request_ctx.url_adapter is None:
        return error
    page = render_template("errors/not_taken.html", too_much=error.code == 413)
    return page, error.code, dict(error.get_headers()) | {"Content-Type": "text/html; charset=utf-8"}


def _failed(_error: Exception) -> Answer:
    return render_template("errors/500.html"), 500
