"""What groups lend to pages of others: the administrators' page, one's own page, the page that stops letters."""

from markupsafe import Markup, escape

from netapp.core import pieces
from netapp.core.languages import gettext as _
from netapp.core.viewer import Viewer, current
from netapp.groups import addresses, encounters, policy, queries, reading, records, words
from netapp.groups.forms import MailLevelForm
from netapp.members.models import Person


def admin(viewer: Viewer) -> Markup | None:
    """For the administrators' page: networks that wait for a yes, and the shut groups by number."""
    waiting = queries.networks_that_wait(viewer)
    makers = {group.id: records.name_of(group.created_by) for group in waiting}
    shut = queries.shut(viewer)
    return pieces.part("groups/_admin.html", waiting=waiting, makers=makers, shut=shut)


def mine(viewer: Viewer) -> Markup | None:
    """For one's own page: where one belongs, is invited and waits, with the mail level of each."""
    found = reading.mine(viewer)
    return pieces.part("groups/_mine.html", mine=[_one_of_mine(row) for row in found]) if found else None


@pieces.remembered
def _one_of_mine(row: reading.Mine) -> Markup:
    form = MailLevelForm(posted=False, mail_level=row.mail_level)
    form.mail_level.id = f"level-{row.group_id}"
    url = addresses.named(row.group_id, row.name, row.network is None)
    return pieces.part("groups/_one_of_mine.html", row=row, form=form, url=url, offices=words.OFFICES)


def in_common(person: Person) -> Markup | None:
    """For a person's page: the groups in which the viewer meets them."""
    found = encounters.in_common(current(), person.id)
    shown = [(group.name, addresses.of(group)) for group in found]
    return pieces.part("groups/_in_common.html", groups=shown) if shown else None


def stop(asked: tuple[str, str]) -> Markup | None:
    """For the page that stops letters: which ones. The link never ends, so the group is named only to who sees it."""
    address, scope = asked
    kind, _colon, number = scope.partition(":")
    group = records.group(int(number)) if kind in {"group", "organising"} and number.isdigit() else None
    if group is None or not policy.may_see(records.viewer_at(address), group):
        return None
    if kind == "group":
        return escape(_("These are the letters of %(group)s.", group=group.name))
    return escape(_("These are the letters to the organisers of %(group)s.", group=group.name))
