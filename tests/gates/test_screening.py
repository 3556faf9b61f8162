"""Gates together: order, counts, names, and what does not stand alone."""

import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from robustgen.errors import UnknownName, UsageError
from robustgen.gates import TIER1, Gate, Judge, Pair, Rejected, check_pairs, known, resolve, screen


@dataclass
class Recorder:
    """A gate of a user's own: rejects candidates with a word, and remembers what it was shown."""

    name: str
    tier: int
    word: str
    seen: list[str] = field(default_factory=list)

    def check(self, pairs):
        self.seen += [pair.candidate for pair in pairs]
        return [Rejected("has the word", gate=self.name) if self.word in pair.candidate else None for pair in pairs]


PAIRS = [("a", "one"), ("a", "two"), ("a", "three")]


def test_lower_tiers_look_first_and_later_gates_see_what_passed():
    late, early = Recorder("late", 2, "two"), Recorder("early", 1, "one")
    found = screen(PAIRS, [late, early])
    assert (early.seen, late.seen, found.kept) == (["one", "two", "three"], ["two", "three"], [2])


def test_one_gate_is_given_by_its_name():
    assert check_pairs([("We sold 3 cars.", "We sold 4 cars.")], "length") == [None]


def test_rejections_are_counted_by_gate_and_reason():
    found = screen(
        [("We sold 3 cars.", "We sold 4 cars."), ("We sold 3 cars.", "We sold 5 cars."), ("a b", "a b")], ["facts"]
    )
    assert found.counts == {"facts": {"number changed": 2}}


def test_a_gate_that_answers_for_too_few_pairs_is_named():
    class Short:
        name, tier = "short", 1

        def check(self, pairs):
            return []

    with pytest.raises(UsageError, match="'short' answered for 0 pairs where 3 were asked"):
        screen(PAIRS, [Short()])


def test_no_pairs_are_no_work():
    assert check_pairs([], TIER1) == []


@pytest.mark.parametrize("name", TIER1)
def test_every_gate_of_tier_1_follows_the_protocol(name):
    gate = resolve(name)
    assert (isinstance(gate, Gate), gate.tier, gate.name, gate.check([])) == (True, 1, name, [])


def test_an_unknown_name_lists_those_that_exist():
    with pytest.raises(
        UnknownName, match=r"no gate is named 'fact'; did you mean 'facts'\?; there are .*similarity:\[MODEL\]"
    ):
        resolve("fact")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("facts:number", "no check of facts is named 'number'; did you mean 'numbers'?"),
        ("wording:x", "takes nothing after a colon"),
        ("entailment", "needs a model: entailment:PATH or entailment:HUB/ID"),
        ("facts?least=0.5", "gate 'facts' has no option 'least'; it takes none"),
        ("similarity:minilm?lest=0.5", "no option 'lest'; did you mean 'least'?; it takes least"),
        ("similarity:minilm?least=high", "option 'least' is a number, not 'high'"),
        ("similarity:minilm?least=7", "least is a cosine in [-1, 1], not 7"),
        ("wording?least=1", "it takes none"),
    ],
)
def test_a_faulty_name_says_what_is_wrong(name, said):
    with pytest.raises(UsageError) as caught:
        resolve(name)
    assert said in str(caught.value)


def test_every_known_name_resolves():
    made = {name: resolve(name + (":some/model" if after == "MODEL" else "")) for name, after in known().items()}
    assert {gate.tier for gate in made.values()} == {1, 2, 3}


@pytest.mark.parametrize(
    ("gate", "why"),
    [
        ("similarity:minilm", "it does not see negations and exchanged roles, which 'facts' does"),
        ("judge:small", "a model can be talked to by what it judges, and 'facts' cannot"),
        (Judge(lambda prompt: "", name="small"), "give 'facts' beside it: gates=['facts', 'judge:small'], or --gate facts --gate judge:small"),
    ],
)  # fmt: skip
def test_similarity_and_judge_do_not_stand_alone(gate, why):
    with pytest.raises(UsageError, match="does not stand alone") as caught:
        screen([Pair("a", "b")], [gate, "wording"])
    assert why in str(caught.value)


def test_tier_0_loads_none_of_the_rest():
    code = "import sys, robustgen.gates.structure; print(*[name for name in sys.modules if 'gates' in name])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert sorted(loaded) == ["robustgen.gates", "robustgen.gates.protocol", "robustgen.gates.structure"]
