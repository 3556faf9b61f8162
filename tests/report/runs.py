"""Runs made up for the report: outcomes that are a function of their place, at any size, and texts that are hostile."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

from robustgen.edits import Replace
from robustgen.examples import Example
from robustgen.runs import Failure, Run, TestRun
from robustgen.variant import Variant

SENTENCE = "the parcel came late and nobody at the desk could tell me where it had been for nine days"
FAMILIES = ("typo", "ood", "paraphrase")
VERSIONS = {"robustgen": "0.1.0", "python": "3.11.7"}


def chance(*place):
    """A number in [0, 1) that depends on the place alone."""
    return crc32("/".join(map(str, place)).encode()) / 2**32


def synthetic(
    golden=120,
    perturbations=8,
    severities=(1, 2, 3, 4, 5),
    each=1,
    *,
    kept=20_000,
    harm=0.28,
    limits=None,
    node="t.py::test_it",
):
    """A run of one test whose later perturbations harm more, and more so at higher severities."""
    examples = [_example(number) for number in range(golden)]
    outcomes, failures = [], []
    names = [f"{FAMILIES[number % 3]}.made_{number:02}@1" for number in range(perturbations)]
    clean = {}
    for example in examples:
        clean[example.id] = "right" if chance(example.id) < 0.93 else "wrong"
        outcomes.append({"golden_id": example.id, "perturbation": None, "status": clean[example.id]})
    for number, name in enumerate(names):
        for example in examples:
            for severity in severities:
                for index in range(each):
                    share = harm * (number / perturbations) ** 2 * severity / 2
                    status = clean[example.id]
                    if status == "right" and chance(example.id, name, index) < share:
                        status = "wrong"
                    variant = _variant(example, name, severity, index)
                    outcomes.append(
                        {
                            "golden_id": example.id,
                            "perturbation": name,
                            "severity": severity,
                            "variant_id": variant.id,
                            "relation": "same",
                            "content": "00000000",
                            "status": status,
                        }
                    )
                    if status != "right" and len(failures) < kept:
                        failures.append(Failure(variant, status, "'neutral'"))
    test = TestRun(
        test=node,
        suite="made.v1",
        suite_id="5a" * 32,
        source="suites/made.v1",
        outcomes=outcomes,
        limits={"max_drop": 0.06} if limits is None else limits,
        gating=perturbations if limits is None else None,
        planned=names,
        gate="failed",
        message="made.v1: some failed",
        calls=len(outcomes),
        seconds=41.3,
        failures=failures,
    )
    return Run([test], "2026-11-24T02:00:00+00:00", VERSIONS)


def with_text(run, text, *, said="'neutral'", identity="g0000"):
    """The run with one failure in which a text stands everywhere: id, golden text, edit, expected and answer."""
    (test,) = run.tests
    example = Example(identity, {"text": text}, expected=text)
    name = test.planned[-1]
    variant = Variant(example, name, 2, 0, 0, "same", text, ((Replace("/text", 0, 1, text),),))
    row = {"golden_id": identity, "perturbation": None, "status": "right"}
    asked = {
        **row,
        "perturbation": name,
        "severity": 2,
        "variant_id": variant.id,
        "relation": "same",
        "status": "wrong",
    }
    failure = Failure(variant, "wrong", said)
    changed = replace(test, outcomes=[*test.outcomes, row, asked], failures=[failure, *test.failures])
    return Run([changed], run.started, run.versions)


def _example(number):
    text = f"{SENTENCE[number % 7 :]}, said customer {number}"
    return Example(f"g{number:04}", {"text": text}, expected=("positive", "negative")[number % 2])


def _variant(example, name, severity, index):
    """A variant with a change a severity: a letter doubled at the start of a word."""
    text = example.inputs["text"]
    starts = [0, *(place + 1 for place, letter in enumerate(text) if letter == " ")]
    first = int(chance(example.id, name, index) * 5)
    changes = tuple((Replace("/text", at, at, text[at]),) for at in starts[first : first + severity])
    return Variant(example, name, severity, index, 0, "same", example.expected, changes)
