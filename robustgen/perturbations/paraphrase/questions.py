"""A question asked outright, or as what somebody can tell or would like to know.

Outright the auxiliary stands before the subject, otherwise behind it; "do" comes and goes, and the verb changes its
form with it. A question whose subject has no plain end, or whose verb the table verb_forms does not hold, is no place.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from robustgen.definition import count
from robustgen.edits import Replace
from robustgen.perturbations.matching import Hand, word_lists
from robustgen.perturbations.paraphrase._asking import utterances
from robustgen.perturbations.paraphrase._moving import Sentence
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation
from robustgen.text import Text

_BE = frozenset(("is", "are", "was", "were", "am"))
_MODALS = frozenset(("can", "could", "will", "would", "should"))
_DO, _HAVE = frozenset(("do", "does", "did")), frozenset(("have", "has"))
_AUXILIARIES = _BE | _MODALS | _DO | _HAVE
_WH = frozenset(("what", "where", "when", "who", "how", "why", "which", "whose"))
_CONTRACTED = {"what's", "where's", "who's", "how's", "when's", "whats", "wheres", "hows", "whens"}
_NAMES_ONE = frozenset(("what", "who", "where", "when", "how", "which"))
_OF_NOUNS = frozenset((
    "about", "behind", "between", "by", "for", "from", "of", "over", "through", "to", "under", "with",
))  # fmt: skip
_RANKED = frozenset(("best", "first", "last", "least", "most", "next", "only", "right", "same", "worst", "wrong"))
_ASK = ("can you tell me ", "could you tell me ")
_WISH = ("i'd like to know ", "i would like to know ", "i want to know ")
_MOST_SUBJECT = 6


@perturbation(
    "paraphrase.question_form",
    label="preserves",
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    source="R. Quirk et al., A Comprehensive Grammar of the English Language (1985), sections 11.5 to 11.24 and 15.5",
)
def question_form(text: Text) -> Iterator[Place]:
    """Ask outright what was asked by "Can you tell me" or "I'd like to know", or the other way round.

    >>> from robustgen.generation import perturb
    >>> perturb("What is my balance?", "paraphrase.question_form").text
    'I would like to know what my balance is.'
    """
    hand = Hand.of(text)
    for said in utterances(text):
        opening, words = _opening(said)
        if opening:
            made = [_opened(said, words, form, hand) for form in (_WISH if opening == "ask" else _ASK)]
            outright = _outright(said, words, hand)
            made += [outright] * len(made) if outright else []
        elif said.mark == "?" or (said.mark == "" and hand.small):
            edits = _told(said)
            made = [] if edits is None else [_indirect(said, edits, form, hand) for form in (*_ASK, *_WISH)]
        else:
            made = []
        made = [edits for edits in made if all(text.free(edit.start, edit.end) for edit in edits)]
        if made and not _goes_on(said):
            yield Place(said.start, said.end, [tuple(edits) for edits in made], key=said.number)


@cache
def _listed(name: str) -> frozenset[str]:
    return word_lists("question_forms")[name]


@cache
def _verbs() -> dict[str, tuple[str, str, str]]:
    """Return third person, past and participle by base."""
    return {base: (third, past, participle) for base, third, past, participle in rows("verb_forms")}


@cache
def _bases(form: int) -> dict[str, str]:
    """Return the base by third person (0), past (1) or participle (2)."""
    return {forms[form]: base for base, forms in _verbs().items()}


def _opening(said: Sentence) -> tuple[str, int]:
    """Return how an indirect question opens, "ask" or "wish", and in how many words; "" and 0 for none."""
    for kind in ("ask", "wish"):
        for n in (5, 4, 3, 2):
            if " ".join(said.low[:n]) in _listed(kind) and n + 1 < len(said.low):
                clause = said.low[n] in _WH or said.low[n] in ("if", "whether") or said.low[n] in _CONTRACTED
                return (kind, n) if clause and all(said.gap(i) == " " for i in range(1, n + 1)) else ("", 0)
    return "", 0


def _goes_on(said: Sentence) -> bool:
    """Return whether a second clause that asks, or a relative one, stands behind the first."""
    low = said.low
    for i in range(2, len(low)):
        if low[i - 1] in ("and", "or", "but", "so") and (low[i] in _WH | _AUXILIARIES | _CONTRACTED or low[i] == "i"):
            return True
        if "," in said.gap(i) and low[i] not in ("please", "thanks"):
            return True
    return False


def _marked(said: Sentence, mark: str, hand: Hand) -> list[Replace]:
    """Return the edit that gives a sentence the mark, if it needs one: small texts without a mark do without."""
    if said.mark == mark or (said.mark == "" and hand.small):
        return []
    return [Replace("", said.end, said.end + len(said.mark), mark)]


def _opened(said: Sentence, words: int, form: str, hand: Hand) -> list[Replace]:
    """Return the edits that open an indirect question with `form`."""
    start, end = said.start, said.words[words][0]
    opening = hand.write(form)
    if said.text.string[start].isupper():
        opening = opening[0].upper() + opening[1:]
    return [Replace("", start, end, opening), *_marked(said, "?" if form in _ASK else ".", hand)]


def _indirect(said: Sentence, edits: list[Replace], form: str, hand: Hand) -> list[Replace]:
    """Return the edits that open a question with `form`, `edits` having put its words in order."""
    start, string = said.start, said.text.string
    opening = hand.write(form)
    capital = string[start].isupper()
    if capital:
        opening = opening[0].upper() + opening[1:]
    if edits and edits[0].start == start:
        first = [Replace("", start, edits[0].end, opening + edits[0].text)]
        edits = edits[1:]
    else:
        first = [Replace("", start, start + capital, opening + (string[start].lower() if capital else ""))]
    return [*first, *edits, *_marked(said, "?" if form in _ASK else ".", hand)]


def _told(said: Sentence) -> list[Replace] | None:
    """Return the edits that put the words of a question in the order of a statement, or None; they ascend."""
    low, words, lists = said.low, said.words, _listed
    if low[0] in _CONTRACTED:
        host = low[0].partition("'")[0].removesuffix("s") if low[0][-2:] != "'s" else low[0][:-2]
        cut = (words[0][0] + len(host), words[0][1])
        return _turned(said, host, "is", 1, cut, "")
    if low[0] in _AUXILIARIES:
        if low[1] == "you" and (low[0] in _MODALS or low[2] in lists("you_verb")):
            return None
        if low[1] in ("i", "we") and (low[0] in ("could", "would") or low[2] in lists("asked_for")):
            return None
        return _turned(said, "", low[0], 1, (said.start, words[1][0]), "if ")
    if low[0] not in _WH:
        return None
    at = next((i for i in range(1, min(6, len(low))) if low[i] in _AUXILIARIES), 0)
    if not at:
        return [] if low[0] in ("who", "what") and (low[1] in _bases(0) or low[1] in _bases(1)) else None
    if not _asked_phrase(said, 0, at) or at + 1 >= len(low):
        return None
    anyone = low[:3] == ("how", "do", "you") and {"i", "me", "my", "us"}.isdisjoint(low)
    if (anyone or low[:3] in (("how", "do", "i"), ("how", "do", "we"))) and len(low) > 3:
        if low[3] in lists("no_way"):
            return None
        return [Replace("", words[1][0], words[2][1], "to")]
    if low[0] == "which" and at == 1 and low[1] in _BE:
        return []
    cut = (words[at - 1][1], words[at][1])
    if low[at] in _BE and low[at + 1] not in _listed("determiner") | _listed("pronoun"):
        rest = low[at + 1 :]
        if at > 1 and len(rest) == 2 and rest[1] in ("in", "on", "at", "from"):
            end = words[at + 1][1]  # "what time zone is Oslo in"
            return [Replace("", *cut, ""), Replace("", end, end, f" {low[at]}")]
        if at > 1:  # "what colours are nice": the question word is the subject
            subject = len(rest) == 1 or _asks_for_subject(said, low[at], at + 1)
            return [] if subject and low[0] in ("what", "which", "whose", "how") else None
    return _turned(said, low[0], low[at], at + 1, cut, "")


def _asked_phrase(said: Sentence, first: int, stop: int) -> bool:
    """Return whether the words [first, stop) are a question word and what it asks for: "how much money"."""
    low = said.low
    if stop == first + 1:
        return True
    if any(low[i] in _listed("determiner") or low[i] in _listed("pronoun") for i in range(first, stop)):
        return False
    if low[first] == "how":
        return low[first + 1] in _listed("manner") and stop - first <= 4
    return low[first] in ("what", "which", "whose") and stop - first <= 4


def _turned(said: Sentence, wh: str, auxiliary: str, s: int, cut: tuple[int, int], put: str) -> list[Replace] | None:
    """Return the edits that move the auxiliary at `cut` behind the subject that begins at word `s`."""
    low, words = said.low, said.words
    if wh and low[s] not in _listed("determiner") | _listed("pronoun") and _asks_for_subject(said, auxiliary, s):
        return []
    if wh == "how" and auxiliary in _BE and low[s] in ("you", "it") and s < 3:
        return None
    opens = _listed("determiner") | _listed("pronoun")
    if auxiliary == "do" and (wh or said.mark) and low[s] not in opens | _listed("not_bare") | _listed("stop"):
        return [Replace("", *cut, put)]
    if not (wh or said.mark or low[s] in _listed("pronoun")) and auxiliary in ("do", "have"):
        return None  # "do the dishes" asks nothing
    e = _subject_end(said, wh, auxiliary, s)
    glued = e < len(low) and said.gap(e) not in (" ", ", ")
    if not e or glued or any(said.gap(i) != " " for i in range(1, e)) or e - s > _MOST_SUBJECT:
        return None
    removed = Replace("", *cut, put)
    if auxiliary == "do":
        return [removed]
    if auxiliary in _DO:
        if e >= len(low) or low[e] not in _verbs() or said.gap(e) != " ":
            return None
        return [removed, Replace("", *words[e], _verbs()[low[e]][auxiliary == "did"])]
    at = words[e - 1][1]
    return [removed, Replace("", at, at, f" {auxiliary}")]


def _asks_for_subject(said: Sentence, auxiliary: str, s: int) -> bool:
    """Return whether the question word is itself the subject: "what is on my list", "who can help me"."""
    word = said.low[s]
    if auxiliary in _BE:
        done = word in _bases(2) and word not in _verbs()
        return done or word in _listed("stop") or (word[-3:] == "ing" and word not in _listed("ing_noun"))
    if auxiliary in _MODALS:
        return word in _verbs()
    return auxiliary in _HAVE and word in _bases(2)


def _subject_end(said: Sentence, wh: str, auxiliary: str, s: int) -> int:
    """Return the number of the word behind the subject that begins at word `s`; 0 where it cannot be told."""
    low, n = said.low, len(said.low)
    if low[s] in _listed("pronoun"):
        return s + 1 if s + 1 < n or auxiliary in _BE else 0
    if low[s] in ("this", "that", "these", "those") and (s + 1 == n or low[s + 1] in _listed("stop")):
        return s + 1 if auxiliary in _BE else 0
    if (
        low[s] in _listed("not_bare")
        or low[s] in _AUXILIARIES | _WH
        or low[s] in ("a", "an")
        or low[s] in _listed("stop")
    ):
        return 0
    determined = low[s] in _listed("determiner")
    if auxiliary in _BE:
        return _before_predicate(said, wh, s, determined=determined)
    known = _bases(2) if auxiliary in _HAVE else _verbs()
    first = s + 1 + determined
    for p in range(first, min(s + (2 + _MOST_SUBJECT if determined else 3), n)):
        if low[p] in known and said.gap(p) == " ":
            behind = low[p + 1] if p + 1 < n else ""
            if behind in _verbs() or (behind and said.gap(p + 1)[:1] == "-"):
                return 0
            # "the fee change" may be the subject, unless what follows is no verb.
            sure = not behind or behind in _listed("stop") | _listed("determiner")
            return p if sure or (p == first and low[p] in _listed("no_noun")) else 0
        if low[p] in _listed("stop") or low[p] in _listed("pronoun") or low[p] in _AUXILIARIES | _WH:
            return 0
    return 0


def _before_predicate(said: Sentence, wh: str, s: int, *, determined: bool) -> int:
    """Return the number of the word behind the subject of "is" and "are", which a predicate follows, or nothing."""
    low, n = said.low, len(said.low)
    e = s + 1
    while e < n and (low[e - 1] in _listed("determiner") or not _ends_subject(low, e)):
        if low[e].partition("'")[0] in _listed("pronoun") or low[e] in _AUXILIARIES | _WH | {"that", "and", "or"}:
            return 0
        if low[e][-2:] == "ly" and low[e] not in _listed("ly_noun"):
            break
        if low[e][-3:] == "ing" and low[e] not in _listed("ing_noun"):
            if e + 1 < n and low[e + 1] not in _listed("stop") | _listed("determiner"):
                return 0
            break
        e += 1
    certain = e < n and low[e] not in _listed("stop")
    if not certain and e - s > 1 + determined and low[e - 1] in _bases(2) and low[e - 1] not in _verbs():
        e, certain = e - 1, True
    if e - s == determined or low[e - 1] in ("of", "the", "a", "an"):
        return 0
    if certain:
        return e
    if wh not in _NAMES_ONE:
        # "is the soup good for you" ends its subject before "good": sure is only what has one word, and a short rest.
        rest = low[e:]
        short = 0 < len(rest) <= 4 and _listed("predicate").isdisjoint(rest) and _bases(2).keys().isdisjoint(rest)
        return e if short and e - s == 1 + determined else 0
    if e == n and low[e - 1][-3:] == "ing" and wh != "what":
        return 0
    if low[s] == "the" and (wh == "which" or s > 2) and (low[s + 1][-3:] == "est" or low[s + 1] in _RANKED):
        return 0  # "which planet is the closest to the sun": the planet is the subject
    if e < n - 2 and ((low[-1] in _bases(2) and low[-1] not in _verbs()) or low[-1] in _listed("predicate")):
        return 0  # "the road over the pass", which "closed" or "open" is said of
    if e < n and wh in ("where", "when", "who") and low[e] in _OF_NOUNS:
        return 0  # "the man with the hat" is one, "the weather" in "how is the weather for tomorrow" is not
    if determined:
        return e
    return e if e - s == 1 and low[s][-2:] not in ("ly", "er") and low[s][-3:] != "est" else 0


def _ends_subject(low: tuple[str, ...], i: int) -> bool:
    """Return whether word `i` stands behind the subject: "due" in "the bill due today", not in "the due date"."""
    if low[i] in _listed("stop"):
        return True
    behind = low[i + 1] if i + 1 < len(low) else "at"
    ends = behind == "of" or behind in _listed("stop") or behind in _listed("predicate")
    return low[i] in _listed("predicate") and (ends or low[i] == "worth")


def _outright(said: Sentence, first: int, hand: Hand) -> list[Replace] | None:
    """Return the edits that ask outright what the clause from word `first` on asks, or None."""
    low, words, string = said.low, said.words, said.text.string
    start, clause = said.start, words[first][0]
    mark = _marked(said, "?", hand)
    capital = string[start].isupper()

    def begun(word: str) -> str:
        return word[0].upper() + word[1:] if capital else word

    if low[first] == "how" and first + 2 < len(low) and low[first + 1] == "to":
        to = words[first + 1]
        return [Replace("", start, clause + 1, begun("h")), Replace("", *to, hand.write("do i")), *mark]
    found = _inverted(said, first)
    if found is None:
        return None
    auxiliary, s, edits = found
    if low[first] in ("if", "whether"):
        return [Replace("", start, words[s][0], begun(auxiliary) + " "), *edits, *mark] if auxiliary else None
    moved = [Replace("", words[s][0], words[s][0], f"{auxiliary} ")] if auxiliary else []
    return [Replace("", start, clause + 1, begun(string[clause])), *moved, *edits, *mark]


def _inverted(said: Sentence, first: int) -> tuple[str, int, list[Replace]] | None:
    """Return the auxiliary that a question needs before its subject, where that is, and the edits of what follows."""
    low, words, n = said.low, said.words, len(said.low)
    if low[first] in _CONTRACTED or low[first + 1] in _AUXILIARIES:
        return "", first, []
    opens = _listed("pronoun") | _listed("determiner")
    s = next((i for i in range(first + 1, min(first + 5, n)) if low[i] in opens), 0)
    whether = low[first] in ("if", "whether")
    if not s or (s != first + 1 if whether else not _asked_phrase(said, first, s)):
        return None
    v = _finite(low, s) if low[s] in _listed("determiner") else s + 1
    if not v or v >= n or any(said.gap(i) != " " for i in range(1, v + 1)):
        return None
    verb, removed = low[v], [Replace("", words[v - 1][1], words[v][1], "")]
    if verb in _BE or verb in _MODALS or (verb in _HAVE and v + 1 < n and low[v + 1] in _bases(2)):
        return verb, s, removed
    if verb in _DO:
        return None
    plain = low[s] in ("i", "you", "we", "they")
    if plain and verb in _verbs():
        return "do", s, []
    for form, auxiliary in ((0, "does"), (1, "did")):
        if verb in _bases(form) and not (plain and not form):
            return auxiliary, s, [Replace("", *words[v], _bases(form)[verb])]
    return None


def _finite(low: tuple[str, ...], s: int) -> int:
    """Return the number of the verb behind a subject that begins with a determiner at word `s`; 0 where in doubt."""
    ends = _listed("stop") | _listed("pronoun") | _WH | {"and", "or"}
    stop = next((i for i in range(s + 1, len(low)) if low[i] in ends), len(low))
    reach = range(s + 2, min(s + 6, stop))
    auxiliary = next((i for i in reach if low[i] in _AUXILIARIES), 0)
    # "my plans" may be plans or what somebody plans: a full verb is sure before what is no noun.
    closed = _listed("determiner") | _listed("stop")
    full = (i for i in reach if low[i] in _bases(0) and (i + 1 == len(low) or low[i + 1] in closed))
    return auxiliary or next(full, 0)
