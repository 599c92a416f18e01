"""SQLite is told how much its indexes hold, so that it need not guess."""

from netapp.core import db
from netapp.schedule import TASKS


def test_sqlite_knows_what_its_indexes_hold(town):
    for number in range(30):
        town.meeting(days=number + 1)
    db.look_over()
    if db.db.engine.dialect.name != "sqlite":
        return
    with db.db.engine.connect() as connection:
        known = {row[0] for row in connection.exec_driver_sql("SELECT tbl FROM sqlite_stat1")}
    assert "meeting" in known


def test_it_is_looked_over_every_day():
    assert [task.every.days for task in TASKS if task.run is db.look_over] == [1]
