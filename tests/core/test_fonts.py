"""The fonts hold every letter that the site and its demo need, and nothing that no page shows."""

import re
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.support import fonts
from tests.support.fonts import Face

NETAPP = Path(fonts.__file__).parents[2] / "netapp"
FACES = fonts.faces()
FAMILIES = sorted({face.family for face in FACES})
HEAD = (NETAPP / "templates" / "_frame.html").read_text(encoding="utf-8")
PRELOADED = set(re.findall(r"asset\('(fonts/[^']+)'\)", HEAD))
# Written in the code, never shown: a line end, and what is drawn on a terminal.
UNSEEN = set("\n")


def held(family: str, *, at_once: bool = False) -> set[str]:
    """The letters of a family; `at_once`: of the file that every page preloads."""
    files = [face for face in FACES if face.family == family and (is_preloaded(face) or not at_once)]
    return set(chain.from_iterable(face.letters for face in files))


def is_preloaded(face: Face) -> bool:
    return face.file.relative_to(fonts.STATIC).as_posix() in PRELOADED


def words(language: str) -> str:
    with (NETAPP / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        texts = [text for message in read_po(file) for text in (message.id, message.string or "")]
    return "".join(text if isinstance(text, str) else "".join(text) for text in texts)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.file.name)
def test_a_file_is_fetched_for_the_letters_that_it_holds_and_for_no_others(face: Face) -> None:
    assert fonts.letters(face.file) == face.letters


def test_every_file_has_its_rule_and_no_letter_is_in_two_files_of_a_family() -> None:
    assert sorted(face.file for face in FACES) == sorted((fonts.STATIC / "fonts").glob("*.woff2"))
    for family in FAMILIES:
        together = [letter for face in FACES if face.family == family for letter in face.letters]
        assert len(together) == len(set(together))


def test_one_file_of_each_family_is_preloaded() -> None:
    assert sorted(face.family for face in FACES if is_preloaded(face)) == FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", ["da", "sv", "fi"])
def test_the_words_of_the_site_need_no_more_than_what_is_preloaded(language: str, family: str) -> None:
    """English is in each catalogue, as what is translated."""
    assert set(words(language)) - held(family, at_once=True) - UNSEEN == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_demo_is_written_in_letters_that_the_fonts_hold(family: str) -> None:
    written = {letter for file in (NETAPP / "demo" / "data").rglob("*.toml") for letter in file.read_text("utf-8")}
    assert written - held(family) - UNSEEN == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_names_from_around_the_baltic_sea_are_in_the_fonts(family: str) -> None:
    nordic = "Ærø Ålborg Þórður Guðrún Føroyar Ålesund Växjö Jyväskylä Škoda Žanna"
    assert set(nordic) <= held(family, at_once=True)
    neighbours = "Łódź Gdańsk Świnoujście Klaipėda Šiauliai Rēzekne Jūrmala Võru Straße Ruđer Čáhput Ŋuolla Timișoara"
    assert set(neighbours) <= held(family)


@pytest.mark.parametrize("letter", "ΩЖếאش中")
def test_other_scripts_fetch_nothing_and_are_set_in_the_visitors_own_fonts(letter: str) -> None:
    assert all(letter not in face.letters for face in FACES)
    tokens = (fonts.STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    lists = dict(re.findall(r"--font-(text|display): +(.+);", tokens))
    assert {one.split(", ")[0].strip('"') for one in lists.values()} == set(FAMILIES)
    assert lists["text"].endswith("sans-serif")
    assert lists["display"].endswith(" serif")


def test_text_is_painted_before_its_font_is_there() -> None:
    css = (fonts.STATIC / "css" / "fonts.css").read_text(encoding="utf-8")
    assert css.count("font-display: swap") == len(FACES)


def test_the_style_sheets_ask_for_no_weight_that_was_cut_away() -> None:
    lightest = min(face.weights[0] for face in FACES)
    boldest = max(face.weights[1] for face in FACES)
    sheets = [sheet for sheet in (fonts.STATIC / "css").rglob("*.css") if sheet.name != "fonts.css"]
    weights = [int(one) for sheet in sheets for one in re.findall(r"font-weight: (\d+)", sheet.read_text("utf-8"))]
    assert weights
    assert lightest <= min(weights)
    assert max(weights) <= boldest


def test_what_adobe_reserves_is_not_what_the_cut_version_is_called() -> None:
    """OFL 1.1, condition 3: no modified version may use a reserved name."""
    names = set().union(*(fonts.names(face.file) for face in FACES)) | set(FAMILIES)
    assert not [name for name in names if "source" in name.lower()]
    assert (fonts.STATIC / "fonts" / "LICENSE-source-serif.txt").read_text("utf-8").count('Reserved Font Name "Source"')
    assert "SIL OPEN FONT LICENSE" in (fonts.STATIC / "fonts" / "LICENSE-inter.txt").read_text("utf-8")
