"""Assembles scripts from sections of text files: selects lines by flags, fills placeholders, removes unused code.

The files in `parts` are Python with three kinds of marks. `#= name` begins the section of that name (or of several).
A line that ends in `#? a !b` is kept only if flag a is set and b is not. `{{name}}` stands for a value; alone on its
line it stands for whole lines, which take its indentation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from textwrap import indent

_PLACE = re.compile(r"\{\{(\w+)\}\}")


def text_of(file: str) -> str:
    """The text of a file of parts, by its name without extension."""
    return (resources.files(__package__) / "parts" / f"{file}.py.txt").read_text(encoding="utf-8")


@cache
def sections(file: str) -> Mapping[str, str]:
    """The sections of a file of parts, by their names."""
    found = {}
    for section in re.split(r"^#= ", text_of(file), flags=re.MULTILINE)[1:]:
        names, _, text = section.partition("\n")
        found.update(dict.fromkeys(names.split(), text.strip("\n")))
    return found


def filled(text: str, flags: Collection[str], values: Mapping[str, object]) -> str:
    """The text with the lines that the flags keep and its placeholders filled; KeyError if a value is missing."""
    lines = []
    for marked in text.splitlines():
        kept, _, condition = marked.partition("#? ")
        if not _met(condition, flags):
            continue
        line = kept.rstrip()
        alone = _PLACE.fullmatch(line.strip())
        if alone:
            lines.append(indent(str(values[alone[1]]), line[: len(line) - len(line.lstrip())]))
        else:
            lines.append(_PLACE.sub(lambda place: str(values[place[1]]), line))
    return re.sub(r"\n{3,}(?= )", "\n\n", "\n".join(lines)).strip("\n")


def _met(condition: str, flags: Collection[str]) -> bool:
    return all((word.lstrip("!") in flags) != word.startswith("!") for word in condition.split())


def pruned(program: str) -> str:
    """The program without the imports, constants, functions and classes at its top level that are unused."""
    while True:
        tree = ast.parse(program)
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        idle = [node for node in tree.body if (names := _defined(node)) and not names & used]
        if not idle:
            return re.sub(r"\n{4,}", "\n\n\n", program).strip("\n") + "\n"
        lines = program.splitlines()
        for node in reversed(idle):
            first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))])
            del lines[first - 1 : node.end_lineno]
        program = "\n".join(lines)


def _defined(node: ast.stmt) -> set[str]:
    """The names that a top-level statement defines; none for other statements."""
    match node:
        case ast.Import(names) | ast.ImportFrom(names=names):
            return {(alias.asname or alias.name).partition(".")[0] for alias in names}
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return {name}
        case ast.Assign(targets=[ast.Name(name)]):
            return {name}
        case _:
            return set()
