"""What a machine lacks is said aloud, and in CI it is a failure."""

import pytest

TEST = """
import pytest
from tests.support import missing

@pytest.mark.parametrize("engine", ["one", "two"])
def test_it(engine):
    missing.skip("a kettle", "No tea without.", "go to the shop.")
"""


@pytest.mark.parametrize(("in_ci", "outcome"), [("", {"skipped": 2}), ("true", {"failed": 2})])
def test_a_lack_is_named_once_at_the_end(pytester, monkeypatch, in_ci, outcome):
    monkeypatch.setenv("CI", in_ci)
    pytester.makepyfile(TEST)
    result = pytester.runpytest("-p", "tests.support.missing")
    result.assert_outcomes(**outcome)
    result.stdout.fnmatch_lines(["2 tests did not run. Not to be had: a kettle. No tea without. To get it: *shop."])
    assert bool(result.ret) == bool(in_ci)
