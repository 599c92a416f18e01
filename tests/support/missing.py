"""What this machine lacks is said at the end of a test run, with why and how to get it; in CI a lack is a failure."""

import os
from typing import NoReturn

import pytest

LACKING = "Not to be had: "


def skip(what: str, why: str, how: str) -> NoReturn:
    """Leave the running test (or whoever asked for the fixture) out, for want of `what`.

    With CI=true it fails instead: there a quiet skip would pass for a test that ran.
    """
    reason = f"{LACKING}{what}. {why} To get it: {how}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lacks: dict[str, int] = {}
    for outcome in ("skipped", "failed", "error"):
        for report in terminalreporter.getreports(outcome):
            _, mark, rest = _reason(report).partition(LACKING)
            if mark:
                lacks[rest] = lacks.get(rest, 0) + 1
    if lacks:
        terminalreporter.section("what this machine lacks")
        for lack, tests in lacks.items():
            terminalreporter.line(f"{tests} tests did not run. {LACKING}{lack}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """A skip's reason is the last of three, (file, line, reason); a failure's is its whole text."""
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
