"""Python code in a row: other names for local variables, another layout. What it does stays."""

from __future__ import annotations

import ast
import keyword
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from robustgen.definition import count
from robustgen.edits import Replace, apply_text, pointer
from robustgen.examples import Example
from robustgen.fields import CODE
from robustgen.perturbations.structured import fields, texts_in
from robustgen.places import Place
from robustgen.registry import perturbation

_SOURCE = "cf. S. Wang et al., ReCode: Robustness Evaluation of Code Generation Models, ACL 2023"
_SPYING = frozenset(("locals", "globals", "vars", "eval", "exec", "dir"))
_NEW = ("value", "item", "data", "result", "temp", "obj", "entry", "val", "elem", "var_a", "var_b", "thing", "x1", "k2")
_COMMENTS = ("next step", "TODO: tidy up", "main part")
_BY_LINE = frozenset(("line", "lines", "Line", "indent", "indented", "indentation", "comment", "comments", "blank"))


@perturbation(
    "task.code.rename_identifiers", label="preserves", amount=count(1, 1, 2, 3, 5), on="example", source=_SOURCE
)
def rename_identifiers(example: Example) -> Iterator[Place]:
    r"""Give a local variable of a Python function another name, wherever it stands; never a parameter.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"code": "def f(a):\n    total = a + 1\n    return total\n"}, vary=("/code",))
    >>> rg.perturb(row, "task.code.rename_identifiers").text
    'def f(a):\n    x1 = a + 1\n    return x1\n'
    """
    for path, value in fields(example, CODE):
        tree = _parsed(value)
        if tree is None:
            continue
        taken = Counter(re.findall(r"\w+", value))
        free = [name for name in _NEW if name not in taken]
        beside, starts = _said_beside(example, path), _line_starts(value)
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                found = _locals(function, value, starts)
                # A name that something else shares, in a comment, a text or another function, may be asked for.
                plain = {
                    name: spots for name, spots in found.items() if taken[name] == len(spots) and name not in beside
                }
                for number, (name, spots) in enumerate(sorted(plain.items())):
                    mine = free[number % 3 :: 3]  # of its own, so that two variables never get the same name
                    options = [tuple(Replace(path, at, at + len(name), new) for at in spots) for new in mine]
                    yield Place(options=options, key=number % 3)


@perturbation("task.code.formatting", label="preserves", amount=count(1, 1, 2, 3, 3), on="example", source=_SOURCE)
def formatting(example: Example) -> Iterator[Place]:
    r"""Lay Python code out otherwise: indents of two spaces or a tab, blank lines, a comment that says nothing.

    >>> import robustgen as rg
    >>> row = rg.Example("x", {"code": "def f(a):\n    return a + 1\n"}, vary=("/code",))
    >>> rg.perturb(row, "task.code.formatting").text
    'def f(a):\n  return a + 1\n'
    """
    for path, value in fields(example, CODE):
        tree = _parsed(value)
        if tree is None or '"""' in value or "'''" in value or "\\\n" in value or "\t" in value:
            continue
        if _BY_LINE.intersection(_said_beside(example, path)):
            continue
        indents = [match.span(1) for match in re.finditer(r"(?m)^((?:    )+)(?=\S)", value)]
        if indents and not re.search(r"(?m)^ *(?:[^ ].*)?[(\[{,][ ]*$", value):
            made = [tuple(Replace(path, a, b, unit * ((b - a) // 4)) for a, b in indents) for unit in ("  ", "\t")]
            yield Place(options=[one for one in made if _same(tree, value, one)], key="indent")
        starts = _line_starts(value)
        lines = sorted({starts[node.lineno - 1] for node in _statements(tree)} - _continued(tree, value, starts))
        airy = [starts[node.lineno - 1] for node in _openers(tree)]
        airy = [at for at in sorted({*airy}.intersection(lines)) if value[at - 2 : at] != "\n\n"]
        yield Place(options=[tuple(Replace(path, at, at, "\n") for at in airy)] if airy else (), key="blank")
        comments = [(Replace(path, at, at, f"{_indent(value, at)}# {words}\n"),) for at in lines for words in _COMMENTS]
        yield Place(options=comments, key="comment")


def _parsed(value: object) -> ast.Module | None:
    """Return the tree of a Python program in ASCII, whose columns are characters; None of anything else."""
    if not isinstance(value, str) or not value.isascii() or len(value) > 20_000:
        return None
    try:
        return ast.parse(value)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _same(tree: ast.Module, code: str, change: Sequence[Replace]) -> bool:
    """Return whether a changed program is still the same to Python."""
    made = _parsed(apply_text(code, change))
    return made is not None and ast.dump(made) == ast.dump(tree)


def _said_beside(example: Example, path: str) -> set[str]:
    """Return the words of all other texts of a row, the answer included."""
    row = {pointer(name): value for name, value in example.row().items() if pointer(name) != path}
    return {
        word for where, value in row.items() for _, text in texts_in(where, value) for word in re.findall(r"\w+", text)
    }


def _locals(function: ast.FunctionDef, code: str, starts: list[int]) -> dict[str, list[int]]:
    """Return where each variable stands that a function assigns and nothing outside it can see."""
    nodes = list(ast.walk(function))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    nested = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Global, ast.Nonlocal)
    if any(isinstance(node, nested) for node in nodes if node is not function):
        return {}
    if any(node.id in _SPYING for node in names):
        return {}
    inside_strings = {name.id for node in nodes if isinstance(node, ast.JoinedStr) for name in ast.walk(node)
                      if isinstance(name, ast.Name)}  # fmt: skip
    others = {node.arg for node in nodes if isinstance(node, ast.arg)} | inside_strings
    others |= {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    others |= {node.name for node in nodes if isinstance(node, ast.ExceptHandler | ast.alias) and node.name}
    others |= {capture for node in nodes if isinstance(node, ast.MatchAs | ast.MatchStar) and (capture := node.name)}
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)} - others
    found: dict[str, list[int]] = {}
    for node in names:
        if node.id in stored and node.id[0] != "_" and not keyword.iskeyword(node.id):
            found.setdefault(node.id, []).append(starts[node.lineno - 1] + node.col_offset)
    return {name: sorted(spots) for name, spots in found.items() if all(code[a : a + len(name)] == name for a in spots)}


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that begin a line of their own inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0].lineno
            yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.stmt) and inner.lineno >= first)


def _openers(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements of functions that people set apart by a blank line: later blocks and returns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            apart = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Return)
            yield from (inner for inner in node.body[1:] if isinstance(inner, apart))


def _continued(tree: ast.Module, code: str, starts: list[int]) -> set[int]:
    """Return where a line begins with elif, which belongs to what stands before."""
    found = {starts[node.lineno - 1] for node in ast.walk(tree) if isinstance(node, ast.If)}
    return {at for at in found if code.startswith("elif", at + len(_indent(code, at)))}


def _line_starts(code: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\n", code))]


def _indent(code: str, at: int) -> str:
    found = re.compile(r" *").match(code, at)
    return found[0] if found else ""
