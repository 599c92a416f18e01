"""Static files under addresses that may be kept for a year, and the one style sheet that is made of many.

`/static/site.<hash>.css` is every file that `_styles.html` lists, joined. `/static/<hash>/js/app.js` is any other file;
the hash is that of the whole folder (`js/`), so relative imports stay below the same hash and no import map is
needed, which the Content-Security-Policy would refuse. The plain `/static/js/app.js` works too, and is asked about each
time. A hash that this process does not know (a page of the version before or after, while a new one is rolled out) gets
what there is, not to be kept.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, send_from_directory
from lucide.jinja import lucide
from markupsafe import Markup

from netapp.core import access, headers, packing

YEAR = 365 * 24 * 3600
_TEXT = (".js", ".css", ".svg", ".webmanifest")
HASHED = re.compile(r"(?P<hash>[0-9a-f]{12})/(?P<path>.+)")
BUNDLE = re.compile(r"site\.(?P<hash>[0-9a-f]{12})\.css")


class Assets:
    """What is in the static folder at the start of the process."""

    def __init__(self, folder: Path, contents: str, root: str = "/static") -> None:
        self.folder = folder
        self.root = root
        self._addresses: dict[str, str] = {}
        self.hashes = {path.name: _hash_of(path) for path in folder.iterdir() if path.is_dir()}
        self.css = self._joined(contents)
        self.css_hash = _digest(self.css.encode())
        self._packed: dict[tuple[str, str], bytes] = {}

    def address(self, path: str) -> str:
        """The address of a file for a year; raises when there is no such file, so that a slip is seen at once."""
        if path not in self._addresses:
            if not (self.folder / path).is_file():
                raise FileNotFoundError(f"static/{path}")
            self._addresses[path] = f"{self.root}/{self.hashes[path.split('/')[0]]}/{path}"
        return self._addresses[path]

    def stylesheet(self) -> str:
        return f"{self.root}/site.{self.css_hash}.css"

    @cache  # noqa: B019 (there is one for the life of the process)
    def drawing(self, path: str, size: int) -> Markup:
        """An SVG file as a part of the page, `size` CSS pixels wide and high, hidden from screen readers.

        As a picture it is a document of its own: on a slow phone that held the first paint up by a tenth.
        """
        drawn = (self.folder / path).read_text(encoding="utf-8").strip()
        hidden = f'<svg width="{size}" height="{size}" aria-hidden="true" focusable="false"'
        return Markup(drawn.replace("<svg", hidden, 1))  # noqa: S704 (a file of our own)

    def answer(self, filename: str) -> Response:
        if bundle := BUNDLE.fullmatch(filename):
            response = self._packed_answer(filename, self.css.encode(), "text/css; charset=utf-8")
            return _kept(response, bundle["hash"] == self.css_hash)
        if hashed := HASHED.fullmatch(filename):
            known = self.hashes.get(hashed["path"].split("/")[0]) == hashed["hash"]
            return _kept(self._file(hashed["path"]), known)
        return _kept(self._file(filename), False)

    def _file(self, path: str) -> Response:
        """Scripts and drawings are packed; fonts and pictures are packed by nature."""
        response = send_from_directory(self.folder, path)
        if not path.endswith(_TEXT) or response.status_code != 200:
            return response
        response.close()
        return self._packed_answer(path, (self.folder / path).read_bytes(), response.content_type)

    def _packed_answer(self, name: str, content: bytes, content_type: str | None) -> Response:
        encoding, etag = packing.chosen(content), _digest(content)
        if encoding != packing.PLAIN and (name, encoding) not in self._packed:
            self._packed[name, encoding] = packing.pack(content, encoding, lasts=True)
        response = Response(self._packed.get((name, encoding), content), content_type=content_type)
        response.set_etag(etag + packing.MARKS[encoding])
        response.vary.add("Accept-Encoding")
        if encoding != packing.PLAIN:
            response.headers["Content-Encoding"] = encoding
        if packing.is_known(etag):
            response.status_code = 304
            response.set_data(b"")
        return response

    def _joined(self, contents: str) -> str:
        """The listed files in order, without comments, indents, and the ends of layers that begin again at once;
        addresses in them lead to the hashed ones.
        """
        names = re.findall(r"css/[\w/-]+\.css", contents)
        files = (
            re.sub(r"/\*.*?\*/", "", (self.folder / name).read_text(encoding="utf-8"), flags=re.S) for name in names
        )
        css, last = "", ""
        for tight in (re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\s+", " ", file)).strip() for file in files):
            layer = re.match(r"@layer \w+{", tight)
            if layer and layer[0] == last:
                css, tight = css[:-1], tight.removeprefix(last)
            css, last = css + tight, layer[0] if layer else ""
        return re.sub(r'url\("\.\./([^"]+)"\)', lambda found: f'url("{self.address(found[1])}")', css)


def init_app(app: Flask) -> None:
    """Serve the static folder this way, and give templates `asset`, `drawing`, `stylesheet` and `lucide`."""
    contents = (Path(app.root_path) / (app.template_folder or "templates") / "_styles.html").read_text(encoding="utf-8")
    assets = Assets(Path(app.static_folder or "static"), contents, app.static_url_path or "/static")

    @access.public
    def static(filename: str) -> Response:
        return assets.answer(filename)

    app.view_functions["static"] = static
    app.extensions["assets"] = assets
    tools = {"asset": assets.address, "drawing": assets.drawing, "stylesheet": assets.stylesheet, "lucide": icon}
    app.jinja_env.globals.update(tools)


def address(path: str) -> str:
    """The address of a static file, for who is no template."""
    assets: Assets = current_app.extensions["assets"]
    return assets.address(path)


@cache
def icon(name: str) -> Markup:
    """An icon as an inline drawing; it is hidden from screen readers, so words must stand beside it."""
    hidden: dict[str, Any] = {"aria-hidden": "true", "focusable": "false"}
    return Markup(re.sub(r"\s*\n\s*", " ", lucide(name, **hidden)).strip())  # noqa: S704 (the package's own drawings)


def _hash_of(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return _digest(b"".join(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() for path in files))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _kept(response: Response, is_known: bool) -> Response:
    response.headers["Content-Security-Policy"] = headers.FILES
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_known else "no-cache"
    return response
