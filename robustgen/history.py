"""The history: the figures of every night in a database, SQLite by default, any that SQLAlchemy speaks for a team.

    nights   one row a test and night: what ran, what came of it, the whole
    rows     one row a perturbation and severity of these

A night is added once: the same run again, or the same from two jobs, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from robustgen.display import visible
from robustgen.errors import UsageError
from robustgen.resources import missing_module

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, MetaData, Table

    from robustgen.runs import Run, TestRun
    from robustgen.scoring.verdict import Verdict

FORMAT = 1
DEFAULT = ".robustgen/history.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One test on one night, as the history holds it.

    Attributes:
        started: when the run began, ISO 8601 in UTC.
        label: what the user calls it, such as a commit.
        test, suite, suite_id: what ran.
        gate: passed, failed, skipped or not evaluated.
        outcome: of the verdict.
        golden, variants: counted.
        clean, accuracy, delta: of the perturbations that gate, or all; None where nothing was measured.
        low, high: the ends of the interval of delta, at `confidence`.
        calls, seconds: what it cost.
        flaky: variants that changed their answer when they were asked again.
    """

    started: str
    label: str
    test: str
    suite: str
    suite_id: str | None
    gate: str
    outcome: str
    golden: int
    variants: int
    clean: float | None
    accuracy: float | None
    delta: float | None
    low: float | None
    high: float | None
    confidence: float
    calls: int
    seconds: float
    flaky: int


class History:
    """A database of nights; made on first use.

    Args:
        url: a URL of SQLAlchemy, or the path of a SQLite file.

    Raises:
        UsageError: the URL is malformed, or the database was made by a newer version.
        MissingExtra: the driver that the URL names is not installed.
    """

    def __init__(self, url: str | Path = DEFAULT) -> None:
        from sqlalchemy import create_engine, event
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError

        text = str(url)
        if "://" not in text:
            Path(text).parent.mkdir(parents=True, exist_ok=True)
            text = f"sqlite:///{Path(text).as_posix()}"
        try:
            self._url = make_url(text)
            self.name = self._url.render_as_string(hide_password=True)
            self._engine = create_engine(self._url)
        except (ArgumentError, NoSuchModuleError, ValueError) as error:
            raise UsageError(
                f"the history's URL cannot be used ({visible(str(error).splitlines()[0], 200)}): expected a path of a "
                "SQLite file, or a URL such as postgresql+psycopg://user:password@host/database"
            ) from None
        except ModuleNotFoundError as error:
            raise missing_module(str(error.name), self.name) from None
        if self._url.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _wait_for_writers)
        self._tables = _tables()
        self._made = False

    def add(self, run: Run, *, label: str = "") -> int:
        """Add a run and return how many of its tests are new to the history.

        Raises:
            UsageError: the database cannot be reached or written; says why, without a password.
        """
        judged = [(_key(run, test), test, test.verdict()) for test in run.tests if test.outcomes]
        with self._connection() as connection:
            return sum(self._added(connection, run, *entry, label=label) for entry in judged)

    def _added(
        self, connection: Connection, run: Run, key: str, test: TestRun, verdict: Verdict, *, label: str
    ) -> bool:
        """Add one test of a run, unless it is there."""
        from sqlalchemy import insert, select
        from sqlalchemy.exc import IntegrityError

        nights, rows = self._tables.tables["robustgen_nights"], self._tables.tables["robustgen_rows"]
        if connection.execute(select(nights.c.id).where(nights.c.key == key)).first() is not None:
            return False
        night = _night(run, test, verdict, label)
        values = {name: getattr(night, name) for name in Night.__slots__}
        try:
            with connection.begin_nested():
                made = connection.execute(insert(nights).values(key=key, **values))
        except IntegrityError:  # another job added it in between
            return False
        (night_id,) = made.inserted_primary_key or (None,)
        connection.execute(insert(rows), [{"night": night_id, **row} for row in _rows(verdict)])
        return True

    def nights(self, *, test: str = "*", last: int | None = None) -> list[Night]:
        """Return nights, oldest first.

        Args:
            test: a name or glob.
            last: only so many of each test, the newest.
        """
        from sqlalchemy import select

        nights = self._tables.tables["robustgen_nights"]
        with self._connection() as connection:
            found = connection.execute(select(nights).order_by(nights.c.started, nights.c.id)).mappings().all()
        kept: dict[tuple[str, str], list[Night]] = {}
        for row in found:
            if fnmatchcase(row["test"], test) or row["test"] == test:
                night = Night(**{name: row[name] for name in Night.__slots__})
                kept.setdefault((night.test, night.suite), []).append(night)
        return [night for group in kept.values() for night in (group[-last:] if last else group)]

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy frame, one row a night, test, perturbation and severity.

        Columns: started (datetime64, UTC); label, test, suite, suite_id, perturbation, verdict (string); severity
        (Int64); golden, variants (int64); clean, accuracy, delta, low, high (float64). Parquet gives the same frame
        back.
        """
        import pandas as pd
        from sqlalchemy import select

        nights, rows = self._tables.tables["robustgen_nights"], self._tables.tables["robustgen_rows"]
        shared = [nights.c[name] for name in ("started", "label", "test", "suite", "suite_id")]
        own = [column for column in rows.c if column.name not in ("id", "night")]
        query = select(*shared, *own).join(rows, rows.c.night == nights.c.id).order_by(nights.c.started, rows.c.id)
        with self._connection() as connection:
            found = connection.execute(query).mappings().all()
        frame = pd.DataFrame(found, columns=[column.name for column in (*shared, *own)])
        frame["started"] = pd.to_datetime(frame["started"], utc=True)
        types = {"severity": "Int64", "golden": "int64", "variants": "int64"}
        types |= dict.fromkeys(("label", "test", "suite", "suite_id", "perturbation", "verdict"), "string")
        types |= dict.fromkeys(("clean", "accuracy", "delta", "low", "high"), "float64")
        return frame.astype(types)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """Yield a connection within a transaction; the tables are there."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                if not self._made:
                    _make(connection, self._tables)
                    self._made = True
                yield connection
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise UsageError(f"the history {visible(self.name)} cannot be used: {visible(reason, 200)}") from None
        finally:
            self._engine.dispose()


def _night(run: Run, test: TestRun, verdict: Verdict, label: str) -> Night:
    whole = verdict.whole or verdict.card.whole(verdict.card.rows)
    ends = whole.delta.interval(verdict.confidence) if whole else (None, None)
    return Night(
        started=run.started,
        label=label,
        test=test.test,
        suite=test.suite,
        suite_id=test.suite_id,
        gate=test.gate,
        outcome=verdict.outcome,
        golden=verdict.card.golden,
        variants=sum(row.variants for row in verdict.card.rows),
        clean=whole.clean if whole else None,
        accuracy=whole.accuracy if whole else None,
        delta=whole.delta.value if whole else None,
        low=ends[0],
        high=ends[1],
        confidence=verdict.confidence,
        calls=test.calls,
        seconds=test.seconds,
        flaky=len(test.flaky),
    )


def _rows(verdict: Verdict) -> Iterator[dict[str, Any]]:
    for one in verdict.judgements:
        row, ends = one.row, one.row.interval(verdict.confidence) or (None, None)
        yield {
            "perturbation": row.perturbation,
            "severity": row.severity,
            "golden": row.golden,
            "variants": row.variants,
            "clean": row.clean.value if row.clean else None,
            "accuracy": row.accuracy.value if row.accuracy else None,
            "delta": row.delta.value if row.delta else None,
            "low": ends[0],
            "high": ends[1],
            "verdict": one.verdict,
        }


def _key(run: Run, test: TestRun) -> str:
    """Return what tells a night apart: the same run added twice has the same."""
    parts = [run.started, test.test, test.suite, test.suite_id or "", str(test.calls), str(test.seconds)]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _tables() -> MetaData:
    from sqlalchemy import Column, Float, ForeignKey, Integer, MetaData, String, Table, Text

    made = MetaData()
    Table("robustgen_format", made, Column("format", Integer, primary_key=True, autoincrement=False))
    kinds: dict[str, Any] = {"golden": Integer, "variants": Integer, "calls": Integer, "flaky": Integer}
    kinds |= dict.fromkeys(("clean", "accuracy", "delta", "low", "high", "confidence", "seconds"), Float)
    Table(
        "robustgen_nights",
        made,
        Column("id", Integer, primary_key=True),
        Column("key", String(64), unique=True, nullable=False),
        *(Column(name, kinds.get(name, Text)) for name in Night.__slots__),
    )
    figures: Sequence[Any] = [Column(name, Float) for name in ("clean", "accuracy", "delta", "low", "high")]
    Table(
        "robustgen_rows",
        made,
        Column("id", Integer, primary_key=True),
        Column("night", Integer, ForeignKey("robustgen_nights.id"), nullable=False, index=True),
        Column("perturbation", Text, nullable=False),
        *(Column(name, Integer) for name in ("severity", "golden", "variants")),
        *figures,
        Column("verdict", Text),
    )
    return made


def _make(connection: Connection, tables: MetaData) -> None:
    """Make the tables where they are not there; refuse those of a newer version."""
    from sqlalchemy import insert, select

    tables.create_all(connection)
    held: Table = tables.tables["robustgen_format"]
    found = connection.execute(select(held.c.format)).scalars().all()
    if not found:
        connection.execute(insert(held).values(format=FORMAT))
    elif max(found) != FORMAT:
        raise UsageError(
            f"the history was made by a newer robustgen (format {max(found)}, this one knows {FORMAT}): update this "
            "one, or name another database"
        )


def _wait_for_writers(connection: Any, _record: Any) -> None:
    """Let a second writer of a SQLite file wait for the first."""
    connection.execute("PRAGMA busy_timeout = 30000")
