"""Entity F1 is that of seqeval, which published NER figures are made with."""

from __future__ import annotations

import random
import warnings

import pytest

from robustgen.case import Case
from robustgen.metrics import spans
from tests.extras import need

pytestmark = pytest.mark.extras

LENGTH, LABELS = 14, ("PER", "LOC", "ORG")


def drawn(rng):
    """Spans over words 0 to 13, none overlapping."""
    found, at = [], 0
    while at < LENGTH:
        size = rng.randint(1, 3)
        if rng.random() < 0.4 and at + size <= LENGTH:
            found.append([at, at + size, rng.choice(LABELS)])
        at += size
    return found


def tags(found):
    """The same as seqeval reads it: a tag a word."""
    made = ["O"] * LENGTH
    for start, end, label in found:
        made[start] = f"B-{label}"
        made[start + 1 : end] = [f"I-{label}"] * (end - start - 1)
    return made


def test_a_sentence_has_the_f1_that_seqeval_gives_it():
    seqeval = need("seqeval.metrics", "seqeval")
    rng = random.Random(5)
    for number in range(300):
        wanted, said = drawn(rng), drawn(rng)
        said += [
            span for span in wanted if rng.random() < 0.5 and all(s[1] <= span[0] or span[1] <= s[0] for s in said)
        ]
        if not wanted and not said:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of sentences without entities
            theirs = seqeval.f1_score([tags(wanted)], [tags(said)])
        case = Case(f"t{number}", {}, wanted, "same", "g", "g", None, 0, ())
        assert spans(said, wanted, case) == pytest.approx(theirs)
