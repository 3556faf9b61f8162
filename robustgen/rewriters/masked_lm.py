"""`rewrite.masked_lm:MODEL`: words masked and filled in again by a masked language model of transformers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from math import log
from typing import Any

from robustgen.definition import share
from robustgen.draws import Draws
from robustgen.gates.names import TIER1
from robustgen.gates.protocol import Rejected
from robustgen.quiet import quiet
from robustgen.rewriters.hub import NEEDS, Loaded, batches, load, made_by
from robustgen.rewriters.protocol import Answer, Request, rewriter
from robustgen.settings import Setting, Value, read_settings
from robustgen.text import Text, match_case

NAME = "rewrite.masked_lm"
SETTINGS = {
    "top": Setting(20, 1, 1000, "the most likely words that one is drawn from"),
    "temperature": Setting(1.0, 0.01, 10, "above 1 less likely words are drawn more often"),
    "least": Setting(0.01, 0, 1, "the least probability of a word in its place"),
    "batch": Setting(32, 1, 4096, "texts of one call of the model"),
    "revision": Setting("", doc="of a model of the hub"),
}
_SPARE = 4  # so many times `top` are looked at, for those that do not fit the capitals of the place
_AROUND = 80  # words on either side of a masked one, where a text is too long for the model
_TOKENS = 5  # so many tokens of the model are kept for each of them, on both sides together
_LONG = 1000  # code points from which it is looked at whether a text is too long
_SHORT = 4  # letters from which a word is none of the short ones
_UNIFORM = 1 << 53
_VOWELS = "aeiouy"


def _made_by(parameter: str | None) -> dict[str, Any]:
    name, settings = read_settings(NAME, parameter, SETTINGS)
    kept = {key: value for key, value in settings.items() if key not in ("revision", "batch")}
    return made_by(name, str(settings["revision"]), kept)


@rewriter(
    NAME,
    label="unknown",
    amount=share(0.05, 0.1, 0.15, 0.25, 0.4, of="words"),
    made_by=_made_by,
    source="J. Devlin et al., BERT, NAACL 2019; S. Garg and G. Ramakrishnan, BAE, EMNLP 2020",
    needs=NEEDS,
    gates=TIER1,
    takes="a model's id or path, with settings perhaps (#top=20,least=0.01)",
)
def masked_lm(requests: Sequence[Request], parameter: str | None) -> list[Answer]:
    """Exchange words for others that a masked language model finds likely in their place.

    All masked words of a text stand in one sequence, never two side by side, and the sequences of all texts go
    through the model in batches. A word that fits may say the opposite ("good", "bad"), so no label is promised.
    """
    name, settings = read_settings(NAME, parameter, SETTINGS)
    loaded = load("masked", name, str(settings["revision"]))
    plans = [_plan(request, loaded) for request in requests]
    sequences = [one for plan in plans if isinstance(plan, list) for one in plan]
    _fill(sequences, loaded, settings)
    return [
        [plan if isinstance(plan, Rejected) else _written(request, plan, _vocabulary(loaded), settings)]
        for request, plan in zip(requests, plans, strict=True)
    ]


@dataclass(slots=True)
class _Sequence:
    """A stretch of a text with masked words.

    Attributes:
        string: as the model reads it.
        words: the numbers of the masked words, in order.
        likely: for each of them (word, log-probability) from the most likely on, once the model was asked; empty where
            the model took another number of masks than there are.
    """

    string: str
    words: list[int]
    likely: list[list[tuple[str, float]]]


def _plan(request: Request, loaded: Loaded) -> list[_Sequence] | Rejected:
    """Return what to ask the model about a text."""
    if loaded.steered(request.text):
        return Rejected("special token in the text")
    picked = _picked(request, loaded)
    if not picked:
        return Rejected("no word to mask")
    words, spaced, mask = request.parsed.words, _vocabulary(loaded).spaced, loaded.tokenizer.mask_token
    short = len(request.text) < _LONG or len(loaded.tokenizer(request.text)["input_ids"]) <= loaded.longest
    if short:
        return [_Sequence(_masked(request.text, [words[i] for i in picked], mask, spaced), picked, [])]
    sequences, around = [], min(_AROUND, loaded.longest // _TOKENS)
    for i in picked:
        start, end = words[max(0, i - around)][0], words[min(len(words) - 1, i + around)][1]
        place = (words[i][0] - start, words[i][1] - start)
        sequences.append(_Sequence(_masked(request.text[start:end], [place], mask, spaced), [i], []))
    return sequences


def _masked(text: str, places: Sequence[tuple[int, int]], mask: str, spaced: bool) -> str:
    """Return a text as the model reads it; where tokens hold the blank before a word, so does the mask."""
    pieces: list[str] = []
    at = 0
    for start, end in places:
        pieces += (text[at:start].rstrip() if spaced else text[at:start], mask)
        at = end
    return "".join(pieces) + text[at:]


def _picked(request: Request, loaded: Loaded) -> list[int]:
    """Return the numbers of the words to mask, in order: as many as asked for, no two of them side by side."""
    text, words = request.text, request.parsed.words
    spans = request.example.spans if request.path == request.example.vary[0] else ()
    shouted = text.isupper()
    able = [
        i for i, (start, end) in enumerate(words)
        if not any(span.start < end and start < span.end for span in spans)
        and (shouted or end - start < 2 or not text[start:end].isupper())  # an acronym
    ]  # fmt: skip
    if _vocabulary(loaded).spaced:  # only behind a blank do these models see where a word begins
        able = [i for i in able if text[words[i][0] - 1 : words[i][0]].isspace()] or able
    draws = Draws(request.seed.to_bytes(32, "little"), 0)
    taken: set[int] = set()
    # Short words are mostly grammar, in whose place little else fits: they come last.
    for waiting in ([i for i in able if words[i][1] - words[i][0] >= _SHORT], able):
        while waiting and len(taken) < (request.count or 1):
            at = draws.below(len(waiting))
            waiting[at], waiting[-1] = waiting[-1], waiting[at]
            word = waiting.pop()
            if not {word - 1, word, word + 1} & taken:
                taken.add(word)
    return sorted(taken)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The tokens of a model that are whole words.

    Attributes:
        words: by token id, "" for what is none: special tokens, pieces of words, numbers, marks.
        allowed: a tensor, True for words.
        spaced: tokens hold the blank before a word, so that one without is a piece.
        cased: words in capitals are among them.
        plain: those in small letters: "The" beside "the" is no name.
    """

    words: list[str]
    allowed: Any
    spaced: bool
    cased: bool
    plain: frozenset[str]


def _vocabulary(loaded: Loaded) -> _Vocabulary:
    found: _Vocabulary | None = loaded.kept.get("vocabulary")
    if found is None:
        found = loaded.kept["vocabulary"] = _read_vocabulary(loaded)
    return found


def _read_vocabulary(loaded: Loaded) -> _Vocabulary:
    torch = import_module("torch")

    tokenizer, size = loaded.tokenizer, loaded.model.get_output_embeddings().weight.shape[0]
    tokens = tokenizer.convert_ids_to_tokens(list(range(min(size, len(tokenizer)))))
    marks = [mark for mark in "\u0120\u2581" if sum(str(token).startswith(mark) for token in tokens) * 10 > len(tokens)]
    special = set(tokenizer.all_special_ids)
    words = [""] * size
    for number, token in enumerate(tokens):
        if token is None or number in special:
            continue
        if marks:
            word = tokenizer.convert_tokens_to_string([token]).strip() if token.startswith(marks[0]) else ""
        else:
            word = token
        words[number] = word if _is_word(word) else ""
    allowed = torch.tensor([bool(word) for word in words], device=loaded.device)
    plain = frozenset(word for word in words if word and word == word.lower())
    return _Vocabulary(words, allowed, bool(marks), any(word != word.lower() for word in words), plain)


def _is_word(word: str) -> bool:
    """Return whether a token is one whole word; a lone consonant is what is left of one ("don't", "Ben's")."""
    if len(word) == 1 and word.isascii() and word.lower() not in _VOWELS:
        return False
    return Text(word).all_words == ((0, len(word)),)


def _fill(sequences: Sequence[_Sequence], loaded: Loaded, settings: dict[str, Value]) -> None:
    """Ask the model about all masked words."""
    torch = import_module("torch")

    tokenizer, vocabulary = loaded.tokenizer, _vocabulary(loaded)
    most = min(int(settings["top"]) * _SPARE, int(vocabulary.allowed.sum()))
    for numbers in batches([len(one.string) for one in sequences], int(settings["batch"])):
        here = [sequences[number] for number in numbers]
        with quiet(), torch.inference_mode():
            given = tokenizer(
                [one.string for one in here], return_tensors="pt", padding=True, truncation=True,
                max_length=loaded.longest,
            ).to(loaded.device)  # fmt: skip
            at = given["input_ids"] == tokenizer.mask_token_id
            logits = loaded.model(**given).logits[at].float()
            chances = torch.log_softmax(logits.masked_fill(~vocabulary.allowed, float("-inf")), dim=-1)
            values, tokens = (part.tolist() for part in chances.topk(most, dim=-1))
        rows = zip(tokens, values, strict=True)
        for one, masks in zip(here, at.sum(dim=1).tolist(), strict=True):
            found = [
                [(vocabulary.words[token], value) for token, value in zip(*next(rows), strict=True)]
                for _ in range(masks)
            ]
            one.likely = found if masks == len(one.words) else []


def _written(
    request: Request, plan: Sequence[_Sequence], vocabulary: _Vocabulary, settings: dict[str, Value]
) -> str | Rejected:
    """Return the text with a word drawn for every masked one."""
    if not all(one.likely for one in plan):
        return Rejected("too long for the model")
    words, at = request.parsed.words, 0
    pieces: list[str] = []
    for number, likely in ((i, likely) for one in plan for i, likely in zip(one.words, one.likely, strict=True)):
        start, end = words[number]
        likely = [one for one in likely if one[1] >= log(float(settings["least"]) or 1e-300)]
        fitting = list(_fitting(request, number, likely, vocabulary))[: int(settings["top"])]
        if fitting:
            pieces += (request.text[at:start], _drawn(request.seed, number, fitting, float(settings["temperature"])))
            at = end
    return "".join(pieces) + request.text[at:] if pieces else Rejected("no other word fits")


def _fitting(
    request: Request, number: int, likely: Sequence[tuple[str, float]], vocabulary: _Vocabulary
) -> Iterator[tuple[str, float]]:
    """Yield the words that may stand in a place, as they stand there: none that it or its neighbours hold already."""
    text, parsed = request.text, request.parsed
    start, end = parsed.words[number]
    old = text[start:end]
    taken = {parsed.lowered[i] for i in range(max(0, number - 1), min(len(parsed.words), number + 2))}
    sentence = max((first for first, _ in parsed.sentences if first <= start), default=0)
    begins = not any(mark.isalnum() for mark in text[sentence:start])
    capital, shouted = old[:1].isupper(), text.isupper()
    english = parsed.base_language == "en"
    seen: set[str] = set()
    for word, value in likely:
        if english and word == "i":
            word = "I"
        if english and _begins_another(word):
            continue
        proper = word[:1].isupper() and word != "I"
        name = proper and word.lower() not in vocabulary.plain
        # The place keeps its capitals: inside a sentence a name stands for a name, and a word for a word.
        if not shouted and ((proper and not capital) or (vocabulary.cased and capital and not begins and not name)):
            continue
        word = word.upper() if shouted else match_case(word, old)
        if word.lower() not in taken and word not in seen:
            seen.add(word)
            yield word, value


@lru_cache(maxsize=65536)
def _begins_another(word: str) -> bool:
    """Return whether a token is no English word that we know and the beginning of one: "gar", "teache"."""
    from robustgen.gates.facts.language.forms import is_word, vocabulary

    if not word.islower() or is_word(word):
        return False
    known = _alphabetical(vocabulary())
    at = bisect_right(known, word)
    return at < len(known) and known[at].startswith(word)


@cache
def _alphabetical(words: frozenset[str]) -> list[str]:
    return sorted(words)


def _drawn(seed: int, number: int, words: Sequence[tuple[str, float]], temperature: float) -> str:
    """Return a word drawn by its probability.

    Each word has noise of its own key (the Gumbel-max trick), so that how a model rounds in another batch matters only
    where two words come out equal to six digits.
    """
    best, chosen = float("-inf"), words[0][0]
    for word, value in words:
        noise = Draws(seed.to_bytes(8, "little") + number.to_bytes(8, "little") + word.encode(), 1).below(_UNIFORM)
        score = value / temperature - log(-log((noise + 0.5) / _UNIFORM))
        if score > best:
            best, chosen = score, word
    return chosen
