"""`netapp run`, from the first start to Ctrl-C, in real processes on a real port."""

import contextlib
import http.client
import os
import re
import signal
import sqlite3
import threading
import time
from itertools import chain
from pathlib import Path

import pytest
import sqlalchemy as sa

from netapp.core.db import db, reading, session, transaction
from netapp.mail import outbox
from netapp.mail.models import Letter
from tests.support import servers


def _is_complete(server):
    children = server.children()
    return len(children["web"]) == 2 and len(children["worker"]) == 1


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """One that runs for several tests, with a secret of its own making."""
    with servers.running(servers.Server(tmp_path_factory.mktemp("site"), NETAPP_SECRET_KEY="")) as server:
        yield server


def test_files_are_for_their_owner_only(site):
    modes = {path.name: path.stat().st_mode & 0o077 for path in (site.folder / "var").iterdir()}
    assert {"netapp.sqlite3", "secret_key"} <= modes.keys()
    assert not any(modes.values()), modes


def test_a_second_one_on_the_same_port_is_refused(site, make_server):
    second = make_server(NETAPP_PORT=str(site.port))
    second.start(wait=False)
    assert second.process.wait(timeout=60) == 2
    assert f"Port {site.port} is in use" in second.text


def test_no_address_is_logged(site):
    for path in (
        "/calendar/verysecretkey/mine.ics",
        "/answers/verysecretkey",
        "/sign-in/link/verysecretkey",
        "/?q=verysecretkey",
    ):
        servers.get(site.port, path)
    assert "verysecretkey" not in site.text


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what is shared")
def test_all_share_the_memory_of_what_is_loaded(site):
    assert servers.wait_for(lambda: _is_complete(site))
    for kind, pids in site.children().items():
        for pid in pids:
            told = Path(f"/proc/{pid}/smaps_rollup").read_text()
            shared = re.search(r"^Shared_Dirty: +(\d+) kB$", told, re.MULTILINE)
            assert int(shared[1]) > 25_000, f"{kind}: {told}"


def test_it_starts_answers_and_goes_at_ctrl_c(make_server, fresh_url):
    server = make_server(fresh_url)
    server.start()
    assert servers.wait_for(lambda: "Ctrl-C stops it." in server.text)
    assert f"is at http://127.0.0.1:{server.port}" in server.text
    assert "netapp admin EMAIL" in server.text
    assert servers.wait_for(lambda: _is_complete(server))
    assert servers.get(server.port, "/").status == 200
    assert server.ctrl_c() == 0
    assert server.is_gone()
    assert "Traceback" not in server.text
    assert "rror" not in server.text


def test_ctrl_c_while_it_still_starts_leaves_nothing_behind(make_server):
    server = make_server()
    server.start(wait=False)
    assert servers.wait_for(lambda: server.children()["web"])
    assert server.ctrl_c() == 0
    assert server.is_gone()
    assert "Traceback" not in server.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_it_alone_stops_all(make_server, number):
    server = make_server()
    server.start()
    assert servers.wait_for(lambda: _is_complete(server))
    assert server.stop(number) == 0
    assert server.is_gone()


def test_the_demo_is_loaded_on_the_first_start_only(make_server):
    server = make_server()
    first = server.start("run", "--demo")
    assert servers.wait_for(lambda: "/outbox" in server.text)
    assert "/sign-in" in server.text
    server.stop()
    database = sqlite3.connect(server.folder / "var" / "netapp.sqlite3")
    assert database.execute("SELECT count(*) FROM person").fetchone()[0] > 100
    database.execute("PRAGMA foreign_keys = OFF")
    for table in ("sign_up", "party", "meeting", "membership", "follower", "affiliation", "letter", "person"):
        database.execute(f"DELETE FROM {table}")
    database.execute('DELETE FROM "group"')
    database.commit()
    second = server.start("run", "--demo")
    assert servers.get(server.port, "/").status == 200
    server.stop()
    assert database.execute("SELECT count(*) FROM person").fetchone()[0] == 0
    print(f"first start {first:.1f} s, second {second:.1f} s until the first answer")


def test_what_dies_is_started_again(make_server):
    server = make_server()
    server.start()
    assert servers.wait_for(lambda: _is_complete(server))
    before = server.children()
    os.kill(before["worker"][0], signal.SIGKILL)
    os.kill(before["web"][0], signal.SIGKILL)
    # Who was killed stands among the children until somebody has seen that it is dead.
    gone = {before["worker"][0], before["web"][0]}
    assert servers.wait_for(lambda: _is_complete(server) and gone.isdisjoint(chain(*server.children().values())))
    assert servers.get(server.port, "/healthz").status == 200
    assert server.stop() == 0


def test_nobody_outlives_it_after_kill_9(make_server):
    server = make_server()
    server.start()
    assert servers.wait_for(lambda: _is_complete(server))
    os.kill(server.pid, signal.SIGKILL)
    assert server.is_gone(within=30)


def test_a_worker_alone_sends_letters_and_goes_at_sigterm(make_server, fresh_url, make_app):
    app = make_app(fresh_url)
    with app.app_context():
        with transaction():
            outbox.post("address_taken", "person:1", outbox.To(None, "ada@site.example", "Ada", "da"))
        server = make_server(fresh_url)
        server.start("worker", wait=False)
        assert servers.wait_for(lambda: _states() == ["kept"])
        assert server.stop() == 0
        assert server.text == ""
        db.engine.dispose()


def _states():
    with reading():
        return session.scalars(sa.select(Letter.state)).all()


def test_a_request_that_runs_is_finished(make_server):
    server = make_server()
    server.start()
    database = sqlite3.connect(server.folder / "var" / "netapp.sqlite3", isolation_level=None, check_same_thread=False)
    database.execute("BEGIN IMMEDIATE")  # A post that writes now waits for us.
    answers = []

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in", "email=ada@site.example", headers)
        with contextlib.suppress(OSError, http.client.HTTPException):
            answers.append(connection.getresponse().status)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.5)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    database.execute("COMMIT")
    asking.join()
    assert server.process.wait(timeout=20) == 0
    assert len(answers) == 1
    assert answers[0] < 400
