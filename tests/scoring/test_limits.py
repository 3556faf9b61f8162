"""Limits are validated where they are given, and find their perturbations by name or glob."""

from __future__ import annotations

import json

import pytest

from robustgen.errors import UsageError
from robustgen.scoring.limits import NAMES, Limits, family


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"max_dorp": 0.03}, "unknown limit 'max_dorp'; did you mean 'max_drop'"),
        ({"\x1b[2J": 1}, r"unknown limit '\\x1b\[2J'"),
        ({"max_drop": 3}, r"max_drop is 3: .*in \[0, 1\]; 3 points are 0.03"),
        ({"max_drop": -0.1}, r"in \[0, 1\]"),
        ({"max_drop": float("nan")}, r"in \[0, 1\]"),
        ({"max_drop": True}, "max_drop is True: expected a share"),
        ({"min_accuracy": "0.8"}, "min_accuracy is '0.8': expected a share"),
        ({"max_flip": {"typo.*": 2}}, r"max_flip\['typo.\*'\] is 2"),
        ({"max_drop": {}}, "empty mapping"),
        ({"max_drop": {3: 0.1}}, "max_drop holds 3: expected names or globs"),
        ({"min_clean": 95}, "95 points are 0.95"),
        ({"max_errors": None}, "max_errors is None"),
        ({"gate_severity": 0}, "gate_severity is 0"),
        ({"gate_severity": True}, "gate_severity is True"),
        ({"on_inconclusive": "fial"}, "on_inconclusive is 'fial'; did you mean 'fail'"),
        ({"report_only": ["typo.*", 3]}, "report_only holds 3"),
    ],
)
def test_faulty_limits_are_refused(settings, says):
    with pytest.raises(UsageError, match=says):
        Limits.of(settings)


@pytest.mark.parametrize(
    ("perturbation", "bound"),
    [
        ("ood.unicode.homoglyph@1", 0.20),
        ("ood.unicode.homoglyph@2", 0.25),
        ("ood.unicode.fullwidth", 0.15),
        ("ood.case.upper", 0.10),
        ("typo.swap", 0.05),
        ("prompt.delimiter", None),
    ],
)
def test_an_exact_name_wins_then_the_longest_glob(perturbation, bound):
    limits = Limits(
        max_drop={
            "*": 0.05,
            "ood.*": 0.10,
            "ood.unicode.*": 0.15,
            "ood.unicode.homoglyph": 0.20,
            "ood.unicode.homoglyph@2": 0.25,
            "prompt.*": None,
        }
    )
    assert limits.bound("max_drop", perturbation) == bound


@pytest.mark.parametrize(
    ("settings", "perturbation", "relation", "gates"),
    [
        ({"max_drop": 0.03}, "typo.swap", "same", True),
        ({"max_drop": 0.03}, "task.overlap", "monotone", True),
        ({"max_drop": 0.03}, "control.negate", "flips", False),
        ({"min_control": 0.9}, "control.negate", "flips", True),
        ({"min_control": 0.9}, "my.own", "differs", True),
        ({"min_control": 0.9}, "typo.swap", "same", False),
        ({"min_accuracy": {"ood.*": 0.8}}, "typo.swap", "same", False),
        ({"max_flip": 0.1, "report_only": "typo.*"}, "typo.swap@1", "same", False),
        ({"min_clean": 0.9, "max_drop_all": 0.1}, "typo.swap", "same", False),
    ],
)
def test_what_gates(settings, perturbation, relation, gates):
    assert Limits.of(settings).gates(perturbation, relation) is gates


def test_a_family_is_what_stands_before_the_first_dot():
    assert [family(name) for name in ("typo.keyboard.de@1", "ood.unicode.homoglyph", "mine")] == ["typo", "ood", "mine"]


def test_limits_become_plain_data():
    limits = Limits.of({"max_drop": {"typo.*": 0.03}, "report_only": ["ood.*"]})
    plain = json.loads(json.dumps(limits.to_json()))
    assert tuple(plain) == NAMES
    assert Limits.of(plain) == limits
