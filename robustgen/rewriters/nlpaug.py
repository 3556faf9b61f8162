"""nlpaug's augmenters and flows as rewriters: `nlpaug.keyboard` and others by name, any object by `from_nlpaug`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any

from robustgen.definition import EVERY, Amount, Perturbation, contracts, count, share
from robustgen.errors import UsageError
from robustgen.gates.structure import Rejected
from robustgen.registry import register
from robustgen.resources import resource
from robustgen.rewriters.adapter import Tool, settings_of
from robustgen.rewriters.protocol import Rewriter, nowhere

SOURCE = "E. Ma, NLP Augmentation (nlpaug), 2019"
NEEDS = (resource("nlpaug"),)

_WORDS = share(0.02, 0.05, 0.1, 0.2, 0.4, of="words")
_FEW = count(1, 1, 2, 3, 5)
_KEYBOARDS = ("de", "en", "es", "fr", "he", "it", "nl", "pl", "th", "tr", "uk")
_MARK = "nnnnn"
_ONE_LETTER = {"aug_char_min": 1, "aug_char_max": 1}
RESERVED = (
    ("please", "pls", "plz"), ("thanks", "thx", "tnx"), ("you", "u"), ("are", "r"), ("okay", "ok"), ("because", "bc"),
    ("tomorrow", "tmrw"), ("message", "msg"), ("information", "info"), ("appointment", "appt"), ("account", "acct"),
    ("people", "ppl"), ("about", "abt"), ("really", "rly"), ("right", "rite"), ("night", "nite"), ("love", "luv"),
    ("though", "tho"), ("through", "thru"), ("your", "ur"), ("with", "wth"), ("before", "b4"), ("should", "shd"),
)  # fmt: skip
"""Words that are written in several ways: what `nlpaug.reserved` may exchange.

Single words: nlpaug searches phrases as regular expressions, inside other words too.
"""


@dataclass(frozen=True, slots=True)
class _Named:
    """One of nlpaug's operations under a name of ours.

    Attributes:
        classes: module and class of an augmenter; of several a sequential flow is made.
        settings: what the class is given beside the number of words.
        amount: how many words a severity asks for.
        label: the contract for every task.
    """

    doc: str
    classes: tuple[str, ...]
    settings: Mapping[str, Any]
    amount: Amount = _WORDS
    label: str = "preserves"
    languages: tuple[str, ...] = ()
    splits: bool = False


_CHAR = "nlpaug.augmenter.char:RandomCharAug"
_WORD = "nlpaug.augmenter.word:RandomWordAug"
NAMED: dict[str, _Named] = {
    "keyboard": _Named(
        "nlpaug's keyboard slips: one letter of a word becomes a neighbour on the keyboard.",
        ("nlpaug.augmenter.char:KeyboardAug",), _ONE_LETTER, languages=_KEYBOARDS,
    ),
    "ocr": _Named(
        "nlpaug's OCR errors: one letter of a word becomes one that a scanner mistakes for it.",
        ("nlpaug.augmenter.char:OcrAug",), _ONE_LETTER, languages=("en",),
    ),
    "spelling": _Named(
        "nlpaug's misspellings: a word becomes one of its misspellings in nlpaug's table.",
        ("nlpaug.augmenter.word:SpellingAug",), {}, languages=("en",),
    ),
    "random_char.insert": _Named(
        "nlpaug's random letters: one is put into a word.", (_CHAR,), {"action": "insert", **_ONE_LETTER}
    ),
    "random_char.substitute": _Named(
        "nlpaug's random letters: one stands in place of another.", (_CHAR,), {"action": "substitute", **_ONE_LETTER}
    ),
    "random_char.swap": _Named(
        "nlpaug's random letters: two neighbours change places.", (_CHAR,), {"action": "swap", **_ONE_LETTER}
    ),
    "random_char.delete": _Named(
        "nlpaug's random letters: one is left out.", (_CHAR,), {"action": "delete", **_ONE_LETTER}
    ),
    "random_word.swap": _Named(
        "nlpaug's random words: two neighbours change places.", (_WORD,), {"action": "swap"}, _FEW, "unknown"
    ),
    "random_word.delete": _Named(
        "nlpaug's random words: some are left out.", (_WORD,), {"action": "delete"}, _FEW, "unknown"
    ),
    "random_word.substitute": _Named(
        "nlpaug's random words: an underscore stands in place of some.", (_WORD,), {"action": "substitute"}, _FEW,
        "unknown",
    ),
    "split": _Named(
        "nlpaug's split words: a blank falls into a word.", ("nlpaug.augmenter.word:SplitAug",), {}, _WORDS, splits=True
    ),
    "reserved": _Named(
        "nlpaug's reserved words: a word becomes another way to write it (please, pls).",
        ("nlpaug.augmenter.word:ReservedAug",), {"reserved_tokens": [list(group) for group in RESERVED]}, _FEW,
        languages=("en",),
    ),
    "flow": _Named(
        "nlpaug's sequential flow: misspellings, then keyboard slips.",
        ("nlpaug.augmenter.word:SpellingAug", "nlpaug.augmenter.char:KeyboardAug"), {}, languages=("en",),
    ),
}  # fmt: skip
"""The operations that have a name of their own, `nlpaug.NAME`."""


def from_nlpaug(
    augmenter: object,
    name: str,
    *,
    label: str | Mapping[str, str],
    version: int = 1,
    languages: Sequence[str] = (),
    splits: bool = False,
) -> Perturbation:
    """Return an nlpaug augmenter or flow of yours as a perturbation; `rg.register` gives it its name in the catalogue.

    It has no severities of ours: it runs as it was built, and one rewrite serves all.

    Args:
        augmenter: an object with nlpaug's `augment(text)`.
        name: family.name, as for `rg.perturbation`.
        label: the contract, as for `rg.perturbation`.
        version: a changed output means a new version.
        languages: base languages it writes; empty for any.
        splits: it splits words on purpose: else a word that came apart is taken for damage and rejected.

    Raises:
        UsageError: the object has no `augment`.
    """
    if not callable(getattr(augmenter, "augment", None)):
        raise UsageError(f"{type(augmenter).__name__} is no nlpaug augmenter or flow: it has no method augment(text)")
    language = languages[0] if languages else "en"
    _in_order(augmenter)
    settings = {"augmenter": settings_of(augmenter)}
    tool = Tool("nlpaug", partial(_as_built, augmenter), settings, splits, language, load=_load)
    doc = f"{type(augmenter).__name__} of nlpaug, as its user built it."
    return Perturbation(
        name, version, nowhere, EVERY, contracts(label), tuple(languages), SOURCE, doc,
        rewriter=Rewriter(tool, tool.made_by, NEEDS),
    )  # fmt: skip


@cache
def _load() -> None:
    """Import nlpaug, and with it numpy."""
    for module in ("nlpaug.augmenter.char", "nlpaug.augmenter.word", "nlpaug.flow"):
        import_module(module)


def _as_built(augmenter: Any, text: str, _: int | None, __: str) -> list[str | Rejected]:
    return _texts(augmenter.augment(text), text)


def _by_name(name: str, text: str, number: int | None, language: str) -> list[str | Rejected]:
    augmenter = _built(name, language.partition("-")[0].lower())
    for part in augmenter if isinstance(augmenter, list) else [augmenter]:
        for least, most in (("aug_word_min", "aug_word_max"), ("aug_min", "aug_max")):
            if getattr(part, least, None) is not None:
                setattr(part, least, number)
                setattr(part, most, number)
    return _texts(augmenter.augment(text), text)


@cache
def _built(name: str, language: str) -> Any:
    """Return the augmenter of a name, built once a process."""
    named = NAMED[name]
    parts = []
    for path in named.classes:
        module, _, kind = path.partition(":")
        settings = dict(named.settings)
        if kind == "KeyboardAug":
            settings |= {"lang": language, **_ONE_LETTER}
        parts.append(_in_order(getattr(import_module(module), kind)(**settings)))
    return parts[0] if len(parts) == 1 else import_module("nlpaug.flow").Sequential(parts)


def _in_order(augmenter: Any) -> Any:
    """Return an augmenter with the words of its table in order: they come from sets, different in every process."""
    for part in augmenter if isinstance(augmenter, list) else []:
        _in_order(part)
    table = getattr(getattr(augmenter, "model", None), "dict", None)
    if isinstance(table, dict):
        for words in table.values():
            if isinstance(words, list) and all(isinstance(word, str) for word in words):
                words.sort()
    return augmenter


def _texts(returned: Any, text: str) -> list[str | Rejected]:
    """Return what `augment` returned as a list of texts: it returns a list, a text, or nothing."""
    texts = [returned] if isinstance(returned, str) else [one for one in returned or () if isinstance(one, str)]
    # A phrase that ReservedAug found and did not exchange keeps the mark it was joined with: "thanknnnnnyou".
    return [Rejected(f"{_MARK} left over") if _MARK in one and _MARK not in text else one for one in texts]


def _register(name: str, named: _Named) -> None:
    settings = {key: value for key, value in named.settings.items() if key != "reserved_tokens"}
    parameters = {"classes": [path.partition(":")[2] for path in named.classes], **settings}
    tool = Tool("nlpaug", partial(_by_name, name), parameters, named.splits, "en", load=_load)
    register(
        Perturbation(
            f"nlpaug.{name}", 1, nowhere, named.amount, contracts(named.label), named.languages, SOURCE, named.doc,
            rewriter=Rewriter(tool, tool.made_by, NEEDS),
        )
    )  # fmt: skip


for _name, _one in NAMED.items():
    _register(_name, _one)
