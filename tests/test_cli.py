"""The command line: what it prints and writes, and exit codes: 0 pass, 1 fail, 2 usage error, 3 not evaluated."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

import robustgen as rg
from robustgen.cli import app
from robustgen.predictions import cases_of

WORDS = ["apple", "bread", "chair", "dance", "earth", "flame", "grape", "house", "igloo", "jolly"]
PROGRAM = [sys.executable, "-c", "from robustgen.cli import main; main()"]
GOLDEN = [
    {"id": f"g{i}", "text": f"Where is the {word}, please", "label": "where" if i % 2 else "other"}
    for i, word in enumerate(WORDS)
]


def run(*args):
    """Run a command; what it raises beyond an exit code fails the test."""
    result = CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


def robustgen(*args, **options):
    """The same as a program of its own."""
    return subprocess.run(
        [*PROGRAM, *map(str, args)],
        capture_output=True, text=True, check=False, **options,
    )  # fmt: skip


def written(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def golden(tmp_path):
    return written(tmp_path / "golden.jsonl", GOLDEN)


@pytest.fixture(scope="session")
def frozen(tmp_path_factory):
    """A frozen suite that no test writes to."""
    root = tmp_path_factory.mktemp("suites") / "where.v1"
    rg.generate(GOLDEN, perturb=["ood.case.upper", "typo.drop"], task="intent", seed=7).freeze(root)
    return root


@pytest.fixture
def mine(tmp_path):
    """A frozen suite of one's own."""
    root = tmp_path / "mine.v1"
    rg.generate(GOLDEN, perturb=["ood.case.upper", "typo.drop"], task="intent", seed=7).freeze(root)
    return root


def predictions(path, suite, answer):
    """A file with `answer(case)` for every case of a suite."""
    cases = cases_of(rg.load_suite(suite))
    return written(path, [{"id": case.id, "output": answer(case)} for case in cases])


def deaf_to_capitals(case):
    return "nothing" if case.text.isupper() else case.expected


# The program


def test_version_and_help_name_the_commands():
    assert run("--version") == (0, f"robustgen {rg.__version__}\n", "")
    code, out, _ = run("--help")
    assert code == 0
    assert [line.split()[0] for line in out[out.index("Commands") :].splitlines()[1:9]] == [
        "demo", "list", "show", "freeze", "verify", "diff", "export", "score"
    ]  # fmt: skip
    assert "0 pass, 1 fail, 2 usage error, 3 not evaluated" in out


@pytest.mark.parametrize(
    "args",
    [["freez"], ["show"], ["list", "--jsn"], ["freeze", "x.jsonl"], ["show", "a", "-t", "b", "--count", "x"]],
)
def test_a_command_line_that_makes_no_sense_is_exit_2(args):
    assert run(*args)[0] == 2


def test_as_a_program_errors_have_no_traceback():
    done = robustgen("show", "typo.keybord", "--text", "x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert "did you mean 'typo.keyboard'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_gone_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, "list"],
        stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_an_interrupt_is_130_and_leaves_nothing_behind(tmp_path):
    rows = [{"id": f"g{i}", "text": f"Where is number {i} of the very many apples " * 20} for i in range(20_000)]
    written(tmp_path / "golden.jsonl", rows)
    command = [*PROGRAM, "freeze", "golden.jsonl", "-o", "s", "-p", "stress"]
    working = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # what runs behind ignores it
    )  # fmt: skip
    while working.poll() is None and not any(tmp_path.glob(".s.part-*/variants.jsonl")):
        time.sleep(0.05)
    working.send_signal(signal.SIGINT)
    _, said = working.communicate()
    assert working.returncode == 130
    assert said.startswith("interrupted")
    assert [path.name for path in tmp_path.iterdir()] == ["golden.jsonl"]


def test_a_terminal_of_few_letters_gets_escapes():
    done = robustgen("show", "ood.case.upper", "-t", "ab", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert "\\u2192" in done.stdout


def test_listing_loads_nothing_heavy():
    code = (
        "import sys; from robustgen.cli import app; app(['list'], standalone_mode=False)\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'pytest', 'rich', 'jinja2'}\n"
        "print(*heavy & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


# list, show


def test_list_shows_name_presets_contract_language_and_what_it_does():
    code, out, _ = run("list")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].split() == ["name", "in", "label", "language", "what", "it", "does"]
    keyboard = next(line for line in lines if line.startswith("typo.keyboard "))
    assert keyboard.split()[:4] == ["typo.keyboard", "rs--", "preserves", "any"]
    assert "[" in keyboard
    assert "de" in keyboard
    assert not any(line.startswith("typo.keyboard.") for line in lines)
    assert len(lines) > 25


@pytest.mark.parametrize(
    ("glob", "names"),
    [
        ("typo.keyboard", ["typo.keyboard"]),
        ("typo.keyboard.u*", ["typo.keyboard.uk", "typo.keyboard.uk-UA", "typo.keyboard.us"]),
        ("ood.case.*r", ["ood.case.lower", "ood.case.sentence_start_lower", "ood.case.upper"]),
        ("realistic", sorted(rg.registry.PRESETS["realistic"])),
    ],
)
def test_list_takes_globs_presets_and_names(glob, names):
    code, out, _ = run("list", glob, "--json")
    assert code == 0
    assert [one["name"] for one in json.loads(out)] == names


def test_list_as_json_says_everything():
    (one,) = json.loads(run("list", "typo.keyboard", "--json")[1])
    assert one["label"] == {"*": "preserves"}
    assert one["presets"] == ["realistic", "stress", "all"]
    assert "de" in one["parameters"]
    assert len(one["severity"]["steps"]) == 5
    assert one["does"]
    assert one["source"]


@pytest.mark.parametrize("glob", ["typo.keybord", "zzz.*"])
def test_list_of_nothing_is_an_error(glob):
    code, out, said = run("list", glob)
    assert (code, out) == (2, "")
    assert said.startswith("error: no perturbation")


def test_show_counts_places_and_marks_edits_in_place():
    code, out, _ = run("show", "paraphrase.contract", "--text", "I do not know, but it is late", "--severity", "5")
    assert code == 0
    assert "paraphrase.contract@2" in out
    assert "2 in this text, with 2 options" in out
    assert "severity 5  I [do not→don't] know, but [it is→it's] late" in out


def test_show_makes_the_rows_of_a_suite():
    text = GOLDEN[0]["text"]
    code, out, _ = run("show", "typo.drop", "-t", text, "--severity", "2", "--count", "3", "--seed", "7", "--json")
    assert code == 0
    wanted = [rg.perturb(text, "typo.drop", severity=2, seed=7, index=index).text for index in range(3)]
    assert [one["text"] for one in json.loads(out)["variants"]] == wanted


def test_show_without_severity_goes_from_mild_to_harsh():
    out = run("show", "typo.keyboard", "-t", "the quick brown fox jumps over the lazy dog again")[1]
    assert [line[:11].strip() for line in out.splitlines() if line.startswith("severity ") and "→" in line] == [
        f"severity {severity}" for severity in range(1, 6)
    ]


def test_show_without_a_place_says_so_and_is_exit_1():
    code, out, _ = run("show", "paraphrase.contract", "--text", "42")
    assert code == 1
    assert "no place" in out
    assert json.loads(run("show", "paraphrase.contract", "--text", "42", "--json")[1])["variants"] == []


def test_show_sends_no_escape_to_the_terminal():
    out = run("show", "ood.case.upper", "--text", "a\x1b[2J\u202eb\x9bc")[1]
    assert not set("\x1b\u202e\x9b") & set(out)
    assert "\\x1b" in out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["typo.keybord", "-t", "x"], "did you mean 'typo.keyboard'?"),
        (["typo.drop", "-t", "x", "--severity", "9"], "severity must be 1, 2, 3, 4 or 5, not 9"),
        (["typo.drop", "-t", "a \udcff b"], "--text is no valid Unicode: a lone surrogate \\udcff at character 3"),
    ],
)
def test_show_refuses(args, said):
    code, out, err = run("show", *args)
    assert (code, out) == (2, "")
    assert said in err


# freeze


def test_freeze_writes_a_suite_and_says_what_is_in_it(golden, tmp_path):
    folder = tmp_path / "suites" / "where.v1"
    code, out, said = run(
        "freeze", golden, "-o", folder, "-p", "ood.case.*", "-p", "typo.drop", "-p", "paraphrase.*", "--task", "intent",
        "--severity", 1, "--severity", 2, "--per-example", 2, "--seed", 3,
    )  # fmt: skip
    assert (code, said) == (0, "")
    suite = rg.load_suite(folder)
    assert suite.manifest.severities == (1, 2)
    assert f"where.v1 ({suite.id[:8]})  10 golden, {len(suite):,} variants" in out
    row = next(line for line in out.splitlines() if line.startswith("ood.case.upper")).split()
    assert row[1:4] == ["20", "10", "(100%)"]
    assert "20 repeated" in " ".join(row)
    assert "paraphrase.contract" in out
    assert "0 (0%)" in out
    assert 'expect "cannot tell"' in out


def test_freeze_names_what_a_glob_matched_and_the_task_left_out(golden, tmp_path):
    out = run("freeze", golden, "-o", tmp_path / "s", "-p", "control.*", "-p", "typo.drop", "--task", "intent")[1]
    assert "left out, 10 of 11:" in out
    assert "control.quantity" in out[out.index("left out, ") :]


def test_freeze_says_that_nothing_has_a_place(golden, tmp_path):
    code, out, said = run("freeze", golden, "-o", tmp_path / "s", "-p", "task.table.*")
    assert code == 0
    assert "0 variants" in out
    assert "warning: no text has a place for any of these perturbations: the suite has no variants" in said


def test_freeze_names_some_of_many_that_do_not_fit(golden, tmp_path):
    code, _, said = run("freeze", golden, "-o", tmp_path / "s", "-p", "task.ner.*", "--task", "intent")
    assert code == 2
    assert (
        "no perturbation is left to run: task.ner.concat has no label contract for 'intent' (ner: preserves); " in said
    )
    assert said.rstrip().endswith("; and 2 more")


def test_show_says_that_one_text_may_not_be_enough():
    assert "it may need a row of several fields" in run("show", "prompt.option_order", "--text", "Which one?")[1]
    assert "several fields" not in run("show", "typo.human", "--text", "")[1]


def test_list_says_where_no_task_has_a_contract():
    row = next(line for line in run("list", "typo.autocorrect")[1].splitlines() if line.startswith("typo.autocorrect"))
    assert row.split()[1:4] == ["-s--", "unknown", "en"]


def test_freeze_is_the_same_as_from_python_and_with_processes(golden, tmp_path):
    many = written(tmp_path / "many.jsonl", [{"id": f"g{i}", "text": f"Number {i} is here"} for i in range(150)])
    ids = set()
    for name, more in (("a", []), ("b", ["--workers", 2]), ("c", ["--json"])):
        code, out, _ = run("freeze", many, "-o", tmp_path / name, "-p", "ood.case.upper", "--seed", 5, *more)
        assert code == 0
        ids.add(rg.load_suite(tmp_path / name).id)
    assert json.loads(out)["suite_id"] in ids
    assert ids == {rg.generate(many, perturb=["ood.case.upper"], seed=5).id}


def test_freeze_names_fields_by_option(tmp_path):
    rows = [
        {"key": f"k{i}", "question": f"who is {w}", "context": "some text", "answer": "yes", "doc": i // 2}
        for i, w in enumerate(WORDS)
    ]
    path = written(tmp_path / "rows.jsonl", rows)
    code, _, _ = run(
        "freeze", path, "-o", tmp_path / "s", "-p", "ood.case.upper", "--vary", "question", "--vary", "context",
        "--expected", "answer", "--group", "doc", "--id", "key", "--language", "en-GB",
    )  # fmt: skip
    assert code == 0
    one = rg.load_suite(tmp_path / "s").golden[0]
    assert (one.id, one.expected, one.group, one.vary, one.language) == (
        "k0",
        "yes",
        "0",
        ("/question", "/context"),
        "en-GB",
    )


def test_freeze_flips_labels_by_the_map_it_is_given(tmp_path):
    path = written(tmp_path / "g.jsonl", [{"id": "a", "text": "I like this film.", "label": "gut"}])
    code, _, _ = run(
        "freeze",
        path,
        "-o",
        tmp_path / "s",
        "-p",
        "control.negate",
        "--task",
        "sentiment",
        "--label-map",
        '{"gut": "schlecht"}',
    )
    assert code == 0
    assert [one.expected for one in rg.load_suite(tmp_path / "s")] == ["schlecht"]


def test_force_replaces_a_suite_and_keeps_what_is_not_ours(golden, mine):
    (mine / "reviews.jsonl").write_text("kept")
    before = rg.load_suite(mine).id
    assert run("freeze", golden, "-o", mine, "-p", "ood.case.lower", "--force")[0] == 0
    assert rg.load_suite(mine).id != before
    assert (mine / "reviews.jsonl").read_text() == "kept"


def test_golden_data_that_may_not_say_what_was_meant_is_a_warning(tmp_path):
    path = written(tmp_path / "g.jsonl", [{"id": "a", "text": "one", "label": "x"}, {"id": "b", "text": "two"}])
    code, _, said = run("freeze", path, "-o", tmp_path / "s", "-p", "ood.case.upper")
    assert code == 0
    assert said.startswith("warning: ")
    assert "no expected value" in said


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"", [], "golden.jsonl is empty"),
        (b"\n", [], "golden.jsonl has no rows"),
        (b'{"text": "caf\xe9"}\n', [], "golden.jsonl:1: byte 0xe9 at offset 13 is not UTF-8"),
        (b'{"text": "a"\n', [], "golden.jsonl:1: not JSON"),
        (b'{"id": 1, "text": "a"}\n{"id": 1, "text": "b"}\n', [], "is the id of"),
        (b'{"id": 1, "text": "a", "label": 1}\n{"id": 2, "text": "a", "label": 2}\n', [], "for the same inputs"),
        (b'{"txt": "a b c"}\n', [], "no field 'text'"),
        (b'{"id": "a", "inputs": {"text": "a b c"}}\n', [], "rows with 'inputs' are those that a suite keeps"),
        (None, ["--vary", "txt"], "no field 'txt': there is id, text, label; did you mean 'text'?"),
        (None, ["--expected", "lable"], "did you mean 'label'?"),
        (None, ["--group", "nope"], "no field 'nope'"),
        (None, ["--task", "intnt"], "did you mean 'intent'"),
        (None, ["--severity", "9"], "severity must be one or more of 1, 2, 3, 4, 5, not [9]"),
        (None, ["--per-example", "0"], "per_example must be an integer of at least 1, not 0"),
        (None, ["--seed", str(2**70)], "seed must be"),
        (None, ["--max-edit-share", "-1"], "max_edit_share"),
        (None, ["-p", "typo.keybord"], "did you mean 'typo.keyboard'?"),
        (None, ["-p", "zzz.*"], "no perturbation matches 'zzz.*'"),
        (
            None,
            ["-p", "control.entailment", "--task", "intent"],
            "no perturbation or preset is called 'control.entailment'",
        ),
        (None, ["--label-map", "{"], "--label-map is not JSON"),
        (None, ["--label-map", "[1]"], "--label-map must be an object"),
    ],
)
def test_freeze_refuses_with_a_reason_and_writes_nothing(golden, tmp_path, content, options, said):
    if content is not None:
        golden.write_bytes(content)
    chosen = [] if "-p" in options else ["-p", "ood.case.upper"]
    code, out, err = run("freeze", golden, "-o", tmp_path / "s", *chosen, *options)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["golden.jsonl"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nope.jsonl", "is not there"),
        ("goldn.jsonl", "did you mean 'golden.jsonl'?"),
        (".", "is a folder: golden examples are one file"),
        ("mine.v1", "is a frozen suite: golden examples are one file"),
        ("golden.txt", "golden data is read from"),
    ],
)
def test_freeze_needs_a_golden_file(golden, mine, tmp_path, given, said):
    (tmp_path / "golden.txt").write_text("x")
    code, _, err = run("freeze", tmp_path / given, "-o", tmp_path / "s", "-p", "ood.case.upper")
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("target", "force", "said"),
    [
        ("mine.v1", [], "a suite is at"),
        ("golden.jsonl", [], "is there and is no suite"),
        ("golden.jsonl", ["--force"], "is there and is no suite"),
        ("mine.v1/..", ["--force"], "is there and is no suite"),
        ("golden.jsonl/s", [], "ot a directory"),
    ],
)
def test_freeze_writes_over_nothing_that_is_not_a_suite(golden, mine, tmp_path, target, force, said):
    code, _, err = run("freeze", golden, "-o", tmp_path / target, "-p", "ood.case.upper", *force)
    assert code == 2
    assert said in err
    assert json.loads(golden.read_text(encoding="utf-8").splitlines()[0]) == GOLDEN[0]
    assert len(rg.load_suite(mine)) == 20


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_exit_2(golden, tmp_path):
    golden.chmod(0)
    code, _, err = run("freeze", golden, "-o", tmp_path / "s")
    assert code == 2
    assert "Permission denied" in err


# verify, diff


def test_verify_says_that_a_suite_is_whole(frozen):
    code, out, _ = run("verify", frozen, "--regenerate")
    assert code == 0
    assert "is whole: 10 golden, 20 variants, each the same when made again" in out
    assert json.loads(run("verify", frozen, "--json")[1])["problems"] == []


@pytest.mark.parametrize("command", [["verify"], ["diff", "."], ["export", "-o", "-"], ["score", "x.jsonl", "--suite"]])
def test_a_flipped_bit_is_exit_2_and_names_the_row(frozen, mine, command):
    rows = (mine / "variants.jsonl").read_bytes()
    at = rows.index(b"PLEASE")
    (mine / "variants.jsonl").write_bytes(rows[:at] + bytes([rows[at] ^ 1]) + rows[at + 1 :])
    args = [frozen if part == "." else part for part in command]
    code, out, err = run(*args, mine)
    assert (code, out) == (2, "")
    assert "variants.jsonl:1: g0/ood.case.upper@" in err
    assert "is not what was frozen" in err


def test_a_suite_that_comes_out_differently_is_exit_1(mine):
    manifest = json.loads((mine / "manifest.json").read_text(encoding="utf-8"))
    manifest["settings"]["seed"] += 1
    (mine / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert run("verify", mine)[0] == 0
    code, out, _ = run("verify", mine, "--regenerate")
    assert code == 1
    assert "is whole, but not what this robustgen makes" in out
    assert "comes out differently" in out
    assert json.loads(run("verify", mine, "--regenerate", "--json")[1])["problems"]


@pytest.mark.parametrize(
    "args", [["verify"], ["export", "-o", "-"], ["diff", "FROZEN"], ["score", "p.jsonl", "--suite"]]
)
def test_a_folder_without_a_suite_is_exit_2(frozen, tmp_path, args):
    code, _, err = run(*[frozen if arg == "FROZEN" else arg for arg in args], tmp_path)
    assert code == 2
    assert "no suite is at" in err


def test_diff_of_equal_suites_is_exit_0(frozen, mine):
    code, out, _ = run("diff", frozen, mine)
    assert (code, out) == (0, "the same: 20 variants of 10 golden examples\n")
    assert json.loads(run("diff", frozen, mine, "--json")[1])["equal"] is True


def test_diff_names_rows_and_is_exit_1(frozen, tmp_path):
    other = [{**row, "label": "new"} if row["id"] == "g1" else row for row in GOLDEN[:9]]
    rg.generate(other, perturb=["ood.case.upper"], task="intent", seed=7).freeze(tmp_path / "other")
    code, out, _ = run("diff", frozen, tmp_path / "other")
    assert code == 1
    assert "golden gone: 1\n  g9\n" in out
    assert "golden changed: 1\n  g1\n" in out
    assert "variants gone: 11\n" in out
    assert "variants changed: 1\n  g1/ood.case.upper@" in out
    code, out, _ = run("diff", frozen, tmp_path / "other", "--json")
    assert code == 1
    assert json.loads(out)["golden_gone"] == ["g9"]


# export, score


def test_export_writes_inputs(frozen, tmp_path):
    code, out, _ = run("export", frozen, "--to", "inputs", "-o", tmp_path / "inputs.csv")
    assert code == 0
    assert "30 inputs (10 golden, 20 variants)" in out
    with (tmp_path / "inputs.csv").open(newline="", encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [case.id for case in cases_of(rg.load_suite(frozen))]


def test_export_to_stdout_is_jsonl_alone(frozen):
    code, out, err = run("export", frozen, "-o", "-")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[0]) == {"id": "g0", "text": GOLDEN[0]["text"]}


def test_export_says_which_fields_are_left_out(tmp_path):
    rows = [{"id": "a", "text": "some text", "context": "around it"}]
    rg.generate(rows, perturb=["ood.case.upper"]).freeze(tmp_path / "s")
    code, _, err = run("export", tmp_path / "s", "-o", tmp_path / "a.jsonl")
    assert code == 0
    assert "note: other fields of the rows are left out: context; --fields writes them" in err
    code, out, err = run("export", tmp_path / "s", "-o", "-", "--fields")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[1])["context"] == "around it"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--to", "inpts", "-o", "a.jsonl"], "did you mean 'inputs'?"),
        (["-o", "a.txt"], "inputs are written to"),
        (["-o", "there.jsonl"], "there already"),
        (["-o", "no/such/folder.jsonl"], "there is no folder no/such"),
    ],
)
def test_export_refuses(frozen, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.jsonl").write_text("mine")
    code, out, err = run("export", frozen, *options)
    assert (code, out) == (2, "")
    assert said in err
    assert (tmp_path / "there.jsonl").read_text() == "mine"


@pytest.mark.parametrize(
    ("limits", "code", "said"),
    [
        ([], 0, "measured, no limit set"),
        (["--max-drop", "0.95"], 0, "0 of 2 failed"),
        (["--max-drop", "0.1"], 1, "1 of 2 failed"),
        (["--max-drop", "0.1", "--max-drop", "ood.case.*=none"], 0, "cannot tell"),
        (["--max-drop", "typo.*=0.9"], 0, "1 of 1 passed"),
        (["--max-drop", "0.1", "--report-only", "ood.*"], 0, "cannot tell"),
        (["--max-drop", "0.1", "--report-only", "ood.*", "--on-inconclusive", "fail"], 1, "failed"),
        (["--min-accuracy", "0.5"], 1, "failed"),
        (["--max-flip", "0.3"], 1, "failed"),
        (["--min-clean", "0.5"], 0, "min_clean pass"),
        (["--max-drop-all", "0.05"], 1, "max_drop_all failed"),
        (["--min-control", "0.5"], 3, "not evaluated"),
    ],
)
def test_score_prints_the_table_and_exits_by_the_verdict(frozen, tmp_path, limits, code, said):
    path = predictions(tmp_path / "p.jsonl", frozen, deaf_to_capitals)
    found, out, err = run("score", path, "--suite", frozen, *limits)
    assert found == code
    assert err.splitlines()[0] == (
        "warning: 10 outputs are none of the golden labels ('other', 'where'), and count as unanswered:"
    )
    assert said in out.splitlines()[-1]
    assert out.startswith("where.v1 (")
    assert "ood.case.upper" in out
    assert run("score", path, "--suite", frozen, *limits, "-q")[1].strip() == out.splitlines()[-1].strip()


def test_score_as_json_is_the_card_and_the_verdict(frozen, tmp_path):
    path = predictions(tmp_path / "p.jsonl", frozen, deaf_to_capitals)
    code, out, _ = run("score", path, "--suite", frozen, "--max-drop", "0.1", "--json")
    data = json.loads(out)
    assert code == data["exit_code"] == 1
    assert data["suite"]["id"] == rg.load_suite(frozen).id
    row = next(row for row in data["rows"] if row["perturbation"].startswith("ood.case.upper"))
    assert (row["golden"], row["clean"], row["accuracy"], row["delta"], row["verdict"]) == (10, 1.0, 0.0, -1.0, "fail")


def test_score_agrees_with_evaluate(frozen, tmp_path):
    suite = rg.load_suite(frozen)
    expected = {row["text"]: row["label"] for row in GOLDEN}
    card = rg.evaluate(suite, lambda texts: [expected.get(text, "other") for text in texts])
    path = predictions(tmp_path / "p.jsonl", frozen, lambda case: expected.get(case.text, "other"))
    rows = json.loads(run("score", path, "--suite", frozen, "--json")[1])["rows"]
    assert [(row["accuracy"], row["delta"], row["harm"]) for row in rows] == [
        (row.accuracy.value, row.delta.value, row.harm) for row in card.rows
    ]


def test_score_of_what_never_answered_is_an_error_of_the_run(frozen, tmp_path):
    cases = cases_of(rg.load_suite(frozen))
    rows = [
        {"id": case.id, "status": "error"} if case.perturbation else {"id": case.id, "output": case.expected}
        for case in cases
    ]
    code, out, _ = run("score", written(tmp_path / "p.jsonl", rows), "--suite", frozen, "--max-drop", "0.1")
    assert code == 1
    assert "ERROR" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--max-drop", "3"], "max_drop is 3.0: expected a share in [0, 1]; 3 points are 0.03"),
        (["--max-drop", "x"], "max_drop is 'x': expected a share such as 0.03, or NAME=share"),
        (["--max-drop", "typo.*="], "max_drop is 'typo.*=': expected"),
        (["--max-drop", "nan"], "max_drop"),
        (["--max-drop", "0.1", "--max-drop", "0.2"], "max_drop is given twice"),
        (["--min-clean", "-1"], "min_clean"),
        (["--on-inconclusive", "fial"], "did you mean 'fail'"),
        (["--metric", "exat"], "did you mean 'exact'"),
        (["--max-drop", "0.1", "--gate-severity", "3"], "has variants at 2: give --gate-severity 2"),
        (["--metric", "choice"], "needs a list `options`"),
    ],
)
def test_score_refuses_faulty_limits(frozen, tmp_path, options, said):
    path = predictions(tmp_path / "p.jsonl", frozen, lambda case: case.expected)
    code, out, err = run("score", path, "--suite", frozen, *options)
    assert (code, out) == (2, "")
    assert said in err


def test_score_refuses_predictions_that_do_not_answer_the_suite(frozen, tmp_path):
    path = predictions(tmp_path / "p.jsonl", frozen, lambda case: case.expected)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[1:]), encoding="utf-8")
    code, out, err = run("score", path, "--suite", frozen)
    assert (code, out) == (2, "")
    assert "1 missing" in err
    assert "missing: g0" in err
    code, _, err = run("score", frozen, "--suite", frozen)
    assert code == 2
    assert "is a frozen suite: predictions are one file" in err


def test_the_whole_way_as_programs(golden, tmp_path):
    def must(*args, **options):
        done = robustgen(*args, cwd=tmp_path, **options)
        assert done.stderr == ""
        return done

    assert must("freeze", "golden.jsonl", "-o", "s.v1", "-p", "ood.case.upper", "--task", "intent").returncode == 0
    inputs = must("export", "s.v1", "-o", "-").stdout
    label = {row["text"].lower(): row["label"] for row in GOLDEN}
    rows = [{"id": row["id"], "output": label[row["text"].lower()]} for row in map(json.loads, inputs.splitlines())]
    written(tmp_path / "p.jsonl", rows)
    done = must("score", "p.jsonl", "--suite", "s.v1", "--max-drop", "0.5")
    assert done.returncode == 0
    assert "1 of 1 passed" in done.stdout


# demo


def test_demo_does_the_whole_job():
    pytest.importorskip("vaderSentiment")
    code, out, err = run("demo")
    assert (code, err) == (0, "")
    assert "demo (" in out
    assert "typo.human" in out
    assert "delta" in out


def test_demo_without_its_model_names_the_pip_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "vaderSentiment", None)
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    code, out, err = run("demo")
    assert (code, out) == (2, "")
    assert "pip install 'robustgen[demo]'" in err
