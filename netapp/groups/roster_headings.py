"""What the columns of somebody's list are called, in four languages and as address books export them. Pure."""

import re
from collections.abc import Mapping, Sequence

from netapp.core import text

# Field → headings as `_bare` leaves them.
_HEADINGS: Mapping[str, str] = {
    "email": "email emailaddress mail mailaddress email1value emailaddress1 primaryemail epost epostadress "
    "epostadresse mailadresse mailadress emailadresse emailadress sahkoposti sahkopostiosoite sposti "
    "spostiosoite meili meiliosoite",
    "first": "firstname givenname forename fornavn fornamn tilltalsnamn etunimi",
    "last": "lastname surname familyname efternavn efternamn sukunimi",
    "name": "name fullname contact contactname contactperson displayname participant member navn fuldenavn "
    "kontakt kontaktperson deltager medlem namn fullstandigtnamn heltnamn deltagare nimi kokonimi "
    "yhteyshenkilo osallistuja jasen",
    "company": "company companyname organisation organization organizationname organization1name employer firm "
    "business virksomhed virksomhedsnavn firma firmanavn arbejdsplads arbejdsgiver foretag foretagsnamn "
    "bolag arbetsgivare arbetsplats yritys yrityksennimi organisaatio yhteiso tyonantaja",
    "place": "town city place municipality businesscity by bynavn kommune sted ort stad kommun postort paikkakunta "
    "kunta kaupunki postitoimipaikka",
    "website": "website webpage web url homepage www hjemmeside websted webside hemsida webbplats webbsida webb "
    "verkkosivu verkkosivut verkkosivusto kotisivu kotisivut",
    "language": "language preferredlanguage sprog foretrukketsprog sprak kieli aidinkieli",
}
_FIELDS = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split()}
_LANGUAGES = {
    "en": "en eng english engelsk engelska englanti",
    "da": "da dk dan danish dansk danska tanska",
    "sv": "sv se swe swedish svensk svenska ruotsi",
    "fi": "fi fin finnish finsk finska suomi",
}
_CODES = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
# A list may begin with a title and a few words about it.
_DEEPEST = 12


def find(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """(which row holds the headings, field → its column); None when no row does."""
    for number, row in enumerate(rows[:_DEEPEST]):
        if any("@" in cell for cell in row):
            return None
        columns: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = _FIELDS.get(_bare(cell))
            if field:
                columns.setdefault(field, column)
        if "email" in columns or len(columns) > 1:
            return number, columns
    return None


def language(said: str) -> str:
    """The code of a language that we speak, however it was written; else nothing."""
    bare = re.match(r"[a-z]*", text.fold(said.strip()))
    return _CODES.get(bare[0] if bare else "", "")


def _bare(heading: str) -> str:
    """Without accents, marks and what stands in brackets."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", text.fold(heading)))[:40]
