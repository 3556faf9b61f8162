"""What one sentence says for and against, and how to deny it: "is great" and "is not great", "loved it" and "did not".

Only clauses of their own are read: no wishes, conditions, reports, relative clauses, or sentences with every and none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from robustgen.perturbations.control.vocabulary import (
    clause_words,
    evaluative_verbs,
    opinion_words,
    polarities,
    predicative,
    tinge,
)

Edits = tuple[Replace, ...]
# How many words a complement and an item of a list have at most, and how far a word has a say.
_REACH, _ITEM, _FAR = 12, 6, 40
_HARMLESS = ("anything", "anyone", "anybody")


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
        if word in evaluative_verbs():
            return self._verb(i)
        if word in opinion_words("linking", "judging", "bearing"):
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
        before = self.before(i)
        if opinion_words("universal").intersection(self.lower[max(self.first, i - _FAR) : i]) or self._hedged(before):
            return False
        return len(before) < 2 or before[-1] not in ("who", "that", "which", "where", "when")

    def _hedged(self, before: Sequence[str]) -> bool:
        """Return whether a word before the verb says that nothing is claimed, or not of the subject as a whole."""
        hedges = opinion_words("unreal", "negator", "quantifier")
        return any(word in hedges or word in NEGATIVE for word in before)

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
        return not clause_words("need_not").difference(_HARMLESS).intersection(self.lower[i : min(self.stop, i + _FAR)])

    def _denied(self, i: int, start: int, hits: Sequence[int], sign: int, *, short: bool) -> list[Replace] | None:
        words, at = self.words, i
        if self.lower[i] == "there's" or (i > self.first and self.lower[i - 1] == "there"):
            article = self.lower[start] in ("a", "an")
            limits = opinion_words("amount") if article else opinion_words("amount", "determiner")
            if limits.intersection(self.lower[start + article : start + 2]):
                return None
            no = words.replaced(start, "no") if article else words.after(i, "no")
            return [no, *self._dropped(start + article, hits, sign)]
        while at + 1 < hits[0] and self.lower[at + 1] in opinion_words("before_not") and words.follows(at + 1):
            at += 1
        if self.lower[at + 1] == "always" and words.follows(at + 1):
            return [words.replaced(at + 1, "never"), *self._dropped(at + 2, hits, sign)]
        edits = [words.after(at, "not")] if at > i else denied(words, i, short=short)
        return None if edits is None else [*edits, *self._dropped(at + 1, hits, sign)]

    def _dropped(self, start: int, hits: Sequence[int], sign: int) -> list[Replace]:
        """Return the edits that take out adverbs of degree before the evaluative words, and mend the article."""
        words, edits, out = self.words, list[Replace](), set[int]()
        dropped = opinion_words("degree") - (opinion_words("kept") if sign > 0 else frozenset())
        for j in range(hits[-1] - 1, start - 1, -1):
            if self.lower[j] in dropped and words.follows(j) and (j + 1 in hits or j + 1 in out):
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
        words, hits, ors, signs = self.words, list[int](), list[Replace](), set[int]()
        nothing: tuple[list[int], Edits, int] = [], (), start
        j = start
        while j < min(self.stop, start + _REACH):
            word, gap = self.lower[j], words.gap(j) if j > self.first else " "
            listed = word in ("and", "or")
            if listed or gap not in (" ", "-"):
                if gap not in (" ", ", ") or not self._continues(j + listed):
                    if listed and gap == " " and not self._begins_clause(j + 1):
                        return nothing
                    break
                ors += [words.replaced(j, "or")] if word == "and" else []
            elif word in opinion_words("stop") or word in PRONOUNS or words.auxiliary(j) is not None:
                # "is only great", "is as good as": of a word such as these the denial says something else.
                if word in (("enough", "compared", "so") if hits else opinion_words("scoping")):
                    return nothing
                break
            if word in predicative():
                hits.append(j)
                signs.add(polarities()[word])
            elif word in polarities() or word in opinion_words("negator"):
                return nothing
            elif tinge(word):
                signs.add(tinge(word))
            j += 1
        return (hits, tuple(ors), j) if hits and len(signs) == 1 else nothing

    def _continues(self, j: int) -> bool:
        """Return whether another item of a list stands at word `j`, after an and maybe: a few words without a verb."""
        j += j < self.stop and self.lower[j] in ("and", "or")
        if j >= self.stop or self.lower[j] in opinion_words("stop", "subject_determiner") | PRONOUNS:
            return False
        if self.lower[j] in forms().inflected and self.lower[j] not in predicative():
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
        if word in predicative():
            return False
        return self.words.auxiliary(i) is not None or word in known.third or word in known.past or word.endswith("ed")

    def _begins_clause(self, j: int) -> bool:
        """Return whether what follows an and is a clause, or a verb, rather than something else that is said."""
        if j >= self.stop:
            return False
        known = forms()
        word = self.lower[j]
        return (
            word in PRONOUNS | opinion_words("determiner", "opener", "subject", "self_adverb")
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
        following = self.lower[i + 1] if i + 1 < self.stop and words.follows(i + 1) else ""
        if following in opinion_words("passive") or (following == "to" and word in ("like", "love")):
            return None
        out = [words.removed(j) for j in adverbs if self.lower[j] not in ("also", "still", "actually")]
        if auxiliary is not None:
            if self.lower[auxiliary] in NEGATIVE or self.lower[auxiliary + 1] in ("not", "never"):
                edits = tuple(affirmed(words, auxiliary) or ()) if self._free_of_any(i) else ()
                return Opinion(-sign, (i,), i, i + 1, True, edits, edits) if edits and not adverbs else None
            full, short = (denied(words, auxiliary, short=short) for short in (False, True))
        else:
            full, short = (done(words, i, short=short) for short in (False, True))
        return self._opinion(sign, [i], (i, i + 1), full and [*full, *out], short and [*short, *out], ())

    def _ahead(self, i: int) -> tuple[int | None, list[int], int | None]:
        """Return auxiliary, adverbs and subject before the verb at `i`; the subject is first - 1 for none."""
        adverbs, auxiliary, j = list[int](), None, i
        while j > self.first and self.words.gap(j) == " ":
            j -= 1
            word, tail = self.lower[j], self.words.tail(j)
            if tail is not None:
                usable = tail[1] in ("will", "would", "have") and auxiliary is None
                return (j, adverbs, j) if usable else (None, [], None)
            if word in opinion_words("self_adverb"):
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
        word, modal = self.lower[i], self._modal(subject, auxiliary)
        if word.endswith("ing") or modal in ("could", "should", "might", "may", "must"):
            return False
        if subject < self.first:
            # "Loved it." and "Highly recommend"; "Love it" may be an order.
            told = (
                word in opinion_words("liking") and word.endswith("ed") and word != "recommended" and i + 1 < self.stop
            )
            return not modal and (told or (word == "recommend" and i > self.first))
        who = (self.words.tail(subject) or (self.lower[subject], ""))[0]
        before = self.before(subject)
        if self._hedged(before):
            return False
        if word in opinion_words("liking") or word == "like":
            speaks = who in opinion_words("own") or (who == "you" and modal == "will")
            return speaks and (not before or before[-1] in opinion_words("opener"))
        bare = not modal and not word.endswith(("ed", "s"))
        return who in opinion_words("subject") and (not bare or who in opinion_words("plural_subject"))

    def _modal(self, subject: int, auxiliary: int | None) -> str:
        """Return the auxiliary in its plain form, or an empty string for none."""
        if auxiliary is None:
            return ""
        tail = self.words.tail(subject)
        return tail[1] if tail and subject == auxiliary else NEGATIVE.get(self.lower[auxiliary], self.lower[auxiliary])

    def _full_verb(self, i: int) -> Opinion | None:
        """Read "has a great cast", "found it boring", "gives a superb performance", "looks great"."""
        words = self.words
        if i == self.first or words.gap(i) != " " or i + 1 >= self.stop or not words.follows(i + 1):
            return None
        start = self._object(i)
        if start is None or not self._claimed(i):
            return None
        hits, ors, stop = self._complement(start)
        if not hits:
            return None
        sign = polarities()[self.lower[hits[0]]]
        some = [words.replaced(start, "any")] if self.lower[start] == "some" else []
        rest = [*some, *self._dropped(start, hits, sign)]
        full, short = (done(words, i, short=short) for short in (False, True))
        return self._opinion(sign, hits, (i, stop), full and [*full, *rest], short and [*short, *rest], ors)

    def _object(self, i: int) -> int | None:
        """Return where the opinion begins that the full verb at `i` takes; None where it takes none."""
        word, previous, start = self.lower[i], self.lower[i - 1], i + 1
        if word in opinion_words("judging"):
            objects = opinion_words("subject", "determiner") - {"a", "an"}
            while start < min(i + 4, self.stop) and self.lower[start] in objects:
                start += 1
            return start if previous in opinion_words("own") and start < self.stop else None
        if word in opinion_words("bearing") and self.lower[start] not in predicative() | {"a", "an", "some"}:
            return None
        if word in forms().inflected and previous not in opinion_words("plural_subject"):
            return None
        return start if previous in opinion_words("subject", "own") | {"he", "she"} else None

    def _fragment(self) -> Opinion | None:
        """Read a sentence without a verb: "Great movie!", "A real gem.", "Highly recommended."."""
        words, first = self.words, self.first
        if any(words.auxiliary(i) is not None or self.lower[i] in PRONOUNS for i in range(first, self.stop)):
            return None
        hits, ors, stop = self._complement(first)
        if not hits or set(self.lower[first : hits[0]]) - opinion_words("degree") - {"a", "an", "the", "real"}:
            return None
        # "Well, …" and "Great, great, great!" are no predicates.
        if self.lower[hits[-1]] == "well" or (not ors and any(words.gap(j) == ", " for j in range(hits[0] + 1, stop))):
            return None
        sign = polarities()[self.lower[hits[0]]]
        head = first
        dropped = opinion_words("degree") - (opinion_words("kept") if sign > 0 else frozenset())
        while head < hits[0] and self.lower[head] in dropped:
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
        following, head_word = hits[-1] + 1, self.lower[head]
        if (
            self.lower[hits[-1]] in ("recommended", "worth")
            or not self.words.follows(following)
            or following >= self.stop
        ):
            return ""
        # "Great acting and a clever plot" takes no article for its first noun.
        nouns = [j + 1 for j in hits if j + 1 not in hits and self.lower[j + 1] not in ("and", "or")]
        if any(self.lower[j] not in opinion_words("thing") for j in nouns if self.words.gap(j) == " "):
            return None
        if head_word in ("best", "finest", "worst"):
            return "the"
        return "an" if head_word[0] in "aeiou" else "a"

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
        plain = any(self.lower[h] not in opinion_words("faint") for h in hits)
        return Opinion(sign, tuple(hits), *reach, plain, (*full, *ors), (*short, *ors))
