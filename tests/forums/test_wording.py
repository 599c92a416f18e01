"""Letters as programs write them, and the posts that they become."""

import time
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.config import Config
from netapp.core import mime, text
from netapp.core.incoming import Incoming, Part
from netapp.forums.mailing import cutting, secrets, wording
from netapp.mailin import judging, taking
from tests.forums.mails.fates import FATES
from tests.forums.posts import DOMAIN, HOST, KEY, plain, rich, written

MAILS = Path(__file__).parent / "mails"


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory):
    app = Flask("light")
    app.config["NETAPP"] = Config(tmp_path_factory.mktemp("site"), mailin_domain=DOMAIN, mail_from="post@net.example")
    with app.app_context():
        yield app


def source(name):
    return (MAILS / f"{name}.eml").read_bytes()


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


# How programs and people write an address into what they quote.
WRITTEN = st.sampled_from(
    [
        "post+{key}@{domain}",
        "<post+{key}@{domain}>",
        "mailto:post+{key}@{domain}",
        "mailto:post%2B{key}%40{domain}?subject=Re",
        "[post+{key}@{domain}](mailto:post+{key}@{domain})",
        "post&#43;{key}&#64;{domain}",
        "post\\+{key}\\@{domain}",
        "post+{key} at {domain}",
        "thread+{key}@{domain}.",
        '<a href="mailto:post+{key}@{domain}">Ada</a>',
        "key: {key}",
    ]
)
AROUND = st.sampled_from(
    [
        "{it}",
        "> {it}",
        "> Ada wrote to {it}:\n> Hvor?\n\nHer.",
        "Ja.\n\nDen 12. november 2026 skrev Ada <{it}>:\n> Hvor?",
        "Ja.\n\nFrom: Ada\nSent: Thursday\nTo: {it}\nSubject: x\n\nHvor?",
        "> > {it}\n> Hvor?\nHer.\n> Hvornår?\nNu, {it}",
        "Skriv til {it}, ikke til mig.",
        "```\n{it}\n```",
        "Ja.\n\n-- \nAda, {it}",
        "---------- Forwarded message ---------\nFrom: Ada <{it}>\nTo: me\nSubject: x\n\n{it}",
    ]
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(AROUND, WRITTEN, st.sampled_from([KEY, KEY + "b2c3d4"]), st.booleans(), st.booleans(), st.text(max_size=20))
def test_no_key_of_an_address_is_ever_shown_or_quoted(around, address, key, is_upper, is_html, more):
    one = address.format(key=key.upper() if is_upper else key, domain=DOMAIN.upper() if is_upper else DOMAIN)
    said = f"{more} {around.format(it=one)} {more}"
    if is_html:
        said = "<div>" + said.replace("\n", "<br>") + "</div>"
    found = rich(said) if is_html else plain(said).text
    assert key not in found.lower()
    # What was posted on the page, too: as it is cleaned, drawn, and quoted above an answer.
    kept = secrets.hidden(said, DOMAIN, HOST)
    for shown in (kept, text.excerpt(kept, 280), text.plain(kept), text.markdown(kept)):
        assert key not in shown.lower()


def test_words_that_are_no_keys_are_left():
    words = "lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas " + "a1" * 20 + " " + "Ab" * 19 + "C"
    assert secrets.hidden(words, DOMAIN) == words


def test_a_letter_of_thirty_megabytes_is_too_long(site):
    head = source("picture_only_phone").partition(b"\r\n\r\n")[0]
    answers = taking.receive(site, head + b"\r\n\r\n" + b"A" * 30_000_000, [f"reply+{KEY}@{DOMAIN}"], "a@b.example")
    assert answers == [taking.TOO_LONG]


HEADS = {
    "nb": "Fra: Kari\nSendt: 12. november 2026 09:14\nTil: Ole\nEmne: Hei",
    "de": "Von: Uwe\nGesendet: Donnerstag, 12. November 2026 09:14\nAn: Ole\nCc: Karin\nBetreff: Hallo",
    "bold": "**From:** Ada\n**Sent:** Thursday\n**To:** Ole <o@x.example>;\nKarin <k@x.example>\n**Subject:** x",
    "wrapped": "From: A\nTo: Ole <o@x.example>;\nKarin <k@x.example>\nSubject: x",
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
    "a little secrecy": "Ja.\n\nFortroligt, kun for modtageren.",
    "two fields": "From: Kastrup\nDate: 12 May\n\nWe fly.",
    "three fields": "From: Kastrup\nTo: Malmö\nAttachments: 2\n\nWe fly.",
    "sent from": "Sendt fra lageret i går:\n\n12 paller",
    "somebody's own list": "- Fra: lager\n- Til: havn",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_a_person_may_have_written_is_kept(text):
    assert plain(text).text.replace("\n\n--", "\n--") == text.replace("\n\n--", "\n--")


def test_a_short_quote_that_was_chosen_is_kept_above_its_answer_and_a_long_one_is_not():
    assert plain("> Er hallen fri?\n\nJa.").text == "> Er hallen fri?\n\nJa."
    long = "> a\n> b\n> c\n> d\n> e\n\nJa."
    assert plain(long).text == "Ja."
    assert plain(f"Hej Ada,\n\n{long}").text == "Hej Ada,\n\nJa."
    assert plain("> Den 12.11.2026 kl. 09.14 skrev Ada:\n> Hvor?\nHer.").text == "> Hvor?\n\nHer."


def test_lines_that_were_broken_are_whole_again_and_others_stay():
    long = "Den grønne omstilling begynder med et møde i Kalundborg og en kop kaffe,"
    assert plain(f"{long}\ndernæst resten.\nKort.\nLinje.").text == f"{long} dernæst resten.\nKort.\nLinje."
    assert plain("> Hvor? \nHer \ni hallen.", is_flowed=True).text == "> Hvor?\n\nHer i hallen."


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
    assert "@" not in plain(danish.replace("B\n", "B <b@x.example>;\nC <c@x.example>\n"), "VS: Hej").text


def test_marks_of_html_tell_what_no_language_does():
    quote = '<div id="divRplyFwdMsg"><b>Saatja:</b> A<br><b>Saadetud:</b> B<br></div><div>Tere</div>'
    assert rich(f"<div>Jah</div>{quote}") == "Jah"
    ruled = "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Saatja:</b> A<br><b>Kuu:</b> B</p></div>"
    assert rich(f"<div>Jah</div>{ruled}<p>Tere</p>") == "Jah"
    assert rich('Jah<div class="gmail_signature">Ada<br>+372 1234</div>og mere') == "Jah\n\nog mere"
    attribution = '<div class="gmail_attr">Ada rakstīja:</div><blockquote>Sveiki</blockquote>'
    assert rich(f"<div>Jah</div>{attribution}") == "Jah"
    assert (
        rich("Jah<blockquote style='margin:0 0 0 40px;border:none;padding:0'>rykket ind</blockquote>")
        == "Jah\nrykket ind"
    )


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


def test_who_wrote_is_not_looked_for_across_the_line_above_a_signature():
    lines = ["Ja.", "", "Den 12.11.2026", "--", "Ada wrote:", "> a", "b"]
    assert cutting.cut(lines).own == ["Ja.", "", "Den 12.11.2026", "", "> a", "", "b"]


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
