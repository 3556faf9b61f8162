"""The main clause of a plain English sentence, denied: a man is not running, there are no dogs, nobody sings."""

from __future__ import annotations

from robustgen.edits import Change, Replace
from robustgen.perturbations.control.english import (
    AUXILIARIES,
    COPULAS,
    NEGATIVE,
    PRONOUNS,
    Words,
    affirmed,
    denied,
    done,
    forms,
    joined,
)
from robustgen.text import Text

Both = tuple[list[Replace], list[Replace]]

_SUBORDINATORS = frozenset(
    "who whom whose which that where when while as because if since although though unless until before after what how "
    "why whether so than like or but".split()
)
# Subjects whose sentence is not the opposite of itself with a not in it.
_QUANTIFIERS = frozenset(
    "all every each both many few several most any none only neither either half everyone everybody everything "
    "nothing nowhere hardly barely little at".split()
)
_NEGATIVE_WORDS = frozenset("no not never none nobody nothing nowhere neither nor without hardly barely cannot".split())
# Words that need the not before them.
_NEED_NOT = frozenset("all either any ever yet much slightest anything anyone anybody".split())
_SOME = {"someone": "no one", "somebody": "nobody", "something": "nothing", "some": "no"}
_PLURALS = frozenset("men women people children kids they we you i police folk".split())
# After these a word in -s is a noun, not a verb.
_NO_SUBJECT = frozenset(
    "a an the his her their its my your our this that these those of in on at with by for to from and or very some two "
    "three four five six several many few more other young old big small little white black red blue green brown".split()
)
_AFTER_NO = PRONOUNS | {"one", "doubt", "matter", "wonder"}
_COUNTING = frozenset("the this that two three four five six seven eight nine ten many more several some lots plenty".split())


def denials(text: Text, *, whole: bool) -> tuple[Change, ...]:
    """Return the ways to deny the main clause of a text of one sentence, or to affirm it where it is denied; maybe none.

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
    """Return the edits that deny the clause of the words [first, stop), in full forms and contracted; None for no plain way.

    A clause that is denied is affirmed.
    """
    inside = words.lower[first:stop]
    if len(inside) < 2 or inside[0] in AUXILIARIES or inside[0] in NEGATIVE or inside[0] in _SUBORDINATORS - {"that"}:
        return None
    negatives = [word for word in inside if word in _NEGATIVE_WORDS or word in NEGATIVE]
    if negatives:
        return _affirmation(words, first, stop) if len(negatives) == 1 else None
    if inside[0] in _SOME:
        return _same([words.replaced(first, _SOME[inside[0]])]) if words.follows(first + 1) else None
    if _QUANTIFIERS.intersection(inside[:3]):
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
    if words.lower[first] in ("nobody", "no"):
        if words.lower[first] == "nobody":
            return _same([words.replaced(first, "somebody")])
        following = words.lower[first + 1]
        return _same([words.replaced(first, "some")]) if words.follows(first + 1) and following not in _AFTER_NO else None
    for i in range(first + 1 if not words.tail(first) else first, stop):
        if words.lower[i] in _SUBORDINATORS or (i + 1 < stop and _NEED_NOT.intersection(words.lower[i + 1 : stop])):
            return None
        if words.auxiliary(i) is not None:
            return _same(affirmed(words, i))
    return None


def _existence(words: Words, first: int, stop: int) -> Both | None:
    """Deny "there is a" and "there are"."""
    third = first + 2
    if third >= stop or not words.follows(third) or words.lower[first + 1] == "am":
        return None
    if words.lower[third] in ("a", "an", "any"):
        many = third + 1 < stop and words.lower[third + 1] in ("lot", "few", "couple", "number", "bit", "little")
        return None if many else _same([words.replaced(third, "no")])
    if words.lower[third] in ("some",):
        return _same([words.replaced(third, "no")])
    if words.lower[third] in _COUNTING:
        full, short = denied(words, first + 1), denied(words, first + 1, short=True)
        return (full, short) if full and short else None
    return _same([words.after(first + 1, "no")])


def _finite(words: Words, first: int, stop: int) -> int | None:
    """Return the number of the finite verb of the clause, or None where that is not plain."""
    known = forms()
    if words.tail(first):
        return first
    for i in range(first + 1, stop):
        word, previous = words.lower[i], words.lower[i - 1]
        if word in _SUBORDINATORS:
            return None
        if words.auxiliary(i) is not None:
            return i
        if not words.follows(i) or previous in _NO_SUBJECT:
            continue
        if i + 1 < stop and words.follows(i + 1) and words.auxiliary(i + 1):
            continue
        if word in known.third or (i == first + 1 and previous in PRONOUNS and (word in known.past or word in known.inflected)):
            return i
        if word in known.past and word not in known.participles:
            return i
        plural = previous in _PLURALS or (previous[-1:] == "s" and previous[-2:] not in ("ss", "us", "is", "'s"))
        if word in known.inflected and plural:
            return i
    return None


def _is_auxiliary(words: Words, at: int) -> bool:
    """Return whether the finite verb takes not itself: has in "has eaten" does, in "has a dog" it does not."""
    word = words.lower[at]
    if words.tail(at):
        return True
    if word in ("has", "have", "had"):
        following = words.lower[at + 1] if at + 1 < len(words.lower) and words.follows(at + 1) else ""
        return following in forms().participles or following == "been"
    return word in AUXILIARIES and word not in ("do", "does", "did")
