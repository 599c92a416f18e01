"""Words in four languages: which forms find which, and what is no word at all."""

import sys
from unicodedata import normalize

import pytest

from netapp.core import marking, words

# (language of the text, a word in it, what is typed): forms of one word, with the accents or without.
FORMS = """
da virksomhed virksomheder|da virksomheder virksomhed|da virksomhedernes virksomhed|da virksomhed virksomhedernes
da møde møder|da mødet møde|da møderne mode|da kommune kommunernes|da kommuner kommune|da bæredygtig bæredygtighed
da netværket netværk|da uddannelser uddannelse|da genbruges genbrug|da affaldet affald|da bygninger bygning
da arbejdet arbejde|da århus aarhus|da aarhus Århus|da træet træ|da ændringer aendring
sv företagets företag|sv företag företagen|sv möten möte|sv mötet motet|sv träffar träff|sv träffen träffar
sv hållbarhet hållbart|sv hållbart hållbar|sv byggnader byggnad|sv byggnad byggnader|sv kommunens kommun
sv utbildningar utbildning|sv återbrukat återbruk|sv energin energi|sv nätverken nätverk|sv ÅTERBRUK aterbruk
fi tapaaminen tapaamisista|fi tapaamisista tapaaminen|fi tapaamiset tapaamisen|fi yritykset yritysten
fi yritysten yrityksiä|fi yrityksissä yritys|fi yritys yritysten|fi kierrätyksen kierrätys|fi kierrätys kierrätyksestä
fi jätteen jäte|fi jäte jätteet|fi tiedot tieto|fi tieto tiedon|fi talouden talous|fi kiertotalous kiertotalouden
fi hankkeen hanke|fi energian energia|fi energia energian|fi kunnan kunta|fi suomalaiset suomalainen
fi rakennuksia rakennus|fi rakennus rakennuksen|fi työpajassa työpaja|fi verkostojen verkosto|fi materiaaleja materiaali
en companies company|en company companies|en company's company|en companies company's|en reusing reuse
en sustainability sustainable|en networks networking|en buildings building|en energy energies|en meetings meeting
"""
# Ends of long words, which are looked for when hardly anything else is found.
WITHIN = (
    "sv nätverksträffar träff|sv nätverksträff träffarna|da genbrugstræ træ|fi kiertotalous talous|sv fjärrvärme värme"
)
NOT = "da møbler møde|sv företag träff|fi yritys talous|en company meeting|da træ genbrugstræ|en cat concatenate"


def pairs(said):
    return [tuple(one.split(" ", 2)) for line in said.strip().splitlines() for one in line.split("|")]


def finds(language, text, typed, *, with_ends=False):
    """As an index would: whether the tokens of the text answer each word that is typed."""
    known = words.tokens({}, {language: text}, []).split()

    def is_there(token):
        return any(one.startswith(token[:-1]) if token.endswith("*") else one == token for one in known)

    asked = words.asked(typed)
    return bool(asked) and all(any(map(is_there, word.of("w", "s", with_ends=with_ends))) for word in asked)


def test_there_are_many_pairs_of_each_language():
    found = pairs(FORMS)
    assert len(found) > 60
    assert all(sum(one[0] == language for one in found) >= 10 for language in words.LANGUAGES)


@pytest.mark.parametrize(("language", "text", "typed"), pairs(FORMS))
def test_forms_of_a_word_find_each_other(language, text, typed):
    assert finds(language, f"Something about {text}, in the middle.", typed)


@pytest.mark.parametrize(("language", "text", "typed"), pairs(WITHIN))
def test_the_end_of_a_long_word_is_found_at_a_second_look(language, text, typed):
    assert not finds(language, text, typed)
    assert finds(language, text, typed, with_ends=True)


@pytest.mark.parametrize(("language", "text", "typed"), pairs(NOT))
def test_other_words_stay_apart(language, text, typed):
    assert not finds(language, text, typed, with_ends=True)


def test_the_beginning_of_a_word_is_enough():
    assert finds("da", "virksomhed", "virk")
    assert finds("", "Hansen", "han")
    assert not finds("da", "virksomhed", "vi")
    assert finds("en", "a b", "b")


def test_what_joins_words_need_not_be_there():
    assert finds("da", "Genbrugt træ", "genbrug af træ")
    assert not finds("da", "Genbrugt træ", "af")


def test_signs_are_no_words_and_each_chinese_one_is():
    assert words.asked("🙂 … * \" ' () :") == ()
    assert finds("en", "循環経済", "経済")
    assert not finds("en", "循環経済", "経理")


def test_tokens_are_plain_letters_and_digits_whatever_is_written():
    odd = "Ωmega Жук ıİ ½ ² ٣ 循 e\u0301 a'b \x00 ‏עברית"
    said = words.tokens({"en": odd}, {"fi": odd, "": odd}, ["g:1", "public"])
    assert said.isascii()
    assert all(one.isalnum() and one == one.lower() for one in said.split())
    assert {"kg1", "kpublic"} <= set(said.split())


def test_no_sign_that_a_letter_folds_to_comes_through():
    """⒈ is a number that folds to 1 and a full stop, and ㎭ one that folds to two letters and a slash."""
    odd = [sign for sign in map(chr, range(sys.maxunicode)) if sign.isalnum() and sign != normalize("NFKD", sign)]
    assert len(odd) > 1000
    found = {sign: words.asked(f"{sign}ab") for sign in odd}
    tokens = {
        sign: [one.rstrip("*") for word in asked for one in word.of("w", "s", with_ends=True)]
        for sign, asked in found.items()
    }
    assert not {sign for sign, each in tokens.items() if not all(one.isascii() and one.isalnum() for one in each)}


def test_no_word_passes_for_an_audience_key():
    said = words.tokens({"en": "kpublic kg1 g:1 public"}, {}, [])
    assert not [one for one in said.split() if one.startswith("k")]


def test_a_long_question_is_cut():
    assert len(words.asked("a b c d e f g h i j k l")) == words.MOST_WORDS
    assert len(words.asked("x" * 9000)[0].begins[0]) == words.LONGEST


@pytest.mark.parametrize(
    ("said", "typed", "expected"),
    [
        ("Om virksomheder & møder", "virksomhed møde", "Om <mark>virksomheder</mark> &amp; <mark>møder</mark>"),
        ("<b>Århus</b>", "aarhus", "&lt;b&gt;<mark>Århus</mark>&lt;/b&gt;"),
        ("Nätverksträffar", "träff", "<mark>Nätverksträffar</mark>"),
        ("Æbler", "aebler", "<mark>Æbler</mark>"),
        ("nothing", "🙂", "nothing"),
    ],
)
def test_words_are_marked_as_they_were_written(said, typed, expected):
    assert str(marking.marked(said, words.marker(words.asked(typed)))) == expected


def test_a_snippet_is_where_the_word_is():
    marker = words.marker(words.asked("straw"))
    said = str(marking.snippet("before " * 40 + "straw " + "after " * 40, marker))
    assert said.startswith("…before ")
    assert "<mark>straw</mark> after" in said
    assert said.endswith("after…")
    assert str(marking.snippet("short", marker)) == "short"
