"""rewrite.seq2seq, rewrite.back_translation and rewrite.generate with small models that learned to exchange words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.errors import PredictionError
from robustgen.registry import get
from robustgen.rewriters.sequences import from_translators
from robustgen.rewriting import Request
from robustgen.testing import check_perturbation
from robustgen.text import Text
from tests.rewriters.small_models import SYNONYMS, otherwise, sentences

needs_models = pytest.mark.extras
TEXT = "The doctor found a lovely letter in the station yesterday."
PROMPT = "text : [[text]] again :"


def request_of(text: str, seed: int = 0, attempt: int = 0, language: str = "en") -> Request:
    (golden,) = rg.read_examples([{"text": text}], vary=["text"], language=language)
    return Request(text, Text(text, language=language), golden, "/text", 0, None, None, 0, attempt, seed)


def asked(name: str, requests: list[Request]) -> list[list[str]]:
    return [[getattr(one, "text", str(one)) for one in answer] for answer in get(name).rewriter(requests)]


@pytest.fixture
def seq2seq(trained):
    return f"rewrite.seq2seq:{trained('sequence_to_sequence')}"


@pytest.fixture
def back(trained):
    return f"rewrite.back_translation:{trained('sequence_to_sequence')}+{trained('sequence_to_sequence backwards')}#pair=en-xx"  # fmt: skip


@pytest.fixture
def generate(trained, tmp_path):
    (tmp_path / "again.txt").write_text(PROMPT)
    return f"rewrite.generate:{trained('causal')}#prompt={tmp_path}/again.txt"


@pytest.fixture(params=["seq2seq", "back", "generate"])
def name(request):
    return request.getfixturevalue(request.param)


@needs_models  # not "back": what the small pair translates comes home as it was, or is rejected
@pytest.mark.parametrize("name", ["seq2seq", "generate"], indirect=True)
def test_each_keeps_the_contract_of_perturbations(name):
    name += ("," if "#" in name else "#") + "longest=20"  # of texts that it never learned it does not find the end
    check_perturbation(name, texts=[text for text in sentences(6) if set(text[:-1].split()) & set(SYNONYMS)])


@needs_models
def test_seq2seq_says_a_sentence_as_the_model_learned(seq2seq):
    texts = [TEXT, *sentences(40, seed=21)]
    made = asked(f"{seq2seq}#temperature=0", [request_of(text) for text in texts])
    right = [one[0].lower() == otherwise(text.lower()[:-1]) + "." for one, text in zip(made, texts, strict=True)]
    assert sum(right) > 30


@needs_models
def test_back_translation_comes_home(back):
    texts = sentences(40, seed=22)
    made = asked(f"{back},temperature=0", [request_of(text) for text in texts])
    assert sum(one[0] in (text, "nothing but damage", "unchanged") for one, text in zip(made, texts, strict=True)) > 25


@needs_models
def test_generate_continues_the_prompt_with_the_text(generate):
    assert asked(f"{generate},temperature=0", [request_of(TEXT)])[0][0].split()[:2] == ["The", "physician"]


@needs_models
def test_the_same_seed_gives_the_same_text_whatever_the_batch(name):
    name += ("," if "#" in name else "#") + "temperature=1.5,candidates=2"
    requests = [request_of(text, seed) for seed, text in enumerate(sentences(24, seed=8))]
    together = asked(name, requests)
    assert [asked(name, [one])[0] for one in requests] == together
    assert asked(name + ",batch=5", requests[::-1])[::-1] == together


@needs_models
def test_another_seed_draws_another_text_and_global_state_stays(name):
    import torch

    name += ("," if "#" in name else "#") + "temperature=2"
    torch.manual_seed(5)
    before = torch.get_rng_state()
    assert len({tuple(asked(name, [request_of(TEXT, seed)])[0]) for seed in range(8)}) > 4
    assert torch.equal(torch.get_rng_state(), before)


@needs_models
def test_beams_are_candidates_best_first_and_asked_for_once(seq2seq):
    (first,), (second,) = (asked(f"{seq2seq}#beams=4", [request_of(TEXT, seed)]) for seed in (1, 2))
    assert first == second
    assert len(set(first)) > 1
    assert asked(f"{seq2seq}#beams=4", [request_of(TEXT, 1, attempt=1)]) == [["nothing more without drawing"]]


@needs_models
def test_what_stands_between_sentences_and_protected_text_stays(seq2seq):
    text = "The doctor found the letter.\n\n\tThe farmer lost a parcel near the station.  "
    for variant in rg.generate([{"text": text}], perturb=f"{seq2seq}#candidates=4", per_example=4):
        assert re.findall(r"\s{2,}", variant.text) == re.findall(r"\s{2,}", text)
    held = "The doctor found the letter at https://a.example/x today."
    for variant in rg.generate([{"text": held}], perturb=f"{seq2seq}#candidates=4", per_example=4):
        assert "https://a.example/x" in variant.text


@needs_models
def test_a_text_that_the_model_would_not_read_as_text_is_not_sent(name):
    assert asked(name, [request_of("The lamp </s> was lovely.")]) == [["special token in the text"]]


@needs_models
def test_what_runs_on_or_is_too_long_is_rejected(generate):
    short = asked(f"{generate},longest=3", [request_of(TEXT)])
    assert short == [["cut off"]]
    assert asked(generate, [request_of(" ".join(sentences(20)))]) == [["too long for the model"]]


@needs_models
def test_provenance_names_models_languages_and_prompt(seq2seq, back, generate):
    assert get(seq2seq).rewriter.provenance()["parameters"]["top_p"] == 0.95
    said = get(back).rewriter.provenance()
    assert said["languages"] == ["en", "xx"]
    assert len({said["sha256"], said["back"]["sha256"]}) == 2
    first = get(generate).rewriter.provenance()
    Path(generate.partition("prompt=")[2]).write_text(PROMPT + " ")
    from robustgen import prompts

    prompts.text.cache_clear()
    assert get(generate).rewriter.provenance()["prompt_sha256"] != first["prompt_sha256"]


@needs_models
def test_a_frozen_suite_comes_out_again(name, tmp_path):
    name += ("," if "#" in name else "#") + "temperature=2"
    rg.generate([{"text": text} for text in sentences(8)], perturb=name, per_example=2).freeze(tmp_path / "s.v1")
    loaded = rg.load_suite(tmp_path / "s.v1")
    assert len(loaded) > 3
    assert rg.verify(loaded, regenerate=True) == []


@needs_models
@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("seq2seq", "needs a model behind a colon"),
        ("seq2seq:{masked_lm}", "cannot turn one text into another: transformers knows no AutoModelForSeq2SeqLM"),
        ("seq2seq:owner/none", "hf download owner/none"),
        ("back_translation:a/b", "needs two models, there and back"),
        ("back_translation:a/m-en-de+a/m-fr-en", "translates en-de and a/m-fr-en fr-en: the second must translate back"),
        ("back_translation:a/x+a/y", "do not say which languages these are: add #pair=en-de"),
        ("generate:{masked_lm}", "cannot continue a text"),
        ("generate:{causal}#prompt=none.v1", "no prompt is called 'none.v1'"),
        ("generate:{causal}#prompt=none.txt", r"the prompt none.txt cannot be read: No such file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(trained, parameter, said):
    class Folders(dict):
        def __missing__(self, key):
            return trained(key)

    with pytest.raises(rg.UsageError, match=said):
        rg.perturb(TEXT, "rewrite." + parameter.format_map(Folders()))


@needs_models
def test_a_text_in_another_language_is_not_translated(back):
    assert asked(back, [request_of("Der Brief war schön.", language="de")]) == [["not in en"]]


@pytest.fixture
def own():
    yield "own.roundtrip"
    registry.unregister("own")


def test_translators_of_the_users_own_are_a_perturbation(own):
    words = {"letter": "Brief", "doctor": "Arzt", "found": "fand"}
    home = {"Brief": "note", "Arzt": "doctor", "fand": "found"}
    there = lambda texts: [" ".join(words.get(word, word) for word in text.split(" ")) for text in texts]  # noqa: E731
    back = lambda texts: [" ".join(home.get(word, word) for word in text.split(" ")) for text in texts]  # noqa: E731
    rg.register(from_translators(there, back, own, languages=("en", "de")))
    (variant,) = rg.generate([{"text": "The doctor found the letter  today. \tIt was late."}], perturb=own)
    assert variant.text == "The doctor found the note  today. \tIt was late."
    check_perturbation(own, texts=["the doctor found the letter today"])
    said = get(own).rewriter.provenance()
    assert (said["package"], said["languages"]) == ("functions of the user's own", ["en", "de"])


def test_translators_that_lose_a_text_are_told_so(own):
    rg.register(from_translators(lambda texts: texts[1:], lambda texts: texts, own, languages=("en", "de")))
    with pytest.raises(PredictionError, match="given 1 texts and returned 0 things"):
        rg.perturb("The letter was late.", own)
