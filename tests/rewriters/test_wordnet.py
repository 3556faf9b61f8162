"""wordnet.synonym: on a small WordNet in the real format, and on the real one where it is installed."""

import json
import zipfile

import pytest

import robustgen as rg
from robustgen.errors import MissingExtra, UsageError
from robustgen.perturbations.wordnet.database import Database
from robustgen.perturbations.wordnet.forms import Reading, inflect, readings
from robustgen.registry import list_perturbations
from robustgen.resources import wordnet
from robustgen.testing import check_perturbation
from tests.extras import lacking
from tests.rewriters.wordnet_files import write_wordnet

NAME = "wordnet.synonym"


@pytest.fixture
def small(tmp_path, monkeypatch):
    folder = write_wordnet(tmp_path / "wn")
    monkeypatch.setenv("WNSEARCHDIR", str(folder))
    return Database(folder)


def made(text: str) -> set[str]:
    found = set()
    for index in range(12):
        try:
            found.add(rg.perturb(text, NAME, severity=1, index=index).text)
        except rg.NoPlace:
            break
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I want to buy it", "I want to purchase it"),
        ("she bought it", "she purchased it"),
        ("who buys it", "who purchases it"),
        ("we are buying it", "we are purchasing it"),
        ("the bus stopped", "the bus halted"),
        ("the bus is stopping", "the bus is halting"),
        ("it began", "it commenced"),
        ("two errors here", "two mistakes here"),
        ("my kids", "my children"),
        ("my children", "my kids"),
        ("a huge dog", "an enormous dog"),
        ("A huge dog", "An enormous dog"),
        ("THE CARS", "THE AUTOS"),
        ("Recently it broke", "Lately it broke"),
        ("a quicker way", "a faster way"),
        ("an answer", "a reply"),
    ],
)
def test_a_synonym_stands_in_the_form_of_the_word(small, text, expected):
    assert expected in made(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("by the bank", "two senses"),
        ("the post office", "a collocation"),
        ("they gave it up", "a verb with a particle"),
        ("more fuel", "a synonym that is rare"),
        ("one dog", "a synonym that mostly means something else"),
        ("the government said so", "a synonym with another number"),
        ("we left after dinner", "a preposition"),
        ("in London", "a name"),
        ("Huge Car", "a title"),
        ("the Office called", "a name, by its capital"),
        ('it said "buy" there', "a quotation"),
        ("what does huge mean", "a word that is spoken of"),
        ("a car-free zone", "part of a compound"),
        ("it commenced", "past or participle: of the synonym they differ"),
        ("the silliest idea", "a form of two words behind an article"),
    ],
)
def test_what_is_not_certain_is_no_place(small, text, why):
    assert made(text) == set(), why


def test_words_are_read_from_a_zip_file_as_from_a_folder(small, tmp_path):
    packed = tmp_path / "wordnet.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in small.path.iterdir():
            archive.write(file, f"wordnet/{file.name}")
    assert Database(packed).senses("buy", "verb") == small.senses("buy", "verb")


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("bought", [Reading("buy", "verb", "past")]),
        ("stopping", [Reading("stop", "verb", "ing")]),
        ("children", [Reading("child", "noun", "plural")]),
        ("quicker", [Reading("quick", "adj", "comparative")]),
        ("buyed", []),
        ("xyz", []),
    ],
)
def test_a_token_is_read_as_a_form(small, token, expected):
    assert list(readings(token, small)) == expected


@pytest.mark.parametrize(
    ("base", "part", "form", "expected"),
    [
        ("purchase", "verb", "past", "purchased"),
        ("carry", "verb", "past", "carried"),
        ("carry", "verb", "third", "carries"),
        ("free", "verb", "ing", "freeing"),
        ("lie", "verb", "ing", "lying"),
        ("fix", "noun", "plural", "fixes"),
        ("toy", "noun", "plural", "toys"),
        ("enormous", "adj", "comparative", "more enormous"),
        ("happy", "adj", "superlative", "happiest"),
        ("begin", "verb", "past", ""),
    ],
)
def test_forms(small, base, part, form, expected):
    assert inflect(base, part, form, small) == expected


def test_a_damaged_file_is_named(small):
    data = small.path / "data.verb"
    data.write_bytes(b"x" + data.read_bytes())
    with pytest.raises(UsageError, match=r"data\.verb has no synset of 'buy'"):
        Database(small.path).senses("buy", "verb")


def test_a_file_that_lacks_is_named(small):
    (small.path / "noun.exc").unlink()
    with pytest.raises(UsageError, match=r"is not whole: it holds no noun\.exc"):
        Database(small.path)


def test_where_it_is_missing_the_command_is_named_and_it_is_not_listed(tmp_path, monkeypatch):
    for variable in ("WNSEARCHDIR", "WNHOME", "NLTK_DATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setattr("robustgen.resources.DEBIAN_WORDNET", tmp_path)
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert list_perturbations("wordnet.*") == []
    with pytest.raises(MissingExtra, match="wordnet: apt-get install wordnet-base"):
        rg.generate([{"text": "buy it"}], perturb=[NAME])


def test_only_its_own_glob_matches_it(small):
    assert list_perturbations("wordnet.*") == [NAME]
    assert NAME not in list_perturbations("*")


def test_a_suite_says_which_wordnet_it_read_and_is_not_made_again_from_another(small, tmp_path, monkeypatch):
    suite = rg.generate([{"text": "we want to buy cars"}], perturb=[NAME], per_example=2, language="en")
    suite.freeze(tmp_path / "suite")
    entry = json.loads((tmp_path / "suite" / "manifest.json").read_text())["perturbations"][0]
    assert (entry["borrowed"]["version"], len(entry["borrowed"]["sha256"])) == ("9.1", 64)
    assert rg.verify(tmp_path / "suite", regenerate=True) == []
    from robustgen.suite import load_suite, made_elsewhere

    monkeypatch.setenv("WNSEARCHDIR", str(write_wordnet(tmp_path / "other", version="9.2")))
    said = made_elsewhere(load_suite(tmp_path / "suite").manifest)[NAME]
    assert said == "made by wordnet 9.1; here is wordnet 9.2, with another sha256, version"
    assert rg.verify(tmp_path / "suite", regenerate=True) == []


def test_it_keeps_the_contract(small):
    check_perturbation(NAME, texts=["we want to buy huge cars"])


# The real one.


@pytest.mark.extras
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where can I buy a used bike", "where can I purchase a used bike"),
        ("this rarely happens", "this seldom happens"),
        ("she drives two cars", "she drives two automobiles"),
        ("she achieved her goal", "she attained her goal"),
    ],
)
def test_the_real_wordnet(monkeypatch, text, expected):
    monkeypatch.delenv("WNSEARCHDIR", raising=False)
    if wordnet() is None:
        lacking("WordNet", "apt-get install wordnet-base")
    assert expected in made(text)
