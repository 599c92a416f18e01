"""A list of people whom one organiser of the demo means to invite: it waits for a yes, with something to look at."""

from sqlalchemy import Select, select

from netapp.core.db import session
from netapp.demo.place import Place
from netapp.groups import records, roster_reading, rosters
from netapp.groups.models import Group, Membership

GIVER = "Mette Lindeborg"
CONTACTS = """Fornavn;Efternavn;E-mail;Virksomhed;By
Ida;Holmbæk;ida@holmbaek-tag.example;Holmbæk Tag;Roskilde
Rasmus;Vinterberg;rasmus@vinterberg-el.example;Vinterberg El;Køge
Signe;Astrup;signe.astrup@gmial.com;Astrup Arkitekter;Ringsted
Jonas;Krogh;jonas@krogh-vvs.example;Krogh VVS;Holbæk
Freja;Dalsgaard;freja@lergaarden.example;Lergården;Sorø
Peter;Bay;;Bay Murerfirma;Næstved
Laura;Munk;laura@munkvinduer.example;Munk Vinduer;Slagelse
Laura;Munk;laura@munkvinduer.example;Munk Vinduer;Slagelse
Emil;Toft;emil@toft-isolering.example;Toft Isolering;Greve
Karen;Ahle;karen@ahle@byg;Ahle Byg;Solrød
"""


def write(place: Place) -> Group:
    """The list, and one who is a member already in it; returns the network that it is for."""
    giver = place.people[GIVER]
    mine = Membership.person_id == giver.id, Membership.role == "organiser"
    numbers = session.scalars(select(Membership.group_id).where(*mine)).all()
    group = next(group for group in place.networks.values() if group.id in numbers)
    fellow = next(
        person.email
        for person in place.people.values()
        if person is not giver and session.scalar(_active(group.id, person.id))
    )
    entries = roster_reading.read_text(f"{CONTACTS};;{fellow};;\n")
    rosters.take_in(records.as_viewer(giver), group, entries, "Messekontakter.xlsx", "")
    return group


def _active(group_id: int, person_id: int) -> Select[int]:
    mine = Membership.group_id == group_id, Membership.person_id == person_id, Membership.state == "active"
    return select(Membership.id).where(*mine)
