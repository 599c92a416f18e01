"""What the demo's people say of themselves."""

from netapp.core.db import session
from netapp.demo import content
from netapp.members.models import Person, PersonAbout, PersonLine, Profile


def describe(person: Person, title: str, said: content.Profile | None) -> None:
    """As the person might have typed it."""
    said = said or content.Profile(person.name)
    row = Profile(person_id=person.id, job_title=title, speaks=list(said.speaks), links=list(said.links))
    row.seen_by, row.email_to = said.seen_by, said.email_to  # type: ignore[assignment]
    session.add(row)
    lines: dict[PersonAbout, tuple[str, ...]] = {
        "offer": said.offers,
        "seek": said.seeks,
        "competence": said.competences,
    }
    for about, each in lines.items():
        session.add_all(
            PersonLine(person_id=person.id, about=about, rank=rank, said=line) for rank, line in enumerate(each)
        )
