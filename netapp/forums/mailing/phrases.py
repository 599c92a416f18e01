"""What mail programs write of their own: the words around a quoted letter and below a signature, in many languages.

English, Danish, Swedish and Finnish as Gmail, Outlook, Apple Mail, Thunderbird and telephones have them; Norwegian,
German, Dutch and French of their guests.
"""

import re

_FROM = "from|fra|från|lähettäjä|von|van|de|frá"
_SENT = "sent|date|sendt|dato|skickat|skickades|datum|lähetetty|päivä|päiväys|päivämäärä|gesendet|verzonden|envoyé"
_TO = (
    "to|til|till|vastaanottaja|kenelle|an|aan|à|cc|bcc|kopi|kopia|kopio|copy|reply-to|svar til|svara till|vastausosoite"
)
_SUBJECT = "subject|emne|ämne|aihe|betreff|onderwerp|objet"
_OTHER = "importance|attachments|vedhæftede filer|vedhæftet|bilagor|liitteet|prioritet|prioriteetti|tärkeys|vigtighed"

FROM = re.compile(rf"[*_ ]{{0,3}}(?:{_FROM})[*_ ]{{0,3}}:", re.IGNORECASE)
# A field of a head as it is quoted, whose kind is the group's name.
FIELD = re.compile(
    rf"[*_ ]{{0,3}}(?:(?P<sender>{_FROM})|(?P<sent>{_SENT})|(?P<to>{_TO})|(?P<subject>{_SUBJECT})|(?P<other>{_OTHER}))"
    r"[*_ ]{0,3}:(?P<value>.*)",
    re.IGNORECASE,
)
ANY_FIELD = re.compile(r"[*_ ]{0,3}[^\W\d_][\w -]{0,24}[*_ ]{0,3}:")

# Who wrote when: "On … wrote:", "Den … skrev …:", "… kirjoitti …:".
VERBS = ("wrote", "skrev", "skreiv", "kirjoitti", "schrieb", "schreef", "a écrit", "skrifaði", "kirjutas")
WROTE = re.compile(rf"\b(?:{'|'.join(VERBS)})\b", re.IGNORECASE)
# Gmail in a language that it did not know, and old programs: "2026-11-12 9:14 GMT+01:00 Ada <ada@…>:".
BARE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2} .{0,200}<[^<>]{1,250}>:", re.DOTALL)
# A day, a time or a year, without which nobody is said to have written.
WHEN = re.compile(r"\d{1,2}[:.]\d{2}|\d{4}|\d{1,2}[./]\d{1,2}")
BEGINS = re.compile(
    r"(?:on|den|am|op|le|på|kl|(?:mån|man|tis|tir|ons|tor|fre|lör|lør|sön|søn|maa|ma|tii|ti|kes|ke|to|per|pe|lau|la|su"
    r"|mon|tue|wed|thu|fri|sat)\w{0,8}[.,]{0,2})\s|\d",
    re.IGNORECASE,
)

ORIGINAL = re.compile(
    r"[-_ ]{2,60}(?:original message|original appointment|oprindelig meddelelse|oprindelig besked|original meddelelse|"
    r"oprindelig mail|oprindelig aftale|originalmeddelande|ursprungligt meddelande|ursprungligt mejl|"
    r"originalmeddelelse|alkuperäinen viesti|alkuperäinen tapaaminen|opprinnelig melding|original melding|"
    r"ursprüngliche nachricht|originalnachricht|oorspronkelijk bericht|message d'origine)[-_ ]{2,60}",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"(?:[-_ ]{2,60}(?:forwarded message|forwarded by .{1,100}|videresendt meddelelse|videresendt besked|"
    r"videresendt mail|vidarebefordrat meddelande|vidarebefordrat brev|vidarebefordrat mejl|välitetty viesti|"
    r"edelleenlähetetty viesti|videresendt melding|weitergeleitete nachricht|doorgestuurd bericht|message transféré)"
    r"[-_ ]{2,60}|(?:begin forwarded message|start på videresendt besked|start på videresendt meddelelse|"
    r"påbörja vidarebefordrat brev|vidarebefordrat brev|vidarebefordrat mejl|vidarebefordrat meddelande|"
    r"välitetty viesti alkaa|alkuperäinen viesti alkaa|edelleenlähetetty viesti alkaa|videresendt melding|"
    r"anfang der weitergeleiteten nachricht):)",
    re.IGNORECASE,
)

# A line that a telephone's program hangs below what is written.
SENT_FROM = re.compile(
    r"[*_ ]{0,3}(?:sent from (?:my|mail|outlook|yahoo|proton|gmail|samsung|the|a )|sent via |get \[?outlook for|"
    r"sendt fra (?:min|mit|mine|mail|outlook|yahoo|proton|e-mail|en )|hent \[?outlook|få \[?outlook|"
    r"skickat från (?:min|mitt|mail|e-post|outlook|yahoo|proton|en )|skickades från |hämta \[?outlook|"
    r"skaffa \[?outlook|lähetetty (?:iphone|ipad|minun |puhelime|laittee|samsung|outlook|android|sähköposti|mail|"
    r"proton|galaxy|nokia|huawei)|hanki \[?outlook|hae \[?outlook|lataa \[?outlook|sendt frå |"
    r"von meinem |gesendet mit |verstuurd vanaf |envoyé de mon )[^\n]{0,120}",
    re.IGNORECASE,
)

# The last words of a letter; a name may stand behind them.
REGARDS = re.compile(
    r"[*_ ]{0,3}(?:(?:med )?(?:de )?(?:venlig|venlige|bedste|kærlig|mange|varme|vänlig|vänliga|bästa|hjärtliga|soliga) "
    r"(?:hilsen|hilsner|hilsener|hälsning|hälsningar)|hilsen|hilsner|hälsningar|m\.?v\.?h|vh|v\.h\.|dbh|"
    r"ystävällisin terveisin|ystävällisesti|parhain terveisin|terveisin|yst\. ?terv\.?|yt|t\.|"
    r"(?:best|kind|warm|many|with (?:best|kind)) regards|kindly|regards|best wishes|all the best|sincerely|cheers|"
    r"mit freundlichen grüßen|viele grüße|med vennlig hilsen|vennlig hilsen)\b[ ,.!/|–-]{0,4}(?P<name>[^\n]{0,50})",
    re.IGNORECASE,
)
# What stands in the lines below a name: telephones, addresses in the net, numbers of companies.
CONTACT = re.compile(
    r"\+\d[\d ()./-]{6,20}\d|\b(?:tlf|tel|tfn|telefon|phone|mobil|mobile|mob|direkte|dir|puh|gsm|cvr|org\.? ?nr|"
    r"y-tunnus|linkedin)\b|https?://|www\.|[\w.-]{1,40}@[\w-]{1,40}\.|\x05|\b\d{2} \d{2} \d{2} \d{2}\b|\b\d{4} \w{3,}",
    re.IGNORECASE,
)
_SECRET = r"\b(?:confidential|privileged|fortrolig\w*|konfidentiell\w*|konfidentiel\w*|luottamuksell\w*|sekretess\w*)\b"
_RECIPIENT = (
    r"\b(?:recipient|addressee|in error|modtager\w*|ved en fejl|mottagare\w*|adressat\w*|av misstag|vastaanottaj\w*|"
    r"erehdyksessä|vahingossa)\b"
)
IS_SECRET, IS_FOR_OTHERS = re.compile(_SECRET, re.IGNORECASE), re.compile(_RECIPIENT, re.IGNORECASE)

# Before a subject; VS is what Finns answer with, and what Danes and Norwegians pass on with.
ANSWERED = "re|sv|svar|vs|aw|antw|antwort|ang|ad|ref|odp|res|rv|enc|vá"
PASSED_ON = "fw|fwd|vb|vl|wg|tr|vidarebefordrat|videresendt|välitetty|doorst"
