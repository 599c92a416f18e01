"""Rights over people's own data. Pure."""

from netapp.core.viewer import Viewer
from netapp.members.models import Person


def may_edit(viewer: Viewer, person: Person) -> bool:
    """Everybody their own, nobody another's: organisers and administrators write no one's name."""
    return viewer.person_id == person.id and person.erased_at is None


def may_erase(viewer: Viewer, person: Person) -> bool:
    """Oneself, or an administrator on somebody's wish (P1)."""
    return viewer.is_signed_in and (viewer.person_id == person.id or viewer.is_admin)


def may_see_name(viewer: Viewer, person: Person, shown: bool) -> bool:
    """In a list of participants or members: who chose to be `shown`, and always oneself (P2)."""
    return shown or viewer.person_id == person.id
