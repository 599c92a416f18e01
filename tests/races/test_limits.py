"""40 members race through HTTP for the last 12 of what a meeting's question limits (S1), on each engine."""

import pytest

from netapp.core.db import db, session
from netapp.events.models import Meeting
from netapp.events.questions.models import Question
from tests.races.room import Room, race
from tests.support import databases, servers
from tests.support.servers import Server


@pytest.mark.parametrize("engine", databases.ENGINES)
def test_40_ask_for_12_meals_and_12_get_them(engine, make_database, make_app, tmp_path):
    url = make_database(engine)
    app = make_app(url, NETAPP_SECRET_KEY=servers.SECRET)
    room = Room(app, members=40, seats=None)
    with app.app_context():
        meeting = session.get_one(Meeting, room.meeting_id)
        meeting.questions = [Question("meals", "number", {"en": "Meals?"}, most=12).row()]
        session.commit()
    server = Server(tmp_path / "site", url, "netapp.cli", NETAPP_PROCESSES="2")
    server.start()
    try:
        asked = [(f"/meetings/{room.meeting_id}/signup", cookie) for cookie in room.cookies.values()]
        answers = race(server.port, asked, **{"ask-meals": "1"})
        assert sum((row.answers or {}).get("meals", 0) for row in room.sign_ups()) == 12
        assert answers == {303: 12, 200: 28}
    finally:
        server.destroy()
        with app.app_context():
            db.engine.dispose()
