"""The source of the objectives' loss functions as quoted in a script: `d_loss` and `g_loss` without annotations."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from textwrap import indent

from playground.core.choices.objectives import OBJECTIVES

SMOOTHING = {"smoothing": "SMOOTHING"}
"""A function parameter that is a constant in the script."""


def losses(objective: str, smooth: bool, words: str) -> str:
    """Both losses of an objective; `smooth`: with label smoothing; `words`: D's docstring, including quotes."""
    entry = OBJECTIVES[objective]
    smoothed = entry.smoothing.d_loss if smooth and entry.smoothing else None
    d, g = smoothed or entry.d_loss, entry.distance or entry.g_function
    assert g is not None
    names = {d.__name__: "d_loss", entry.d_loss.__name__: "d_loss", g.__name__: "g_loss"}
    return f"{_quoted(d, names, words)}\n\n\n{_quoted(g, names)}"


def _quoted(function: Callable[..., object], names: Mapping[str, str], words: str = "") -> str:
    """The function's source with other names, and with `words` as its docstring."""
    node = _parsed(function)
    arguments = ", ".join(a.arg for a in node.args.args if a.arg not in SMOOTHING)
    _, *body = node.body
    lines = [_Renamed({**names, **SMOOTHING}).visit(statement) for statement in body]
    said = [words or f'"""{ast.get_docstring(node)}"""']
    for line in lines:
        apart = isinstance(line, ast.FunctionDef) or said[-1].startswith("def ")
        said += ["", ast.unparse(line)] if apart else [ast.unparse(line)]
    text = "\n".join(said)
    return f"def {names[function.__name__]}({arguments}):\n{indent(text, '    ')}"


def _parsed(function: Callable[..., object]) -> ast.FunctionDef:
    (node,) = ast.parse(_source(function)).body
    assert isinstance(node, ast.FunctionDef)
    return node


@lru_cache
def _source(function: Callable[..., object]) -> str:
    return inspect.getsource(function)


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function within the function, without annotations."""
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._names.get(node.id, node.id), node.ctx)
