"""An odd setting stops the start with one sentence that says what to do."""

import socket

import pytest

ODD = {
    "a port that is no number": (
        {"NETAPP_PORT": "http"},
        "NETAPP_PORT is 'http'; give a whole number from 1",
    ),
    "a port out of range": ({"NETAPP_PORT": "70000"}, "NETAPP_PORT is '70000'; give a whole number from 1 to 65535."),
    "no process": ({"NETAPP_PROCESSES": "0"}, "NETAPP_PROCESSES is '0'; give a whole number from 1 to 64."),
    "a language we lack": ({"NETAPP_LANGUAGE": "de"}, "NETAPP_LANGUAGE is 'de'; give one of en, da, sv, fi."),
    "an address with a path": ({"NETAPP_SITE_URL": "https://a.example/b"}, "without a path"),
    "a database of another kind": (
        {"NETAPP_DATABASE_URL": "mysql://a/b"},
        "must begin with sqlite:/// or postgresql://",
    ),
    "a database that is not there": ({"NETAPP_DATABASE_URL": "sqlite:////no/where/a"}, "check NETAPP_DATABASE_URL"),
    "a database on no port": ({"NETAPP_DATABASE_URL": "postgresql://a:b@c:port/x"}, "_DATABASE_URL can't be read"),
    "a driver we lack": ({"NETAPP_DATABASE_URL": "postgresql+asyncpg://a/b"}, "must begin with"),
    "a database in memory": ({"NETAPP_DATABASE_URL": "sqlite://"}, "must name a file"),
    "a server that is not there": (
        {"NETAPP_DATABASE_URL": "postgresql://eve:whisper@127.0.0.1:1/x"},
        "does not answer",
    ),
    "a short secret": ({"NETAPP_SECRET_KEY": "short"}, "shorter than 32 characters"),
    "a file that is not there": ({"NETAPP_SECRET_KEY_FILE": "/no/where"}, "NETAPP_SECRET_KEY_FILE names /no/where"),
    "a mail server that is none": ({"NETAPP_SMTP_URL": "http://a"}, "NETAPP_SMTP_URL must look like"),
    "a sender that is none": ({"NETAPP_MAIL_FROM": "me"}, "give one bare address"),
    "a domain that is an address": ({"NETAPP_MAILIN_DOMAIN": "in@net.example"}, "give the domain alone"),
    "half of LinkedIn": ({"NETAPP_LINKEDIN_CLIENT_ID": "x"}, "_CLIENT_SECRET"),
    "a host that is none": ({"NETAPP_HOST": "no.such.host.invalid"}, "NETAPP_HOST"),
    "somebody else's address": ({"NETAPP_HOST": "192.0.2.1"}, "check NETAPP_HOST and NETAPP_PORT"),
}


@pytest.mark.parametrize(("settings", "sentence"), ODD.values(), ids=ODD)
def test_an_odd_setting_is_told_in_a_sentence(netapp, settings, sentence):
    code, said, complaint = netapp("run", **settings)
    assert (code, said) == (2, "")
    assert sentence in complaint
    assert len(complaint.splitlines()) == 1
    assert "whisper" not in complaint


def test_a_port_in_use_is_named_with_another_one(netapp):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _said, complaint = netapp("run", NETAPP_PORT=str(port))
    assert code == 2
    assert complaint == (
        f"netapp: Port {port} is in use; stop what runs there, or choose another one: NETAPP_PORT={port + 1}.\n"
    )


def test_a_folder_that_cannot_be_written_is_named(netapp, tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, _said, complaint = netapp("run", NETAPP_VAR=str(tmp_path / "file" / "var"))
    assert code == 2
    assert "can't be written" in complaint
    assert "name another in NETAPP_VAR" in complaint


def test_a_database_of_somebody_else_is_left_alone(netapp, tmp_path):
    import sqlite3

    file = tmp_path / "theirs"
    with sqlite3.connect(file) as theirs:
        theirs.execute("CREATE TABLE recipe (id INTEGER)")
    code, _said, complaint = netapp("demo", NETAPP_DATABASE_URL=f"sqlite:///{file}")
    assert code == 1
    assert "tables that are not netapp's" in complaint


def test_a_file_that_is_no_database_is_named(netapp, tmp_path):
    (tmp_path / "text").write_text("not a database at all, but long enough to be looked at as one" * 20)
    code, _said, complaint = netapp("run", NETAPP_DATABASE_URL=f"sqlite:///{tmp_path / 'text'}")
    assert code == 2
    assert "check NETAPP_DATABASE_URL" in complaint


def test_a_database_from_the_future_is_left_alone(netapp, fresh_url):
    import sqlalchemy as sa

    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '299901010000'"))
    engine.dispose()
    code, _said, complaint = netapp("run", NETAPP_DATABASE_URL=fresh_url)
    assert code == 1
    assert "written by a newer netapp" in complaint
