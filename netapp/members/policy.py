"""Rights over people's own data, and over companies. Pure."""

from collections.abc import Iterable, Sequence

from netapp.core.viewer import Viewer
from netapp.members.models import Affiliation, Company, Person, SeenBy


def may_edit(viewer: Viewer, person: Person) -> bool:
    """Everybody their own, nobody another's: organisers and administrators write no one's name."""
    return viewer.person_id == person.id and person.erased_at is None


def may_erase(viewer: Viewer, person: Person) -> bool:
    """Oneself, or an administrator on somebody's wish (P1)."""
    return viewer.is_signed_in and (viewer.person_id == person.id or viewer.is_admin)


def may_see_name(viewer: Viewer, person: Person, shown: bool) -> bool:
    """In a list of participants or members: who chose to be `shown`, and always oneself (P2)."""
    return shown or viewer.person_id == person.id


def may_tend(viewer: Viewer, place: Affiliation | None) -> bool:
    """Write a company's page and say who works there: its contacts, by their present `place` in it; nobody else."""
    return is_inside(viewer, place) and place is not None and place.role == "contact"


def may_answer(viewer: Viewer, place: Affiliation | None, *, has_contacts: bool) -> bool:
    """Say who works at a company: its contacts; where there is none any more, an administrator of the site."""
    return may_tend(viewer, place) or (viewer.is_admin and not has_contacts)


def may_merge(viewer: Viewer, places: Sequence[Affiliation | None], *, leads_both: bool) -> bool:
    """Say that two records are one company: who answers for both, who organises networks where people of both are, and
    the site's administrators. `places`: the viewer's own in each.
    """
    return viewer.is_admin or leads_both or all(may_tend(viewer, place) for place in places)


def may_merge_alone(viewer: Viewer, places: Sequence[Affiliation | None]) -> bool:
    """Without asking those who answer for either."""
    return viewer.is_admin or all(may_tend(viewer, place) for place in places)


def may_show_as_one(viewer: Viewer, sides: Iterable[tuple[Company, Affiliation | None]]) -> bool:
    """Let everybody see the page that two become: who answers for what only some see now, and administrators."""
    return viewer.is_admin or all(may_tend(viewer, place) for company, place in sides if not company.is_public)


def may_answer_merge(viewer: Viewer, places: Sequence[Affiliation | None]) -> bool:
    """Say yes or no to it: who answers for either."""
    return any(may_tend(viewer, place) for place in places)


def is_inside(viewer: Viewer, place: Affiliation | None) -> bool:
    """Works there now."""
    return place is not None and viewer.person_id == place.person_id and place.until is None


def may_ask_to_join(viewer: Viewer, place: Affiliation | None) -> bool:
    """Say that one works there, too."""
    return viewer.is_signed_in and not is_inside(viewer, place)


def may_take_back(viewer: Viewer) -> bool:
    """Not say any longer that one works somewhere: everybody for themselves."""
    return viewer.is_signed_in


def may_leave(viewer: Viewer, place: Affiliation | None) -> bool:
    """Not work there any more: everybody for themselves."""
    return is_inside(viewer, place)


def may_see_address(email_to: SeenBy, *, is_met: bool, is_close: bool) -> bool:
    """On a page of a person that the viewer sees: as the person has chosen."""
    opens: dict[SeenBy, bool] = {"nobody": False, "groups": is_close, "networks": is_met or is_close, "everybody": True}
    return opens[email_to]
