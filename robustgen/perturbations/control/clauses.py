"""The main clause of a plain English sentence, denied: a man is not running, there are no dogs, nobody sings."""

from __future__ import annotations

from robustgen.edits import Change, Replace
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
    joined,
)
from robustgen.perturbations.control.vocabulary import clause_words
from robustgen.text import Text

Both = tuple[list[Replace], list[Replace]]

_SOME = {"someone": "no one", "somebody": "nobody", "something": "nothing", "some": "no"}


def denials(text: Text, *, whole: bool) -> tuple[Change, ...]:
    """Return the ways to deny the main clause of a text of one sentence, or to affirm a denied one; maybe none.

    Args:
        text: the text.
        whole: the opposite of everything that is said is wanted, so there must be one clause only.
    """
    if len(text.sentences) != 1 or text.string.rstrip()[-1:] == "?":
        return ()
    words = Words(text)
    if len(words.lower) < 3 or (whole and _several(words)):
        return ()
    both = deny(words, 0, len(words.lower))
    return tuple(dict.fromkeys(joined(edits) for edits in both)) if both else ()


def deny(words: Words, first: int, stop: int) -> Both | None:
    """Return the edits that deny the clause of the words [first, stop), in full and contracted; None for no plain way.

    A clause that is denied is affirmed.
    """
    inside = words.lower[first:stop]
    if (
        len(inside) < 2
        or inside[0] in AUXILIARIES
        or inside[0] in NEGATIVE
        or inside[0] in clause_words("subordinator") - {"that"}
        or inside[0] in ("more", "fewer", "less")
        or not {"rarely", "seldom", "scarcely"}.isdisjoint(inside)
    ):
        return None
    negatives = [word for word in inside if word in clause_words("negative") or word in NEGATIVE]
    if negatives:
        return _affirmation(words, first, stop) if len(negatives) == 1 else None
    if inside[0] in _SOME:
        return _same([words.replaced(first, _SOME[inside[0]])]) if words.follows(first + 1) else None
    if clause_words("quantifier").intersection(inside[:3]):
        return None
    if inside[0] == "there" and inside[1] in COPULAS:
        return _existence(words, first, stop)
    at = _finite(words, first, stop)
    if at is None:
        return None
    make = denied if _is_auxiliary(words, at) else done
    full, short = make(words, at, short=False), make(words, at, short=True)
    return (full, short) if full and short else None


def _same(edits: list[Replace] | None) -> Both | None:
    return (edits, edits) if edits else None


def _several(words: Words) -> bool:
    """Return whether a text may say more than one thing."""
    return any(word in ("and", "or", "but", "while", "because", "who", "which", "so") for word in words.lower) or any(
        not words.follows(i) for i in range(1, len(words.lower))
    )


def _affirmation(words: Words, first: int, stop: int) -> Both | None:
    """Affirm a clause: "nobody sings" and "is not running", but not "is not here either"."""
    word = words.lower[first]
    if word == "nobody":
        return _same([words.replaced(first, "somebody")])
    if word == "no":
        noun = words.follows(first + 1) and words.lower[first + 1] not in clause_words("after_no")
        return _same([words.replaced(first, "some")]) if noun else None
    at = next((i for i in range(first + (not words.tail(first)), stop) if words.auxiliary(i) is not None), None)
    if at is None or clause_words("subordinator").intersection(words.lower[first + 1 : at]):
        return None
    return None if clause_words("need_not").intersection(words.lower[at + 1 : stop]) else _same(affirmed(words, at))


def _existence(words: Words, first: int, stop: int) -> Both | None:
    """Deny "there is a" and "there are"."""
    third = first + 2
    if third >= stop or not words.follows(third) or words.lower[first + 1] == "am":
        return None
    if words.lower[third] in ("a", "an", "any"):
        many = third + 1 < stop and words.lower[third + 1] in ("lot", "few", "couple", "number", "bit", "little")
        return None if many else _same([words.replaced(third, "no")])
    if words.lower[third] == "some":
        return _same([words.replaced(third, "no")])
    if words.lower[third] in clause_words("counting"):
        full, short = denied(words, first + 1), denied(words, first + 1, short=True)
        return (full, short) if full and short else None
    return _same([words.after(first + 1, "no")])


def _finite(words: Words, first: int, stop: int) -> int | None:
    """Return the number of the finite verb of the clause, or None where that is not plain."""
    known, participle = forms(), False
    if words.tail(first):
        return first
    for i in range(first + 1, stop):
        word, previous = words.lower[i], words.lower[i - 1]
        if word in clause_words("subordinator"):
            return None
        if words.auxiliary(i) is not None and not _is_noun(words, i):
            return i
        if not words.follows(i) or previous in clause_words("no_subject"):
            participle = participle or (i > first + 1 and previous[-3:] == "ing")
            continue
        if i + 1 < stop and words.follows(i + 1) and words.auxiliary(i + 1):
            continue
        # "A man scanning the crowd for faces" has no finite verb: what looks like one is a noun.
        participle = participle or (i > first + 1 and previous[-3:] == "ing")
        if participle:
            continue
        if word in known.third or (
            i == first + 1 and previous in PRONOUNS and (word in known.past or word in known.inflected)
        ):
            return i
        if word in known.past and word not in known.participles:
            return i
        plural = previous in clause_words("plural") or (
            previous[-1:] == "s" and previous[-2:] not in ("ss", "us", "is", "'s")
        )
        if word in known.inflected and plural:
            return i
    return None


def _is_noun(words: Words, i: int) -> bool:
    """Return whether a modal is no verb: "a can is", "the will of", "in May"."""
    if words.lower[i] not in MODALS:
        return False
    following = words.lower[i + 1] if i + 1 < len(words.lower) and words.follows(i + 1) else ""
    capital = words.text.string[slice(*words.spans[i])].istitle()
    named = words.lower[i - 1] in clause_words("no_subject") | {"in", "named"}
    return capital or named or following in COPULAS or following in forms().third


def _is_auxiliary(words: Words, at: int) -> bool:
    """Return whether the finite verb takes not itself: has in "has eaten" does, in "has a dog" it does not."""
    word = words.lower[at]
    if words.tail(at):
        return True
    if word in ("has", "have", "had"):
        following = words.lower[at + 1] if at + 1 < len(words.lower) and words.follows(at + 1) else ""
        return following in forms().participles or following[-2:] == "ed"
    return word in AUXILIARIES and word not in ("do", "does", "did")
