"""A person, a place or a firm changed in one text of a row, so that the answer of the row is right no longer.

Only names of the tables, written with their capitals, and only where the row itself shows that the answer hangs on
them: another of its texts, or the expected value, says the name too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from robustgen.definition import Subject
from robustgen.edits import Replace, tokens
from robustgen.examples import MISSING, Example
from robustgen.perturbations.control.english import forms
from robustgen.perturbations.control.entailment import is_hypothesis
from robustgen.perturbations.control.swaps import ONE, states
from robustgen.perturbations.matching import inside, quoted, word_lists
from robustgen.perturbations.structured import PROMPTS, messages, parsed
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

Name = tuple[str, ...]
_MOST_WORDS = 3
_OPTIONS = 40
_GLUE = frozenset("@#_/-&.'\u2019\\*0123456789")
_NOT_BEFORE = frozenset(("a", "an", "new", "old", "st", "san", "lake", "mount", "fort", "little", "greater"))
# Where another name may leave the answer as it is: "Ada or Bo", "who else than Bo".
_LOOSE = frozenset((
    "or", "nor", "not", "no", "never", "without", "except", "besides", "apart", "other", "else", "than", "instead",
    "unless", "if", "any", "whether", "either",
))  # fmt: skip
_UNIVERSAL = frozenset(("all", "every", "everyone", "everybody", "each", "anyone", "anybody", "whole", "any"))
_UNCERTAIN = frozenset(("yes", "no", "maybe", "true", "false", "none", "unknown", "unanswerable", ""))
_YES_NO = frozenset(("is", "are", "was", "were", "do", "does", "did", "can", "could", "has", "have", "had", "will"))


@dataclass(frozen=True, slots=True)
class _Entity:
    """A name that a text says, what it is a name of, and where each word of it stands."""

    name: Name
    kind: str
    spans: tuple[tuple[tuple[int, int], ...], ...]


@perturbation(
    "control.entity_change",
    label={task: "differs" for task in ("nli", "qa_span", "generation", "tool_call")},
    amount=ONE,
    languages=("en",),
    on="example",
    source="cf. S. Longpre et al., Entity-Based Knowledge Conflicts in Question Answering, EMNLP 2021; names written "
    "for robustgen, see the tables person_names, places, organisations and invented_names",
)
def entity_change(example: Example) -> Iterator[Place]:
    """Change a name in one text of a row, be it question, hypothesis or answer, so that the old answer is wrong.

    >>> from robustgen.generation import perturb
    >>> perturb("Emily lives near the harbour.", "control.entity_change", task="nli").text
    'Sylvie lives near the harbour.'
    """
    texts = list(Subject(example).texts)
    texts += [(said.content_path, parsed(example, said.content)) for said in messages(example, "user")]
    for path, text in texts:
        named = _entities(text)
        elsewhere = _phrases(leaf for at, leaf in _leaves(example.inputs, "") if at != path) if named else set()
        answer = _phrases(leaf for _, leaf in _leaves(example.expected, "")) if named else set()
        taken = {word for name in elsewhere | answer | _phrases([text.string]) for word in name} if named else set()
        for number, entity in enumerate(named):
            if _matters(example, path, text, entity, elsewhere, answer):
                asked = entity.kind[:6] == "places" and tokens(path)[-1].lower() in PROMPTS and len(example.inputs) > 1
                names = _invented() if asked else _names_of(entity.kind, len(entity.name))
                apart = [new for new in names if taken.isdisjoint(new) and new[0][:3] != entity.name[0][:3]]
                step = max(1, len(apart) // _OPTIONS)
                options = [_renamed(path, entity, new) for new in apart[number % step :: step]]
                yield Place(options=options, key="entity")


def _renamed(path: str, entity: _Entity, new: Name) -> tuple[Replace, ...]:
    if len(new) != len(entity.name):
        return tuple(Replace(path, spans[0][0], spans[-1][1], " ".join(new)) for spans in entity.spans)
    return tuple(
        Replace(path, start, end, word) for spans in entity.spans for (start, end), word in zip(spans, new, strict=True)
    )


def _matters(example: Example, path: str, text: Text, entity: _Entity, elsewhere: set[Name], answer: set[Name]) -> bool:
    """Return whether the expected value is wrong once the text at `path` says another name, as far as the row shows."""
    if example.expected is MISSING and len(example.inputs) == 1:
        return True  # a text tried by hand
    loose = not _LOOSE.isdisjoint(text.lowered) or not _UNIVERSAL.isdisjoint(name[0].lower() for name in elsewhere)
    if example.task == "nli":
        entailed = is_hypothesis(example, path, {"entailment"}) and states(text) and not loose
        return entailed and entity.name in elsewhere
    if example.task == "tool_call":
        return entity.name in answer and entity.name not in elsewhere and not loose
    if str(example.expected).strip(" .").lower() in _UNCERTAIN:
        return False
    asks = tokens(path)[-1].lower() in PROMPTS
    if asks and entity.name in elsewhere:
        return entity.name not in answer and not loose and text.lowered[0] not in _YES_NO
    return entity.name in answer and entity.name not in elsewhere and text.lowered[0] not in _YES_NO


def _entities(text: Text) -> list[_Entity]:
    """Return the names that can be changed wherever the text says them, in order."""
    string, spans = text.string, text.words
    cores = [_core(string[start:end]) for start, end in spans]
    quotations = quoted(string)
    starts = {start for start, _ in text.sentences}
    found: dict[tuple[Name, str], list[tuple[int, int]]] = {}
    held: dict[str, int] = {}
    at = 0
    while at < len(spans):
        size, kind = _known(text, cores, at)
        if size and _alone(text, cores, at, at + size, starts, kind) and not inside(spans[at][0], quotations):
            found.setdefault((tuple(cores[at : at + size]), kind), []).append((at, at + size))
            for core in cores[at : at + size]:
                held[core] = held.get(core, 0) + 1
        at += size or 1
    said: dict[str, int] = {}
    for core in cores:
        said[core] = said.get(core, 0) + 1
    return [
        _Entity(
            name,
            kind,
            tuple(
                tuple((spans[i][0], spans[i][0] + len(cores[i])) for i in range(first, stop)) for first, stop in places
            ),
        )
        for (name, kind), places in found.items()
        if all(said[word] == held[word] == len(places) for word in name)
    ]


def _known(text: Text, cores: Sequence[str], at: int) -> tuple[int, str]:
    """Return in how many words, and of what, a name stands at word `at`; 0 words for none."""
    if not cores[at][:1].isupper():
        return 0, ""
    for size in range(min(_MOST_WORDS, len(cores) - at), 0, -1):
        name = tuple(cores[at : at + size])
        gaps = pairwise(text.words[at : at + size])
        if all(text.string[a:b] == " " for (_, a), (b, _) in gaps):
            kind = _table().get(name)
            if kind is None and size == 2 and name[1] in _families():
                kind = _table().get(name[:1])
            if kind is not None and (size == 1 or kind[:5] != "given" or name[1] in _families()):
                return size, kind
    return 0, ""


def _alone(text: Text, cores: Sequence[str], first: int, stop: int, starts: set[int], kind: str) -> bool:
    """Return whether nothing beside a name makes it part of another, or says what it is to be."""
    string, spans = text.string, text.words
    start, end = spans[first][0], spans[stop - 1][1]
    if string[start - 1 : start] in tuple(_GLUE) and start:
        return False
    after = string[end : end + 2]
    if (after[:1] in tuple("@#_/-&\\*") and after) or (after[:1] == "." and after[1:].strip()):
        return False
    if first and string[spans[first - 1][1] : start] == " ":
        before = string[slice(*spans[first - 1])]
        opener = before.lower() in word_lists("name_guards")["opener"] or before.lower() in forms().inflected
        opens = spans[first - 1][0] in starts and opener
        if before.lower() in _NOT_BEFORE or (before[:1].isupper() and before != "I" and not opens):
            return False
    if stop < len(spans):
        gap, behind = string[end : spans[stop][0]], cores[stop]
        if gap.strip() in ("", ",") and behind[:1].isupper() and behind != "I":
            return False
        lists = word_lists("name_guards")
        # "Paris lives" may be a person; Emily is one.
        forbidden = lists["not_after"] if kind[:5] == "given" else lists["not_after"] | lists["place_not_after"]
        if gap == " " and behind.lower() in forbidden:
            return False
    return True


@cache
def _table() -> dict[Name, str]:
    """Return what each name of the tables is a name of: the kind of its table, and its gender or sort."""
    found: dict[Name, str] = {(name,): kind for _, kind, name in rows("person_names") if kind[:5] == "given"}
    for table, uses in (("organisations", ("find",)), ("places", ("both", "find"))):
        found |= {name: kind for kind, name, use in _things(table) if use in uses}
    return found


@cache
def _families() -> frozenset[str]:
    return frozenset(name for _, kind, name in rows("person_names") if kind[:6] == "family")


@cache
def _names_of(kind: str, words: int) -> tuple[Name, ...]:
    """Return names to put in, of the same kind and as many words; of people given names, or with family names."""
    if kind[:5] != "given":
        things = [*_things("organisations"), *_things("places")]
        return tuple(
            name for sort, name, use in things if sort == kind and use in ("both", "in") and len(name) == words
        )
    families: dict[str, list[str]] = {}
    for culture, sort, name in rows("person_names"):
        if sort in ("family", f"family_{kind[-1]}"):
            families.setdefault(culture, []).append(name)
    given = [(culture, name) for culture, sort, name in rows("person_names") if sort == kind]
    if words == 1:
        return tuple((name,) for _, name in given)
    numbered = [(number, culture, name) for number, (culture, name) in enumerate(given) if culture in families]
    return tuple((name, families[culture][number % len(families[culture])]) for number, culture, name in numbered)


@cache
def _invented() -> tuple[Name, ...]:
    """Return places that are nowhere: of a real one the answer to a question might be true as well."""
    return tuple((name,) for kind, name, _ in rows("invented_names") if kind == "place")


def _things(table: str) -> Iterator[tuple[str, Name, str]]:
    """Yield kind, name and use of each organisation or place."""
    for row in rows(table):
        use, kind, name = row if table == "organisations" else (row[4], row[0], row[1])
        yield f"{table} {kind}", tuple(name.split()), use


def _core(word: str) -> str:
    """Return a word without the 's of a possessive."""
    return re.sub("['\u2019]s$", "", word)


def _phrases(texts: Iterable[str]) -> set[Name]:
    """Return the words of texts, and every two and three that stand together."""
    found: set[Name] = set()
    for text in texts:
        words = [_core(word) for word in re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", text)]
        for size in range(1, _MOST_WORDS + 1):
            found.update(zip(*(words[i:] for i in range(size)), strict=False))
    return found


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        at, item = waiting.pop()
        if isinstance(item, str):
            yield at, item
        elif isinstance(item, dict):
            waiting += [(f"{at}/{str(key).replace('~', '~0').replace('/', '~1')}", part) for key, part in item.items()]
        elif isinstance(item, list | tuple):
            waiting += [(f"{at}/{number}", part) for number, part in enumerate(item)]
