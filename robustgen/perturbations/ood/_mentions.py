"""What a row says of people by one word, and another word for it: religion, nationality, age, disability.

A word counts before or after a noun for people, or said of somebody by "is". Where a row has none, one may be put in
before people one knows: "my neighbour".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from robustgen.edits import Change, Edit, Replace
from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.ood._names import Options, Page, Scene, Token, guards, split_name, with_article
from robustgen.perturbations.tables import rows
from robustgen.places import Place

_AMERICAN = frozenset(("US", "USA", "America", "States", "UK", "Britain", "England", "Scotland", "Wales", "Europe"))
# "How would I say hello if I were French?" asks for the language.
_TONGUE = frozenset(
    ("language", "speak", "speaks", "translate", "accent", "phrase", "pronounce", "say", "word", "words")
)
_TEACHING = frozenset(("teacher", "teachers", "tutor", "professor", "student", "students", "trainer", "class"))
_AFTER_OLD = frozenset((
    "man", "woman", "lady", "gentleman", "couple", "men", "women", "people", "guy", "couples",
))  # fmt: skip
_BEFORE_OLD = frozenset(
    ("little", "good", "dear", "poor", "year", "years", "how", "as", "big", "wise", "months", "grumpy")
)
_MORE_OF_IT = frozenset(("who", "that", "of", "whose", "which", "and", "or", "until", "till", "when"))
_YOUNG = frozenset(("boys", "girls", "children", "students", "kids", "student", "child", "boy", "girl"))
_SPEAKERS = frozenset((
    "recommended", "recommends", "says", "said", "told", "thinks", "thought", "loves", "loved", "likes", "liked",
    "wants", "wanted", "asked", "asks", "lent", "gave", "gives", "got", "took", "went", "came", "comes", "works",
    "worked", "lives", "lived", "made", "makes", "agrees", "agreed", "called", "sent", "bought", "needs", "keeps",
    "never", "always", "really", "just", "also", "know", "knows", "please", "yesterday",
))  # fmt: skip


# An age in figures: "a woman of 45", "aged 30", "she is 82 and", "in her forties".
_AGE_TOLD = re.compile(
    r"\b(?:man|men|woman|women|person|people|patients?|adults?|drivers?|couple) of \d{1,3}\b|\baged? (?:of )?\d"
    r"|\bin (?:his|her|their|my) [a-z]+(?:ties|teens)\b"
    r"|\b(?:I'm|(?:I|he|she|who) (?:am|is|was)|(?:he|she)'s|turn(?:s|ed|ing)?) \d{1,3}\b"
    r"(?= (?:and|but|now|when|or)\b|[.,!?;](?!\d))",
    re.IGNORECASE,
)
# Of two words that are one: African American, Orthodox Jewish.
_HYPHENLESS = frozenset(("african", "native", "latin", "asian", "anglo", "half", "orthodox", "roman", "north", "south"))
_Reader: TypeAlias = Callable[[Page, Token, Token, str], str]


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of a group where it is said of people: its form is "before", "after", "one" or "many"."""

    page: Page
    first: Token
    last: Token
    form: str


def religions(scene: Scene) -> Iterator[Place]:
    """Yield the places for religions."""
    table = {row[0]: {"before": row[0], "one": row[1], "many": row[2]} for row in rows("religions")}
    if not scene.lowered.isdisjoint(_nouns("church")):
        return
    yield from _exchanged(scene, table, _is_said)


def nationalities(scene: Scene) -> Iterator[Place]:
    """Yield the places for nationalities."""
    languages = frozenset(row[0] for row in rows("nationalities") if row[3] == "yes")
    table = {row[0]: {"before": row[0], "one": row[1], "many": row[2]} for row in rows("nationalities")}

    def said(page: Page, first: Token, last: Token, form: str) -> str:
        follower = page.neighbour(last.number, 1)
        if follower is not None and follower.core.lower() in _TEACHING and first.core.capitalize() in languages:
            return ""
        # Indians need not be of India.
        if first.core.lower() == "indians":
            return ""
        return _is_said(page, first, last, form)

    if (
        not scene.lowered.isdisjoint(_TONGUE)
        or not scene.words.isdisjoint(_AMERICAN)
        or any(scene.says(name) for name in _place_names() if name)
    ):
        return

    def fits(old: str, new: str) -> bool:
        return not any(scene.says(word) for word in _telling().get(old, ()))

    yield from _exchanged(scene, table, said, fits=fits, languages=languages)


def ages(scene: Scene) -> Iterator[Place]:
    """Yield the places for ages."""
    table = {row[0]: {"before": row[0]} for row in rows("ages")}
    put_in = frozenset(row[0] for row in rows("ages") if row[2] == "yes")
    groups = {row[0]: row[1] for row in rows("ages")}

    def said(page: Page, first: Token, last: Token, form: str) -> str:
        ahead, follower = page.neighbour(first.number, -1), page.neighbour(last.number, 1)
        noun = follower.core.lower() if follower is not None else ""
        if ahead is not None and ahead.core.lower() in _BEFORE_OLD:
            return ""
        if first.core.lower() == "old" and noun not in _AFTER_OLD:
            return ""
        return "before" if noun in (_nouns("adult") | _nouns("plural")) - _YOUNG else ""

    own = scene.lowered & frozenset(table)
    told = any(_AGE_TOLD.search(page.string) for page in scene.pages)
    if told or len(own) > 1 or not (scene.lowered - own).isdisjoint(_nouns("age")):
        return

    def fits(old: str, new: str) -> bool:
        if old in ("younger", "older"):
            return new in ("younger", "older")
        return new in put_in and groups.get(old) != groups[new]

    yield from _exchanged(scene, table, said, fits=fits)


def disabilities(scene: Scene) -> Iterator[Place]:
    """Yield the places for disabilities."""
    table = {row[0]: {row[1]: row[0]} for row in rows("disability")}
    stems = {row[0]: tuple(row[2].split("|")) for row in rows("disability")}
    own = {word for name in table if scene.says(name) for word in (w.lower() for w in split_name(name))}
    rest = [word for word in scene.lowered if word not in own]

    def clear(name: str) -> bool:
        return not any(word.startswith(stems[name]) for word in rest)

    unsaid = scene.lowered.isdisjoint(_nouns("condition"))

    def fits(old: str, new: str) -> bool:
        if not old and not unsaid:
            return False
        return clear(new) and (not old or (clear(old) and old.split()[-1] != new.split()[-1]))

    yield from _exchanged(scene, table, _is_beside, fits=fits)


def _exchanged(
    scene: Scene,
    table: Mapping[str, Mapping[str, str]],
    said: _Reader,
    *,
    fits: Callable[[str, str], bool] = lambda old, new: True,
    languages: frozenset[str] = frozenset(),
) -> Iterator[Place]:
    """Yield a place for each word of `table` that is said of people, or places to put one in where there is none.

    Args:
        scene: the row.
        table: words by name and form.
        said: tells the form a word stands in, or "" where it is not said of people.
        fits: whether a word may take the place of another, or of none ("").
        languages: words that are no word for a teacher's origin, for they are what is taught.
    """
    found, tainted = _found(scene, table, said)
    if any(scene.fixed(name) for name in found):
        return
    for name, mentions in found.items():
        forms = {mention.form for mention in mentions}
        fresh = [
            other
            for other, written in table.items()
            if other != name
            and not scene.says(other)
            and fits(name, other)
            and all(written.get(form) for form in forms)
        ]
        if name not in tainted and fresh:
            yield Place(options=Options([{"name": other} for other in fresh], _maker(mentions, table)))
    if not found and not tainted:
        yield from _put_in(scene, table, fits, languages)


def _maker(mentions: Sequence[_Said], table: Mapping[str, Mapping[str, str]]) -> Callable[[dict[str, str]], Change]:
    def make(made: dict[str, str]) -> Change:
        edits: list[Edit] = []
        for mention in mentions:
            page, first = mention.page, mention.first
            new = _written(page, first, table[made["name"]][mention.form])
            article = page.article(first)
            if article is not None and with_article(new, article.raw) != article.raw:
                edits.append(Replace(page.path, article.start, article.end, with_article(new, article.raw)))
            edits.append(Replace(page.path, first.start, mention.last.end, new))
        return tuple(edits)

    return make


def _found(
    scene: Scene, table: Mapping[str, Mapping[str, str]], said: _Reader
) -> tuple[dict[str, list[_Said]], set[str]]:
    """Return where words of `table` are said of people, and those that stand elsewhere too."""
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for name, forms in table.items():
        for form, phrase in forms.items():
            if phrase and form != "one":
                words = tuple(word.lower() for word in split_name(phrase))
                index[words[0]].append((words, name, form))
    found: dict[str, list[_Said]] = {}
    tainted: set[str] = set()
    for page in scene.pages:
        for token in page.tokens:
            for words, name, form in index.get(token.core.lower(), ()):
                tokens = page.tokens[token.number : token.number + len(words)]
                if len(tokens) < len(words) or any(
                    word not in (t.raw.lower(), t.core.lower()) for word, t in zip(words, tokens, strict=True)
                ):
                    continue
                last = tokens[-1]
                stands = said(page, token, last, form) if page.bare(token, last) else ""
                if token.core[0].islower() and name[0].isupper() and form != "after" and not page.small:
                    stands = ""
                if stands:
                    found.setdefault(name, []).append(_Said(page, token, last, stands))
                else:
                    tainted.add(name)
    return found, tainted


def _put_in(
    scene: Scene,
    table: Mapping[str, Mapping[str, str]],
    fits: Callable[[str, str], bool],
    languages: frozenset[str],
) -> Iterator[Place]:
    """Yield a place for the first mention of each person one knows, where nothing is said of them yet."""
    seen: set[str] = set()
    for page in scene.pages:
        for token in page.tokens:
            noun = token.core
            ahead = page.neighbour(token.number, -1)
            if noun in seen or ahead is None or not page.bare(token, token) or not _closes(page, token):
                continue
            whose = noun in _nouns("insert") and ahead.raw.lower() in _nouns("insert_after")
            if not whose and not (noun in _nouns("insert_a") and ahead.raw in ("a", "A")):
                continue
            if _predicated(page, ahead):
                continue
            seen.add(noun)
            options: list[Change] = []
            for name, forms in table.items():
                if not fits("", name) or (noun in _TEACHING and name in languages):
                    continue
                if "before" in forms:
                    word = _written(page, token, forms["before"])
                    edits: list[Edit] = [Replace(page.path, token.start, token.start, word + " ")]
                    if with_article(word, ahead.raw) != ahead.raw and ahead.raw in ("a", "A"):
                        edits.append(Replace(page.path, ahead.start, ahead.end, with_article(word, ahead.raw)))
                    options.append(tuple(edits))
                elif not _goes_on(page, token):
                    word = _written(page, token, forms["after"])
                    options.append((Replace(page.path, token.end, token.end, " " + word),))
            yield Place(options=tuple(options))


def _closes(page: Page, token: Token) -> bool:
    """Return whether a noun ends its phrase: "my boss said", not "my boss fight"."""
    if len(token.raw) > len(token.core):
        return False
    rest = page.string[token.end : token.end + 1]
    follower = page.neighbour(token.number, 1)
    if follower is None:
        return not rest or rest in tuple(".,!?;:)\n")
    word = follower.raw.lower()
    known = word in word_lists("gender_guards")["not_object"] or word in _SPEAKERS or word in guards("opener")
    return known or (word.endswith("ed") and follower.core.islower())


def _goes_on(page: Page, token: Token) -> bool:
    """Return whether what follows a noun tells more of it, so that nothing fits in between."""
    follower = page.neighbour(token.number, 1)
    if follower is not None:
        word = follower.core.lower()
        return word in _MORE_OF_IT or word in word_lists("reorder_words")["preposition"]
    # "My neighbour, Tom Hughes".
    return page.string[token.end : token.end + 2] == ", " and page.string[token.end + 2 : token.end + 3].isupper()


def _predicated(page: Page, ahead: Token) -> bool:
    """Return whether the noun phrase that begins with word `ahead` only says what somebody is: "Be a man"."""
    before = page.neighbour(ahead.number, -1)
    if before is None:
        return page.string[max(0, ahead.start - 2) : ahead.start] == ", "
    there = page.neighbour(before.number, -1)
    word = before.raw.lower()
    said = word in _nouns("copula") or word in ("be", "being", "become", "becomes", "became", "like", "as")
    return said and not (there is not None and there.core.lower() == "there")


def _is_said(page: Page, first: Token, last: Token, form: str) -> str:
    """Return the form in which a word for a group is said of people: before a noun, by "is", or as a noun."""
    ahead, follower = page.neighbour(first.number, -1), page.neighbour(last.number, 1)
    if ahead is not None and ((ahead.capital and not page.begins(ahead)) or ahead.core.lower() in _HYPHENLESS):
        return ""
    noun = follower.core.lower() if follower is not None else ""
    if form == "many":
        return "many" if follower is None or not follower.capital else ""
    if any(noun in _nouns(name) for name in ("adult", "of_origin", "young", "plural", "insert")):
        return "before" if follower is not None and (follower.core.islower() or page.loud) else ""
    rest = page.string[last.end : last.end + 1]
    ended = (not rest or rest in tuple(".,!?;)")) if follower is None else noun in ("and", "but", "so", "who", "that")
    if len(last.raw) > len(last.core) or ahead is None or not ended:
        return ""
    form = "before"
    if ahead.raw in ("a", "an"):
        ahead, form = page.neighbour(ahead.number, -1), "one"
    if ahead is None or ahead.raw.lower() not in _nouns("copula"):
        return ""
    subject = page.neighbour(ahead.number, -1)
    by_itself = ahead.raw.lower() in _nouns("personal")
    who = subject.core.lower() if subject is not None else ""
    return form if by_itself or who in _nouns("personal") or who in _nouns("insert") or who in _nouns("adult") else ""


def _is_beside(page: Page, first: Token, last: Token, form: str) -> str:
    """Return `form` where a word for a disability stands on its side of a noun for a person."""
    beside = page.neighbour(first.number, -1) if form == "after" else page.neighbour(last.number, 1)
    noun = beside.core.lower() if beside is not None else ""
    people = _nouns("adult") | _nouns("young") | _nouns("insert")
    if form == "before":
        beside_one = noun in people or noun in _nouns("plural")
        return form if beside_one or _is_said(page, first, last, form) == "before" else ""
    return form if noun in people and len(last.raw) == len(last.core) else ""


def _written(page: Page, first: Token, new: str) -> str:
    """Return `new` as the page writes it in place of the word `first`."""
    if page.small:
        return new.lower()
    if page.loud:
        return new.upper()
    return new[0].upper() + new[1:] if first.capital and page.begins(first) else new


def _nouns(name: str) -> frozenset[str]:
    return word_lists("person_nouns")[name]


@cache
def _telling() -> dict[str, frozenset[str]]:
    """Return the words beside which people of a country are bound to it, by nationality."""
    words, found = dict[str, set[str]](), {"Indian": frozenset(guards("native"))}
    for country, word in rows("place_words"):
        words.setdefault(country, set()).add(word)
    for _, _, country, adjectives, _ in rows("places"):
        for adjective in adjectives.split("|"):
            found[adjective] = found.get(adjective, frozenset()) | frozenset(words.get(country, ()))
    return found


@cache
def _place_names() -> tuple[str, ...]:
    return tuple(name for _, name, _, _, _ in rows("places"))
