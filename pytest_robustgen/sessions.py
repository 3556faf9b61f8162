"""What an item's calls are made under: the options about calls, as a session of the call seam."""

from __future__ import annotations

import pytest

from pytest_robustgen import RobustgenWarning
from robustgen.predict import Cache, Session

_CACHE = pytest.StashKey[Cache]()
_TOLD = pytest.StashKey[set[str]]()


def session_of(config: pytest.Config) -> Session:
    """Return a new session with what the options say."""
    return Session(
        isolate=bool(config.getoption("robustgen_isolate")),
        timeout=config.getoption("robustgen_timeout"),
        in_flight=config.getoption("robustgen_in_flight"),
        cache=_cache_of(config) if config.getoption("robustgen") else None,
        notes=[],
    )


def tell(item: pytest.Item, session: Session) -> list[str]:
    """Warn of what the session noted, of each thing once in this process.

    Where warnings are errors they come back, for the table: an item is not to end in one of ours.
    """
    unsaid: list[str] = []
    told = item.config.stash.setdefault(_TOLD, set())
    for note in session.notes or ():
        if note not in told:
            told.add(note)
            try:
                item.warn(RobustgenWarning(note))
            except RobustgenWarning:
                unsaid.append(note)
    return unsaid


def _cache_of(config: pytest.Config) -> Cache | None:
    """Return the cache of the run, the same for all its items in this process; None where it is off."""
    mode = config.getoption("robustgen_cache")
    if mode == "off":
        return None
    if _CACHE not in config.stash:
        cache = Cache(config.rootpath / ".robustgen" / "cache.sqlite", mode, private=True)
        config.stash[_CACHE] = cache
        config.add_cleanup(cache.close)
    return config.stash[_CACHE]
