"""Companies' logos: whoever sees the company's page sees its logo."""

from collections.abc import Iterable, Mapping

from flask import url_for
from sqlalchemy import Select, select

from netapp.core import links
from netapp.core.db import action, session
from netapp.core.errors import NotVisible, require
from netapp.core.viewer import Viewer
from netapp.files import shelf
from netapp.files.fields import Chosen
from netapp.files.models import File
from netapp.members import companies, policy
from netapp.members.models import Company


@action
def change(viewer: Viewer, company: Company, chosen: Chosen | None, *, removes: bool) -> None:
    """Show this logo from now on; none when it `removes` the one that is there. Neither: all stays."""
    require(policy.may_tend(viewer, companies.place_of(viewer.person_id, company.id)))
    if chosen is not None:
        file = shelf.keep_picture(chosen.drawn, chosen.name, viewer.person_id, "logo")
        put_on(company, file)
    elif removes:
        take_off(company)


def put_on(company: Company, file: File) -> None:
    """This one instead of the one before. Joins the deed."""
    before, company.logo_id = company.logo_id, file.id
    shelf.drop(before)


def take_off(company: Company) -> None:
    """No logo any more. Joins the deed."""
    before, company.logo_id = company.logo_id, None
    shelf.drop(before)


def of(company: Company) -> File | None:
    """For whoever has been shown the company."""
    return session.get(File, company.logo_id) if company.logo_id else None


def contents(owning: Iterable[Company]) -> Mapping[int, bytes]:
    """The bytes of these companies' logos by the company's number; who has none, or whose is lost, is missing."""
    owners = {company.logo_id: company.id for company in owning if company.logo_id}
    files = session.scalars(select(File).where(File.id.in_(owners)).order_by(File.id))
    found = {owners[file.id]: shelf.content_of(file) for file in files}
    return {number: content for number, content in found.items() if content is not None}


def get(viewer: Viewer, company_id: int, mark: str) -> File:
    """NotVisible also for the address of a logo that has been replaced."""
    file = of(companies.get(viewer, company_id))
    if file is None or file.mark != mark:
        raise NotVisible
    return file


def address(company_id: int, mark: str) -> str:
    """Where it is shown. The address changes with the logo, so it may be kept."""
    return url_for("members.logo", company_id=company_id, mark=mark)


def absolute(company_id: int, mark: str) -> str:
    """The full address, for search engines."""
    return links.absolute("members.logo", company_id=company_id, mark=mark)


def needed() -> Select[int | None]:
    """The files that companies name."""
    return select(Company.logo_id).where(Company.logo_id.is_not(None))
