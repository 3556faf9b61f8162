"""Errors of writers for whom English is a second language: articles, agreement, prepositions, tense, number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from robustgen.definition import OnTexts, Perturbation, mix, share
from robustgen.perturbations.matching import Index, index, longest, quoted, unquoted, word_lists
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation, register
from robustgen.text import Text, match_case

SOME = share(0.1, 0.25, 0.5, 0.75, 1.0)
_SOURCE = (
    "error types of H. T. Ng et al., The CoNLL-2014 Shared Task on Grammatical Error Correction; M. Swan and B. Smith, "
    "Learner English, 2nd edition (2001)"
)
_ARTICLES = {"a": "the", "an": "a", "the": ""}
_PLURAL_NOUNS = ("people", "children", "men", "women")
_DID = frozenset(("did", "didn't", "didnt"))
_HAVE = frozenset(("have", "has", "had", "haven't", "hasn't", "hadn't", "i've", "we've", "they've", "you've"))


@perturbation("typo.learner.article", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def article(text: Text) -> Iterator[Place]:
    """Leave an article out, put one too many, or the wrong one.

    >>> from robustgen.generation import perturb
    >>> perturb("I want to open an account at the bank", "typo.learner.article").text
    'I want to open account at the bank'
    """
    lists, string, lower, words = _lists(), text.string, text.lowered, text.words
    for i in _own_words(text):
        start, end = words[i]
        following = _next(text, i)
        if lower[i] in _ARTICLES and following and following not in lists["keeps_article"] and not _in_name(text, i):
            if string[start].islower():
                yield Place(start, words[i + 1][0], [""], weight=3, key=i)
            if lower[i] == "an":
                yield Place(start, end, [match_case("a", string[start:end])], key=i)
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
    lists = _lists()
    for i in _own_words(text):
        word, before = text.lowered[i], _previous(text, i)
        new, weight = "", 3
        if before in lists["he"] and word in _bases():
            new = _bases()[word]
        elif before in lists["they"] and word in _thirds() and (before, word) != ("you", "know"):
            new, weight = _thirds()[word], 3 if before in _PLURAL_NOUNS else 1
        elif word == "are" and before in ("people", "children"):
            new = "is"
        elif word == "have" and before in ("people", "they", "children"):
            new = "has"
        if new and _is_subject(text, i - 1):
            yield _place(text, i, new, weight)


@perturbation("typo.learner.preposition", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def preposition(text: Text) -> Iterator[Place]:
    """Put another preposition, none, or one too many: "depend of", "listen music", "discuss about".

    >>> from robustgen.generation import perturb
    >>> perturb("I am interested in the offer", "typo.learner.preposition").text
    'I am interested on the offer'
    """
    for match in longest(unquoted(text, _prepositions())):
        if text.lowered[match.first + match.words : match.first + match.words + 1] == ("all",):  # "not bad at all"
            continue
        original = text.string[match.start : match.end]
        yield Place(match.start, match.end, [match_case(new, original) for new in match.value], key=match.first)


@perturbation("typo.learner.tense", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def tense(text: Text) -> Iterator[Place]:
    """Mark a tense twice, not at all, or by the rule: "did not went", "have saw", "buyed".

    >>> from robustgen.generation import perturb
    >>> perturb("I did not see it and bought another", "typo.learner.tense").text
    'I did not saw it and bought another'
    """
    for i in _own_words(text):
        word, before, earlier = text.lowered[i], _previous(text, i), _previous(text, i - 1)
        if (before in _DID or (before == "not" and earlier == "did")) and word in _pasts():
            yield _place(text, i, _pasts()[word])
        elif before in _HAVE and word in _participles():
            yield _place(text, i, _participles()[word])
        elif word in _regular() and before in ("i", "he", "she", "we", "they", "it", "and"):
            yield _place(text, i, _regular()[word])


@perturbation("typo.learner.number", label="preserves", amount=SOME, languages=("en",), source=_SOURCE)
def number(text: Text) -> Iterator[Place]:
    """Leave the ending of a plural out, or give a plural to a noun that has none: "two book", "informations".

    >>> from robustgen.generation import perturb
    >>> perturb("I need some information about two flights", "typo.learner.number").text
    'I need some informations about two flights'
    """
    lists, mass = _lists(), _mass()
    for i in _own_words(text):
        word, before, (start, end) = text.lowered[i], _previous(text, i), text.words[i]
        if not text.string[start:end].islower() or "-" in text.string[max(0, start - 1) : end + 1]:
            continue
        if word in mass and before not in lists["verb_before"] and _closes(text, i):
            yield _place(text, i, mass[word])
        elif before in lists["many"] and (singular := _singular(word)):
            yield _place(text, i, singular)


def _singular(word: str) -> str:
    """Return the singular of a plural in -s, or an empty string where the rule is not sure."""
    lists = _lists()
    if len(word) < 4 or not word.endswith("s") or word in lists["plain_s"] or word in _all_thirds():
        return ""
    if word in lists["ie"]:
        return word[:-1]
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    unsure = ("ss", "us", "is", "'s", "ics", "oes", "ves", "zes", "nses", "uses")
    return "" if word.endswith(unsure) and not word.endswith(("ouses", "auses")) else word[:-1]


def _lists() -> dict[str, frozenset[str]]:
    return word_lists("learner_words")


def _own_words(text: Text) -> Iterator[int]:
    """Yield the numbers of the words that stand in no quotation."""
    quotations = quoted(text.string)
    if not quotations:
        yield from range(len(text.words))
        return
    at = 0
    for i, (start, _) in enumerate(text.words):
        while at < len(quotations) and quotations[at][1] <= start:
            at += 1
        if at == len(quotations) or start < quotations[at][0]:
            yield i


def _is_subject(text: Text, i: int) -> bool:
    """Return whether word `i`, a pronoun or a noun in the plural, opens a clause: behind it stands its verb."""
    lists = _lists()
    if text.lowered[i] in _PLURAL_NOUNS:
        for _ in range(3):
            if _previous(text, i) in lists["determiner"]:
                i -= 1
    before = _previous(text, i)
    if before in lists["opener"]:
        return _previous(text, i - 1) not in lists["modal"] or before in ("and", "but", "because")
    opens = i == 0 or (before == "" and text.string[text.words[i - 1][1]] not in "-/'&")
    return opens or (text.lowered[i] in ("he", "she", "they", "we") and before not in lists["modal"] | {"if", "that"})


def _in_name(text: Text, i: int) -> bool:
    """Return whether word `i` stands between capitals, as in a name: "Winnie the Pooh", "Lord of the Rings"."""
    words = [text.string[start:end] for start, end in text.words[max(0, i - 2) : i + 2]]
    capital = [word for word in words[:-2] if word[0].isupper() and word != "I"]
    return words[-1][0].isupper() and bool(capital)


def _closes(text: Text, i: int) -> bool:
    """Return whether behind word `i` stands no word that it may be part of: "research" but not "research team"."""
    end = text.words[i][1]
    return not text.string[end : end + 1].isspace() or _next(text, i) in _lists()["after_mass"]


def _place(text: Text, i: int, new: str, weight: int = 1) -> Place:
    start, end = text.words[i]
    return Place(start, end, [match_case(new, text.string[start:end])], weight, key=i)


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
    return {base: past for base, _, past, _ in rows("verb_forms") if base not in ("be", "do", "have", past)}


@cache
def _participles() -> dict[str, str]:
    """Return the past of a verb by its participle, where they differ."""
    found = {participle: (base, past) for base, _, past, participle in rows("verb_forms") if past != participle}
    return {
        participle: past for participle, (base, past) in found.items() if base not in ("be", "do", "have", "go", "get")
    }


@cache
def _regular() -> dict[str, str]:
    """Return the form by the rule of the irregular pasts that learners give one: "buyed", "catched"."""
    pasts = {past: base for base, _, past, _ in rows("verb_forms") if past in _lists()["regular"]}
    doubled = {"run": "runned"}
    return {past: doubled.get(base) or base + ("d" if base.endswith("e") else "ed") for past, base in pasts.items()}


@cache
def _mass() -> dict[str, str]:
    return {noun: plural for noun, plural in rows("mass_nouns")}


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
