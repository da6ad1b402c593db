"""Views ask for typed handles, and mypy sees what they read: a field that a lens's result lacks is an error."""

import ast
import os
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest
from mypy import api

from playground.core import lenses
from playground.core.experiment import Experiment
from playground.core.lenses import LENSES, SURFACE, VALUE, Display, Lens, Refused
from playground.core.lenses.look import DisplayChanges
from playground.engine.commands import Step, Watch
from playground.engine.letters import Picture
from playground.engine.session import Session

ROOT = Path(__file__).parent.parent
UI = ROOT / "playground" / "ui"
VIEWS = sorted(UI.rglob("*.py"))
SMALL = Experiment(g_layers=1, d_layers=1, g_width=8, d_width=8, batch=16, objective="wasserstein")

READS = """
from playground.core.lenses import SURFACE, VALUE, Lens, Surface
from playground.core.lenses.surface import see as see_surface
from playground.core.lenses.value import see as see_value
from playground.engine.commands import Watch
from playground.engine.letters import Picture
from playground.ui.views.plane.drawn import Polylines
from playground.ui.views.plane.marks import through


def read(picture: Picture) -> Surface | None:
    surface = picture.seen(SURFACE)
    if surface is not None:
        print(surface.shade.shape, surface.clarity)
        print(surface.nonsense)  # attr-defined
        print(surface.v)  # attr-defined
    print(picture.seen(VALUE).v)  # union-attr
    print(picture.refusal(VALUE).upper())
    print(picture.seen("surface"))  # arg-type
    print(picture.lenses["surface"])  # index
    print(picture.lenses[SURFACE].shade)  # attr-defined
    print(Watch(frozenset({"surface"}), picture.display))  # arg-type
    return picture.seen(VALUE)  # return-value


RIGHT: Lens[Surface] = Lens("right", "", "", see_surface)
WRONG: Lens[Surface] = Lens("wrong", "", "", see_value)  # arg-type
through(SURFACE, Polylines, lambda item, seen: item.show_points(seen.boundary), lambda item, colours: None)
through(SURFACE, Polylines, lambda item, seen: item.show_points(seen.nonsense), lambda item, colours: None)  # attr-defined
through(VALUE, Polylines, lambda item, seen: item.show_points(seen.boundary), lambda item, colours: None)  # attr-defined
"""
"""Right reads, and wrong ones with the error that mypy has to find."""


def test_a_view_that_reads_a_field_which_its_lens_has_not_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checked are all views, which must have none, and READS, which has them. With mypy's cache it takes two seconds."""
    monkeypatch.chdir(ROOT)
    file = tmp_path / "reads.py"
    file.write_text(READS)
    told, failed, _ = api.run(["--no-pretty", "--hide-error-context", os.fspath(UI), os.fspath(file)])
    assert not failed
    found = set(re.findall(r"(?m)^(?:.*/)?(.*?):(\d+): error: .*\[([a-z-]+)\]$", told))
    lines = enumerate(READS.splitlines(), start=1)
    expected = {("reads.py", str(n), line.rpartition("  # ")[2]) for n, line in lines if "  # " in line}
    assert found == expected, told


def unexplained(text: str) -> list[int]:
    """The lines with an Any, outside imports and words, and no comment that says why."""
    nodes = (
        node for node in ast.walk(ast.parse(text)) if "Any" in (getattr(node, "id", ""), getattr(node, "attr", ""))
    )
    lines = text.splitlines()
    return [node.lineno for node in nodes if not re.search(r"  # \w", lines[node.lineno - 1])]


def dug_out(text: str) -> list[int]:
    """The lines that take what a lens saw out of a picture's mapping, where it has no type."""
    found = []
    for node in ast.walk(ast.parse(text)):
        inner = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
        called = isinstance(inner, ast.Attribute) and inner.attr == "lenses"
        if called and (isinstance(node, ast.Subscript) or getattr(node, "attr", "") in ("get", "items", "values")):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(UI)))
def test_no_view_has_an_any_without_a_reason_or_passes_by_the_handles(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unexplained(text) == []
    assert dug_out(text) == []


def test_these_searches_find_what_they_are_for() -> None:
    assert unexplained("import typing\nx: typing.Any\ny: list[Any] = []\nz: Any = 1  # Qt's stub says bytes\n") == [
        2,
        3,
    ]
    assert dug_out('a = p.lenses["fit"]\nb = p.lenses.get(FIT)\nc = view.lenses()\nd = p.seen(FIT)\n') == [1, 2]


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.name)
def test_every_lens_is_a_handle_of_the_package_and_itself_again_in_another_process(lens: Lens[object]) -> None:
    assert any(handle is lens and name.isupper() for name, handle in vars(lenses).items())
    assert pickle.loads(pickle.dumps(lens)) is lens


def test_a_refusal_is_a_sentence_and_never_a_result() -> None:
    session = Session(SMALL)
    session.send(Watch(frozenset({VALUE, SURFACE}), Display(dots=10, grid=8)))
    session.send(Step(n=1))
    for _ in range(3):
        session.turn(wait=False)
    picture = session.pictures.take()
    assert isinstance(picture, Picture)
    assert isinstance(picture.lenses[VALUE], Refused)
    assert picture.seen(VALUE) is None
    assert "probability" in picture.refusal(VALUE)
    assert picture.seen(SURFACE) is picture.lenses[SURFACE]
    assert picture.refusal(SURFACE) == ""
    bare = replace(picture, lenses={})
    assert bare.seen(VALUE) is None
    assert bare.refusal(VALUE) == ""


def test_the_changes_of_a_display_are_its_fields() -> None:
    assert DisplayChanges.__annotations__.keys() == Display.__annotations__.keys()
    assert [DisplayChanges.__annotations__[k].__forward_arg__ for k in Display.__annotations__] == [
        *Display.__annotations__.values()
    ]
