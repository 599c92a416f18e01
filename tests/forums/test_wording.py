"""Letters as programs write them, and the posts that they become."""

import time
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.config import Config
from netapp.core import mime
from netapp.core.incoming import Incoming, Part
from netapp.forums.mailing import cutting, decoding, secrets, wording
from netapp.forums.mailing.wording import Written
from netapp.mailin import judging, taking
from tests.forums.mails.fates import FATES

MAILS = Path(__file__).parent / "mails"
DOMAIN, HOST = "in.net.example", "net.example"
KEY = "aaaaadaaaaaiwql5rqf3k7mzxv2yt4nuc6hbp3e"


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory):
    app = Flask("light")
    app.config["NETAPP"] = Config(tmp_path_factory.mktemp("site"), mailin_domain=DOMAIN, mail_from="post@net.example")
    with app.app_context():
        yield app


def source(name):
    return (MAILS / f"{name}.eml").read_bytes()


def written(letter: mime.Read) -> Written:
    return wording.read(
        Incoming(letter.id, letter.sender, letter.sent_at, False, letter.parts, letter.subject), DOMAIN, HOST
    )


def plain(text: str | bytes, subject: str = "", **more) -> Written:
    content = text if isinstance(text, bytes) else text.encode()
    part = Part("text/plain", content, **{"charset": "utf-8", **more})
    return wording.read(Incoming("", "", None, False, (part,), subject), DOMAIN, HOST)


def rich(html: str) -> str:
    part = Part("text/html", html.encode(), charset="utf-8")
    return wording.read(Incoming("", "", None, False, (part,)), DOMAIN, HOST).text


def fate(letter: bytes) -> str:
    """As the door judges it, but for what needs a database."""
    try:
        read = mime.read(letter)
    except mime.Odd:
        return "odd"
    if judging.is_automatic(read):
        return "automatic"
    if judging.is_in_a_loop(read, None):
        return "loop"
    return "empty" if written(read).is_empty else "post"


def test_every_letter_has_a_fate():
    assert sorted(FATES) == sorted(path.stem for path in MAILS.glob("*.eml"))
    assert len(FATES) >= 40


@pytest.mark.parametrize("name", FATES)
def test_each_letter_becomes_what_its_writer_meant(name):
    expected = FATES[name]
    assert fate(source(name)) == expected.fate
    if expected.fate == "post":
        found = written(mime.read(source(name)))
        assert found.text == expected.text
        assert tuple(file.name for file in found.files) == expected.files
        assert found.left_out == expected.left_out


def test_no_letter_publishes_a_secret():
    for name in FATES:
        if FATES[name].fate != "odd":
            said = written(mime.read(source(name))).text.lower()
            assert KEY not in said
            assert "/followings/w" not in said


def test_a_letter_of_thirty_megabytes_is_too_long(site):
    head = source("picture_only_phone").partition(b"\r\n\r\n")[0]
    answers = taking.receive(site, head + b"\r\n\r\n" + b"A" * 30_000_000, [f"reply+{KEY}@{DOMAIN}"], "a@b.example")
    assert answers == [taking.TOO_LONG]


HEADS = {
    "nb": "Fra: Kari\nSendt: 12. november 2026 09:14\nTil: Ole\nEmne: Hei",
    "de": "Von: Uwe\nGesendet: Donnerstag, 12. November 2026 09:14\nAn: Ole\nCc: Karin\nBetreff: Hallo",
    "bold": "**From:** Ada\n**Sent:** Thursday\n**To:** Ole <o@x.example>;\nKarin <k@x.example>\n**Subject:** x",
    "nl": "Op do 12 nov 2026 om 09:14 schreef Ada <a@x.example>:",
    "yahoo": "On Thursday, November 12, 2026 at 09:14:00 AM GMT+1, Ada Berg <ada@x.example> wrote:",
    "an unknown language": "2026-11-12 9:14 GMT+01:00 Ada Berg <ada@x.example>:",
    "samsung": "-------- Oprindelig besked --------\nFra: Ada\nDato: 12.11.2026",
    "finnish": "-----Alkuperäinen viesti-----\nLähettäjä: Ada",
    "ruled": "________________________________\nFra: Ada <a@x.example>\nSendt: i går\nTil: Ole\nEmne: x",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_stands_below_a_head_is_cut(head):
    assert plain(f"Ja tak.\n\n{head}\n\nEr du med?\n").text == "Ja tak."


KEPT = {
    "a list of fields": "From: Copenhagen\nTo: Malmö\n\nWe take the train.",
    "somebody is told of": "Den 12. november skrev Ole:\n\nVi er klar.",
    "a line of dashes": "A:\n\n--\n" + "\n".join(f"Punkt {n}" for n in range(12)),
    "regards without contacts": "Ja.\n\nMed venlig hilsen\nOle\n\nPS: Ring på +45 12 34 56 78",
    "a word of secrecy": "Tallene er fortrolige, så send dem ikke til en modtager uden for netværket, siger vi her.",
    "sent from": "Sendt fra lageret i går:\n\n12 paller",
    "somebody's own list": "- Fra: lager\n- Til: havn",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_a_person_may_have_written_is_kept(text):
    assert plain(text).text.replace("\n\n--", "\n--") == text.replace("\n\n--", "\n--")


def test_a_short_quote_that_was_chosen_is_kept_above_its_answer_and_a_long_one_is_not():
    assert plain("> Er hallen fri?\n\nJa.").text == "> Er hallen fri?\n\nJa."
    assert plain("> a\n> b\n> c\n> d\n> e\n\nJa.").text == "Ja."


def test_of_what_is_answered_the_lines_that_it_quotes_itself_are_left_out():
    said = "Svar:\n\nDen 12.11.2026 kl. 09.14 skrev Ada:\n> > gammelt\n> Hvor?\nHer.\n> Hvornår?\nNu."
    assert plain(said).text == "Svar:\n\n> Hvor?\n\nHer.\n\n> Hvornår?\n\nNu."


def test_finns_answer_with_what_danes_pass_on_with():
    danish = "Se her\n\nFra: A\nSendt: i går\nTil: B\nEmne: Hej\n\nMøde"
    finnish = "Kiitos\n\nLähettäjä: A\nLähetetty: eilen\nVastaanottaja: B\nAihe: Hei\n\nKokous"
    assert plain(danish, "VS: Hej").text.endswith("Møde")
    assert plain(finnish, "VS: Hei").text == "Kiitos"
    assert plain(finnish, "VL: Hei").text.endswith("Kokous")
    assert plain(danish, "SV: VS: Hej").text == "Se her"


def test_marks_of_html_tell_what_no_language_does():
    quote = '<div id="divRplyFwdMsg"><b>Saatja:</b> A<br><b>Saadetud:</b> B<br></div><div>Tere</div>'
    assert rich(f"<div>Jah</div>{quote}") == "Jah"
    assert rich('Jah<div class="gmail_signature">Ada<br>+372 1234</div>') == "Jah"
    attribution = '<div class="gmail_attr">Ada rakstīja:</div><blockquote>Sveiki</blockquote>'
    assert rich(f"<div>Jah</div>{attribution}") == "Jah"
    assert (
        rich("Jah<blockquote style='margin:0 0 0 40px;border:none;padding:0'>rykket ind</blockquote>")
        == "Jah\nrykket ind"
    )


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
    assert text == "\\[1]: https://x.example\nTitle\n\n---\n\\&copy; \\&amp;\nindented\nwww <https://x.example/a>"


def test_the_secret_address_is_hidden_however_it_is_written():
    for said in (f"reply+{KEY}@{DOMAIN}", f"REPLY+{KEY.upper()}@{DOMAIN.upper()}", f"reply%2B{KEY}%40{DOMAIN}"):
        shown = secrets.hidden(f"To: <{said}>, İ (mailto:{said}?subject=x)", DOMAIN, HOST)
        assert KEY not in shown.lower()
        assert shown.count("…") == 2
    assert secrets.hidden(f"info@{DOMAIN} a+b@other.example", DOMAIN) == f"info@{DOMAIN} a+b@other.example"
    kept = f"https://{HOST}/threads/12-kick-off-in-taastrup-and-much-more?page=2 https://x.example/{KEY}"
    assert secrets.hidden(f"{kept} https://{HOST}/feeds/{KEY}.ics", "", HOST) == f"{kept} …"


WORDS = st.text(alphabet=st.sampled_from("abcdefghijæøåäö ,.!?\n"), min_size=1, max_size=200)
QUOTES = st.sampled_from(
    [
        "Den 12. nov. 2026 kl. 09.14 skrev Ada <a@x.example>:\n> Hej\n> med",
        "On 12 Nov 2026, at 09:14, Ada wrote:\n\n> Hi",
        *(f"{head}\n\nHej" for head in HEADS.values()),
        "-- \nOle\nTlf. 12",
        "Sendt fra min iPhone",
        "> quoted",
    ]
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.lists(QUOTES, min_size=1, max_size=3))
def test_whatever_is_written_above_survives(words, quotes):
    kept = plain(words + "\n\n" + "\n\n".join(quotes)).text
    assert kept.split() == plain(words).text.split() == words.split()


PIECES = """a|b|>|:|-||> a|> > b|-- |--|—|Mvh|Ole|+45 12 34 56 78|www.x.example|Ada wrote:|skrev:|2026|____|---|…|> …
|> From: a|Den 12.11.2026|On 12 Nov 2026 Ada <a@x.example> wrote:|Sendt fra min iPhone|From: a|Sent: b|To: c|Subject: d
|-----Original Message-----|-------- Forwarded Message --------|confidential in error""".replace("\n", "").split("|")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_cutting_twice_is_cutting_once(lines):
    once = cutting.cut(lines).own
    assert cutting.cut(once).own == once


NASTY = [
    "a\n",
    "> a\nb\n",
    "a:\n> b\n",
    "-- \nx\n",
    "From: a\n",
    "skrev:\n",
    "Mvh\n",
    "a+",
    "@in.net.example",
    "[cid:",
    "\xa0",
]
NASTY_HTML = ["<div>", "<b><p>", "<blockquote>a", "<a href=x>", "<!--", "<x<y"]


@pytest.mark.parametrize("piece", [*NASTY, *NASTY_HTML])
def test_a_megabyte_of_nonsense_takes_no_time(piece):
    kind = "text/html" if piece in NASTY_HTML else "text/plain"
    content = (piece * (1_000_000 // len(piece)))[:1_000_000].encode()
    letter = Incoming("", "", None, False, (Part(kind, content, charset="utf-8"),))
    begun = time.process_time()
    wording.read(letter, DOMAIN, HOST)
    assert time.process_time() - begun < 2
