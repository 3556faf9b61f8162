"""What holds of every rewriter: keyed seeds, asked again after a rejection, gated, counted, told apart when remade."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.cli import main
from robustgen.definition import EVERY, Perturbation
from robustgen.freezing import write_suite
from robustgen.planning import make_plan
from robustgen.rewriters.protocol import Need, Rewriter, nowhere
from robustgen.suite import made_elsewhere
from robustgen.testing import check_perturbation

TEXTS = [
    "do not stop the music now", "see https://a.example/x at ten please", "I paid 12 pounds and left",
    "please send the letter to my sister today", "nothing ever happens in this town", "open the door, then wait",
]  # fmt: skip
MADE_BY = {"package": "shuffler", "version": "1.0"}


@pytest.fixture(autouse=True)
def _own_names() -> Iterator[None]:
    yield
    registry.unregister("own")


def shuffled(request: rg.Request) -> str:
    """The text with two of its words exchanged."""
    words = request.text.split(" ")
    if len(words) < 2:
        return request.text
    i, j = Random(request.seed).sample(range(len(words)), 2)
    words[i], words[j] = words[j], words[i]
    return " ".join(words)


def swap(requests: Sequence[rg.Request]) -> list[list[str]]:
    """Exchange two words."""
    return [[shuffled(one)] for one in requests]


def add(function, name: str = "own.swap", **declared) -> str:
    settings = {"label": "preserves", "made_by": MADE_BY, "amount": rg.count(1, 1, 2, 3, 4), "source": "us", **declared}
    rg.rewriter(name, **settings)(function)
    return name


def suite_of(name: str, **settings) -> rg.Suite:
    return rg.generate([{"text": text} for text in TEXTS], perturb=name, **settings)


def texts(suite: rg.Suite) -> dict[str, str]:
    return {variant.id: variant.text for variant in suite}


def test_a_rewriter_keeps_the_contract_of_perturbations():
    check_perturbation(add(swap))


def test_a_variant_is_one_change_whose_edits_make_it():
    suite = suite_of(add(swap), per_example=2)
    assert len(suite) == 12
    for variant in suite:
        assert len(variant.changes) == 1
        assert rg.apply(variant.golden.row(), variant.edits) == {"text": variant.text}


def test_the_same_key_gives_the_same_variant_by_suite_and_by_hand():
    name = add(swap)
    for variant in suite_of(name, per_example=2, seed=5, severity=(1, 3)):
        again = rg.perturb(variant.golden, name, seed=5, severity=variant.severity, index=variant.index)
        assert again.text == variant.text


@pytest.mark.parametrize(
    "golden",
    [TEXTS[::-1], [*TEXTS, "another text that was added later"], [f"text {i} of many" for i in range(200)] + TEXTS],
    ids=["reversed", "with another", "in blocks"],
)
def test_the_golden_data_around_a_text_changes_nothing(golden):
    name = add(swap)
    rows = [{"text": text, "id": f"{i:04} {text}"} for i, text in enumerate(golden)]
    found = {v.golden.inputs["text"]: v.text for v in rg.generate(rows, perturb=name)}
    before = {v.golden.inputs["text"]: v.text for v in suite_of(name)}
    assert {text: found[text] for text in before} == before


@pytest.mark.filterwarnings("ignore::robustgen.examples.GoldenWarning")
def test_a_text_that_is_there_twice_gets_the_same_variants_twice():
    rows = [{"text": TEXTS[0], "id": "a"}, {"text": TEXTS[0], "id": "b"}]
    first, second = rg.generate(rows, perturb=add(swap))
    assert first.text == second.text


def test_fewer_variants_are_the_start_of_more():
    name = add(swap)
    few, many = (texts(suite_of(name, per_example=n)) for n in (2, 7))
    assert few.items() <= many.items()


def test_each_severity_is_drawn_again():
    suite = suite_of(add(swap), severity=(1, 2, 3, 4, 5))
    seeds = {variant.provenance["seed"] for variant in suite}
    assert len(seeds) == len(suite)


def test_without_a_severity_of_its_own_one_rewrite_serves_all():
    asked = []

    def once(requests):
        """Exchange two words."""
        asked.extend(requests)
        return swap(requests)

    suite = suite_of(add(once, amount=EVERY), severity=(1, 3, 5))
    assert {one.severity for one in asked} == {0}
    assert len({variant.text for variant in suite}) * 3 == len(suite)


def test_a_rate_and_a_number_follow_the_severity():
    asked = []

    def note(requests):
        """Exchange two words."""
        asked.extend(requests)
        return swap(requests)

    add(note, amount=rg.share(0.1, 0.2, 0.3, 0.4, 0.5, of="words"))
    rg.generate([{"text": "one two three four five six seven eight nine ten"}], perturb="own.*", severity=(1, 5))
    assert {(one.severity, one.rate, one.count) for one in asked} == {(1, 0.1, 1), (5, 0.5, 5)}


def test_what_is_rejected_is_asked_for_again_with_another_seed_and_counted():
    def stubborn(requests):
        """Answer at the third time of asking."""
        return [
            [one.text if one.attempt == 0 else rg.Rejected("no mood")] if one.attempt < 2 else [shuffled(one)]
            for one in requests
        ]

    suite = suite_of(add(stubborn, attempts=3))
    assert {variant.attempt for variant in suite} == {2}
    assert suite.manifest.data["proposals"] == {
        "own.swap": {"kept": 6, "rejected: no mood": 6, "rejected: unchanged": 6}
    }
    assert suite.manifest.data["rejected"] == {}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ([], "no answer"),
        (["see https://a.example/y at ten please"], "protected text"),
        ([" "], "empty"),
        ([rg.Rejected("the model said no")], "the model said no"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_never_passes_is_missing_under_its_reason(answer, reason):
    def never(requests):
        """Return what cannot be kept."""
        return [answer for _ in requests]

    name = add(never, attempts=4)
    suite = rg.generate([{"text": TEXTS[1]}], perturb=name, severity=(1, 2))
    assert len(suite) == 0
    assert suite.manifest.data["rejected"] == {name: {reason: 2}}
    assert suite.manifest.data["proposals"] == {name: {f"rejected: {reason}": 8}}
    with pytest.raises(rg.NoPlace, match=reason):
        rg.perturb(TEXTS[1], name)


def test_what_is_never_changed_has_no_place():
    def idle(requests):
        """Return the text as it is."""
        return [[one.text] for one in requests]

    name = add(idle, attempts=3)
    suite = suite_of(name)
    assert suite.manifest.data["rejected"] == {name: {"no place": 6}}
    assert suite.manifest.data["proposals"] == {name: {"rejected: unchanged": 18}}


def test_equal_variants_are_dropped_and_asked_for_again():
    def poor(requests):
        """Know three rewrites."""
        return [[f"{one.text} {'abc'[one.seed % 3]}"] for one in requests]

    suite = rg.generate([{"text": "go on"}], perturb=add(poor, attempts=30), per_example=4)
    assert sorted(variant.text for variant in suite) == ["go on a", "go on b", "go on c"]
    assert suite.manifest.data["rejected"] == {"own.swap": {"repeated": 1}}


def test_of_several_candidates_the_first_that_passes_is_taken():
    def several(requests):
        """Offer three."""
        return [
            [one.text, "see https://b.example at ten", rg.Candidate(one.text + " indeed", {"score": 0.5})]
            for one in requests
        ]

    variant = rg.perturb(TEXTS[1], add(several))
    assert variant.text == "see https://a.example/x at ten please indeed"
    assert variant.provenance == {**MADE_BY, "seed": variant.provenance["seed"], "score": 0.5}


class Short:
    name, tier = "short", 1

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def check(self, pairs):
        self.sizes.append(len(pairs))
        return [rg.Rejected("too long") if len(one.candidate) > len(one.source) + 3 else None for one in pairs]


def test_gates_see_whole_batches_after_tier_0_and_reject_under_their_name():
    def longer(requests):
        """Add a few marks."""
        return [["!" * (one.seed % 5) + one.text] for one in requests]

    gate = Short()
    suite = suite_of(add(longer, gates=[gate]))
    assert len(suite) == 6
    assert all(len(variant.text) <= len(variant.golden.inputs["text"]) + 3 for variant in suite)
    proposals = suite.manifest.data["proposals"]["own.swap"]
    assert proposals["rejected: short: too long"] > 0
    assert max(gate.sizes) > 1
    assert suite.manifest.data["perturbations"][0]["rewriter"] == {**MADE_BY, "gates": ["short"]}


def test_several_texts_of_an_example_are_rewritten_as_one_change():
    golden = [{"a": "one two three four", "b": "five six seven eight", "label": "x"}]
    (variant,) = rg.generate(golden, perturb=add(swap), vary=["a", "b"])
    assert len(variant.changes) == 1
    assert {edit.path for edit in variant.edits} == {"/a", "/b"}


def test_labelled_spans_move_along_or_the_candidate_is_rejected():
    golden = [{"text": "Ana met Bo in Rome", "spans": [{"start": 0, "end": 3, "label": "person"}]}]

    def greet(requests):
        """Greet, or run into the span."""
        return [["Hello, " + one.text, one.text.replace("Ana met", "Anamet")] for one in requests]

    (variant,) = rg.generate(golden, perturb=add(greet), vary=["text"], task="ner")
    assert [(span.start, span.end) for span in variant.spans] == [(7, 10)]

    registry.unregister("own")

    def glue(requests):
        """Glue two words, one of them labelled."""
        return [[one.text.replace("Ana met", "Anamet")] for one in requests]

    suite = rg.generate(golden, perturb=add(glue), vary=["text"], task="ner")
    assert suite.manifest.data["rejected"] == {"own.swap": {"labelled span": 1}}


def test_a_text_without_a_word_is_not_sent():
    def refuse(requests):
        """Fail."""
        raise AssertionError(requests)

    suite = rg.generate([{"text": "?!"}, {"text": " \n"}], perturb=add(refuse))
    assert suite.manifest.data["rejected"] == {"own.swap": {"no place": 2}}


def test_a_frozen_suite_holds_the_provenance_and_comes_out_again(tmp_path):
    suite = suite_of(add(swap), per_example=2).freeze(tmp_path / "own.v1")
    loaded = rg.load_suite(tmp_path / "own.v1")
    assert [v.provenance for v in loaded] == [v.provenance for v in suite]
    assert {json.loads(line)["tier"] for line in (tmp_path / "own.v1/variants.jsonl").read_text().splitlines()} == {
        "gated"
    }
    assert rg.verify(loaded, regenerate=True) == []
    assert made_elsewhere(loaded.manifest) == {}


def test_workers_give_the_same_bytes(tmp_path):
    rows = [{"text": f"{text} number {i}"} for i in range(30) for text in TEXTS]
    plan = make_plan(rg.read_examples(rows), perturb=[MODULE_LEVEL])
    files = []
    for workers in (1, 2):
        write_suite(plan, tmp_path / f"suite{workers}", workers=workers)
        files.append((tmp_path / f"suite{workers}/variants.jsonl").read_bytes().replace(b"suite2", b"suite1"))
    lines = [[{**json.loads(line), "canary": ""} for line in data.splitlines()] for data in files]
    assert lines[0] == lines[1]


@pytest.mark.parametrize(
    ("made_by", "said"),
    [
        ({"package": "shuffler", "version": "1.1"}, "made by shuffler 1.0; here is shuffler 1.1, with another version"),
        ({"package": "shuffler", "version": "1.0", "parameters": {"a": 1}}, "with another parameters"),
        (None, "which is not installed here"),
    ],
)
def test_rows_of_another_version_are_not_made_again_and_that_is_said(tmp_path, made_by, said):
    suite = suite_of(add(swap)).freeze(tmp_path / "own.v1")
    registry.unregister("own")

    def other(requests):
        """Do something else."""
        return [[one.text + " or not"] for one in requests]

    if made_by is not None:
        add(other, made_by=made_by)
    assert said in made_elsewhere(suite.manifest)["own.swap"]
    assert rg.verify(rg.load_suite(tmp_path / "own.v1"), regenerate=True) == []


def test_rows_whose_package_is_gone_say_what_is_missing_and_how_to_get_it(tmp_path):
    suite = suite_of(add(swap)).freeze(tmp_path / "own.v1")
    registry.unregister("own")
    add(swap, needs=[Need("no_such_package", "pip install nothing")])
    assert made_elsewhere(suite.manifest) == {
        "own.swap": "made by shuffler 1.0; own.swap needs no_such_package, not installed here: pip install nothing"
    }


def test_the_same_version_that_writes_something_else_is_a_problem(tmp_path):
    suite_of(add(swap)).freeze(tmp_path / "own.v1")
    registry.unregister("own")

    def other(requests):
        """Do something else."""
        return [[one.text + " or not"] for one in requests]

    add(other)
    assert "comes out differently" in rg.verify(rg.load_suite(tmp_path / "own.v1"), regenerate=True)[0]


def test_what_does_not_repeat_itself_is_never_made_again(tmp_path):
    name = add(swap, made_by={**MADE_BY, "repeatable": False})
    suite = suite_of(name).freeze(tmp_path / "own.v1")
    assert made_elsewhere(suite.manifest) == {name: "made by shuffler 1.0, which does not repeat itself"}


def test_a_parameter_behind_a_colon_goes_to_the_function_and_into_the_key():
    def say(requests, word):
        """Say a word."""
        return [[f"{one.text} {word or 'well'}"] for one in requests]

    add(say, "own.say", takes="a word", made_by=lambda word: {**MADE_BY, "parameters": {"word": word}})
    variant = rg.perturb("go on", "own.say:models/a-b_1.0")
    assert variant.text == "go on models/a-b_1.0"
    assert variant.perturbation == "own.say:models/a-b_1.0@1"
    suite = rg.generate([{"text": "go on"}], perturb=["own.say:so", "own.say"])
    assert Counter(v.text for v in suite) == {"go on so": 1, "go on well": 1}
    assert suite.manifest.data["perturbations"][1]["rewriter"]["parameters"] == {"word": "so"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("own.swap:x", "takes no parameter"),
        ("typo.keyboard:x", "takes no parameter"),
        ("own.swop:x", "did you mean 'own.swap'"),
        ("own.say:a b", "behind the colon belongs a word"),
    ],
)
def test_a_wrong_parameter_is_refused(name, said):
    add(swap)
    add(swap, "own.say", takes="a word")
    with pytest.raises(rg.UsageError, match=said):
        rg.perturb("go on", name)


def test_globs_and_presets_leave_rewriters_out_unless_they_name_the_family():
    name = add(swap)
    assert name not in rg.list_perturbations()
    assert rg.list_perturbations("own.*") == [name]
    assert name in registry.list_rewriters()[0]


def test_what_is_not_installed_is_not_listed_and_says_how_to_get_it():
    name = add(swap, needs=[Need("no_such_package", "pip install 'robustgen[nothing]'")])
    assert rg.list_perturbations("own.*") == []
    assert registry.list_rewriters()[1][name] == "pip install 'robustgen[nothing]'"
    for wanted in (name, "own.*"):
        with pytest.raises(rg.UsageError, match=r"no_such_package.*pip install 'robustgen\[nothing\]'") as caught:
            rg.generate([{"text": "go on"}], perturb=wanted)
        assert isinstance(caught.value, ImportError)


def test_settings_in_the_manner_of_gates_say_how_they_are_written():
    with pytest.raises(rg.UsageError, match=r"settings stand behind a #: 'rewrite.llm:small#retries=0,timeout=9'"):
        rg.generate([{"text": "go on"}], perturb="rewrite.llm:small?retries=0&timeout=9")


def test_the_list_says_what_would_match_and_how_to_get_it(monkeypatch, capsys):
    name = add(swap, needs=[Need("no_such_package", "pip install 'robustgen[nothing]'")])
    line = f"Not here, 1 perturbation ({name}): pip install 'robustgen[nothing]'\n"
    monkeypatch.setattr("sys.argv", ["robustgen", "list", "own.*"])
    with pytest.raises(SystemExit) as ended:
        main()
    out, said = capsys.readouterr()
    assert (ended.value.code, out, said) == (
        2,
        "",
        f"error: what matches 'own.*' needs something that is not here\n{line}",
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [([], "6 requests and returned 0 answers"), ([[None]] * 6, "returned NoneType as a candidate")],
)
def test_a_rewriter_that_breaks_the_protocol_is_told_so(answers, said):
    def wrong(requests):
        """Return what is no answer."""
        return answers

    with pytest.raises(rg.UsageError, match=said):
        suite_of(add(wrong))


def test_mixes_and_chains_take_no_rewriter():
    found = registry.get(add(swap))
    with pytest.raises(rg.UsageError, match="is a rewriter"):
        rg.mix("own.mix", [(found, 1)], label="preserves")
    with pytest.raises(rg.UsageError, match="is a rewriter"):
        rg.chain("own.chain", [found], label="preserves")


MODULE_LEVEL = Perturbation(
    "own.module_level", 1, nowhere, rg.count(1, 1, 2, 3, 4), {"*": "preserves"}, rewriter=Rewriter(swap, MADE_BY.copy)
)
