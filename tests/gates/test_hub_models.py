"""Gates by models that are named by a path or by an id of the hub, built here, saved and loaded as users have them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from robustgen.errors import MissingExtra
from robustgen.gates import Pair, check_pairs, resolve
from robustgen.gates.encoder import load
from robustgen.gates.meaning import Similarity
from tests.extras import need
from tests.gates.test_models import WORDS, vocabulary

pytestmark = pytest.mark.extras

PAIRS = [
    Pair("the movie was good .", "the film was great ."),
    Pair("the movie was good .", "i bought a car ."),
    Pair("the dog chased a cat .", "a cat chased the dog . i bought one car ."),
]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def _fresh():
    load.cache_clear()
    yield
    load.cache_clear()


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    """A BERT of one layer with random weights, which tell texts apart no worse than others for these tests."""
    torch = need("torch", "torch")
    transformers = need("transformers", "transformers")
    folder = tmp_path_factory.mktemp("bert")
    vocabulary(folder)
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        initializer_range=0.5,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def encoder(bert, tmp_path_factory):
    """The same with the mean of its tokens as a text's vector, saved by sentence-transformers."""
    library = need("sentence_transformers", "sentence-transformers")
    folder = tmp_path_factory.mktemp("encoder") / "saved"
    library.SentenceTransformer(str(bert), device="cpu").save(str(folder))
    assert (folder / "modules.json").is_file()
    return folder


def means(folder, texts):
    """Unit vectors of texts, worked out without sentence-transformers."""
    import torch
    from transformers import AutoTokenizer, BertModel

    model, tokenizer = BertModel.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    made = []
    for text in texts:
        with torch.inference_mode():
            states = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0]
        made.append(states.mean(0) / states.mean(0).norm())
    return made


def test_a_cosine_is_that_of_the_means_of_two_texts_tokens(bert, encoder):
    texts = [text for pair in PAIRS for text in (pair.source, pair.candidate)]
    vectors = means(bert, texts)
    expected = [float(one @ other) for one, other in zip(vectors[::2], vectors[1::2], strict=True)]
    assert Similarity(str(encoder)).cosines(PAIRS) == pytest.approx(expected, abs=1e-5)
    assert max(expected) - min(expected) > 0.1


def test_an_encoder_saved_by_transformers_alone_gives_the_same(bert, encoder):
    assert Similarity(str(bert)).cosines(PAIRS) == pytest.approx(Similarity(str(encoder)).cosines(PAIRS), abs=1e-5)


def test_what_lies_below_the_least_cosine_is_rejected_by_name(encoder):
    near, far, _ = Similarity(str(encoder)).cosines(PAIRS)
    assert near > far
    name = f"similarity:{encoder}"
    found = check_pairs(PAIRS[:2], [f"{name}?least={(near + far) / 2:.4f}", "length", "facts:numbers"])
    assert [one and (one.gate, one.reason) for one in found] == [None, (name, "not similar")]


def test_loading_writes_nothing_to_the_terminal(bert, encoder, capfd):
    Similarity(str(encoder)).cosines(PAIRS)
    assert capfd.readouterr() == ("", "")


def test_models_of_the_hub_are_found_by_id_in_its_cache(bert, encoder, tmp_path):
    from transformers import BertConfig, BertForSequenceClassification, GPT2Config, GPT2LMHeadModel

    config = BertConfig.from_pretrained(bert, id2label={0: "contradiction", 1: "entailment"}, label2id={"contradiction": 0, "entailment": 1})  # fmt: skip
    models = {
        "nli": BertForSequenceClassification(config),
        "lm": GPT2LMHeadModel(GPT2Config(vocab_size=len(WORDS), n_positions=64, n_embd=32, n_layer=1, n_head=2)),
    }
    for name, model in models.items():
        vocabulary(tmp_path / name)
        model.save_pretrained(tmp_path / name)
    for name, folder in {"encoder": encoder, "nli": tmp_path / "nli", "lm": tmp_path / "lm"}.items():
        repo = tmp_path / "cache" / f"models--someone--{name}"
        shutil.copytree(folder, repo / "snapshots" / COMMIT)
        (repo / "refs").mkdir()
        (repo / "refs/main").write_text(COMMIT)
    code = (
        "import json\nfrom robustgen.gates import Pair, resolve\n"
        "pairs = [Pair('the movie was good .', 'the film was great .')]\n"
        "found = [resolve(name).check(pairs)[0] for name in json.loads(input())]\n"
        "print(json.dumps([one and one.gate for one in found]))"
    )
    names = [
        "similarity:someone/encoder?least=1",
        "entailment:someone/nli?least=1",
        "perplexity:someone/lm?most=0.0001",
    ]
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(names), capture_output=True, text=True, check=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(tmp_path / "cache")},
    )  # fmt: skip
    assert json.loads(done.stdout) == [name.partition("?")[0] for name in names]


def test_without_the_package_the_lines_for_it_and_for_one_without_torch_are_said(encoder, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"pip install sentence-transformers; without torch: .*similarity:minilm"):
        resolve(f"similarity:{encoder}").check(PAIRS)
