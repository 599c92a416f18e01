"""What is to become of each letter in this folder, and what of it is published."""

from typing import NamedTuple


class Fate(NamedTuple):
    """`fate` is "post", "empty" (nothing is left: its writer is told), "automatic" or "loop" (dropped), "too long" or
    "odd" (refused)."""

    fate: str
    text: str = ""
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


FATES = {
    "alibi_text": Fate("post", "Vi har **79** muligheder."),
    "apple_da": Fate(
        "post", "Jeg spørger Dansk Symbiosecenter. De havde over 100 virksomheder med i Rest til Ressource.\n\nOle"
    ),
    "apple_en": Fate("post", "The Finnish workshops found 79 possible partnerships, so I would ask there.\n\nGrace"),
    "apple_fi": Fate("post", "Kysyn Joensuun Tiedepuistosta.\n\nPekka"),
    "apple_sv": Fate("post", "Jag frågar företagen i Blekinge – de har varit med i South Baltic.\n\nKarin"),
    "attachments_apple_between": Fate(
        "post", "Planen er her:\n\nog listen følger.", ("masterplan NærHeden.pdf", "liste.csv")
    ),
    "bottom_posted_whole_quote": Fate("post", "Ja, hos os."),
    "bounce_dsn": Fate("automatic"),
    "broken_mime": Fate("post", "Det sidste ord mangler.æ=ZZ og re"),
    "forwarded_apple_sv": Fate(
        "post",
        "Läs detta.\n\n**Från:** Pekka\n**Ämne:** 160 resurser\n"
        "**Datum:** 11 november 2026 16:20:00 CET\n\nI Lieksa hittade vi 160 lediga resurser.",
    ),
    "forwarded_gmail": Fate(
        "post",
        "Se her, det er værd at læse.\n\nFra: Pekka Hämäläinen\n"
        "Date: ons. 11. nov. 2026 kl. 16.20\nSubject: 160 ressourcer\n\n"
        "I Lieksa fandt vi 160 ledige ressourcer.\n\n> Hvor mange deltog?\n\n"
        "22 i Lieksa og 25 i Kitee.",
    ),
    "forwarded_outlook_da": Fate(
        "post",
        "Til orientering.\n\nFra: Pekka Hämäläinen\nSendt: 11. november 2026 16:20\n"
        "Emne: 160 ressourcer\n\nI Lieksa fandt vi 160 ledige ressourcer.",
    ),
    "gmail_da": Fate(
        "post",
        "Ja, vi har 65 ha ved Hedehusene 😀 og en hal, der står tom til\n1. maj.\n\nSkal vi tage den på næste møde?",
    ),
    "gmail_en": Fate(
        "post",
        "Yes, we have a dry hall at the harbour that is empty until the end of April, and the "
        "forklift is free on Tuesdays.\n\n"
        "The InnoBYG group used it last November, about 20 people.",
    ),
    "gmail_fi": Fate(
        "post", "Lieksassa löytyi kahden päivän aikana 160 vapaata resurssia, myös varastotilaa.\n\nKysy Kiteeltä!"
    ),
    "gmail_sv": Fate("post", "Ja, Energikontoret har en lokal i Skövde.\n\n* torrt\n* 200 kvm"),
    "html_only_gmail_inline": Fate(
        "post", "Hej Ada, svar nedenfor.\n\n> Hvor mange paller?\n\nTolv & ikke flere.\n\n> Og hvornår?\n\nI maj."
    ),
    "html_only_outlook_web": Fate(
        "post", "Vi tager **tirsdag** – eller:\n\n- onsdag kl. 9\n- [hallen](https://naerheden.example/hal)"
    ),
    "inline_plain": Fate(
        "post",
        "> Hvem deltog fra kommunerne?\n\nOmkring 40 ansatte og ledere, også fra regionerne.\n\n"
        "> …\n> 4\n> 5\n> 6\n> Og hvad koster det?\n\nIngenting.",
    ),
    "invitation": Fate("post", "Kom til moede", left_out=("calendar",)),
    "loop_list": Fate("loop"),
    "loop_our_own": Fate("loop"),
    "no_text": Fate("empty"),
    "odd_nested": Fate("odd"),
    "out_of_office_exchange": Fate("automatic"),
    "out_of_office_rfc3834": Fate("automatic"),
    "outlook_da": Fate(
        "post", "Hej Ada\n\nVi kan tage seks af dem. Porten er 3 m høj.\n\nMed venlig hilsen\n\nOle Møller"
    ),
    "outlook_en": Fate(
        "post", "Hello Ada,\n\nWe can take six of them. The gate is 3 m high.\n\nKind regards\n\nGrace Hill"
    ),
    "outlook_fi": Fate(
        "post",
        "Hei Ada\n\nVoimme ottaa niistä kuusi. Portti on 3 m korkea.\n\nYstävällisin terveisin\n\nPekka Hämäläinen",
    ),
    "outlook_phone_da": Fate("post", "Vi tager tirsdag."),
    "outlook_sv": Fate(
        "post", "Hej Ada!\n\nVi kan ta sex av dem. Porten är 3 m hög.\n\nMed vänliga hälsningar\n\nKarin Lindström"
    ),
    "phone_da": Fate("post", "Ja tak, tirsdag passer fint"),
    "phone_en": Fate("post", "Yes please, Tuesday is fine"),
    "phone_fi": Fate("post", "Kiitos, tiistai sopii"),
    "phone_sv": Fate("post", "Ja tack, tisdag går bra"),
    "picture_only_phone": Fate("post", "", ("IMG_0042.png",)),
    "pictures_and_logos": Fate("post", "Se hallen:\n\nMvh Ole", ("hall.png",), left_out=("logo",)),
    "signed_pgp_inline": Fate("post", "Vi kommer:\n\n- Ole\n- Karin"),
    "signed_pgp_mime": Fate("post", "Vi kommer begge to.", left_out=("signature",)),
    "signed_smime": Fate("post", "Vi står ved det.", left_out=("signature",)),
    "thunderbird_da": Fate(
        "post", "Prøv kommunen i Høje-Taastrup; de har en masterplan og derfor også tomme bygninger."
    ),
    "thunderbird_en": Fate(
        "post",
        "I know somebody in Lieksa, in the waste trade, who was very pleased with the "
        "workshop and may have room. I shall ask him tomorrow.",
    ),
    "thunderbird_fi": Fate("post", "Keski-Karjalassa on tilaa."),
    "thunderbird_sv": Fate("post", "Absolent och Cejn var med på workshopen, fråga dem."),
    "top_posted_original_message": Fate("post", "Vi er på!– helt sikkert € 100."),
    "utf16": Fate("post", "Møde på Åland kl. 9 – ja!"),
    "utf7": Fate("post", "Møde <script>alert(1)</script> kl. 9"),
    "windows_said_latin1": Fate("post", "“Røde … møller” – 50 €"),
    "winmail": Fate("post", "Filen er med.", left_out=("winmail.dat",)),
}
