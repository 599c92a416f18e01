"""Who is only invited is in a network's archive by the address that was written down, and by nothing else."""

import pytest

from netapp.core.db import session
from netapp.events.models import SignUp
from tests.archive.conftest import rows, taken
from tests.archive.test_networks import organiser, same
from tests.support import databases


@pytest.mark.parametrize("to", databases.ENGINES)
def test_who_is_only_invited_is_in_it_by_the_address_alone(town, read, other_site, to):
    """Whoever writes an address down shall not learn whose it is; nor by reading the archive in elsewhere."""
    town.ivan.name, town.ivan.show_name, town.ivan.language = "Hidden Person", True, "fi"
    files = taken(town.alice, town.builders)
    assert "Hidden Person" not in b"".join(files.values()).decode("utf-8", "replace")
    (ivan,) = [row for row in rows(files, "people") if row["email"] == town.ivan.email]
    assert (ivan["name"], ivan["language"], ivan["show_name"]) == ("", None, False)
    assert [row["state"] for row in rows(files, "members") if row["person_id"] == ivan["id"]] == ["invited"]
    assert f"Builders,,{town.ivan.email},invited" in files["members.csv"].decode()
    with other_site(to).app_context():
        group = read(files)
        assert same(taken(organiser(group), group)) == same(files)


def test_but_by_name_when_the_taker_meets_them_or_finds_them_at_a_meeting(town):
    town.member(town.inner, "carol", "invited")
    town.member(town.builders, "nina", "invited")
    town.member(town.energy, "pia", "invited")
    meeting = town.meeting(title="Tea")
    session.add(SignUp(meeting_id=meeting.id, person_id=town.nina.id, state="going", turn=1))
    files = taken(town.alice, town.builders)
    found = {row["name"] for row in rows(files, "people")}
    members = files["members.csv"].decode()
    for group, person in ((town.inner, town.carol), (town.builders, town.nina), (town.energy, town.pia)):
        assert person.name in found
        assert f"{group.name},{person.name},{person.email},invited" in members
