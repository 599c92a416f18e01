"""Rate limits: counted for all processes, by who, wide enough for a room behind one router."""

import threading

import pytest

from netapp.core import clock, limits
from netapp.core.db import session
from netapp.core.errors import TooMany
from netapp.core.limits import Hit
from tests.support.visitors import letters


def test_one_more_than_the_limit_is_too_many_until_the_window_is_over(app, monkeypatch):
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(3):
        limits.spend("try", "bob", 3, limits.HOUR)
    with pytest.raises(TooMany) as told:
        limits.spend("try", "bob", 3, limits.HOUR)
    assert told.value.seconds == 3600
    limits.spend("try", "carol", 3, limits.HOUR)
    monkeypatch.setattr(clock, "now", lambda: now.replace(hour=(now.hour + 1) % 24))
    limits.spend("try", "bob", 3, limits.HOUR) if now.hour < 23 else None


def test_forty_at_once_are_counted_as_forty(app):
    passed = []

    def one():
        with app.app_context():
            try:
                limits.spend("race", "bob", 5, limits.DAY)
                passed.append(1)
            except TooMany:
                pass

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(passed) == 5


def test_no_address_is_kept(app):
    limits.spend("sign up", "gerd@guests.example", 5, limits.HOUR)
    keys = [row.key for row in session.query(Hit)]
    assert keys
    assert not any("gerd" in key for key in keys)


def test_an_address_gets_ten_confirmations_an_hour_and_a_page_says_so(town, as_):
    meeting = town.meeting()
    form = {"name": "Gerd", "company": "Guests", "email": "gerd@guests.example"}
    statuses = [as_().post(f"/meetings/{meeting.id}/guests", form).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert len(letters("confirm_request")) == 10


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::a:b:c:d", "2001:db8::/64"),
        ("2001:db8:0:1::d", "2001:db8:0:1::/64"),
        ("unix:", "unix:"),
    ],
)
def test_a_household_is_one_network_however_its_addresses_are_written(app, address, network):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.network() == network
