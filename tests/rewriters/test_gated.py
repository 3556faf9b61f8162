"""Gates named when a suite is made look at what rewriters write, beside those that a rewriter has of its own."""

from __future__ import annotations

import json

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.cli import main
from robustgen.errors import UnknownName, UsageError

GOLDEN = [
    {"id": "a", "text": "The parcel with 3 lamps came on Monday.", "label": "good"},
    {"id": "b", "text": "We did not like the soup at the harbour.", "label": "bad"},
]


@pytest.fixture
def careless():
    """A rewriter that is right in its second attempt only: the first loses a day or a "not"."""

    @rg.rewriter("own.careless", label="preserves", made_by={"package": "careless", "version": "1"}, attempts=2)
    def rewrite(requests):
        """Say it otherwise."""
        return [
            [one.text.replace("Monday", "Tuesday").replace("did not", "did") + " Thanks."]
            if one.attempt == 0
            else [one.text.replace("The parcel", "The package").replace("did not", "didn't")]
            for one in requests
        ]

    yield
    registry.unregister("own")


def texts(suite):
    return [variant.text for variant in suite]


def test_without_a_gate_what_passes_tier_0_is_kept(careless):
    suite = rg.generate(GOLDEN, perturb="own.careless", task="sentiment")
    assert texts(suite) == [
        "The parcel with 3 lamps came on Tuesday. Thanks.",
        "We did like the soup at the harbour. Thanks.",
    ]


def test_a_gate_rejects_what_changes_the_meaning_and_the_rewriter_is_asked_again(careless, tmp_path):
    suite = rg.generate(GOLDEN, perturb="own.careless", task="sentiment", gates=["facts"])
    assert texts(suite) == ["The package with 3 lamps came on Monday.", "We didn't like the soup at the harbour."]
    suite.freeze(tmp_path / "s")
    manifest = json.loads((tmp_path / "s/manifest.json").read_text())
    assert manifest["perturbations"][0]["rewriter"]["gates"] == ["facts"]
    counted = manifest["proposals"]["own.careless"]
    assert counted["kept"] == 2
    assert sum(count for reason, count in counted.items() if reason.startswith("rejected: facts: ")) == 2
    assert rg.verify(tmp_path / "s", regenerate=True) == []


def test_one_gate_is_given_by_its_name(careless):
    with pytest.raises(UsageError, match="no gate is named 'fact'; did you mean 'facts'"):
        rg.generate(GOLDEN, perturb="own.careless", task="sentiment", gates="fact")


def test_a_gate_that_does_not_exist_is_named_with_the_nearest(careless):
    with pytest.raises(UnknownName, match="no gate is named 'fact'; did you mean 'facts'"):
        rg.generate(GOLDEN, perturb="own.careless", task="sentiment", gates=["fact"])


def test_a_gate_that_would_look_at_nothing_is_an_error():
    with pytest.raises(UsageError, match="there is none among the perturbations, so facts would look at nothing"):
        rg.generate(GOLDEN, perturb="typo.swap", task="sentiment", gates=["facts"])


def test_the_command_line_takes_gates(careless, tmp_path, monkeypatch):
    golden = tmp_path / "golden.jsonl"
    golden.write_text("".join(json.dumps(row) + "\n" for row in GOLDEN))
    arguments = ["freeze", str(golden), "-o", str(tmp_path / "s"), "-p", "own.careless", "--task", "sentiment"]
    monkeypatch.setattr("sys.argv", ["robustgen", *arguments, "--gate", "facts"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, None)
    assert texts(rg.load_suite(tmp_path / "s"))[0] == "The package with 3 lamps came on Monday."
