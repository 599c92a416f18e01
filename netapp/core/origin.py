"""Posts from other sites are refused, so that pages need no token and can be kept (X6).

Browsers say where a post comes from in Sec-Fetch-Site and Origin. One that says neither gets a
page with what it sent, a token bound to its session and one button.
"""

import secrets

from flask import Flask, abort, current_app, render_template, request, session
from werkzeug.wrappers import Response

from netapp.core import links, signed
from netapp.core.errors import NotVisible

FIELD = "_sent_by_me"
_SAFE = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    app.before_request(_guard)


def _guard() -> Response | str | None:
    if request.method in _SAFE or request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "from_anywhere", False):
        return None
    verdict = _comes_from_here()
    if verdict is None and _has_own_token():
        return None
    if verdict is None:
        return _ask_again()
    if not verdict:
        abort(403)
    return None


def _comes_from_here() -> bool | None:
    """True and False as the browser says; None when it says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return None
    if origin == "null":
        return False
    own = {links.host_of(request.host_url), links.host_of(current_app.config["SITE_URL"])}
    return links.host_of(origin) in own - {("", "")}


def _has_own_token() -> bool:
    given, own = request.form.get(FIELD, ""), session.get("origin", "")
    if not given or not own:
        return False
    try:
        return signed.values("origin", given) == [own, request.path]
    except NotVisible:
        return False


def _ask_again() -> str:
    own = session.setdefault("origin", secrets.token_urlsafe(16))
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    token = signed.token("origin", own, request.path)
    # A file can't be given back: it has to be chosen once more.
    files = [(name, file.filename) for name, file in request.files.items(multi=True) if file.filename]
    said = {"sent": sent, "files": files, "field": FIELD, "token": token}
    return render_template("errors/ask_again.html", **said, action=request.full_path.rstrip("?"))
