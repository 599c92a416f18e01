"""What an archive holds, in words."""

from netapp.archive.reading import Preview
from netapp.core import languages
from netapp.core.languages import gettext as _
from netapp.core.languages import ngettext
from netapp.groups.models import Group


def rows(found: Preview) -> list[tuple[str, str]]:
    """For the preview: what would be made, most important first."""
    below = found.groups[1:]
    said = [
        (_("Network"), found.groups[0]),
        (_("Sub-groups"), ", ".join(below)),
        (_("Organised by"), ", ".join(found.organisers[:12])),
        *(
            (label, languages.number(found.count(name) - found.known(name)))
            for label, name in (
                (_("New people"), "people"),
                (_("Memberships"), "members"),
                (_("Followers"), "followers"),
                (_("New companies"), "companies"),
                (_("Meetings"), "meetings"),
                (_("Sign-ups"), "sign-ups"),
            )
        ),
    ]
    return [(label, value) for label, value in said if value not in {"", "0"}]


def made(group: Group, found: Preview) -> str:
    people = ngettext("%(num)s membership", "%(num)s memberships", found.count("members"))
    meetings = ngettext("%(num)s meeting", "%(num)s meetings", found.count("meetings"))
    return _(
        "%(group)s is here now, with %(people)s and %(meetings)s. Nobody was written to.",
        group=group.name,
        people=people,
        meetings=meetings,
    )
