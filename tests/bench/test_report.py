"""The verdict and the words of the bench."""

import pytest

from bench import __main__, figures, paths, report
from bench.figures import Figure, Row, Run, Spread


def _row(name="front page, warm", engine="sqlite", ratio=1.0, cpu=1.0):
    return Row(engine, name, Spread.of([ratio] * 3), Spread.of([cpu] * 3), 0.5, 1500.0, 5.0, 11.0, 3, 12345)


def _run(*rows, others=(), **changes):
    told = {"machine": "a machine", "commit": "abc1234", "date": "2026-01-01", "world": "town", "rounds": 5}
    return Run(**told | {"seconds": 3, "client": "wrk"} | changes, rows=list(rows), figures=list(others))


def test_what_meets_the_table_is_not_named():
    assert report.misses(_run(*(_row(path.name, ratio=path.ratio, cpu=path.cpu) for path in paths.PATHS))) == []


def test_each_miss_is_named_with_its_limit():
    missed = report.misses(_run(_row(ratio=0.5, cpu=2.5), _row("sign-up", ratio=0.2, cpu=3)))
    assert missed == [
        "sqlite, front page, warm: the ratio is 0.500, and should be at least 0.6.",
        "sqlite, front page, warm: CPU × is 2.50, and should be at most 2.",
    ]


@pytest.mark.parametrize(("ratio", "cpu", "missed"), [(0.09, 14, 0), (0.089, 14, 1), (0.09, 14.1, 1)])
def test_postgresql_is_eased_where_the_database_is_asked(ratio, cpu, missed):
    row = _row("front page, rebuilt", "postgresql", ratio, cpu)
    assert len(report.misses(_run(row))) == missed


def test_a_warm_page_is_eased_on_no_engine():
    assert len(report.misses(_run(_row(engine="postgresql", ratio=0.59, cpu=2.1)))) == 2


def test_the_median_of_the_rounds_is_what_counts():
    row = Row("sqlite", "sign-up", Spread.of([0.01, 0.13, 0.5]), Spread.of([50, 9, 1]), 0, 1, 1, 1, 1, 1)
    assert report.misses(_run(row)) == []


def test_other_figures_have_limits_both_ways():
    memory = Figure("sqlite", "memory", 230e6, "bytes", most=220e6)
    mark = Figure("sqlite", "Lighthouse, front page, seo", 99, "", least=100, note="link-text")
    worker = Figure("sqlite", "of it the worker", 999e6, "bytes")
    assert report.misses(_run(others=[memory, mark, worker])) == [
        "sqlite, memory: it is 230 MB, and should be at most 220 MB.",
        "sqlite, Lighthouse, front page, seo: it is 99 (link-text), and should be at least 100.",
    ]


def test_a_run_can_be_kept_and_read_again(tmp_path):
    run = _run(_row(), others=[Figure("sqlite", "start", 1.2, "s", most=1.5)])
    run.write(tmp_path / "run.json")
    assert figures.read(tmp_path / "run.json") == run


def test_a_comparison_tells_what_changed_what_is_new_and_what_is_gone():
    then, now = Figure("sqlite", "start", 1.2, "s"), Figure("sqlite", "start", 0.9, "s")
    before = _run(_row(cpu=2.0), _row("sign-up"), others=[then], commit="old1234")
    said = report.compared(_run(_row(cpu=1.0), _row(engine="postgresql"), others=[now]), before)
    assert "Compared with old1234" in said
    assert "sqlite, front page, warm: CPU × 2.00 → 1.00 (0.50 times)" in said
    assert "postgresql, front page, warm: new" in said
    assert "sqlite, sign-up: not measured now" in said
    assert "sqlite, start: 1.20 s → 0.90 s" in said
    assert "another machine" not in said


def test_a_comparison_with_another_machine_says_so():
    assert "another machine" in report.compared(_run(_row()), _run(_row(), machine="another"))


def test_the_tables_name_every_row_and_figure():
    run = _run(_row(), _row(engine="postgresql"), others=[Figure("sqlite", "start", 1.2, "s", most=1.5)])
    for text in (report.table(run, "sqlite"), report.markdown(run)):
        assert "front page, warm" in text
        assert "start: 1.20 s (at most 1.50 s)" in text
    assert "abc1234, 2026-01-01, town world, 5 rounds of 3 s with wrk, on a machine." in report.markdown(run)
    assert "Nothing misses the table." in report.markdown(run)


def test_paths_are_chosen_by_a_part_of_their_name():
    assert [path.name for path in paths.chosen("Sign-Up")] == ["sign-up"]
    assert paths.chosen("") == paths.PATHS


@pytest.mark.parametrize("asked", [["--only", "no such path"], ["--rounds", "0"], ["--seconds", "0"]])
def test_a_run_that_would_measure_nothing_is_refused(asked, capsys):
    with pytest.raises(SystemExit) as refused:
        __main__.main(asked)
    assert refused.value.code == 2
    assert "error: " in capsys.readouterr().err
