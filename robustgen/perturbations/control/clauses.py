"""The main clause of a plain English sentence, denied: a man is not running, there are no dogs, nobody sings."""

from __future__ import annotations

from robustgen.edits import Change, Replace
from robustgen.perturbations.control.english import AUXILIARIES, COPULAS, NEGATIVE, Words, affirmed, denied, done, forms, joined
from robustgen.text import Text

_SUBORDINATORS = frozenset(
    "who whom whose which that where when while as because if since although though unless until before after what how "
    "why whether so than like and or but".split()
)
# Subjects whose sentence is not the opposite of itself with a not in it.
_QUANTIFIERS = frozenset(
    "all every each both many few several most any none no only neither either half everyone everybody everything "
    "nobody nothing nowhere never hardly barely little at there's".split()
)
_NEGATIVE_WORDS = frozenset("no not never none nobody nothing nowhere neither nor without hardly barely cannot".split())
_SOME = {"someone": "no one", "somebody": "nobody", "something": "nothing", "some": "no"}
_PLURALS = frozenset(
    "men women people children kids they we you i police guys fans teens ladies boys girls adults friends workers".split()
)
# After these a word in -s is a noun, not a verb.
_NO_SUBJECT = frozenset(
    "a an the his her their its my your our this that these those of in on at with by for to from and or very some two "
    "three four five six several many few more other young old big small little white black red blue green brown".split()
)
_BARE = frozenset("a an any some".split())


def denials(text: Text, *, whole: bool) -> tuple[Change, ...]:
    """Return the ways to deny the main clause of a text of one sentence, or to affirm it where it is denied; maybe none.

    Args:
        text: the text.
        whole: the opposite of everything that is said is wanted, so there must be one clause only.
    """
    sentences = text.sentences
    if len(sentences) != 1 or text.string.rstrip()[-1:] == "?":
        return ()
    words = Words(text)
    if len(words.lower) < 3 or words.lower[0] in AUXILIARIES or (whole and _several(words)):
        return ()
    negatives = [i for i, word in enumerate(words.lower) if word in _NEGATIVE_WORDS or word in NEGATIVE]
    if negatives:
        return _affirmation(words) if len(negatives) == 1 else ()
    if words.lower[0] in _SOME:
        return (joined([words.replaced(0, _SOME[words.lower[0]])]),) if words.follows(1) else ()
    if _QUANTIFIERS.intersection(words.lower[:3]):
        return ()
    if words.lower[0] == "there" and words.lower[1] in COPULAS:
        return _existence(words)
    at = _finite(words)
    if at is None:
        return ()
    deny = denied if _is_auxiliary(words, at) else done
    both = [deny(words, at, short=short) for short in (False, True)]
    return tuple(dict.fromkeys(joined(edits) for edits in both if edits))


def _several(words: Words) -> bool:
    """Return whether a text may say more than one thing."""
    return any(word in ("and", "or", "but", "while", "because", "who", "which", "so") for word in words.lower) or any(
        not words.follows(i) for i in range(1, len(words.lower))
    )


def _affirmation(words: Words) -> tuple[Change, ...]:
    if words.lower[0] in ("nobody", "no") and words.follows(1):
        if words.lower[0] == "nobody":
            return (joined([words.replaced(0, "somebody")]),)
        return (joined([words.replaced(0, "some")]),) if words.lower[1] != "one" else ()
    for i in range(1, len(words.lower)):
        if words.lower[i] in _SUBORDINATORS:
            return ()
        if words.auxiliary(i) is not None:
            edits = affirmed(words, i)
            return (joined(edits),) if edits else ()
    return ()


def _existence(words: Words) -> tuple[Change, ...]:
    """Deny "there is a" and "there are"."""
    if not words.follows(2):
        return ()
    if words.lower[2] in _BARE:
        return (joined([words.replaced(2, "no")]),)
    if words.lower[2] in ("the", "two", "three", "four", "five", "six", "many", "more") or words.lower[1] in ("am",):
        both = [denied(words, 1, short=short) for short in (False, True)]
        return tuple(joined(edits) for edits in both if edits)
    return (joined([words.after(1, "no")]),)


def _finite(words: Words) -> int | None:
    """Return the number of the finite verb of the main clause, or None where that is not plain."""
    known = forms()
    for i, word in enumerate(words.lower):
        if word in _SUBORDINATORS - {"and"}:
            return None
        if i == 0:
            if words.tail(0):
                return 0
            continue
        if words.auxiliary(i) is not None:
            return i
        previous = words.lower[i - 1]
        if not words.follows(i) or previous in _NO_SUBJECT:
            continue
        next_is_finite = i + 1 < len(words.lower) and (words.auxiliary(i + 1) or words.lower[i + 1] in known.third)
        if next_is_finite:
            continue
        if word in known.third:
            return i
        if word in known.inflected and (previous in _PLURALS or previous in ("couples", "players", "dogs")):
            return i
    return None


def _is_auxiliary(words: Words, at: int) -> bool:
    """Return whether the finite verb takes not itself: has in "has eaten" does, in "has a dog" it does not."""
    word = words.lower[at]
    if words.tail(at):
        return True
    if word in ("has", "have", "had"):
        following = words.lower[at + 1] if words.follows(at + 1) else ""
        return following in forms().participles or following == "been"
    return word in AUXILIARIES and word not in ("do", "does", "did")


__all__ = ["Replace", "denials"]
