"""Who did what to whom: the same words in other roles.

Reads no grammar, only order: what stands before and after a word that both texts have, turned round where one of them
is a passive with "by", or where the word itself was exchanged for its converse ("sold to" for "bought from", "shorter
than" for "taller than"). Exchanges that change nothing are let pass: members of a list, what "met" and "and" join.
"""

from __future__ import annotations

from robustgen.gates.facts.additions.added import answered
from robustgen.gates.facts.language.persons import PERSONS
from robustgen.gates.facts.language.reading import Reading
from robustgen.gates.facts.roles.compared import ranked_otherwise
from robustgen.gates.facts.roles.handed import handed_back
from robustgen.gates.facts.roles.order import ends_exchanged, exchanged, reordered, transposed
from robustgen.gates.facts.roles.turned import turned_round
from robustgen.gates.facts.roles.ways import redirected, sent_back
from robustgen.gates.tables import words

Difference = tuple[str, str]

STRANGE = 0.3
"""The share of words without a counterpart up to which the roles of the others tell something."""


def differ(source: Reading, candidate: Reading) -> Difference | None:
    """Return (reason, detail) where the same words have other roles, or None."""
    if close(source, candidate):
        found = (
            exchanged(source, candidate)
            or turned_round(source, candidate)
            or reordered(source, candidate)
            or redirected(source, candidate)
            or transposed(source, candidate)
            or handed_back(source, candidate)
        )
        if found:
            return found
    return (
        ranked_otherwise(source, candidate)
        or sent_back(source, candidate)
        or ends_exchanged(source, candidate)
        or _other_person(source, candidate)
    )


def close(source: Reading, candidate: Reading) -> bool:
    """Return whether nearly all that one text says is in the other: a word or a share of STRANGE may be missing."""
    for one, other in ((source, candidate), (candidate, source)):
        missing, said = [token for token in one.content() if not answered(token, other)], one.content()
        if len(missing) > max(1, STRANGE * len(said)):
            return False
    return True


_REPORTING = words(
    "say tell ask add reply write explain admit claim announce report promise answer state insist complain"
)


def _other_person(source: Reading, candidate: Reading) -> Difference | None:
    """Return a person that became another: "he" for "she", "I" for "he"."""
    if {'"', "undersigned"} & (source.lows | candidate.lows):
        return None  # who speaks is "I" within quotation marks
    one, two = _persons(source), _persons(candidate)
    lost, new = one - two, two - one
    if all(reading.bases & _REPORTING for reading in (source, candidate)):
        lost, new = lost - {"i"}, new - {"i"}  # "I am late," she said: she said that she was
    for a in ("he", "she", "i"):
        for b in ("he", "she", "i", "you"):
            anyone = b == "you" and (
                "?" in candidate.lows if a == "i" else len({t.sentence for t in source.content()}) > 1
            )
            if a in lost and b in new and a != b and not anyone:
                return "person changed", f"{a!r} became {b!r}"
    return None


def _persons(reading: Reading) -> set[str]:
    """Return who a text speaks of by pronouns; "Mum", with nobody's name before it, is the speaker's own."""
    found = {PERSONS[token.low] for token in reading.tokens if token.low in PERSONS}
    own = any(
        token.low in _PARENTS and (token.first or reading.low(i - 1) not in PERSONS.keys() | _ARTICLES)
        for i, token in enumerate(reading.tokens)
    )
    return found | {"i"} if own else found


_PARENTS = words("mum mom mummy mommy mam dad daddy grandma grandpa granny gran nan nana grandad granddad")
_ARTICLES = words("a an the this that every each any some 's")
