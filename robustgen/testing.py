"""The contract that every perturbation keeps, ours and yours: `check_perturbation("typo.my_slip")` in your own test.

What is checked: it is documented; its places are the same each time, have options, and none puts back what stands
there; its variants are made of their edits and leave protected text as it was; a severity contains the one below it;
the same key gives the same variant; strange text raises nothing. A rewriter lists no places, and draws again at each
severity; the rest holds of it too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from robustgen.definition import SEVERITIES, Perturbation, Subject
from robustgen.edits import Replace, apply, value_at
from robustgen.errors import NoPlace
from robustgen.examples import Example
from robustgen.generation import perturb
from robustgen.places import Mixture, Places
from robustgen.registry import get
from robustgen.text import Text

PLAIN = (
    "I do not think it's worth $40, but my sister in Leeds loved the colour and the two free gifts.",
    "Can you tell me what the weather will be like in Nairobi tomorrow? I am going there with my friend.",
    "The film was really good; however, the ending wasn't great and we have seen 12 better ones because of that.",
    "please book a table for four at seven, and let me know when it is done",
    'He said: "I\'m happy with it." Their service is excellent, so I would recommend them to everyone!',
)
"""Everyday English in which most perturbations find a place."""

DELICATE = (
    "Don't open https://example.com/a?b=1&c=2 or www.example.org/x_y. Mail ana.b+c@example.co.uk at 10:30!",
    'Ping 192.168.1.1 with `rm -rf {path}`\tnow,  then\t\tsay   "OK" \u2014 e.g. to Mr. Lee\u2026'
    " \U0001f600\U0001f469\u200d\U0001f4bb",
    "Hi {name}, your order #A-1234 (3.5 kg) is <b>here</b> &amp; costs 1,234.50 \u20ac \u2013 thanks @bob!\r\nBye.\n\n",
)
"""Text with things that must survive: URLs, addresses, code, placeholders, tabs, double spaces, emoji."""

STRANGE = (
    "", " ", "\n", "a", ".", "\U0001f600", "\u0301", "e\u0301", "\u200d\u200d", "\x00", "123", "\u2028", "\u202eabc",
    "Stra\u00dfe \u0130stanbul \u03a3\u03c3\u03c2 \u01c6 \ufb01n",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440!",
    "\u4f60\u597d\u4e16\u754c\u3002", "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e",
    "\U00020000\ufdfa\u0378",
)  # fmt: skip
"""Texts with hardly a letter, and letters of many scripts; the last holds a code point that is not assigned."""


def check_perturbation(
    name: str | Perturbation, *, texts: Iterable[str] = (), examples: Iterable[Example] = ()
) -> None:
    """Assert that a perturbation keeps the contract, on texts of ours and on those given.

    Args:
        name: a name in the catalogue, or the perturbation.
        texts: further texts, in which it should have places if it has none in plain English.
        examples: examples for one that works on rows; at least one with a place.

    Raises:
        AssertionError: it does not keep it; says where and why.
    """
    found = name if isinstance(name, Perturbation) else get(name)
    assert found.doc, f"{found.id}: the function needs a docstring, whose first line the catalogue shows"
    assert found.source, f"{found.id}: name the source of its facts (source=…)"
    language = found.languages[0] if found.languages else "en"
    task = next((task for task in found.label if task != "*"), None)
    subjects = [Example("x", {"text": text}, task=task, language=language) for text in (*texts, *PLAIN, *DELICATE)]
    subjects += list(examples)
    expected = {"sentiment": "positive"}
    subjects = [
        example if example.task not in expected else Example(
            "x", example.inputs, expected[example.task], example.vary, example.task, example.language
        )
        for example in subjects
    ]  # fmt: skip
    made = sum(check_example(found, example) for example in subjects)
    assert made, f"{found.id}: no place in any of {len(subjects)} texts; give texts= (or examples=) in which it has one"
    for text in STRANGE:
        check_example(found, Example("x", {"text": text}, "positive", task=task, language=language))


def check_example(found: Perturbation, example: Example) -> bool:
    """Assert the contract on one example and return whether there was a place."""
    if found.rewriter is None:
        places = found.find(Subject(example))
        again = found.find(Subject(example))
        assert len(places) == len(again), f"{found.id}: differing places in the same text {example.inputs!r}"
        for part in [places] if not isinstance(places, Mixture) else [part for _, part in places.parts]:
            _check_places(found, example, part)
    before: Counter[str] | None = None
    made = False
    # One rewrite serves all severities where a rewriter maps them to nothing: the ends are enough, and models are slow.
    one_serves_all = found.rewriter is not None and found.amount.kind == "all"
    for severity in (SEVERITIES[0], SEVERITIES[-1]) if one_serves_all else SEVERITIES:
        try:
            variant = perturb(example, found, severity=severity, seed=3)
        except NoPlace:
            assert made is False or severity > 1 or found.rewriter is not None, (
                f"{found.id}: no variant at severity {severity}"
            )
            continue
        made = True
        twin = perturb(example, found, severity=severity, seed=3)
        assert twin.changes == variant.changes, f"{found.id}: the same key gives two variants of {example.inputs!r}"
        row = apply(example.row(), variant.changes)
        row.pop("expected", None)
        assert row == variant.inputs, f"{found.id}: the variant is not what its edits make"
        if not found.whole_text:
            _check_protected(found, example, variant.inputs)
        if not found.links and found.amount.kind != "all" and found.rewriter is None:
            now = Counter(repr(change) for change in variant.changes)
            assert before is None or not before - now, (
                f"{found.id}: severity {severity} lacks a change of the one below"
            )
            before = now
    return made


def _check_places(found: Perturbation, example: Example, places: Places) -> None:
    row = example.row()
    for i in range(len(places)):
        options = places.options(i)
        assert len(options), f"{found.id}: place {i} of {example.inputs!r} has no options"
        for j in range(min(len(options), 50)):
            for edit in places.change(i, options[j]):
                if isinstance(edit, Replace):
                    old = value_at(row, edit.path)[edit.start : edit.end]
                    assert edit.end <= len(value_at(row, edit.path)), f"{found.id}: {edit} lies outside the text"
                    assert edit.text != old, f"{found.id}: {edit} puts back what stands there in {example.inputs!r}"


def _check_protected(found: Perturbation, example: Example, inputs: dict[str, object]) -> None:
    before: Counter[str] = Counter()
    old: list[str] = []
    new: list[str] = []
    for path in example.vary:
        value, now = value_at(example.row(), path), value_at(inputs, path)
        if isinstance(value, str) and isinstance(now, str):
            text = Text(value, language=example.language, protect=example.protect)
            before.update(value[a:b] for a, b in (text.hard if found.numbers else text.protected))
            old.append(value)
            new.append(now)
    # A perturbation may add things of the kind (a number that a distractor holds), never lose, change or extend one.
    for kept, times in before.items():
        alone = re.compile(rf"(?<![^\W_]){re.escape(kept)}(?![^\W_])" if kept.isalnum() else re.escape(kept))
        were, are = (sum(len(alone.findall(text)) for text in texts) for texts in (old, new))
        assert are >= min(times, were), f"{found.id}: protected text was changed: {kept!r} in {inputs!r}"
