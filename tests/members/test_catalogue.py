"""The printable catalogue, and the organisers' table: who finds which company there."""

import io
import json
import random
import unicodedata

import pytest
import typst
from python_calamine import CalamineWorkbook

from netapp.core import typesetting
from netapp.core.db import session
from netapp.core.viewer import GUEST
from netapp.members import catalogue, companies
from netapp.members.models import Company
from netapp.members.narrowing import Filters
from netapp.members.printable import HELD, printable
from tests.members.conftest import employ, viewer


@pytest.fixture
def printed(monkeypatch):
    """What is set into the catalogue, as it was last asked for."""
    seen = []
    real = catalogue._set

    def setting(content):
        seen.append(json.loads(content))
        return real(content)

    monkeypatch.setattr(catalogue, "_set", setting)
    return lambda: seen[-1]


def names(content):
    return [one["name"] for one in content["companies"]]


def test_the_catalogue_is_a_pdf_of_whom_the_reader_sees(town, bobbins, describe, as_, printed):
    town.mia.show_name = True
    session.commit()
    answer = as_().get("/companies/catalogue.pdf")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert b"pdfuaid:part" in answer.data, "it says that screen readers can read it (PDF/UA-1)"
    assert names(printed()) == []
    as_(town.carol).get("/companies/catalogue.pdf")
    assert names(printed()) == ["Bobbins"]
    describe(town.bob, bobbins, is_public=True, offer=["Waste heat"])
    as_().get("/companies/catalogue.pdf")
    one = printed()["companies"][0]
    assert (one["name"], one["lines"]) == ("Bobbins", [{"term": "Offers", "said": "Waste heat"}])
    assert one["url"].endswith(f"/companies/{bobbins.id}-bobbins")
    assert one["qr"].startswith("<svg")


def test_it_is_narrowed_as_the_directory_is_and_speaks_the_readers_language(town, bobbins, describe, as_, printed):
    describe(town.bob, bobbins, is_public=True, offer=["Waste heat"], texts={"about.da": "Spoler."}, about="Bobbins.")
    as_().get("/companies/catalogue.pdf?q=steam")
    assert names(printed()) == []
    as_().get("/companies/catalogue.pdf?q=heat&near=Roskilde&within=10&lang=da")
    assert (printed()["title"], names(printed())) == ("Virksomheder", ["Bobbins"])
    assert printed()["companies"][0]["about"] == "Spoler."
    assert "“heat”" in printed()["narrowed"]


def test_nothing_that_is_typed_is_read_as_typst(town, bobbins, describe, as_):
    odd = '#panic("x") $x$ *b* `c` \\ @ref <label> " #read("/etc/passwd")'
    describe(town.bob, bobbins, name=odd, is_public=True, about=odd, offer=[odd[:80]], place=odd)
    assert as_().get("/companies/catalogue.pdf").data.startswith(b"%PDF-")


ODD = [
    ("🌱 pots", "pots"),
    ("绿色 energy", "□ energy"),
    ("ภาษาไทย", "□"),
    ("ﷺ", "□"),
    ("🇩🇰🏴󠁧󠁢󠁥󠁮󠁧󠁿 Denmark 👩🏽‍🌾", "Denmark"),
    ("👍", "□"),
    ("1️⃣ step\x01", "1 step"),
    ("z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "zA"),
    ("Grønt\tog\nblåt, hållbart, mäßig, Łódź, Ελλάδα", "Grønt og blåt, hållbart, mäßig, Łódź, Ελλάδα"),
    ("Зелёная энергия", "Зелёная энергия"),
    ("हिन्दी", "हिन्दी"),
    ("مَرحَبا", "مَرحَبا"),
    ("שָׁלוֹם", "שלום"),
    ("Tiếng Việt e\u0301", "Tiếng Việt é"),
]


def test_what_the_fonts_lack_takes_it_down_for_nobody(town, bobbins, describe, as_, printed):
    odd = [typed for typed, _said in ODD]
    describe(town.bob, bobbins, name="绿色", is_public=True, about="🌱", place="🇩🇰", offer=odd[:7], seek=odd[7:])
    guest = as_()
    assert guest.get("/companies/catalogue.pdf").status_code == 200
    one = printed()["companies"][0]
    assert (one["name"], one["about"], one["under"]) == ("□", "□", "□")
    assert " · ".join(line["said"] for line in one["lines"]) == " · ".join(said for _typed, said in ODD)
    for typed in ("🌱", "绿色"):
        assert guest.get(f"/companies/catalogue.pdf?q={typed}").status_code == 200


def test_all_that_is_called_printable_is_so():
    """As measured with the fonts of the Typst that is installed; each sign alone, and words of them in any order."""
    ends = [[int(end, 16) for end in part.split("-")] for part in HELD.split()]
    signs = [chr(sign) for each in ends for sign in range(each[0], each[-1] + 1)]
    mixed = random.Random(1).sample(signs, len(signs))
    words = ["".join(mixed[start : start + 4]) for start in range(0, len(mixed), 4)]
    for some in (signs, words):
        typst.compile(
            b'#set document(title: "x")\n#for one in json(bytes(sys.inputs.data)) [#par[#one]]',
            font_paths=typst.Fonts(include_system_fonts=False),
            sys_inputs={"data": json.dumps([printable(one) for one in some])},
            format="pdf",
            pdf_standards=["ua-1"],
        )
    kept = [sign for sign in signs if sign.isalpha() and unicodedata.is_normalized("NFC", sign)]
    assert [printable(sign) for sign in kept] == kept


def test_what_cannot_be_set_all_the_same_is_said_in_a_sentence(town, as_, monkeypatch):
    monkeypatch.setattr(catalogue, "printable", lambda said: said)
    answer = as_().get("/companies/catalogue.pdf?q=🌱")
    assert answer.status_code == 409
    assert "cannot be printed" in answer.text


def test_the_cover_says_what_it_was_narrowed_to(app):
    asked = {"q": "heat", "about": "offer", "sector": "C", "kind": "university", "language": "da", "near": "Roskilde"}
    with app.test_request_context("/"):
        said = catalogue._narrowed(Filters.read({**asked, "box": "54.5,8,57.8,15.2"}))
        assert said.split(" · ") == [
            "“heat”",
            "Offers",
            "Manufacturing",
            "University or school",
            "within 25 km of Roskilde",
            "text in Danish",
            "a part of the map",
        ]
        assert catalogue._narrowed(Filters()) == ""


def test_there_is_an_end_to_it_and_it_says_so(town, as_, monkeypatch, printed):
    monkeypatch.setattr(catalogue, "MOST", 3)
    for number in range(4):
        company = Company(name=f"C{number}", folded=f"c{number}", is_public=True, confirmed_on=companies.today())
        session.add(company)
    session.commit()
    as_().get("/companies/catalogue.pdf")
    assert (names(printed()), "the first 3" in printed()["more"]) == (["C0", "C1", "C2"], True)


def test_nobody_lets_it_be_set_all_day(town, as_):
    visitor = as_()
    statuses = [visitor.get("/companies/catalogue.pdf").status_code for _ in range(22)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_setting_holds_no_lock(town, bobbins, as_, monkeypatch):
    """Else nobody could write on SQLite as long as it takes."""
    held = []
    monkeypatch.setattr(catalogue, "_set", lambda _content: held.append(session().in_transaction()) or b"%PDF-")
    as_().get("/companies/catalogue.pdf")
    assert held == [False]


def test_the_same_companies_are_set_once(town, as_, app):
    typesetting.pdf.cache_clear()
    content = json.dumps(catalogue._content(GUEST, Filters()))
    assert catalogue._set(content) is catalogue._set(content)


# The organisers' table


def rows(answer):
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_organisers_take_their_members_companies_as_a_table(town, bobbins, describe, as_):
    describe(town.bob, bobbins, offer=["=HYPERLINK(1)", "Heat"], divisions=["16"], register_number="00123")
    employ(town.carol, bobbins)
    employ(town.dan, bobbins)
    answer = as_(town.ole).get(f"/groups/{town.builders.id}/companies.xlsx")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="builders-companies-')
    heads, only = rows(answer)
    line = dict(zip(heads, only, strict=True))
    assert (line["Name"], line["Offers"], line["Business register"]) == ("Bobbins", "=HYPERLINK(1)\nHeat", "00123")
    assert line["Members"] == "Bob Bobsen <bob@bobs.example>, Carol Carolsen <carol@carols.example>"


def test_owners_read_who_took_it(town, bobbins, as_):
    as_(town.ole).get(f"/groups/{town.builders.id}/companies.xlsx")
    as_(town.bob).get(f"/groups/{town.builders.id}/companies.xlsx")
    page = as_(town.alice).get(f"/groups/{town.builders.id}/log?about=files").text
    assert "Ole Olesen</a> took the list of its members’ companies as a file" in page
    assert page.count("<time") == 1


def test_nobody_else_does(town, bobbins, as_):
    path = f"/groups/{town.builders.id}/companies.xlsx"
    found = {name: as_(town.people[name]).get(path).status_code for name in ("bob", "mia", "olga", "adam", "nina")}
    assert found == dict.fromkeys(found, 403)
    assert as_(town.bob).get(f"/groups/{town.secret.id}/companies.xlsx").status_code == 403
    assert as_(town.ole).get(f"/groups/{town.secret.id}/companies.xlsx").status_code == 404


def test_the_table_is_offered_where_one_organises(town, as_):
    path = f"/groups/{town.builders.id}/companies.xlsx"
    for page in ("/companies", f"/groups/{town.builders.id}/members"):
        assert path in as_(town.ole).get(page).text
        assert path not in as_(town.bob).get(page).text
    assert path not in as_(town.olga).get("/companies").text


def test_a_guest_prints_what_a_guest_sees(town, bobbins, app):
    with app.test_request_context("/"):
        assert names(catalogue._content(GUEST, Filters())) == []
        assert names(catalogue._content(viewer(town.carol), Filters())) == ["Bobbins"]
