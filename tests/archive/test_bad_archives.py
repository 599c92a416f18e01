"""An archive may come from anywhere: what no site of ours has written is refused in a sentence and changes nothing."""

import io
import json
import zipfile
from hashlib import sha256

import pytest

from netapp.archive import opening
from netapp.core.db import session
from netapp.core.errors import Refused
from netapp.events.models import SignUp
from netapp.groups.models import Group
from netapp.mail.models import Stop
from tests.archive.conftest import everything, rows, signed, taken, with_rows, zipped

NO_ARCHIVE = "This is no archive of a network, or it is damaged. Nothing was changed."


@pytest.fixture
def files(town):
    """The builders' archive, for a site that does not know its meeting."""
    meeting = town.meeting(created_by=town.alice.id)
    session.add(SignUp(meeting_id=meeting.id, person_id=town.bob.id, state="going", turn=1))
    session.add(Stop(address=town.bob.email, scope=f"meeting:{meeting.id}"))
    session.commit()
    found = taken(town.alice, town.builders)
    session.delete(meeting)
    session.commit()
    return found


@pytest.fixture
def refused(read):
    """refused(files): the sentence; nothing has changed."""

    def reading(files):
        before = everything()
        with pytest.raises(Refused) as refusal:
            read(files)
        session.rollback()
        assert everything() == before
        return refusal.value.message

    return reading


def test_unspoilt_it_is_read(files, read):
    """Else the tests below would be about nothing."""
    assert read(signed(files)).name == "Builders"


def test_what_is_no_zip(app, refused):
    for content in (b"", b"PK", b"\x00" * 100, b"name,email\r\n"):
        assert refused(content) == NO_ARCHIVE


def test_a_zip_of_something_else(refused, files):
    assert refused({"a.txt": b"x"}) == NO_ARCHIVE
    assert refused({"manifest.json": b"[]"}) == NO_ARCHIVE
    assert refused({"manifest.json": b"[" * 100_000}) == NO_ARCHIVE
    assert refused(signed(files, format="backup")) == NO_ARCHIVE
    for version in (None, "1", True, 1.0, 0, -1):
        assert refused(signed(files, version=version)) == NO_ARCHIVE


def test_one_of_a_newer_version(refused, files):
    assert "newer version" in refused(signed(files, version=3))


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.999])
def test_one_that_was_cut_off(refused, files, cut):
    content = zipped(files)
    assert refused(content[: int(len(content) * cut)]) == NO_ARCHIVE


def test_one_in_which_a_byte_has_turned(refused, files):
    """Found by the manifest, also where the zip itself holds together."""
    for name, data in files.items():
        if name not in {"manifest.json", "README.txt"}:
            assert refused(files | {name: data + b" "}) == NO_ARCHIVE, name


def test_one_in_which_a_name_was_changed(refused, files):
    """Rows that are good in themselves, and not those that the manifest was made of."""
    assert b"Alicesen" in files["people.json"]
    assert refused(files | {"people.json": files["people.json"].replace(b"Alicesen", b"Malicens")}) == NO_ARCHIVE


def test_one_from_which_a_part_is_missing(refused, files):
    for name in files.keys() - {"README.txt"}:
        assert refused({one: data for one, data in files.items() if one != name}) == NO_ARCHIVE, name


def test_one_with_more_in_it_than_it_names(refused, files):
    assert refused(files | {"more.json": b"[\n]\n"}) == NO_ARCHIVE
    said = json.loads(files["manifest.json"])
    for name in ("../x.json", "/etc/cron.d/x", "a/b.json", "C:\\x.json", "x.py", "site.json"):
        forged = {**said, "files": said["files"] | {name: ""}, "counts": said["counts"] | {"site": 0}}
        assert refused(files | {name: b"[\n]\n", "manifest.json": json.dumps(forged).encode()}) == NO_ARCHIVE, name


def test_one_with_a_file_that_comes_twice(refused, files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("people.json", b"[\n]\n")
    assert refused(content.getvalue()) == NO_ARCHIVE


def test_a_bomb(refused, files, monkeypatch):
    """By what it says it holds, and by the length of a line, before anything is unpacked."""
    assert refused(signed(files | {"people.json": b"[\n" + b" " * 3_000_000 + b"\n]\n"})) == NO_ARCHIVE
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    assert "larger than a network can be" in refused(files)
    assert refused({f"a{number}": b"" for number in range(100)}) == NO_ARCHIVE


def test_one_whose_sizes_are_a_lie(refused, files):
    """The size in the directory is made small: no more than it says is ever read, and the checksum does not fit."""
    content = zipped({**files, "people.json": b"[\n" + b"x" * 100_000})
    at = content.rindex(b"people.json") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    lying = content[: at + 24] + (100).to_bytes(4, "little") + content[at + 28 :]
    assert refused(lying) == NO_ARCHIVE


ROWS = [
    ("people", {"is_admin": True}),
    ("people", {"calendar_key": "k"}),
    ("people", {"id": 7}),
    ("people", {"id": True}),
    ("people", {"email": "no address"}),
    ("people", {"email": "Bob@Bobs.example"}),
    ("people", {"email": "bob@bobs.example\nBcc: x@x.example"}),
    ("people", {"email": 7}),
    ("people", {"name": "x" * 121}),
    ("people", {"name": "a\x00b"}),
    ("people", {"name": None}),
    ("people", {"name": {"a": 1}}),
    ("people", {"language": "tlh"}),
    ("people", {"show_name": "yes"}),
    ("people", {"show_name": 1}),
    ("groups", {"parent_id": 1}),
    ("groups", {"parent_id": 99}),
    ("groups", {"seen_key": "public"}),
    ("groups", {"seen_by": "all"}),
    ("groups", {"zone": "../../etc/passwd"}),
    ("groups", {"website": "javascript:alert(1)"}),
    ("groups", {"name": " "}),
    ("groups", {"texts": {"about.da": 7}}),
    ("groups", {"texts": {"seen_by": "everyone"}}),
    ("groups", {"texts": []}),
    ("groups", {"questions": []}),
    ("groups", {"questions": 7}),
    ("groups", {"questions": [{"text": "Why?"}]}),
    ("groups", {"questions": [{"text": "Why?", "needed": 1}]}),
    ("groups", {"questions": [{"text": "", "needed": True}]}),
    ("groups", {"questions": [{"text": "a\nb", "needed": True}]}),
    ("groups", {"questions": [{"text": "x" * 201, "needed": True}]}),
    ("groups", {"questions": [{"text": "Why?", "needed": True}] * 4}),
    ("groups", {"domains": "a b@c"}),
    ("groups", {"domains": "Company.com"}),
    ("groups", {"domains": " company.com"}),
    ("groups", {"created_at": "2026-01-01T00:00:00"}),
    ("groups", {"created_at": "yesterday"}),
    ("groups", {"created_at": "0001-01-01T00:00:00+00:00"}),
    ("groups", {"created_by": -1}),
    ("groups", {"created_by": 10**20}),
    ("members", {"group_id": 99}),
    ("members", {"group_id": 0}),
    ("members", {"group_id": None}),
    ("members", {"person_id": 999}),
    ("members", {"role": "owner of all"}),
    ("members", {"state": "removed"}),
    ("meetings", {"group_id": 77}),
    ("meetings", {"titles": {"en": ""}}),
    ("meetings", {"titles": {"da": "Møde"}}),
    ("meetings", {"titles": {"en": "A", "tlh": "B"}}),
    ("meetings", {"bodies": {"en": "\x07"}}),
    ("meetings", {"online_url": "data:text/html,x"}),
    ("meetings", {"starts_local": "2026-13-01T10:00:00"}),
    ("meetings", {"starts_local": "9999-12-31T23:00:00"}),
    ("meetings", {"ends_local": "2020-01-01T10:00:00"}),
    ("meetings", {"ends_local": "2199-01-01T10:00:00"}),
    ("meetings", {"starts_local": "2026-12-01T10:00:00+00:00"}),
    ("meetings", {"starts_fold": 2**40}),
    ("meetings", {"seats": -1}),
    ("meetings", {"seats": 1.5}),
    ("meetings", {"uid": "none"}),
    ("meetings", {"vevent": "BEGIN:VEVENT"}),
    ("sign-ups", {"state": "paid"}),
    ("sign-ups", {"meeting_id": 2}),
    ("sign-ups", {"turn": None}),
    ("stopped-letters", {"scope": "meeting:2"}),
    ("stopped-letters", {"scope": "meeting:0"}),
    ("stopped-letters", {"scope": "person:1"}),
    ("stopped-letters", {"scope": "nothing"}),
    ("stopped-letters", {"scope": "group:" + "9" * 30}),
    ("stopped-letters", {"address": None}),
    ("stopped-letters", {"address": "nobody"}),
]


def test_a_row_that_no_site_of_ours_has_written(refused, files):
    for name, change in ROWS:
        changed = rows(files, name)
        changed[0] |= change
        assert refused(with_rows(files, name, changed)) == NO_ARCHIVE, (name, change)


def test_a_row_that_says_less_or_comes_twice(refused, files):
    for name in ("people", "groups", "members", "meetings", "sign-ups", "stopped-letters"):
        whole = rows(files, name)
        column = next(column for column in reversed(whole[0]) if column != "id")
        less = [{key: value for key, value in whole[0].items() if key != column}, *whole[1:]]
        assert refused(with_rows(files, name, less)) == NO_ARCHIVE, name
        assert refused(with_rows(files, name, [*whole, whole[0] | {"id": len(whole) + 1}])) == NO_ARCHIVE, name


def test_lines_that_are_no_rows(refused, files):
    for line in (
        b"7",
        b"null",
        b'{"id":NaN}',
        b"{",
        b"[" * 50_000,
        b'"\\ud800"',
        b"\xff",
        b'{"id":' + b"9" * 5000 + b"}",
    ):
        said = json.loads(files["manifest.json"])
        forged = files | {"followers.json": b"[\n" + line + b"\n]\n"}
        said["files"]["followers.json"] = sha256(forged["followers.json"]).hexdigest()
        said["counts"]["followers"] = 1
        assert refused(forged | {"manifest.json": json.dumps(said).encode()}) == NO_ARCHIVE


def test_no_group_makes_no_network(refused, files):
    empty = with_rows(files, "groups", [])
    assert refused(empty) == NO_ARCHIVE


def test_a_group_below_a_sub_group(refused, files):
    groups = rows(files, "groups")
    groups[2]["parent_id"] = 2
    assert refused(with_rows(files, "groups", groups)) == NO_ARCHIVE


def test_what_would_run_in_a_page_or_a_sheet_is_only_text(town, files, read, as_):
    groups = rows(files, "groups")
    groups[0] |= {
        "name": "<script>alert(1)</script>",
        "lead": '=HYPERLINK("x")',
        "about": "<img src=x onerror=y>[a](javascript:z)",
    }
    group = read(with_rows(files, "groups", groups))
    page = as_(town.alice).get(f"/networks/{group.id}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert session.get_one(Group, group.id).lead.startswith("=")
