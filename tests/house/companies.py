"""The companies of the world, who works there, who says so, the links that their letters hold; what people say."""

from datetime import date
from typing import Any

from sqlalchemy import select

from netapp.core import clock
from netapp.core.db import session
from netapp.files import shelf, shrinking
from netapp.members import letters as company_letters
from netapp.members import logos, tending
from netapp.members.models import (
    ABOUTS,
    PERSON_ABOUTS,
    Affiliation,
    Colleague,
    Company,
    CompanyMerge,
    Person,
    PersonLine,
    Profile,
    SeenBy,
)
from tests.town import Town

PNG = (
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000"
    "0301010018dd8db00000000049454e44ae426082"
)


class Companies:
    """For the scenes, which hold the town."""

    town: Town
    scenes: dict[str, Any]

    def _company(self, name: str, person: str, *, is_public: bool = False, about: str = "", said: str = "Heat") -> None:
        """Where this person works; the first answers for it."""
        company = session.scalar(select(Company).where(Company.name == name))
        is_new = company is None
        if company is None:
            company = Company(
                name=name, folded=name.lower(), place=name, website=f"https://{name.split()[0].lower()}.example/"
            )
            company.is_public, company.about, company.confirmed_on = is_public, about, clock.now().date()
            company.texts, company.register_number = {"about.da": about}, name[:40]
            # Each alone on the map, so that a circle bears its name.
            company.latitude, company.longitude = 55.0 + len(name), 12.0
            company.sought = tending.sought(company, {"offer": [said]})
            session.add(company)
            session.flush()
            tending.write_lines(company.id, {about: [said] for about in ABOUTS})
            tending.write_sectors(company.id, ["16"])
            drawn = shrinking.contained(bytes.fromhex(PNG))
            logos.put_on(company, shelf.keep_picture(drawn, f"{name}.png", self.town.people[person].id))
        at_work = Affiliation(company_id=company.id, since=date(2026, 1, 1), role="contact" if is_new else "employee")
        at_work.person_id = self.town.people[person].id
        session.add(at_work)

    def _speaks(self, person: Person, said: str, seen_by: SeenBy) -> None:
        """What this person says of themselves, and who sees it."""
        links = [f"https://{said.split()[0].lower()}.example/"]
        session.add(Profile(person_id=person.id, job_title=said, speaks=["da"], links=links, seen_by=seen_by))
        session.add_all(PersonLine(person_id=person.id, about=about, rank=0, said=said) for about in PERSON_ABOUTS)
        person.show_name = True

    def _company_values(self, name: str, person: str, asking: str) -> dict[str, Any]:
        """A company, one who works there, and one who says so."""
        session.flush()
        company = session.scalars(select(Company).where(Company.name == name)).one()
        colleague = Colleague(company_id=company.id, person_id=self.town.people[asking].id)
        session.add(colleague)
        session.flush()
        person_id = self.town.people[person].id
        logo = logos.of(company)
        values = {"company_id": company.id, "colleague_id": colleague.id, "person_id": person_id}
        return {**values, "mark": logo.mark if logo else "none"}

    def _wish_for_one(self, about: str, other: str, asker: str) -> None:
        """Somebody says that this scene's company is one with another scene's."""
        numbers = sorted(self.scenes[name].values["company_id"] for name in (about, other))
        wish = CompanyMerge(company_id=numbers[1], other_id=numbers[0], kept={})
        wish.person_id = self.town.people[asker].id
        session.add(wish)
        session.flush()
        self.scenes[about].values |= {"merge_id": wish.id, "other_id": self.scenes[other].values["company_id"]}

    def _company_tokens(self, about: str, reader: Person) -> dict[str, str]:
        """The links of the letters about a company, as `reader` holds them."""
        values = self.scenes[about].values
        colleague = session.get_one(Colleague, values["colleague_id"])
        asked = company_letters.waits_token(colleague, reader.id)
        pages = ("members.colleague", "members.accept_by_letter", "members.decline_by_letter")
        holds = company_letters.holds_token(session.get_one(Company, values["company_id"]), reader.id)
        one = company_letters.merge_token(session.get_one(CompanyMerge, values["merge_id"]), reader.id)
        merging = ("members.merge_by_letter", "members.agree_by_letter", "members.disagree_by_letter")
        return {**dict.fromkeys(pages, asked), **dict.fromkeys(merging, one), "members.holds": holds}
