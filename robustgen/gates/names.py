"""Gates by name: "facts", "facts:numbers,names", "similarity:models/minilm?least=0.7"."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

from robustgen.errors import UnknownName, UsageError, nearest
from robustgen.gates.protocol import Gate

TIER1 = ("length", "leftovers", "script", "language", "repetition", "wording", "facts")
"""The gates that need nothing but our own tables, the cheapest first."""


def _facts(*checks: str) -> Gate:
    from robustgen.gates.facts import CHECKS, Facts

    for check in checks:
        if check not in CHECKS:
            raise UnknownName(
                f"no check of facts is named {check!r}{nearest(check, CHECKS)}; there are {', '.join(CHECKS)}"
            )
    return Facts(*checks)


def _surface(name: str) -> Callable[[], Gate]:
    def make() -> Gate:
        from robustgen.gates import surface

        made: Gate = getattr(surface, name)()
        return made

    return make


def _wording() -> Gate:
    from robustgen.gates.wording import Wording

    return Wording()


_PLAIN: dict[str, Callable[..., Gate]] = {
    **{name: _surface(name) for name in ("length", "leftovers", "script", "language", "repetition")},
    "wording": _wording,
    "facts": _facts,
}


def known() -> dict[str, str]:
    """Return the names of all gates, each with what stands after its colon."""
    return {
        **dict.fromkeys(_PLAIN, ""),
        "facts": "[CHECK,…]",
        "similarity": "[MODEL]",
        "entailment": "MODEL",
        "perplexity": "MODEL",
        "grammar": "",
        "judge": "MODEL",
    }


def resolve(name: str) -> Gate:
    """Return the gate of a name: `NAME`, `NAME:ARGUMENT`, `NAME:ARGUMENT?option=value&option=value`.

    Nothing is loaded before the gate is first asked.

    Raises:
        UnknownName: no gate has that name; those that exist are listed.
        UsageError: an argument is missing or an option is not one of the gate's.

    >>> resolve("facts:numbers").name, resolve("wording").tier
    ('facts:numbers', 1)
    """
    from robustgen.gates import fluency, meaning

    head, _, query = name.partition("?")
    kind, _, argument = head.partition(":")
    if kind not in known():
        listed = ", ".join(f"{one}:{after}" if after else one for one, after in known().items())
        raise UnknownName(f"no gate is named {kind!r}{nearest(kind, known())}; there are {listed}")
    if kind == "judge":
        from robustgen.gates.judge import Judge

        return Judge(name.partition(":")[2])
    options = _options(name, query)
    factories: dict[str, Callable[..., Gate]] = {
        "similarity": meaning.Similarity, "entailment": meaning.Entailment, "perplexity": fluency.Perplexity,
        "grammar": fluency.Grammar, **_PLAIN,
    }  # fmt: skip
    factory = factories[kind]
    if not argument and known()[kind] == "MODEL":
        raise UsageError(f"gate {kind!r} needs a model: {kind}:PATH or {kind}:HUB/ID")
    allowed = [key for key, one in signature(factory).parameters.items() if one.kind is one.KEYWORD_ONLY]
    for key in options:
        if key not in allowed:
            there = f"; it takes {', '.join(allowed)}" if allowed else "; it takes none"
            raise UsageError(f"gate {kind!r} has no option {key!r}{nearest(key, allowed)}{there}")
    if argument and not known()[kind]:
        raise UsageError(f"gate {kind!r} takes nothing after a colon, not {argument!r}")
    made: Gate = factory(*filter(None, argument.split(",") if kind == "facts" else [argument]), **options)
    return made


def _options(name: str, query: str) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for part in filter(None, query.split("&")):
        key, _, value = part.partition("=")
        try:
            options[key] = int(value) if value.isdigit() else float(value)
        except ValueError:
            raise UsageError(f"gate {name!r}: option {key!r} is a number, not {value!r}") from None
    return options
