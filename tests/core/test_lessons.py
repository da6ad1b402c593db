"""Lessons are read from TOML and judged: what is wrong is said with file, line, key and what is allowed."""

from pathlib import Path

import pytest

from playground.core.errors import InputError
from playground.core.glossary import GLOSSARY
from playground.core.lessons import is_lesson, parsed, read, texts
from playground.core.lessons.reading import line_of, texts_of_course
from playground.ui.lessons.names import lessons, names

GOOD = """\
title = "A lesson"
about = "What it shows."
minutes = 3

[[step]]
words = "Press Play."
preset = "start"
seed = 4
about = ["action:play", "layer:surface"]
await = { iterations = 20 }
then = "It was trained."

[step.predict]
question = "How many modes?"
answers = [
  { words = "few", at_most = 4 },
  { words = "many", at_least = 5 },
]

[step.claim]
measure = "modes"
at_least = 0

[[step]]
words = "Read on."
set = { penalty = "none" }
"""


def test_a_lesson_is_read_with_all_its_parts() -> None:
    lesson = parsed(GOOD, "mine", "mine.toml", names())
    assert (lesson.name, lesson.title, lesson.minutes, len(lesson.steps)) == ("mine", "A lesson", 3, 2)
    first, second = lesson.steps
    assert first.awaits is not None
    assert first.awaits.kinds == ("iterations",)
    assert first.predict is not None
    assert [a.holds(4) for a in first.predict.answers] == [True, False]
    assert second.sets_up
    assert set(texts(lesson)) >= {
        "A lesson",
        "What it shows.",
        "Press Play.",
        "How many modes?",
        "few",
        "It was trained.",
    }


FAULTS = [
    ('title = "A lesson"', 'titel = "A lesson"', 1, "titel"),
    ("minutes = 3", "minutes = 0", 3, ">= 1"),
    ('preset = "start"', 'preset = "nope"', 7, "start"),
    ("seed = 4", "seed = -1", 8, ">= 0"),
    ('"action:play"', '"action:explode"', 9, "step_d"),
    ('"action:play"', '"planet:mars"', 9, "layer:"),
    ("iterations = 20", "iterations = 20, point = true", 10, "exactly one"),
    ("iterations = 20", 'action = "quit"', 10, "step_d"),
    ("iterations = 20", 'knob = "penalty"', 10, "is, at_least or at_most"),
    ("iterations = 20", "wait = 1", 10, "wait"),
    ('{ words = "many", at_least = 5 }', '{ words = "many", at_least = 5, at_most = 4 }', 15, "more than"),
    ('measure = "modes"', 'measure = "fun"', 21, "modes"),
    ("at_least = 0\n", "at_least = 3\nat_most = 2\n", 20, "more than"),
    ('set = { penalty = "none" }', 'set = { penalty = "prayer" }', 26, "prayer"),
    ('set = { penalty = "none" }', 'set = { device = "cuda" }', 26, "device"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), FAULTS)
def test_a_fault_is_one_sentence_with_its_line(old: str, new: str, line: int, says: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(InputError) as refused:
        parsed(text, "mine", "mine.toml", names())
    said = str(refused.value)
    assert said.startswith(f"mine.toml, line {line}:"), said
    assert says in said
    assert "\n" not in said


def test_the_first_step_needs_a_set_up() -> None:
    text = GOOD.replace('preset = "start"\nseed = 4\n', "")
    with pytest.raises(InputError, match=r"line 5: step\[0\]: the first step needs"):
        parsed(text, "mine", "mine.toml", names())


def test_lines_are_found_in_tables_and_in_inline_tables() -> None:
    assert line_of(GOOD, "$.step[0].claim.measure") == 21
    assert line_of(GOOD, "$.step[1].words") == 25
    assert line_of(GOOD, "$") == 1


def test_an_experiment_is_not_a_lesson() -> None:
    assert is_lesson(GOOD)
    assert not is_lesson('target = "ring8"\n[about]\nlabel = "x"\n')


def test_every_lesson_of_the_course_is_sound_and_keeps_the_conventions() -> None:
    assert set(lessons().names) == set(texts_of_course())
    assert len({lesson.rank for lesson in lessons()}) == len(lessons())
    for lesson in lessons():
        assert 3 <= lesson.minutes <= 10, lesson.name
        assert 4 <= len(lesson.steps) <= 9, lesson.name
        assert any(step.claim for step in lesson.steps), lesson.name
        for step in lesson.steps:
            asks = step.predict is not None and not (step.awaits or step.claim)
            assert not asks, "a prediction is followed by an observation"


def test_the_glossary_leads_to_lessons_that_there_are() -> None:
    led = {term.lesson for term in GLOSSARY} - {""}
    assert led >= {"police", "models", "goal", "formula", "optimum", "collapse"}
    assert led <= set(lessons().names)


def test_the_docs_name_every_lesson_and_all_that_a_lesson_may_use() -> None:
    text = (Path(__file__).parents[2] / "docs" / "lessons.md").read_text(encoding="utf-8")
    known = names()
    for name in (*lessons().names, *known.measures, *known.actions):
        assert f"`{name}`" in text, name
    for name in (*known.docks, *known.formulas, *known.about["view"]):
        assert name in text, name
    for lesson in lessons():
        assert f"{lesson.title} (`{lesson.name}`)" in text


def test_a_file_opened_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "light.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read(path, names()).name == "light"
    path.write_text(GOOD.replace("minutes = 3", "minutes = 300"), encoding="utf-8")
    with pytest.raises(InputError, match=r"light\.toml, line 3: minutes"):
        read(path, names())
