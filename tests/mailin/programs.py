"""Letters as calendar programs write them: their shapes, encodings and habits, with nobody's words in them."""

from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass, replace
from quopri import encodestring

CRLF = "\r\n"


@dataclass(frozen=True)
class Said:
    """What is answered, and by whom; the builders below dress it as a program would."""

    to: str
    uid: str
    attendee: str
    partstat: str = "DECLINED"
    sender: str = ""
    stamp: str = "20260101T120000Z"
    sequence: str = "0"
    occurs: str = ""
    organizer: bool = True
    method: str = "REPLY"
    parameters: str = ""
    number: str = "<one@programs.example>"
    headers: tuple[str, ...] = ()

    def but(self, **changes: object) -> "Said":
        return replace(self, **changes)  # type: ignore[arg-type]


def ics(said: Said, prodid: str = "-//Programs//EN", *, end: str = CRLF, with_method: bool = True) -> str:
    lines = ["BEGIN:VCALENDAR", f"PRODID:{prodid}", "VERSION:2.0", *([f"METHOD:{said.method}"] if with_method else [])]
    lines += ["BEGIN:VEVENT", f"UID:{said.uid}", f"DTSTAMP:{said.stamp}", "DTSTART:20270203T120000Z"]
    lines += [f"ORGANIZER;CN=Builders:mailto:{said.to}"] if said.organizer else []
    lines += [f"RECURRENCE-ID{said.occurs}"] if said.occurs else []
    lines += [f"ATTENDEE;PARTSTAT={said.partstat}{said.parameters};CN=Bob", f" sen:mailto:{said.attendee}"]
    lines += [f"SEQUENCE:{said.sequence}"] if said.sequence else []
    return end.join([*lines, "SUMMARY:Møde", "COMMENT:Desværre\\, nej", "END:VEVENT", "END:VCALENDAR", ""])


def letter(said: Said, *body: str) -> bytes:
    head = [
        f"From: Bob Bobsen <{said.sender or said.attendee}>",
        f"To: <{said.to}>",
        "Subject: =?utf-8?q?Afvist:_M=C3=B8de?=",
        "Date: Thu, 01 Jan 2026 13:00:00 +0100",
        f"Message-ID: {said.number}",
        *said.headers,
        "MIME-Version: 1.0",
    ]
    return CRLF.join([*head, *body]).encode()


def base64(text: str) -> str:
    return encodebytes(text.encode()).decode().replace("\n", CRLF)


def gmail(said: Said) -> bytes:
    """Sent by a robot in the person's name, with the object in the text and hung on."""
    said = said.but(headers=("Sender: Google Calendar <calendar-notification@google.com>", *said.headers))
    said = said.but(headers=("Auto-Submitted: auto-generated", *said.headers))
    part = encodestring(ics(said, "-//Google Inc//Google Calendar 70.9054//EN").encode()).decode()
    inner = [
        'Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes',
        "",
        "Bob Bobsen has declined",
        "--in",
    ]
    inner += [f'Content-Type: text/calendar; charset="UTF-8"; method={said.method}']
    inner += ["Content-Transfer-Encoding: quoted-printable", "", part, "--in--", ""]
    hung = [
        'Content-Type: application/ics; name="invite.ics"',
        'Content-Disposition: attachment; filename="invite.ics"',
    ]
    hung += ["Content-Transfer-Encoding: base64", "", base64(ics(said)), "--out--", ""]
    outer = ['Content-Type: multipart/mixed; boundary="out"', "", "--out"]
    outer += ['Content-Type: multipart/alternative; boundary="in"', "", "--in", *inner, "--out", *hung]
    return letter(said, *outer)


def outlook(said: Said) -> bytes:
    text = ics(said, "Microsoft Exchange Server 2010")
    return letter(
        said,
        "Content-Type: multipart/alternative;",
        '\tboundary="_000_AM0PR_"',
        "X-MS-Has-Attach:",
        "",
        "--_000_AM0PR_",
        'Content-Type: text/plain; charset="iso-8859-1"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "",
        "",
        "--_000_AM0PR_",
        f'Content-Type: text/calendar; charset="utf-8"; method={said.method}',
        "Content-Transfer-Encoding: base64",
        "",
        base64(text),
        "--_000_AM0PR_--",
    )


def outlook_com(said: Said) -> bytes:
    """Leaves the organiser out."""
    return outlook(said.but(organizer=False))


def apple(said: Said) -> bytes:
    """Address in capitals, one method only, and a charset that is not the text's."""
    text = ics(said.but(attendee=said.attendee.title()), "-//Apple Inc.//macOS 15.5//EN")
    kind = f"text/calendar;\r\n\tname=iCal-20270101.ics;\r\n\tmethod={said.method};\r\n\tcharset=us-ascii"
    leaf = [f"Content-Type: {kind}", "Content-Transfer-Encoding: 8bit", "", text, "--Apple-Mail=_1--"]
    outer = ["Content-Type: multipart/mixed;", '\tboundary="Apple-Mail=_1"', "", "--Apple-Mail=_1"]
    return letter(said, *outer, "Content-Type: text/plain", "", "", "--Apple-Mail=_1", *leaf)


def thunderbird(said: Said) -> bytes:
    text = ics(said, "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN")
    leaf = [f"Content-Type: text/calendar; method={said.method}; charset=UTF-8", "Content-Transfer-Encoding: 8bit", ""]
    outer = ['Content-Type: multipart/mixed; boundary="------------mail"', "", "This is MIME.", "--------------mail"]
    outer += [
        "Content-Type: multipart/alternative; boundary=b2",
        "",
        "--b2",
        "Content-type: text/plain",
        "",
        "Nej",
        "--b2",
    ]
    return letter(said, *outer, *leaf, text, "--b2--", "--------------mail--")


def bare(said: Said) -> bytes:
    """All of it is the object; lines end as on Unix."""
    head = letter(said, f"Content-Type: text/calendar; method={said.method}", "", ics(said, end="\n"))
    return head.replace(b"\r\n", b"\n")


def file_alone(said: Said) -> bytes:
    """Only hung on, as something else, with METHOD in the object alone and a name that is encoded where it must not."""
    leaf = ['Content-Type: application/octet-stream; name="=?utf-8?b?c3Zhci5pY3M=?="']
    leaf += ["Content-Transfer-Encoding: BASE64", "", base64("\ufeff" + ics(said)), "--x--"]
    outer = ["Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/html", "", "<p>Nej", "--x"]
    return letter(said, *outer, *leaf)


def method_outside(said: Said) -> bytes:
    """METHOD in the head alone."""
    text = ics(said, with_method=False)
    return letter(said, f"Content-Type: text/calendar; charset=utf-16; method={said.method.lower()}", "", text)


PROGRAMS: dict[str, Callable[[Said], bytes]] = {
    one.__name__: one for one in (gmail, outlook, outlook_com, apple, thunderbird, bare, file_alone, method_outside)
}
