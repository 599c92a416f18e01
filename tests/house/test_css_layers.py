"""The look keeps to its house rules: one layer a file, one component a file, nothing that shouts."""

import re
from pathlib import Path

import pytest

from tests.house import colours

NETAPP = Path(__file__).parents[2] / "netapp"
CSS = NETAPP / "static" / "css"
SHEETS = sorted(CSS.rglob("*.css"))
LISTED = re.findall(r"css/([\w/-]+\.css)", (NETAPP / "templates" / "_styles.html").read_text(encoding="utf-8"))
LAYERS = ["reset", "tokens", "base", "layout", "components", "utilities"]
SIDES = re.compile(
    r"(margin|padding|border|inset)-(left|right|top|bottom)|[\s;{](left|right|top|bottom|width|height)\s*:"
)
BESIDES = {"avatar": {"avatars"}, "flash": {"flashes"}, "post": {"posts"}}  # A plural lives with its one.


def read(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def name(sheet: Path) -> str:
    return sheet.relative_to(CSS).as_posix()


def test_the_table_of_contents_lists_every_file_once_and_the_layers_first() -> None:
    assert sorted(LISTED) == sorted(name(sheet) for sheet in SHEETS)
    assert LISTED[0] == "layers.css"


def test_the_layers_are_declared_in_the_order_of_strength() -> None:
    assert read(CSS / "layers.css").split() == ["@layer", *(f"{layer}," for layer in LAYERS[:-1]), f"{LAYERS[-1]};"]


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "layers.css"], ids=name)
def test_a_file_lives_in_exactly_one_layer(sheet: Path) -> None:
    css = read(sheet).strip()
    opening = re.match(r"@layer (\w+) \{", css)
    assert opening
    assert opening[1] in LAYERS
    assert css.count("@layer") == 1
    depth = 0
    for at, sign in enumerate(css):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth > 0 or at < opening.end() or at == len(css) - 1, "something stands outside the layer"
    assert depth == 0


@pytest.mark.parametrize("sheet", sorted((CSS / "components").glob("*.css")), ids=name)
def test_a_component_is_named_like_its_file(sheet: Path) -> None:
    css = read(sheet)
    assert re.match(r"\s*@layer components \{", css)
    owned = {selector.strip()[1:] for selector in re.findall(r"^ {2}(\.[^{]+?)\s*\{", css, flags=re.MULTILINE)}
    strange = {one for one in owned if one != sheet.stem and not one.startswith(f"{sheet.stem}-")}
    assert sheet.stem in owned
    assert strange <= BESIDES.get(sheet.stem, set())


@pytest.mark.parametrize("sheet", SHEETS, ids=name)
def test_nothing_shouts_and_nothing_comes_from_elsewhere(sheet: Path) -> None:
    css = read(sheet)
    assert "!important" not in css
    assert not re.search(r"(^|[\s,>+~])#[a-zA-Z][\w-]*[^;{}]*\{", css), "an id as a selector"
    assert not re.search(r"https?:|url\((?![\"']?\.\./)|@import", css.replace('href^="http', ""))
    assert not SIDES.search(css), "use logical properties"


# Letters need styles of their own: mail programs read no sheets.
LETTERS = {"body.html", "_frame.html", "_parts.html", "_ticket.html"}
PAGES = sorted(page for page in NETAPP.rglob("templates/**/*.html") if page.name not in LETTERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(NETAPP)))
def test_no_page_has_a_style_or_a_script_of_its_own(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)", html)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "papers"), colours.WORDS.items(), ids=str)
def test_words_can_be_read(ink: str, papers: list[str], theme: int) -> None:
    names = colours.named(CSS / "tokens.css", theme)
    for paper in papers:
        assert colours.contrast(names[ink], names[paper]) >= 4.5, f"{ink} on {paper}"


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_fields_and_the_focus_can_be_seen(theme: int) -> None:
    names = colours.named(CSS / "tokens.css", theme)
    for line in ("edge-strong", "focus", "action", "stop", "good", "wait"):
        for paper in ("page", "surface"):
            assert colours.contrast(names[line], names[paper]) >= 3, f"{line} on {paper}"
