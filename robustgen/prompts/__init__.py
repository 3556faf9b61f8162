"""Prompts sent to language models, one file a version; another wording is another version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from robustgen.errors import UsageError, nearest

_PLACE = re.compile(r"\[\[(\w+)\]\]")


@cache
def text(name: str) -> str:
    """Return a prompt: one of ours by name, such as "rewrite.v1", or a file of the user's own, `my/prompt.txt`.

    Raises:
        UsageError: there is none; ours are listed.
    """
    if name.endswith(".txt"):
        try:
            return Path(name).read_text(encoding="utf-8")
        except OSError as error:
            raise UsageError(f"the prompt {name} cannot be read: {error.strerror}") from error
    here = files(__name__)
    there = sorted(one.name.removesuffix(".txt") for one in here.iterdir() if one.name.endswith(".txt"))
    if name not in there:
        raise UsageError(
            f"no prompt is called {name!r}{nearest(name, there)}; there are {', '.join(there)}, or a path that ends"
            " in .txt"
        )
    return here.joinpath(f"{name}.txt").read_text(encoding="utf-8")


def filled(name: str, values: Mapping[str, str]) -> str:
    """Return a prompt with its places, [[name]], filled all at once: what a value holds is never a place itself.

    Raises:
        UsageError: there is no such prompt, or it has a place that nothing fills.
    """

    def value(match: re.Match[str]) -> str:
        if match.group(1) not in values:
            raise UsageError(
                f"the prompt {name} has a place [[{match.group(1)}]]; there are {', '.join(sorted(values))}"
            )
        return values[match.group(1)]

    return _PLACE.sub(value, text(name))


def turns(prompt: str) -> list[dict[str, str]]:
    r"""Return a prompt of examples as a conversation: what is asked, then sentences of the user, each with its answer.

    Small models go on with a conversation where they comment on a list. A text of one line opens no turn of its own.

    >>> for turn in turns("Say it again.\n\nSentence: Hello!\nAgain: Hi!\n\nSentence: Bye!\nAgain:")[1:]:
    ...     print(turn["role"], turn["content"])
    user Hello!
    assistant Hi!
    user Bye!
    """
    asked, *examples = prompt.strip().split("\n\n")
    made = [{"role": "system", "content": asked}]
    for example in examples:
        sentence, _, again = example.partition("\n")
        made.append({"role": "user", "content": sentence.partition(": ")[2]})
        if said := again.partition(": ")[2]:
            made.append({"role": "assistant", "content": said})
    return made
