"""rewrite.masked_lm with a small BERT that was trained, saved and loaded: which words it changes, and into what."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from itertools import pairwise

import pytest

import robustgen as rg
from robustgen.registry import get
from robustgen.rewriting import Request
from robustgen.testing import DELICATE, check_perturbation
from robustgen.text import Text
from tests.rewriters.small_models import PIECES, WORDS, sentences

pytestmark = pytest.mark.extras

HELD = "The GARDEN was very  lovely,\tand the teacher found it near https://a.example/lamp with ana.b@a.example.\n"


@pytest.fixture
def name(trained):
    return f"rewrite.masked_lm:{trained('masked_lm')}"


def request_of(text: str, seed: int = 0, *, count: int = 1, **example) -> Request:
    (golden,) = rg.read_examples([{"text": text, **example}], vary=["text"])
    return Request(text, Text(text), golden, "/text", 2, 0.1, count, 0, 0, seed)


def asked(name: str, requests: list[Request]) -> list[str]:
    return [str(answer[0]) for answer in get(name).rewriter(requests)]


def changed(old: str, new: str) -> list[tuple[str, str]]:
    """The words that differ, pairwise: the texts have as many words."""
    before, after = old.split(), new.split()
    assert len(before) == len(after), new
    return [(one, other) for one, other in zip(before, after, strict=True) if one != other]


def test_it_keeps_the_contract_of_perturbations(name):
    check_perturbation(name, texts=sentences(5))


def test_a_word_becomes_another_whole_word_in_its_place(name):
    whole = {word for word in WORDS if len(word) > 1} | {"a", "lamp", "let", "gar", "un"}
    texts = sentences(80, seed=31)
    for old, new in zip(texts, asked(name, [request_of(text, seed, count=3) for seed, text in enumerate(texts)]), strict=True):  # fmt: skip
        pairs = changed(old, new)
        assert 1 <= len(pairs) <= 3
        for before, after in pairs:
            assert after.rstrip(".").lower() in whole
            assert after.rstrip(".") not in PIECES[2:] or after.rstrip(".") in whole
            assert after.lower() != before.lower()
            assert after.endswith(".") == before.endswith(".")
            assert after[:1].isupper() == before[:1].isupper()


def test_what_the_model_learned_decides_what_fits(name):
    text = "The doctor found the lovely letter in the station yesterday."
    places = {(old, new) for seed in range(60) for old, new in changed(text, asked(name, [request_of(text, seed)])[0])}
    assert {old for old, _ in places} >= {"doctor", "found", "lovely", "station"}
    assert {new for old, new in places if old == "lovely"} <= {"cheerful", "bright", "pleasant", "gloomy", "broken", "dreadful", "noisy"}  # fmt: skip


def test_protected_text_blanks_and_capitals_stay(name):
    for seed in range(30):
        made = asked(name, [request_of(HELD, seed, count=5)])[0]
        for held in ("GARDEN", "https://a.example/lamp", "ana.b@a.example", "very  ", ",\t", ".\n"):
            assert held.split()[0] in made or held == "very  "
        assert re.findall(r"\s+", made) == re.findall(r"\s+", HELD)


def test_a_text_in_capitals_stays_one(name):
    made = asked(name, [request_of("THE GARDEN WAS VERY LOVELY.", seed, count=2) for seed in range(10)])
    assert all(text.isupper() for text in made)


def test_labelled_spans_are_never_masked(name):
    text = "the teacher found the lovely letter in the station today"
    spans = [{"start": 4, "end": 11, "label": "person"}, {"start": 42, "end": 49, "label": "place"}]
    for seed in range(20):
        made = asked(name, [request_of(text, seed, count=4, spans=spans)])[0].split()
        assert (made[1], made[8]) == ("teacher", "station")


@pytest.mark.parametrize(("severity", "words"), [(1, 1), (3, 2), (5, 4)])
def test_a_severity_asks_for_a_share_of_the_words(name, severity, words):
    text = "the doctor found the lovely letter near the station today"
    sizes = [len(changed(text, variant.text)) for variant in rg.generate([{"text": text}], perturb=name, severity=severity, per_example=8)]  # fmt: skip
    assert max(sizes) == words


def test_neighbouring_words_are_not_masked_together(name):
    text = "the doctor found the lovely letter near the station today"
    for seed in range(20):
        made = asked(name, [request_of(text, seed, count=9)])[0].split()
        differ = [old != new for old, new in zip(text.split(), made, strict=True)]
        assert not any(one and other for one, other in pairwise(differ))


def test_the_same_seed_gives_the_same_text_whatever_the_batch(name):
    requests = [request_of(text, seed, count=2) for seed, text in enumerate(sentences(60, seed=77))]
    together = asked(name, requests)
    assert [asked(name, [one])[0] for one in requests] == together
    assert asked(name, requests[::-1])[::-1] == together
    assert asked(f"{name}#batch=7", requests) == together


def test_another_seed_gives_another_text(name):
    text = sentences(1)[0]
    assert len({asked(name, [request_of(text, seed)])[0] for seed in range(30)}) > 8


def test_a_text_longer_than_the_model_is_read_around_each_word(name):
    text = " ".join(sentences(60, seed=5))
    made = asked(name, [request_of(text, seed, count=6) for seed in range(3)])
    assert all(1 <= len(changed(text, one)) <= 6 for one in made)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The [MASK] was very lovely.", "special token in the text"),
        ("The lamp was [SEP] lovely.", "special token in the text"),
        ("https://a.example/x", "no word to mask"),
    ],
)
def test_why_there_is_none(name, text, reason):
    assert asked(name, [request_of(text)]) == [reason]


def test_settings_stand_behind_the_model(name):
    text = "The doctor found the lovely letter in the station yesterday."
    made = {asked(f"{name}#top=1", [request_of(text, seed)])[0] for seed in range(20)}
    assert len({new for one in made for old, new in changed(text, one) if old == "lovely"}) <= 1
    said = get(f"{name}#top=3").rewriter.provenance()["parameters"]
    assert said == {"top": 3, "temperature": 1.0, "least": 0.01}


def test_provenance_names_the_weights_by_their_hash(name, trained, tmp_path):
    import shutil

    said = get(name).rewriter.provenance()
    assert said["package"] == "transformers"
    assert len(said["sha256"]) == 64
    other = shutil.copytree(trained("masked_lm"), tmp_path / "other")
    assert get(f"rewrite.masked_lm:{other}").rewriter.provenance()["sha256"] == said["sha256"]
    config = (other / "config.json").read_text()
    (tmp_path / "more").mkdir()
    third = shutil.copytree(other, tmp_path / "more/third")
    (third / "config.json").write_text(config + "\n")
    assert get(f"rewrite.masked_lm:{third}").rewriter.provenance()["sha256"] != said["sha256"]


def test_a_frozen_suite_comes_out_again(name, tmp_path):
    rg.generate([{"text": text} for text in (*sentences(20), *DELICATE)], perturb=name, per_example=2).freeze(tmp_path / "m.v1")  # fmt: skip
    assert rg.verify(rg.load_suite(tmp_path / "m.v1"), regenerate=True) == []


def test_a_model_of_the_hub_is_taken_from_its_cache_by_commit(trained, tmp_path, monkeypatch):
    import shutil

    from huggingface_hub import constants

    from robustgen.rewriters import hub

    commit = "0123456789abcdef0123456789abcdef01234567"
    repo = tmp_path / "models--someone--small"
    shutil.copytree(trained("masked_lm"), repo / "snapshots" / commit)
    (repo / "refs").mkdir()
    (repo / "refs/main").write_text(commit)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    hub.found.cache_clear()
    name = "rewrite.masked_lm:someone/small"
    assert asked(name, [request_of("The lamp was very lovely.")])[0].endswith(".")
    said = get(name).rewriter.provenance()
    assert (said["model"], said["revision"], "sha256" in said) == ("someone/small", commit, False)


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("", "needs a model behind a colon"),
        (":nobody/no-such-model", r"nor in the hub's cache.*hf download nobody/no-such-model"),
        (":nobody/no-such-model#revision=v2", "hf download nobody/no-such-model --revision v2"),
        (":./no/such/folder", "there is no folder ./no/such/folder"),
        (":m#tops=3", "no setting 'tops=3'; did you mean 'top'"),
        (":m#top=0", "top is '0': it must be a whole number from 1 to 1000"),
        (":m#temperature=hot", "temperature is 'hot': it must be a number from 0.01 to 10"),
    ],
)
def test_what_is_missing_is_said_with_what_gets_it(transformers, parameter, said):
    with pytest.raises(rg.UsageError, match=said):
        rg.perturb("The lamp was lovely.", f"rewrite.masked_lm{parameter}")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("classifier", "cannot fill masked words: its weights lack .* DistilBertForSequenceClassification"),
        ("causal", "cannot fill masked words: transformers knows no AutoModelForMaskedLM of its kind"),
    ],
)
def test_a_model_for_another_task_is_refused(trained, model, said):
    with pytest.raises(rg.UsageError, match=said):
        rg.perturb("The lamp was lovely.", f"rewrite.masked_lm:{trained(model)}")


def test_a_folder_without_weights_or_model_is_named(trained, tmp_path):
    import shutil

    with pytest.raises(rg.UsageError, match=r"without config.json"):
        rg.perturb("The lamp was lovely.", f"rewrite.masked_lm:{tmp_path}")
    bare = shutil.copytree(trained("masked_lm"), tmp_path / "bare", ignore=shutil.ignore_patterns("*.safetensors"))
    with pytest.raises(rg.UsageError, match="has no weights on this machine"):
        rg.perturb("The lamp was lovely.", f"rewrite.masked_lm:{bare}")


def test_it_is_loaded_once_a_process(name):
    from robustgen.rewriters import hub

    def write(seed: int) -> int:
        with contextlib.suppress(rg.NoPlace):  # whatever the gates think of what it writes
            rg.perturb("The lamp was lovely.", name, seed=seed)
        return hub.load.cache_info().misses

    assert len({write(seed) for seed in range(4)}) == 1


def test_importing_robustgen_and_listing_import_no_transformers(transformers):
    code = (
        "import sys, robustgen as rg; assert 'rewrite.masked_lm' in rg.list_perturbations('rewrite.*');"
        "print('transformers' in sys.modules, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
