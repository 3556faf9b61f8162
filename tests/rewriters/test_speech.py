"""rewrite.speech: speak, lay noise over it, write down. Tests that listen need Flite, SoX and Pocketsphinx."""

import json
import shutil

import pytest

import robustgen as rg
from robustgen.errors import MissingExtra
from robustgen.registry import list_perturbations
from robustgen.rewriters.speech import NOISE, noise_of, speakable
from tests.extras import lacking, need

NAME = "rewrite.speech"
TEXT = "Please book a table for seven tomorrow."


@pytest.mark.parametrize("severity", range(1, 6))
def test_attempts_get_louder_up_to_the_next_severity(severity):
    levels = [noise_of(severity, attempt) for attempt in range(6)]
    assert levels == sorted(levels)
    assert (levels[0], levels[4], levels[5]) == (NOISE[severity - 1], NOISE[severity], NOISE[severity])


@pytest.mark.parametrize(("text", "can"), [("hello", True), ("12", False), ("", False), ("a " * 301, False)])
def test_only_words_that_are_not_too_many_are_spoken(text, can):
    assert speakable(text) is can


@pytest.mark.parametrize("program", ["flite", "sox"])
def test_where_a_program_is_missing_the_command_is_named(tmp_path, monkeypatch, program):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match=rf"needs .*{program}.*apt-get install flite sox"):
        rg.generate([{"text": TEXT}], perturb=[NAME])
    assert NAME not in list_perturbations("rewrite.*")


@pytest.fixture(scope="module")
def programs():
    need("pocketsphinx", "pocketsphinx")
    for program in ("flite", "sox"):
        if shutil.which(program) is None:
            lacking(program, "apt-get install flite sox")


@pytest.mark.extras
@pytest.mark.usefixtures("programs")
class TestListening:
    def test_what_is_written_down_is_dictation_of_the_text_and_comes_out_again(self, tmp_path):
        suite = rg.generate([{"text": TEXT}], perturb=[NAME], severity=2, seed=3, language="en")
        (variant,) = suite
        assert variant.text == variant.text.lower()
        assert len(set(variant.text.split()) & set(TEXT.lower().strip(".").split())) >= 3
        assert variant.provenance["noise"] >= NOISE[1]
        suite.freeze(tmp_path / "suite")
        entry = json.loads((tmp_path / "suite" / "manifest.json").read_text())["perturbations"][0]["rewriter"]
        assert set(entry) == {"package", "version", "flite", "sox", "parameters"}
        assert rg.verify(tmp_path / "suite", regenerate=True) == []
