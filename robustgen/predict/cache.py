"""Answers kept between runs, in SQLite: of models with an id, by model, parameters, input and repeat.

The file holds hashes, model ids and answers: no inputs and no parameters. An answer is committed as soon as it is
there, so that a run that was killed repeats only what was in flight. Several processes may share a file.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from robustgen.case import Failed, Unanswered
from robustgen.display import visible
from robustgen.predict.session import current

if TYPE_CHECKING:
    import sqlite3

    from robustgen.predict.model import Model
    from robustgen.predict.session import Session

Mode = Literal["on", "read", "refresh"]
FORMAT = 1
_BUSY = 20.0  # seconds to wait while another process writes
_MANY = 500  # keys of one question
_DAMAGED = (11, 26)  # SQLITE_CORRUPT, SQLITE_NOTADB
_TABLE = "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL)"
_JSON = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode


class Cache:
    """A file of answers. Opened when it is first needed; where it cannot be used, that is noted and it stays empty.

    Args:
        path: of the file; its folder is made.
        mode: on; read: no answer is added; refresh: no answer is taken, and each is written anew.
        private: whether the folder is ours, and gets a .gitignore that leaves it out.
    """

    def __init__(self, path: str | Path, mode: Mode = "on", *, private: bool = False) -> None:
        self.path, self.mode, self._private = Path(path), mode, private
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._off = False

    def get(self, keys: Sequence[bytes], note: Callable[[str], None]) -> dict[bytes, Any]:
        """Return the answers that are there, by key."""
        if self.mode == "refresh":
            return {}
        found: dict[bytes, Any] = {}
        for start in range(0, len(keys), _MANY):
            chosen = keys[start : start + _MANY]
            asked = f"SELECT key, answer FROM answers WHERE key IN ({','.join('?' * len(chosen))})"
            rows = self._try(partial(_fetched, asked, chosen), note)
            found |= rows or {}
        return found

    def put(self, rows: Sequence[tuple[bytes, str, str]], note: Callable[[str], None]) -> None:
        """Write (key, model id, answer as JSON), all at once."""
        if self.mode == "read" or not rows:
            return

        def write(one: sqlite3.Connection) -> None:
            with one:
                one.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)

        self._try(write, note)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _try(self, work: Callable[[sqlite3.Connection], Any], note: Callable[[str], None]) -> Any:
        """Do something with the file; None where it cannot be used. A damaged one is set aside and begun anew."""
        import sqlite3

        with self._lock:
            for again in (False, True):
                if self._off:
                    return None
                try:
                    if self._connection is None:
                        self._connection = self._opened()
                    return None if self._connection is None else work(self._connection)
                except (sqlite3.Error, OSError, ValueError) as error:
                    damaged = isinstance(error, ValueError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
                    if self._connection is not None:
                        self._connection.close()
                        self._connection = None
                    if damaged and self.mode != "read" and not again:
                        self._off = not self._set_aside(note)
                        continue
                    self._off = True
                    why = "is damaged" if damaged else f"cannot be used ({error})"
                    note(f"the cache {visible(str(self.path))} {why}: this run does without")
        return None

    def _opened(self) -> sqlite3.Connection | None:
        """Return a connection; None where nothing is there and nothing is to be added."""
        import sqlite3

        if self.mode == "read":
            if not self.path.exists():
                return None
            for how in ("mode=ro", "mode=ro&immutable=1"):  # the second for a folder that cannot be written
                one = sqlite3.connect(
                    f"{self.path.resolve().as_uri()}?{how}", uri=True, timeout=_BUSY, check_same_thread=False
                )
                try:
                    _check(one)
                except sqlite3.OperationalError:
                    one.close()
                else:
                    return one
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._private and not (ignored := self.path.parent / ".gitignore").exists():
            ignored.write_text("*\n", encoding="utf-8")
        one = sqlite3.connect(self.path, timeout=_BUSY, check_same_thread=False)
        try:
            one.execute("PRAGMA journal_mode = WAL")
            one.execute("PRAGMA synchronous = NORMAL")
            with one:
                one.execute("BEGIN IMMEDIATE")
                if _version(one) == 0:
                    one.execute(_TABLE)
                    one.execute(f"PRAGMA user_version = {FORMAT}")
            _check(one)
        except BaseException:
            one.close()
            raise
        return one

    def _set_aside(self, note: Callable[[str], None]) -> bool:
        """Rename a damaged file; return whether a new one may be begun. Of several processes one does it."""
        import sqlite3

        with _alone(self.path):
            with suppress(sqlite3.Error, OSError, ValueError):
                one = self._opened()
                if one is not None:
                    damage = one.execute("PRAGMA quick_check").fetchone()
                    one.close()
                    if damage == ("ok",):  # another process has seen to it
                        return True
            number = 1
            while (aside := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
                number += 1
            try:
                self.path.rename(aside)
                for end in ("-wal", "-shm"):
                    self.path.with_name(self.path.name + end).unlink(missing_ok=True)
            except OSError as error:
                note(f"the cache {visible(str(self.path))} is damaged ({error}): this run does without")
                return False
        note(f"the cache {visible(str(self.path))} was damaged: it was set aside as {aside.name}, and begun anew")
        return True


def _fetched(asked: str, keys: Sequence[bytes], one: sqlite3.Connection) -> dict[bytes, Any]:
    return {key: json.loads(answer) for key, answer in one.execute(asked, keys)}


def _version(one: sqlite3.Connection) -> int:
    return int(one.execute("PRAGMA user_version").fetchone()[0])


def _check(one: sqlite3.Connection) -> None:
    """Raise where a file is none of ours, or damaged so that it shows at once."""
    if _version(one) != FORMAT:
        raise ValueError(f"format {_version(one)}")
    one.execute("SELECT key, model, answer FROM answers LIMIT 1").fetchall()


@contextmanager
def caching(path: str | Path | None) -> Iterator[None]:
    """Let the calls of a block be answered by the cache in a file; None leaves all as it is."""
    session = current()
    before = session.cache
    if path is not None:
        session.cache = Cache(path)
    try:
        yield
    finally:
        if session.cache is not None and session.cache is not before:
            session.cache.close()
        session.cache = before


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes out while a damaged file is set aside: a lock that ends with its process."""
    import sqlite3

    guard = sqlite3.connect(path.with_name(path.name + ".lock"), timeout=_BUSY, isolation_level=None)
    try:
        with suppress(sqlite3.Error):
            guard.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        guard.close()


class Memo:
    """The answers of one model in a cache, for the repeat that the session is at."""

    def __init__(self, cache: Cache, model: Model, session: Session) -> None:
        self._cache, self._model, self._session = cache, model, session
        params = json.dumps(model.params, sort_keys=True, allow_nan=False)
        self._start = hashlib.sha256(_JSON([FORMAT, model.id, params, session.repeat]).encode())

    def key(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes | None:
        """Return what stands for the arguments of one input; None where they are not JSON."""
        try:
            text = _JSON([args, {name: kwargs[name] for name in sorted(kwargs)}])
        except (TypeError, ValueError, RecursionError):
            return None
        if not _all_text(args, kwargs) and not _same(json.loads(text), [list(args), dict(kwargs)]):
            return None
        hashed = self._start.copy()
        hashed.update(text.encode())
        return hashed.digest()

    def keys(self, inputs: Sequence[Any]) -> list[bytes | None]:
        """Return the keys of inputs that are asked about alone or in a batch, which is the same."""
        return [self.key((one,), {}) for one in inputs]

    def get(self, keys: Sequence[bytes | None]) -> dict[bytes, Any]:
        """Return the answers that are there, by key, and count them."""
        found = self._cache.get([key for key in keys if key is not None], self._session.note)
        self._session.count(cached=len(found))
        return found

    def put(self, keys: Sequence[bytes | None], answers: Sequence[Any]) -> None:
        """Keep answers; not those that are none, and not those that JSON would change."""
        rows = []
        for key, answer in zip(keys, answers, strict=True):
            if key is None or _empty(answer):
                continue
            try:
                text = _JSON(answer)
                kept = type(answer) is str or _same(json.loads(text), answer)
            except (TypeError, ValueError, RecursionError):
                kept = False
            if kept:
                rows.append((key, self._model.id, text))
            else:
                self._session.note(
                    f"answers of {visible(self._model.id, 80)} are not cached: a {type(answer).__name__} is not what "
                    "JSON gives back; return plain lists, dicts, texts and numbers"
                )
        self._cache.put(rows, self._session.note)


def memo_of(model: Model, session: Session) -> Memo | None:
    """Return where a model's answers are kept; None where they are not."""
    return Memo(session.cache, model, session) if session.cache is not None and model.named else None


def _all_text(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    return all(type(one) is str for one in args) and all(type(one) is str for one in kwargs.values())


def _empty(answer: Any) -> bool:
    """Whether an answer is none, or says nothing."""
    if answer is None or isinstance(answer, Failed | Unanswered):
        return True
    return isinstance(answer, str | list | dict | tuple) and not (answer.strip() if isinstance(answer, str) else answer)


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal, types and the order of keys too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
