"""The gender of everybody a row speaks of, exchanged throughout: pronouns, nouns, titles, first names; or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.edits import Change, Edit, Replace
from robustgen.perturbations.matching import inside, word_lists
from robustgen.perturbations.ood._beside_persons import title_before
from robustgen.perturbations.ood._names import Page, Scene, Token, guards, opens, rewritten, with_article
from robustgen.perturbations.ood._person_names import given_genders, name_table
from robustgen.perturbations.ood._persons import LABELS, Person, persons
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.text import match_case

_OBJECT, _POSSESSIVE = frozenset(("him", "her")), frozenset(("his", "hers"))
_PRONOUNS = _OBJECT | _POSSESSIVE
_ANAPHORS = _PRONOUNS | {"he", "she", "himself", "herself", "he's", "she's", "he'd", "she'd", "he'll", "she'll"}
_CLOSING = frozenset(".,!?;:)\u2026")
# After "her" these begin a noun phrase or end the clause.
_EITHER_WAY = frozenset((
    "now", "then", "once", "only", "always", "ever", "never", "still", "all", "just", "really", "alone", "like", "home",
    "back", "right", "outside", "inside", "so", "too", "very", "even", "often", "soon", "forever", "past",
    "enough", "more", "less", "much", "better", "hard", "straight", "last", "next", "first", "best", "most", "least",
    "one", "two", "three", "four", "five", "six", "ten", "several", "many", "live", "half", "twice",
))  # fmt: skip
_NOUNS_IN_LY = frozenset(("family", "belly", "reply", "ally", "jelly", "assembly", "bully", "supply", "lovely", "lily"))
_JOINS = frozenset(
    ("and", "or", "but", "is", "was", "are", "were", "to", "in", "on", "at", "as", "than", "when", "for")
)
_BEFORE_OWN = frozenset(("of", "is", "was", "like", "than", "are", "were", "with", "to"))
_KIN = frozenset((
    "mom", "mum", "dad", "mommy", "daddy", "mummy", "mother", "father", "grandma", "grandpa", "aunt", "uncle", "auntie",
    "mr", "mrs", "ms", "granny", "grandmother", "grandfather",
))  # fmt: skip
_CALLS = frozenset(("man", "boy", "girl", "guys", "lady", "ladies", "sir", "boys", "girls", "men", "gentlemen"))
_CALLED_WITH = frozenset(("you", "hey", "hi", "hello", "oh", "yo", "dear", "these", "thanks", "ok", "okay", "thank"))
_SOME = frozenset(("two", "three", "four", "five", "several", "some", "those", "bad", "young", "old", "white", "black"))
# After "man" and "boy" that open a sentence, these begin what is exclaimed.
_EXCLAIMED = frozenset((
    "that", "this", "it", "i", "what", "the", "do", "did", "is", "was", "how", "he", "she", "they", "you", "we",
    "these", "those", "where", "why", "oh", "am", "are",
))  # fmt: skip
# Queens may be a part of New York, and Prince a singer.
_ROYAL = frozenset(("king", "kings", "queen", "queens", "prince", "princess", "duke", "baron"))
_ARTICLES = frozenset(("the", "a", "an", "my", "our", "his", "her", "their"))
_PREFIXES = ("ex-", "great-", "step-", "half-", "co-")
_NO_NAME_ENDS = ("s", "ing", "ly", "one", "body", "thing", "ed", "ever")
_VERBS = frozenset(("is", "was", "has", "had", "does", "did", "and", "who", "will", "can", "could", "would"))


class _Undecided(Exception):
    """What a word would become cannot be told, so that the row stays as it is."""


def exchanged(scene: Scene) -> Iterator[Place]:
    """Yield the one place of a row whose gender can be exchanged throughout."""
    try:
        edits = [edit for page in scene.pages for edit in _of_page(page)]
    except _Undecided:
        return
    if not edits or any(scene.fixed(word) for word in _gendered() & scene.lowered):
        return
    people = persons(scene)
    if not _all_known(scene, people):
        return
    named = [person for person in people if person.given and person.gender in ("f", "m")]
    counts = [len(_counterparts(person)) for person in named]
    if any(not number for number in counts):
        return
    options: list[Change] = []
    for k in range(max(counts, default=1)):
        made = list(edits)
        for j, person in enumerate(named):
            names = _counterparts(person)
            made += rewritten(person.mentions, names[(k + 5 * j) % len(names)])
        options.append(tuple(made))
    if len({p.given for p in named}) == len(named):
        yield Place(options=tuple(options))


def _of_page(page: Page) -> Iterator[Edit]:
    mapping, lists = _mapping(), word_lists("gender_guards")
    lowered = [token.core.lower() for token in page.tokens]
    stop = lists["stop"] | lists["titled"] if page.small else lists["stop"]
    if not stop.isdisjoint(lowered) or _holds_fixed(page):
        raise _Undecided
    # Without capitals a name is not told from a word: "text mark that i miss him".
    known = not page.small and not any(token.raw == "i" for token in page.tokens)
    for token, word in zip(page.tokens, lowered, strict=True):
        head = next((prefix for prefix in _PREFIXES if word.startswith(prefix)), "")
        stem = word[len(head) :]
        if stem not in _gendered():
            if "-" in word and not _gendered().isdisjoint(word.split("-")):
                raise _Undecided
            continue
        known = known or stem not in _ANAPHORS
        if not known:
            raise _Undecided
        new = _pronoun(page, token, stem) if stem in _PRONOUNS else mapping.get(stem)
        _check(page, token, stem)
        if new is None:
            continue
        start = token.start + len(head)
        article = page.article(token)
        if article is not None and with_article(new, article.raw) != article.raw:
            yield Replace(page.path, article.start, article.end, with_article(new, article.raw))
        made = match_case(new, page.string[start : token.end])
        if "'" in made and "\u2019" in token.core:
            made = made.replace("'", "\u2019")
        yield Replace(page.path, start, token.end, made)


def _check(page: Page, token: Token, word: str) -> None:
    """Refuse a word that is protected, part of a longer word or name, or a call rather than a person."""
    string, end = page.string, token.start + len(token.raw)
    before, after = string[max(0, token.start - 1) : token.start], string[end : end + 1]
    if (
        not page.text.free(token.start, token.end)
        or page.split(token)
        or inside(token.start, page.quotations)
        or before in ("/", ")", "@", "#", "_", "-")
        or after in ("/", "_", "@", "-")
    ):
        raise _Undecided
    if token.capital and not page.loud and not page.begins(token) and word not in _KIN:
        raise _Undecided
    ahead, follower = page.neighbour(token.number, -1), page.neighbour(token.number, 1)
    named = follower is not None and follower.capital and not (follower.core == "I" or follower.core in given_genders())
    if token.capital and not page.loud and named and word not in _KIN:
        raise _Undecided
    if word in ("mr", "ms", "mrs") and not token.capital:
        raise _Undecided
    if word in _ROYAL and (token.capital or page.small) and (ahead is None or ahead.core.lower() not in _ARTICLES):
        raise _Undecided
    if word in _CALLS and _is_call(page, token, word, after):
        raise _Undecided


def _is_call(page: Page, token: Token, word: str, after: str) -> bool:
    """Return whether a word calls to somebody, or is no more than an exclamation: "you guys", "Man, that hurt"."""
    ahead, follower = page.neighbour(token.number, -1), page.neighbour(token.number, 1)
    if word == "guys":
        # Said of people of any gender, unless some are meant.
        return ahead is None or ahead.core.lower() not in _SOME
    if ahead is not None:
        return ahead.core.lower() in _CALLED_WITH
    if page.begins(token) and (
        after in (",", "!", ".") or (follower is not None and follower.core.lower() in _EXCLAIMED)
    ):
        return True
    return word in ("man", "boy") and page.string[max(0, token.start - 2) : token.start] == ", "


def _pronoun(page: Page, token: Token, word: str) -> str:
    if word == "hers":
        return "his"
    if word == "him":
        return "her"
    string = page.string
    follower = page.neighbour(token.number, 1)
    rest = string[token.end : token.end + 2]
    ended = not rest or rest[0] in _CLOSING or rest[0] == "\n"
    if follower is None and not ended:
        raise _Undecided
    after = follower.core.lower() if follower is not None else ""
    ahead = page.neighbour(token.number, -1)
    before = ahead.core.lower() if ahead is not None else ""
    if word == "his":
        if after in _JOINS or (ended and before not in _BEFORE_OWN):
            raise _Undecided
        return "hers" if ended else "her"
    lists = word_lists("gender_guards")
    # "Recommend her highly" and "her highly praised book".
    if (
        after in _EITHER_WAY
        or after in guards("month_day")
        or after.endswith("ing")
        or (after.endswith("ly") and after not in _NOUNS_IN_LY)
    ):
        raise _Undecided
    if ended or after in lists["not_object"]:
        return "him"
    if before in lists["ditransitive"]:
        raise _Undecided
    return "his"


def _holds_fixed(page: Page) -> bool:
    string = " ".join(token.raw.lower() for token in page.tokens)
    return any(f" {phrase} " in f" {string} " for phrase in word_lists("gender_guards")["fixed"])


def _all_known(scene: Scene, people: list[Person]) -> bool:
    """Return whether every word with a capital is known: no name is left behind that tells a gender."""
    held = {(id(m.page), token.number) for person in people for m in person.mentions for token, _ in m.parts}
    for tokens, _ in scene.spans(LABELS):
        if not any((id(scene.pages[0]), token.number) in held for token in tokens):
            return False
    if any(not person.given and not _titled(person) for person in people):
        return False
    small = frozenset(word for word in scene.words if word.islower())
    for page in scene.pages:
        for token in page.tokens:
            if (id(page), token.number) in held:
                continue
            if token.core.capitalize() in given_genders() and (token.capital or page.small):
                return False
            if not token.capital or page.loud or token.core == "I" or token.raw[:2] in ("I'", "I\u2019"):
                continue
            if token.core.lower() in _gendered() or token.core in _known_names():
                continue
            if not (page.begins(token) and _opens_plainly(page, token, small)):
                return False
    return True


def _titled(person: Person) -> bool:
    """Return whether "Mr" or the like stands before a family name, and is exchanged for it."""
    return any(title_before(mention.page, mention.parts[0][0]) for mention in person.mentions)


def _opens_plainly(page: Page, token: Token, small: frozenset[str]) -> bool:
    """Return whether the first word of a sentence is most likely no name."""
    word = token.core.lower()
    if opens(token) or word.endswith(_NO_NAME_ENDS) or word in small:
        return True
    follower = page.neighbour(token.number, 1)
    verbal = follower is not None and (follower.core.lower() in _VERBS or follower.core.endswith("s"))
    return not verbal and len(token.raw) == len(token.core)


@cache
def _known_names() -> frozenset[str]:
    """Return the words with a capital that name no person."""
    found = {word.capitalize() + end for word in guards("month_day") for end in ("", "s")}
    for _, name, _, adjectives, _ in rows("places"):
        found.update(name.split())
        found.update(word for adjective in adjectives.split("|") for word in adjective.split())
    found.update(word for row in rows("religions") for word in row if word)
    found.update(word for row in rows("nationalities") for word in row[:3] if word)
    return frozenset(found | {"TV", "DVD", "US", "USA", "UK", "OK", "CD", "Internet", "Hollywood"})


@cache
def _mapping() -> dict[str, str]:
    found: dict[str, str] = {}
    for feminine, masculine, way in rows("gender_words"):
        if way in ("both", "f"):
            found.setdefault(feminine, masculine)
        if way == "both":
            found[masculine] = feminine
        elif way == "m":
            found.setdefault(masculine, feminine)
    return found


@cache
def _gendered() -> frozenset[str]:
    return frozenset(_mapping()) | _PRONOUNS


def _counterparts(person: Person) -> list[dict[str, str]]:
    """Return first names of the other gender from the same culture, each with the family name in the form for it."""
    other = "m" if person.gender == "f" else "f"
    made: list[dict[str, str]] = []
    for kinds in name_table().values():
        if person.given not in kinds.get(f"given_{person.gender}", ()):
            continue
        own, theirs = kinds.get(f"family_{person.gender}", ()), kinds.get(f"family_{other}", ())
        family = theirs[own.index(person.family)] if person.family in own else person.family
        made += [
            {"given": name, "family": family}
            for name in kinds.get(f"given_{other}", ())
            if f"{name} {family}" not in guards("famous")
        ]
        break
    return made
