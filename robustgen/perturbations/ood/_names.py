"""The words of a whole row: what stands where, what is a name, and edits that change a name wherever it is said.

A name counts where its words have the capitals of names and nothing beside them makes them part of another name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from robustgen.definition import Subject
from robustgen.edits import Change, Edit, Replace, Set, pointer
from robustgen.examples import MISSING, Example
from robustgen.perturbations.matching import inside, quoted, word_lists
from robustgen.text import Text

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_TOKEN = re.compile(rf"[{_LETTER}]+(?:['\u2019-][{_LETTER}]+)*")
_RUN = re.compile(rf"[{_LETTER}]+")
_GLUE_BEFORE = frozenset("@#_/-'\u2019\\&.0123456789+=~^\u00ad")
_SPLIT_BEFORE = ("@ ", "# ", "_ ", "/ ")
_GLUE_AFTER = frozenset("@#_/-'\u2019\\&0123456789+=~^*\u00ad")
# The tasks whose expected value may name what the text names, and is changed along.
FOLLOWED = ("qa_span", "tool_call")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text; `end` and `core` leave a possessive 's out, `raw` does not."""

    start: int
    end: int
    core: str
    raw: str
    number: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.core[:1].isupper()


class Page:
    """One varied text of a row and its words."""

    def __init__(self, path: str, text: Text) -> None:
        self.path, self.text, self.string = path, text, text.string
        self.tokens = [_token(m, number) for number, m in enumerate(_TOKEN.finditer(text.string))]
        # A text that begins with a figure may do without capitals in its one sentence.
        self.small = text.string.islower() and not text.string.lstrip()[:1].isdigit()
        self.loud = text.string.isupper()
        self.quotations = quoted(text.string)
        self.starts = {start for start, _ in text.sentences}

    def neighbour(self, number: int, step: int) -> Token | None:
        """Return the word beside word `number`, a single space between them and no 's, or None."""
        other = number + step
        if not 0 <= other < len(self.tokens):
            return None
        left, right = sorted((number, other))
        one, two = self.tokens[left], self.tokens[right]
        if self.string[one.end : two.start] != " ":
            return None
        return self.tokens[other]

    def bare(self, first: Token, last: Token) -> bool:
        """Return whether nothing is glued to the words from `first` to `last`, and they may be changed."""
        end = last.start + len(last.raw)
        before, after = self.string[max(0, first.start - 1) : first.start], self.string[end : end + 1]
        if before in _GLUE_BEFORE or after in _GLUE_AFTER or self.split(first):
            return False
        return self.text.free(first.start, end) and not inside(first.start, self.quotations)

    def split(self, token: Token) -> bool:
        """Return whether a word is part of a handle or tag in a post split into words: "@ name", "# name _"."""
        start, end = token.start, token.start + len(token.raw)
        return self.string[max(0, start - 2) : start] in _SPLIT_BEFORE or self.string[end : end + 2] == " _"

    def alone(self, first: Token, last: Token) -> bool:
        """Return whether no word with a capital stands beside that could belong to the same name."""
        ahead, behind = self.neighbour(first.number, -1), self.neighbour(last.number, 1)
        if ahead is not None and ahead.capital and not (opens(ahead) and self.begins(ahead)) and ahead.core != "I":
            return False
        if len(last.raw) > last.end - last.start:
            # "Tom's Diner" is a place, "Tom's Maria" hardly ever is.
            follower = self.tokens[last.number + 1] if last.number + 1 < len(self.tokens) else None
            if follower and follower.capital and self.string[last.start + len(last.raw) : follower.start] == " ":
                return False
        return behind is None or not behind.capital or behind.core == "I" or behind.raw.startswith(("I'", "I\u2019"))

    def begins(self, token: Token) -> bool:
        """Return whether `token` begins a sentence, or what stands after a colon or a bracket."""
        at = token.start
        while at and self.string[at - 1] in "\"'\u201c\u2018([*- ":
            at -= 1
        return at == 0 or token.start in self.starts or self.string[at - 1] in ".!?:;>\n\u2026"

    def article(self, first: Token) -> Token | None:
        """Return the "a" or "an" right before `first`, or None."""
        ahead = self.neighbour(first.number, -1)
        return ahead if ahead is not None and ahead.raw in ("a", "an", "A", "An") else None


class Scene:
    """A whole row: its varied texts, and all other text it holds.

    Attributes:
        example: the row.
        follow: whether the expected value of a task of `FOLLOWED` is to say the new names.
        words, lowered: the words of the varied texts, as they are and in small letters.
    """

    def __init__(self, example: Example, *, follow: bool = False) -> None:
        self.example = example
        subject = Subject(example)
        self.pages = [Page(path, text) for path, text in subject.texts]
        varied = {page.path for page in self.pages}
        self._leaves = list(_leaves({} if example.expected is MISSING else example.expected, "/expected"))
        frozen = [leaf for path, leaf in _leaves(example.inputs, "") if path not in varied]
        frozen += [page.string[a:b] for page in self.pages for a, b in page.text.hard]
        self.follow = follow and example.task in FOLLOWED
        self.words = {token.core for page in self.pages for token in page.tokens}
        self.lowered = {word.lower() for word in self.words}
        self._frozen = {word.lower() for text in frozen for word in pieces(text)}
        # An expected value that writes a name in another way than the text cannot follow it.
        for _, leaf in self._leaves:
            self._frozen |= {w.lower() for w in pieces(leaf) if not (self.follow and w in self.words)}

    @cached_property
    def by_piece(self) -> dict[str, list[tuple[Page, Token]]]:
        """The words that hold a run of letters, by that run in small letters."""
        found: dict[str, list[tuple[Page, Token]]] = defaultdict(list)
        for page in self.pages:
            for token in page.tokens:
                for piece in dict.fromkeys(word.lower() for word in pieces(token.raw)):
                    found[piece].append((page, token))
        return found

    @cached_property
    def by_head(self) -> dict[str, list[str]]:
        """The words of the varied texts, by their first three letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            found[word[:3]].append(word)
        return found

    @property
    def spanned(self) -> bool:
        """Whether the golden spans say what the names are."""
        return bool(self.example.spans) or self.example.task == "ner"

    def fixed(self, name: str) -> bool:
        """Return whether a word of `name` stands where nothing may change it."""
        return any(word.lower() in self._frozen for word in pieces(name))

    def says(self, name: str) -> bool:
        """Return whether all words of `name` stand in the row, in any case."""
        return all(word.lower() in self.lowered for word in split_name(name))

    def expected(self, mapping: dict[str, str]) -> list[Edit]:
        """Return the edits that make the expected value say the new names."""
        if not self.follow or not mapping:
            return []
        pattern = re.compile(
            rf"(?<![{_LETTER}])(?:{'|'.join(re.escape(old) for old in sorted(mapping, key=len, reverse=True))})"
            rf"(?![{_LETTER}])"
        )
        made: list[Edit] = []
        for path, leaf in self._leaves:
            new = pattern.sub(lambda m: mapping[m.group()], leaf)
            if new != leaf:
                made.append(Set(path, new))
        return made

    def spans(self, labels: frozenset[str]) -> Iterator[tuple[list[Token], bool]]:
        """Yield the words of each golden span with one of `labels`, in any usual scheme, and whether they are all."""
        for span in self.example.spans:
            if base_label(span.label) in labels and self.pages and self.pages[0].path == self.example.vary[0]:
                page = self.pages[0]
                tokens = [t for t in page.tokens if span.start <= t.start and t.end <= span.end]
                letters = sum(map(str.isalnum, page.string[span.start : span.end]))
                yield (
                    tokens,
                    letters
                    == sum(
                        c.isalnum() for t in tokens for c in page.string[t.start : min(t.start + len(t.raw), span.end)]
                    ),
                )


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of one page that are said of one thing, each with its role ("given", "family", "middle", "name")."""

    page: Page
    parts: tuple[tuple[Token, str], ...]


class Options(Sequence[Change]):
    """Changes of all mentions of a thing, made when asked for: one for each set of new words by role."""

    def __init__(self, new: Sequence[dict[str, str]], make: Callable[[dict[str, str]], Change]) -> None:
        self._new, self._make = new, make

    def __len__(self) -> int:
        return len(self._new)

    def __getitem__(self, i: Any) -> Any:
        return self._make(self._new[i])


def rewritten(mentions: Iterable[Mention], new: dict[str, str], *, was: str = "") -> list[Edit]:
    """Return the edits that put the words of `new` in place of the parts of `mentions`, the article before mended.

    Args:
        mentions: where the old words stand.
        new: the new words by role.
        was: the old name in its usual case; capitals that are its own are not carried over.
    """
    edits: list[Edit] = []
    for mention in mentions:
        page, string = mention.page, mention.page.string
        first = mention.parts[0][0]
        article = page.article(first)
        if article is not None:
            right = with_article(new[mention.parts[0][1]], article.raw)
            if right != article.raw:
                edits.append(Replace(page.path, article.start, article.end, right))
        if mention.parts[-1][1] == "name":
            last = mention.parts[-1][0]
            old = string[first.start : last.end]
            made = new["name"] if old == was else cased(new["name"], old)
            edits.append(Replace(page.path, first.start, last.end, made))
            continue
        for token, role in mention.parts:
            if role == "middle":
                edits.append(Replace(page.path, token.start - 1, token.end, ""))
            elif cased(new[role], token.core) != token.core:
                edits.append(Replace(page.path, token.start, token.end, cased(new[role], token.core)))
    return edits


def with_article(word: str, article: str) -> str:
    """Return the indefinite article for `word`, in the case of `article`."""
    made = "an" if re.match(r"[aeiouàáâãäåèéêëìíîïòóôõöùúûü]", word.lower()) else "a"
    if re.match(r"eu|ug[ao]|uni|us[aeiu]|ut[aeiou]|uk|ur[aeiu]|one", word.lower()):
        made = "a"
    return made.capitalize() if article[0].isupper() else made


def cased(new: str, old: str) -> str:
    """Return `new` in capitals or small where `old` is, else as it is."""
    if len(old) > 2 and old.isupper() and old.upper() != new:
        return new.upper() if new.upper().lower() == new.lower() and "\u00df" not in new else new
    return new.lower() if old.islower() else new


def base_label(label: str) -> str:
    """Return a span's label in small letters, without the prefix of a scheme ("B-PER" gives "per")."""
    return re.sub(r"^[bilesu][-_]", "", label.lower())


def opens(token: Token) -> bool:
    """Return whether a word often opens a sentence and is no part of a name."""
    return token.raw.lower() in guards("opener")


@cache
def guards(name: str) -> frozenset[str]:
    """Return a list of the table name_guards."""
    return word_lists("name_guards")[name]


def split_name(name: str) -> tuple[str, ...]:
    """Return the words of a name as tokens have them."""
    return tuple(m.group() for m in _TOKEN.finditer(name))


def pieces(text: str) -> list[str]:
    """Return the runs of letters of a text."""
    return _RUN.findall(text)


def _token(match: re.Match[str], number: int) -> Token:
    raw = match.group()
    core = raw[:-2] if raw.endswith(("'s", "\u2019s")) and len(raw) > 2 else raw
    return Token(match.start(), match.start() + len(core), core, raw, number)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        at, item = waiting.pop()
        if isinstance(item, str):
            yield at, item
        elif isinstance(item, dict):
            waiting += [(at + pointer(str(key)), part) for key, part in item.items()]
        elif isinstance(item, list | tuple):
            waiting += [(at + pointer(number), part) for number, part in enumerate(item)]
