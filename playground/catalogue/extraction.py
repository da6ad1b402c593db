"""Finds every text of the program: literal arguments, declared texts, and those of lessons and presets."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import sys
import tomllib
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import playground
from playground.core.registry import Registry
from playground.i18n import Text

ROOT = Path(playground.__file__).resolve().parent
PACKAGE = "playground"
KEYWORDS = {"tr": ("text",), "N_": ("text",), "tr_n": ("text", "plural"), "tr_c": ("context", "text")}
"""The functions whose literal arguments are texts, and what the arguments are."""
LESSON_TEXTS = frozenset({"title", "about", "words", "then", "question"})
"""The keys of a lesson's file whose strings a person sees; names of places are lists, and no text."""
PRESET_TEXTS = frozenset({"label", "help"})
ACT = re.compile(r"\.__main__$|\.window_bench\.opening$")
"""Modules that act when they are imported."""

Key = tuple[str, str, str]
"""(context, text, plural); empty if there is none."""
Place = tuple[str, str]
"""(file, what it is there)."""
Found = dict[Key, dict[Place, None]]


def extracted() -> Found:
    """Every text of the program with where it stands, by file."""
    found: Found = {}
    for source in (_literals(), _declared(), _files("lessons", LESSON_TEXTS), _files("presets", PRESET_TEXTS)):
        for key, place in source:
            found.setdefault(key, {})[place] = None
    return dict(sorted(found.items(), key=lambda item: min(name for name, _ in item[1])))


# ---- literals ----


def _literals() -> Iterator[tuple[Key, Place]]:
    """The literal arguments of KEYWORDS. Babel's extractor before Python 3.12 sees no call inside an f-string."""
    for path in [*sorted(ROOT.rglob("*.py")), ROOT.parent / "start.py"]:
        where = (_named(path), "")
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            parts = KEYWORDS.get(getattr(call.func, "id", ""), ())
            said = {
                part: node.value
                for part, node in zip(parts, call.args, strict=False)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            if said.get("text"):
                yield (said.get("context", ""), said["text"], said.get("plural", "")), where


def _named(path: Path) -> str:
    return path.relative_to(ROOT.parent).as_posix()


# ---- declared texts ----


def _declared() -> Iterator[tuple[Key, Place]]:
    """The values of everything of type `Text` that the program's modules hold: fields and tables."""
    seen: dict[int, object] = {}  # keeps each value, or a later one could have its id
    for name in sorted(_modules()):
        module = importlib.import_module(name)
        assert module.__file__ is not None
        path = Path(module.__file__)
        for constant in _constants(path):
            if hasattr(module, constant):
                hint = _hint(module.__annotations__.get(constant), vars(module))
                for context, text, what in _collected(getattr(module, constant), hint, constant, seen):
                    yield (context, text, ""), (_named(path), what)


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages([str(ROOT)], "playground."):
        if not ACT.search(found.name):
            yield found.name


def _constants(path: Path) -> list[str]:
    """The names that a module gives values itself, so that a table is named where it is written."""
    names: dict[str, None] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        for target in targets:
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(part, ast.Name):
                    names[part.id] = None
    return list(names)


def _hint(annotation: object, names: Mapping[str, object]) -> object:
    """An annotation as a type; one that can't be evaluated here, and has no `Text` in it, is nothing."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, dict(names))  # noqa: S307 (the program's own source)
    except NameError:
        if "Text" in annotation:
            raise
        return None


def _hints(kind: type) -> dict[str, object]:
    """The annotations of a class of ours and its bases."""
    found: dict[str, object] = {}
    for base in reversed(kind.__mro__):
        module = sys.modules.get(base.__module__)
        if base.__module__.startswith(PACKAGE) and module is not None:
            for name, annotation in vars(base).get("__annotations__", {}).items():
                found[name] = _hint(annotation, vars(module))
    return found


def _collected(value: Any, hint: object, what: str, seen: dict[int, object]) -> Iterator[tuple[str, str, str]]:
    """(context, text, what it is) of the texts in a value of this type."""
    if isinstance(value, str):
        marks = getattr(hint, "__metadata__", ())
        if value and marks[:1] == Text.__metadata__:  # type: ignore[attr-defined]
            yield (*marks[1:], "")[0], value, what
        return
    if value is None or isinstance(value, int | float | type | types.FunctionType | types.ModuleType):
        return
    if isinstance(value, Mapping):
        inner = get_args(hint)[-1] if get_origin(hint) in (dict, Mapping) else None
        for key, part in list(value.items()):
            yield from _collected(part, inner, f"{what}[{getattr(key, '__name__', repr(key))}]", seen)
    elif isinstance(value, tuple | list):
        for i, part in enumerate(value):
            yield from _collected(part, _item(hint, i), f"{what}[{_index(part, i)}]", seen)
    elif type(value).__module__.startswith(PACKAGE) and id(value) not in seen:
        seen[id(value)] = value
        hints = _hints(type(value))
        if isinstance(value, Registry):
            for entry in value:
                yield from _collected(entry, None, f"{what}[{entry.name!r}]", seen)
        for name in dict.fromkeys((*hints, *getattr(value, "__dict__", ()))):
            yield from _collected(getattr(value, name, None), _plain(hints.get(name)), f"{what}.{name}", seen)


def _plain(hint: object) -> object:
    """`Text` for `Text | None` too."""
    return Text if Text in get_args(hint) else hint


def _item(hint: object, i: int) -> object:
    """The type of the item i of a tuple or list."""
    inner = get_args(hint)
    if not inner:
        return None
    if get_origin(hint) is tuple and inner[-1] is not Ellipsis:
        return inner[i] if i < len(inner) else None
    return inner[0]


def _index(part: object, i: int) -> object:
    """An item's own name says more, and changes less, than its number."""
    name = getattr(part, "name", getattr(part, "id", None)) if dataclasses.is_dataclass(part) else None
    return repr(name) if isinstance(name, str) and name else i


# ---- files ----


def _files(folder: str, keys: frozenset[str]) -> Iterator[tuple[Key, Place]]:
    """The texts of a folder's TOML files."""
    for path in sorted((ROOT / folder).glob("*.toml")):
        for text, what in _strings(tomllib.loads(path.read_text(encoding="utf-8")), keys, ""):
            yield ("", text, ""), (_named(path), f"{path.stem}: {what}")


def _strings(value: object, keys: frozenset[str], what: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in keys and isinstance(part, str) and part:
                yield part, f"{what}.{key}".lstrip(".")
            else:
                yield from _strings(part, keys, f"{what}.{key}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from _strings(part, keys, f"{what}[{i}]")
