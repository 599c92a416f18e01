"""demo, admin, check: what each does once, and refuses twice."""

import re

import sqlalchemy as sa

from netapp.core import schema


def _count(url, table):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        number = connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))
    engine.dispose()
    return number


def test_the_demo_is_built_once_and_never_over_somebody(netapp, fresh_url):
    code, said, _ = netapp("demo", NETAPP_DATABASE_URL=fresh_url)
    assert code == 0
    assert "The demo is in." in said
    people = _count(fresh_url, "person")
    assert people > 100
    code, _, complaint = netapp("demo", NETAPP_DATABASE_URL=fresh_url)
    assert code == 1
    assert "needs an empty database" in complaint
    assert _count(fresh_url, "person") == people


def test_an_admin_gets_a_link_that_signs_in_once(netapp, fresh_url, make_app):
    code, said, _ = netapp("admin", "Ada@Site.example", NETAPP_DATABASE_URL=fresh_url)
    assert code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/\S+\n", said)
    from tests.support.servers import SECRET

    client = make_app(fresh_url, NETAPP_SECRET_KEY=SECRET).test_client()
    path = said.strip().removeprefix("http://127.0.0.1:8000")
    same_site = {"Sec-Fetch-Site": "same-origin"}
    assert client.get(path).status_code == 200
    assert client.post(path, headers=same_site).status_code == 303
    # Who has a name yet or not: the session is there, and the link is used up.
    assert b"ada@site.example" in client.get("/me", follow_redirects=True).data.lower()


def test_an_admin_needs_an_address(netapp):
    code, _, complaint = netapp("admin", "ada")
    assert code == 1
    assert "ada is no e-mail address" in complaint


def test_a_backup_is_restored_by_the_same_command(netapp, fresh_url, tmp_path):
    assert netapp("admin", "ada@site.example")[0] == 0
    file = str(tmp_path / "site.zip")
    code, said, _ = netapp("backup", file)
    assert code == 0
    assert "secret_key: keep a copy of that apart" in said
    code, said, _ = netapp("restore", file, NETAPP_DATABASE_URL=fresh_url)
    assert (code, said.partition(" rows")[0][:9]) == (0, "Restored ")
    assert _count(fresh_url, "person") == 1
    code, _, complaint = netapp("restore", file, NETAPP_DATABASE_URL=fresh_url)
    assert code == 1
    assert "not empty" in complaint


def test_a_backup_needs_a_place(netapp, fresh_url, tmp_path):
    code, _, complaint = netapp("backup", str(tmp_path / "no" / "where"), NETAPP_DATABASE_URL=fresh_url)
    assert code == 1
    assert "can't be written: No such file or directory" in complaint


def test_check_says_a_line_for_each_look(netapp, fresh_url):
    code, said, _ = netapp("check", NETAPP_DATABASE_URL=fresh_url)
    assert (code, [line[:5] for line in said.splitlines()]) == (0, ["good:"] * 3), said


def test_check_makes_no_database(netapp, tmp_path):
    code, said, _ = netapp("check")
    assert code == 0
    assert "no database yet" in said
    assert not list((tmp_path / "var").glob("*.sqlite3"))


def test_check_finds_a_database_that_is_not_what_the_models_say(netapp, fresh_url):
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE site ADD COLUMN motto VARCHAR(10)"))
    engine.dispose()
    code, said, _ = netapp("check", NETAPP_DATABASE_URL=fresh_url)
    assert code == 1
    assert "BAD:" in said
    assert "motto" in said


def test_an_old_database_is_copied_before_it_is_migrated_and_five_copies_stay(netapp, tmp_path):
    var = tmp_path / "var"
    assert netapp("admin", "ada@site.example")[0] == 0
    url = f"sqlite:///{var / 'netapp.sqlite3'}"
    for number in range(7):
        (var / f"netapp-before-x-2026010100000{number}.sqlite3").touch()
    # As a version without any of our migrations would have left it.
    schema.downgrade(sa.create_engine(url, poolclass=sa.NullPool), "base")
    code, said, _ = netapp("admin", "ada@site.example")
    assert code == 0
    copies = sorted(var.glob("netapp-before-*"))
    assert len(copies) == 5
    newest = max(copies, key=lambda path: path.stem[-14:])
    assert str(newest) in said
    assert newest.stat().st_mode & 0o777 == 0o600
