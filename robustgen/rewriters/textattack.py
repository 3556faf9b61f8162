"""TextAttack's transformations, augmenters and recipes as rewriters: some by name, any object by `from_textattack`.

A transformation changes one word at a time; here it is applied as often as the severity asks for, each time to a word
that its constraints allow, drawn among all. That is what TextAttack's Augmenter does, without making every variant of
every word first.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any

from robustgen.definition import EVERY, Amount, Perturbation, contracts, count, share
from robustgen.errors import UsageError
from robustgen.registry import register
from robustgen.resources import resource
from robustgen.rewriters.adapter import Tool, settings_of
from robustgen.rewriters.protocol import Rewriter, nowhere
from robustgen.rewriters.textattack_resources import checksums, imported, resources

SOURCE = (
    "J. X. Morris et al., TextAttack: A Framework for Adversarial Attacks, Data Augmentation, and Adversarial Training"
)
NEEDS = (resource("textattack"), resource("flair"))

_WORDS = share(0.02, 0.05, 0.1, 0.2, 0.4, of="words")
_FEW = count(1, 1, 2, 3, 5)
_SWAPS = "textattack.transformations:WordSwap"


@dataclass(frozen=True, slots=True)
class _Named:
    """One of TextAttack's operations under a name of ours.

    Attributes:
        of: module and class of a transformation, an augmenter or a recipe.
        whole: it looks at several words at once, so that it is shown all and not one.
        spaces: it writes several words for one, or one for several.
        numbers: numbers are its business.
        stop_words: it may change stop words, as those that CheckList is made of.
        wordnet: it reads WordNet.
    """

    doc: str
    of: str
    amount: Amount = _WORDS
    label: str = "preserves"
    whole: bool = False
    spaces: bool = False
    numbers: bool = False
    stop_words: bool = False
    wordnet: bool = False


NAMED: dict[str, _Named] = {
    "qwerty": _Named("TextAttack's keyboard slips: a letter becomes its neighbour on the keyboard.", f"{_SWAPS}QWERTY"),
    "char_swap": _Named("TextAttack's swapped letters.", f"{_SWAPS}NeighboringCharacterSwap"),
    "char_insert": _Named("TextAttack's random letters: one is put in.", f"{_SWAPS}RandomCharacterInsertion"),
    "char_delete": _Named("TextAttack's random letters: one is left out.", f"{_SWAPS}RandomCharacterDeletion"),
    "char_substitute": _Named(
        "TextAttack's random letters: one stands in place of another.", f"{_SWAPS}RandomCharacterSubstitution"
    ),
    "homoglyph": _Named("TextAttack's letters that look alike.", f"{_SWAPS}HomoglyphSwap"),
    "invisible": _Named("TextAttack's invisible characters.", f"{_SWAPS}InvisibleCharacters"),
    "deepwordbug": _Named(
        "The edits of TextAttack's DeepWordBug recipe, drawn, not searched for: letters swapped, put in, left out.",
        "textattack.attack_recipes:DeepWordBugGao2018",
    ),
    "contract": _Named(
        "TextAttack's contractions: do not, don't.", f"{_SWAPS}Contract", _FEW,
        whole=True, spaces=True, stop_words=True,
    ),
    "extend": _Named("TextAttack's expansions: don't, do not.", f"{_SWAPS}Extend", _FEW, spaces=True, stop_words=True),
    "change_number": _Named(
        "TextAttack's changed numbers.", f"{_SWAPS}ChangeNumber", _FEW, "unknown",
        whole=True, spaces=True, numbers=True, stop_words=True,
    ),
    "checklist": _Named(
        "TextAttack's CheckList augmenter: names, places and numbers changed, contractions.",
        "textattack.augmentation:CheckListAugmenter", _FEW, "unknown", whole=True, spaces=True, numbers=True,
    ),
    "word_delete": _Named("TextAttack's deleted words.", "textattack.transformations:WordDeletion", _FEW, "unknown"),
    "word_swap": _Named(
        "TextAttack's swapped words.", "textattack.transformations:WordInnerSwapRandom", _FEW, "unknown"
    ),
    "synonym": _Named(
        "TextAttack's synonyms from WordNet.", f"{_SWAPS}WordNet", _FEW, "unknown", spaces=True, wordnet=True
    ),
    "synonym_insert": _Named(
        "TextAttack's synonyms from WordNet put in beside a word.",
        "textattack.transformations:WordInsertionRandomSynonym", _FEW, "unknown", spaces=True, wordnet=True,
    ),
    "eda": _Named(
        "TextAttack's easy data augmentation: one of synonyms, deleted, swapped and inserted words.",
        "textattack.augmentation:EasyDataAugmenter", _FEW, "unknown", spaces=True, wordnet=True,
    ),
}  # fmt: skip
"""The operations that have a name of their own, `textattack.NAME`."""


def from_textattack(
    what: Any,
    name: str,
    *,
    label: str | Mapping[str, str],
    version: int = 1,
    languages: Sequence[str] = ("en",),
    spaces: bool = True,
    numbers: bool = False,
) -> Perturbation:
    """Return a TextAttack transformation, augmenter or recipe of yours as a perturbation.

    `rg.register` gives it its name in the catalogue. A transformation, and that of a recipe with its constraints,
    follows the severity: 2, 5, 10, 20, 40 % of the words. An augmenter runs as it was built: one rewrite serves all.

    Args:
        what: a Transformation, an Augmenter, an Attack, or the class of a recipe (which is built without a model).
        name: family.name, as for `rg.perturbation`.
        label: the contract, as for `rg.perturbation`.
        version: a changed output means a new version.
        languages: base languages it writes; empty for any.
        spaces: it writes several words for one, or one for several; else blanks that come or go are taken for damage.
        numbers: numbers are its business, so they are not protected from it.

    Raises:
        UsageError: it is none of these.
    """
    recipe = isinstance(what, type) and hasattr(what, "build")
    augments = not recipe and callable(getattr(what, "augment", None))
    if not (recipe or augments or hasattr(what, "transformation") or callable(what)) or isinstance(what, str):
        raise UsageError(
            f"{type(what).__name__} is no TextAttack transformation, augmenter, attack or class of a recipe"
        )
    write = partial(_as_built, what, name) if augments else partial(_repeated, what, name)
    settings = {"of": what.__name__ if recipe else settings_of(what)}
    tool = Tool("textattack", write, settings, spaces, (*languages, "en")[0], numbers, imported, checksums)
    doc = f"{what.__name__ if recipe else type(what).__name__} of TextAttack, as its user built it."
    return Perturbation(
        name, version, nowhere, EVERY if augments else _WORDS, contracts(label), tuple(languages), SOURCE, doc,
        numbers=numbers, rewriter=Rewriter(tool, tool.made_by, NEEDS),
    )  # fmt: skip


def _as_built(augmenter: Any, name: str, text: str, _: int | None, __: str) -> list[str]:
    with resources(name):
        made = augmenter.augment(text)
    # Sorted before they are drawn from, since some come in the order of a set. With metrics there is a tuple.
    texts = sorted(made[0] if isinstance(made, tuple) else made)
    random.shuffle(texts)
    return texts


def _repeated(what: Any, name: str, text: str, number: int | None, _: str) -> list[str]:
    with resources(name):
        return [_transformed(random.choice(_parts(what)), text, number or 1, whole=True)]


def _by_name(name: str, text: str, number: int | None, _: str) -> list[str]:
    with resources(f"textattack.{name}"):
        return [_transformed(random.choice(_built(name)), text, number or 1, whole=NAMED[name].whole)]


def _transformed(augmenter: Any, text: str, number: int, *, whole: bool) -> str:
    """Return the text after `number` single changes, or as many as there can be."""
    attacked = import_module("textattack.shared").AttackedText
    transform, allowed = augmenter.transformation, augmenter.pre_transformation_constraints
    original = current = attacked(text)
    for _ in range(number):
        indices = sorted(set(transform(current, allowed, return_indices=True)))
        random.shuffle(indices)
        for chosen in [indices] if whole else [[index] for index in indices]:
            options = transform(current, allowed, indices_to_modify=chosen)
            options = augmenter._filter_transformations(options, current, original)
            changed = {option.text: option for option in options if option.text != current.text}
            if changed:
                current = changed[random.choice(sorted(changed))]
                break
        else:
            break
    return str(current.printable_text())


@cache
def _built(name: str) -> list[Any]:
    """Return the augmenters that a name draws from, built once a process."""
    module, _, kind = NAMED[name].of.partition(":")
    made = getattr(import_module(module), kind)
    return _parts(made if hasattr(made, "build") else made(), stop_words=NAMED[name].stop_words)


def _parts(what: Any, *, stop_words: bool = False) -> list[Any]:
    """Return what was given as TextAttack's plain augmenters, which hold a transformation and its constraints."""
    augmentation = import_module("textattack.augmentation")
    parts: list[Any]
    if isinstance(what, augmentation.EasyDataAugmenter):
        parts = [what.synonym_replacement, what.random_deletion, what.random_swap, what.random_insertion]
    elif isinstance(what, augmentation.Augmenter):
        parts = [what]
    elif isinstance(what, type):
        parts = _parts(what.build(_NoModel()))  # type: ignore[attr-defined]
    elif hasattr(what, "goal_function"):
        constraints = [*what.constraints, *what.pre_transformation_constraints]
        parts = [augmentation.Augmenter(what.transformation, constraints=constraints)]
    else:
        words = import_module("textattack.constraints.pre_transformation")
        allowed = [words.RepeatModification(), *([] if stop_words else [words.StopwordModification()])]
        parts = [augmentation.Augmenter(what, constraints=allowed)]
    for part in parts:
        if hasattr(part.transformation, "_get_synonyms"):
            _in_order(part.transformation)
    return parts


def _in_order(transformation: Any) -> None:
    """Have synonyms listed in order: they come from a set of texts, in another order in every process."""
    listed = type(transformation)._get_synonyms
    transformation._get_synonyms = lambda word: sorted(listed(transformation, word))


class _NoModel:
    """Stands where a recipe wants the model that it attacks: its transformation and constraints need none."""

    model: object = None


def _register(name: str, named: _Named) -> None:
    parameters = {"of": named.of.partition(":")[2]}
    tool = Tool(
        "textattack", partial(_by_name, name), parameters, named.spaces, numbers=named.numbers, load=imported,
        data=partial(checksums, wordnet=named.wordnet),
    )  # fmt: skip
    register(
        Perturbation(
            f"textattack.{name}", 1, nowhere, named.amount, contracts(named.label), ("en",), SOURCE, named.doc,
            numbers=named.numbers, rewriter=Rewriter(tool, tool.made_by, NEEDS),
        )
    )  # fmt: skip


for _name, _one in NAMED.items():
    _register(_name, _one)
