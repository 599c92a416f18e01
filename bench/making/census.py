"""The rows of a society: people, companies, groups, and who is where."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from bench import worlds
from bench.making import words
from bench.making.society import Society
from netapp.core import clock, text
from netapp.core.viewer import PUBLIC
from netapp.demo.place import at
from netapp.groups.models import Group
from netapp.members import queries
from netapp.members import sectors as nace
from netapp.members.models import KINDS, PERSON_ABOUTS, SEEN_BY, SIZES
from netapp.signin import sessions

Row = dict[str, Any]

MAIL_LEVELS = {"everything": 60, "digest": 30, "nothing": 10}


def people(society: Society) -> Iterator[Row]:
    """Members have been here; guests have confirmed an address and never signed in, and not long ago, or are erased."""
    chance = society.chance("people's rows")
    for number, human in enumerate(society.people, start=1):
        is_guest, is_gone = society.is_guest(number), society.is_forgotten(number)
        days = chance.randint(2, 60) if is_guest and not is_gone else chance.randint(200, 1825)
        since = at(society.today - timedelta(days), chance.randint(6, 18))
        speaks = society.group(human.network).language if chance.random() < 0.5 else None
        yield {
            "id": number,
            "name": "" if is_gone else human.name,
            "email": None if is_gone else human.email,
            "email_confirmed_at": None if is_gone else since,
            "language": None if is_gone else speaks,
            "zone": None,
            "is_admin": number == society.size.members,
            "show_name": human.show_name and not is_gone,
            "calendar_key": f"{chance.getrandbits(128):032x}",
            "created_at": since,
            "signed_in_at": None if is_guest else since,
            "welcomed_at": None if is_guest else since,
            "digest_day": None,
            "erased_at": since + timedelta(days=120) if is_gone else None,
        }


def companies(society: Society) -> Iterator[Row]:
    """Four of five have a page that everybody sees, some of them one that nobody has confirmed for long."""
    since, chance = at(society.today - timedelta(2000)), society.chance("companies' pages")
    for number, company in enumerate(society.companies, start=1):
        language = society.group(company.network).language
        said = [line for _company, _about, line in _lines(society, number)]
        yield {
            "id": number,
            "name": company.name,
            "folded": queries.folded(company.name),
            "place": company.town,
            "website": f"https://company-{number}.example",
            "kind": "company" if chance.random() < 0.9 else chance.choice(KINDS),
            "latitude": None,
            "longitude": None,
            "register_number": str(10_000_000 + number),
            "size": chance.choice(SIZES),
            "language": language,
            "about": words.of(language).leads[0].format(town=company.town),
            "texts": None,
            "sought": text.fold(" ".join([company.name, company.town, *said])),
            "is_public": chance.random() < 0.8,
            "logo_id": None,
            "confirmed_on": society.today - timedelta(chance.randint(1, 420)),
            "created_at": since,
        }


def sectors(society: Society) -> Iterator[Row]:
    """Each company stands under one division or two."""
    chance, letters = society.chance("sectors"), list(nace.divisions().items())
    for number in range(1, len(society.companies) + 1):
        for division, section in chance.sample(letters, chance.randint(1, 2)):
            yield {"company_id": number, "division": division, "section": section}


def lines(society: Society) -> Iterator[Row]:
    """What companies offer and look for."""
    each = (one for number in range(1, len(society.companies) + 1) for one in _lines(society, number))
    for number, (company, about, said) in enumerate(each, start=1):
        row = {"id": number, "company_id": company, "about": about, "rank": number % 2}
        yield row | {"said": said, "folded": text.fold(said)}


def _lines(society: Society, company: int) -> Iterator[tuple[int, str, str]]:
    """The same for a company whenever they are asked for: two that it offers, two that it looks for."""
    language = society.group(society.company(company).network).language
    chosen = Random(f"{society.seed} {company}").sample(words.of(language).leftovers, 4)
    for about, said in zip(("offer", "offer", "seek", "seek"), chosen, strict=True):
        yield company, about, said


def profiles(society: Society) -> Iterator[Row]:
    """One member in three says something of themselves."""
    chance = society.chance("profiles")
    for person in _speakers(society):
        language = society.group(society.human(person).network).language
        yield {
            "person_id": person,
            "job_title": chance.choice(words.of(language).leftovers),
            "speaks": [language, "en"],
            "links": [f"https://person-{person}.example"],
            "seen_by": chance.choice(SEEN_BY),
            "email_to": "nobody",
        }


def person_lines(society: Society) -> Iterator[Row]:
    """Two lines of each who does."""
    chance, number = society.chance("people's lines"), 0
    for person in _speakers(society):
        language = society.group(society.human(person).network).language
        for about in PERSON_ABOUTS[:2]:
            number += 1
            said = chance.choice(words.of(language).leftovers)
            yield {"id": number, "person_id": person, "about": about, "rank": 0, "said": said}


def _speakers(society: Society) -> range:
    return range(1, society.size.members + 1, 3)


def affiliations(society: Society) -> Iterator[Row]:
    """Most members work somewhere, and some have worked somewhere else before."""
    chance, number, answered = society.chance("affiliations"), 0, set[int]()
    for person in range(1, society.size.members + 1):
        company, since = society.human(person).company, society.today - timedelta(chance.randint(20, 3000))
        before = chance.randint(1, len(society.companies))
        if chance.random() < 0.05 and before != company:
            number += 1
            began = since - timedelta(chance.randint(100, 2000))
            yield {
                "id": number,
                "person_id": person,
                "company_id": before,
                "role": "employee",
                "since": began,
                "until": since,
            }
        if chance.random() < 0.95:
            number += 1
            role = "employee" if company in answered else "contact"
            answered.add(company)
            row = {"id": number, "person_id": person, "company_id": company, "role": role}
            yield row | {"since": since, "until": None}


def signed_in(people: Iterable[int], seed: int) -> Iterator[Row]:
    """A session for each of these, begun just now."""
    now = clock.now()
    for number, person in enumerate(people, start=1):
        yield {
            "id": number,
            "person_id": person,
            "token_hash": sessions.hashed(worlds.token(seed, person)),
            "device": "Firefox, Linux",
            "door": "mail",
            "created_at": now,
            "seen_at": now,
            "expires_at": now + sessions.LONGEST,
            "ended_at": None,
        }


def groups(society: Society) -> Iterator[Row]:
    columns = Group.__table__.columns.keys()
    return ({name: getattr(group, name) for name in columns} for group in society.groups)


def memberships(society: Society) -> Iterator[Row]:
    chance = society.chance("memberships")
    for number, belonging in enumerate(society.belongings, start=1):
        since = at(society.today - timedelta(chance.randint(10, 1800)), chance.randint(6, 18))
        organiser = society.group(belonging.group).created_by
        yield {
            "id": number,
            "group_id": belonging.group,
            "person_id": belonging.person,
            "state": belonging.state,
            "role": belonging.role,
            "is_owner": belonging.role == "organiser" and belonging.person == organiser,
            "mail_level": chance.choices([*MAIL_LEVELS], [*MAIL_LEVELS.values()])[0],
            "changed_at": since,
            "joined_at": since if belonging.state in {"active", "left", "removed"} else None,
            "invited_by": organiser if belonging.state == "invited" else None,
            "decided_by": organiser if belonging.state == "removed" else None,
            "paused_until": None,
        }


def followers(society: Society) -> Iterator[Row]:
    """Half of the guests follow the network to which they come, where everybody may read."""
    chance, number = society.chance("followers"), 0
    for network in range(1, society.size.networks + 1):
        for person in society.guests[network, False] if society.group(network).read_key == PUBLIC else ():
            if chance.random() < 0.5:
                number += 1
                since = at(society.today - timedelta(chance.randint(1, 60)))
                level = chance.choice(("everything", "digest"))
                yield {"id": number, "group_id": network, "person_id": person, "mail_level": level, "since": since}
