"""The HTML report: one file that needs nothing else, says first what came of the run, and trusts no text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from robustgen.baseline import recorded
from robustgen.comparison import compare
from robustgen.display import visible
from robustgen.edits import Order, Replace, Set
from robustgen.examples import Example
from robustgen.history import Night
from robustgen.report.failing import Command, Packed, command_of, failing, item_of, literal, marked
from robustgen.report.html import SIZE, STATIC, html_report
from robustgen.runs import Failure, Run, read_run, write_run
from robustgen.variant import Variant
from tests.extras import need
from tests.report.runs import synthetic, with_text

VOID = {"meta", "input", "br", "link", "img", "hr"}
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`--></script></style><!--<svg/onload=alert(1)>"
    "{{ 7 * 7 }}{% raw %}\x1b[31mred\x1b[0m\u202egnp\u2066\u2028\x00\ud800 & &lt;b&gt;\r\n::error::x"
)
"""What a browser, a template, a terminal, a log or a reader's eye could be made to follow."""


class Page(HTMLParser):
    """The elements of a page in order, with their attributes and their own text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.faults = [], [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "within": [one["tag"] for one in self.open]}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append({"tag": tag, "attrs": dict(attrs), "text": "", "within": []})

    def handle_endtag(self, tag):
        if not self.open or self.open[-1]["tag"] != tag:
            self.faults.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data):
        for one in self.open:
            one["text"] += data

    def all(self, *tags):
        return [one for one in self.elements if one["tag"] in tags]

    def with_attribute(self, name):
        return [one for one in self.elements if name in one["attrs"]]


def night(test, day, delta):
    return Night(
        started=f"2026-11-{day:02}T02:00:00+00:00", label=f"build {day}", test=test.test, suite=test.suite, suite_id=None,
        gate="passed", outcome="pass", golden=120, variants=100, clean=0.9, accuracy=0.9 + delta, delta=delta,
        low=delta - 0.02, high=delta + 0.02, confidence=0.99, calls=1, seconds=1.0, flaky=0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return synthetic()


@pytest.fixture(scope="module")
def text(run):
    """The report of a run that has everything: severities, a baseline, a history."""
    (test,) = run.tests
    before = recorded(synthetic(golden=119).tests[0])
    since = compare(before, recorded(test), test=test.test, since="2026-11-20T02:00:00+00:00")
    nights = [night(test, day, -0.01 * (day % 4)) for day in range(3, 21)]
    return html_report(run, comparisons=[since], nights=nights, folder=".robustgen/last")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_the_verdict_stands_first_in_words_for_anyone(page):
    (heading,) = page.all("h1")
    assert heading["text"] == (
        "✕ Failed ood.made_07 breaks the model more than you allow: of 100 answers 72.5 are right where 92.5 were, a loss "
        "of 20; you allow 6."
    )
    first = [one["tag"] for one in page.elements if one["tag"] in ("h1", "h2", "h3", "table")]
    assert first[:3] == ["h1", "h2", "h3"]


def test_the_sections_stand_in_their_order(page):
    assert [one["text"] for one in page.all("h3")] == [
        "Why",
        "What each kind of change does",
        "Where it breaks: perturbation by severity",
        "As it gets worse: severity curves",
        "How much is lost, and how sure that is",
        "Families and tags",
        "Since the baseline of 2026-11-20 02:00",
        "Night by night",
        "Golden examples that always break",
        "Failing variants",
        "How these figures were made",
    ]


def test_worst_of_v_stands_beside_what_chance_does():
    shown = Page(html_report(synthetic(golden=60, severities=(2,), each=3)))
    (table,) = [one for one in shown.all("table") if one["attrs"].get("data-figure") == "t1-worst"]
    assert "(1 %)" in table["text"]
    assert not [one for one in shown.all("h3") if "severity" in one["text"]], "one severity has no map and no curve"


def test_the_figures_are_those_of_the_verdict(run, text):
    verdict = run.tests[0].verdict()
    for one in verdict.judgements:
        low, high = one.row.interval(verdict.confidence)
        for number in (one.row.delta.value, low, high):
            assert f"{abs(round(number, 3)):.3f}" in text


def test_it_says_how_it_was_made(run, page):
    made = dict(zip([e["text"] for e in page.all("dt")], [e["text"] for e in page.all("dd")], strict=True))
    limits = run.tests[0].verdict().limits.to_json()
    assert made["Hash of the limits"] == hashlib.sha256(json.dumps(limits, sort_keys=True).encode()).hexdigest()[:16]
    assert made["Suite id"] == run.tests[0].suite_id
    assert "P = 8" in made["Intervals"]
    assert made["Left out of the comparisons"] == "nothing"
    assert made["Versions"] == "robustgen 0.1.0, python 3.11.7"


# What a page must be


def test_it_is_well_formed(page):
    assert page.faults == []


@pytest.mark.extras
def test_a_strict_parser_of_html_finds_nothing(text):
    html5lib = need("html5lib", "html5lib")
    html5lib.HTMLParser(strict=True).parse(text)


def test_every_id_is_there_once_and_every_reference_has_its_id(page):
    ids = [one["attrs"]["id"] for one in page.with_attribute("id")]
    assert len(ids) == len(set(ids))
    wanted = {one["attrs"]["href"].removeprefix("#") for one in page.with_attribute("href")}
    wanted |= {
        name for one in page.with_attribute("aria-labelledby") for name in one["attrs"]["aria-labelledby"].split()
    }
    assert wanted <= set(ids)


def test_headings_skip_no_level(page):
    levels = [int(one["tag"][1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_head_a_scope(page):
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(one["attrs"].get("scope") in ("row", "col") for one in page.all("th"))


def test_every_figure_has_its_table(page):
    tables = {one["attrs"].get("data-table") for one in page.all("table")} - {None}
    pictures = [one for one in page.all("svg") if one["attrs"].get("role") == "img"]
    assert len(pictures) == len(page.all("figure")) == 9
    for one in page.all("figure"):
        assert any(one["attrs"]["data-figure"].startswith(name) for name in tables)
    ornaments = [one for one in page.all("svg") if one not in pictures]
    assert all(one["attrs"]["aria-hidden"] == "true" and "td" in one["within"] + ["td"] for one in ornaments)
    assert all("table" in one["within"] for one in ornaments), "an ornament stands in the row that has its numbers"


def test_it_asks_for_nothing_from_outside(text, page):
    assert all(one["attrs"]["href"].startswith("#") for one in page.with_attribute("href"))
    for name in ("src", "srcset", "action", "data", "poster", "style", "onclick", "onload"):
        assert page.with_attribute(name) == [], name
    assert not page.all("link", "img", "iframe", "object", "embed", "base")
    (style,) = page.all("style")
    assert not re.search(r"url\(|@import|https?:", style["text"])
    assert not re.search(r"https?://", text)


def test_its_policy_allows_its_own_style_and_script_alone(page):
    (policy,) = [one for one in page.all("meta") if one["attrs"].get("http-equiv") == "Content-Security-Policy"]
    (script,) = [one for one in page.all("script") if "type" not in one["attrs"]]
    (style,) = page.all("style")

    def digest(element):
        return "sha256-" + base64.b64encode(hashlib.sha256(element["text"].encode()).digest()).decode()

    assert policy["attrs"]["content"] == (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    assert "eval" not in script["text"]
    assert "innerHTML" not in script["text"]


def test_hostile_text_stays_text(run):
    identity = HOSTILE.replace("\ud800", "")  # a lone surrogate is refused in an id
    hostile = html_report(with_text(run, HOSTILE, said=HOSTILE, identity=identity), folder=HOSTILE)
    plain, shown = Page(html_report(run)), Page(hostile)
    assert shown.faults == []
    assert {one["tag"] for one in shown.elements} == {one["tag"] for one in plain.elements}
    assert len(shown.all("script")) == len(plain.all("script"))
    assert {name for one in shown.elements for name in one["attrs"]} == {
        name for one in plain.elements for name in one["attrs"]
    }
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", hostile)
    assert "{{ 7 * 7 }}" in hostile
    (cells,) = [one for one in shown.all("script") if one["attrs"].get("type")]
    assert "<" not in cells["text"]
    assert visible(HOSTILE) in json.loads(cells["text"])["strings"]


def test_a_run_of_many_tests_leads_with_the_worst(run):
    good = synthetic(limits={"max_drop": 0.9}, node="t.py::test_good")
    good.tests[0].gate = "passed"
    shown = Page(html_report(Run([good.tests[0], run.tests[0]], run.started, run.versions)))
    (heading,) = shown.all("h1")
    assert "1 of 2 tests" in heading["text"]
    assert [one["text"] for one in shown.all("h2")] == ["t.py::test_good", "t.py::test_it"]
    ids = [one["attrs"]["id"] for one in shown.with_attribute("id")]
    assert len(ids) == len(set(ids))


def test_a_test_that_measured_nothing_says_so(run):
    (test,) = run.tests
    empty = synthetic(golden=0).tests[0]
    empty.outcomes, empty.failures, empty.message = [], [], "no place"
    assert "nothing was measured: no place" in html_report(Run([test, empty], run.started, run.versions)).lower()


# Failing variants


def test_the_report_of_100_000_variants_is_under_2_megabytes():
    big = synthetic(golden=1000, perturbations=20, kept=100_000, harm=1)
    assert len(big.tests[0].outcomes) == 101_000
    text = html_report(big)
    assert len(text.encode()) < 2_000_000
    assert len(text.encode()) > 0.8 * SIZE, "and uses what it may"
    told = re.search(r"([\d,]+) are here, the worst of each perturbation first; ([\d,]+) more", text)
    kept, left = (int(number.replace(",", "")) for number in told.groups())
    assert kept + left == len(big.tests[0].failures)
    assert kept > 10_000
    assert "failures.jsonl" in text


@pytest.mark.parametrize(("tests", "golden", "perturbations"), [(1, 30, 180), (7, 20, 60)])
def test_many_perturbations_or_tests_do_not_make_it_larger(tests, golden, perturbations):
    made = [synthetic(golden, perturbations, node=f"t.py::test_{number}") for number in range(tests)]
    run = Run([one.tests[0] for one in made], made[0].started, made[0].versions)
    assert len(html_report(run).encode()) < 2_000_000


def test_of_what_does_not_fit_every_perturbation_is_there(run):
    shown = failing(run.tests[0], [])
    packed = Packed(shown, 20_000)
    assert 0 < packed.left_out < len(shown)
    assert {one.perturbation for one in packed.kept} == {one.perturbation for one in shown}


def test_a_few_hundred_are_listed_without_a_script(page):
    rows = [one for one in page.all("tr") if one["attrs"].get("role") == "row"]
    assert len(rows) == STATIC + 1


def test_the_smallest_edit_that_breaks_is_found(run):
    shown = failing(run.tests[0], [])
    harsh = [one for one in shown if one.variant.severity == 5 and not one.is_smallest]
    assert harsh
    for one in harsh:
        others = [
            other.changes
            for other in shown
            if (other.variant.golden.id, other.perturbation) == (one.variant.golden.id, one.perturbation)
        ]
        assert one.fewest == len(one.smallest.changes) == min(others)


def test_what_a_search_found_goes_before_what_other_variants_show(run):
    plain = next(one for one in run.tests[0].failures if len(one.variant.changes) > 1)
    searched = replace(plain, smallest=plain.variant.changes[1:2])
    other = synthetic(golden=1, perturbations=1, severities=(2,))
    other.tests[0].failures = [searched]
    (shown,) = failing(other.tests[0], [])
    assert (shown.fewest, shown.is_smallest) == (1, False)
    assert shown.smallest_lines == marked(plain.variant.golden, searched.smallest)
    (row,) = Packed([shown], 10_000).data["rows"]
    assert len(row[8][0][0]) == 2 + 3  # label, text and one cut
    assert len(row[10][0]) == 2 + 3 * len(plain.variant.changes)


def test_what_the_change_broke_stands_before_what_was_wrong_already(run):
    broken = [one.broken for one in failing(run.tests[0], [])]
    assert broken == sorted(broken, reverse=True)
    assert set(broken) == {True, False}


@pytest.mark.parametrize(
    ("text", "edits", "said"),
    [
        ("pay now", [(0, 3, "p4y")], "[pay|p4y] now"),
        ("pay now", [(3, 3, " right")], "pay[| right] now"),
        ("pay now", [(3, 7, "")], "pay[ now|]"),
        ("😀 pay 😀 now", [(6, 7, "$")], "😀 pay [😀|$] now"),
        ("a\u200bb", [(2, 3, "B")], "a\\u200b[b|B]"),
        ("ab", [(0, 1, "А")], "[a|А\nU+0410]b"),
        ("one two three", [(8, 13, "3"), (0, 3, "1")], "[one|1] two [three|3]"),
        ("x" * 500 + " y " + "x" * 500, [(501, 502, "z")], " … " + "x" * 119 + " [y|z] " + "x" * 119 + " … "),
    ],
)  # fmt: skip
def test_edits_are_found_again_by_what_a_browser_counts_in(text, edits, said):
    example = Example("g", {"text": text}, expected="e")
    changes = tuple((Replace("/text", *edit),) for edit in edits)
    variant = Variant(example, "typo.made@1", 2, 0, 0, "same", "e", changes)
    run = synthetic(golden=1, perturbations=1, severities=(2,))
    run.tests[0].failures = [Failure(variant, "wrong", "x")]
    data = Packed(failing(run.tests[0], []), 10_000).data
    ((_, base, *cuts),) = data["rows"][0][10]
    units = data["strings"][base].encode("utf-16-le")
    made, at = "", 0
    for start, end, inserted in zip(*[iter(cuts)] * 3, strict=True):
        made += f"{units[2 * at : 2 * start].decode('utf-16-le')}[{units[2 * start : 2 * end].decode('utf-16-le')}|{inserted}]"
        at = end
    assert made + units[2 * at :].decode("utf-16-le") == said


def test_every_field_and_every_kind_of_edit_is_shown():
    inputs = {"question": "Which is it?", "options": ["red", "blue"], "note": "of two"}
    example = Example("g", inputs, expected=0, vary=("/question", "/options"))
    changes = ((Order("/options", (1, 0)), Set("/expected", 1)), (Replace("/note", 3, 6, "three"),))
    lines, others = marked(example, changes)
    assert [(line.label, line.pieces) for line in lines] == [
        ("", (("keep", "Which is it?"),)),
        ("/note", (("keep", "of "), ("del", "two"), ("ins", "three"))),
    ]
    assert others == ["/options: in the order 1, 0", "/expected: [0→1]"]


@pytest.mark.parametrize("text", ["it's", 'it"s', "$HOME `id` !x \\n \\", HOSTILE, "::x ##[y]", "a/b@1/2"])
def test_an_id_goes_through_a_shell_as_it_is(text):
    written = f'{sys.executable} -c "print(ascii({literal(text)}))"'
    assert visible(written) == written
    said = subprocess.run(["sh", "-c", written], capture_output=True, text=True, check=True).stdout
    assert said == ascii(text) + "\n"


def test_the_command_makes_the_variant_again(tmp_path, run):
    write_run(tmp_path / "a run", run, [None])
    read = read_run(tmp_path / "a run")
    test = read.tests[0]
    test.test = "scored elsewhere"
    failure = test.failures[7]
    line = command_of(test, str(tmp_path / "a run")).of(failure.variant).replace("python", sys.executable, 1)
    said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout
    assert said == failure.variant.text + "\n"


def test_under_pytest_the_suite_makes_it_again(run):
    assert command_of(run.tests[0], "x") == Command(
        "python -c \"import robustgen as rg; print(*(v.text for v in rg.load_suite('suites/made.v1') if v.id == ", '))"'
    )
    assert item_of(run.tests[0], "typo.a@1") == "pytest --robustgen t.py::test_it -k typo.a -vv"


def test_a_parametrized_test_is_run_again_by_its_node_id():
    (test,) = synthetic(golden=3, node="t.py::test_it[small]").tests
    assert item_of(test, "typo.a@1") == "pytest --robustgen 't.py::test_it[small-typo.a]' -vv"


def test_families_and_tags_have_tables_of_their_own(run):
    test = run.tests[0]
    ids = sorted({row["golden_id"] for row in test.outcomes})
    tags = {name: ["<b>short"] if number % 2 else ["long"] for number, name in enumerate(ids)}
    sliced = replace(test, tags=tags, limits={**test.limits, "max_drop_slice": 0.5})
    found = Page(html_report(replace(run, tests=[sliced])))
    captions = [one["text"].strip() for one in found.all("caption")]
    assert any(caption.startswith("By family") for caption in captions)
    assert any(caption.startswith("By tag") for caption in captions)
    assert {"<b>short", "long"} <= {one["text"] for one in found.all("th")}
    assert not found.all("b")
