"""Prompts that gates send to language models, one file a version; another wording is another version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_PLACE = re.compile(r"\[\[(\w+)\]\]")


@cache
def text(name: str) -> str:
    """Return the prompt file `name`, such as "judge.v1"."""
    return files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")


def filled(name: str, values: Mapping[str, str]) -> str:
    """Return a prompt with its places filled, all at once: what a value holds is never a place itself."""
    return _PLACE.sub(lambda match: values[match.group(1)], text(name))
