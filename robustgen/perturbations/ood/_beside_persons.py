"""What stands beside a name and tells whether it is that of a person."""

from __future__ import annotations

import re

from robustgen.perturbations.matching import word_lists
from robustgen.perturbations.ood._names import Page, Token, guards, opens
from robustgen.perturbations.ood._person_names import families

# "Tamara (2005)" is a film, and "Tom<br />Hughes" a name in two lines.
_GOES_ON = re.compile(r" ?\((?:18|19|20)\d\d|\s*(?:<br ?/?>\s*|\n\s*)+[A-Z]")
_QUOTES = ('"', "\u201c", "\u2018", "'")


def stands(page: Page, token: Token) -> bool:
    """Return whether a name alone is said of a person."""
    return page.bare(token, token) and clear_before(page, token) and clear_after(page, token) and ends(page, token)


def ends(page: Page, token: Token) -> bool:
    """Return whether no word with a capital follows."""
    follower = page.neighbour(token.number, 1)
    return follower is None or not follower.capital or follower.core == "I"


def stopped(page: Page, token: Token) -> str:
    """Return the word before a name, in small letters, where a full stop stands between: "mr", or an initial."""
    if token.number == 0:
        return ""
    ahead = page.tokens[token.number - 1]
    return ahead.core.lower() if page.string[ahead.end : token.start] == ". " else ""


def title_before(page: Page, token: Token) -> bool:
    """Return whether "Mr" or another title stands before a name."""
    ahead = page.neighbour(token.number, -1)
    if ahead is not None:
        return ahead.capital and ahead.core.lower() in ("mr", "mrs", "ms", "miss", "dr", "professor", "doctor")
    return stopped(page, token) in ("mr", "mrs", "ms", "dr", "prof")


def is_title(word: str) -> bool:
    """Return whether a word before a name is a title or an office."""
    return any(word.lower() in guards(name) for name in ("title", "title_m", "title_f"))


def clear_before(page: Page, token: Token) -> bool:
    """Return whether the word before leaves a name that of a person."""
    if page.string[max(0, token.start - 1) : token.start] in _QUOTES:
        return False
    shortened = stopped(page, token)
    if len(shortened) == 1:
        return False
    ahead = page.neighbour(token.number, -1)
    if ahead is None:
        return shortened not in ("st", "ste", "mt", "ft")
    word = ahead.core.lower()
    if word == "the" or word in guards("not_before") or word in guards("shown"):
        return False
    if not ahead.capital or ahead.core == "I":
        return True
    if page.begins(ahead) and opens(ahead):
        return True
    return word in guards("called")


def clear_after(page: Page, last: Token) -> bool:
    """Return whether what follows leaves a name whole, and that of a person."""
    if len(last.raw) > len(last.core):
        follower = page.tokens[last.number + 1] if last.number + 1 < len(page.tokens) else None
        return not (follower and follower.capital and page.string[last.start + len(last.raw) : follower.start] == " ")
    end = page.string[last.end : last.end + 2]
    if (end[:1] == " " and end[1:].isdigit()) or end in (" &", " #") or _GOES_ON.match(page.string, last.end):
        return False
    follower = page.neighbour(last.number, 1)
    if follower is None or follower.capital:
        return True
    beyond = page.neighbour(follower.number, 1)
    # "Thomas the Tank Engine".
    named = follower.core == "the" and beyond is not None and beyond.capital
    return not named and not _like_a_name(page, follower)


def _like_a_name(page: Page, token: Token) -> bool:
    """Return whether a word without a capital may be a family name all the same: "Tom day-hughes", "Tom stone is"."""
    follower = page.neighbour(token.number, 1)
    said = follower is not None and follower.core in ("is", "was", "has", "movie", "film", "novel", "book")
    plain = token.core in word_lists("gender_guards")["not_object"] or token.core.endswith("ly")
    return "-" in token.core or token.core.capitalize() in families() or (said and not plain)


def paired(page: Page, first: Token, last: Token) -> bool:
    """Return whether a name is one of two that belong together, as Tom and Jerry."""
    for step, token in ((1, last), (-1, first)):
        near = page.neighbour(token.number, step)
        far = page.neighbour(near.number, step) if near is not None else None
        if near is None or far is None or near.core.lower() != "and":
            continue
        words = (token.core, far.core) if step == 1 else (far.core, token.core)
        if "|".join(words).lower() in guards("work"):
            return True
    return False
