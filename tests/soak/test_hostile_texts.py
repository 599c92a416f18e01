"""20,000 texts that want to be more than text, in `make soak`; 600 of them in `make test`."""

import time

import pytest
from playwright.sync_api import Page

from netapp.core import text
from tests.support import cleaned, written


@pytest.mark.soak
def test_of_20_000_texts_nothing_runs_or_survives_that_is_not_listed(page: Page):
    page.goto("about:blank")
    took = 0.0
    for seed in range(2, 42):
        documents = written.documents(seed, 500)
        began = time.perf_counter()
        pieces = [text.markdown(one) for one in documents]
        took += time.perf_counter() - began
        assert cleaned.looked_at(page, pieces) == {"wrong": [], "ran": 0}, seed
    assert took / 20_000 <= 0.05
