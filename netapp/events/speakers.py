"""Who speaks: whether a typed name is somebody whom the writer may know of, by name and by where they work."""

from collections.abc import Sequence

from netapp.core.viewer import Viewer
from netapp.events import programme_queries
from netapp.events.programme_models import Item, Speaker
from netapp.members import queries as people

Named = tuple[str, str]


def write(viewer: Viewer, item: Item, typed: Sequence[Named]) -> None:
    """Let these speak, in this order; who was there before keeps what is known of them. Joins the deed."""
    before = {(one.name, one.company): one for one in item.speakers}
    found = _known(viewer, [one for one in typed if one not in before])
    item.speakers = [before.get(one) or _speaker(one, *found[one]) for one in dict.fromkeys(typed)]
    for position, speaker in enumerate(item.speakers):
        speaker.position = position


def typed(item: Item) -> tuple[Named, ...]:
    """As they were written."""
    return tuple((one.name, one.company) for one in item.speakers)


def _speaker(named: Named, person_id: int | None, company_id: int | None) -> Speaker:
    return Speaker(name=named[0], company=named[1], position=0, person_id=person_id, company_id=company_id)


def _known(viewer: Viewer, typed: Sequence[Named]) -> dict[Named, tuple[int | None, int | None]]:
    """(person, company) for each. Two of one name are nobody, unless the company says which of them."""
    if not typed:
        return {}
    places = programme_queries.known_people(viewer, [name for name, _company in typed])
    folded = {company: people.folded(company) for _name, company in typed if company}
    numbers = dict(programme_queries.known_companies(viewer, list(folded.values())))
    found: dict[Named, tuple[int | None, int | None]] = {}
    for name, company in typed:
        namesakes = {person_id for called, person_id, _at, _number in places if called == name}
        there = {
            person_id: number
            for called, person_id, at, number in places
            if called == name and at and people.folded(at) == folded.get(company)
        }
        if len(there) == 1:
            found[name, company] = next(iter(there.items()))
            continue
        is_one = not company and len(namesakes) == 1
        found[name, company] = (next(iter(namesakes)) if is_one else None, numbers.get(folded.get(company, "")))
    return found
