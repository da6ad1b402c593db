"""Reads lessons from TOML, and judges them: whatever is wrong is said in one sentence with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from playground.core.errors import InputError
from playground.core.experiment import EXPERIMENT, KNOBS, Experiment
from playground.core.experiment.presets import presets
from playground.core.files import reading, toml
from playground.core.files.sentence import plain
from playground.core.lessons.lesson import File, Lesson, Step
from playground.core.lessons.names import Names
from playground.core.registry import Registry
from playground.core.targets import TARGETS
from playground.core.theory import GAMES, METHODS
from playground.i18n import N_, tr

SUFFIX = ".toml"
NEVER_SET = frozenset({"device"})
"""Where it runs is for the person to say."""
Fault = tuple[str, str]
"""(path of the place, such as "$.step[1].claim.measure", what is wrong with it)."""
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_PLACE = re.compile(r"\.([A-Za-z_]+)|\[(\d+)\]|\[\.\.\.\]")


def is_lesson(text: str) -> bool:
    """True if a TOML text is meant as a lesson, not as an experiment."""
    return re.search(r"^\s*\[\[\s*step\s*\]\]", text, re.MULTILINE) is not None


def read(path: Path, names: Names) -> Lesson:
    """The lesson in a file; InputError, one sentence with file and line, if it is not one."""
    return parsed(reading.text(path, toml.MOST_BYTES), path.stem, plain(path), names)


def parsed(text: str, name: str, where: str, names: Names) -> Lesson:
    """The lesson in a TOML text; `where` starts the sentence if it is refused."""
    contents = toml.parsed(text, where)
    try:
        file = msgspec.convert(contents, File, strict=True)
    except msgspec.ValidationError as error:
        found = _AT.match(str(error))
        assert found is not None
        _refuse(text, where, found["path"] or "$", found["what"])
    for path, what in _faults(file, names):
        _refuse(text, where, path, what)
    return Lesson(
        name=name,
        title=file.title,
        about=file.about,
        minutes=file.minutes,
        rank=file.rank,
        show=file.show,
        steps=file.step,
    )


def _refuse(text: str, where: str, path: str, what: str) -> None:
    raise InputError(
        tr(
            "{where}, line {line}: {key}: {what}",
            where=where,
            line=line_of(text, path),
            key=path.removeprefix("$").lstrip(".") or tr("the lesson"),
            what=plain(what),
        )
    )


def line_of(text: str, path: str) -> int:
    """The line of a TOML text, counted from 1, where the value at a path such as "$.step[1].claim.measure" stands.

    If that can't be found, the line of the table that it belongs to.
    """
    lines, at, table = text.splitlines(), 0, ""
    for key, index in ((m[1], m[2]) for m in _PLACE.finditer(path)):
        if key is not None:
            table = key
            pattern = rf"^\s*\[+\s*(?:\w+\.)*{key}\s*\]|(?:^|[{{,\s]){key}\s*="
        else:
            pattern = rf"^\s*\[\[\s*(?:\w+\.)*{table}\s*\]\]"
        hits = [n for n in range(at, len(lines)) if re.search(pattern, lines[n])]
        which = int(index) if index is not None else 0
        if which < len(hits):
            at = hits[which]
    return at + 1


# ---- what the shape of the file does not say ----


def _faults(file: File, names: Names) -> Iterator[Fault]:
    if file.show is not None:
        yield from _unknown("$.show.panels", file.show.panels or (), names.docks)
        yield from _unknown("$.show.knobs", file.show.knobs or (), KNOBS)
        yield from _unknown("$.show.menus", file.show.menus or (), names.menus)
    for i, step in enumerate(file.step):
        at = f"$.step[{i}]"
        yield from _of_step(at, step, names)
        yield from _of_await(at, step, names)
        yield from _of_claim(at, step, names)
    if not file.step[0].sets_up:
        yield "$.step[0]", tr("the first step needs a set-up of its own: preset, set, seed or fresh = true")


def _of_step(at: str, step: Step, names: Names) -> Iterator[Fault]:
    for about in step.about:
        kind, _, name = about.partition(":")
        if kind not in names.about:
            yield (
                f"{at}.about",
                tr(
                    "{name} names nothing; it begins with one of: {allowed}",
                    name=about,
                    allowed=", ".join(f"{kind}:" for kind in names.about),
                ),
            )
        elif name not in names.about[kind]:
            yield f"{at}.about", _allowed(about, names.about[kind])
    yield from _unknown(f"{at}.layers", step.layers, names.layers)
    yield from _unknown(f"{at}.hide", step.hide, names.layers)
    yield from _unknown(f"{at}.dock", (step.dock,) if step.dock else (), names.docks)
    yield from _unknown(f"{at}.formula", (step.formula,) if step.formula else (), names.formulas)
    yield from _unknown(f"{at}.preset", (step.preset,) if step.preset else (), presets().names)
    if step.theory is not None:
        yield from _unknown(f"{at}.theory.game", (step.theory.game,), GAMES.names)
        yield from _unknown(f"{at}.theory.method", (step.theory.method,), METHODS.names)
    yield from _unknown(f"{at}.set", step.set, frozenset(KNOBS) - NEVER_SET)
    try:
        experiment_of(step, EXPERIMENT)
    except InputError as error:
        yield f"{at}.set", str(error)


def _of_await(at: str, step: Step, names: Names) -> Iterator[Fault]:
    awaits = step.awaits
    if awaits is None:
        return
    if len(awaits.kinds) != 1:
        yield (
            f"{at}.await",
            tr("it needs exactly one of action, knob, target, layer, point, latent, iterations, answer"),
        )
    yield from _unknown(f"{at}.await.action", (awaits.action,) if awaits.action else (), names.actions)
    yield from _unknown(f"{at}.await.layer", (awaits.layer,) if awaits.layer else (), names.layers)
    yield from _unknown(f"{at}.await.target", (awaits.target,) if awaits.target else (), ("any", *TARGETS.names))
    yield from _unknown(f"{at}.await.knob", (awaits.knob,) if awaits.knob else (), frozenset(KNOBS) - NEVER_SET)
    if awaits.knob and awaits.value is None and awaits.at_least is None and awaits.at_most is None:
        yield f"{at}.await.knob", tr("it needs a value: is, at_least or at_most")
    if awaits.answer and step.predict is None:
        yield f"{at}.await.answer", tr("there is nothing to answer: the step has no [step.predict]")
    if awaits.empty:
        yield f"{at}.await", tr("at_least is more than at_most")


def _of_claim(at: str, step: Step, names: Names) -> Iterator[Fault]:
    claim = step.claim
    if step.predict is not None:
        for i, answer in enumerate(step.predict.answers):
            if answer.empty:
                yield f"{at}.predict.answers[{i}]", tr("at_least is more than at_most")
        measured = any(a.at_least is not None or a.at_most is not None for a in step.predict.answers)
        if measured and claim is None:
            yield f"{at}.predict", tr("answers with a range need a [step.claim] that measures the number")
    if claim is None:
        return
    yield from _unknown(f"{at}.claim.measure", (claim.measure,), names.measures)
    if claim.at_least is None and claim.at_most is None:
        yield f"{at}.claim", tr("it needs at_least or at_most")
    if claim.empty:
        yield f"{at}.claim", tr("at_least is more than at_most")


def _unknown(path: str, used: Collection[str], known: Collection[str]) -> Iterator[Fault]:
    for name in used:
        if name not in known:
            yield path, _allowed(name, known)


def _allowed(name: str, known: Collection[str]) -> str:
    return tr("unknown name {name!r}; use one of: {allowed}", name=name, allowed=", ".join(sorted(known)))


# ---- what a step starts ----


def experiment_of(step: Step, base: Experiment) -> Experiment:
    """The experiment with which a step's run starts, on the device of `base`; InputError if its knobs make no sense."""
    first = presets()[step.preset].experiment if step.preset else EXPERIMENT
    values: dict[str, Any] = {**step.set, "device": base.device}
    if step.seed is not None:
        values["seed"] = step.seed
    return first.changed(values)


# ---- the course ----


def course(names: Names) -> Registry[Lesson]:
    """The lessons that come with the program, in the order in which they are learnt."""
    found = []
    for name, text in texts_of_course().items():
        found.append(parsed(text, name, name + SUFFIX, names))
    table: Registry[Lesson] = Registry(N_("lesson"))
    for lesson in sorted(found, key=lambda lesson: (lesson.rank, lesson.name)):
        table.add(lesson)
    return table


@cache
def texts_of_course() -> dict[str, str]:
    """The files of the package's folder `lessons`, by their stems."""
    folder = resources.files("playground") / "lessons"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(SUFFIX)), key=lambda file: file.name)
    return {file.name.removesuffix(SUFFIX): file.read_text(encoding="utf-8") for file in files}
