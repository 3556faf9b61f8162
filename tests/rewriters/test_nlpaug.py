"""nlpaug itself, as rewriters: its named operations, any object, its damage repaired, global state left alone."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.rewriters import nlpaug as adapter
from robustgen.testing import DELICATE, PLAIN, check_perturbation
from tests.extras import need

pytestmark = pytest.mark.extras

NAMES = [f"nlpaug.{name}" for name in adapter.NAMED]
KEPT = ("192.168.1.1", "https://a.example/b?c=1", "ana.b@a.example", "  ", "\t", "\n")
TEXT = "Please don't ping 192.168.1.1,  open\thttps://a.example/b?c=1 or write to ana.b@a.example about your account.\n"


@pytest.fixture(autouse=True)
def nlpaug():
    return need("nlpaug", "'nlpaug>=1.1.11'")


@pytest.fixture
def own():
    yield "own.aug"
    registry.unregister("own")


@pytest.mark.parametrize("name", NAMES)
def test_a_named_operation_keeps_the_contract_of_perturbations(name):
    check_perturbation(name, texts=["please send your message to people right before tomorrow night"])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_beside_the_change_is_damaged(name):
    suite = rg.generate([{"text": TEXT}], perturb=name, per_example=6, severity=(2, 4))
    assert len(suite) > 3
    # Where a whole word goes, one of the blanks about it goes too.
    kept_ones = KEPT[:3] if "_word" in name else KEPT
    for variant in suite:
        before, after = (Counter({kept: text.count(kept) for kept in kept_ones}) for text in (TEXT, variant.text))
        assert after == before, variant.text
        assert "repaired" in variant.provenance


def word_of(edit: rg.Replace, text: str) -> str:
    return text[edit.start : edit.end]


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("keyboard", lambda old, new: len(old) == len(new)),
        ("random_char.insert", lambda old, new: len(new) == len(old) + 1),
        ("random_char.substitute", lambda old, new: len(old) == len(new)),
        ("random_char.swap", lambda old, new: sorted(old.lower()) == sorted(new.lower())),
        ("random_char.delete", lambda old, new: len(new) == len(old) - 1),
        ("split", lambda old, new: old == new.replace(" ", "")),
        ("random_word.delete", lambda old, new: new in ("", " ")),
        ("random_word.substitute", lambda old, new: "_" in new),
        ("reserved", lambda old, new: any(old in group and new in group for group in adapter.RESERVED)),
    ],
)
def test_each_operation_does_what_its_name_says(name, holds):
    text = "please send the parcel to people living near the harbour before tomorrow"
    edits = [
        edit
        for variant in rg.generate([{"text": text}], perturb=f"nlpaug.{name}", per_example=8)
        for edit in variant.edits
    ]
    assert edits
    for edit in edits:
        assert holds(word_of(edit, text), edit.text), edit


def test_a_severity_asks_for_more_words():
    suite = rg.generate([{"text": " ".join(PLAIN)}], perturb="nlpaug.keyboard", severity=(1, 2, 3, 4, 5))
    sizes = [len(variant.edits) for variant in suite]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 5 * sizes[0]


def test_a_keyboard_of_another_language():
    (variant,) = rg.generate([{"text": "\u0442\u0430\u043a \u0442\u0440\u0435\u0431\u0430 \u0437\u0440\u043e\u0431\u0438\u0442\u0438"}], perturb="nlpaug.keyboard", language="uk", severity=4)  # fmt: skip
    assert not variant.text.isascii()


def test_an_object_of_the_users_own_runs_as_it_was_built(nlpaug, own):
    from nlpaug.augmenter.char import RandomCharAug
    from nlpaug.augmenter.word import SpellingAug
    from nlpaug.flow import Sometimes

    flow = Sometimes(
        [SpellingAug(aug_max=1), RandomCharAug(action="delete", aug_word_max=1, aug_char_max=1)], aug_p=0.9
    )
    found = rg.register(adapter.from_nlpaug(flow, own, label="preserves", languages=("en",)))
    suite = rg.generate([{"text": text} for text in PLAIN], perturb=own, per_example=2, severity=(1, 3))
    assert len(suite) > 10
    said = suite.manifest.data["perturbations"][0]["rewriter"]["parameters"]["augmenter"]
    assert (said["class"], said["aug_p"]) == ("Sometimes", 0.9)
    assert [part["class"] for part in said["parts"]] == ["SpellingAug", "RandomCharAug"]
    assert said["parts"][0]["dict_path"] == "spelling_en.txt"  # no path of this machine
    assert rg.perturb(PLAIN[0], found).text == next(v.text for v in suite if v.golden.inputs["text"] == PLAIN[0])


def test_what_is_no_augmenter_is_refused():
    with pytest.raises(rg.UsageError, match="no nlpaug augmenter or flow"):
        adapter.from_nlpaug(object(), "own.aug", label="preserves")


def test_an_edit_at_probability_0_that_is_damage_alone_is_rejected_and_named(own):
    from nlpaug.augmenter.char import KeyboardAug

    still = KeyboardAug(aug_word_p=0, aug_word_min=0, aug_char_p=0, aug_char_min=0)
    rg.register(adapter.from_nlpaug(still, own, label="preserves"))
    assert still.augment(DELICATE[1]) != [DELICATE[1]]
    suite = rg.generate([{"text": DELICATE[1]}], perturb=own)
    assert suite.manifest.data["rejected"] == {own: {"nothing but damage": 1}}


def test_a_phrase_that_was_joined_and_not_taken_apart_again_is_rejected(own):
    from nlpaug.augmenter.word import ReservedAug

    phrases = ReservedAug(reserved_tokens=[["thank you", "thanks"], ["by the way", "btw"]], aug_max=1)
    rg.register(adapter.from_nlpaug(phrases, own, label="preserves"))
    suite = rg.generate([{"text": "thank you for it, by the way"}], perturb=own)
    assert suite.manifest.data["rejected"] == {own: {"nnnnn left over": 1}}


def test_what_fails_on_a_text_is_counted(own):
    class Faulty:
        def augment(self, text):
            return [f"{text} {1 // (len(text) - 5)}"]

    rg.register(adapter.from_nlpaug(Faulty(), own, label="preserves"))
    suite = rg.generate([{"text": "go on"}], perturb=own)
    assert suite.manifest.data["rejected"] == {own: {"nlpaug raised ZeroDivisionError": 1}}


def test_what_fails_on_every_text_is_an_error_with_the_reason(own):
    class Faulty:
        def augment(self, text):
            raise ZeroDivisionError("nothing there")

    found = adapter.from_nlpaug(Faulty(), own, label="preserves")
    with pytest.raises(rg.UsageError, match=r"nlpaug .* fails on every text: ZeroDivisionError\('nothing there'\)"):
        rg.perturb("go on", found)


def test_what_does_not_repeat_itself_is_found_out(own):
    times = []

    class Clock:
        def augment(self, text):
            times.append(1)
            return [f"{text} {len(times)}"]

    found = adapter.from_nlpaug(Clock(), own, label="preserves")
    assert found.rewriter.provenance()["repeatable"] is False


def test_the_canary_names_what_is_damaged():
    said = registry.get("nlpaug.keyboard").rewriter.provenance()
    assert said["canary"] == ["blanks", "protected text"]
    assert said["repeatable"] is True


def test_global_random_state_is_left_alone():
    random.seed(5)
    expected = random.random()
    random.seed(5)
    rg.perturb(PLAIN[0], "nlpaug.keyboard")
    assert random.random() == expected


def test_a_frozen_suite_comes_out_again_in_another_process(tmp_path):
    golden = [{"text": text} for text in (*PLAIN, *DELICATE)]
    rg.generate(golden, perturb="nlpaug.*", per_example=2, seed=4).freeze(tmp_path / "aug.v1")
    command = [sys.executable, "-m", "robustgen", "verify", "--regenerate", str(tmp_path / "aug.v1")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "each the same when made again" in done.stdout


def test_importing_robustgen_and_listing_import_no_nlpaug():
    code = (
        "import sys, robustgen as rg; assert 'nlpaug.ocr' in rg.list_perturbations('nlpaug.*');"
        "print('nlpaug' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
