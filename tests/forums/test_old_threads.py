"""Which letters of an archive make a thread."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from netapp.forums.importing import threads

BEGIN = datetime(2017, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    id: str
    parent: str = ""
    references: tuple[str, ...] = ()
    day: float = 0
    subject: str = ""
    is_answer: bool = False

    @property
    def at(self):
        return BEGIN + timedelta(days=self.day)


def gathered(*rows: Row) -> list[str]:
    return ["".join(one.id for one in thread.messages) for thread in threads.threads(rows)]


def test_letters_are_gathered_by_what_they_answer():
    assert gathered(Row("a"), Row("b", "a", day=2), Row("c", "b", day=1), Row("d", day=3)) == ["abc", "d"]
    missing = gathered(Row("b", "x", ("r", "x"), 1), Row("c", "y", ("r", "y"), 2), Row("d", "z", day=3))
    assert missing == ["bc", "d"]
    assert gathered(Row("c", references=("a", "b"), day=2), Row("a")) == ["ac"]


def test_a_letter_never_stands_before_what_it_answers():
    assert gathered(Row("c", "b", day=1), Row("b", "a", day=2), Row("a", day=3), Row("x", "a", day=9)) == ["abcx"]


def test_circles_are_opened_at_the_first_letter():
    (thread,) = threads.threads([Row("a", "c", day=1), Row("b", "a", day=2), Row("c", "b", day=3), Row("d", "d")])[1:]
    assert [one.id for one in thread.messages] == ["a", "b", "c"]
    assert thread.parents == {"b": "a", "c": "b"}


def test_an_answer_that_names_nothing_goes_by_its_subject_for_sixty_days():
    said = [Row("a", subject="Møde"), Row("b", day=50, subject="mode", is_answer=True)]
    said += [Row("c", day=100, subject="Møde", is_answer=True), Row("d", day=170, subject="Møde", is_answer=True)]
    assert gathered(*said, Row("e", day=171, subject="Møde"), Row("f", day=172, is_answer=True)) == [
        "abc",
        "d",
        "e",
        "f",
    ]


IDS = st.sampled_from("abcdefgh")


def test_what_answers_something_that_is_not_there_goes_by_its_subject_though_it_says_no_re():
    assert gathered(Row("a", subject="Møde"), Row("b", "x", day=1, subject="Møde")) == ["ab"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.builds(Row, IDS, IDS | st.just(""), st.lists(IDS, max_size=3).map(tuple), st.integers(0, 200))))
def test_whatever_answers_what_each_letter_is_in_one_thread_below_what_it_answers(rows):
    found = threads.threads(rows)
    ids = [message.id for thread in found for message in thread.messages]
    assert sorted(ids) == sorted({row.id for row in rows})
    for thread in found:
        places = {message.id: place for place, message in enumerate(thread.messages)}
        assert all(places[above] < places[below] for below, above in thread.parents.items())


def test_a_chain_of_many_answers_takes_no_longer_than_as_many_beginnings():
    def taken(rows):
        begun = time.process_time()
        threads.threads(rows)
        return time.process_time() - begun

    chain = [Row(f"{n}", f"{n - 1}", (f"{n - 1}",)) for n in range(8_000)]
    single = [Row(f"{n}") for n in range(8_000)]
    for order in (chain, chain[::-1]):
        assert taken(order) < 10 * taken(single) + 0.2
