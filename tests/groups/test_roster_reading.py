"""Lists as people have them: any columns, any encoding, four languages; and what is no list is refused."""

import contextlib
import io
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from netapp.groups import mistyping, roster_decoding
from netapp.groups import roster_reading as reading
from netapp.groups.roster_reading import Unreadable, read_file, read_text

DANISH = "Navn;E-mail;Telefon;Virksomhed\r\nSøren Ægir Åse;soren@x.dk;+45 12;Bæk & Søn\r\nBjörn;bjorn@x.dk;;\r\n"


def book(*rows, sheets=(), name="xlsx"):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        for some in (*sheets, rows):
            sheet = workbook.add_worksheet()
            for number, row in enumerate(some):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def brief(entries):
    return [(entry.name, entry.email) for entry in entries]


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("Ann Berg <ann@x.dk>\nbo@x.dk", [("Ann Berg", "ann@x.dk"), ("", "bo@x.dk")]),
        ("ann@x.dk, bo@x.dk;tim@x.dk", [("", "ann@x.dk"), ("", "bo@x.dk"), ("", "tim@x.dk")]),
        ("Berg, Ann <Ann@X.dk>; 'Bo Ek' <bo@x.dk>;", [("Ann Berg", "ann@x.dk"), ("Bo Ek", "bo@x.dk")]),
        ('"Ann Berg" <ann@x.dk>, Bo <bo@x.dk>', [("Ann Berg", "ann@x.dk"), ("Bo", "bo@x.dk")]),
        ("ann@x.dk (Ann Berg)\nmailto:bo@x.dk", [("Ann Berg", "ann@x.dk"), ("", "bo@x.dk")]),
        ("Ann\tBerg\tann@x.dk\nBo\tEk\tbo@x.dk", [("Ann Berg", "ann@x.dk"), ("Bo Ek", "bo@x.dk")]),
        ("ann@x.dk\tAnn Berg\tAcme", [("Ann Berg", "ann@x.dk")]),
        ("Ann Berg, ann@x.dk\nBo Ek, bo@x.dk", [("Ann Berg", "ann@x.dk"), ("Bo Ek", "bo@x.dk")]),
        ("\ufeffann@x.dk\u200b\r\n\r\n\xa0bo@x.dk.", [("", "ann@x.dk"), ("", "bo@x.dk")]),
    ],
)
def test_what_is_pasted_is_understood(pasted, found):
    assert brief(read_text(pasted)) == found


def test_a_line_without_an_address_is_kept_to_be_shown():
    (ann, other) = read_text("ann@x.dk\nBo from Acme")
    assert ann.email == "ann@x.dk"
    assert (other.email, other.said, other.line) == ("", "Bo from Acme", 2)


@pytest.mark.parametrize(
    "heading",
    [
        ("First name", "Surname", "E-mail address", "Company", "Town", "Website", "Language"),
        ("Fornavn", "Efternavn", "Mailadresse", "Firma", "By", "Hjemmeside", "Sprog"),
        ("Förnamn", "Efternamn", "E-postadress", "Företag", "Ort", "Webbplats", "Språk"),
        ("Etunimi", "Sukunimi", "Sähköpostiosoite", "Yritys", "Paikkakunta", "Verkkosivut", "Kieli"),
        ("FIRST NAME", "last_name", "E-mail 1 - Value", "Organization Name", "City", "www", "Preferred language"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_columns_are_known_by_their_headings_in_any_order(heading, turned):
    cells = ("Ann", "Berg", "ANN@x.dk", "Acme A/S", "Århus", "acme.dk", "Svenska")
    order = slice(None, None, -1) if turned else slice(None)
    (ann,) = read_file(book(("Members 2026",), (), heading[order], cells[order]))
    assert (ann.name, ann.email, ann.company, ann.place) == ("Ann Berg", "ann@x.dk", "Acme A/S", "Århus")
    assert (ann.website, ann.language, ann.line) == ("https://acme.dk", "sv", 4)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_encoding_that_excel_writes_is_read(encoding, delimiter):
    (soren, bjorn) = read_file(DANISH.replace(";", delimiter).encode(encoding))
    assert (soren.name, soren.company) == ("Søren Ægir Åse", "Bæk & Søn")
    assert (bjorn.name, bjorn.email, bjorn.company) == ("Björn", "bjorn@x.dk", "")


def test_quotes_line_breaks_and_excels_own_first_line_are_read():
    written = 'sep=;\nNavn;E-mail;Firma\n"Berg; Ann";ann@x.dk;"Acme\nA/S"\nBo;bo@x.dk;"""Bo"""\n'
    (ann, bo) = read_file(written.encode())
    assert (ann.email, ann.company, ann.line) == ("ann@x.dk", "Acme A/S", 4)
    assert (bo.company, bo.line) == ('"Bo"', 5)


def test_what_protects_a_cell_is_taken_off_again():
    (ann,) = read_file(b"Name;E-mail;Company\nAnn;ann@x.dk;'=Acme\n")
    assert ann.company == "=Acme"
    (bo,) = read_file(b"Name;E-mail\n'Bo;bo@x.dk\n")
    assert bo.name == "Bo"


def test_without_headings_the_columns_are_found_by_what_they_hold():
    (ann, bo) = read_file(book((17, "+45 1234", "Ann Berg", "ann@x.dk", "Acme A/S"), (18, "", "Bo Ek", "bo@x.dk", "")))
    assert (ann.name, ann.email, ann.company) == ("Ann Berg", "ann@x.dk", "Acme A/S")
    assert brief([bo]) == [("Bo Ek", "bo@x.dk")]


def test_the_sheet_with_the_most_addresses_is_taken():
    (ann,) = read_file(book(("E-mail",), ("ann@x.dk",), sheets=[[("About this list",)]]))
    assert ann.email == "ann@x.dk"


def test_several_addresses_in_a_cell_are_as_many_people_to_look_at():
    found = read_file(b"Name;E-mail\nAnn;ann@x.dk / bo@x.dk\nTim;tim@x.dk (private)\n")
    assert [(entry.name, entry.email, entry.doubt) for entry in found] == [
        ("Ann", "ann@x.dk", "many"),
        ("", "bo@x.dk", "many"),
        ("Tim", "tim@x.dk", "text"),
    ]


def test_a_row_with_a_name_and_no_address_is_shown_and_an_empty_one_is_not():
    found = read_file(b"Name;E-mail\nAnn;ann@x.dk\n;\nBo;\n")
    assert [(entry.name, entry.email, entry.line) for entry in found] == [("Ann", "ann@x.dk", 2), ("Bo", "", 4)]


def test_5000_are_read_and_one_more_is_refused():
    rows = [("E-mail",), *((f"a{number}@x.dk",) for number in range(reading.MOST))]
    assert len(read_file(book(*rows))) == 5000
    with pytest.raises(Unreadable) as refusal:
        read_file(book(*rows, ("one@more.dk",)))
    assert refusal.value.reason == "many"


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def far_away():
    """A workbook of two cells at the two ends of the largest sheet: room for all between them is 400 GB."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "ann@x.dk")
        sheet.write(1048575, 16383, "bo@x.dk")
    return content.getvalue()


def mistold():
    """A zip whose directory says of a large file that it is small."""
    data = zipped(sheet=b"0" * (roster_decoding.MOST_UNPACKED + 1))
    place = data.rindex(b"PK\x01\x02") + 24
    return data[:place] + (100).to_bytes(4, "little") + data[place + 4 :]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"Name;E-mail\n", "empty"),
        (b"nobody at all", "empty"),
        (b"%PDF-1.7 ann@x.dk", "kind"),
        (b"\x89PNG\r\n\x1a\n ann@x.dk", "kind"),
        (b"ann@x.dk" * 600 + b"\0\1\2", "kind"),
        (b"PK\x03\x04 and no more", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "broken"),
        (zipped(note=b"ann@x.dk"), "broken"),
        (zipped(sheet=b"0" * (roster_decoding.MOST_UNPACKED + 1)), "bomb"),
        (mistold(), "broken"),
        (far_away(), "broken"),
        (b'Name;E-mail\n"' + b"x" * 200_000 + b'";ann@x.dk', "broken"),
    ],
)
def test_what_is_no_list_is_refused(data, reason):
    with pytest.raises(Unreadable) as refusal:
        read_file(data)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("between", [" ", "\n", "; ", '" '])
def test_as_many_as_there_may_be_are_read_however_they_are_separated(between):
    """In one line they are longer than a cell of a table may be."""
    written = between.join(f"person.number{number}@company{number}.example" for number in range(4500))
    assert [len(found) for found in (read_text(written), read_file(written.encode()))] == [4500, 4500]


def test_a_long_line_without_an_address_takes_no_time():
    begin = time.process_time()
    with pytest.raises(Unreadable, match="empty"):
        read_text("a" * 400_000)
    assert time.process_time() - begin < 2


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data):
    with contextlib.suppress(Unreadable):
        read_file(data)


@given(st.text(alphabet="ab@.,;<>\"'\t\n ()|/=", max_size=120))
def test_no_text_breaks_it(written):
    try:
        found = read_text(written)
    except Unreadable:
        return
    assert all(len(entry.email) <= 254 and "\n" not in entry.name + entry.said for entry in found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ann@gmial.com", "ann@gmail.com"),
        ("ann@gmail.con", "ann@gmail.com"),
        ("ann@gmail.dk", "ann@gmail.com"),
        ("ann@hotmial.com", "ann@hotmail.com"),
        ("ann@outlok.com", "ann@outlook.com"),
        ("ann@firmadk", "ann@firma.dk"),
        ("ann@firma..dk", "ann@firma.dk"),
        ("ann@firma,dk", "ann@firma.dk"),
        ("ann@firma.dkk", "ann@firma.dk"),
        ("ann@gmail.com", None),
        ("ann@firma.dk", None),
        ("ann@mail.com", None),
        ("ann@live.no", None),
        ("ann@ymail.com", None),
        ("ann@localhost", None),
        ("@dk", None),
        ("ann", None),
    ],
)
def test_what_looks_mistyped_is_told(written, meant):
    assert mistyping.suggestion(written) == meant
