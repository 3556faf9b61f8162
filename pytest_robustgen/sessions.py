"""What an item's calls are made under: the options about calls, as a session of the call seam."""

from __future__ import annotations

import pytest

from robustgen.predict import Session


def session_of(config: pytest.Config) -> Session:
    """Return a new session with what the options say."""
    return Session(
        isolate=bool(config.getoption("robustgen_isolate")),
        timeout=config.getoption("robustgen_timeout"),
        in_flight=config.getoption("robustgen_in_flight"),
        notes=[],
    )
