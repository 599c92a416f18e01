"""The load clients: what they count, and what makes a round say nothing."""

import itertools

import pytest

from bench import client, load
from bench.load import Invalid, Load, Request
from tests.support import servers

SIXTEEN = [Request("GET", f"/{number}").raw("tiny") for number in range(16)]


def _client(tiny, requests, **options):
    made = client.Client(tiny.server_address, 4, requests, once=True, **options)
    return made.run(60)


def test_each_request_is_sent_once_and_its_answer_counted(tiny):
    told = _client(tiny, SIXTEEN)
    assert sorted(path for _method, path, _body in tiny.asked) == sorted(f"/{number}" for number in range(16))
    assert (told["requests"], told["errors"], told["statuses"]) == (16, 0, {200: 16})
    assert told["used"] == 16
    assert told["ran_out"]


def test_every_status_is_told_apart(tiny):
    tiny.answers = itertools.cycle([200, 304, 404, 429])
    told = _client(tiny, SIXTEEN)
    assert told["statuses"] == {200: 4, 304: 4, 404: 4, 429: 4}
    assert Load(16, 0, 1, 1, 1, told["statuses"]).non_2xx_3xx == 8


def test_a_server_that_closes_after_each_answer_makes_no_errors(tiny):
    tiny.closes = True
    told = _client(tiny, SIXTEEN)
    assert (told["requests"], told["errors"]) == (16, 0)


def test_connections_that_break_are_errors_and_no_answers(tiny):
    tiny.answers = itertools.cycle([200, 0])
    told = _client(tiny, SIXTEEN)
    assert (told["requests"], told["errors"]) == (8, 8)


def test_a_server_that_is_not_there_is_an_error():
    made = client.Client(("127.0.0.1", servers.free_port()), 2, SIXTEEN, once=True)
    told = made.run(60)
    assert (told["requests"], told["errors"]) == (0, 2)


def test_what_is_posted_arrives_whole(tiny):
    _client(tiny, [Request("POST", "/signup", (("X-Mark", "1"),), b"show_name=yes").raw("tiny")])
    assert tiny.asked == [("POST", "/signup", b"show_name=yes")]


@pytest.mark.parametrize("pieces", [1, 3, 1000])
def test_an_answer_is_whole_however_it_is_cut(pieces):
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    answer = client.Answer()
    for start in range(0, len(whole), pieces):
        assert not answer.is_whole
        answer.feed(whole[start : start + pieces])
    assert (answer.is_whole, answer.status, answer.stays_open) == (True, 200, True)


def test_an_answer_that_ends_too_early_is_broken():
    answer = client.Answer()
    answer.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
    with pytest.raises(client.Broken):
        answer.feed(b"")


@pytest.mark.parametrize(("percent", "expected"), [(50, 50.0), (99, 99.0), (100, 100.0)])
def test_percentiles_are_of_the_values_whatever_their_order(percent, expected):
    assert client.percentile([float(number) for number in range(100, 0, -1)], percent) == expected


def test_percentiles_of_little():
    assert client.percentile([], 99) == 0
    assert client.percentile([7.0], 50) == client.percentile([7.0], 99) == 7


def test_both_clients_tell_the_same_things(tiny, client_name):
    tiny.answers = itertools.cycle([200, 429])
    found = load.load(tiny.url, 1, 4, [Request("GET", "/a"), Request("GET", "/b")], client=client_name)
    assert set(found.statuses) == {200, 429}
    assert found.requests > 0
    assert found.errors == 0
    assert 0 < found.p50 <= found.p99
    assert {path for _method, path, _body in tiny.asked} == {"/a", "/b"}


def test_both_clients_say_when_the_requests_ran_out(tiny, client_name):
    with pytest.raises(Invalid, match="ran out"):
        load.load(tiny.url, 1, 4, [Request("GET", f"/{number}") for number in range(8)], client=client_name, once=True)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Load(9, 0, 1, 1, 1, {200: 5, 429: 4}), "front page answered 4 times 429 instead of 200"),
        (Load(9, 0, 1, 1, 1, {303: 9}), "9 times 303"),
        (Load(9, 2, 1, 1, 1, {200: 9}), "2 connections that failed"),
        (Load(0, 0, 1, 0, 0, {}), "answered nothing"),
    ],
)
def test_a_round_that_measures_something_else_is_refused(found, said):
    with pytest.raises(Invalid, match=said):
        found.check("front page", 200)


def test_a_round_of_what_was_expected_is_taken():
    Load(9, 0, 1, 1, 1, {304: 9}).check("feed", 304)
