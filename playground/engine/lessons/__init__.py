"""Lessons on the live run: what they await, what they claim, and how they are checked without a window."""

from playground.engine.lessons.attempt import Acted, Answered, Attempt, Event, LayerSwitched, PointRead, Standing
from playground.engine.lessons.check import Checked, check
from playground.engine.lessons.deeds import ACTIONS, LOOKS, deed
from playground.engine.lessons.measures import MEASURES, Measure, Scene, portrait_of

__all__ = [
    "ACTIONS",
    "LOOKS",
    "MEASURES",
    "Acted",
    "Answered",
    "Attempt",
    "Checked",
    "Event",
    "LayerSwitched",
    "Measure",
    "PointRead",
    "Scene",
    "Standing",
    "check",
    "deed",
    "portrait_of",
]
