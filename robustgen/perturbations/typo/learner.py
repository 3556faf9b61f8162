"""Errors of writers for whom English is a second language: articles, agreement, prepositions, tense, number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from robustgen.definition import OnTexts, Perturbation, mix, share
from robustgen.perturbations.matching import Index, index, longest, unquoted, word_lists
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation, register
from robustgen.text import Text, match_case

SOME = share(0.1, 0.25, 0.5, 0.75, 1.0)
_SOURCE = (
    "error types of H. T. Ng et al., The CoNLL-2014 Shared Task on Grammatical Error Correction; M. Swan and B. Smith, "
    "Learner English, 2nd edition (2001)"
)
_ARTICLES = {"a": ("", "the"), "an": ("", "a"), "the": ("",)}
_DID = frozenset(("did", "didn't", "didnt"))
_HAVE = frozenset(("have", "has", "had", "haven't", "hasn't", "hadn't", "i've", "we've", "they've", "you've"))


@perturbation("typo.learner.article", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def article(text: Text) -> Iterator[Place]:
    """Leave an article out, put one too many, or the wrong one.

    >>> from robustgen.generation import perturb
    >>> perturb("I want to open an account at the bank", "typo.learner.article").text
    'I want to open account at the bank'
    """
    lists, string, lower = word_lists("learner_words"), text.string, text.lowered
    for i, (start, end) in enumerate(text.words):
        following = _next(text, i)
        if lower[i] in _ARTICLES and following and following not in lists["keeps_article"]:
            made: list[tuple[int, int, list[str]]] = [(start, text.words[i + 1][0], [""])]
            wrong = [match_case(one, string[start:end]) for one in _ARTICLES[lower[i]] if one]
            capital = string[start].isupper()
            if not capital:
                yield Place(*made[0][:2], made[0][2], weight=3, key=i)
            if wrong and lower[i] == "an":
                yield Place(start, end, wrong, key=i)
        elif (
            lower[i] in lists["abstract"] and _previous(text, i) in lists["before_abstract"] and string[start].islower()
        ):
            yield Place(start, start, ["the "], key=i)


@perturbation("typo.learner.agreement", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def agreement(text: Text) -> Iterator[Place]:
    """Let a verb disagree with its subject: "he go", "they goes", "people is".

    >>> from robustgen.generation import perturb
    >>> perturb("she works here and they know it", "typo.learner.agreement").text
    'she work here and they know it'
    """
    lists = word_lists("learner_words")
    for i, word in enumerate(text.lowered):
        before, earlier = _previous(text, i), _previous(text, i - 1)
        if earlier in lists["modal"] or earlier in ("let", "make", "makes", "made", "help", "see", "saw", "if", "that"):
            continue
        new = ""
        if before in lists["he"] and word in _bases():
            new = _bases()[word]
        elif before in lists["they"] and earlier not in ("of", "and") and word in _thirds() and _next(text, i) != "'s":
            new = _thirds()[word]
        elif word in ("are", "have") and before in ("people", "they", "children"):
            new = {"are": "is", "have": "has"}[word]
        if new:
            yield _place(text, i, new)


@perturbation("typo.learner.preposition", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def preposition(text: Text) -> Iterator[Place]:
    """Put another preposition, none, or one too many: "depend of", "listen music", "discuss about".

    >>> from robustgen.generation import perturb
    >>> perturb("I am interested in the offer", "typo.learner.preposition").text
    'I am interested on the offer'
    """
    for match in longest(unquoted(text, _prepositions())):
        original = text.string[match.start : match.end]
        yield Place(match.start, match.end, [match_case(new, original) for new in match.value], key=match.first)


@perturbation("typo.learner.tense", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def tense(text: Text) -> Iterator[Place]:
    """Mark a tense twice, not at all, or by the rule: "did not went", "have saw", "buyed".

    >>> from robustgen.generation import perturb
    >>> perturb("I did not see it and bought another", "typo.learner.tense").text
    'I did not saw it and bought another'
    """
    for i, word in enumerate(text.lowered):
        before, earlier = _previous(text, i), _previous(text, i - 1)
        if (before in _DID or (before == "not" and earlier == "did")) and word in _pasts():
            yield _place(text, i, _pasts()[word])
        elif before in _HAVE and word in _irregular() and _irregular()[word][1]:
            yield _place(text, i, _irregular()[word][1])
        elif word in _irregular() and before in ("i", "he", "she", "we", "they", "it", "and") and _irregular()[word][0]:
            yield _place(text, i, _irregular()[word][0])


@perturbation("typo.learner.number", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def number(text: Text) -> Iterator[Place]:
    """Leave the ending of a plural out, or give a plural to a noun that has none: "two book", "informations".

    >>> from robustgen.generation import perturb
    >>> perturb("I need some information about two flights", "typo.learner.number").text
    'I need some informations about two flights'
    """
    many, mass = word_lists("learner_words")["many"], dict(_mass())
    for i, word in enumerate(text.lowered):
        before = _previous(text, i)
        start, end = text.words[i]
        if not text.string[start:end].islower() or text.string[end : end + 1] == "-":
            continue
        if word in mass and _next(text, i) not in ("center", "centre", "desk", "technology", "member", "members"):
            yield _place(text, i, mass[word])
        elif before in many and word.endswith("s") and word[-2:] not in ("ss", "us", "is", "'s") and len(word) > 3:
            singular = (
                word[:-3] + "y"
                if word.endswith("ies")
                else word[:-2]
                if word.endswith(("ches", "shes", "xes"))
                else word[:-1]
            )
            if word not in _all_thirds() and text.string[text.words[i][1] - 1] == "s":
                yield _place(text, i, singular)


def _place(text: Text, i: int, new: str) -> Place:
    start, end = text.words[i]
    return Place(start, end, [match_case(new, text.string[start:end])], key=i)


def _next(text: Text, i: int) -> str:
    """Return the word behind word `i`, a space between them alone; else an empty string."""
    words = text.words
    joined = i + 1 < len(words) and text.string[words[i][1] : words[i + 1][0]] == " "
    return text.lowered[i + 1] if joined else ""


def _previous(text: Text, i: int) -> str:
    return _before(text, i) if i > 0 else ""


def _before(text: Text, i: int) -> str:
    words = text.words
    return text.lowered[i - 1] if text.string[words[i - 1][1] : words[i][0]] == " " else ""


@cache
def _bases() -> dict[str, str]:
    """Return the base of each third person; not of "is", "has" and the like, which nobody gets wrong that way."""
    return {third: base for base, third, _, _ in rows("verb_forms") if third not in ("is", "does", "has")}


@cache
def _thirds() -> dict[str, str]:
    return {base: third for base, third, _, _ in rows("verb_forms") if base not in ("be", "do", "have", "like", "can")}


@cache
def _all_thirds() -> frozenset[str]:
    return frozenset(third for _, third, _, _ in rows("verb_forms"))


@cache
def _pasts() -> dict[str, str]:
    return {base: past for base, _, past, _ in rows("verb_forms") if base not in ("be", "do", "have")}


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    """Return, by past or participle of an irregular verb, the regular form and the past put for the participle."""
    found: dict[str, tuple[str, str]] = {}
    for base, _, past, participle in rows("verb_forms"):
        if past.endswith("ed") or past == base or base in ("be", "do", "have", "go", "say", "get", "make"):
            continue
        regular = base + ("d" if base.endswith("e") else "ed")
        if past != participle:
            found[participle] = ("", past)
        if regular in (
            "buyed",
            "catched",
            "teached",
            "builded",
            "drived",
            "choosed",
            "runned",
            "maked",
            "costed",
            "sleeped",
        ):
            found[past] = (regular, found.get(past, ("", ""))[1])
    return found


@cache
def _mass() -> tuple[tuple[str, str], ...]:
    return tuple((noun, plural) for noun, plural in rows("mass_nouns"))


@cache
def _prepositions() -> Index[tuple[str, ...]]:
    return index((phrase, tuple(others.split("|"))) for phrase, others in rows("learner_prepositions"))


def _part(find_places: Callable[[Text], Iterator[Place]]) -> Perturbation:
    return Perturbation("typo.learner", 1, OnTexts(find_places), SOME, {"*": "preserves"}, ("en",))


register(
    mix(
        "typo.learner",
        [
            (_part(article), 30),
            (_part(preposition), 25),
            (_part(number), 15),
            (_part(agreement), 15),
            (_part(tense), 15),
        ],
        label="preserves",
        amount=share(0.02, 0.05, 0.1, 0.2, 0.4, of="words"),
        languages=("en",),
        source=_SOURCE,
        doc="Write as people do for whom English is a second language: articles, prepositions, number, verbs.",
    )
)
