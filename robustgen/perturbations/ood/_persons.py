"""The people a row names: their given and family names, wherever they are said, and names of others for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from robustgen.edits import Change
from robustgen.perturbations.ood._beside_persons import (
    clear_after,
    clear_before,
    ends,
    is_title,
    paired,
    stands,
    stopped,
    title_before,
)
from robustgen.perturbations.ood._names import (
    Mention,
    Options,
    Page,
    Scene,
    Token,
    guards,
    opens,
    pieces,
    rewritten,
)
from robustgen.perturbations.ood._person_names import capitalised, cultures_of, families, given_genders, others
from robustgen.places import Place

LABELS = frozenset(("per", "person", "pers", "people", "human", "name"))
_MASCULINE = frozenset((
    "he", "him", "his", "himself", "mr", "sir", "man", "boy", "husband", "father", "son", "brother", "uncle", "dad",
    "he's", "he'd", "he'll", "guy", "king", "boyfriend", "nephew", "grandfather", "gentleman",
))  # fmt: skip
_FEMININE = frozenset((
    "she", "her", "hers", "herself", "mrs", "ms", "miss", "woman", "girl", "wife", "mother", "daughter", "sister",
    "aunt", "mom", "mum", "she's", "she'd", "she'll", "lady", "queen", "girlfriend", "niece", "grandmother", "actress",
))  # fmt: skip
_HE, _SHE = frozenset(("he", "him", "his", "himself")), frozenset(("she", "her", "hers", "herself"))
# How long a given name without a capital is at least, and how many words on a pronoun may stand for a name.
_LEAST, _REACH = 4, 20


@dataclass(slots=True)
class Person:
    """Somebody a row names.

    Attributes:
        given, family: the names that stand in the row, or "".
        gender: "f", "m", "u" for a name of both, or "" where nothing tells.
        mentions: where the names stand.
    """

    given: str
    family: str
    gender: str
    mentions: list[Mention] = field(default_factory=list)


def persons(scene: Scene) -> list[Person]:
    """Return the people of a row all of whose mentions can be changed, in the order of the first mention."""
    full, tainted = _found(scene)
    people: dict[tuple[str, str], Person] = {}
    for mention in full:
        roles = {role: token.core for token, role in mention.parts}
        key = (roles.get("given", ""), roles.get("family", ""))
        person = people.setdefault(key, Person(*key, _gender(scene, key[0], mention)))
        person.mentions.append(mention)
    merged = _merged(list(people.values()), tainted)
    kept = []
    for person in merged:
        names = [name for name in (person.given, person.family) if name]
        if not tainted.isdisjoint(names):
            continue
        if _belied(scene, person, merged) or _tagged(scene, person):
            continue
        _gather(scene, person, tainted)
        if tainted.isdisjoint(names) and not any(scene.fixed(name) for name in names) and not _nicknamed(scene, person):
            kept.append(person)
    return kept


def replacements(scene: Scene, person: Person, *, culture: str | None = None, other: bool = False) -> Place:
    """Return the place of a person: names of the same gender of others, of `culture`, or of `other` cultures only."""
    avoid = cultures_of(person.given) if other else frozenset()
    new = [
        made
        for made in others(person.gender, bool(person.family), bool(person.given))
        if (culture is None or made["culture"] == culture) and made["culture"] not in avoid
        if scene.words.isdisjoint((made.get("given", ""), made.get("family", "")))
    ]
    if any(mention.page.article(mention.parts[0][0]) for mention in person.mentions):
        role = person.mentions[0].parts[0][1]
        new = [made for made in new if made.get(role, "U")[0] not in "UHÜÚE"]

    def make(made: dict[str, str]) -> Change:
        pairs = {getattr(person, role): made[role] for role in ("given", "family") if getattr(person, role)}
        return (*rewritten(person.mentions, made), *scene.expected(pairs))

    return Place(options=Options(new, make))


def _found(scene: Scene) -> tuple[list[Mention], set[str]]:
    """Return the mentions that name somebody beyond doubt, and the names that something is doubtful about."""
    tainted: set[str] = set()
    full: list[Mention] = []
    if scene.spanned:
        for tokens, whole in scene.spans(LABELS):
            mention = _of_span(scene.pages[0], tokens) if whole else None
            if mention is None:
                tainted.update(token.core for token in tokens)
            else:
                full.append(mention)
        return full, tainted
    for page in scene.pages:
        if page.loud:
            continue
        taken = -1
        for token in page.tokens:
            if token.number <= taken or not (token.capital or page.small):
                continue
            if page.small:
                if _small(page, token):
                    full.append(Mention(page, ((token, "given"),)))
                continue
            if token.core in given_genders() and not _is_surname(page, token):
                mention, last = _of_given(page, token)
            elif token.core in families() and title_before(page, token):
                mention, last = _of_title(page, token), token.number
            else:
                continue
            taken = last
            if mention is None:
                tainted.update(t.core for t in page.tokens[token.number : last + 1])
            else:
                full.append(mention)
    return full, tainted


def _is_surname(page: Page, token: Token) -> bool:
    """Return whether a name that is a given and a family name stands alone behind a title: "Mr Osei"."""
    follower = page.neighbour(token.number, 1)
    alone = follower is None or not follower.capital or len(token.raw) > len(token.core)
    return alone and token.core in families() and title_before(page, token)


def _of_given(page: Page, first: Token) -> tuple[Mention | None, int]:
    """Return the mention that begins with a given name, or None, and the number of its last word."""
    parts = [(first, "given")]
    last = first
    while len(last.raw) == len(last.core) and len(parts) < 4:
        token = page.neighbour(last.number, 1)
        if token is None or not token.capital or token.raw in ("I", "I'm", "I've", "I'd", "I'll"):
            break
        parts.append((token, "family"))
        last = token
    named = [(token, "middle") if 0 < i < len(parts) - 1 else (token, role) for i, (token, role) in enumerate(parts)]
    words = [token.core.lower() for token, _ in parts]
    if (
        len(parts) > 3
        or (len(parts) == 3 and parts[1][0].core not in given_genders())
        or (len(parts) == 1 and len(first.core) < 3)
        or any(len(word) < 2 or word in guards("not_after") or word in guards("month_day") for word in words[1:])
        or any(opens(token) for token, _ in parts[1:])
        or any(token.core.isupper() for token, _ in parts)
        or " ".join(words[:2]) in guards("fixed")
        or not page.bare(first, last)
        or not clear_before(page, first)
        or not clear_after(page, last)
        or paired(page, first, last)
    ):
        return None, last.number
    return Mention(page, tuple(named)), last.number


def _small(page: Page, token: Token) -> bool:
    """Return whether a word of a text without capitals can only be a given name."""
    if len(token.core) < _LEAST or capitalised(token.core) not in given_genders() or not page.bare(token, token):
        return False
    ahead, follower = page.neighbour(token.number, -1), page.neighbour(token.number, 1)
    if ahead is None or ahead.core not in guards("before_small"):
        return False
    possessive = len(token.raw) > len(token.core)
    return possessive or follower is None or follower.core in guards("after_small")


def _of_title(page: Page, token: Token) -> Mention | None:
    if page.bare(token, token) and clear_after(page, token) and ends(page, token):
        return Mention(page, ((token, "family"),))
    return None


def _of_span(page: Page, tokens: Sequence[Token]) -> Mention | None:
    while tokens and is_title(tokens[0].core):
        tokens = tokens[1:]
    if not 1 <= len(tokens) <= 3 or not page.bare(tokens[0], tokens[-1]):
        return None
    if any(page.neighbour(t.number, 1) is not n for t, n in pairwise(tokens)):
        return None
    known = given_genders()
    if any(not (t.capital or t.core.capitalize() in known) or len(t.core) < 3 for t in tokens):
        return None
    if len(tokens) == 1:
        if capitalised(tokens[0].core) in known:
            return Mention(page, ((tokens[0], "given"),))
        # "Your daughter Ines" is no family name.
        ahead = page.neighbour(tokens[0].number, -1)
        kin = ahead is not None and ahead.core.lower() in guards("kin")
        return None if kin else Mention(page, ((tokens[0], "family"),))
    return Mention(page, ((tokens[0], "given"), *((t, "middle") for t in tokens[1:-1]), (tokens[-1], "family")))


def _merged(people: list[Person], tainted: set[str]) -> list[Person]:
    """Join a name alone to the one person whose full name holds it; taint a name that two people share."""
    whole = [person for person in people if person.given and person.family]
    for role in ("given", "family"):
        seen: dict[str, int] = defaultdict(int)
        for person in whole:
            seen[getattr(person, role)] += 1
        tainted.update(name for name, times in seen.items() if times > 1)
    hosts: dict[tuple[str, str], Person] = {}
    for person in whole:
        hosts.setdefault((person.given, ""), person)
        hosts.setdefault(("", person.family), person)
    joined = []
    for person in people:
        host = hosts.get((person.given, person.family))
        if host is None:
            joined.append(person)
        else:
            host.mentions += person.mentions
            host.gender = host.gender or person.gender
    return joined


def _gather(scene: Scene, person: Person, tainted: set[str]) -> None:
    """Add where a name of `person` stands alone, and taint one that stands where it cannot be changed."""
    held = {(id(m.page), token.number) for m in person.mentions for token, _ in m.parts}
    roles = {name: role for name, role in ((person.family, "family"), (person.given, "given")) if name}
    small = {name.lower() for name in roles}
    for piece in dict.fromkeys(piece.lower() for name in roles for piece in pieces(name)):
        for page, token in scene.by_piece[piece]:
            if (id(page), token.number) in held:
                continue
            held.add((id(page), token.number))
            role, word = roles.get(token.core), token.core
            if role is None:
                # "KITT" and "Kitt" are one; "brown" is no Brown, but "emily" may be Emily.
                same = word.lower() in small and (token.capital or word == person.given.lower())
                if same or not roles.keys().isdisjoint(re.split("['\u2019-]", word)):
                    tainted.update(roles)
            elif (scene.spanned and page is scene.pages[0]) or not stands(page, token):
                tainted.add(word)
            else:
                person.mentions.append(Mention(page, ((token, role),)))


def _tagged(scene: Scene, person: Person) -> bool:
    """Return whether a full name stands in one word too, as in a tag."""
    whole = ("".join(token.core for token, _ in mention.parts) for mention in person.mentions if mention.parts[1:])
    return any(name.lower() in scene.by_piece for name in whole)


def _belied(scene: Scene, person: Person, people: Sequence[Person]) -> bool:
    """Return whether a name alone may be a family name: "she" follows, and nobody has the name of a woman."""
    alone = person.given and not person.family and person.gender in ("f", "m")
    if not alone or any(one.given and one.gender not in (person.gender, "") for one in people):
        return False
    own, other = (_HE, _SHE) if person.gender == "m" else (_SHE, _HE)
    for mention in person.mentions:
        first = mention.parts[0][0].number + 1
        for token in mention.page.tokens[first : first + _REACH]:
            if token.core.lower() in own:
                break
            if token.core.lower() in other:
                return True
    return False


def _nicknamed(scene: Scene, person: Person) -> bool:
    """Return whether another form of a name may stand in the row: Tommy beside Tom."""
    names = {person.given, person.family} - {""}
    return any(
        word not in names and (word in given_genders() or word[-1] in "yie")
        for name in names
        for word in scene.by_head[name[:3]]
    )


def _gender(scene: Scene, given: str, mention: Mention) -> str:
    known = given_genders().get(capitalised(given)) if given else None
    if known:
        return known
    title = mention.page.neighbour(mention.parts[0][0].number, -1)
    word = title.core.lower() if title is not None else stopped(mention.page, mention.parts[0][0])
    if word in guards("title_m"):
        return "m"
    if word in guards("title_f"):
        return "f"
    masculine, feminine = not _MASCULINE.isdisjoint(scene.lowered), not _FEMININE.isdisjoint(scene.lowered)
    if masculine and feminine:
        return "u" if given else ""
    return "m" if masculine else "f" if feminine else "u" if given else ""
