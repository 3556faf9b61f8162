"""Small models for the tests of rewriters, trained once a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def transformers():
    from tests.extras import need  # here: flair, which TextAttack's tests need, installs a package `tests` of its own

    need("torch", "'torch>=2.4'")
    return need("transformers", "'transformers>=4.45,<6'")


@pytest.fixture(scope="session")
def trained(transformers, tmp_path_factory):
    """Return a function from the name of a small model to its folder: it is trained when it is first asked for."""
    from tests.rewriters import small_models

    return _trained_once(small_models, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def pieces(transformers, tmp_path_factory):
    """Return the same of models over vocabularies of pieces."""
    from tests.extras import need
    from tests.rewriters import subword_models

    need("sentencepiece", "sentencepiece protobuf")
    need("google.protobuf", "sentencepiece protobuf")
    return _trained_once(subword_models, tmp_path_factory.mktemp("pieces"))


def _trained_once(module: ModuleType, root: Path) -> Callable[[str], str]:
    there: dict[str, Path] = {}

    def folder(name: str) -> str:
        if name not in there:
            train, _, backwards = name.partition(" ")
            how = {"backwards": True} if backwards else {}
            there[name] = getattr(module, train)(root / name.replace(" ", "_"), **how)
        return str(there[name])

    return folder


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Let small models run in one thread: they wait for threads more than they gain."""
    import sys

    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch else 0
    if torch:
        torch.set_num_threads(1)
    yield
    if torch:
        torch.set_num_threads(threads)
