"""The round trip, by raw letters: what leaves here, what a program of somebody else's makes of it, what comes of that.

`golden/` holds the letters as they leave, numbers and keys named; look at the difference before you write them anew by
`rm tests/mailin/golden/*`, after which each of them fails once.
"""

import email
import re
from datetime import datetime, timedelta
from email.policy import default
from pathlib import Path

import time_machine
from icalendar import Calendar, vDatetime

from netapp.core import clock
from netapp.core.db import session
from netapp.events.calendars import in_letters as entries
from netapp.mail import message
from netapp.mailin import taking
from tests.mailin.conftest import sign_up, state, written
from tests.support.visitors import letters

GOLDEN = Path(__file__).parent / "golden"
NOON = datetime.fromisoformat("2027-01-11T12:00:00+00:00")


def raw(kind, person, app):
    return message.build(written(kind, person), letters(kind, person)[-1].key, app.config["NETAPP"]).source


def objects(source):
    """The calendar objects of a letter, as the standard library finds them: in its text and hung on."""
    parts = email.message_from_string(source, policy=default).walk()
    return [
        (part.get_content_type(), part.get_param("method"), part.get_payload(decode=True))
        for part in parts
        if "calendar" in part.get_content_type() or part.get_content_disposition() == "attachment"
    ]


def named(source, meeting, to):
    """The letter without what differs from run to run, its calendar part in words."""
    (kind, method, content), hung = objects(source)
    assert (kind, content) == ("text/calendar", hung[2])
    said = re.sub(r"Content-Transfer-Encoding: base64\r\n\r\n[A-Za-z0-9+/=\r\n]+\r\n--", "[the object]\r\n--", source)
    unfolded = content.decode().replace("\r\n ", "").replace(to, "KEY@in.net.example").replace(meeting.uid, "UID")
    said = re.sub(r"[0-9a-f]{40}@", "NUMBER@", said)
    said = re.sub(r"=_[0-9a-f]{16}", "MARK", said)
    said = re.sub(r"(?<!\?)=\r\n", "", said)
    # What every letter looks like is told elsewhere.
    said = re.sub(r"<!doctype html>.*?</html>", "[the page]", said, flags=re.DOTALL)
    said = re.sub(r"[a-z2-7]+@ticket", "TOKEN@ticket", said)
    said = re.sub(r"/(answers|tickets)/[\w.-]+", r"/\1/TOKEN", said)
    both = f"{said}\n{method}\n{unfolded}".replace("\r\n", "\n")
    return re.sub(r"/meetings/\d+", "/meetings/7", both)


def same(name, said):
    file = GOLDEN / name
    if not file.exists():
        file.write_text(said, encoding="utf-8")
        raise AssertionError(f"{name} is written anew; look at it")
    assert said == file.read_text(encoding="utf-8")


def reply(request: bytes, to: str, partstat: str) -> bytes:
    """What icalendar makes of the request: the same object, answered."""
    calendar = Calendar.from_ical(request)
    calendar["METHOD"] = "REPLY"
    (event,) = calendar.events
    event["ATTENDEE"].params["PARTSTAT"] = partstat
    del event["ATTENDEE"].params["RSVP"]
    event["DTSTAMP"] = vDatetime(clock.now())
    letter = email.message.EmailMessage(policy=default.clone(linesep="\r\n"))
    letter["From"], letter["To"] = "Bob Bobsen <bob@bobs.example>", str(event["ORGANIZER"]).removeprefix("mailto:")
    letter["Message-ID"] = f"<{partstat}.{clock.now():%s}@bobs.example>"
    letter.set_content(f"Bob: {partstat}")
    letter.add_alternative(calendar.to_ical(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    assert letter["To"] == to
    return letter.as_bytes()


def test_there_and_back_and_there_again(town, mailin):
    with time_machine.travel(NOON, tick=False) as time:
        meeting = town.meeting(title="Grøn energi", place="Rådhuset", seats=1)
        for person in (town.bob, town.carol):
            sign_up(person, meeting)
        to = entries.reply_address(meeting.id, town.bob.id)
        source = raw("confirmed", town.bob, mailin)
        same("confirmed.txt", named(source, meeting, to))
        request = objects(source)[0][2]
        assert bring(mailin, to, reply(request, to, "DECLINED")) == [taking.TAKEN]
        assert (state(town.bob, meeting), state(town.carol, meeting)) == ("declined", "going")
        source = raw("withdrawn", town.bob, mailin)
        same("withdrawn.txt", named(source, meeting, to))
        # The same program, on the same letter, a day later: there is no seat any more, and what waits has no entry.
        time.shift(timedelta(days=1))
        assert bring(mailin, to, reply(request, to, "ACCEPTED")) == [taking.TAKEN]
        assert state(town.bob, meeting) == "waiting"
        same("waiting.txt", named(raw("waiting", town.bob, mailin), meeting, to))


def bring(app, to, letter):
    session.rollback()
    answers = taking.receive(app, letter, [to], "bob@bobs.example")
    session.expire_all()
    return answers
