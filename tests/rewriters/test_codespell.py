"""codespell.misspelling: the list of the installed package, and how its lines are read."""

import json

import pytest

import robustgen as rg
from robustgen.errors import MissingExtra
from robustgen.perturbations.codespell import misspellings
from robustgen.registry import list_perturbations
from robustgen.testing import check_perturbation
from tests.extras import need

NAME = "codespell.misspelling"


@pytest.fixture
def codespell():
    need("codespell_lib", "codespell")


def options(tmp_path, *lines: str) -> dict[str, set[str]]:
    file = tmp_path / "dictionary.txt"
    file.write_text("\n".join(lines) + "\n")
    return {word: set(many) for word, many in misspellings(file).items()}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["wich->which", "whcih->which"], {"which": {"wich", "whcih"}}),
        (["alot->a lot, allot,"], {}),  # two corrections: what was meant is not certain
        (["clas->class, disabled because of a name"], {}),  # a reason to beware
        (["hwich->which"], {}),  # another first letter
        (["1nd->first", "abel->able's"], {}),  # not of letters alone
        (["wether->weather", "whether->wether"], {"weather": {"wether"}}),  # itself a misspelling: no word to misspell
    ],
)
def test_lines_are_read_where_they_are_certain(tmp_path, lines, expected):
    assert options(tmp_path, *lines) == expected


def test_four_in_five_misspellings_are_one_slip_away(tmp_path):
    file = tmp_path / "dictionary.txt"
    slips, others = ["definitly", "definitey"], ["defintaly", "defanataly", "definatily"]
    file.write_text("\n".join(f"{one}->definitely" for one in slips + others))
    drawn = misspellings(file)["definitely"]
    assert sum(one in slips for one in drawn) / len(drawn) == pytest.approx(0.8, abs=0.03)


@pytest.mark.extras
@pytest.mark.usefixtures("codespell")
class TestTheInstalledList:
    @pytest.mark.parametrize("text", ["I received it", "RECEIVED", "Received today"])
    def test_a_word_is_misspelt_in_its_own_case(self, text):
        made = rg.perturb(text, NAME).text
        assert made != text
        assert [c.isupper() for c in made[:2]] == [c.isupper() for c in text[:2]]

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("we met at the Friend Street stop", "Friend Street"),
            ("it said 'definitely' there", "'definitely'"),
            ("please define necessary", " necessary"),
            ("open https://example.com/necessary today", "https://example.com/necessary"),
            ("the government-owned land", "government-owned"),
        ],
    )
    def test_names_quotations_and_protected_text_stay(self, text, kept):
        for index in range(4):
            try:
                assert kept in rg.perturb(text, NAME, severity=5, index=index).text
            except rg.NoPlace:
                return

    def test_a_suite_says_which_list_it_read(self, tmp_path):
        rg.generate([{"text": "it was necessary"}], perturb=[NAME], language="en").freeze(tmp_path / "suite")
        entry = json.loads((tmp_path / "suite" / "manifest.json").read_text())["perturbations"][0]
        assert entry["borrowed"]["package"] == "codespell"
        assert len(entry["borrowed"]["sha256"]) == 64
        assert rg.verify(tmp_path / "suite", regenerate=True) == []

    def test_it_keeps_the_contract(self):
        check_perturbation(NAME)

    def test_only_its_own_glob_matches_it(self):
        assert list_perturbations("codespell.*") == [NAME]
        assert NAME not in list_perturbations("*")


def test_where_it_is_missing_the_command_is_named(monkeypatch):
    monkeypatch.setattr("robustgen.resources.find_spec", lambda module: None)
    assert list_perturbations("codespell.*") == []
    with pytest.raises(MissingExtra, match="needs codespell: pip install codespell"):
        rg.generate([{"text": "it was necessary"}], perturb=[NAME])
