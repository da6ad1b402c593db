"""Lessons: data that leads a learner through the live game, step by step."""

from playground.core.lessons.lesson import Answer, Await, Claim, Lesson, Prediction, Range, Step, texts
from playground.core.lessons.names import Names
from playground.core.lessons.reading import course, experiment_of, is_lesson, parsed, read

__all__ = [
    "Answer",
    "Await",
    "Claim",
    "Lesson",
    "Names",
    "Prediction",
    "Range",
    "Step",
    "course",
    "experiment_of",
    "is_lesson",
    "parsed",
    "read",
    "texts",
]
