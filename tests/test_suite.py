"""A frozen suite comes back as it was, or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.errors import SuiteError
from robustgen.freezing import write_suite
from robustgen.manifest import CARD, GOLDEN, MANIFEST, VARIANTS, read_manifest
from robustgen.planning import make_plan
from robustgen.thawing import read_rows

ROWS = [
    {"id": f"g{i:02}", "text": f"Could you tell me what number {i} is for, and where I'll find it?", "label": {"z": i, "a": [1.5]}}
    for i in range(70)
]  # fmt: skip
NAMES = ["typo.keyboard", "ood.case.upper", "paraphrase.expand"]


@pytest.fixture(scope="module")
def made() -> rg.Suite:
    return rg.generate(ROWS, perturb=NAMES, severity=(1, 3), per_example=2, seed=9)


@pytest.fixture
def frozen(made: rg.Suite, tmp_path: Path) -> Path:
    made.freeze(tmp_path / "things.v1")
    return tmp_path / "things.v1"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_what_is_loaded_is_what_was_frozen(made: rg.Suite, frozen: Path) -> None:
    loaded = rg.load_suite(frozen)
    assert loaded.id == made.id
    assert loaded.golden == made.golden
    assert [(v.id, v.text, v.changes, v.expected, v.relation) for v in loaded] == [
        (v.id, v.text, v.changes, v.expected, v.relation) for v in made
    ]
    assert list(loaded.golden[0].expected) == ["z", "a"], "the user's own values keep their key order"
    assert rg.verify(frozen, regenerate=True) == []


def test_rows_are_plain_json_lines_with_sorted_keys_and_the_canary(frozen: Path) -> None:
    for name in (GOLDEN, VARIANTS):
        data = (frozen / name).read_text(encoding="utf-8")
        assert data.endswith("\n")
        for line in data.splitlines():
            row = json.loads(line)
            assert list(row) == sorted(row)
            assert row["canary"] == read_manifest(frozen).data["canary"]


def test_one_process_and_two_write_the_same_bytes(made: rg.Suite, frozen: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        write_suite(made.plan, tmp_path / str(workers) / "things.v1", workers=workers)
        assert contents(tmp_path / str(workers) / "things.v1") == contents(frozen)


def test_every_perturbation_travels_to_another_process(tmp_path: Path) -> None:
    golden = [rg.Example(row["id"], {"text": row["text"]}, "positive", task="sentiment") for row in ROWS]
    plan = make_plan(golden, perturb="all", severity=2)
    ids = {write_suite(plan, tmp_path / str(workers), workers=workers).suite_id for workers in (1, 2)}
    assert len(ids) == 1


def test_the_manifest_holds_no_clock_platform_or_python(frozen: Path) -> None:
    text = (frozen / MANIFEST).read_text(encoding="utf-8")
    for word in (os.name, "linux", "python", "3.1", "2026", "/tmp", os.sep + "home"):
        assert word not in text.lower()


def test_versions_of_a_name_share_a_canary(made: rg.Suite, tmp_path: Path) -> None:
    canaries = {made.freeze(tmp_path / name).manifest.data["canary"] for name in ("a.v1", "a.v2")}
    assert len(canaries) == 1


def damage(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


DAMAGE = [
    (VARIANTS, b'"attempt":0', b'"attempt":1', "variants.jsonl:1: g00/ood.case.upper@1/1/0"),
    (VARIANTS, b"COULD", b"COULE", "variants.jsonl:1"),
    (VARIANTS, b'"expected":{"z":0', b'"expected":{"z":1', "variants.jsonl:1.*expected"),
    (VARIANTS, b'"severity":1', b'"severity":2', "variants.jsonl:1"),
    (VARIANTS, b'"relation":"same"', b'"relation":"sane"', "sane.*not in the manifest"),
    (VARIANTS, b'"golden_id":"g00"', b'"golden_id":"g99"', "variants.jsonl:1: not a row"),
    (VARIANTS, b'{"attempt', b'{"attempt":0,"attempt', "variants.jsonl:1"),
    (VARIANTS, b'"share":', b'"share":NaN,"x":', "variants.jsonl:1"),
    (VARIANTS, b"}\n", b"}", "variants.jsonl:1"),
    (VARIANTS, b'"text"', b'"te\xffxt"', "is not UTF-8"),
    (GOLDEN, b"number 3 ", b"number 4 ", "golden.jsonl:4.*g03"),
    (GOLDEN, b'{"canary"', b'["canary"', "golden.jsonl:1: not a golden row"),
    (MANIFEST, b'"format": "robustgen-suite/1"', b'"format": "robustgen-suite/9"', "robustgen-suite/9"),
    (MANIFEST, b'"suite_id": "', b'"suite_id": "0', "the manifest says"),
    (MANIFEST, b"{", b"", "damaged"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), DAMAGE, ids=[str(i) for i in range(len(DAMAGE))])
def test_damage_is_found_and_named(frozen: Path, name: str, old: bytes, new: bytes, message: str) -> None:
    damage(frozen / name, old, new)
    with pytest.raises(SuiteError, match=message):
        rg.load_suite(frozen)
    assert len(rg.verify(frozen)) == 1


def test_every_single_bit_counts(frozen: Path) -> None:
    """One bit of each of the first 1,500 bytes of the rows; reading finds every one."""
    data = (frozen / VARIANTS).read_bytes()
    manifest = read_manifest(frozen)
    for at in range(0, 1500, 7):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 7
        (frozen / VARIANTS).write_bytes(flipped)
        with pytest.raises(SuiteError):
            read_rows(frozen, manifest)


@pytest.mark.parametrize(("change", "message"), [(lambda rows: rows[:-1], "rows are missing"), (lambda rows: rows + rows[-1:], "rows are missing or were added"), (lambda rows: [rows[1], rows[0], *rows[2:]], "exchanged")], ids=["lost", "doubled", "exchanged"])  # fmt: skip
def test_lost_doubled_and_exchanged_rows_are_found(frozen: Path, change, message: str) -> None:
    path = frozen / VARIANTS
    path.write_bytes(b"\n".join(change(path.read_bytes().split(b"\n")[:-1])) + b"\n")
    with pytest.raises(SuiteError, match=message):
        rg.load_suite(frozen)


def test_regenerating_finds_a_row_that_was_forged_with_all_its_hashes(made: rg.Suite, tmp_path: Path) -> None:
    other = rg.generate(ROWS, perturb=NAMES, severity=(1, 3), per_example=2, seed=10)
    position = next(i for i, v in enumerate(made) if any(o.id == v.id and o.changes != v.changes for o in other))
    forged = list(made)
    forged[position] = next(o for o in other if o.id == forged[position].id)
    rg.Suite(made.plan, forged, made.counts, name="f").freeze(tmp_path / "f")
    assert rg.verify(tmp_path / "f") == [], "its hashes are in order"
    [problem] = rg.verify(tmp_path / "f", regenerate=True)
    assert forged[position].id in problem


def test_a_missing_suite_says_how_to_make_one(frozen: Path) -> None:
    with pytest.raises(rg.UsageError, match=r"no suite is at .*things\.v2.*things\.v1.*robustgen freeze"):
        rg.load_suite(frozen.with_name("things.v2"))


def test_a_folder_is_replaced_only_on_request(made: rg.Suite, frozen: Path, tmp_path: Path) -> None:
    with pytest.raises(rg.UsageError, match="already"):
        made.freeze(frozen)
    (frozen / "reviews.jsonl").write_text("{}\n")
    made.freeze(frozen, overwrite=True)
    assert (frozen / "reviews.jsonl").exists(), "what people added stays"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    with pytest.raises(rg.UsageError, match="is no suite"):
        made.freeze(tmp_path / "other", overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "things.v1"], "nothing half-written is left"


def test_a_failure_on_the_way_leaves_nothing(made: rg.Suite, tmp_path: Path) -> None:
    def failing():
        yield from list(made)[:3]
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_suite(made.plan, tmp_path / "x", rows=failing(), counts={})
    assert list(tmp_path.iterdir()) == []


def test_diff_names_rows(made: rg.Suite) -> None:
    assert not rg.diff(made, made)
    rows = [dict(row) for row in ROWS]
    rows[4]["text"] = "Something else could be here."
    rows[5]["id"] = "new"
    found = rg.diff(made, rg.generate(rows, perturb=NAMES, severity=(1, 3), per_example=2, seed=9))
    assert found.golden_changed == ("g04",)
    assert (found.golden_added, found.golden_gone) == (("new",), ("g05",))
    assert {i.partition("/")[0] for i in found.changed} == {"g04"}
    assert {i.partition("/")[0] for i in found.gone} >= {"g05"}


def test_to_frame_is_tidy(made: rg.Suite) -> None:
    frame = made.to_frame()
    assert len(frame) == len(made)
    assert list(frame.columns) == [
        "id",
        "golden_id",
        "group",
        "perturbation",
        "severity",
        "index",
        "relation",
        "share",
        "text",
        "expected",
        "golden_text",
    ]
    assert CARD == "README.md"


def test_a_perturbation_that_is_gone_is_named_when_variants_are_to_be_made_again(tmp_path: Path) -> None:
    @rg.perturbation("typo.gone", label="preserves", source="a test")
    def gone(text):
        """Leave the last letter out."""
        yield rg.Place(len(text.string) - 1, len(text.string), [""])

    try:
        rg.generate([{"text": "a bad word"}], perturb="typo.gone").freeze(tmp_path / "s")
    finally:
        registry.unregister("typo.gone")
    assert rg.verify(tmp_path / "s") == []
    with pytest.raises(rg.RobustgenError, match=r"made with typo\.gone@1, which is not installed"):
        rg.verify(tmp_path / "s", regenerate=True)
