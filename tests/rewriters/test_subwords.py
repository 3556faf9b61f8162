"""Rewriters over vocabularies of pieces: byte pairs, SentencePiece, and a real pair of Marian translators."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from itertools import pairwise

import pytest

import robustgen as rg
from robustgen.registry import get
from robustgen.rewriters import hub
from robustgen.rewriters.masked_lm import _begins_another
from robustgen.testing import check_perturbation
from tests.rewriters.small_models import SYNONYMS, otherwise, sentences
from tests.rewriters.subword_models import NAMES, written
from tests.rewriters.test_masked_lm import changed, request_of
from tests.rewriters.test_sequences import asked as all_asked

pytestmark = pytest.mark.extras

MASKED = ("roberta", "albert", "xlm_roberta")
CASED = ("roberta", "xlm_roberta")
HELD = "The GARDEN was very  lovely,\tand the teacher (Boris) \U0001f600 found it near https://a.example/lamp in Stra\u00dfe 7.\n"


def asked(name: str, requests: list[rg.Request]) -> list[str]:
    return [str(answer[0]) for answer in get(name).rewriter(requests)]


def of(*models: str):
    """Run a test with a model of each kind, by the name that it has as a rewriter."""
    return pytest.mark.parametrize("name", models, indirect=True)


@pytest.fixture
def name(request, pieces):
    return f"rewrite.masked_lm:{pieces(request.param)}"


@pytest.fixture
def back(pieces):
    return f"rewrite.back_translation:{pieces('marian')}+{pieces('marian backwards')}#pair=en-xx"


@of(*MASKED)
def test_each_keeps_the_contract_of_perturbations(name):
    check_perturbation(name, texts=written(4))


@of(*MASKED)
def test_whole_words_take_the_places_of_words(name):
    loaded = hub.load("masked", name.partition(":")[2], "")
    texts = written(60, seed=31)
    known = {word for text in written(2000, seed=99) for word in re.findall(r"\w+", text.lower())}
    for old, new in zip(texts, asked(name, [request_of(text, seed, count=3) for seed, text in enumerate(texts)]), strict=True):  # fmt: skip
        pairs = changed(old, new)
        assert 1 <= len(pairs) <= 3
        for before, after in pairs:
            assert after.strip(".").lower() in known
            assert after.endswith(".") == before.endswith(".")
        assert not loaded.steered(new)
        places = [one != other for one, other in zip(old.split(), new.split(), strict=True)]
        assert not any(one and other for one, other in pairwise(places))


@of(*CASED)
def test_a_name_stands_for_a_name_and_a_word_for_a_word(name):
    texts = [text for text in written(900, seed=5) if any(f" {one} " in text for one in NAMES)]
    made = asked(name, [request_of(text, seed, count=2) for seed, text in enumerate(texts)])
    both = [(old, new) for old, new in zip(texts, made, strict=True) if new != "no other word fits"]
    pairs = [pair for old, new in both for pair in changed(old, new)]
    assert {after for before, after in pairs if before in NAMES} <= set(NAMES)
    assert not {after for before, after in pairs if before.islower()} & set(NAMES)
    assert any(before in NAMES for before, _ in pairs)


@of(*MASKED)
def test_protected_text_blanks_and_what_the_vocabulary_lacks_stay(name):
    made = asked(name, [request_of(HELD, seed, count=5) for seed in range(20)])
    for text in made:
        assert re.findall(r"\s+", text) == re.findall(r"\s+", HELD)
        assert [mark for mark in HELD if not (mark.isalnum() or mark.isspace())] == [mark for mark in text if not (mark.isalnum() or mark.isspace())]  # fmt: skip
        assert all(held in text for held in ("GARDEN", "https://a.example/lamp", "7.", "\U0001f600"))
    assert len(set(made)) > 5


@of(*MASKED)
def test_what_the_model_learned_decides_what_fits(name):
    text = "The doctor found the lovely letter in the station yesterday."
    new = {after for seed in range(60) for before, after in changed(text, asked(name, [request_of(text, seed)])[0]) if before == "lovely"}  # fmt: skip
    assert new
    assert new <= {"cheerful", "bright", "pleasant", "gloomy", "broken", "dreadful", "noisy"}


@of(*MASKED)
def test_a_text_longer_than_the_model_is_read_around_each_word(name):
    text = " ".join(written(60, seed=5))
    made = asked(name, [request_of(text, seed, count=6) for seed in range(2)])
    assert all(1 <= len(changed(text, one)) <= 6 for one in made)


@of(*MASKED)
def test_a_frozen_suite_comes_out_again(name, tmp_path):
    rg.generate([{"text": text} for text in written(10)], perturb=name, per_example=2).freeze(tmp_path / "m.v1")
    assert rg.verify(rg.load_suite(tmp_path / "m.v1"), regenerate=True) == []


@pytest.mark.parametrize(
    ("token", "begins"),
    [("gar", True), ("teache", True), ("garden", False), ("gardens", False), ("vegan", False), ("Gar", False)],
)
def test_a_beginning_of_an_english_word_is_no_word(token, begins):
    assert _begins_another(token) is begins


def test_marian_says_a_sentence_in_the_other_synonym(back):
    texts = [text for text in sentences(40, seed=21) if set(text[:-1].split()) & set(SYNONYMS)]
    made = all_asked(f"{back},temperature=0", [request_of(text) for text in texts])
    right = [one[0].lower() == otherwise(text.lower()[:-1]) + "." for one, text in zip(made, texts, strict=True)]
    assert sum(right) > 0.8 * len(texts)


def test_marian_keeps_the_contract_of_perturbations(back):
    check_perturbation(f"{back},longest=20", texts=sentences(4))


def test_marian_models_are_named_in_the_provenance_and_give_the_same_suite_again(back, tmp_path):
    rg.generate([{"text": text} for text in sentences(10)], perturb=back, per_example=2).freeze(tmp_path / "b.v1")
    loaded = rg.load_suite(tmp_path / "b.v1")
    assert len(loaded) > 5
    assert rg.verify(loaded, regenerate=True) == []
    said = get(back).rewriter.provenance()
    assert said["languages"] == ["en", "xx"]
    assert len({said["sha256"], said["back"]["sha256"]}) == 2


@pytest.mark.parametrize("model", ["albert", "marian"])
@pytest.mark.parametrize("what", ["rewriter", "gate"])
def test_a_package_that_reads_the_files_is_named_where_it_is_missing(pieces, tmp_path, model, what):
    folder = shutil.copytree(pieces(model), tmp_path / model)
    asks = {
        ("rewriter", "albert"): f"rg.perturb('The lamp was lovely.', 'rewrite.masked_lm:{folder}')",
        ("rewriter", "marian"): f"rg.perturb('The lamp.', 'rewrite.back_translation:{folder}+{folder}#pair=en-xx')",
        ("gate", "albert"): f"resolve('entailment:{folder}').check([Pair('a', 'b')])",
        ("gate", "marian"): f"resolve('perplexity:{folder}').check([Pair('a', 'b')])",
    }  # fmt: skip
    code = (
        "import sys\nsys.modules['sentencepiece'] = None\nimport robustgen as rg\n"
        "from robustgen.gates import Pair, resolve\ntry:\n"
        f"    {asks[what, model]}\nexcept rg.RobustgenError as error:\n    print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert re.fullmatch(
        r"MissingExtra \S+ needs sentencepiece: pip install sentencepiece protobuf sacremoses\n", done.stdout
    )
