"""What named-entity recognition stumbles over: the case, the spelling, the length and the strangeness of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from robustgen.definition import count, share
from robustgen.edits import Replace
from robustgen.examples import Example, Span
from robustgen.perturbations.structured import parsed, phrases
from robustgen.perturbations.tables import rows
from robustgen.places import Place
from robustgen.registry import perturbation

_NER = {"ner": "preserves"}
_SOME = share(0.2, 0.4, 0.6, 0.8, 1.0)
_NAMES = "written for robustgen: cf. O. Agarwal et al., Interpretability Analysis for Named Entity Recognition, CL 2021"
_PERSON = frozenset(("per", "person", "people"))
_ORGANISATION = frozenset(("org", "organisation", "organization", "corporation", "company"))
_PLACE = frozenset(("loc", "location", "gpe", "place", "geo-loc"))
_SHORTEST = 4
_ACRONYM = 5
_NUMERAL = re.compile(r"(?:[IVX]+|Jr|Sr|Junior|Senior|Younger|Elder)\Z")
# Names that one more part would spoil: "the Patriots Group", "Stanford University and Sons", "North North Carolina".
_FULL = re.compile(
    r"\b(?:Inc|Ltd|LLC|Corp|GmbH|AG|PLC|Group|Holdings?|University|College|School|Institute|Council|Ministry|Party|Police"
    r"|Army|Court|Church|Association|Club|Committee|United|Foundation|Union|Department|Agency|Commission|Museum|Hospital"
    r"|Street|Road|Avenue|Park|River|Lake|Sea|Ocean|Mountains?|Mount|Island|Bay|Heights|Beach|Bridge|Square|Valley|Station"
    r"|Airport|Stadium|North|South|East|West|Northern|Southern|Eastern|Western|Old|New|Upper|Lower|Greater|of|the|The|States)\b"
)


@perturbation("task.ner.entity_case", label=_NER, amount=_SOME, on="example", source=_NAMES)
def entity_case(example: Example) -> Iterator[Place]:
    """Write a labelled name in lower case or in capitals.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"text": "Meet Ada in Paris."}, task="ner", spans=(rg.Span(5, 8, "person"),))
    >>> rg.perturb(row, "task.ner.entity_case").text
    'Meet ada in Paris.'
    """
    for path, span, name in _names(example):
        written = [form for form in (name.lower(), name.upper()) if form != name and len(form) == len(name)]
        yield Place(options=[(Replace(path, span.start, span.end, form),) for form in written], key=span.start)


@perturbation("task.ner.entity_typo", label=_NER, amount=_SOME, on="example", source=_NAMES)
def entity_typo(example: Example) -> Iterator[Place]:
    """Exchange, lose or double a letter inside a labelled name.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"text": "Meet Ada in Paris."}, task="ner", spans=(rg.Span(12, 17, "location"),))
    >>> rg.perturb(row, "task.ner.entity_typo").text
    'Meet Ada in Pais.'
    """
    for path, span, name in _names(example):
        made = []
        for i in range(1, len(name) - 1):
            before, a, b = name[i - 1], name[i], name[i + 1]
            # Letters with a case: scripts without one have no keys to slip from to the next.
            if all(letter.lower() != letter.upper() for letter in (before, a, b)) and a.islower() == b.islower():
                at = span.start + i
                made += [(Replace(path, at, at + 2, b + a),)] if a != b else []
                made += [(Replace(path, at, at + 1, ""),)] if len(name) > _SHORTEST else []
                made += [(Replace(path, at, at + 1, a + a),)] if a not in (before, b) else []
        made = [] if name.isupper() and len(name) <= _ACRONYM else made
        yield Place(options=made if len(name) >= _SHORTEST else (), key=span.start)


@perturbation("task.ner.entity_oov", label=_NER, amount=_SOME, languages=("en",), on="example", source=_NAMES)
def entity_oov(example: Example) -> Iterator[Place]:
    """Put a made-up name that no model has seen for a labelled person, place or organisation.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"text": "Meet Ada in Paris."}, task="ner", spans=(rg.Span(12, 17, "location"),))
    >>> rg.perturb(row, "task.ner.entity_oov").text
    'Meet Ada in Calverno.'
    """
    named: dict[tuple[str, str], list[Span]] = {}
    for _, span, name in _names(example):
        named.setdefault((name, _kind(span)), []).append(span)
    path = example.vary[0]
    for (name, kind), spans in named.items():
        if kind and name[:1].isupper() and not any(_tied(example.value(path), span) for span in spans):
            made = [new for row_kind, new, _ in rows("invented_names") if row_kind == kind and new != name]
            made = [new.upper() for new in made] if name.isupper() and len(name) > _ACRONYM else made
            options = [tuple(Replace(path, span.start, span.end, new) for span in spans) for new in made]
            yield Place(options=options, key=spans[0].start)


@perturbation("task.ner.entity_longer", label=_NER, amount=_SOME, languages=("en",), on="example", source=_NAMES)
def entity_longer(example: Example) -> Iterator[Place]:
    """Make a labelled name longer by a part of its kind: a second surname, "North", "and Partners".

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"text": "Meet Ada Lovelace."}, task="ner", spans=(rg.Span(5, 17, "person"),))
    >>> rg.perturb(row, "task.ner.entity_longer").text
    'Meet Ada Lovelace Ferreira.'
    """
    for path, span, name in _names(example):
        kind = _kind(span)
        plain = (
            all(word[0].isupper() for word in name.split())
            and name[-1:].isalpha()
            and not name.isupper()
            and not _NUMERAL.search(name)
        )
        full = kind != "person" and (_FULL.search(name) or name.count(" ") > 1 or name in _countries())
        if kind and plain and not full and not _tied(example.value(path), span):
            more = [longer for row_kind, _, longer in rows("invented_names") if row_kind == kind]
            made = [
                longer.replace("{}", name) for longer in more if kind != "person" or " " in name or "-" not in longer
            ]
            yield Place(options=[(Replace(path, span.start, span.end, new),) for new in made], key=span.start)


@perturbation(
    "task.ner.concat",
    label=_NER,
    amount=count(1, 1, 2, 3, 4),
    languages=("en",),
    on="example",
    source="written for robustgen: a sentence without names, see the table prompt_texts",
)
def concat(example: Example) -> Iterator[Place]:
    """Put a sentence without names before or after the text.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"text": "Meet Ada."}, task="ner", spans=(rg.Span(5, 8, "person"),))
    >>> rg.perturb(row, "task.ner.concat").text
    'Meet Ada. The rest is easily told.'
    """
    path = example.vary[0]
    value = example.value(path)
    if example.task != "ner" or not isinstance(value, str) or not value.strip():
        return
    text, end = parsed(example, value), len(value)
    said, opened = ([_as_written(value, one) for one in phrases(kind)] for kind in ("plain_sentence", "plain_opener"))
    if value[-1] in ".!?" and text.free(end, end):
        for i in range(3):
            yield Place(options=[(Replace(path, end, end, " " + one),) for one in said[i::3]], key=("end", i))
    if text.free(0, 0) and value[0].isalnum():
        yield Place(options=[(Replace(path, 0, 0, one + " "),) for one in opened], key="start")


def _as_written(text: str, sentence: str) -> str:
    """Return a sentence in the case of a text that has only one."""
    return sentence.lower() if text.islower() else sentence.upper() if text.isupper() else sentence


def _names(example: Example) -> Iterator[tuple[str, Span, str]]:
    """Yield path, span and text of each labelled name that nothing protects and no other span overlaps."""
    path = example.vary[0]
    value = example.value(path)
    if example.task != "ner" or not isinstance(value, str):
        return
    text = parsed(example, value)
    spans = sorted(example.spans, key=lambda span: (span.start, span.end))
    for i, span in enumerate(spans):
        alone = (not i or spans[i - 1].end <= span.start) and (i + 1 == len(spans) or span.end <= spans[i + 1].start)
        alone = alone and not _in_pieces(spans, i)
        if alone and text.free(span.start, span.end) and _whole(value, span):
            yield path, span, value[span.start : span.end]


def _whole(value: str, span: Span) -> bool:
    """Return whether a span begins and ends with words."""
    return not value[max(0, span.start - 1) : span.start].isalnum() and not value[span.end : span.end + 1].isalnum()


@cache
def _countries() -> frozenset[str]:
    return frozenset(row[1] for row in rows("places") if row[0] == "country")


def _in_pieces(spans: Sequence[Span], i: int) -> bool:
    """Return whether a span is a token of a longer name, by the labels B- and I-."""
    following = spans[i + 1] if i + 1 < len(spans) else None
    goes_on = following is not None and following.label[:2] in ("I-", "i-") and following.start - spans[i].end <= 1
    return spans[i].label[:2] in ("I-", "i-") or goes_on


def _tied(value: str, span: Span) -> bool:
    """Return whether a name of another form would not fit: an account, or one behind an article or a hyphen."""
    name, before, after = (
        value[span.start : span.end],
        value[max(0, span.start - 4) : span.start],
        value[span.end :][:2],
    )
    article = re.search(r"(?:\A|\s)(?:the|an?) \Z", before, re.IGNORECASE)
    account = "_" in name or re.search(r"(?<!Mc)(?<!Mac)[a-z][A-Z]", name) or before.rstrip()[-1:] in ("@", "#")
    joined = before[-1:] in ("/", "_", "-", ".", "\u2010") or after[:1] in ("-", "_", "@", "/", "\u2010")
    return bool(article or account or joined or after.strip()[:1] == "\u2026")


def _kind(span: Span) -> str:
    """Return what a label of any usual scheme stands for: person, organisation, place, or nothing of these."""
    label = span.label.lower().removeprefix("b-").removeprefix("i-")
    for kind, labels in (("person", _PERSON), ("organisation", _ORGANISATION), ("place", _PLACE)):
        if label in labels:
            return kind
    return ""
