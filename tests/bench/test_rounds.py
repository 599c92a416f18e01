"""Rounds: an odd answer stops the run, what can be sent once is sent once, and figures are relative to both sides."""

import dataclasses
import itertools
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from bench import measure, paths, rounds
from bench.load import Invalid, Load, Request
from bench.paths import Path
from bench.rounds import Course, How, Sample
from bench.scene import Scene, each_pair
from netapp.events.models import SignUp


def _scene(pairs=()):
    return Scene(
        "/",
        "/networks/1",
        "/meetings/1",
        "/feed",
        "/companies/1",
        "/series/1",
        "/meetings/2",
        "/month/2027-01",
        "/calendar/key/mine.ics",
        "/checkin/doors/token",
        "/threads/1",
        "/threads/2",
        "/groups/1/threads",
        "/articles/1",
        "/groups/1/articles",
        ("netapp=a", "netapp=b"),
        ("netapp=a",),
        iter(pairs),
        0,
        iter(()),
        0,
    )


def _path(**changes):
    return dataclasses.replace(Path("page", lambda scene: [Request("GET", scene.front)], 1, 1), **changes)


def test_a_page_that_is_not_there_stops_the_run_before_any_load(tiny):
    tiny.answers = itertools.repeat(404)
    with pytest.raises(Invalid, match="page: GET / answered 404 instead of 200"):
        Course(_path(), _scene(), tiny.url)


def test_a_limit_in_the_middle_of_a_round_stops_the_run(tiny, running):
    course = Course(_path(), _scene(), tiny.url)
    tiny.answers = itertools.chain([200] * 20, itertools.repeat(429))
    with pytest.raises(Invalid, match=r"times 429 instead of 200"):
        rounds.run([course], running(), running(), How(1, 0.2, "own"), lambda _said: None)


def test_each_round_of_a_path_stands_between_two_of_the_yardstick(tiny, running, monkeypatch):
    sent = []

    def sample(_running, _requests, _seconds, _client, what, _status, *, once):
        sent.append(what)
        return Sample(Load(10, 0, 1, 1, 1, {200: 10}), 0.001)

    monkeypatch.setattr(rounds, "sample", sample)
    first, second = (Course(_path(name=name), _scene(), tiny.url) for name in ("first", "second"))
    rounds.run([first, second], running(), running(), How(2, 1, "own"), lambda _said: None)
    bar = "the yardstick"
    assert sent == [bar, "first", "second", *[bar, "first", bar, "second", bar] * 2]
    assert len(first.samples) == len(second.samples) == 2


def test_what_can_be_sent_once_is_never_sent_twice(tiny, running, client_name):
    pairs = [("netapp=a", number) for number in range(5000)]
    course = Course(_path(name="sign-up", make=paths.PATHS[-1].make, writes=(SignUp,)), _scene(pairs), tiny.url)
    for _ in range(2):
        course.sample(running(), 0.2, client_name)
    asked = [path for _method, path, _body in tiny.asked]
    assert len(asked) > 4
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(("added", "is_refused"), [(10, False), (12, False), (9, True)])
def test_a_deed_that_was_refused_politely_stops_the_run(monkeypatch, added, is_refused):
    course = SimpleNamespace(path=_path(writes=(SignUp,)), answered=10)
    monkeypatch.setattr(measure, "_rows", lambda _app, _path: [100 + added])
    expected = pytest.raises(Invalid, match="9 rows were added to sign_up") if is_refused else nullcontext()
    with expected:
        measure._check_written(None, course, [100])


def test_a_304_is_asked_for_with_the_etag_of_the_answer(tiny):
    tiny.answers = itertools.chain([200], itertools.repeat(304))
    course = Course(_path(status=304, is_known=True), _scene(), tiny.url)
    assert course.ready[0].headers == (("If-None-Match", '"tiny"'),)


def test_ratio_and_cpu_are_relative_to_the_rounds_on_both_sides():
    def made(requests, cpu):
        return Sample(Load(requests, 0, 2.0, 1, 1, {200: requests}), cpu)

    three = made(4000, 0.0004), made(1500, 0.002), made(2000, 0.0006)
    assert rounds.ratio(*three) == pytest.approx(0.5)
    assert rounds.cpu_times(*three) == pytest.approx(4)


def test_everybody_meets_every_meeting_once_and_neighbours_share_nothing():
    pairs = list(each_pair([1, 2, 3, 4], [10, 20, 30]))
    assert len(pairs) == len(set(pairs)) == 12
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in itertools.pairwise(pairs[:4]))
