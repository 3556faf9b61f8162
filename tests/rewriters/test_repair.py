"""What a tool damages outside its own change is taken back where that is certain, and rejected under a name where not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robustgen.gates.structure import Rejected
from robustgen.rewriters.repair import repair
from robustgen.text import Text

URL = "see https://a.example/x_y?b=1 now please"


def protected(text: str) -> tuple[tuple[int, int], ...]:
    return Text(text).protected


@pytest.mark.parametrize(
    ("old", "new", "made"),
    [
        ("Don't stop 192.168.1.1", "Don ' t stpo 192. 168. 1. 1", "Don't stpo 192.168.1.1"),
        ("one  two\tthree\n", "one twp three", "one  twp\tthree\n"),
        ("  indented text", "indented texts", "  indented texts"),
        ("well-known (old) tea", "well - known( old) teas", "well-known (old) teas"),
        ("e-mail a.b@c.example, now", "e - mail a. b @ c. example, noe", "e-mail a.b@c.example, noe"),
        ("a b c", "b a c", "b a c"),
        ("Hello big world\n", "Hello world", "Hello world\n"),
        ("one two, three", "one, three", "one, three"),
        ("so (very) good", "so () good", "so () good"),
        ("we go home", "we really go home", "we really go home"),
        ("we go\thome", "we go straight home", "we go\tstraight home"),
        ("go, then", "go now, then", "go now, then"),
        ("I do not know", "I don't know", "I don't know"),
        ("caf\u00e9 \U0001f600\U0001f3fd ok", "caf\u00e9 \U0001f600\U0001f3fd ko", "caf\u00e9 \U0001f600\U0001f3fd ko"),
        (
            "ok \U0001f469\u200d\U0001f4bb yes",
            "ok \U0001f469 \u200d \U0001f4bb yse",
            "ok \U0001f469\u200d\U0001f4bb yse",
        ),
        ("\u4f60\u597d\u4e16\u754c", "\u4f60 \u597d \u4e16 \u754b", "\u4f60\u597d\u4e16\u754b"),
    ],
)
def test_blanks_are_put_back(old, new, made):
    assert repair(old, new)[0] == made


@pytest.mark.parametrize(
    ("new", "made", "what"),
    [
        ("see https :// a. example / x_y? b = 1 now plese", "see https://a.example/x_y?b=1 now plese", ("blanks",)),
        ("see htt0s :// a. exanple / x_y? b = 1 noe please", "see https://a.example/x_y?b=1 noe please", ("blanks", "protected text")),
        ("see https://a.example/x_y?b=2 noe please", "see https://a.example/x_y?b=1 noe please", ("protected text",)),
        ("see now https://a.example/x_y?b=1 please", "see now https://a.example/x_y?b=1 please", ()),
    ],
)  # fmt: skip
def test_protected_text_is_put_back_and_what_was_repaired_is_said(new, made, what):
    assert repair(URL, new, protected=protected(URL)) == (made, what)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (URL, "unchanged"),
        ("see https :// a. example / x_y? b = 1 now please", "nothing but damage"),
        ("see https://a.example/z?b=1 now please", "protected text"),
        ("see please://a.example/x_y?b=1 now https", "protected text uncertain"),
        ("see://a.example/x_y?b=1 now please", "protected text"),
        ("see https://a.example/x_y?b=1 now ple ase", "nothing but damage"),
        ("see https://a.example/x_y?b=1 now ple abe", "word split"),
        ("see https://a.example/x_y?b=1 now please ' t", "word split"),
        ("see https://a.example/x_y?b=1nowplease too", "protected text uncertain"),
    ],
)
def test_what_is_not_certain_is_rejected(new, reason):
    with pytest.raises(Rejected) as caught:
        repair(URL, new, protected=protected(URL))
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(hello)", "( very hello )"),
        ("watch it. And", "watch it ' s. And"),
        ("how is it now", "how is it 's now"),
        ("It's well", "It's 's well"),
        ("i don't know", "i ' dont know, ok"),
    ],
)
def test_where_blanks_belong_beside_what_was_put_in_is_not_guessed(old, new):
    with pytest.raises(Rejected, match=r"blanks uncertain|word split"):
        repair(old, new)


def test_a_tool_that_splits_words_may():
    assert repair("The quick\tfox isn't", "The qui ck fox isn ' t", splits=True)[0] == "The qui ck\tfox isn't"


def test_a_split_beside_a_mark_leaves_the_mark_where_it_stands():
    assert repair("stuff.<br />Many", "stuff. < br / > Ma ny", splits=True)[0] == "stuff.<br />Ma ny"


@pytest.mark.parametrize(
    ("old", "new", "made"),
    [
        ("so  we'll\tgo", "so we will go", "so  we will\tgo"),
        ("so  I have\tit", "so I've it", "so  I've\tit"),
        ("so  it is.", "so it's .", "so  it's."),
    ],
)
def test_a_tool_that_writes_several_words_for_one_or_one_for_several_may(old, new, made):
    assert repair(old, new, splits=True)[0] == made


WORDS = st.sampled_from(["one", "two", "Three", "4", "n\u00e9e", ".", ",", "(", ")", "'", "-", "\U0001f600", "://"])
GAPS = st.sampled_from(["", " ", "  ", "\t", "\n", "\u00a0"])


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(st.tuples(GAPS, WORDS), min_size=1, max_size=12), data=st.data())
def test_a_tool_that_joins_tokens_anew_and_changes_some_is_repaired_to_the_change_alone(pieces, data):
    changed = data.draw(st.sets(st.integers(0, len(pieces) - 1), min_size=1))
    new = [f"x{i}" if i in changed and word.isalnum() else word for i, (_, word) in enumerate(pieces)]
    old = "".join(gap + word for gap, word in pieces)
    wanted = "".join(gap + word for (gap, _), word in zip(pieces, new, strict=True))
    glued = any(a[-1].isalnum() and not gap and b[0].isalnum() for (_, a), (gap, b) in pairwise(pieces))
    if wanted == old or glued:
        return
    assert repair(old, " ".join(new))[0] == wanted
