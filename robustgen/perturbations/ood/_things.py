"""Places, organisations and products that a row names, wherever they are said, and others of their kind for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from robustgen.edits import Change
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
    split_name,
)
from robustgen.places import Place

LABELS = {
    "place": frozenset(("loc", "location", "gpe", "place", "geo", "geo-loc", "geoloc", "city", "country")),
    "organisation": frozenset(("org", "organization", "organisation", "company", "corporation", "corp")),
    "product": frozenset(("product", "prod")),
}
_LOCATIVE = frozenset(("in", "to", "from", "near", "for", "around", "outside", "via"))
_USED_WITH = _LOCATIVE | {"of", "at", "on", "with", "my", "the", "a", "an", "by", "your", "our"}
_LINKS = frozenset(("of", "in", "to", "from", "on", "at", "for"))
# After "Google" and "Uber" that open a sentence these show a verb.
# "An Uber" is a car, "our Airbnb" a flat.
_ONE = frozenset(("a", "an", "another", "her", "his", "my", "our", "that", "the", "their", "this", "your"))
_OBJECTS = frozenset(("it", "for", "this", "that", "me", "you", "him", "us", "them", "to"))
_KINDS = {
    "airlines": "airline", "airways": "airline", "bank": "bank", "university": "university", "college": "university",
    "times": "news", "post": "news", "news": "news", "pictures": "studio", "studios": "studio", "films": "studio",
    "software": "software", "motors": "carmaker",
}  # fmt: skip
_ORDINARY = 3
_ROAD = re.compile(r"\b[iI]-\d")


@dataclass(frozen=True)
class Kind:
    """A table of names.

    Attributes:
        name: place, organisation or product.
        found: names and the kind each is of.
        made: names that may be put in, by kind.
        sure: the names of `found` that are looked for where no golden span says so.
        country: of places, the country each lies in.
        company: of places, words that tell of the country.
    """

    name: str
    found: Mapping[str, str]
    made: Mapping[str, Sequence[str]]
    sure: frozenset[str]
    country: Mapping[str, str]
    company: Mapping[str, frozenset[str]]

    @cached_property
    def index(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """Names by their first word in small letters, the longest first."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for name in self.found:
            words = tuple(word.lower() for word in split_name(name))
            found[words[0]].append((words, name))
        return {first: sorted(names, key=lambda item: -len(item[0])) for first, names in found.items()}


@dataclass(slots=True)
class _Thing:
    name: str
    kind: str
    mentions: list[Mention] = field(default_factory=list)


def things(scene: Scene, kind: Kind, *, alike: bool = False) -> Iterator[Place]:
    """Yield a place for every thing of a row all of whose mentions can be changed.

    Args:
        scene: the row.
        kind: what is looked for.
        alike: only a thing that every text of the row names, and only where the row names no other.
    """
    found, tainted = _found(scene, kind)
    pairs = _lands(found) if kind.name == "place" else {}
    if kind.name == "place" and _among_neighbours(scene):
        return
    for thing in found.values():
        land = pairs.get(thing.name)
        if any(name in tainted or scene.fixed(name) for name in (thing.name, land) if name):
            continue
        if alike and (len(found) > 1 or len({id(m.page) for m in thing.mentions}) < len(scene.pages)):
            continue
        if kind.name == "place":
            # A place stays where other words tell its country; one said with its country, beside another place of it.
            telling = kind.company[thing.name] | {n for n in kind.found if kind.country[n] in (thing.name, land)}
            if any(scene.says(word) for word in telling - {thing.name, land}):
                continue
        yield _place(scene, kind, thing, found[land] if land else None)


def _among_neighbours(scene: Scene) -> bool:
    """Return whether a row speaks of a border, a road or a war, which bind some places and not others."""
    return not guards("bound").isdisjoint(scene.lowered) or any(_ROAD.search(page.string) for page in scene.pages)


def _place(scene: Scene, kind: Kind, thing: _Thing, land: _Thing | None) -> Place:
    fresh = [name for name in kind.made[thing.kind] if not scene.says(name)]
    if kind.name == "place":
        here = {name for name in kind.found if scene.says(name)}
        # What the row says of one country is not to meet another place in it.
        away = (here | {kind.country[name] for name in here}) - {kind.country[thing.name]}
        fresh = [name for name in fresh if kind.country[name] not in away]
        if land:
            fresh = [n for n in fresh if kind.country[n] != land.name and not kind.country[n].startswith("the ")]

    def make(made: dict[str, str]) -> Change:
        edits = rewritten(thing.mentions, made, was=thing.name)
        if land:
            edits += rewritten(land.mentions, {"name": kind.country[made["name"]]}, was=land.name)
        return tuple(edits)

    return Place(options=Options([{"name": name} for name in fresh], make))


def _found(scene: Scene, kind: Kind) -> tuple[dict[str, _Thing], set[str]]:
    """Return the things a row names, and the names of which a mention is in doubt."""
    found: dict[str, _Thing] = {}
    tainted: set[str] = set()
    marked: set[int] = set()
    for tokens, whole in scene.spans(LABELS[kind.name]):
        if not tokens:
            continue
        page = scene.pages[0]
        name = _known(kind, page, tokens)
        if name is None or not whole or not page.bare(tokens[0], tokens[-1]):
            tainted.update([name] if name else ())
            continue
        marked.update(token.number for token in tokens)
        sort = kind.found.get(name) or _sort(name)
        found.setdefault(name, _Thing(name, sort)).mentions.append(_mention(page, tokens[0], tokens[-1], name))
    tainted.update(name for name, thing in found.items() if name not in kind.found and _elsewhere(scene, thing))
    for page in scene.pages:
        spanned = scene.spanned and page is scene.pages[0]
        taken = -1
        for token in page.tokens:
            if token.number <= taken or (token.number in marked and spanned):
                continue
            hit = _hit(kind, page, token)
            if hit is None:
                continue
            name, last = hit
            taken = last.number
            if name not in kind.sure and name not in found:
                continue
            if spanned or not _plain(kind, page, token, last, name):
                tainted.add(name)
            else:
                thing = found.setdefault(name, _Thing(name, kind.found[name]))
                thing.mentions.append(_mention(page, token, last, name))
    return found, tainted


def _elsewhere(scene: Scene, thing: _Thing) -> bool:
    """Return whether a name that no table has stands after "the", or a word of it in another name too."""
    page, own = scene.pages[0], set[int]()
    for first, last in ((mention.parts[0][0], mention.parts[-1][0]) for mention in thing.mentions):
        own.update(range(first.number, last.number + 1))
        ahead = page.neighbour(first.number, -1)
        if ahead is not None and ahead.core.lower() == "the":
            return True
    words = [piece.lower() for piece in pieces(thing.name) if len(piece) > _ORDINARY]
    return any(at is not page or token.number not in own for word in words for at, token in scene.by_piece[word])


def _hit(kind: Kind, page: Page, first: Token) -> tuple[str, Token] | None:
    """Return the longest name that begins with word `first`, in any case, and its last word."""
    for key in {first.core.lower(): None, first.raw.lower(): None}:
        for words, name in kind.index.get(key, ()):
            tokens = page.tokens[first.number : first.number + len(words)]
            if (
                len(tokens) == len(words)
                and all(
                    word in (token.core.lower(), token.raw.lower()) for word, token in zip(words, tokens, strict=True)
                )
                and all(page.neighbour(t.number, 1) is not None for t in tokens[:-1])
            ):
                return name, tokens[-1]
    return None


def _mention(page: Page, first: Token, last: Token, name: str) -> Mention:
    """Return the mention from `first` to `last`; the 's of "McDonald's" belongs to the name."""
    if name.endswith("'s"):
        last = replace(last, end=last.start + len(last.raw), core=last.raw)
        first = last if first.number == last.number else first
    return Mention(
        page, ((first, "name"),) if first is last or first.number == last.number else ((first, "name"), (last, "name"))
    )


def _plain(kind: Kind, page: Page, first: Token, last: Token, name: str) -> bool:
    """Return whether a name stands where it can only be what the table says it is."""
    if not page.bare(first, last):
        return False
    written = page.string[first.start : last.start + len(last.raw)]
    ahead, follower = page.neighbour(first.number, -1), page.neighbour(last.number, 1)
    after = follower.core.lower() if follower is not None else ""
    if after in guards("place_not_after") or (after in guards("not_after") and kind.name == "place"):
        return False
    # "The BBC", but not "the Pulse News".
    if ahead is not None and ahead.core.lower() == "the" and kind.found.get(name) == "broadcaster":
        return False
    if name.lower() in guards("word") and (page.small or page.begins(first)):
        return False
    if page.small:
        usual = _LOCATIVE if kind.name == "place" else _USED_WITH
        stateless = kind.name != "place" or _not_in_a_state(kind, page, last)
        return len(name) > _ORDINARY and ahead is not None and ahead.core in usual and stateless
    if not (written == name or written.startswith(name + "'s") or written.startswith(name + "\u2019s")):
        return False
    if kind.found.get(name) in ("ride", "rental") and ahead is not None and ahead.core.lower() in _ONE:
        return False
    if page.loud or not page.alone(first, last) or (after in _OBJECTS and page.begins(first)):
        return False
    if kind.name == "place":
        before = ahead.core.lower() if ahead is not None else ""
        if before in guards("place_not_before") or (before == "the" and follower is None) or after == "of":
            return False
        return not _in_a_title(kind, page, first) and _not_in_a_state(kind, page, last)
    return not (page.string[last.end : last.end + 1] == "." and page.string[last.end + 1 : last.end + 2].isalpha())


def _in_a_title(kind: Kind, page: Page, first: Token) -> bool:
    """Return whether a name comes before, to which the place may belong: "Bank of Oslo", "Ronda, Spain"."""
    if first.number == 0:
        return False
    ahead = page.tokens[first.number - 1]
    gap = page.string[ahead.start + len(ahead.raw) : first.start]
    if ahead.core in _LINKS and gap == " ":
        before = page.neighbour(ahead.number, -1)
    else:
        before = ahead if gap.strip() == "," else None
    if before is None or not before.capital or before.core == "I":
        return False
    if page.begins(before) and (ahead.core not in ("in", "of") or opens(before)):
        return False
    return not any(name == before.core or name.endswith(" " + before.core) for name in kind.found)


def _not_in_a_state(kind: Kind, page: Page, last: Token) -> bool:
    """Return whether no state follows, and no unknown name after a comma, as in "Springfield, Illinois"."""
    if last.number + 1 >= len(page.tokens):
        return True
    follower = page.tokens[last.number + 1]
    gap = page.string[last.start + len(last.raw) : follower.start]
    if follower.core.lower() in guards("state") and gap.strip() in ("", ","):
        return False
    if gap.strip() != "," or not follower.capital:
        return True
    if follower.core == "I":
        # "Oslo, I Love You" is a title.
        beyond = page.neighbour(follower.number, 1)
        return beyond is None or not beyond.capital
    return _hit(kind, page, follower) is not None


def _lands(found: Mapping[str, _Thing]) -> dict[str, str]:
    """Return the country that is said right after a city, as in "Lyon, France", by city."""
    starts = {
        (id(mention.page), mention.parts[0][0].start): thing.name
        for thing in found.values()
        if thing.kind == "country"
        for mention in thing.mentions
    }
    made: dict[str, str] = {}
    for thing in found.values():
        for mention in thing.mentions if thing.kind == "city" else ():
            end = mention.parts[-1][0].end
            for gap in (", ", " , "):
                land = starts.get((id(mention.page), end + len(gap)))
                if land is not None and mention.page.string.startswith(gap, end):
                    made.setdefault(thing.name, land)
    return made


def _known(kind: Kind, page: Page, tokens: Sequence[Token]) -> str | None:
    """Return the name in the table that the words of a span are; of an organisation, those words where it has none."""
    hit = _hit(kind, page, tokens[0])
    if hit is not None and hit[1].number == tokens[-1].number:
        return hit[0]
    if kind.name != "organisation" or len(tokens) > 4:
        return None
    written = page.string[tokens[0].start : tokens[-1].end]
    plain = all(token.capital and not token.core.isupper() for token in tokens) and len(written) > _ORDINARY
    plain = plain and page.alone(tokens[0], tokens[-1])
    return (
        written
        if plain
        and all(token.core.isascii() for token in tokens)
        and " ".join(token.core for token in tokens) == written
        else None
    )


def _sort(name: str) -> str:
    return _KINDS.get(name.split()[-1].lower(), "company")
