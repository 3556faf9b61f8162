"""The history: every night once, in SQLite or another database, and nothing lost between two writers."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace

import pytest

from robustgen.errors import UsageError
from robustgen.history import History
from robustgen.report.comparison import history_lines
from robustgen.runs import Run, TestRun


def night(day, *, wrong=0, golden=40, test="t.py::test_a", **settings):
    """A run of one test: some of the golden examples are wrong under typo.swap."""
    outcomes = []
    for number in range(golden):
        name = f"g{number}"
        status = "wrong" if number < wrong else "right"
        outcomes.append({"golden_id": name, "perturbation": None, "status": "right"})
        outcomes.append(
            {"golden_id": name, "perturbation": "typo.swap@1", "severity": 2, "variant_id": f"{name}/typo.swap@1/2/0",
             "relation": "same", "content": "0123abcd", "status": status}
        )  # fmt: skip
    entry = TestRun(test=test, suite="s.v1", outcomes=outcomes, planned=["typo.swap@1"], **settings)
    return Run([entry], f"2026-11-{day:02}T02:00:00+00:00", {})


def check(history):
    """What holds for every database."""
    assert [history.add(night(day, wrong=day), label=f"c{day}") for day in (1, 3, 2)] == [1, 1, 1]
    assert history.add(night(3, wrong=3)) == 0
    nights = history.nights()
    assert [one.label for one in nights] == ["c1", "c2", "c3"]
    assert [round(one.delta, 6) for one in nights] == [-0.025, -0.05, -0.075]
    assert all(one.low < one.delta < one.high for one in nights)
    assert [one.label for one in history.nights(last=1)] == ["c3"]
    assert history.nights(test="other*") == []
    frame = history.to_frame()
    assert list(frame["perturbation"]) == ["typo.swap@1"] * 3
    assert str(frame["severity"].dtype) == "Int64"
    assert frame["started"].is_monotonic_increasing
    assert list(frame["accuracy"].round(6)) == [0.975, 0.95, 0.925]


def test_sqlite_holds_every_night_once(tmp_path):
    check(History(tmp_path / "folder" / "h.sqlite"))
    assert len(History(tmp_path / "folder" / "h.sqlite").nights()) == 3


def test_two_jobs_that_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "h.sqlite"
    History(path).add(night(1))
    failed = []

    def job(first):
        try:
            for day in range(first, first + 5):
                History(path).add(night(day))
                History(path).add(night(20))
        except Exception as error:
            failed.append(error)

    jobs = [threading.Thread(target=job, args=(first,)) for first in (2, 10)]
    for one in jobs:
        one.start()
    for one in jobs:
        one.join()
    assert failed == []
    assert len(History(path).nights()) == 1 + 10 + 1


def test_a_run_without_outcomes_is_no_night(tmp_path):
    empty = Run([TestRun(test="t", suite="s", outcomes=[])], "2026-11-01T00:00:00+00:00", {})
    assert History(tmp_path / "h.sqlite").add(empty) == 0


def test_a_newer_database_is_refused(tmp_path):
    path = tmp_path / "h.sqlite"
    History(path).add(night(1))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE robustgen_format SET format = 99")
    connection.close()
    with pytest.raises(UsageError, match=r"made by a newer robustgen \(format 99"):
        History(path).nights()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "h.sqlite").write_text("hello " * 100, encoding="utf-8")
    with pytest.raises(UsageError, match=r"h\.sqlite cannot be used: file is not a database"):
        History(tmp_path / "h.sqlite").nights()


@pytest.mark.parametrize("url", ["nothing://x", "postgresql+nothing://u:secret@h/d", "://"])
def test_a_url_that_means_nothing_is_refused_without_its_password(url):
    with pytest.raises(UsageError, match="cannot be used") as caught:
        History(url).nights()
    assert "secret" not in str(caught.value)


def test_the_table_has_a_line_a_night_and_shows_labels_safely(tmp_path):
    history = History(tmp_path / "h.sqlite")
    history.add(night(1, wrong=4), label="\x1b[31mred")
    history.add(night(2, wrong=4, flaky=["a", "b"]))
    title, header, first, second = history_lines(history.nights())
    assert title == "t.py::test_a (s.v1)"
    assert header.split() == ["night", "label", "n", "clean", "variants", "delta", "interval", "verdict"]
    assert first.split()[:2] == ["2026-11-01", "02:00"]
    assert "\x1b" not in first
    assert "1.000     0.900 -0.100 [" in first
    assert second.endswith("-, 2 flaky")


def test_the_frame_has_the_types_that_are_documented_and_parquet_keeps_them(tmp_path):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    history = History(tmp_path / "h.sqlite")
    history.add(night(1, wrong=4))
    frame = history.to_frame()
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert {kinds[name] for name in ("label", "test", "suite", "suite_id", "perturbation", "verdict")} == {"string"}
    assert {kinds[name] for name in ("clean", "accuracy", "delta", "low", "high")} == {"float64"}
    assert (kinds["severity"], kinds["golden"], kinds["variants"]) == ("Int64", "int64", "int64")
    frame.to_parquet(tmp_path / "h.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "h.parquet"), frame)


def test_a_change_that_prints_as_nothing_has_no_sign_of_a_loss(tmp_path):
    history = History(tmp_path / "h.sqlite")
    history.add(night(1))
    assert "-0.000" not in "\n".join(history_lines([replace(one, delta=-0.0001) for one in history.nights()]))
