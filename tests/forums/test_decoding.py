"""Characters, files and secrets of letters."""

from dataclasses import replace

import pytest

from netapp.core.incoming import Part
from netapp.forums.mailing import decoding, pictures, secrets
from tests.forums.posts import DOMAIN, HOST, KEY, plain, rich


def test_nobody_can_write_the_marks_themselves():
    assert rich("a<p>&#1;&#2;&#3;&#5;x&#6;b</p>c") == "a\n\nxb\n\nc"
    assert plain("a\n\x02\nFrom: b:\nx:\n\x03\nc").text == "a\n\nFrom: b:\nx:\n\nc"


CHARSETS = [
    ("Søen på Åland", "utf-8", "iso-8859-1"),
    ("Søen på Åland", "utf-8", ""),
    ("Søen på Åland", "utf-8", "us-ascii"),
    ("Søen – “på” Åland", "cp1252", "utf-8"),
    ("Søen på Åland", "iso-8859-1", "x-unknown"),
    ("Søen på Åland", "iso-8859-1", "punycode"),
    ("Tere tulemast šokk", "iso-8859-15", "iso-8859-15"),
    ("Søen på Åland", "utf-16", "utf-8"),
    ("Søen på Åland", "utf-32-be", "utf-32be"),
    ("Привет", "koi8-r", "koi8-r"),
]


@pytest.mark.parametrize(("text", "real", "said"), CHARSETS)
def test_a_charset_is_known_by_its_bytes(text, real, said):
    assert decoding.characters(text.encode(real), said) == text


def test_two_charsets_in_one_letter_are_both_read():
    assert decoding.characters("Søen ".encode() * 5 + "på".encode("latin-1")) == "Søen " * 5 + "på"


def test_what_is_not_seen_is_not_kept():
    assert plain("a\u200bb\u202ec\u00a0d\ufeff\x00\x07").text == "abc d"


def test_nothing_of_plain_text_is_lost_in_markdown():
    text = plain("[1]: https://x.example\nTitle\n---\n&copy; &amp;\n     indented\nwww<https://x.example/a>").text
    assert (
        plain("ole@byg.example<mailto:ole@byg.example> x.example<https://x.example/>").text
        == "ole@byg.example x.example"
    )
    assert text == "\\[1]: https://x.example\nTitle\n\n---\n\\&copy; \\&amp;\nindented\nwww <https://x.example/a>"


SYMBOLS = {
    "an icon": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (32).to_bytes(4, "big") + (32).to_bytes(4, "big") + b"x" * 5000,
    "a line": b"GIF89a" + (600).to_bytes(2, "little") + (1).to_bytes(2, "little") + b"x" * 5000,
    "what counts its readers": b"\xff\xd8\xff" + b"x" * 300,
}


@pytest.mark.parametrize("content", SYMBOLS.values(), ids=SYMBOLS)
def test_a_picture_that_only_decorates_is_left_out_unless_it_was_attached(content):
    part = Part("image/png", content, name="x.png")
    assert pictures.kept([part], None) == ([], ["logo"])
    attached = replace(part, is_attached=True)
    assert pictures.kept([attached], None) == ([attached], [])


def test_the_secret_address_is_hidden_however_it_is_written():
    for said in (f"reply+{KEY}@{DOMAIN}", f"REPLY+{KEY.upper()}@{DOMAIN.upper()}", f"reply%2B{KEY}%40{DOMAIN}"):
        shown = secrets.hidden(f"To: <{said}>, İ (mailto:{said}?subject=x)", DOMAIN, HOST)
        assert KEY not in shown.lower()
        assert shown.count("…") == 2
    assert secrets.hidden(f"info@{DOMAIN} a+b@other.example", DOMAIN) == f"info@{DOMAIN} a+b@other.example"
    assert secrets.hidden(f"https://{HOST}/x/AbCdEfGhIj_KlMnOpQrStUvW", "", HOST) == "…"
    kept = f"https://{HOST}/threads/12-kick-off-in-taastrup-and-much-more?page=2 https://x.example/{KEY}"
    assert secrets.hidden(f"{kept} https://{HOST}/feeds/{KEY}.ics", "", HOST) == f"{kept} …"
