"""rewrite.ocr: print, scan, read again. Tests that read need Tesseract and Pillow."""

import json
import shutil

import pytest

import robustgen as rg
from robustgen.errors import MissingExtra
from robustgen.examples import Example
from robustgen.gates.structure import Rejected
from robustgen.registry import list_perturbations
from robustgen.rewriters.ocr import SCANS, printable, printed, scan_of
from robustgen.rewriters.programs import heard, in_batches, run
from robustgen.rewriters.protocol import Request
from robustgen.text import Text
from tests.extras import lacking, need

NAME = "rewrite.ocr"
TEXT = "Is there a pharmacy near the station that stays open late on Sundays?"


@pytest.mark.parametrize("attempt", range(8))
@pytest.mark.parametrize("severity", range(1, 6))
def test_every_attempt_is_no_milder_than_the_one_before_up_to_the_next_severity(severity, attempt):
    now, then = scan_of(severity, attempt), scan_of(severity, attempt + 1)
    assert then.size <= now.size
    assert scan_of(severity, 4) == SCANS[severity]


@pytest.mark.parametrize(
    ("text", "can"),
    [("café – “yes”\nno", True), ("Привет", False), ("good \U0001f600", False), ("a\tb", False), ("a" * 4001, False)],
)
def test_only_what_the_font_has_is_printed(text, can):
    assert printable(text) is can


def test_a_program_that_takes_too_long_is_ended():
    assert run(["sleep", "30"], timeout=0.1) is None


@pytest.mark.parametrize(("command", "expected"), [(["false"], None), (["echo", "x"], b"x\n"), (["cat"], b"given")])
def test_a_program_s_output_or_none_where_it_fails(command, expected):
    assert run(command, timeout=20, given=b"given") == expected


@pytest.mark.parametrize("number", [0, 1, 2, 5, 40])
def test_batches_keep_the_order(number):
    assert in_batches(lambda part: [one + 1 for one in part], range(number), most=4) == list(range(1, number + 1))


def asked(text: str, severity: int = 2) -> Request:
    example = Example("a", {"text": text}, language="en")
    return Request(text, Text(text, language="en"), example, "/text", severity, 0.01, 1, 0, 0, 1)


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        ("the old house", "tbe old house", "tbe old house"),
        ("the old house", "the old house", "unchanged"),
        ("the old house stood there", "tlie obl houso stoocl fhere", "garbled"),
        ("hi", "bi", "bi"),  # one stretch may always change
        ("see https://example.com/a now", "see bttps;//exampie.corn/a mow", "see https://example.com/a mow"),
    ],
)
def test_what_was_read_is_kept_where_most_of_it_is_the_text(text, read, expected):
    (answer,) = heard(asked(text), read, {"scan": 1})
    assert (str(answer) if isinstance(answer, Rejected) else answer.text) == expected


def test_a_harsher_severity_lets_more_pass():
    text, read = "the old house stood there", "tlie obl house stood there"
    (mild,), (harsh,) = heard(asked(text, 1), read, {}), heard(asked(text, 3), read, {})
    assert str(mild) == "garbled"
    assert harsh.text == read


def test_where_the_program_is_missing_the_command_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtra, match="apt-get install tesseract-ocr tesseract-ocr-eng"):
        rg.generate([{"text": TEXT}], perturb=[NAME])
    assert NAME not in list_perturbations("rewrite.*")


@pytest.fixture(scope="module")
def tesseract():
    need("PIL", "pillow")
    if shutil.which("tesseract") is None:
        lacking("tesseract", "apt-get install tesseract-ocr tesseract-ocr-eng")


@pytest.mark.extras
@pytest.mark.usefixtures("tesseract")
class TestReading:
    def test_the_same_key_gives_the_same_variant_and_says_what_made_it(self):
        one, two = (rg.perturb(TEXT, NAME, severity=3, seed=5) for _ in range(2))
        assert one.text == two.text != TEXT
        assert one.provenance["package"] == "tesseract"
        assert one.provenance["scan"]["size"] <= SCANS[2].size

    def test_misread_letters_leave_most_of_the_text(self):
        made = rg.perturb(TEXT, NAME, severity=2, seed=1).text
        assert len(set(made.split()) & set(TEXT.split())) >= len(TEXT.split()) // 2

    def test_protected_text_lines_and_blanks_outside_the_change_survive(self):
        text = "Write to ana.b@example.com about the broken window,\n\n  and call the landlord twice."
        variants = rg.generate([{"text": text}], perturb=[NAME], severity=3, per_example=3, language="en")
        assert len(variants) > 0
        for one in variants:
            assert "ana.b@example.com" in one.text
            assert one.text.count("\n") == 2
            assert "\n\n  " in one.text

    def test_what_cannot_be_printed_is_counted(self):
        suite = rg.generate([{"text": "good morning \U0001f600"}], perturb=[NAME], language="en")
        assert len(suite) == 0
        assert suite.manifest.data["rejected"][NAME] == {"letters that the font has not": 1}

    def test_what_others_are_in_the_batch_changes_nothing(self):
        others = [{"text": "The soup was cold and the bread was stale."}, {"text": "We left before the music began."}]
        alone = rg.generate([{"text": TEXT}], perturb=[NAME], severity=3, seed=2, language="en")
        among = rg.generate([{"text": TEXT}, *others], perturb=[NAME], severity=3, seed=2, language="en")
        assert next(iter(alone)).text in {one.text for one in among}

    def test_a_suite_names_program_data_and_settings(self, tmp_path):
        suite = rg.generate([Example("a", {"text": TEXT}, language="en")], perturb=[NAME], severity=3)
        suite.freeze(tmp_path / "suite")
        entry = json.loads((tmp_path / "suite" / "manifest.json").read_text())["perturbations"][0]["rewriter"]
        assert set(entry) == {"package", "version", "pillow", "eng.traineddata", "parameters"}
        assert rg.verify(tmp_path / "suite", regenerate=True) == []

    def test_another_seed_is_another_scan(self):
        assert printed("a", SCANS[0], 1).tobytes() != printed("a", SCANS[0], 2).tobytes()
