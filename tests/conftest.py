"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.endpoint import Endpoint

pytest_plugins = "pytester"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """Let the environment name an endpoint of this machine, with a key."""
    from robustgen.endpoint import forget
    from tests.endpoint import KEY, serving  # here: flair, which TextAttack's tests need, installs a `tests` of its own
    from tests.extras import need

    need("openai", "'openai>=1.40'")
    with serving() as found:
        monkeypatch.setenv("OPENAI_BASE_URL", found.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        forget()
        yield found
    forget()


@pytest.fixture
def smollm2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the environment name a server of SmolLM2 with 135 million parameters."""
    from robustgen.endpoint import forget
    from tests.extras import need
    from tests.smollm2 import serving

    need("openai", "'openai>=1.40'")
    with serving() as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        forget()
        yield
    forget()
