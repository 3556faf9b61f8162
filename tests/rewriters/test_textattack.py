"""TextAttack itself, as rewriters: it takes torch, transformers and flair to install, and half a minute to import.

Not among the tests that need extras: where it is installed they run, elsewhere they are skipped.
"""

from __future__ import annotations

import ast
import logging
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.rewriters import textattack as adapter
from robustgen.testing import DELICATE, PLAIN, check_perturbation

# Not from `tests`: flair, which TextAttack needs, installs a package of that name.
from extras import lacking  # isort: skip
from rewriters.textattack_data import STOP_WORDS, make  # isort: skip

TEXT = "Please don't ping 192.168.1.1,  open\thttps://a.example/b?c=1 or write to ana.b@a.example about your account.\n"
KEPT = ("192.168.1.1", "https://a.example/b?c=1", "ana.b@a.example", "  ", "\t", "\n")
CHARACTERS = ["qwerty", "char_swap", "char_insert", "char_delete", "char_substitute", "invisible", "deepwordbug"]
WITHOUT_DATA = [*CHARACTERS, "contract", "extend", "change_number", "word_delete", "word_swap"]
LINES = {
    "homoglyph": "list of intentional homoglyphs.*curl -o '.*intentional_homoglyphs.txt' https://www.unicode.org/",
    "checklist": r"the flair model ner-english.*SequenceTagger.load\('flair/ner-english'\)",
    "synonym": "NLTK's data 'wordnet'.*python -m nltk.downloader wordnet omw-1.4",
    "synonym_insert": "python -m nltk.downloader wordnet omw-1.4",
    "eda": "python -m nltk.downloader wordnet omw-1.4",
}
SOME = "I do not like the film, it isn't good. Two of us shut the door at 12 and we'll start to walk to the harbour."


@pytest.fixture(scope="module", autouse=True)
def data(tmp_path_factory):
    """The real package, with stop words of our own and no other data."""
    if find_spec("textattack") is None:
        lacking("textattack", "pip install 'textattack>=0.3.11' 'flair>=0.15' 'transformers<5'")
    import nltk

    folder = make(tmp_path_factory.mktemp("nltk") / "data")
    nltk.data.path.insert(0, str(folder))
    yield folder
    nltk.data.path.remove(str(folder))


@pytest.fixture
def own():
    yield "own.attack"
    registry.unregister("own")


def in_a_new_process(code: str, folder: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "NLTK_DATA": str(folder),
        "HOME": str(home),
        "PYTHONPATH": os.pathsep.join(sys.path),
        **more,
    }
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", WITHOUT_DATA)
def test_a_named_operation_keeps_the_contract_of_perturbations(name):
    check_perturbation(f"textattack.{name}", texts=[SOME])


@pytest.mark.parametrize("name", CHARACTERS)
def test_nothing_beside_the_change_is_damaged(name):
    suite = rg.generate([{"text": TEXT}], perturb=f"textattack.{name}", per_example=6, severity=(2, 4))
    assert len(suite) > 6
    for variant in suite:
        before, after = (Counter({kept: text.count(kept) for kept in KEPT}) for text in (TEXT, variant.text))
        assert after == before, variant.text


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("qwerty", lambda old, new: len(old) == len(new)),
        ("char_swap", lambda old, new: sorted(old) == sorted(new)),
        ("char_insert", lambda old, new: len(new) == len(old) + 1),
        ("char_delete", lambda old, new: len(new) == len(old) - 1),
        ("char_substitute", lambda old, new: len(old) == len(new)),
        ("invisible", lambda old, new: new.encode("ascii", "ignore").decode() == old),
        ("deepwordbug", lambda old, new: abs(len(new) - len(old)) < 2),
        ("contract", lambda old, new: old + new in ("do notdon't",)),
        ("extend", lambda old, new: old + new in ("isn'tis not", "we'llwe will")),
        ("change_number", lambda old, new: old in ("Two", "12")),
    ],
)
def test_each_operation_does_what_its_name_says(name, holds):
    suite = rg.generate([{"text": SOME}], perturb=f"textattack.{name}", per_example=6)
    edits = [edit for variant in suite for edit in variant.edits]
    assert edits
    for edit in edits:
        assert holds(SOME[edit.start : edit.end], edit.text), edit


def test_stop_words_are_left_alone():
    suite = rg.generate([{"text": SOME}], perturb="textattack.qwerty", per_example=20)
    changed = {SOME[edit.start : edit.end] for variant in suite for edit in variant.edits}
    assert len(changed) > 5
    assert not changed & set(STOP_WORDS)


def test_a_severity_asks_for_more_words():
    sizes = [
        len(v.edits)
        for v in rg.generate([{"text": " ".join(PLAIN)}], perturb="textattack.qwerty", severity=range(1, 6))
    ]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 5 * sizes[0]


def test_the_manifest_holds_a_checksum_of_the_stop_words():
    assert registry.get("textattack.qwerty").rewriter.provenance()["data"].keys() == {"stopwords"}


@pytest.mark.parametrize(("name", "said"), LINES.items())
def test_missing_data_is_named_with_the_command_that_gets_it(name, said):
    with pytest.raises(rg.UsageError, match=said) as caught:
        rg.perturb(SOME, f"textattack.{name}")
    assert isinstance(caught.value, ImportError)


def test_a_file_that_would_be_downloaded_is_named_instead(own):
    from textattack.transformations import WordSwapQWERTY

    class Embedding(WordSwapQWERTY):
        def _get_replacement_words(self, word):
            from textattack.shared import WordEmbedding

            return WordEmbedding.counterfitted_GLOVE_embedding().nearest_neighbours(word, 3)

    found = adapter.from_textattack(Embedding(), own, label="preserves")
    with pytest.raises(rg.UsageError, match=r"needs TextAttack's file word_embeddings/paragramcf.*download_from_s3"):
        rg.perturb(SOME, found)


def as_transformation():
    from textattack.transformations import WordSwapQWERTY

    return WordSwapQWERTY(skip_first_char=True)


def as_augmenter():
    from textattack.augmentation import CharSwapAugmenter

    return CharSwapAugmenter(pct_words_to_swap=0.2, transformations_per_example=3)


def as_recipe():
    from textattack.attack_recipes import Pruthi2019

    return Pruthi2019


def as_attack():
    from textattack.attack_recipes import DeepWordBugGao2018

    class Wrapper:
        model = object()

    return DeepWordBugGao2018.build(Wrapper())


@pytest.mark.filterwarnings("ignore:The 'warn' method is deprecated")
@pytest.mark.parametrize("what", [as_transformation, as_augmenter, as_recipe, as_attack])
def test_an_object_of_the_users_own(what, own):
    rg.register(adapter.from_textattack(what(), own, label="preserves"))
    suite = rg.generate([{"text": text} for text in (*PLAIN, *DELICATE)], perturb=own, per_example=2, severity=(1, 3))
    assert len(suite) > 16
    said = suite.manifest.data["perturbations"][0]["rewriter"]
    assert said["package"] == "textattack"
    assert said["repeatable"] is True


def test_the_manifest_says_what_an_object_is_made_of(own):
    said = adapter.from_textattack(as_augmenter(), own, label="preserves").rewriter.provenance()["parameters"]["of"]
    assert (said["class"], said["pct_words_to_swap"]) == ("CharSwapAugmenter", 0.2)
    parts = [part["class"] for part in said["transformation"]["transformations"]]
    assert parts[0] == "WordSwapNeighboringCharacterSwap"
    assert len(parts) == 4


@pytest.mark.parametrize("what", ["textattack.qwerty", 3, None])
def test_what_is_none_of_these_is_refused(what):
    with pytest.raises(rg.UsageError, match="no TextAttack transformation"):
        adapter.from_textattack(what, "own.attack", label="preserves")


def test_global_random_state_is_left_alone():
    import numpy as np
    import torch

    def drawn():
        return random.random(), float(np.random.random()), float(torch.rand(1))  # noqa: NPY002

    found = []
    for work in (lambda: None, lambda: rg.perturb(PLAIN[0], "textattack.char_swap")):
        random.seed(5)
        np.random.seed(5)  # noqa: NPY002
        torch.manual_seed(5)
        work()
        found.append(drawn())
    assert found[0] == found[1]


def test_logging_and_the_environment_are_left_alone(data, tmp_path):
    code = (
        "import logging, os; mine = logging.getLogger('mine'); before = dict(os.environ)\n"
        "import robustgen as rg; assert 'textattack.qwerty' in rg.list_perturbations('textattack.*')\n"
        "import sys; assert 'textattack' not in sys.modules\n"
        "rg.perturb('please open the door', 'textattack.qwerty')\n"
        "assert 'textattack' in sys.modules; assert not mine.disabled; assert dict(os.environ) == before"
    )
    done = in_a_new_process(code, data, tmp_path)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.rglob("post_install_check*")), (
        "TextAttack's note that it downloaded its data, which it did not"
    )


def test_without_stop_words_it_says_so_before_a_long_import(tmp_path):
    code = "import robustgen as rg; rg.perturb('please open the door', 'textattack.qwerty')"
    done = in_a_new_process(code, tmp_path / "nothing", tmp_path)
    assert "needs NLTK's data 'stopwords', which is not there: python -m nltk.downloader stopwords" in done.stderr
    assert done.returncode == 1


def test_synonyms_and_eda_with_a_wordnet_come_out_again_in_another_process(tmp_path):
    folder = make(tmp_path / "nltk", wordnet=True)
    code = (
        "import robustgen as rg\n"
        f"names = ['textattack.eda', 'textattack.synonym', 'textattack.synonym_insert', 'textattack.deepwordbug']\n"
        f"suite = rg.generate([{{'text': {SOME!r}}}], perturb=names, per_example=8, severity=(2, 4))\n"
        "for v in suite: print(v.id.partition('/')[2], v.text)"
    )
    done = [in_a_new_process(code, folder, tmp_path, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert done[0].returncode == 0, done[0].stderr
    assert done[0].stdout == done[1].stdout
    rows = [line.partition(" ")[::2] for line in done[0].stdout.splitlines()]
    made = {
        name: {text for row, text in rows if row.startswith(f"textattack.{name}@")}
        for name in ("eda", "synonym", "synonym_insert")
    }
    swaps = (("film", "movie"), ("harbour", "port"), ("shut", "close"), ("start", "begin"))
    single = {SOME.replace(old, new) for old, new in swaps}
    assert made["synonym"] & single
    assert any(len(text.split()) == len(SOME.split()) + 1 for text in made["synonym_insert"])
    lengths = {len(text.split()) - len(SOME.split()) for text in made["eda"]}
    assert {-1, 0} <= lengths


def test_checklist_with_a_tagger_changes_names_numbers_and_contractions(data, tmp_path):
    script = Path(__file__).with_name("textattack_data.py")
    text = "Carla lives here with Tom, she isn't there for 12 days. We do not know."
    code = (
        "import robustgen as rg\n"
        f"suite = rg.generate([{{'text': {text!r}}}], perturb='textattack.checklist', per_example=12)\n"
        "for v in suite: print([(v.golden.inputs['text'][e.start:e.end], e.text) for e in v.edits])"
    )
    environment = {**os.environ, "FLAIR_CACHE_ROOT": str(tmp_path)}
    trained = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    assert trained.returncode == 0, trained.stderr
    done = in_a_new_process(code, data, tmp_path, FLAIR_CACHE_ROOT=str(tmp_path))
    assert done.returncode == 0, done.stderr
    changed = {pair[0] for line in done.stdout.splitlines() for pair in ast.literal_eval(line)}
    assert {"Tom", "12"} <= changed
    assert changed <= {"Carla", "Tom", "12", "isn't", "do not"}


def test_the_list_of_homoglyphs_is_read_where_it_is_there(data, tmp_path):
    """With a package of TextAttack's files linked into a folder of its own, the list beside them."""
    import textattack

    (package := tmp_path / "textattack").mkdir()
    for item in Path(textattack.__file__).parent.iterdir():
        if item.name != "shared":
            (package / item.name).symlink_to(item)
    shutil.copytree(Path(textattack.__file__).parent / "shared", package / "shared")
    line = "0061 ;\t0251\t#* ( a \u2192 \u0251 ) TWO LETTERS THAT LOOK ALIKE\n"
    (package / "shared/intentional_homoglyphs.txt").write_text(line, encoding="utf-8")
    code = "import robustgen as rg; print(ascii(rg.perturb('an apple and a banana', 'textattack.homoglyph').text))"
    home = str(Path(rg.__file__).parents[1])
    done = in_a_new_process(code, data, tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), home]))
    assert done.returncode == 0, done.stderr
    assert re.search(r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}", done.stdout)


def test_loggers_are_enabled_after_all_this():
    assert not logging.getLogger("textattack.shared.utils.install").disabled
