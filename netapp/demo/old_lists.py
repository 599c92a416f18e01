"""The archive of an old mailing list, which a network's organiser has brought: its threads wait for a yes."""

import io

from netapp.demo.contacts import GIVER
from netapp.demo.place import Place
from netapp.forums.importing import actions, taking
from netapp.groups import records
from netapp.groups.models import Group

NAME = "genbrug-2017.mbox"
# Days after the first letter, who, subject, which letter it answers, and what it says.
_LETTERS = (
    (
        0,
        "Jens Holm",
        "Kickstart i Taastrup",
        0,
        "Ca. 20 deltagere mødte op. Næste gang: Roskilde.",
    ),
    (1, "Karin Lindström", "SV: Kickstart i Taastrup", 1, "Vem var med från Skövde? Vi kommer gärna nästa gång."),
    (2, "Jens Holm", "SV: Kickstart i Taastrup", 2, "I er velkomne. Jeg sender datoen, så snart lokalet er på plads."),
    (
        9,
        "Mette Bang",
        "Gipsaffald fra renovering",
        0,
        "Vi har 800 kg rent gips om måneden. Hvem kan bruge det?",
    ),
    (10, "Ole Kjær", "Re: Gipsaffald fra renovering", 4, "Det kan vi. Kan I levere i big bags?"),
    (
        31,
        "Jens Holm",
        "Referat fra mødet i Roskilde",
        0,
        "Fire virksomheder fortalte om deres spild.",
    ),
)


def write(place: Place, group: Group) -> None:
    """For the network whose organiser also has a list of people to invite."""
    given = actions.take_in(records.as_viewer(place.people[GIVER]), group.id, "", [NAME])
    taking.take(given.id, [(NAME, io.BytesIO(_file().encode()))])


def _file() -> str:
    letters = []
    for number, (days, name, subject, answers, said) in enumerate(_LETTERS, 1):
        day = f"{21 + days - 30 if days > 9 else 21 + days:02} {'Dec' if days > 9 else 'Nov'} 2017 10:14:02 +0100"
        local = name.lower().replace(" ", ".").replace("ö", "o").replace("æ", "ae")
        reply = f"In-Reply-To: <{answers}@genbrug.example>\n" if answers else ""
        letters.append(
            f"From {local} at byg.example  Mon {day[3:6]} {day[:2]} 09:14:02 2017\n"
            f"From: {name} <{local} at byg.example>\n"
            f"Date: {day}\nSubject: [genbrug] {subject}\n{reply}Message-ID: <{number}@genbrug.example>\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{said}\n"
        )
    return "\n".join(letters)
