"""Variants are a function of their key: nothing else moves them, and every one can be made again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.definition import Subject
from robustgen.errors import ContractError, UnknownName
from robustgen.planning import make_plan
from robustgen.proposing import Proposer
from robustgen.sampling import Sampler

ROOT = Path(__file__).parent.parent
TEXTS = [
    "Could you tell me what the weather is like in Lisbon today?",
    "I do not know whether it's going to rain, but I'll take 2 coats.",
    "Please book a table for four people at the Italian restaurant.",
    "Mail anna@example.com or see https://example.org/help about it!",
    "Their colour is great; you're going to love it.",
]
GOLDEN = [{"id": f"g{i}", "text": text, "label": "ab"[i % 2]} for i, text in enumerate(TEXTS)]
NAMES = ["typo.keyboard", "typo.human", "paraphrase.contract", "ood.case.upper", "ood.punctuation.strip"]


def rows(suite: rg.Suite) -> dict[str, tuple]:
    return {v.id: (v.text, v.changes, v.expected, v.attempt) for v in suite}


@pytest.fixture(scope="module")
def suite() -> rg.Suite:
    return rg.generate(GOLDEN, perturb=NAMES, severity=(1, 2, 3, 4, 5), per_example=3, seed=5)


def test_the_order_of_the_golden_data_does_not_matter(suite: rg.Suite) -> None:
    assert (
        rg.generate(GOLDEN[::-1], perturb=NAMES[::-1], severity=(5, 4, 3, 2, 1), per_example=3, seed=5).id == suite.id
    )


def test_a_new_golden_row_and_a_new_perturbation_change_no_other_row(suite: rg.Suite) -> None:
    more = [{"id": "a0", "text": "One more of them is here", "label": "a"}, *GOLDEN]
    grown = rg.generate(more, perturb=[*NAMES, "typo.drop"], severity=(1, 2, 3, 4, 5), per_example=3, seed=5)
    assert rows(suite).items() <= rows(grown).items()
    assert grown.id != suite.id


def test_a_smaller_per_example_is_the_start_of_a_larger_one(suite: rg.Suite) -> None:
    two = rg.generate(GOLDEN, perturb=NAMES, severity=2, per_example=2, seed=5)
    assert rows(two) == {k: v for k, v in rows(suite).items() if "/2/" in k and not k.endswith("/2")}


def test_a_severity_contains_the_one_below(suite: rg.Suite) -> None:
    changes = {v.id: set(v.changes) for v in suite}
    nested = 0
    for name, here in changes.items():
        golden, perturbation, severity, index = name.split("/")
        below = changes.get(f"{golden}/{perturbation}/{int(severity) - 1}/{index}")
        if below is not None:
            assert below <= here
            nested += below < here
    assert nested > 10


def test_perturb_makes_any_row_again(suite: rg.Suite) -> None:
    for variant in list(suite)[::7]:
        name = variant.perturbation.partition("@")[0]
        again = rg.perturb(variant.golden, name, severity=variant.severity, seed=5, index=variant.index)
        assert (again.text, again.attempt, again.changes) == (variant.text, variant.attempt, variant.changes)
        bare = rg.perturb(variant.golden.inputs["text"], name, severity=variant.severity, seed=5, index=variant.index)
        assert bare.text == variant.text, "the key holds the text, not the id"


def test_variants_of_one_example_differ(suite: rg.Suite) -> None:
    for golden in suite.golden:
        for name in NAMES:
            texts = [v.text for v in suite if v.golden is golden and v.severity == 2 and v.perturbation == f"{name}@1"]
            assert len(texts) == len(set(texts))


def test_what_is_not_made_is_counted(suite: rg.Suite) -> None:
    per_name = len(GOLDEN) * 5 * 3
    for name in NAMES:
        made = sum(v.perturbation == registry.get(name).id for v in suite)
        assert made + suite.counts[name].total() == per_name
    assert suite.counts["ood.case.upper"]["repeated"] == len(GOLDEN) * 5 * 2


SCRIPT = """
import json, sys
import robustgen as rg
golden, names = json.loads(sys.stdin.read())
print(rg.generate(golden, perturb=names, severity=(1, 2, 3, 4, 5), per_example=3, seed=5).id)
"""
INTERPRETERS = {"this": sys.executable} | {
    version: path for version in ("3.12", "3.13", "3.14") if (path := shutil.which(f"python{version}"))
}


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
@pytest.mark.parametrize("interpreter", INTERPRETERS)
def test_the_suite_id_is_the_same_under_any_hash_seed_and_python(
    suite: rg.Suite, interpreter: str, hash_seed: str
) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [INTERPRETERS[interpreter], "-c", SCRIPT],
        input=json.dumps([GOLDEN, NAMES]), capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    if ran.returncode and interpreter != "this" and "version" in ran.stderr:
        pytest.skip(f"python{interpreter} cannot be run here")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == suite.id


@pytest.mark.parametrize(
    "name",
    [
        "typo.keyboard", "typo.swap", "typo.drop", "typo.insert", "typo.double", "typo.space_add", "typo.human",
        "typo.misspelling", "typo.elongate", "ood.channel.ocr_table", "ood.unicode.homoglyph", "paraphrase.phrase",
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", [*TEXTS, "a bc", "Ab cd", "Zürich liegt schön am See", "see mp3 ab", "x " * 40_000])
def test_columns_make_what_rows_make(name: str, text: str) -> None:
    """Plain places are drawn as cuts, without changes and rows; both ways give the same variants and rejections."""
    example = rg.Example("x", {"text": text}, 1)
    plan = make_plan([example], perturb=[name], severity=(1, 2, 4), per_example=4, seed=3)
    found = []
    for way in (Sampler.from_cuts, Sampler.from_places):
        counts = Counter()
        proposer = Proposer(registry.get(name), Subject(example))
        if not len(proposer.places):
            return
        sampler = Sampler(proposer, plan, counts, "same", 1)
        assert sampler.simple
        found.append(([(v.id, v.text, v.changes, v.attempt, v.share, v.inputs) for v in way(sampler)], counts))
    assert found[0] == found[1]


def test_an_example_in_another_language_has_no_place_for_english_rules() -> None:
    mixed = [{"text": "do not go", "language": "en"}, {"text": "do not go ja", "language": "de"}]
    suite = rg.generate(mixed, perturb=["paraphrase.contract"])
    assert [v.golden.language for v in suite] == ["en"]
    assert suite.counts["paraphrase.contract"] == {"no rules for the language": 1}


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"perturb": "typo.keybord"}, UnknownName, "did you mean 'typo.keyboard'"),
        ({"perturb": "realistik"}, UnknownName, "did you mean 'realistic'"),
        ({"perturb": "typos.*"}, UnknownName, "no perturbation matches"),
        ({"perturb": "control.quantity", "task": "intent"}, ContractError, "no label contract for 'intent'"),
        ({"perturb": "paraphrase.contract", "language": "fi"}, ContractError, "no rules for fi"),
        ({"severity": 6}, rg.UsageError, "severity must be"),
        ({"severity": ()}, rg.UsageError, "severity must be"),
        ({"per_example": 0}, rg.UsageError, "per_example"),
        ({"seed": 2**70}, rg.UsageError, "seed"),
        ({"seed": "7"}, rg.UsageError, "seed"),
        ({"max_edit_share": 0}, rg.UsageError, "max_edit_share"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_is_named(settings, error, message: str) -> None:
    with pytest.raises(error, match=message):
        rg.generate(GOLDEN, **settings)


def test_a_glob_leaves_out_what_does_not_fit_and_says_why() -> None:
    suite = rg.generate(GOLDEN, perturb=["typo.swap", "control.*"], task="intent")
    assert {v.perturbation for v in suite} == {"typo.swap@1"}
    assert "no label contract for 'intent'" in suite.plan.left_out["control.quantity"]


def test_an_edit_budget_rejects_and_counts() -> None:
    suite = rg.generate(GOLDEN[:3], perturb=["ood.case.upper"], max_edit_share=0.3)
    assert len(suite) == 0
    assert suite.counts["ood.case.upper"] == {"edit budget": 3}


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(rg.UsageError, match="surrogate pair at code point 3"):
        rg.perturb("abc\ud800def ghi", "typo.keyboard")


def test_no_place_raises() -> None:
    with pytest.raises(rg.NoPlace, match="no place"):
        rg.perturb("12345", "typo.keyboard")


def test_flips_need_a_label_map() -> None:
    golden = [{"text": "I loved this film.", "label": label} for label in ("positive", "negative")]
    golden[1]["text"] = "The food was not good."
    suite = rg.generate(golden, perturb=["control.negate"], task="sentiment")
    assert {(v.golden.expected, v.expected, v.relation) for v in suite} == {
        ("positive", "negative", "flips"), ("negative", "positive", "flips"),
    }  # fmt: skip
    stars = [{"text": "I loved this film.", "label": "5"}]
    assert len(rg.generate(stars, perturb=["control.negate"], task="sentiment")) == 0
    mapped = rg.generate(stars, perturb=["control.negate"], task="sentiment", label_map={"5": "1"})
    assert [v.expected for v in mapped] == ["1"]


def test_a_users_own_perturbation_is_found_and_a_taken_name_refused() -> None:
    @rg.perturbation("typo.test_slip", label="preserves", source="this test")
    def slip(text: rg.Text):
        """Type a zero for an o."""
        for i in text.letters:
            if text.string[i] == "o":
                yield rg.Place(i, i + 1, ["0"])

    try:
        assert "typo.test_slip" in rg.list_perturbations("typo.*")
        assert rg.perturb("foo", "typo.test_slip").text == "f00"
        with pytest.raises(rg.UsageError, match="already in the catalogue"):
            rg.perturbation("typo.test_slip", label="preserves")(slip)
        with pytest.raises(rg.UsageError, match="did you mean 'preserves'"):
            rg.perturbation("typo.other_slip", label="preserve")(slip)
        with pytest.raises(rg.UsageError, match="no name"):
            rg.perturbation("Slip", label="preserves")(slip)
    finally:
        registry.unregister("typo.test_slip")
