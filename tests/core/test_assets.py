"""Static files: an address with a hash is kept for a year, one without is asked about each time."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from netapp.core import access, assets

NETAPP = Path(assets.__file__).parents[1]


@pytest.fixture
def small() -> Flask:
    """Only the frame's files: no database is needed to serve them."""
    app = Flask("netapp", root_path=str(NETAPP))
    assets.init_app(app)
    return app


@pytest.fixture
def browser(small: Flask) -> FlaskClient:
    return small.test_client()


def address(app: Flask, path: str) -> str:
    return str(app.jinja_env.globals["asset"](path))  # type: ignore[operator]


def stylesheet(app: Flask) -> str:
    return str(app.jinja_env.globals["stylesheet"]())  # type: ignore[operator]


def test_the_one_sheet_holds_every_layer_and_is_kept_for_a_year(small: Flask, browser: FlaskClient) -> None:
    answer = browser.get(stylesheet(small), buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.text.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert answer.text.index(".agenda") < answer.text.index(".visually-hidden")
    assert "/*" not in answer.text


def test_what_the_sheet_points_to_is_there(small: Flask, browser: FlaskClient) -> None:
    pointed = re.findall(r'url\("([^"]+)"\)', browser.get(stylesheet(small), buffered=True).text)
    assert len(pointed) == 4
    for font in pointed:
        answer = browser.get(font, buffered=True)
        assert (answer.status_code, answer.mimetype) == (200, "font/woff2")
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_script_finds_its_neighbours_below_the_same_hash(small: Flask, browser: FlaskClient) -> None:
    app_js = address(small, "js/app.js")
    folder = app_js.removesuffix("app.js")
    assert re.fullmatch(r"/static/[0-9a-f]{12}/js/app\.js", app_js)
    for behaviour in sorted((NETAPP / "static" / "js" / "does").glob("*.js")):
        answer = browser.get(f"{folder}does/{behaviour.name}", buffered=True)
        assert answer.mimetype == "text/javascript"
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_plain_address_is_asked_about_each_time(browser: FlaskClient) -> None:
    first = browser.get("/static/js/app.js", buffered=True)
    assert first.headers["Cache-Control"] == "no-cache"
    assert (
        browser.get("/static/js/app.js", buffered=True, headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )


@pytest.mark.parametrize("old", ["/static/site.000000000000.css", "/static/000000000000/js/app.js"])
def test_the_hash_of_another_version_gets_what_there_is_but_not_to_keep(browser: FlaskClient, old: str) -> None:
    answer = browser.get(old, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["none.js", "000000000000/none.js", "../config.py", "000000000000/../../config.py", "site.css"]
)
def test_what_is_not_there_is_not_found(browser: FlaskClient, path: str) -> None:
    assert browser.get(f"/static/{path}", buffered=True).status_code == 404


def test_a_slip_in_a_name_is_seen_at_once(small: Flask) -> None:
    with pytest.raises(FileNotFoundError):
        address(small, "js/aap.js")


def test_the_door_to_the_files_is_open(small: Flask) -> None:
    assert access.door(small, "static") == "public"


def test_an_icon_is_drawn_in_the_page_and_hidden_from_screen_readers() -> None:
    drawing = assets.icon("calendar-plus")
    assert drawing.startswith("<svg")
    assert 'aria-hidden="true"' in drawing
    assert "\n" not in drawing


def test_a_file_is_drawn_in_the_page_in_the_size_that_is_asked_for(app: Flask) -> None:
    drawing = app.extensions["assets"].drawing("img/favicon.svg", 36)
    assert drawing.startswith('<svg width="36" height="36" aria-hidden="true" focusable="false" xmlns=')
    assert drawing.endswith("</svg>")
    with pytest.raises(FileNotFoundError):
        app.extensions["assets"].drawing("img/none.svg", 36)
