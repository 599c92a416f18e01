"""What every answer says to the browser: load from here only, tell nobody, keep nothing of a member's page."""

from flask import Flask, Response, current_app, request

from netapp.core import viewer

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
# For what other sites show in a frame (see let_into_frames): it can be looked at and followed, and sends no forms.
FRAMED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *; require-trusted-types-for 'script'"
)
# For files, which are no documents: a few are fetched at each first visit, and there each byte is waited for.
FILES = "default-src 'none'; frame-ancestors 'none'"
_ALLOWED = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    # same-origin and not no-referrer: with the latter browsers send "Origin: null" on our own forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _ALLOWED,
}


def init_app(app: Flask) -> None:
    app.after_request(_add)


def let_into_frames(response: Response) -> Response:
    """Any other site may show this answer in a frame: the one exception, for what strangers may read anyway."""
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def let_see(response: Response) -> Response:
    """This page may ask for the camera: where codes are scanned."""
    response.headers["Permissions-Policy"] = _ALLOWED.replace("camera=()", "camera=(self)")
    return response


def _add(response: Response) -> Response:
    headers = response.headers
    # Asked one by one, each name that is not there would cost an exception.
    present = {name.lower() for name, _value in headers}
    if "content-security-policy" in present and headers["Content-Security-Policy"] == FRAMED:
        present.add("x-frame-options")
    for name, value in _ALWAYS.items():
        if name.lower() not in present:
            headers.add(name, value)
    if current_app.config["NETAPP"].is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if _names_its_reader():
        response.headers.setdefault("X-Robots-Tag", "noindex")
    if "cache-control" not in present:
        headers.add("Cache-Control", _cache_control())
        if response.mimetype == "text/html" and "vary" not in present:
            headers.add("Vary", "Cookie, Accept-Language")
        elif response.mimetype == "text/html":
            response.vary.update(["Cookie", "Accept-Language"])
    return response


def _cache_control() -> str:
    if request.method in {"GET", "HEAD"} and not _names_its_reader() and not viewer.current().is_signed_in:
        return "private, no-cache"
    return "private, no-store"


def _names_its_reader() -> bool:
    """The address holds a key or a letter's token: whoever finds the page in a cache or an index could act with it."""
    return not {"key", "token"}.isdisjoint(request.view_args or {})
