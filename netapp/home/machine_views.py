"""What programs ask for: whether the site is well, which pages there are, what robots may do."""

from flask import Response, jsonify

from netapp.core import kept, links
from netapp.core.access import public
from netapp.home import health, sitemap
from netapp.home.views import blueprint


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 or 503; for a watchdog."""
    state = health.state()
    response = jsonify(state)
    response.headers["Cache-Control"] = "no-store"
    return response, 200 if state["ok"] else 503


@blueprint.get("/sitemap.xml")
@public
@kept.page
def sitemap_index() -> Response:
    """All public pages; or, when they are too many for one file, the list of files."""
    return _xml(sitemap.first())


@blueprint.get("/sitemap-<int:number>.xml")
@public
@kept.page
def sitemap_part(number: int) -> Response:
    return _xml(sitemap.part(number))


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What is private says so on its own page; a list of it here would be a guide."""
    lines = [
        "User-agent: *",
        "Disallow: /search",
        "Allow: /",
        "",
        f"Sitemap: {links.absolute('home.sitemap_index')}",
        "",
    ]
    response = Response("\n".join(lines), mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _xml(content: str) -> Response:
    response = Response(content, mimetype="application/xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
