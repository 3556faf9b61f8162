"""The row format holds what later families need: each of these works, keeps its label right, freezes, verifies and
minimises. They are written here as a user would write them, with the public decorator.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence

import pytest

import robustgen as rg
from robustgen import registry
from robustgen.edits import pointer
from robustgen.variant import clean_case


class Permutations(Sequence[rg.edits.Change]):
    """Every order of the options but the given one, unranked when asked for; the answer index follows."""

    def __init__(self, path: str, n: int, answer: int | None = None) -> None:
        self.path, self.n, self.answer = path, n, answer

    def __len__(self) -> int:
        return math.factorial(self.n) - 1

    def __getitem__(self, i: int):
        rest, rank, order = list(range(self.n)), i + 1, []
        for left in range(self.n, 0, -1):
            which, rank = divmod(rank, math.factorial(left - 1))
            order.append(rest.pop(which))
        change = (rg.Order(self.path, tuple(order)),)
        return change if self.answer is None else (*change, rg.Set("/expected", order.index(self.answer)))


def option_order(example):
    yield rg.Place(options=Permutations("/options", len(example.inputs["options"]), example.expected))


def multi_turn_padding(example):
    padding = [{"role": "user", "content": "Thanks!"}, {"role": "assistant", "content": "You are welcome."}]
    for i in range(len(example.inputs["messages"])):
        yield rg.Place(options=[tuple(rg.Insert("/messages", i, message) for message in padding)])


def tool_schema_rename(example):
    for i, tool in enumerate(example.inputs["tools"]):
        old, new = tool["name"], tool["name"].replace("_", "")
        edits = [rg.Set(pointer("tools", i, "name"), new)]
        for j, message in enumerate(example.inputs["messages"]):
            for match in re.finditer(rf"\b{re.escape(old)}\b", message["content"]):
                edits.append(rg.Replace(pointer("messages", j, "content"), *match.span(), new))
        if example.expected["name"] == old:
            edits.append(rg.Set("/expected/name", new))
        yield rg.Place(options=[tuple(edits)])


def json_key_order(example):
    yield rg.Place(options=Permutations("/payload", len(example.inputs["payload"])))


def person_swap(text):
    for name, others in {"Priya": ("Amina", "Kenji"), "Tom": ("Luis",)}.items():
        spans = [m.span() for m in re.finditer(rf"\b{name}\b", text.string)]
        if spans and all(text.free(*span) for span in spans):
            yield rg.Place(options=[tuple(rg.Replace("", *span, other) for span in spans) for other in others])


def clause_order(text):
    found = re.fullmatch(r"If (.+), (\w)([^,]+)\.", text.string)
    if found and text.free(0, 2) and text.free(found.end(1), len(text.string)):
        front = found[2].upper() + found[3] + " if"
        yield rg.Place(options=[(rg.Replace("", 0, 2, front), rg.Replace("", found.end(1), len(text.string) - 1, ""))])


def lower(text):
    for start, end in text.words:
        if not text.string[start:end].islower():
            yield rg.Place(start, end, [text.string[start:end].lower()])


def no_marks(text):
    for match in re.finditer(r"[,.!?](?=\s|$)", text.string):
        if text.free(*match.span()):
            yield rg.Place(*match.span(), [""])


def sounds_like(text):
    for (start, end), word in zip(text.words, text.lowered, strict=True):
        if word in {"their": "there", "two": "too"}:
            yield rg.Place(start, end, [{"their": "there", "two": "too"}[word]])


def truncate(text):
    for start, end in reversed(text.all_words[1:]):
        nxt = next((a for a, _ in text.all_words if a > start), len(text.string))
        del end
        if text.free(start, nxt):
            yield rg.Place(start, nxt, [""])


def base64_all(text):
    if text.string:
        yield rg.Place(0, len(text.string), [base64.b64encode(text.string.encode()).decode()])


def german_number(text):
    for start, end in text.numbers:
        number = text.string[start:end]
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", number):
            yield rg.Place(start, end, [number.translate(str.maketrans(",.", ".,"))])


def double_letter(text):
    for i in text.letters:
        yield rg.Place(i, i + 1, [text.string[i] * 2], key=text.word_at(i))


def space_out(text):
    for match in re.finditer(r"\w \w", text.string):
        yield rg.Place(*match.span(), [match[0].replace(" ", "")])


EXAMPLE_LEVEL = {
    "proof.option_order": (option_order, {"qa_choice": "edits"}),
    "proof.multi_turn_padding": (multi_turn_padding, "preserves"),
    "proof.tool_schema_rename": (tool_schema_rename, {"tool_call": "edits"}),
    "proof.json_key_order": (json_key_order, "preserves"),
}
TEXT_LEVEL = {
    "proof.person_swap": (person_swap, {}),
    "proof.clause_order": (clause_order, {}),
    "proof.lower": (lower, {}),
    "proof.no_marks": (no_marks, {}),
    "proof.sounds_like": (sounds_like, {"amount": rg.share(0.2, 0.4, 0.6, 0.8, 1.0)}),
    "proof.truncate": (truncate, {"label": "unknown", "in_order": True, "amount": rg.share(0.1, 0.3, 0.5, 0.6, 0.7)}),
    "proof.base64": (base64_all, {"whole_text": True}),
    "proof.german_number": (german_number, {"numbers": True}),
    "proof.double_letter": (double_letter, {"amount": rg.share(0.02, 0.05, 0.1, 0.2, 0.4)}),
    "proof.space_out": (space_out, {}),
}


@pytest.fixture(autouse=True, scope="module")
def catalogue() -> Iterator[None]:
    for name, (function, label) in EXAMPLE_LEVEL.items():
        rg.perturbation(name, label=label, on="example")(function)
    for name, (function, declared) in TEXT_LEVEL.items():
        rg.perturbation(name, **{"label": "preserves", **declared})(function)
    links = [registry.get(name) for name in ("proof.sounds_like", "proof.lower", "proof.no_marks")]
    rg.register(rg.chain("proof.asr_table", links, label="preserves"))
    yield
    for name in [*EXAMPLE_LEVEL, *TEXT_LEVEL, "proof.asr_table"]:
        registry.unregister(name)


def text_row(text: str, **fields) -> rg.Example:
    return rg.Example("g1", {"text": text}, **fields)


QUIZ = rg.Example(
    "q1", {"question": "Which is a river?", "options": ["Nile", "Oslo", "Mars", "Alps"]}, expected=0, vary=("/options",), task="qa_choice"
)  # fmt: skip
CHAT = rg.Example(
    "c1", {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where is Oslo?"}]},
    expected="Norway", vary=("/messages",), task="chat",
)  # fmt: skip
TOOLS = rg.Example(
    "t1",
    {
        "tools": [{"name": "get_weather", "parameters": {"city": "string"}}, {"name": "send_mail"}],
        "messages": [{"role": "user", "content": "Call get_weather for Oslo; get_weather takes a city."}],
    },
    expected={"name": "get_weather", "arguments": {"city": "Oslo"}}, vary=("/tools", "/messages"), task="tool_call",
)  # fmt: skip
PAYLOAD = rg.Example("j1", {"payload": {"a": 1, "b": {"c": [1, 2]}, "d": None}}, expected="ok", vary=("/payload",))
PERSON = text_row("Priya called Tom. Tom, who is late, did not hear Priya.")
CLAUSE = text_row("If you read https://a.example/b?c=1, call me today.")
SPOKEN = text_row("Their dog, Rex, has two toys. Nice!")
LONG = text_row("We went to the lake and then we walked home in the rain")
NUMBER = text_row("It costs 1,234.50 here and 12,000 there.")
ENTITY = text_row("Meet Ada Lovelace in Paris", spans=(rg.Span(5, 17, "person"), rg.Span(21, 26, "place")), task="ner")

MADE = [
    ("proof.option_order", QUIZ, lambda v: v.inputs["options"][v.expected] == "Nile" and v.inputs != QUIZ.inputs),
    ("proof.multi_turn_padding", CHAT, lambda v: len(v.inputs["messages"]) == 6 and v.expected == "Norway"),
    (
        "proof.tool_schema_rename",
        TOOLS,
        lambda v: v.inputs["messages"][0]["content"] == "Call getweather for Oslo; getweather takes a city."
        and v.inputs["tools"][0]["name"] == v.expected["name"] == "getweather"
        and len(v.changes) == 2,
    ),
    ("proof.json_key_order", PAYLOAD, lambda v: v.inputs == PAYLOAD.inputs and list(v.inputs["payload"]) != ["a", "b", "d"]),
    ("proof.person_swap", PERSON, lambda v: v.text.count("Priya") == v.text.count("Tom") == 0 and len(v.changes) == 2),
    ("proof.clause_order", CLAUSE, lambda v: v.text == "Call me today if you read https://a.example/b?c=1."),
    ("proof.asr_table", SPOKEN, lambda v: v.text in ("there dog rex has two toys nice", "their dog rex has too toys nice")),
    ("proof.truncate", LONG, lambda v: LONG.inputs["text"].startswith(v.text) and len(v.changes) == 4),
    ("proof.base64", CLAUSE, lambda v: base64.b64decode(v.text).decode() == CLAUSE.inputs["text"]),
    ("proof.german_number", NUMBER, lambda v: v.text == "It costs 1.234,50 here and 12.000 there."),
    (
        "proof.double_letter",
        ENTITY,
        lambda v: len(v.text) == 27 and all(a.label == b.label for a, b in zip(v.spans, ENTITY.spans, strict=True)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "example", "holds"), MADE, ids=[name for name, _, _ in MADE])
def test_works_and_keeps_its_label(name: str, example: rg.Example, holds: Callable[[rg.Variant], bool]) -> None:
    variant = rg.perturb(example, name, severity=2)
    assert holds(variant), variant
    assert rg.apply(example.row(), variant.changes) == {**variant.inputs} | (
        {} if variant.expected is rg.MISSING else {"expected": variant.expected}
    )


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, example, _ in MADE])
def test_freezes_and_verifies(name: str, example: rg.Example, tmp_path) -> None:
    suite = rg.generate([example], perturb=[name], severity=(1, 2, 3), per_example=3, seed=4)
    assert len(suite) > 0
    frozen = suite.freeze(tmp_path / "proof.v1")
    loaded = rg.load_suite(tmp_path / "proof.v1")
    assert loaded.id == frozen.id == suite.id
    assert [v.changes for v in loaded] == [v.changes for v in suite]
    assert [(v.inputs, v.expected, v.text) for v in loaded] == [(v.inputs, v.expected, v.text) for v in suite]
    assert rg.verify(loaded, regenerate=True) == []


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, example, _ in MADE])
def test_minimises_to_one_change(name: str, example: rg.Example) -> None:
    variant = rg.perturb(example, name, severity=5)
    clean = clean_case(example)

    def breaks(case: rg.Case) -> bool:
        return json.dumps(case.inputs) != json.dumps(clean.inputs)

    smallest = rg.minimise(variant, breaks)
    assert len(smallest.changes) == 1
    assert smallest.changes[0] in variant.changes
    assert breaks(smallest.case())


def test_a_stretched_span_carries_the_new_text() -> None:
    texts = set()
    for seed in range(12):
        variant = rg.perturb(ENTITY, "proof.double_letter", seed=seed)
        person = variant.text[variant.spans[0].start : variant.spans[0].end]
        texts.add(person)
        assert variant.text[variant.spans[1].start : variant.spans[1].end].replace("P", "").startswith("a")
    assert any(len(text) == 13 for text in texts), texts


def test_an_edit_across_a_span_is_refused_and_counted() -> None:
    suite = rg.generate([ENTITY], perturb=["proof.space_out"])
    assert len(suite) == 0
    assert suite.counts["proof.space_out"] == {"labelled span": 1}


def test_a_whole_text_encoding_never_gates() -> None:
    suite = rg.generate([CLAUSE], perturb=["proof.base64", "proof.truncate", "proof.clause_order"])
    gates = {one.name: one.gates for one in suite.manifest.perturbations}
    assert gates == {"proof.base64": False, "proof.clause_order": True, "proof.truncate": False}


def test_severities_of_a_chain_follow_its_first_link() -> None:
    mild, harsh = (rg.perturb(SPOKEN, "proof.asr_table", severity=s).text for s in (1, 5))
    assert mild.islower()
    assert harsh == "there dog rex has too toys nice"


def test_without_a_task_a_contract_for_one_task_does_not_fit() -> None:
    with pytest.raises(rg.RobustgenError, match="for some tasks only"):
        rg.generate([{"text": "a", "options": ["b", "c"]}], perturb=["proof.option_order"], vary="options")
