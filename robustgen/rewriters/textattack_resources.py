"""TextAttack's import and its data: nothing is downloaded, nothing global stays changed, what is missing is named.

TextAttack 0.3.11 downloads NLTK data when it is imported for the first time, and notes in the user's cache that it did
even where it failed; it reconfigures logging, sets an environment variable, and needs NLTK's stop words to be imported
at all. Some transformations download models when they are built.
"""

from __future__ import annotations

import logging.config
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from zlib import crc32

from robustgen.errors import MissingExtra

_NOTES = ("post_install_check_3", "post_install_check_3.lock")
_NLTK = re.compile(r"nltk\.download\('([\w.-]+)'\)")
_HOMOGLYPHS = "intentional_homoglyphs.txt"
_FLAIR = re.compile(r"\.flair[/\\]models[/\\]([\w-]+)")


@cache
def imported() -> None:
    """Import TextAttack.

    Raises:
        MissingExtra: NLTK's stop words are not there.
    """
    nltk = import_module("nltk")
    try:
        nltk.data.find("corpora/stopwords")
    except LookupError as error:
        raise _missing(error, "textattack") from None
    for heavy in ("numpy", "torch", "transformers"):
        import_module(heavy)
    notes = [_cache() / name for name in _NOTES]
    there = [note for note in notes if note.exists()]
    environment = dict(os.environ)
    with ExitStack() as scope:
        scope.enter_context(_swapped(nltk, "download", _no_download))
        scope.enter_context(_swapped(logging.config, "dictConfig", _nothing))
        scope.enter_context(_swapped_module("stanza"))
        try:
            import_module("textattack")
        finally:
            for key in os.environ.keys() - environment.keys():
                del os.environ[key]
            for note in notes:
                if note not in there:
                    note.unlink(missing_ok=True)


@contextmanager
def resources(name: str) -> Iterator[None]:
    """Run TextAttack's code without downloads, and say which data `name` lacks and how to get it.

    Raises:
        MissingExtra: NLTK data, a flair model, a file of TextAttack's own is not there.
    """
    nltk, install = import_module("nltk"), import_module("textattack.shared.utils.install")
    hub = import_module("huggingface_hub.constants")
    with ExitStack() as scope:
        scope.enter_context(_swapped(nltk, "download", _no_download))
        scope.enter_context(_swapped(install, "http_get", _no_file))
        scope.enter_context(_swapped(hub, "HF_HUB_OFFLINE", True))
        scope.enter_context(_swapped(install.logger, "disabled", True))
        try:
            yield
        except (LookupError, OSError) as error:
            raise _missing(error, name) from None


def checksums(*, wordnet: bool = False) -> dict[str, str]:
    """Return checksums of NLTK's data that the outcome depends on: with other stop words other words are changed."""
    corpus = import_module("nltk.corpus")
    found = {"stopwords": "\n".join(corpus.stopwords.words("english")).encode()}
    if wordnet:
        with corpus.wordnet.open("data.noun") as file:
            found["wordnet"] = file.read().encode()
    return {name: f"{crc32(data):08x}" for name, data in found.items()}


def _missing(error: Exception, name: str) -> Exception:
    """Return what is missing and the command that gets it, or the error itself where it is about something else."""
    said = str(error)
    if found := _NLTK.search(said):
        names = f"{found[1]} omw-1.4" if found[1] == "wordnet" else found[1]
        return MissingExtra(
            f"{name} needs NLTK's data {found[1]!r}, which is not there: python -m nltk.downloader {names}"
        )
    if _HOMOGLYPHS in said:
        path = Path(str(getattr(error, "filename", _HOMOGLYPHS)))
        return MissingExtra(
            f"{name} needs Unicode's list of intentional homoglyphs, which TextAttack's wheel lacks: curl -o '{path}'"
            " https://www.unicode.org/Public/security/latest/intentional.txt"
        )
    if found := _FLAIR.search(said):
        load = f"from flair.models import SequenceTagger; SequenceTagger.load('flair/{found[1]}')"
        return MissingExtra(f'{name} needs the flair model {found[1]}, which is not there: python -c "{load}"')
    if isinstance(error, _File):
        url = error.url
        folder = url.partition("amazonaws.com/")[2]
        load = f"from textattack.shared.utils import download_from_s3; download_from_s3('{folder}')"
        return MissingExtra(f'{name} needs TextAttack\'s file {folder}, which is not there: python -c "{load}"')
    return error


class _File(OSError):
    """A file that TextAttack would download."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def _no_file(url: str, *_: Any, **__: Any) -> None:
    raise _File(url)


def _no_download(*_: Any, **__: Any) -> bool:
    return False


def _nothing(_: Mapping[str, Any]) -> None:
    """Stand in for `dictConfig`, with which two packages would disable every logger there is, and close its files."""


def _cache() -> Path:
    return Path(os.environ.get("TA_CACHE_DIR") or Path.home() / ".cache" / "textattack")


@contextmanager
def _swapped(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put something in another's place for a while."""
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def _swapped_module(name: str) -> Iterator[None]:
    """Have a module fail to import for a while, unless it is loaded already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
