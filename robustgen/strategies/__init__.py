"""Hypothesis strategies of variants, perturbations and golden examples.

    from hypothesis import given
    from robustgen.strategies import variants

    @given(variants("I do not like it.", "typo.*", severity=2))
    def test_reads_past_typos(variant):
        assert predict(variant.text) == "negative"

A variant is drawn place by place and option by option from the list of places that the sampler and the search use, so
it shrinks to the fewest changes, the first options and the shortest golden example. A failing test prints the call of
`rg.apply` that makes its input again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import gcd
from typing import Any
from weakref import WeakKeyDictionary

from robustgen.errors import NoPlace, UsageError
from robustgen.resources import missing

try:
    from hypothesis import note
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as error:
    raise missing("hypothesis", "robustgen.strategies") from error

from robustgen.cached import cached
from robustgen.definition import Perturbation, Subject
from robustgen.display import visible
from robustgen.examples import Example, read_examples
from robustgen.gates.structure import Rejected
from robustgen.planning import Plan, make_plan
from robustgen.reading import SUFFIXES
from robustgen.registry import list_perturbations, select
from robustgen.strategies.job import Again, Asked, Job
from robustgen.variant import Variant, encode

__all__ = ["golden", "perturbations", "variants"]

MISSES = 30
"""How many examples of somebody else's strategy are tried before there is said to be no place."""
KEPT = 256
"""How many of them are kept with their places."""

_READ: WeakKeyDictionary[SearchStrategy[Example], Callable[[], Sequence[Example]]] = WeakKeyDictionary()


def variants(
    source: Any,
    perturb: str | Perturbation | Iterable[str | Perturbation] = "realistic",
    *,
    task: str | None = None,
    language: str = "en",
    label_map: Mapping[str, Any] | None = None,
    max_changes: int | None = None,
    severity: int | None = None,
) -> SearchStrategy[Variant]:
    """Return a strategy of variants that keep the label contract, protected text and spans, as those of a suite do.

    They shrink to the fewest changes, each toward the first place and its first (mildest) option, and toward the
    shortest golden example. Nothing is read before a test runs, so errors come then.

    Args:
        source: a text, several, an Example, whatever `rg.read_examples` reads, or a strategy of texts or examples such
            as `golden(...)`. A text that ends like a file (.jsonl, .ndjson, .json, .csv, .parquet) is a path.
        perturb: names, globs or a preset, one or several.
        task: the task of texts and rows that do not say.
        language: the language of texts and rows that do not say.
        label_map: what a label becomes where a control flips it; sentiment has one built in.
        max_changes: the most changes of a variant, at least 1; None sets no limit beside the severity's.
        severity: 1 to 5, and with it the most changes that are made of a text; 2 is what people do, None is 5.

    Raises:
        UnknownName, ContractError, UsageError, GoldenError: as `rg.generate` does.
        NoPlace: none of the perturbations finds anything to change in any of the examples.

    A variant's severity is the one asked for, else the mildest that asks for as many changes; its index is a checksum
    of the changes, and stands for no row of a suite.
    """
    wanted = (perturb,) if isinstance(perturb, str | Perturbation) else tuple(perturb)
    asked = Asked(wanted, severity, max_changes, dict(label_map or {}))

    def define() -> SearchStrategy[Variant]:
        asked.check()
        if isinstance(source, SearchStrategy) and source not in _READ:
            return _variant(_drawn_benches(source, asked, task, language))
        return _variant(_benches(_examples(source, task, language), asked))

    return st.deferred(define)


def perturbations(pattern: str = "*", *, task: str | None = None, language: str = "en") -> SearchStrategy[str]:
    """Return a strategy of the names that `pattern` stands for and that fit the task and language, in name order.

    Args:
        pattern: a name, a glob, or a preset: realistic, stress, llm, fairness, all.
        task: as in `variants`; without one, those whose contract holds for every task.
        language: a language tag such as "en".

    Raises:
        UnknownName: nothing has that name.
        UsageError: nothing that does fits the task and language.
    """

    def define() -> SearchStrategy[str]:
        chosen, left_out = select(pattern, tasks=[task], languages=[language])
        if not chosen:
            why = "; ".join(f"{name} {reason}" for name, reason in left_out.items())
            raise UsageError(f"no perturbation of {pattern!r} fits: {why}")
        return st.sampled_from([one.name for one in chosen])

    return st.deferred(define)


def golden(source: Any, **reading: Any) -> SearchStrategy[Example]:
    """Return a strategy of golden examples, shortest first.

    Args:
        source: a path, a DataFrame, a list of dicts, …, as for `rg.read_examples`, read when it is first drawn from.
        **reading: goes to `rg.read_examples`: vary, expected, task, language, group, …

    Raises:
        GoldenError, UsageError: as `rg.read_examples` does.
    """
    found: list[Example] = []

    def read() -> Sequence[Example]:
        if not found:
            found.extend(sorted(read_examples(source, **reading), key=_size))
        return found

    strategy = st.deferred(lambda: st.sampled_from(read()))
    _READ[strategy] = read
    return strategy


def _examples(source: Any, task: str | None, language: str) -> Sequence[Example]:
    """Return the examples of a source, simplest first."""
    if isinstance(source, SearchStrategy):
        return _READ[source]()
    if isinstance(source, str) and not source.endswith(SUFFIXES):
        return read_examples([_text("text", source, task, language)])
    if isinstance(source, list | tuple) and source and all(isinstance(item, str) for item in source):
        source = [_text(f"text-{i}", text, task, language) for i, text in enumerate(source)]
        return sorted(read_examples(source), key=_size)
    source = [source] if isinstance(source, Example) else source
    return sorted(read_examples(source, task=task, language=language), key=_size)


def _text(name: str, text: str, task: str | None, language: str) -> Example:
    return Example(name, {"text": text}, task=task, language=language)


def _size(example: Example) -> tuple[int, str]:
    return len(encode([example.value(path) for path in example.vary])), example.id


def _plan(asked: Asked, examples: Sequence[Example]) -> Plan:
    """Return the checked plan."""
    return make_plan(examples, perturb=asked.perturb, label_map=asked.label_map)


def _benches(examples: Sequence[Example], asked: Asked) -> SearchStrategy[_Bench]:
    """Return a strategy of the examples in which something can be done.

    Raises:
        NoPlace: there is none.
    """
    plan = _plan(asked, examples)
    benches = [_Bench(example, plan, asked) for example in examples]
    if not any(bench.usable for bench in benches):
        raise _no_place(benches)
    return _numbers(len(benches), lambda i: benches[i].usable).map(lambda i: benches[i])


def _numbers(n: int, fits: Callable[[int], bool]) -> SearchStrategy[int]:
    """Return a strategy of the numbers below `n` that fit, of which there is one at least.

    A filter would look at all of them once it has drawn a few that do not fit; this goes on from there in strides, so
    that no number behind a long gap is drawn more often than the others.
    """
    stride = next(s for s in range(n * 5 // 8 + 1, 2 * n + 1) if gcd(s, n) == 1)
    return st.integers(0, n - 1).map(lambda i: next(j for k in range(n) if fits(j := (i + k * stride) % n)))


def _drawn_benches(
    source: SearchStrategy[Any], asked: Asked, task: str | None, language: str
) -> SearchStrategy[_Bench]:
    """Return the same of a strategy whose examples nobody knows beforehand."""
    list_perturbations()  # loads the catalogue before Hypothesis looks at the clock
    known: dict[str, _Bench] = {}

    def bench(value: Any) -> _Bench:
        if not isinstance(value, str | Example):
            raise UsageError(f"the strategy drew a {type(value).__name__}: variants are made of texts and examples")
        given = _text("text", value, task, language) if isinstance(value, str) else value
        key = encode(given.to_json())
        if key not in known:
            if len(known) == KEPT:
                known.clear()
            known[key] = _Bench(given, _plan(asked, [given]), asked)
        return known[key]

    drawn: Counter[bool] = Counter()

    def usable(one: _Bench) -> bool:
        drawn[one.usable] += 1
        if drawn[False] >= MISSES and not drawn[True]:
            raise _no_place(list(known.values()))
        return one.usable

    return source.map(bench).filter(usable)


def _no_place(benches: Sequence[_Bench]) -> NoPlace:
    counted: dict[str, Counter[str]] = {}
    for bench in benches:
        for i, one in enumerate(bench.plan.perturbations):
            counted.setdefault(one.name, Counter())[str(bench.job(i))] += 1
    reasons = [f"{name}: {counter.most_common(1)[0][0]}" for name, counter in counted.items()]
    more = f" and {len(reasons) - 5} more" if reasons[5:] else ""
    what = f"golden example {visible(benches[0].subject.example.id, 80)!r}"
    return NoPlace(
        f"no variant can be made of {what if len(benches) == 1 else f'any of {len(benches)} golden examples'}"
        f" ({', '.join(reasons[:5])}{more}); name other perturbations, or give examples that they can change"
        " (`robustgen show NAME --text T` counts places)"
    )


class _Bench:
    """An example, with what each perturbation can do to it, found when it is first asked for."""

    def __init__(self, example: Example, plan: Plan, asked: Asked) -> None:
        self.subject, self.plan, self._asked = Subject(example), plan, asked
        self._jobs: dict[int, Job | str] = {}

    @cached
    def jobs(self) -> SearchStrategy[Job]:
        """A strategy of what can be done."""
        numbers = _numbers(len(self.plan.perturbations), lambda i: isinstance(self.job(i), Job))
        return numbers.map(self.job)  # type: ignore[arg-type]

    @cached
    def usable(self) -> bool:
        """Whether anything can be done."""
        return any(isinstance(self.job(i), Job) for i in range(len(self.plan.perturbations)))

    def job(self, i: int) -> Job | str:
        """Return what perturbation `i` can do, or why it can do nothing."""
        if i not in self._jobs:
            try:
                self._jobs[i] = Job(self.plan.perturbations[i], self.subject, self.plan, self._asked)
            except Rejected as rejected:
                self._jobs[i] = str(rejected)
        return self._jobs[i]


@st.composite
def _variant(draw: DrawFn, benches: SearchStrategy[_Bench]) -> Variant:
    variant = draw(draw(benches).jobs).draw(draw)
    note(Again(variant))
    return variant
