"""What one sentence says for and against, and how to deny it: "is great" and "is not great", "loved it" and "did not".

Only clauses of their own are read: no wishes, conditions, reports, relative clauses, or sentences with every and none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from robustgen.edits import Replace
from robustgen.perturbations.control.english import (
    AUXILIARIES,
    COPULAS,
    MODALS,
    NEGATIVE,
    PRONOUNS,
    Words,
    affirmed,
    denied,
    done,
    forms,
)
from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.tables import rows

Edits = tuple[Replace, ...]
_REACH, _ITEM = 12, 6
_UNIVERSAL = frozenset(["everyone", "everybody", "everything", "nobody", "none", "whoever", "whatever"])
_SUBJECT_DETERMINERS = frozenset(["the", "this", "these", "those", "his", "her", "their", "its", "my", "our", "your"])


@dataclass(frozen=True, slots=True)
class Opinion:
    """Something said for (+1) or against (-1).

    Attributes:
        polarity: what it says where it stands, with its not.
        words: the numbers of the evaluative words that say it.
        start: the number of its verb, or of its first word.
        plain: whether denying it says the opposite: "not boring" does, "not the worst" hardly.
        stop: the number of the word behind the last one that the denial reaches.
        full, short: the edits that deny it, with full forms and with contractions; empty where there are none.
    """

    polarity: int
    words: tuple[int, ...]
    start: int
    stop: int
    plain: bool = False
    full: Edits = ()
    short: Edits = ()


@cache
def polarities() -> dict[str, int]:
    """Return evaluative words and what they say."""
    return {word: int(polarity) for word, polarity, _ in rows("evaluative")} | {"worth": 1}


@cache
def lists() -> dict[str, frozenset[str]]:
    """Return the word lists of the table opinion_words."""
    return word_lists("opinion_words")


@cache
def _predicative() -> frozenset[str]:
    """Return the evaluative words that may stand behind a copula and are no comparatives."""
    states = (
        "disappointed",
        "bored",
        "impressed",
        "entertained",
        "wasted",
        "ruined",
        "recommended",
        "annoyed",
        "disgusted",
    )
    other = {word for word, _, part in rows("evaluative") if part != "verb"}
    return frozenset((other | {"worth", *states}) - lists()["comparative"])


@cache
def _verbs() -> frozenset[str]:
    return frozenset(word for word, _, part in rows("evaluative") if part == "verb") | {"like"}


class Reader:
    """The words of one sentence, from `first` to before `stop`; `asks` where it is a question."""

    def __init__(self, words: Words, first: int, stop: int, *, asks: bool) -> None:
        self.words, self.lower, self.first, self.stop, self.asks = words, words.lower, first, stop, asks

    def opinions(self) -> Iterator[Opinion]:
        """Yield the opinions that can be denied, from left to right; no word is in two of them."""
        if self.asks or self.lower[self.first] in AUXILIARIES | {"what", "how", "why", "who", "do", "please"}:
            return
        reached = self.first - 1
        for i in range(self.first, self.stop):
            found = self._read(i) if i > reached else None
            if found is not None:
                reached = max(found.stop - 1, i)
                yield found
        if reached < self.first:
            fragment = self._fragment()
            if fragment is not None:
                yield fragment

    def _read(self, i: int) -> Opinion | None:
        word = self.lower[i]
        if self.words.auxiliary(i) in COPULAS:
            return self._copula(i)
        if word in _verbs():
            return self._verb(i)
        if word in lists()["linking"] | lists()["judging"] | lists()["bearing"]:
            return self._full_verb(i)
        return None

    def before(self, i: int) -> list[str]:
        """Return the words before word `i` in its clause, from the left."""
        j = i
        while j > self.first and self.words.gap(j) in (" ", "-") and i - j < _REACH:
            if self.lower[j - 1] in ("but", "and", "because", "although", "though", "while"):
                break
            j -= 1
        return list(self.lower[j:i])

    def _claimed(self, i: int) -> bool:
        """Return whether the clause of the verb at word `i` is claimed, and of its subject as a whole."""
        before, words = self.before(i), lists()
        if any(w in _UNIVERSAL for w in self.lower[self.first : i]):
            return False
        for w in before:
            if w in words["unreal"] or w in words["negator"] or w in words["quantifier"] or w in NEGATIVE:
                return False
        return not before or before[-1] not in ("who", "that", "which", "where", "when") or len(before) == 1

    def _copula(self, i: int) -> Opinion | None:
        words = self.words
        whole = self.lower[i] in NEGATIVE
        negative = whole or (words.follows(i + 1) and i + 1 < self.stop and self.lower[i + 1] in ("not", "never"))
        start = i + 1 if whole or not negative else i + 2
        hits, ors, stop = self._complement(start)
        if not hits or not self._claimed(i):
            return None
        sign = polarities()[self.lower[hits[0]]]
        if negative:
            edits = tuple(affirmed(words, i) or ()) if self._free_of_any(i) else ()
            return Opinion(-sign, tuple(hits), i, stop, True, edits, edits) if edits else None
        both = [self._denied(i, start, hits, sign, short=short) for short in (False, True)]
        return self._opinion(sign, hits, (i, stop), both[0], both[1], ors)

    def _free_of_any(self, i: int) -> bool:
        """Return whether no word follows that needs the not, as in "not bad at all"."""
        return not any(
            self.lower[j] in ("all", "either", "any", "ever", "yet", "much", "slightest") for j in range(i, self.stop)
        )

    def _denied(self, i: int, start: int, hits: Sequence[int], sign: int, *, short: bool) -> list[Replace] | None:
        words, at = self.words, i
        if self.lower[i] == "there's" or (i > self.first and self.lower[i - 1] == "there"):
            if self.lower[start] in ("a", "an"):
                plain = self.lower[start + 1] not in lists()["amount"]
                return [words.replaced(start, "no"), *self._dropped(start + 1, hits, sign)] if plain else None
            if any(self.lower[j] in lists()["determiner"] | lists()["amount"] for j in (start, start + 1)):
                return None
            return [words.after(i, "no"), *self._dropped(start, hits, sign)]
        while at + 1 < hits[0] and self.lower[at + 1] in lists()["before_not"] and words.follows(at + 1):
            at += 1
        if self.lower[at + 1] == "always" and words.follows(at + 1):
            return [words.replaced(at + 1, "never"), *self._dropped(at + 2, hits, sign)]
        edits = [words.after(at, "not")] if at > i else denied(words, i, short=short)
        return None if edits is None else [*edits, *self._dropped(at + 1, hits, sign)]

    def _dropped(self, start: int, hits: Sequence[int], sign: int) -> list[Replace]:
        """Return the edits that take out adverbs of degree before the evaluative words, and mend the article."""
        words, edits, out = self.words, list[Replace](), set[int]()
        for j in range(hits[-1] - 1, start - 1, -1):
            known = self.lower[j] in lists()["degree"] and not (sign > 0 and self.lower[j] in lists()["kept"])
            if known and words.follows(j) and (j + 1 in hits or j + 1 in out):
                out.add(j)
        for j in sorted(out):
            edits.append(words.removed(j))
            if self.lower[j - 1] in ("a", "an") and j > start:
                head = next(k for k in range(j, self.stop) if k not in out)
                article = "an" if self.lower[head][0] in "aeiou" else "a"
                if article != self.lower[j - 1]:
                    edits.append(words.replaced(j - 1, article))
        return edits

    def _complement(self, start: int) -> tuple[list[int], Edits, int]:
        """Return the evaluative words of the complement from word `start`, and the edits of and to or between them.

        None where they are for and against, or where something else in it might be.
        """
        words, hits, ors, signs, j = self.words, list[int](), list[Replace](), set[int](), start
        while j < min(self.stop, start + _REACH):
            word, gap = self.lower[j], words.gap(j)
            if gap not in (" ", "-"):
                if gap != ", " or not self._continues(j):
                    break
                ors += [words.replaced(j, "or")] if word == "and" else []
            elif word in ("and", "or"):
                if not self._continues(j + 1):
                    if not self._begins_clause(j + 1):
                        return [], (), j
                    break
                ors += [words.replaced(j, "or")] if word == "and" else []
            elif word in lists()["stop"] or word in PRONOUNS or words.auxiliary(j) is not None:
                # "is only great", "is as good as": of a word such as these the denial says something else.
                if not hits and word in ("not", "never", "only", "so", "as", "too", "such", "both", "all"):
                    return [], (), j
                if hits and word in ("enough", "compared", "so"):
                    return [], (), j
                break
            if word in _predicative() and word in polarities():
                hits.append(j)
            elif word in polarities() or word in lists()["negator"]:
                return [], (), j
            signs |= {polarities()[word]} if j in hits else set()
            signs |= ({1} if word in lists()["tinged_for"] else set()) | (
                {-1} if word in lists()["tinged_against"] else set()
            )
            j += 1
        if not hits or len(signs) != 1:
            return [], (), j
        return hits, tuple(ors), j

    def _continues(self, j: int) -> bool:
        """Return whether another item of a list stands at word `j`, after an and maybe: a few words without a verb."""
        j += j < self.stop and self.lower[j] in ("and", "or")
        if j >= self.stop or self.lower[j] in lists()["stop"] | PRONOUNS | _SUBJECT_DETERMINERS:
            return False
        for k in range(j, self.stop):
            if k > j and (self.words.gap(k) not in (" ", "-") or self.lower[k] in ("and", "or", "but")):
                break
            if k - j > _ITEM or self.finite(k):
                return False
        return True

    def finite(self, i: int) -> bool:
        """Return whether word `i` may be a finite verb."""
        word, known = self.lower[i], forms()
        if word in _predicative() and word in polarities():
            return False
        return self.words.auxiliary(i) is not None or word in known.third or word in known.past or word.endswith("ed")

    def _begins_clause(self, j: int) -> bool:
        """Return whether what follows an and is a clause, or a verb, rather than something else that is said."""
        if j >= self.stop:
            return False
        known = forms()
        word = self.lower[j]
        return (
            word in PRONOUNS | lists()["determiner"] | lists()["opener"] | lists()["subject"] | lists()["self_adverb"]
            or self.words.auxiliary(j) is not None
            or word in known.third
            or word in known.past
        )

    def _verb(self, i: int) -> Opinion | None:
        """Read "I loved", "would recommend", "did not like", "this sucks"."""
        words, word = self.words, self.lower[i]
        sign = polarities().get(word, 1)
        auxiliary, adverbs, subject = self._ahead(i)
        if subject is None or not self._claimed_by(subject, i, auxiliary):
            return None
        if (
            i + 1 < self.stop
            and words.follows(i + 1)
            and self.lower[i + 1] in ("by", "if", "everything", "nothing", "more", "less")
        ):
            return None
        if word in ("like", "love") and self.lower[i + 1 : i + 2] == ("to",):
            return None
        out = [words.removed(j) for j in adverbs if self.lower[j] not in ("also", "still", "actually")]
        if auxiliary is not None:
            following = self.lower[auxiliary + 1]
            if self.lower[auxiliary] in NEGATIVE or following in ("not", "never"):
                edits = tuple(affirmed(words, auxiliary) or ()) if self._free_of_any(i) else ()
                return Opinion(-sign, (i,), i, i + 1, True, edits, edits) if edits and not adverbs else None
            full, short = (denied(words, auxiliary, short=short) for short in (False, True))
        else:
            full, short = (done(words, i, short=short) for short in (False, True))
        return self._opinion(sign, [i], (i, i + 1), full and [*full, *out], short and [*short, *out], ())

    def _ahead(self, i: int) -> tuple[int | None, list[int], int | None]:
        """Return auxiliary, adverbs and subject before the verb at `i`; the subject is `first` - 1 for none, or None."""
        adverbs, auxiliary, j = list[int](), None, i
        while j > self.first and self.words.gap(j) == " ":
            j -= 1
            word, tail = self.lower[j], self.words.tail(j)
            if tail is not None:
                usable = tail[1] in ("will", "would", "have") and auxiliary is None
                return (j, adverbs, j) if usable else (None, [], None)
            if word in lists()["self_adverb"]:
                adverbs.append(j)
            elif word in MODALS | {"do", "does", "did", "have", "has", "had"} or word in NEGATIVE:
                if auxiliary is not None:
                    return None, [], None
                auxiliary = j
            elif word not in ("not", "never"):
                return auxiliary, adverbs, j
            elif auxiliary is not None or j == self.first or self.lower[j - 1] not in AUXILIARIES:
                return None, [], None
        opens = j == self.first or self.words.gap(j) != " "
        return (auxiliary, adverbs, self.first - 1) if opens else (None, [], None)

    def _claimed_by(self, subject: int, i: int, auxiliary: int | None) -> bool:
        """Return whether the verb at `i` says what the writer thinks: of what I love, and of what a film does."""
        word, words = self.lower[i], lists()
        if word.endswith("ing"):
            return False
        if auxiliary is not None and self.lower[auxiliary] in ("could", "should", "might", "may", "must"):
            return False
        if subject < self.first:
            # "Loved it." and "Highly recommend"; "Love it" may be an order.
            told = word in words["liking"] and word.endswith("ed") and word != "recommended"
            return (told and auxiliary is None and i + 1 < self.stop) or (
                word == "recommend" and auxiliary is None and i > self.first
            )
        who = (self.words.tail(subject) or (self.lower[subject], ""))[0]
        before = self.before(subject)
        if any(
            w in words["unreal"] - {"than"} or w in words["negator"] or w in words["quantifier"] or w in NEGATIVE
            for w in before
        ):
            return False
        if word in words["liking"] or word == "like":
            if who == "you" and auxiliary is not None and self._modal(subject, auxiliary) == "will":
                return not before or before[-1] in words["opener"]
            return who in words["own"] and (not before or before[-1] in words["opener"])
        third = not word.endswith("ed") and not word.endswith("s")
        return who in words["subject"] and not (third and auxiliary is None and who not in ("they", "movies", "films"))

    def _modal(self, subject: int, auxiliary: int) -> str:
        tail = self.words.tail(subject)
        return tail[1] if tail and subject == auxiliary else NEGATIVE.get(self.lower[auxiliary], self.lower[auxiliary])

    def _full_verb(self, i: int) -> Opinion | None:
        """Read "has a great cast", "found it boring", "gives a superb performance", "looks great"."""
        words, word = self.words, self.lower[i]
        if (
            i == self.first
            or words.gap(i) != " "
            or i + 1 >= self.stop
            or not words.follows(i + 1)
            or not self._claimed(i)
        ):
            return None
        previous = self.lower[i - 1]
        start = i + 1
        if word in lists()["judging"]:
            if previous not in lists()["own"]:
                return None
            while start < min(i + 4, self.stop) and self.lower[start] in lists()["subject"] | lists()["determiner"] - {
                "a",
                "an",
            }:
                start += 1
        elif (
            (word in lists()["bearing"] and self.lower[start] not in ("a", "an", "some", *_predicative()))
            or previous not in lists()["subject"] | {"he", "she"} | lists()["own"]
            or (word in forms().inflected and previous not in (*lists()["own"], "they", "movies", "films"))
        ):
            return None
        hits, ors, stop = self._complement(start)
        if not hits:
            return None
        sign = polarities()[self.lower[hits[0]]]
        some = [words.replaced(start, "any")] if self.lower[start] == "some" else []
        rest = [*some, *self._dropped(start, hits, sign)]
        full, short = (done(words, i, short=short) for short in (False, True))
        return self._opinion(sign, hits, (i, stop), full and [*full, *rest], short and [*short, *rest], ors)

    def _fragment(self) -> Opinion | None:
        """Read a sentence without a verb: "Great movie!", "A real gem.", "Highly recommended."."""
        words, first = self.words, self.first
        if any(words.auxiliary(i) is not None or self.lower[i] in PRONOUNS for i in range(first, self.stop)):
            return None
        hits, ors, stop = self._complement(first)
        if not hits or not all(
            self.lower[j] in lists()["degree"] | {"a", "an", "the", "real"} for j in range(first, hits[0])
        ):
            return None
        sign = polarities()[self.lower[hits[0]]]
        head = first
        while (
            head < hits[0]
            and self.lower[head] in lists()["degree"]
            and not (sign > 0 and self.lower[head] in lists()["kept"])
        ):
            head += 1
        article = self._article(head, hits)
        if article is None:
            return None
        (start, _), (a, b) = words.spans[first], words.spans[head]
        string = words.text.string
        shouts = string[a:b].isupper() and b - a > 1
        lead = f"not {article}".rstrip()
        lead = lead.upper() if shouts else lead[:1].upper() + lead[1:] if string[start].isupper() else lead
        kept = string[a:b] if shouts else string[a:b].lower()
        made = [Replace("", start, b, f"{lead} {kept}")]
        return self._opinion(sign, hits, (first, stop), made, made, ors)

    def _article(self, head: int, hits: Sequence[int]) -> str | None:
        """Return the article that a denied fragment needs, empty for none; None where that is not plain."""
        if self.lower[head] in ("a", "an", "the"):
            return ""
        following = hits[-1] + 1
        if (
            following >= self.stop
            or self.words.gap(following) != " "
            or self.lower[hits[-1]] in ("recommended", "worth")
        ):
            return ""
        if self.lower[following] not in lists()["thing"]:
            return None
        return (
            "the"
            if self.lower[head] in ("best", "finest", "worst")
            else "an"
            if self.lower[head][0] in "aeiou"
            else "a"
        )

    def _opinion(
        self,
        sign: int,
        hits: Sequence[int],
        reach: tuple[int, int],
        full: list[Replace] | None,
        short: list[Replace] | None,
        ors: Edits,
    ) -> Opinion | None:
        if not full or not short:
            return None
        plain = any(self.lower[h] not in lists()["faint"] for h in hits)
        return Opinion(sign, tuple(hits), *reach, plain, (*full, *ors), (*short, *ors))
