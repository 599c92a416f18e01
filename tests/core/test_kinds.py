"""Each kind of things that are found has a number of its own: rows' numbers begin with it."""

import pytest
from flask import Flask

from netapp.core import search
from netapp.core.search import Kind


def test_a_number_that_is_taken_stops_the_start():
    app = Flask(__name__)
    search.add(app, Kind("meeting", 1, lambda _ids: (), lambda _last, _most: ()))
    with pytest.raises(RuntimeError, match="number 1"):
        search.add(app, Kind("card", 1, lambda _ids: (), lambda _last, _most: ()))
