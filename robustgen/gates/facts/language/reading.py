"""A text as the fact gates read it: tokens with base forms, clauses and sentences. Each text is read once."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from robustgen.gates.facts.language.forms import is_listed, lemma
from robustgen.gates.facts.language.lexicon import near
from robustgen.gates.facts.language.phrases import SILENT, Found, find
from robustgen.gates.tables import listed, rows, words

_ODD = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201b": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2013": "-", "\u2014": " - ", "\u2212": "-", "\u2011": "-", "\u2010": "-", "\u00a0": " ", "\u202f": " ",
    "\u2009": " ", "\u2026": "...", "\u00bd": " 1/2", "\u00bc": " 1/4", "\u00be": " 3/4",
    "\u2153": " 1/3", "\u2154": " 2/3", "\u2265": ">=", "\u2264": "<=",
    "\u200b": None, "\u200d": None, "\ufeff": None,
})  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<link>[a-zA-Z][a-zA-Z0-9+.-]{1,20}://\S*[\w/]|www\.\S*[\w/]|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#]\w+
        |\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|de|co\.uk|edu|gov)\b(?:/\S*[\w/])?
        |`[^`\n]+`|(?<![\w/])(?:~|\.{1,2})?(?:/[\w.@-]*\w){2,}/?|\b\w+(?:_\w+)+\b|(?<!\w)--?[a-z][\w-]*\w
        |\b[\w-]+\.(?:py|js|ts|json|ya?ml|toml|txt|log|csv|md|html|css|sql|sh|exe|pdf|docx?|xlsx?|png|jpe?g|zip|env|ini|conf)\b)
    |(?P<number>(?:(?<![^\s(])-(?=\d))?\d+(?:[.,:/-]\d+)*)(?P<glued>(?:[a-zA-Z]+\d*)?)
    |(?P<code>(?:[A-Za-z]+|[A-Z]+-)\d(?:[\w.-]*\w)?)
    |(?P<initials>(?:(?<![^\W_])[^\W\d_]\.){2,})
    |(?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)
    |(?P<sign>>=|<=|\.\.\.|[^\s\w]|_)""",
    re.VERBOSE,
)
_NOT = {
    "can't": "can", "won't": "will", "shan't": "shall", "ain't": "is", "cannot": "can", "cant": "can", "wont": "will",
    "dont": "do", "doesnt": "does", "didnt": "did", "isnt": "is", "wasnt": "was", "arent": "are", "werent": "were",
    "mustnt": "must", "neednt": "need", "mightnt": "might", "shant": "shall", "canot": "can", "cannnot": "can",
    "dosent": "does", "doesent": "does", "dosnt": "does", "dident": "did", "couldnt": "could", "wouldnt": "would",
    "shouldnt": "should", "hasnt": "has", "havent": "have", "hadnt": "had",
    "aint": "is",
}  # fmt: skip
_STATES = {"U.S.": "USA", "US": "USA", "U.S.A.": "USA", "U.K.": "UK"}
_TITLES = words("mr mrs ms dr prof st jr sr vs etc no approx inc ltd co gen col sgt capt lt rev hon vol fig")
_CLITICS = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would"}
_SUBJECTS = words("i he she they we it you there that who which")
_BREAKS = words("but because although though while whereas if unless when since so which who until whenever")


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One word, number or sign.

    Attributes:
        text: as written, quotes and dashes made plain.
        low: in lower case.
        base: its base form, in lower case.
        kind: "word", "number", "code", "link" or "sign".
        glued: the letters that follow a number without a space: "kg", "pm", "th".
        clause, sentence: numbers of the clause and the sentence that it stands in.
        first: whether it is the first word of a sentence, a quotation or a line.
        content: a word that says something by itself, other than a name's capital.
        inner: a word of a phrase whose meaning another of its words carries.
    """

    text: str
    low: str
    base: str
    kind: str
    glued: str
    clause: int
    sentence: int
    first: bool
    content: bool
    inner: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text, read."""

    text: str
    tokens: tuple[Token, ...]
    lows: frozenset[str]
    bases: frozenset[str]
    titled: bool
    """Whether its capitals tell nothing: all capitals, or every word has one."""

    def content(self) -> list[Token]:
        """Return the tokens that say something by themselves."""
        return [token for token in self.tokens if token.content]

    def phrase(self, start: int, *words: str) -> bool:
        """Return whether `words` stand from token `start` on; a word may give several with | between."""
        tokens = self.tokens
        if start < 0 or start + len(words) > len(tokens):
            return False
        for at, word in enumerate(words, start):
            low = tokens[at].low
            if low != word and ("|" not in word or low not in word.split("|")):
                return False
        return True

    def has(self, *words: str) -> bool:
        """Return whether `words`, as `phrase` takes them, stand anywhere in the text."""
        return any(self.phrase(i, *words) for i in range(len(self.tokens)))

    def hyphened(self, at: int) -> bool:
        """Return whether the token at a place is written with a hyphen behind the one before it: "sugar-free"."""
        return at > 0 and f"{self.low(at - 1)}-{self.low(at)}" in self.text.lower()

    def low(self, at: int) -> str:
        """Return the token at a place in lower case, or an empty string beyond the ends."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """Return the reading of a text."""
    return _made(text, _split(text.translate(_ODD)))


def read_pair(source: str, candidate: str) -> tuple[Reading, Reading]:
    """Return the readings of both texts, a slip of the pen on one side read as the word on the other.

    A word in no dictionary of ours that stands where the other text has one a letter away is that word: neither a typo
    nor its correction is a change of facts.
    """
    one, two = read(source), read(candidate)
    strange = [
        {token.low for token in reading.tokens if token.kind == "word" and not is_listed(token.low)}
        - other.lows
        for reading, other in ((one, two), (two, one))
    ]  # fmt: skip
    if not any(strange):
        return one, two
    return _mended(one, two, strange[0], strange[1]), _mended(two, one, strange[1], frozenset())


def _mended(reading: Reading, other: Reading, strange: Set[str], untouched: Set[str]) -> Reading:
    """Return a text with its strange words read as those of another, never as one of `untouched`."""
    if not strange:
        return reading
    mended: dict[str, list[str]] = {}
    whole = _pairs_of(other)
    for word in strange:
        if len(word) > 1 and (there := _meant(word, reading, other, untouched)):
            mended[word] = [there]
        elif word in whole:
            mended[word] = whole[word]
    pieces: list[_Piece] = []
    for piece in _split(reading.text.translate(_ODD)):
        low = piece[0].lower()
        last = pieces[-1][0] if pieces else ""
        if piece[1] == "word" and pieces and pieces[-1][1] == "word" and {low, last.lower()} & strange:
            glued = last.lower() + low
            if glued in other.lows and glued not in mended:
                pieces[-1] = (_cased(glued, last), *pieces[-1][1:])
                continue
        words = mended.get(low, [piece[0]])
        if low in mended:
            words = [_cased(word, piece[0]) if i == 0 else word for i, word in enumerate(words)]
        pieces += [(word, *piece[1:3], piece[3] and i == 0) for i, word in enumerate(words)]
    return _made(reading.text, pieces)


def _meant(word: str, reading: Reading, other: Reading, untouched: Set[str]) -> str:
    """Return the word of the other text that a strange one is a slip of, or an empty string.

    Where several are a letter away, it is one that this text lacks, then one of the same letters, then one that stands
    beside the same words. A word of up to four letters has to be of the same letters or stand beside the same words.
    """
    found: list[tuple[tuple[bool, bool, bool], str]] = []
    plain = re.sub(r"(.)\1{2,}", r"\1", word)
    for there in sorted(other.lows):
        if len(there) < 3 or not there.isalpha() or not (near(word, there) or plain == there):
            continue
        if word[0] != there[0] and (word.capitalize() in reading.text or there.capitalize() in other.text):
            continue
        exchanged = sorted(word) == sorted(there)
        # Two names a letter apart are two names: one of the sides has to be a word of the dictionary.
        alike = word[0] == there[0] and (len(word) > 7 or (exchanged and len(word) > 4))
        if there in untouched or (not alike and not is_listed(there)):
            continue
        beside = bool(_beside(reading, word) & _beside(other, there))
        if len(word) > 4 or exchanged or beside or plain == there:
            found.append(((there in reading.lows, not exchanged, not beside), there))
    return min(found)[1] if found else ""


def _beside(reading: Reading, word: str) -> set[tuple[int, str]]:
    """Return the words that stand before and after a word, and on which side; the ends of the text count as words."""
    lows = ["", *(token.low for token in reading.tokens), ""]
    return {(side, lows[i + side]) for i, low in enumerate(lows) if low == word for side in (-1, 1)}


def _pairs_of(reading: Reading) -> dict[str, list[str]]:
    """Return every two words of a text that stand side by side, written as one."""
    words = [token.low for token in reading.tokens if token.kind == "word"]
    return {one + two: [one, two] for one, two in pairwise(words)}


_Piece = tuple[str, str, str, bool]


def _split(text: str) -> list[_Piece]:
    """Return (text, kind, what is glued to a number, whether a line or quotation begins) of each token."""
    found: list[_Piece] = []
    end = 0
    for match in _TOKEN.finditer(text):
        fresh = "\n" in text[end : match.start()] or not found
        end, kind, piece = match.end(), match.lastgroup or "sign", match.group()
        if kind == "glued":
            kind = "number"
        if kind == "number":
            glued = match.group("glued")
            number = match.group("number")
            if piece.lower() in _chat():
                found.append((_chat()[piece.lower()], "word", "", fresh))
            elif glued and re.search(r"\d", glued):
                found.append((piece, "code", "", fresh))
            else:
                found.append((number, "number", glued.lower(), fresh))
        elif kind == "word":
            words = [_STATES[piece]] if piece in _STATES and not text.isupper() else _words(piece)
            found += [(word, "word", "", fresh and i == 0) for i, word in enumerate(words)]
        elif kind == "code" and piece.lower() in _chat():
            found.append((_chat()[piece.lower()], "word", "", fresh))
        elif kind == "initials":
            found.append((_STATES.get(piece.upper(), piece.replace(".", "")), "word", "", fresh))
        else:
            found.append((piece, kind, "", fresh))
    return found


@cache
def _chat() -> dict[str, str]:
    return {written: meant for written, meant in rows("chat")}


def _words(piece: str) -> list[str]:
    """Split contractions into their words: "don't" is "do", "not"."""
    low = piece.lower()
    if low in _NOT:
        return [_cased(_NOT[low], piece), "not"]
    if low == "e-mail":
        return ["email"]
    if low in _chat():
        return [_cased(word, piece) if i == 0 else word for i, word in enumerate(_chat()[low].split())]
    if low.endswith("n't") and len(low) > 4:
        return [piece[:-3], "not"]
    if low.endswith(("'t", "'nt")) and (meant := _negative(low)):
        return [_cased(meant, piece), "not"]
    for clitic, word in _CLITICS.items():
        if low.endswith(clitic):
            return [piece[: -len(clitic)], word]
    if low.endswith(("'s", "s'")):
        return [piece[: piece.rindex("'")], "'s"] if low.endswith("'s") else [piece[:-1]]
    if "-" in piece:
        parts = piece.split("-")
        if low in _WHOLE or (len(parts) == 2 and parts[0].lower() in ("non", "e", "x", "t", "ex", "co", "re", "pre")):
            return [piece]
        return parts
    return [piece]


@lru_cache(maxsize=1024)
def _negative(low: str) -> str:
    """Return the verb of a misspelt negative: "do" of "dno't", "is" of "is'nt"."""
    letters = low.replace("'", "")
    if letters in _NOT:
        return _NOT[letters]
    return next((verb for wrong, verb in _NOT.items() if sorted(wrong) == sorted(letters) and wrong[0] == low[0]), "")


_WHOLE = words("o'clock full-time part-time up-to-date well-known e-mail so-called rip-off let-down")


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def _made(text: str, pieces: Sequence[_Piece]) -> Reading:
    function = listed("function", "function")
    tokens: list[Token] = []
    clause = sentence = 0
    first = True
    for number, (piece, kind, glued, fresh) in enumerate(pieces):
        low = piece.lower()
        if fresh and tokens and not first:
            first, sentence, clause = True, sentence + 1, clause + 1
        if kind == "sign":
            if low in (".", "!", "?", "..."):
                title = number and (pieces[number - 1][0].lower() in _TITLES or pieces[number - 1][0] == "Professor")
                if not first and not (low == "." and title):
                    sentence, clause, first = sentence + 1, clause + 1, True
            elif low in ",;:()-":
                clause += 1
                first = first or low == ":"
            elif low in "\"'*\u2022":
                first = True
        elif (
            kind == "word"
            and low in ("and", "or")
            and number + 1 < len(pieces)
            and pieces[number + 1][0].lower() in _SUBJECTS
        ) or (kind == "word" and low in _BREAKS and not (low == "so" and _intensifies(pieces, number))):
            clause += 1
        base = lemma(low) if kind == "word" and low != "'s" else low
        content = kind in ("link", "code") or (kind == "word" and low not in function and low != "'s")
        is_first = first and kind != "sign"
        tokens.append(Token(piece, low, base, kind, glued, clause, sentence, is_first, content))
        if kind != "sign":
            first = False
    tokens = _phrasal(tokens)
    words = [token for token in tokens if token.kind == "word" and len(token.text) > 3]
    capitals = sum(token.text[:1].isupper() for token in words)
    plain = sum(token.text[:1].islower() and token.content for token in words)
    titled = len(words) > 2 and capitals >= 0.8 * len(words) and plain <= len(words) // 8
    return Reading(
        text, tuple(tokens), frozenset(token.low for token in tokens), frozenset(token.base for token in tokens), titled
    )


def _phrasal(tokens: list[Token]) -> list[Token]:
    """Give the head of every phrase the base form of what it means: "turn down" is "reject", "to be honest" nothing."""
    function, made = listed("function", "function"), list(tokens)
    taken: set[int] = set()
    for one in _phrases(tokens):
        if taken.intersection(one.places):
            continue
        taken.update(one.places)
        for place in one.places:
            made[place] = replace(made[place], content=False, inner=place != one.head or one.base == SILENT)
        if one.base != SILENT:
            made[one.head] = replace(made[one.head], base=lemma(one.base), content=one.base not in function)
    return made


def _phrases(tokens: list[Token]) -> list[Found]:
    """Return the phrases of a text, then those that a negator or an adverb parts: "is not allowed to"."""
    lows, bases = [token.low for token in tokens], [token.base for token in tokens]
    sentences = [token.sentence for token in tokens]
    found = find(lows, bases, sentences)
    kept = [i for i, low in enumerate(lows) if low not in _PARTING]
    if len(kept) == len(tokens):
        return found
    parted = find([lows[i] for i in kept], [bases[i] for i in kept], [sentences[i] for i in kept])
    return found + [Found(tuple(kept[i] for i in one.places), kept[one.head], one.base) for one in parted]


_PARTING = words("not never no longer any always also still really ever even only just actually again usually often")


def _intensifies(pieces: Sequence[_Piece], number: int) -> bool:
    """Return whether the "so" at a place goes with the word after it: "so much", "so good"."""
    after = pieces[number + 1][0].lower() if number + 1 < len(pieces) else ""
    before = pieces[number - 1][0].lower() if number else ""
    return after not in ("i", "we", "he", "she", "they", "it", "you", "the") or before in ("not", "is", "was", "and")
