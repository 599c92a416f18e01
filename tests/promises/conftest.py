"""Promises are made on a Monday in January."""

import pytest
import time_machine

from tests.promises.making import MONDAY


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller
