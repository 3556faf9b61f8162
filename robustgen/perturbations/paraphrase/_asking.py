"""Texts in which somebody asks another for something: requests and questions."""

from __future__ import annotations

from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.paraphrase._moving import Sentence, sentences
from robustgen.text import Text

_MOST_WORDS, _MOST_SENTENCES = 45, 4
_ABLE = ("can", "could", "would", "will")


def utterances(text: Text) -> list[Sentence]:
    """Return the plain sentences of a text as short as people write in a chat; none of a longer one."""
    if len(text.string) > 400 or len(text.all_words) > _MOST_WORDS or len(text.sentences) > _MOST_SENTENCES:
        return []
    return list(sentences(text))


def requests(said: Sentence) -> str:
    """Return how a sentence asks for something to be done: "imperative", "able" or "wish"; empty where it does not."""
    low, lists = said.low, word_lists("manner_words")
    if low[0] == "please" and low[1] in lists["verb"]:
        return "imperative"
    if low[0] in lists["imperative"] and low[1] in lists["object"] and said.gap(1) == " ":
        return "imperative"
    if low[0] in _ABLE and low[1] == "you" and len(low) > 3:
        verb = low[3] if low[2] == "please" else low[2]
        return "able" if verb in lists["verb"] else ""
    if low[:2] in (("i", "need"), ("i", "want")) and len(low) > 4 and low[2:4] == ("you", "to"):
        return "wish" if low[4] in lists["verb"] else ""
    if low[:3] == ("i'd", "like", "to") and len(low) > 4:
        return "wish" if low[3] in lists["verb"] else ""
    wishes = low[:4] == ("i", "would", "like", "to") and len(low) > 5
    return "wish" if wishes and low[4] in lists["verb"] else ""


def asks(said: Sentence) -> bool:
    """Return whether a sentence asks the one it talks to for something, or for an answer."""
    lists = word_lists("manner_words")
    if lists["person"].isdisjoint(said.low):
        return False
    wish = said.low[:2] in (("i", "need"), ("i", "want"), ("i'd", "like"), ("i", "would"))
    question = said.low[0] in lists["question"] and (said.mark == "?" or said.text.string.islower())
    return bool(requests(said)) or question or (wish and said.text.string.islower())
