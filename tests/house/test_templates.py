"""Templates render strictly, hold no code and no style of their own; each letter is whole in four languages."""

import re
from collections import Counter

import pytest
import time_machine
from jinja2 import StrictUndefined, UndefinedError

from netapp.config import LANGUAGES
from netapp.core.db import session
from netapp.core.letters import all_names
from netapp.mail import writing
from tests.house import letters
from tests.house.html import is_foreign, tags
from tests.house.test_floors import NETAPP
from tests.house.world import NOON, World

# Attributes that name another element of the page.
POINT = {"for", "form", "list", "headers", "popovertarget", "commandfor", "aria-labelledby", "aria-describedby"}
POINT |= {"aria-controls", "aria-errormessage", "aria-owns", "aria-details", "aria-activedescendant"}
CONTROLS = {"input", "select", "textarea", "button", "output"}
# Places that links of other pages lead to: url_for(…, _anchor="calendar"), and href="{{ … }}#networks".
ANCHOR = re.compile(r"_anchor=[\"']([\w-]+)|\}\}#([\w-]+)\"")
FILES = [*NETAPP.rglob("*.py"), *NETAPP.rglob("*.html")]
ANCHORS = {found[1] or found[2] for path in FILES for found in ANCHOR.finditer(path.read_text("utf-8"))}
MAIL = re.compile(r"/templates/mail/(?:_|[^/]+/body)")


def sources():
    """Name → text of every template; letters apart, since mail programs know no style sheets."""
    files = [path for path in NETAPP.rglob("templates/**/*") if path.suffix in {".html", ".txt", ".xml"}]
    return {path.relative_to(NETAPP).as_posix(): path.read_text("utf-8") for path in files}


def test_every_template_compiles_and_undefined_names_are_errors(app):
    assert app.jinja_env.undefined is StrictUndefined
    names = [name for name in app.jinja_env.list_templates() if name.endswith((".html", ".txt"))]
    assert len(names) >= len(sources())
    for name in names:
        app.jinja_env.get_template(name)
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nobody_said }}").render()


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a style of its own", r"\sstyle=|<style"),
        ("code", r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)"),
        ("an event's code", r"\son[a-z]+=[\"']"),
        ("a javascript: link", r"javascript:"),
    ],
)
def test_no_page_holds(what, pattern):
    slips = [name for name, text in sources().items() if not MAIL.search(f"/{name}") and re.search(pattern, text)]
    assert slips == [], what


def test_nothing_is_declared_safe_in_a_template():
    assert [name for name, text in sources().items() if re.search(r"\|\s*safe\b|autoescape\s+false", text)] == []


def test_the_frame_names_no_other_host(pages):
    slips = set()
    for page in pages:
        for tag in tags(page.text):
            for name in ("href", "src", "action", "content", "formaction", "poster", "data", "srcset"):
                address = tag.attributes.get(name, "")
                if name == "content" and not re.match(r"\w+://", address):
                    continue
                is_link = tag.name == "a" and "noopener" in tag.attributes.get("rel", "")
                if address and is_foreign(address) and not is_link:
                    slips.add(f"<{tag.name} {name}={address!r}> at {page.said}")
    assert not slips, "\n".join(sorted(slips))


def test_every_id_is_there_for_a_label_or_a_link_and_only_once(pages):
    slips = set()
    for page in pages:
        found = tags(page.text)
        named = {word for tag in found for name in POINT for word in tag.attributes.get(name, "").split()}
        named |= {tag.attributes["href"][1:] for tag in found if tag.attributes.get("href", "").startswith("#")}
        ids = Counter(tag.attributes["id"] for tag in found if "id" in tag.attributes)
        free = {tag.attributes["id"] for tag in found if "id" in tag.attributes and tag.name in CONTROLS} | ANCHORS
        slips |= {f"id={one!r} twice at {page.said}" for one, n in ids.items() if n > 1}
        # To a row of a list, or an item of a programme, its own number leads.
        free |= {one for one in ids if re.fullmatch(r"(row|item|post)-\d+", one)}
        slips |= {f"id={one!r} for nothing at {page.said}" for one in set(ids) - named - free}
        # The form stands on the page of which this is a piece.
        elsewhere = {"answer"} if "/news" in page.said else set()
        slips |= {f"{one!r} is not there at {page.said}" for one in named - set(ids) - elsewhere}
    assert not slips, "\n".join(sorted(slips))


def test_every_letter_that_is_declared_has_its_three_templates_and_a_maker(app):
    folders = {path.parent.name for path in NETAPP.rglob("templates/mail/*/subject.txt")}
    assert folders == set(all_names()) == set(letters.MAKERS)
    for name in all_names():
        for part in ("subject.txt", "body.txt", "body.html"):
            app.jinja_env.get_template(f"mail/{name}/{part}")


def test_every_letter_is_whole_in_every_language(app):
    """Rendered strictly: a name that is missing in one of its three parts is an error."""
    with time_machine.travel(NOON, tick=False):
        world = World(app)
        texts = {}
        for name in letters.MAKERS:
            order = letters.make(world, name)
            for language in LANGUAGES:
                written = writing.write(name, letters.in_language(order, language))
                assert written.subject
                assert "\n" not in written.subject
                assert f'lang="{language}"' in written.html
                assert bool(written.stop) == bool(written.stop_url)
                assert (written.stop_url or "") in written.text
                texts[name, language] = written
            session.rollback()
    same = [name for name in letters.MAKERS if len({texts[name, code].text for code in LANGUAGES}) < len(LANGUAGES)]
    assert same == []
